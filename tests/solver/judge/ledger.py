"""A three-rep book that a person can check by hand; the rule tests change one thing at a time.

    A1 ─ A2 ─ A3 ─ A4 ─ A5 ─ A6        a path of six towns, one degree of longitude apart on the equator
    Ann       Bob       Cyd            homes on A1, A3, A5; today everybody owns two neighbours

Every account has potential 10 and 10 hours, so a fair share is 20 and 20.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from solver.book import Ints
from solver.judge import Violation, check
from solver.problem import Problem
from solver.rules import Limits, Rules

ACCOUNTS = pd.DataFrame(
    {
        "account_id": ["A1", "A2", "A3", "A4", "A5", "A6"],
        "lat": [0.0] * 6,
        "lon": [0.0, 1.0, 2.0, 3.0, 4.0, 5.0],
        "potential": [10.0] * 6,
        "workload": [10.0] * 6,
        "current_owner": ["R1", "R1", "R2", "R2", "R3", "R3"],
    }
)
REPS = pd.DataFrame(
    {
        "rep_id": ["R1", "R2", "R3"],
        "name": ["Ann", "Bob", "Cyd"],
        "lat": [0.0] * 3,
        "lon": [0.0, 2.0, 4.0],
        "capacity_hours_year": [25.0, 25.0, 25.0],
    }
)
EDGES = pd.DataFrame({"unit_a": ["A1", "A2", "A3", "A4", "A5"], "unit_b": ["A2", "A3", "A4", "A5", "A6"]})
TODAY = "112233"


def build(
    accounts: Mapping[str, Any] | None = None,
    reps: Mapping[str, Any] | None = None,
    limits: Mapping[str, Any] | None = None,
    locks: Sequence[tuple[str, str, str]] = (),
    pairs: pd.DataFrame | None = None,
    **rules: Any,
) -> Problem:
    """The book above with some columns replaced; no bands unless asked for."""
    lock_table = pd.DataFrame(list(locks), columns=["account_id", "rep_id", "kind"]) if locks else None
    return Problem.from_frames(
        ACCOUNTS.assign(**(accounts or {})),
        REPS.assign(**(reps or {})),
        Rules(**{"bands": {}, "limits": Limits(**(limits or {}))} | rules),
        edges=EDGES if rules.get("contiguous") else None,
        locks=lock_table,
        pairs=pairs,
    )


def plan(digits: str) -> Ints:
    """`112233` → rep index per account; `0` is nobody."""
    return np.array([int(digit) - 1 for digit in digits], dtype=np.int64)


def broken(problem: Problem, digits: str) -> list[str]:
    """Names of the rules that the plan breaks, in order of report."""
    return [violation.rule for violation in check(problem, plan(digits))]


def only(problem: Problem, digits: str) -> Violation:
    """The one violation of a plan."""
    (violation,) = check(problem, plan(digits))
    return violation
