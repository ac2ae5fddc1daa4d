"""From tables to a Problem."""

import datetime
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from solver.book import Book, Ints, Team
from solver.intake.accounts import Accounts, read_accounts, select
from solver.intake.derive import derive
from solver.intake.eligible import eligibility
from solver.intake.findings import Findings
from solver.intake.ground import read_land
from solver.intake.links import (
    LockRows,
    PairRows,
    keep_edges,
    keep_locks,
    keep_pairs,
    no_locks,
    no_pairs,
    read_edges,
    read_locks,
    read_pairs,
    renumber,
)
from solver.intake.missing import method, settle, settle_places
from solver.intake.needs import goal_without_data, needs, travels
from solver.intake.places import check_swapped
from solver.intake.sheet import Sheet
from solver.intake.team import read_team
from solver.problem import Problem
from solver.rules import Rules


@dataclass(frozen=True)
class Tables:
    """Everything as read, with ids resolved."""

    accounts: Accounts
    team: Team
    team_sheet: Sheet
    locks: LockRows
    pairs: PairRows
    edges: tuple[Ints, Ints] | None


def from_frames(
    accounts: pd.DataFrame,
    reps: pd.DataFrame,
    rules: Rules,
    *,
    edges: pd.DataFrame | None = None,
    locks: pd.DataFrame | None = None,
    pairs: pd.DataFrame | None = None,
) -> Problem:
    """Build a Problem from tables with our column names; one account is one basic unit.

    Cells may be text or typed; blank text, None and NaN are missing. `frame.attrs["rows"]` may give the
    spreadsheet row of each row, else the first is row 2.

    Raises
    ------
    InputError
        With every finding over all tables, when one of them is an error. Warnings and notes of an
        input that can be used are in `Problem.notes`.
    """
    findings = Findings()
    tables = _read(accounts, reps, rules, edges, locks, pairs, findings)
    rules = replace(rules, as_of=(rules.as_of or datetime.date.today()) if tables.locks.dated else None)
    left_out = goal_without_data(tables.accounts.book, rules)
    tables, book = _settle(tables, rules)
    findings.raise_errors()
    land = None
    if rules.contiguous and tables.edges is not None:
        land = read_land(book, tables.team, book.ids, tables.edges, findings)
    findings.raise_errors()
    return derive(
        book,
        tables.team,
        rules,
        pairs=tables.pairs.pairs,
        locks=tables.locks.locks,
        unit_ids=book.ids,
        land=land,
        notes=tuple(findings.found),
        left_out=left_out,
    )


def _read(
    accounts: pd.DataFrame,
    reps: pd.DataFrame,
    rules: Rules,
    edges: pd.DataFrame | None,
    locks: pd.DataFrame | None,
    pairs: pd.DataFrame | None,
    findings: Findings,
) -> Tables:
    team, team_ids, team_sheet = read_team(Sheet.of("reps", reps, findings))
    measures = tuple(dict.fromkeys(["potential", "workload", *rules.measures()]))
    overridden = tuple(name for name in measures if pairs is not None and name in pairs.columns)
    found = read_accounts(Sheet.of("accounts", accounts, findings), rules, team_ids, overridden)
    check_swapped(found.sheet, found.book.lat, found.book.lon, team_sheet, team)
    today = rules.as_of or datetime.date.today()
    known = found.register
    return Tables(
        accounts=found,
        team=team,
        team_sheet=team_sheet,
        locks=no_locks() if locks is None else read_locks(Sheet.of("locks", locks, findings), known, team_ids, today),
        pairs=no_pairs()
        if pairs is None
        else read_pairs(Sheet.of("pairs", pairs, findings), known, team_ids, measures),
        edges=None if edges is None else read_edges(Sheet.of("edges", edges, findings), known),
    )


def _settle(tables: Tables, rules: Rules) -> tuple[Tables, Book]:
    """Missing values filled, accounts excluded, everything renumbered."""
    read, team = tables.accounts, tables.team
    book, sheet = read.book, read.sheet
    out = np.zeros(len(book), dtype=bool)
    if travels(book, team, rules) or rules.contiguous:
        why = "contiguity" if rules.contiguous else "travel"
        out |= settle_places(sheet, book.lat, read.refused["lat"], method(rules.missing, "coordinates"), why)
    who = eligibility(book, len(book), len(team), rules, tables.pairs.pairs, tables.locks.locks, None)
    values = dict(book.values)
    blank, fine = np.full(len(book), np.nan), np.zeros(len(book), dtype=bool)
    for name, need in needs(book, team, rules, tables.pairs.pairs, who).items():
        column, refused = values.get(name, blank), read.refused.get(name, fine)
        how = method(rules.missing, name)
        values[name], gone = settle(sheet, name, column, refused, need, how, book.texts.get("segment"))
        out |= gone
    keep = np.flatnonzero(~out)
    new = renumber(keep, len(book))
    kept = replace(
        tables,
        locks=keep_locks(tables.locks, new),
        pairs=keep_pairs(tables.pairs, new),
        edges=None if tables.edges is None else keep_edges(tables.edges, new),
    )
    return kept, select(replace(book, values=values), keep)
