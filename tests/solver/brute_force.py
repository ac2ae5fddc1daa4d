"""The engine against all plans of a tiny problem: the law that every test of a rule asks for."""

import pytest

from solver.bound.prices import Pricing, find
from solver.certificate import Proves
from solver.engine import solve
from solver.judge.certificate import prove
from solver.problem import Problem
from solver.result import Status
from tests import oracle


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
