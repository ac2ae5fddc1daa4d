"""The table of distances: places × reps in kilometres or minutes, as many pairs as it lists."""

import numpy as np

from solver.book import Ints, Texts
from solver.distances import Distances
from solver.errors import listed
from solver.intake.register import Register, refer
from solver.intake.sheet import Sheet
from solver.rules import Rules

ACCOUNT = "account_id"
UNITS = ("km", "minutes")
"""Columns of the table: it has one of them."""


def read_distances(sheet: Sheet, accounts: Sheet, known: Register, reps: Register, rules: Rules) -> Distances | None:
    """The table by places of the accounts, None where its columns are not there. Everything wrong is in the findings.

    A place is an account, or what the accounts have in the column `rules.distances_by`.
    """
    column = rules.distances_by or ACCOUNT
    units = [name for name in UNITS if sheet.has(name)]
    if not all([sheet.require(column, "it says which accounts a row is about"), sheet.require("rep_id")]):
        return None
    if len(units) != 1:
        message = "the table has columns km and minutes" if units else "the table has no column km, and none of minutes"
        sheet.findings.error("which-distance", message, fix="give one column: km or minutes", table=sheet.name)
        return None
    named = sheet.ids(column)
    sheet = sheet.labelled(named)
    rep = refer(sheet, "rep_id", sheet.ids("rep_id"), reps)
    values = sheet.numbers(units[0])
    fix = f"fill in the {units[0]}, or take out the row" + ("" if rules.straight_line else " and write straight_line")
    sheet.error("missing-value", "the cell is blank", np.flatnonzero(values.missing), units[0], fix)
    names = np.array(sorted({id_ for id_ in named if id_}), dtype=object)
    place = _places(sheet, column, named, names, accounts, known)
    sound = np.flatnonzero((named != "") & (rep >= 0) & ~np.isnan(values.values))
    register = Register("place", names)
    keys = register.find(named[sound]) * len(reps.ids) + rep[sound]
    unique, first = np.unique(keys, return_index=True)
    again = np.setdiff1d(np.arange(len(keys)), first)
    fix = f"keep one row for each pair of {column} and rep"
    sheet.error("duplicate-pair", "this pair is listed before", sound[again], column, fix)
    return Distances(units[0], len(reps.ids), names, place, unique, values.values[sound[first]], rules.straight_line)


def _places(sheet: Sheet, column: str, named: Texts, names: Texts, accounts: Sheet, known: Register) -> Ints:
    """The place of every account of the table (A,), −1 = none; errors and warnings on places without accounts."""
    if column == ACCOUNT:
        refer(sheet, column, named, known)
        return Register("place", names).find(known.ids)
    blank = np.flatnonzero(named == "")
    sheet.error("missing-id", f"the {column} is not named", blank, column, "fill it in, or take out the row")
    there = accounts.ids(column)
    at = Register("place", names).find(there)
    if not (at >= 0).any() and len(names):
        message = f"no account has one of these values in its column {column}: {listed(names.tolist())}"
        fix = f"write them as in the accounts, which have {listed(list(dict.fromkeys(there)))}"
        sheet.findings.error("no-such-place", message, fix=fix, table=sheet.name)
    elif strange := [str(id_) for id_ in names if id_ not in {*there}]:
        message = f"no account has the {column} {listed(strange)}: rows about them are not used"
        sheet.findings.warning("unused-places", message, table=sheet.name, ids=strange)
    return at
