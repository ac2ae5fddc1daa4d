"""From tables to a Problem."""

import datetime
from dataclasses import replace

import numpy as np
import pandas as pd

from solver.book import Texts
from solver.intake.advice import advise
from solver.intake.case import Case
from solver.intake.contradictions import contradictions
from solver.intake.derive import derive
from solver.intake.eligible import eligibility, owners_of
from solver.intake.feasible import impossibilities
from solver.intake.findings import Findings
from solver.intake.ground import Held, read_land
from solver.intake.layers import Layers, read_layers
from solver.intake.needs import goal_without_data
from solver.intake.ruling import sound_rules
from solver.intake.settle import Settled, settle
from solver.intake.tables import Tables, read_tables
from solver.intake.unlisted import unlisted
from solver.land import Land
from solver.rules import Rules
from solver.statement import Statement


def from_frames(
    accounts: pd.DataFrame,
    reps: pd.DataFrame,
    rules: Rules,
    *,
    edges: pd.DataFrame | None = None,
    locks: pd.DataFrame | None = None,
    pairs: pd.DataFrame | None = None,
    distances: pd.DataFrame | None = None,
) -> Statement:
    """Build a Problem from tables with our column names; one account is one basic unit unless `rules.units` says so.

    Cells may be text or typed; blank text, None and NaN are missing. `frame.attrs["rows"]` may give the
    spreadsheet row of each row, else the first is row 2.

    Raises
    ------
    InputError
        With every finding over all tables, when one of them is an error. Warnings and notes of an
        input that can be used are in `Problem.notes`.
    TypeError
        When a table is not a pandas DataFrame.
    """
    findings, column = Findings(), rules.distances_by
    rules = sound_rules(rules, accounts, findings)
    if rules.distances_by != column:
        distances = None  # without the column by which it speaks of accounts, the table says nothing
    tables = read_tables(accounts, reps, rules, edges, locks, pairs, distances, findings)
    # Without a dated lock the day does not matter, and equal inputs keep equal fingerprints from day to day.
    rules = replace(rules, as_of=(rules.as_of or datetime.date.today()) if tables.locks.dated else None)
    if not tables.readable:
        findings.raise_errors()
    case = _case(tables, rules, findings)
    contradictions(case)
    unlisted(case)
    impossibilities(case)
    findings.raise_errors()
    advise(case)
    return replace(case.problem, notes=tuple(findings.found))


def _case(tables: Tables, rules: Rules, findings: Findings) -> Case:
    """The Problem of what could be read, also when something else was wrong: so that all of it is said at once."""
    settled = settle(tables, rules)
    if not len(settled.book):
        findings.raise_errors()
    book, team = settled.book, tables.team.team
    land, unit_ids = _land(settled, tables, rules, findings)
    problem = derive(
        book,
        team,
        rules,
        pairs=settled.pairs.pairs,
        locks=settled.locks.locks,
        unit_ids=unit_ids,
        land=land,
        distances=settled.distances,
        left_out=goal_without_data(tables.accounts.book, rules),
    )
    return Case(problem, tables, settled, findings)


def _land(settled: Settled, tables: Tables, rules: Rules, findings: Findings) -> tuple[Land | None, Texts]:
    """What territories are connected in, and the ids of the units; with layers some of these have no accounts."""
    edges, unit_ids = settled.edges, settled.unit_ids
    if not rules.contiguous or edges is None or not len(edges[0]):
        return None, unit_ids
    if not rules.contiguous_by:
        return read_land(_held(settled, tables, rules, findings), tables.team, edges, findings), unit_ids
    book, team = settled.book, tables.team
    layers = Layers.read(book, unit_ids, rules.contiguous_by, findings)
    who = eligibility(book, len(unit_ids), team.team, rules, settled.pairs.pairs, settled.locks.locks, land=None)
    found = read_layers(book, unit_ids, layers, team, who, edges, findings)
    return (None, unit_ids) if found is None else found


def _held(settled: Settled, tables: Tables, rules: Rules, findings: Findings) -> Held:
    """What is held together, and who may own any of it: by rules, without homes."""
    book, units, where = settled.book, len(settled.unit_ids), rules.contiguous_where
    if not where:
        return Held(book, settled.unit_ids, np.ones(units, dtype=bool), np.ones(len(tables.team.team), dtype=bool))
    held = np.bincount(book.unit, weights=book.flag(where), minlength=units) > 0
    if not held.any():
        message = f"contiguous territories are asked for where {where} is yes, and it is so for no account"
        fix = f"write yes in the column {where} of the accounts that belong together, or set contiguous: false"
        findings.error("nothing-held", message, fix=fix, table="accounts")
    team, links = tables.team.team, settled
    who = eligibility(book, units, team, rules, links.pairs.pairs, links.locks.locks, land=None)
    return Held(book, settled.unit_ids, held, owners_of(who, held))
