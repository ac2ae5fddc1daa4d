"""What becomes of values that are needed and missing: an error, or what the rules say, counted."""

from collections.abc import Mapping

import numpy as np

from solver.book import Bools, Floats, Ints, Texts
from solver.errors import listed
from solver.intake.needs import Need
from solver.intake.sheet import Sheet
from solver.rules import Missing


def settle(
    sheet: Sheet,
    column: str,
    values: Floats,
    refused: Bools,
    need: Need,
    how: Missing,
    segments: Texts | None,
) -> tuple[Floats, Bools]:
    """The column with its gaps filled where it is needed (A,), and the accounts that leave the book (A,)."""
    nobody = np.zeros(len(values), dtype=bool)
    gaps = np.flatnonzero(np.isnan(values) & ~refused & need.rows)
    if not len(gaps):
        return values, nobody
    if how == "exclude":
        sheet.say("note", "accounts-excluded", f"{column} is missing: the account leaves the book", gaps, column)
        out = nobody.copy()
        out[gaps] = True
        return values, out
    if how == "error":
        _missing(sheet, column, gaps, need)
        return values, nobody
    if isinstance(how, str):
        fill = _medians(sheet, column, values, gaps, segments if how == "segment_median" else None)
        source = "the median of its segment" if how == "segment_median" else "the median"
    else:
        fill, source = np.full(len(gaps), float(how)), f"{float(how):g}"
    filled = values.copy()
    filled[gaps] = fill
    if not np.isnan(fill).any():
        sheet.say("note", "values-filled", f"{column} is missing: filled with {source}", gaps, column)
    return filled, nobody


def _missing(sheet: Sheet, column: str, gaps: Ints, need: Need) -> None:
    why = f"{column} is needed for {' and '.join(need.uses)}"
    line = f"missing: {{{column}: median}} (or exclude, segment_median, a number)"
    if not sheet.has(column):
        fix = (
            f"leave {column} out of bands and goal, or add the line: missing: {{{column}: 1}} (the same number for all)"
        )
        sheet.require(column, f"{why}: add the column; or {fix}")
    else:
        sheet.error("missing-value", f"the cell is blank; {why}", gaps, column, f"fill it in, or add the line: {line}")


def _medians(sheet: Sheet, column: str, values: Floats, gaps: Ints, segments: Texts | None) -> Floats:
    """The median of all values, or of the account's segment, for every gap; errors where there is none."""
    fill = np.full(len(gaps), np.nan)
    group = np.full(len(values), "all", dtype=object) if segments is None else segments
    for name in dict.fromkeys(group[gaps]):
        known = values[(group == name) & ~np.isnan(values)]
        if len(known) and name:
            fill[group[gaps] == name] = np.median(known)
    empty = gaps[np.isnan(fill)]
    line = f"missing: {{{column}: median}}" if segments is not None else f"missing: {{{column}: 1}}"
    where = (
        "the table"
        if segments is None
        else f"segment {listed([str(g) or '(blank)' for g in dict.fromkeys(group[empty])])}"
    )
    fix = f"fill it in, or add the line: {line}"
    sheet.error("no-median", f"{column} is missing, and no account of {where} has one", empty, column, fix)
    return fill


def settle_places(sheet: Sheet, lat: Floats, refused: Bools, how: Missing, why: str) -> Bools:
    """The accounts that leave the book because they have no place (A,)."""
    gaps = np.flatnonzero(np.isnan(lat) & ~refused)
    out = np.zeros(len(lat), dtype=bool)
    if how == "exclude":
        sheet.say("note", "accounts-excluded", "no coordinates: the account leaves the book", gaps, "lat")
        out[gaps] = True
    elif how == "ignore":
        sheet.say("note", "places-ignored", "no coordinates: the account counts no travel", gaps, "lat")
    else:
        fix = "fill them in, or add the line: missing: {coordinates: ignore} (or exclude)"
        sheet.error("missing-place", f"no coordinates; they are needed for {why}", gaps, "lat", fix)
    return out


def method(missing: Mapping[str, Missing], column: str) -> Missing:
    return missing.get(column, "error")
