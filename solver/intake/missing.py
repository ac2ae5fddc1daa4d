"""What becomes of values that are needed and missing: an error, or what the rules say, counted."""

import numpy as np
import pandas as pd

from solver.book import Bools, Floats, Ints, Texts
from solver.errors import listed
from solver.intake.needs import Need
from solver.intake.sheet import Sheet
from solver.rules import Missing


def fill(
    sheet: Sheet, column: str, values: Floats, refused: Bools, need: Need, how: Missing, segments: Texts
) -> tuple[Floats, Bools]:
    """The column with its gaps filled where it is needed (A,), and the accounts that leave the book for it (A,).

    `refused` cells are errors already. `segments` (A,) are "" where blank.
    """
    out = np.zeros(len(values), dtype=bool)
    gaps = np.flatnonzero(np.isnan(values) & ~refused & need.rows)
    if not len(gaps):
        return values, out
    if how == "exclude":
        sheet.say("note", "accounts-excluded", f"{column} is missing: the account leaves the book", gaps, column)
        out[gaps] = True
        return values, out
    if how in ("error", "ignore"):
        _missing(sheet, column, gaps, need)
        return values, out
    filled = values.copy()
    if how == "median":
        filled[gaps] = np.median(values[~np.isnan(values)]) if not np.isnan(values).all() else np.nan
        source = "the median"
    elif how == "segment_median":
        filled[gaps] = _segment_medians(values, segments, gaps)
        source = "the median of its segment"
    else:
        filled[gaps] = float(how)
        source = f"{float(how):g}"
    done = ~np.isnan(filled[gaps])
    sheet.say("note", "values-filled", f"{column} is missing: filled with {source}", gaps[done], column)
    _no_median(sheet, column, gaps[~done], segments if how == "segment_median" else None)
    return filled, out


def _missing(sheet: Sheet, column: str, gaps: Ints, need: Need) -> None:
    why = f"{column} is needed for {' and '.join(need.uses)}"
    if sheet.has(column):
        fix = f"fill it in, or add the line: missing: {{{column}: median}} (or exclude, segment_median, a number)"
        sheet.error("missing-value", f"the cell is blank, and {why}", gaps, column, fix)
        return
    fix = (
        f"add the column, or say which one it is: columns: {{{sheet.name}: {{{column}: …}}}}; or leave {column} out of "
        f"bands, limits and goal; or give all accounts the same with the line: missing: {{{column}: 1}}"
    )
    sheet.require(column, why, fix)


def _segment_medians(values: Floats, segments: Texts, gaps: Ints) -> Floats:
    """Median of the account's segment for every gap, NaN where the segment is blank or has no value."""
    medians = pd.Series(values).groupby(segments).median().to_dict()
    medians[""] = np.nan
    return np.array([medians[segment] for segment in segments[gaps]], dtype=np.float64)


def _no_median(sheet: Sheet, column: str, gaps: Ints, segments: Texts | None) -> None:
    if segments is None:
        message, line = f"{column} is missing, and no account has one", f"missing: {{{column}: 1}}"
    else:
        named = listed([segment or "(blank)" for segment in dict.fromkeys(segments[gaps])])
        message, line = (
            f"{column} is missing, and no account of its segment has one: {named}",
            f"missing: {{{column}: median}}",
        )
    sheet.error("no-median", message, gaps, column, f"fill it in, or add the line: {line}")


def settle_places(sheet: Sheet, lat: Floats, refused: Bools, needed: Bools, how: Missing, why: str) -> Bools:
    """The accounts that leave the book because they have no place where one is `needed` (A,)."""
    out = np.zeros(len(lat), dtype=bool)
    gaps = np.flatnonzero(np.isnan(lat) & ~refused & needed)
    if how == "exclude":
        sheet.say("note", "accounts-excluded", "no coordinates: the account leaves the book", gaps, "lat")
        out[gaps] = True
    elif how == "ignore":
        sheet.say("note", "places-ignored", "no coordinates: the account counts no travel", gaps, "lat")
    else:
        fix = "fill them in, or add the line: missing: {coordinates: ignore} (or exclude)"
        sheet.error("missing-place", f"no coordinates, and they are needed for {why}", gaps, "lat", fix)
    return out
