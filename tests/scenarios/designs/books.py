"""The valley with columns of its own, and made books: what the tests of the territory models are tried on."""

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from scenarios.designs.design import Design, Tables
from solver.errors import Finding
from solver.problem import Problem
from tests.conftest import Valley, new_valley


def valley(accounts: Mapping[str, str] | None = None, reps: Mapping[str, str] | None = None) -> Valley:
    """The valley with columns, one word for each row (A1 A2 A3 A4 B1 B2 B3 B4; WES EVE); `_` = blank, + = a space."""
    made = new_valley()
    for frame, columns in ((made.accounts, accounts or {}), (made.reps, reps or {})):
        for column, words in columns.items():
            cells = [word.replace("_", "").replace("+", " ") for word in words.split()]
            frame[column] = pd.Series(cells, dtype=object)
    return made


def tables(made: Valley) -> Tables:
    return Tables(made.accounts, made.reps, None, made.locks, made.pairs)


def stated(design: Design) -> Problem:
    """The problem that comes of a design."""
    frames = design.tables.frames()
    return Problem.from_frames(frames.pop("accounts"), frames.pop("reps"), design.rules, **frames)


def errors(design: Design) -> list[str]:
    return [finding.code for finding in design.findings if finding.severity == "error"]


def found(design: Design, code: str) -> Finding:
    """The one finding of a code."""
    mine = [finding for finding in design.findings if finding.code == code]
    assert len(mine) == 1, [str(finding) for finding in design.findings]
    return mine[0]


def column(design: Design, name: str) -> list[str]:
    return [*design.tables.accounts[name]]


def may_own(design: Design) -> np.ndarray:
    """Who may own what by the rule serves, (A, R), word by word from the tables."""
    accounts, reps = design.tables.accounts, design.tables.reps
    allowed = np.ones((len(accounts), len(reps)), dtype=bool)
    for ours, theirs in design.rules.serves.items():
        for (a, value), (r, cell) in itertools.product(enumerate(accounts[ours]), enumerate(reps[theirs])):
            words = [word.strip().casefold() for word in cell.split(";")]
            allowed[a, r] &= not value.strip() or value.strip().casefold() in words or "*" in words
    return allowed


def plans(allowed: np.ndarray) -> Iterator[tuple[int, ...]]:
    """Every plan in which each account has a rep who may own it."""
    return itertools.product(*(np.flatnonzero(row).tolist() for row in allowed))


def unchanged(before: pd.DataFrame, after: pd.DataFrame, *, but: tuple[str, ...] = ()) -> bool:
    """Whether a table has all its rows and columns as they were, and in their order, `but` for some columns."""
    kept = [name for name in before.columns if name not in but]
    return len(before) == len(after) and bool((before[kept] == after[kept]).all(axis=None))


@st.composite
def books(draw: st.DrawFn, names: tuple[str, ...], *, accounts: int = 6, reps: int = 3, **more: Any) -> Tables:
    """A small book: `industry` from `names` or blank, in any spelling, potential, and `verticals` of the reps.

    more : account column → strategy of its cells.
    """
    count, team = draw(st.integers(1, accounts)), draw(st.integers(1, reps))
    spelt = st.sampled_from([*names, ""]).flatmap(lambda name: st.sampled_from([name, name.upper(), f" {name} "]))
    lists = st.lists(st.sampled_from([*names, "*"]), max_size=3).map("; ".join)

    def many(cells: st.SearchStrategy[Any], number: int) -> list[Any]:
        return draw(st.lists(cells, min_size=number, max_size=number))

    book = pd.DataFrame(
        {
            "account_id": [f"A{at}" for at in range(count)],
            "potential": many(st.integers(0, 9).map(str), count),
            "industry": many(spelt, count),
            "current_owner": many(st.sampled_from(["", *[f"R{at}" for at in range(team)]]), count),
            **{name: many(cells, count) for name, cells in more.items()},
        },
        dtype=object,
    )
    people = pd.DataFrame({"rep_id": [f"R{at}" for at in range(team)], "verticals": many(lists, team)}, dtype=object)
    return Tables(book, people)
