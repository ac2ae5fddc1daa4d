"""The reps table."""

from dataclasses import dataclass

import numpy as np

from solver.book import Bools, Floats, Team
from solver.intake.places import coordinates
from solver.intake.register import Register, unique_ids
from solver.intake.sheet import Sheet
from solver.rules import Rules


@dataclass(frozen=True)
class TeamRows:
    """The team as read. `misplaced` marks homes that were refused (already reported)."""

    team: Team
    sheet: Sheet
    register: Register
    misplaced: Bools


def read_team(sheet: Sheet, rules: Rules | None = None) -> TeamRows:
    """One rep per row, in the order of the table, with the text columns that the rules name."""
    if sheet.require("rep_id") and not len(sheet):
        sheet.findings.error("empty-team", "there is no rep in the table", fix="add at least one rep", table=sheet.name)
    ids = unique_ids(sheet, "rep_id") if sheet.has("rep_id") else sheet.texts("rep_id")
    sheet = sheet.labelled(ids)
    names = sheet.texts("name")
    lat, lon, misplaced = coordinates(sheet)
    team = Team(
        ids=ids,
        names=np.where(names == "", ids, names),
        lat=lat,
        lon=lon,
        fte=_weight(sheet, "fte"),
        ramp=_weight(sheet, "ramp"),
        capacity=sheet.numbers("capacity_hours_year").values,
        max_accounts=_cap(sheet, "max_accounts"),
        max_named=_cap(sheet, "max_named"),
        texts={column: sheet.texts(column) for column in named_by(rules) if _there(sheet, column)},
    )
    readable = sheet.has("rep_id") and len(sheet) > 0
    return TeamRows(team, sheet, Register("rep", ids, trusted=readable), misplaced)


def named_by(rules: Rules | None) -> tuple[str, ...]:
    """Text columns of the reps table that the rules name."""
    if rules is None:
        return ()
    return tuple(dict.fromkeys(filter(None, [*rules.serves.values(), *rules.shared_by.values(), rules.peers])))


def _there(sheet: Sheet, column: str) -> bool:
    return sheet.require(
        column, "the rules name it", f"add the column {column} to the reps table, or take the rule out"
    )


def _weight(sheet: Sheet, column: str) -> Floats:
    """A share of a full rep, 1 where blank."""
    values = sheet.numbers(column).values
    zero = np.flatnonzero(values == 0)
    fix = "write a share above 0, such as 0.5; a rep who takes no share does not belong in the table"
    sheet.error("not-above-zero", f"{column} is 0", zero, column, fix)
    return np.where(np.isnan(values) | (values == 0), 1.0, values)


def _cap(sheet: Sheet, column: str) -> Floats:
    """A whole number of accounts, infinite where blank."""
    values = sheet.numbers(column).values
    broken = np.flatnonzero(~np.isnan(values) & (values != np.floor(values)))
    sheet.error("not-whole", f"{column} is not a whole number", broken, column, "write a whole number of accounts")
    return np.where(np.isnan(values), np.inf, values)
