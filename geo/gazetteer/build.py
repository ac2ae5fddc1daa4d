"""Rebuilds the tables: `python -m geo.gazetteer.build POSTAL_CODES COUNTIES FOLDER` (development only).

POSTAL_CODES : csv with zip, state, lat, lon, is_census_zcta, county_fips. COUNTIES : csv with fips, name, lat, lon,
state, state_fips, state_name. Points of the states are taken from the polygons of `geo.units.us`. The same files in,
the same bytes out. What was changed on the way is in us/README.md.
"""

import sys
from typing import Any

import pandas as pd
import shapely

from geo.units.us import us_areas, us_features

TERRITORIES = {"60": "AS", "66": "GU", "69": "MP", "72": "PR", "78": "VI"}
"""FIPS code → postal abbreviation, which the table of counties leaves out."""
BY_PREFIX = {"006": "PR", "007": "PR", "009": "PR", "008": "VI", "967": "AS"}
"""Where a postal code of a territory lies outside of every polygon."""
MARSHALL_ISLANDS = "MH"


def postal_codes(raw: pd.DataFrame) -> pd.DataFrame:
    """zip, lat, lon, state, county_fips, area (1 = covers ground, not only boxes): without military addresses."""
    state = raw["state"].where(raw["state"].str.len() == 2, "")
    state = state.mask(raw["state"] == "Marshall Islands", MARSHALL_ISLANDS)
    state = state.mask(state == "", raw["county_fips"].str[:2].map(TERRITORIES).fillna(""))
    state = state.mask(state == "", raw["zip"].str[:3].map(BY_PREFIX).fillna(""))
    table = raw[["zip", "lat", "lon"]].assign(state=state, county_fips=raw["county_fips"], area=raw["is_census_zcta"])
    return table[state != ""].sort_values("zip")


def counties(raw: pd.DataFrame) -> pd.DataFrame:
    """fips, name, state, lat, lon; one too small for an area on the map stands at the middle of its corners."""
    table = raw[["fips", "name", "state", "lat", "lon"]].copy()
    table["state"] = table["state"].mask(table["state"] == "", raw["state_fips"].map(TERRITORIES))
    codes = dict(zip(raw["state_fips"], table["state"], strict=True))
    flat = [feature for feature in us_features("us_counties")["features"] if _id(feature) not in set(table["fips"])]
    added = [
        {
            "fips": _id(feature),
            "name": feature["properties"]["name"],
            "state": codes[_id(feature)[:2]],
            **_middle(feature),
        }
        for feature in flat
    ]
    return pd.concat([table, pd.DataFrame(added, dtype=str)]).sort_values("fips")


def states(raw: pd.DataFrame) -> pd.DataFrame:
    """fips, state, name, lat, lon: the point is the centre of gravity of the state's largest part."""
    named = raw[["state_fips", "state", "state_name"]].drop_duplicates().set_index("state_fips")
    codes = named["state"].mask(named["state"] == "", named.index.to_series().map(TERRITORIES))
    areas = us_areas("us_states")
    parts = [max(shapely.get_parts(shape), key=shapely.area) for shape in areas.shapes]
    points = shapely.centroid(parts)
    table = pd.DataFrame(
        {
            "fips": areas.ids,
            "state": codes.reindex(areas.ids).to_numpy(),
            "name": named["state_name"].reindex(areas.ids).to_numpy(),
            "lat": [f"{lat:.4f}" for lat in shapely.get_y(points)],
            "lon": [f"{lon:.4f}" for lon in shapely.get_x(points)],
        }
    )
    return table.sort_values("fips")


def _id(feature: dict[str, Any]) -> str:
    return str(feature["properties"]["id"])


def _middle(feature: dict[str, Any]) -> dict[str, str]:
    lon, lat = shapely.get_coordinates(shapely.multipoints(feature["geometry"]["coordinates"][0][:-1])).mean(axis=0)
    return {"lat": f"{lat:.4f}", "lon": f"{lon:.4f}"}


def main(postal_codes_csv: str, counties_csv: str, folder: str) -> None:
    """Write the three tables into a folder."""
    raw, land = (pd.read_csv(name, dtype=str, keep_default_na=False) for name in (postal_codes_csv, counties_csv))
    for name, table in (("postal_codes", postal_codes(raw)), ("counties", counties(land)), ("states", states(land))):
        table.to_csv(
            f"{folder}/{name}.csv.gz", index=False, lineterminator="\n", compression={"method": "gzip", "mtime": 0}
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
