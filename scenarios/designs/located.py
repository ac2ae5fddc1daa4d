"""Where accounts and reps are: their coordinates, else the place of a postal code or county that they name."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from geo.distance import great_circle
from geo.gazetteer.place import Key, Placed, place
from scenarios.files.text import plain
from solver.book import Bools, Floats, Texts
from solver.intake.findings import Findings
from solver.intake.places import coordinates
from solver.intake.sheet import Sheet

ZIP = ("zip", "postal_code", "zip_code", "postcode", "billing_postal_code", "billing_zip_postal_code")
FIPS = ("county_fips", "fips")
COUNTY = ("county", "county_name")
STATE = ("state", "state_code", "billing_state", "billing_state_province", "state_province")
COUNTRY = ("country", "country_code", "billing_country")
"""Headers that can mean one thing only, the first that is there counts; case, spaces and underscores do not matter."""
USA = frozenset({"", "us", "usa", "unitedstates", "unitedstatesofamerica"})
FAR_KM = 100.0
"""A row this far from the place of its postal code has a wrong code or wrong coordinates, or the code is foreign."""
ENOUGH, FEW = 10, 0.1
"""With at least so many rows with coordinates, and fewer than this part of them where the USA has their code, a table
holds the codes of another country."""
DECIMALS = 5
"""Of a degree, about a metre: how places are written into a text table."""


@dataclass(frozen=True)
class Located:
    """The place (A,) of every row in degrees, NaN where there is none.

    refused : its coordinates are wrong, as the intake will say. filled : it had none, and a code gave them.
    """

    lat: Floats
    lon: Floats
    refused: Bools
    filled: Bools

    @property
    def known(self) -> Bools:
        return np.asarray(~np.isnan(self.lat))


def header(sheet: Sheet, names: Iterable[str]) -> str:
    """The table's own header for one of our names, "" when it has none of them."""
    theirs = {plain(str(column)): str(column) for column in reversed(sheet.frame.columns)}
    return next((theirs[plain(name)] for name in names if plain(name) in theirs), "")


def quiet(sheet: Sheet) -> Sheet:
    """The same table, read without saying anything."""
    return replace(sheet, findings=Findings())


def codes(sheet: Sheet, by: Key) -> tuple[str, Placed] | None:
    """What the table says about every row's postal code, county or state, and the header; None without a column.

    A row in another country has no code.
    """
    column, written = _written(quiet(sheet), by)
    return (column, place(np.where(_at_home(quiet(sheet)), written, ""), by)) if column else None


def foreign(sheet: Sheet) -> bool:
    """Whether the postal codes are those of another country: hardly a row with coordinates lies where the USA has its
    code. 80331 is Munich, and a postal code of Colorado.
    """
    found = codes(sheet, "zip")
    if found is None:
        return False
    lat, lon, _ = coordinates(quiet(sheet))
    told = (quiet(sheet).ids(found[0]) != "") & ~np.isnan(lat)
    near = great_circle(lat, lon, found[1].lat, found[1].lon) <= FAR_KM
    return bool(told.sum() >= ENOUGH and near[told].mean() < FEW)


def foreign_codes(sheet: Sheet, column: str) -> Texts:
    """The postal codes of another country (A,) as written but for spaces and case, "" where a cell holds no code.

    In a table of several countries with the country before it: 10115 is Berlin, and a place in New York.
    """
    written = [" ".join(str(cell).upper().split()) for cell in quiet(sheet).ids(column)]
    named = header(sheet, COUNTRY)
    countries = [str(cell).upper() for cell in quiet(sheet).texts(named)] if named else [""] * len(written)
    before = [f"{country} " if country and len(set(countries)) > 1 else "" for country in countries]
    units = [lead + text if any(map(str.isdigit, text)) else "" for lead, text in zip(before, written, strict=True)]
    return np.array([*units, ""], dtype=object)[:-1]


def _written(sheet: Sheet, by: Key) -> tuple[str, Texts]:
    """The header and the cells that name a row's code; a county by name together with its state."""
    simple = header(sheet, {"zip": ZIP, "zip3": ("zip3", *ZIP), "county": FIPS, "state": STATE}[by])
    if simple:
        return simple, sheet.ids(simple)
    county, state = header(sheet, COUNTY), header(sheet, STATE)
    if by != "county" or not county:
        return "", np.zeros(len(sheet), dtype=object)
    names, states = sheet.texts(county), sheet.texts(state) if state else np.full(len(sheet), "", dtype=object)
    both = [
        f"{name}, {where}" if name and where and "," not in name else name
        for name, where in zip(names, states, strict=True)
    ]
    return county, np.array([*both, ""], dtype=object)[:-1]


def _at_home(sheet: Sheet) -> Bools:
    column = header(sheet, COUNTRY)
    named = sheet.texts(column) if column else np.full(len(sheet), "", dtype=object)
    return np.array([plain(str(country)) in USA for country in named], dtype=bool)


def locate(sheet: Sheet) -> Located:
    """Coordinates, and for rows that leave them blank the place of their postal code, else of their county."""
    lat, lon, refused = coordinates(quiet(sheet))
    blank = first = np.asarray(np.isnan(lat) & ~refused)
    keys: tuple[tuple[Key, str], ...] = (("zip", "postal code"), ("county", "county"))
    abroad = bool(blank.any()) and foreign(sheet)
    for by, noun in keys:
        found = codes(sheet, by) if blank.any() and not abroad else None
        if found is None:
            continue
        column, placed = found
        filled = blank & ~np.isnan(placed.lat)
        lat, lon = np.where(filled, placed.lat, lat), np.where(filled, placed.lon, lon)
        message = f"without coordinates: placed by the {noun} in column {column}"
        sheet.say("note", "placed-by-code", message, np.flatnonzero(filled), "lat")
        for remark in placed.remarks:
            at = np.array([row for row in remark.at if blank[row]], dtype=np.int64)
            sheet.say("warning", remark.code, f"without coordinates, and {remark.message}", at, column, remark.fix)
        blank = np.asarray(blank & ~filled)
    return Located(lat, lon, refused, filled=np.asarray(first & ~blank))


def with_places(frame: pd.DataFrame, rows: Bools, lat: Floats, lon: Floats) -> pd.DataFrame:
    """The table with places written into some rows (A,); text stays text, numbers stay numbers."""
    at = np.flatnonzero(rows)
    if not len(at):
        return frame
    made = frame.copy()
    for column, values in (("lat", lat), ("lon", lon)):
        old = made[column] if column in made.columns else pd.Series("", index=made.index, dtype=object)
        cells = old.to_numpy(dtype=np.float64 if old.dtype.kind in "iuf" else object, copy=True)
        cells[at] = values[at] if cells.dtype.kind == "f" else [f"{value:.{DECIMALS}f}" for value in values[at]]
        made[column] = pd.Series(cells, index=made.index)
    made.attrs = dict(frame.attrs)
    return made
