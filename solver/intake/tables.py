"""All tables as read, with their ids resolved, and what the rules need that is not there."""

import datetime
from dataclasses import dataclass

import numpy as np
import pandas as pd

from solver.book import Ints
from solver.counts import added_up
from solver.distances import Distances
from solver.intake.accounts import VALUES, Accounts, read_accounts
from solver.intake.distances import read_distances
from solver.intake.findings import Findings
from solver.intake.links import LockRows, PairRows, no_locks, no_pairs, read_edges, read_locks, read_pairs
from solver.intake.places import check_swapped
from solver.intake.sheet import Sheet
from solver.intake.team import TeamRows, read_team
from solver.intake.units import UnitRows, read_units
from solver.rules import Rules


@dataclass(frozen=True)
class Tables:
    """Every table as read; `edges` is None when there is no such table."""

    accounts: Accounts
    team: TeamRows
    locks: LockRows
    pairs: PairRows
    units: UnitRows
    edges: tuple[Ints, Ints] | None
    distances: Distances | None = None

    @property
    def readable(self) -> bool:
        """Whether there are accounts and reps to look at further."""
        return self.accounts.register.trusted and self.team.register.trusted


def read_tables(
    accounts: pd.DataFrame,
    reps: pd.DataFrame,
    rules: Rules,
    edges: pd.DataFrame | None,
    locks: pd.DataFrame | None,
    pairs: pd.DataFrame | None,
    distances: pd.DataFrame | None,
    findings: Findings,
) -> Tables:
    """Read everything; whatever is wrong goes into `findings`, and what is left can still be looked at."""
    today = rules.as_of or datetime.date.today()
    measures = tuple(dict.fromkeys([*VALUES, *added_up(rules.measures())]))
    overridden = tuple(name for name in measures if pairs is not None and name in pairs.columns)
    team = read_team(Sheet.of("reps", reps, findings), rules)
    book = read_accounts(Sheet.of("accounts", accounts, findings), rules, team.register, overridden)
    check_swapped(book.sheet, book.book.lat, book.book.lon, team.sheet, team.team)
    ids = book.register, team.register
    units = read_units(book.sheet, book.register, rules.units)
    tables = Tables(
        accounts=book,
        team=team,
        locks=no_locks() if locks is None else read_locks(Sheet.of("locks", locks, findings), *ids, today),
        pairs=no_pairs() if pairs is None else read_pairs(Sheet.of("pairs", pairs, findings), *ids, measures),
        units=units,
        edges=None if edges is None else read_edges(Sheet.of("edges", edges, findings), units.register),
        distances=None
        if distances is None
        else read_distances(Sheet.of("distances", distances, findings), book.sheet, *ids, rules),
    )
    if rules.contiguous and (edges is None or not len(edges)):
        message = "contiguous territories need the neighbours of the units, and there are none"
        fix = "add the line: units: {by: account, edges: edges.csv} (columns unit_a, unit_b), or set contiguous: false"
        findings.error("no-edges", message, fix=fix, table="edges")
    _pairs_needed(tables.pairs.sheet, rules, findings)
    _capacity_needed(tables.team, rules)
    return tables


def _pairs_needed(sheet: Sheet | None, rules: Rules, findings: Findings) -> None:
    if rules.pairs_only and (sheet is None or not len(sheet)):
        fix = "add the line: pairs: pairs.csv, or set pairs_only: false"
        findings.error("no-pairs", "only listed pairs are allowed, and no pair is listed", fix=fix, table="pairs")
    if "cost" in rules.terms and (sheet is None or not sheet.has("cost")):
        fix = "add a pairs table with a column cost, or take cost out of the goal"
        findings.error("no-costs", "the goal counts the cost of pairs, and there is none", fix=fix, table="pairs")


def _capacity_needed(team: TeamRows, rules: Rules) -> None:
    if rules.limits.capacity is None:
        return
    sheet, why = team.sheet, "the limit on capacity needs every rep's hours a year"
    if sheet.require("capacity_hours_year", why):
        blank = np.flatnonzero(sheet.numbers("capacity_hours_year").missing)
        fix = "fill it in, or take capacity out of the limits"
        sheet.error("missing-capacity", f"the cell is blank, and {why}", blank, "capacity_hours_year", fix)
