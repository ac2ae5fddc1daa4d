"""The tables of the gazetteer (sources, licences and known flaws: us/README.md)."""

from functools import cache
from importlib.resources import files

import pandas as pd


@cache
def postal_codes() -> pd.DataFrame:
    """By five-digit postal code: lat, lon, state, county_fips ("" = in no county), area (covers ground)."""
    table = _read("postal_codes", "zip")
    table["area"] = table["area"] == "1"
    return table


@cache
def prefixes() -> pd.DataFrame:
    """By the first three digits of postal codes: the mean point of those that cover ground, else of all."""
    codes = postal_codes()
    prefix = codes.index.str[:3]
    ground = codes["area"] | ~pd.Series(prefix, codes.index).isin(prefix[codes["area"]])
    return codes.loc[ground, ["lat", "lon"]].groupby(prefix[ground]).mean()


@cache
def counties() -> pd.DataFrame:
    """By five-digit FIPS code: name (without the word County), state, lat, lon."""
    return _read("counties", "fips")


@cache
def states() -> pd.DataFrame:
    """By two-digit FIPS code: state (postal abbreviation), name, lat, lon."""
    return _read("states", "fips")


def _read(name: str, key: str) -> pd.DataFrame:
    with (files("geo.gazetteer") / "us" / f"{name}.csv.gz").open("rb") as packed:
        table = pd.read_csv(packed, dtype=str, keep_default_na=False, compression="gzip").set_index(key)
    return table.assign(lat=table["lat"].astype(float), lon=table["lon"].astype(float))
