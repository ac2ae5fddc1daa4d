"""Small books carved by the geographic model, and what is asked of them."""

import pandas as pd

from scenarios.designs.design import Design, Tables
from scenarios.designs.geographic import geographic
from scenarios.designs.keys import UnitKeys
from solver.errors import Finding
from solver.problem import Problem
from solver.rules import Rules

RULES = Rules(bands={"potential": 5.0}, goal={"potential": 1.0})


def table(columns: str, *rows: str) -> pd.DataFrame:
    """A text table as files give it; cells apart by |, spaces around them do not count."""
    names = [name.strip() for name in columns.split("|")]
    frame = pd.DataFrame([[cell.strip() for cell in row.split("|")] for row in rows], columns=names, dtype=object)
    frame.attrs["rows"] = list(range(2, len(frame) + 2))
    return frame


def accounts(columns: str, *rows: str) -> pd.DataFrame:
    """Accounts a1, a2, … of potential 1."""
    filled = [f"a{at} | 1 | 1 | {row}" for at, row in enumerate(rows, 1)]
    return table(f"account_id | potential | workload | {columns}", *filled)


ATLANTA_REP = table("rep_id | lat | lon", "R1 | 33.75 | -84.39")


def carved(book: pd.DataFrame, units: UnitKeys, reps: pd.DataFrame = ATLANTA_REP, **tables: pd.DataFrame) -> Design:
    made = geographic(Tables(book, reps, **tables), RULES, units)
    assert made.tables.accounts["account_id"].tolist() == book["account_id"].tolist()
    assert made.tables.accounts.attrs == book.attrs
    assert made.tables.reps["rep_id"].tolist() == reps["rep_id"].tolist()
    return made


def units_of(made: Design) -> list[str]:
    return [str(unit) for unit in made.tables.accounts["unit_id"]]


def edges_of(made: Design) -> set[frozenset[str]]:
    assert made.tables.edges is not None
    return {frozenset(pair) for pair in made.tables.edges[["unit_a", "unit_b"]].itertuples(index=False, name=None)}


def said(made: Design, code: str) -> Finding:
    (finding,) = [finding for finding in made.findings if finding.code == code]
    return finding


def codes(made: Design, *severities: str) -> list[str]:
    return [finding.code for finding in made.findings if finding.severity in severities]


def built(made: Design) -> Problem:
    assert codes(made, "error") == []
    tables = made.tables
    return Problem.from_frames(
        tables.accounts, tables.reps, made.rules, edges=tables.edges, locks=tables.locks, pairs=tables.pairs
    )
