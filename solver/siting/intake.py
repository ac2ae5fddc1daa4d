"""From tables to a siting problem: units, the edges between them, and distances where they are given."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from geo.graph import adjacency
from solver.book import Floats, Ints
from solver.intake.findings import Findings
from solver.intake.links import read_edges
from solver.intake.places import coordinates
from solver.intake.register import Register, refer, unique_ids
from solver.intake.sheet import Sheet
from solver.land import Land
from solver.siting.cost import Cost
from solver.siting.problem import Siting

POWERS = (1, 2)
MOST_TABLE = 4000
"""Units up to which a table of distances is taken: it is kept whole, 128 MB at that size."""


def from_frames(
    units: pd.DataFrame,
    territories: int,
    *,
    bands: Mapping[str, float],
    weight: str = "workload",
    power: int = 1,
    edges: pd.DataFrame | None = None,
    distances: pd.DataFrame | None = None,
) -> Siting:
    """Build a siting problem.

    Parameters
    ----------
    units : unit_id, a column for the weight and for every measure of `bands` (a blank cell is an error), and lat, lon
        in degrees unless `distances` are given.
    territories : how many, 1 … number of units.
    bands : measure → allowed deviation from total ÷ territories, as a share, at least 0.
    weight, power : a unit costs weight × km ^ power in a territory.
    edges : unit_a, unit_b; with them every territory is in one piece.
    distances : unit_a, unit_b, km; one row for both directions is enough. Every pair of units is needed.

    Raises InputError with every finding.
    """
    findings = Findings()
    sheet = Sheet.of("units", units, findings)
    ids = unique_ids(sheet, "unit_id") if sheet.require("unit_id") else sheet.texts("unit_id")
    sheet = sheet.labelled(ids)
    register = Register("unit", ids, trusted=sheet.has("unit_id") and len(sheet) > 0)
    _rules(findings, len(sheet), territories, bands, power)
    columns = {name: _needed(sheet, name) for name in dict.fromkeys([*bands, weight])}
    cost = _cost(sheet, register, columns[weight], power, distances, findings)
    land = None if edges is None else _land(Sheet.of("edges", edges, findings), register)
    _totals(sheet, columns, bands, findings)
    findings.raise_errors()
    amounts = np.stack([columns[name] for name in bands], axis=1) if bands else np.zeros((len(ids), 0))
    share = amounts.sum(axis=0) / territories
    band = np.array(list(bands.values()), dtype=np.float64)
    lower, upper = np.maximum(0.0, share * (1 - band)), share * (1 + band)
    return Siting(ids, tuple(bands), amounts, lower, upper, int(territories), cost, land, tuple(findings.found))


def _rules(findings: Findings, units: int, territories: Any, bands: Mapping[str, float], power: int) -> None:
    if isinstance(territories, bool) or not isinstance(territories, int | np.integer) or territories < 1:
        findings.error(
            "territories", f"{territories} is no number of territories", fix="write a whole number from 1 up"
        )
    elif territories > units:
        message = f"{territories} territories are asked for, but there are only {units} units to put them at"
        findings.error("too-many-territories", message, fix="ask for fewer territories, or take smaller units")
    for name, band in bands.items():
        if not (np.isfinite(band) and band >= 0):
            findings.error(
                "band", f"the band of {name} is {band}", fix="write a share from 0 up, such as 0.1 for ±10 %"
            )
    if power not in POWERS:
        findings.error("power", f"distances to the power of {power} are not known", fix="write 1 or 2")


def _needed(sheet: Sheet, column: str) -> Floats:
    """A column without blanks."""
    if not sheet.require(column):
        return np.ones(len(sheet))
    numbers = sheet.numbers(column)
    fix = "fill it in, with 0 where that is meant, or leave the unit out"
    sheet.error("missing-number", f"{column} is blank", np.flatnonzero(numbers.missing), column, fix)
    return np.where(np.isnan(numbers.values), 0.0, numbers.values)


def _totals(sheet: Sheet, columns: Mapping[str, Floats], bands: Mapping[str, float], findings: Findings) -> None:
    for name in bands:
        if len(sheet) and sheet.has(name) and not findings.has_errors and not columns[name].any():
            message = f"{name} is 0 everywhere: there is nothing to share out"
            findings.error("nothing-to-share", message, fix="take out its band, or correct the column", table="units")


def _cost(
    sheet: Sheet,
    register: Register,
    weight: Floats,
    power: int,
    distances: pd.DataFrame | None,
    findings: Findings,
) -> Cost:
    if distances is not None:
        return Cost(weight, km=_table(Sheet.of("distances", distances, findings), register), power=power)
    if not all([sheet.require("lat"), sheet.require("lon")]):
        return Cost(weight, lat=np.zeros(len(sheet)), lon=np.zeros(len(sheet)), power=power)
    lat, lon, bad = coordinates(sheet)
    fix = "fill in both, or give a table of distances"
    sheet.error("missing-place", "the unit has no place", np.flatnonzero(np.isnan(lat) & ~bad), "lat", fix)
    return Cost(weight, lat=lat, lon=lon, power=power)


def _land(sheet: Sheet, register: Register) -> Land:
    a, b = read_edges(sheet, register)
    return Land(*adjacency(len(register.ids), a, b), roots=np.zeros(0, dtype=np.int64))


def _table(sheet: Sheet, register: Register) -> Floats:
    """Kilometres between all units (U, U); both directions of a row where only one is given."""
    size = len(register.ids)
    if size > MOST_TABLE:
        message = f"a table of distances is read for up to {MOST_TABLE:,} units, there are {size:,}"
        sheet.findings.error(
            "too-many-distances", message, fix="leave it out: the great circle is taken", table=sheet.name
        )
        return np.zeros((0, 0))
    if not all([sheet.require("unit_a"), sheet.require("unit_b"), sheet.require("km")]):
        return np.zeros((size, size))
    a, b = (refer(sheet, column, sheet.ids(column), register) for column in ("unit_a", "unit_b"))
    km = sheet.numbers("km")
    sheet.error("missing-number", "km is blank", np.flatnonzero(km.missing), "km", "fill in the distance")
    known = np.flatnonzero((a >= 0) & (b >= 0) & ~np.isnan(km.values))
    table = np.full((size, size), np.nan)
    table[a[known], b[known]] = km.values[known]
    _twice(sheet, table, a, b, km.values, known)
    back = np.isnan(table)
    table[back] = table.T[back]
    np.fill_diagonal(table, np.where(np.isnan(np.diag(table)), 0.0, np.diag(table)))
    _holes(sheet, table, register)
    return np.where(np.isnan(table), 0.0, table)


def _twice(sheet: Sheet, table: Floats, a: Ints, b: Ints, km: Floats, known: Ints) -> None:
    """Rows of one pair that say different distances, also of its two directions."""
    other = table[b[known], a[known]]
    differ = (table[a[known], b[known]] != km[known]) | (~np.isnan(other) & (other != km[known]))
    fix = "keep one distance for each pair of units"
    sheet.error("two-distances", "this pair has another distance in another row", known[differ], "km", fix)


def _holes(sheet: Sheet, table: Floats, register: Register) -> None:
    a, b = np.nonzero(np.triu(np.isnan(table), 1))
    if len(a) and not sheet.findings.about(sheet.name):
        shown = ", ".join(f"{register.ids[i]}–{register.ids[j]}" for i, j in zip(a[:3], b[:3], strict=True))
        message = f"{len(a):,} pairs of units have no distance, such as {shown}"
        fix = "add them, or leave the table out: the great circle is taken"
        sheet.findings.error("missing-distance", message, fix=fix, table=sheet.name)
