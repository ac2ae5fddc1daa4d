"""Which basic unit every account belongs to, and where that unit lies."""

from dataclasses import dataclass, replace
from typing import cast

import numpy as np

from geo.cells import cells
from geo.distance import great_circle
from geo.gazetteer.place import Key, Placed
from geo.links import near_id
from geo.units.inside import NOWHERE, unit_of
from geo.units.polygons import Areas
from scenarios.designs.keys import ACCOUNT, CELLS, CODES, DEFAULT_CELLS, POLYGON, UnitKeys
from scenarios.designs.located import FAR_KM, Located, codes, foreign, foreign_codes
from solver.book import Floats, Texts
from solver.errors import listed
from solver.intake.sheet import Sheet

READ = frozenset({"unknown-code", "military-code"})
"""Codes that are not in the tables, but make a unit as well as any other."""


@dataclass(frozen=True)
class Belonging:
    """unit : (A,) the unit id of every account, "" = in none.

    lat, lon : (A,) the place of the account's unit as a table of places knows it, NaN where none does.
    """

    unit: Texts
    lat: Floats
    lon: Floats


def belonging(book: Sheet, where: Located, units: UnitKeys, areas: Areas | None) -> Belonging:
    """Read the units off the accounts; what cannot be read is said as warnings, and those accounts are in no unit.

    With a map, an account that names no unit of it is in the unit in which its coordinates lie.
    """
    blank, nowhere = np.full(len(book), "", dtype=object), np.full(len(book), np.nan)
    if units.kind == CELLS:
        return Belonging(
            _clustered(book, where, DEFAULT_CELLS if units.cells is None else units.cells), nowhere, nowhere
        )
    if units.kind == ACCOUNT:
        return Belonging(book.labels, nowhere, nowhere)
    named = Belonging(blank, nowhere, nowhere)
    if units.kind in CODES:
        named = _coded(book, where, cast(Key, units.kind), named, mapped=areas is not None)
    elif units.kind != POLYGON and book.require(units.kind, "it says which accounts are one unit"):
        named = replace(named, unit=book.ids(units.kind))
    return named if areas is None else _on_map(book, where, named, areas)


def _clustered(book: Sheet, where: Located, count: int) -> Texts:
    """Cells of accounts that lie near each other, as `cell 017`."""
    if count < 1:
        book.findings.error("no-cells", f"there cannot be {count} cells", fix="write a number from 1 up", table="units")
        return book.labels
    made = np.full(len(where.lat), "", dtype=object)
    known = where.known
    if known.any():
        number = cells(where.lat[known], where.lon[known], count) + 1
        width = len(str(number.max()))
        made[known] = [f"cell {each:0{width}d}" for each in number]
    return made


def _coded(book: Sheet, where: Located, by: Key, nothing: Belonging, mapped: bool) -> Belonging:
    """Units by a code in its usual form; without such a column, the map must do."""
    found = codes(book, by)
    if found is None:
        if not mapped:
            book.require(by, "it says which accounts are one unit")
        return nothing
    column, placed = found
    if by in ("zip", "zip3") and foreign(book):
        return _abroad(book, by, column, nothing)
    _say_unread(book, column, placed)
    if by == "zip":
        _say_far(book, column, where, placed)
    return Belonging(placed.keys, placed.lat, placed.lon)


def _abroad(book: Sheet, by: Key, column: str, nothing: Belonging) -> Belonging:
    """Postal codes of another country: equal codes are one unit. Where a prefix ends is for the planner to say."""
    message = f"the codes of column {column} are not those of the USA: the coordinates lie elsewhere"
    if by == "zip3":
        fix = "put the part of the code that you mean into a column of its own, and name it: units: {by: region}"
        said = f"{message}, and where their prefix ends is not known"
        book.findings.warning("codes-abroad", said, fix=fix, table=book.name)
        return nothing
    units = foreign_codes(book, column)
    book.findings.note(
        "codes-abroad", f"{message}. Equal codes are one unit, in the middle of its accounts", table=book.name
    )
    blank = np.flatnonzero(units == "")
    book.say("warning", "no-code", "no postal code", blank, column, "fill it in; until then a unit by itself")
    return replace(nothing, unit=units)


def _say_unread(book: Sheet, column: str, placed: Placed) -> None:
    for remark in placed.remarks:
        if remark.code not in READ:
            book.say("warning", remark.code, remark.message, np.array(remark.at, dtype=np.int64), column, remark.fix)


def _say_far(book: Sheet, column: str, where: Located, placed: Placed) -> None:
    far = np.flatnonzero(great_circle(where.lat, where.lon, placed.lat, placed.lon) > FAR_KM)
    message = f"the coordinates are more than {FAR_KM:.0f} km from the place of the postal code"
    book.say("warning", "far-from-code", message, far, column, "look which of the two is wrong; the code decides")


def _on_map(book: Sheet, where: Located, named: Belonging, areas: Areas) -> Belonging:
    """Units that are on the map: the one that the account names, else the one in which its coordinates lie."""
    if not len(areas):
        return named
    at = {str(id_): index for index, id_ in enumerate(areas.ids)}
    unit = np.array([*(at.get(str(id_), NOWHERE) for id_ in named.unit), NOWHERE], dtype=np.int64)[:-1]
    strange = np.flatnonzero((named.unit != "") & (unit == NOWHERE))
    shown = list(dict.fromkeys(str(id_) for id_ in named.unit[strange]))
    near = [f"is {id_} meant to be {match}?" for id_ in shown[:3] if (match := near_id(id_, at))]
    fix = " ".join([*near, "correct the ids, or name the property of the map that holds them; coordinates decide now"])
    book.say("warning", "not-on-map", f"the map has no such unit: {listed(shown)}", strange, fix=fix)
    inside, ashore = unit_of(areas, where.lat, where.lon)
    by_place = (unit == NOWHERE) & (inside != NOWHERE)
    message = "lies just off the shore of the map: taken to the nearest unit"
    book.say("note", "off-shore", message, np.flatnonzero(by_place & ashore))
    stated = np.flatnonzero(by_place & (named.unit == "") & (named.unit != "").any())
    book.say("note", "unit-by-place", "names no unit: taken to the one in which its coordinates lie", stated)
    unit = np.where(by_place, inside, unit)
    known = unit != NOWHERE
    return Belonging(
        np.where(known, areas.ids[unit], ""),
        np.where(known, areas.lat[unit], np.nan),
        np.where(known, areas.lon[unit], np.nan),
    )
