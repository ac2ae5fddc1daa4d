"""Plans for the valley that a person can grade by eye.

even       WES: A1 A2 B1 B2   EVE: A3 A4 B3 B4      100 each, A3 changes hands
stay       WES: and A3        EVE: A4 B3 B4         110 and 90: the edge of a band of 10 %; nobody changes hands
greedy     WES: everything                          breaks the bands
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from scenarios.compare.contender import Contender
from solver.problem import Problem
from solver.result import Result, Status
from tests.conftest import EVEN

PLANS: Mapping[str, Mapping[str, str]] = {
    "even": EVEN,
    "stay": {**EVEN, "A3": "WES"},
    "greedy": dict.fromkeys(EVEN, "WES"),
}

Enter = Callable[..., Contender]


def entered(name: str, problem: Problem, plan: str | None = None, **result: Any) -> Contender:
    """A contender with one of `PLANS`; `result` are figures that the run is said to have had."""
    owners = PLANS[plan or name]
    place = {str(rep): index for index, rep in enumerate(problem.team.ids)}
    rep = np.array([place[owners[str(account)]] for account in problem.book.ids])
    return Contender(name, problem, said(**result) if result else None, rep)


def said(status: Status = Status.FEASIBLE, bound: float | None = None, **more: Any) -> Result:
    """A run as it might be told."""
    return Result(status, "gap", None, None, {}, bound, 1.0, 0, **more)


@pytest.fixture
def enter() -> Enter:
    return entered


@pytest.fixture
def told() -> Callable[..., Result]:
    return said
