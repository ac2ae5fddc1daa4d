"""The engine against all plans of a tiny problem: the law that every test of a rule asks for."""

import itertools

import numpy as np
import pytest

from solver.bound.prices import Pricing, find
from solver.certificate import Proves
from solver.engine import solve
from solver.judge.certificate import prove
from solver.judge.verdict import of_accounts
from solver.problem import Problem
from solver.result import Status
from tests import oracle


def judge_agrees(problem: Problem, every: int) -> None:
    """The judge finds broken what the oracle does, and the same goal, in every so manieth plan."""
    slow = oracle.Oracle(problem)
    for plan in itertools.islice(oracle.plans(problem), 0, None, every):
        found = of_accounts(problem, np.array(plan))
        assert {violation.rule for violation in found.violations} == slow.broken(plan)
        assert found.objective == pytest.approx(slow.objective(plan), rel=1e-9, abs=1e-9)


def engine_agrees(problem: Problem, time_limit: float) -> None:
    """Bound ≤ optimum, OPTIMAL at the optimum, INFEASIBLE without a plan, and a certificate that the judge confirms."""
    optimum = oracle.best(problem)
    bound = find(Pricing(problem)).bound
    assert optimum is None or bound <= optimum + 1e-9 * max(1.0, abs(optimum))
    result = solve(problem, time_limit=time_limit, gap=0.0, workers=1)
    if optimum is None:
        assert result.status is Status.INFEASIBLE
        return
    assert result.status is Status.OPTIMAL
    assert result.objective == pytest.approx(optimum, rel=2e-6, abs=2e-6)
    assert result.certificate is not None
    assert result.certificate.proves is Proves.GOAL
    assert prove(problem, result.certificate).bound <= optimum + 3e-9 * max(1.0, abs(optimum))
