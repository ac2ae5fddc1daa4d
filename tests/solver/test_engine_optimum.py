"""The engine against brute force: the proven optimum is the optimum, the bound never lies, INFEASIBLE is true."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

from solver.bound.prices import Pricing, find
from solver.certificate import Proves
from solver.engine import solve
from solver.judge.certificate import prove
from solver.problem import Problem
from solver.result import Result, Status
from solver.rules import Limits, Rules
from tests import oracle, tiny

CHECKS = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


@settings(max_examples=40, deadline=None, suppress_health_check=CHECKS)
@given(tiny.problems())
def test_proven_optimum_is_the_optimum(problem: Problem) -> None:
    optimum = oracle.best(problem)
    result = solve(problem, time_limit=20, gap=0.0, workers=1)
    if optimum is None:
        assert result.status is Status.INFEASIBLE
        assert result.plan is None
        assert confirmed(problem, result, Proves.NO_PLAN) or result.certificate is None
        return
    assert result.status is Status.OPTIMAL
    assert result.plan is not None
    assert result.objective is not None
    assert result.bound is not None
    assert result.objective == pytest.approx(optimum, rel=2e-6, abs=2e-6)
    assert result.bound <= optimum + 1e-9 * max(1.0, abs(optimum))
    assert confirmed(problem, result, Proves.GOAL)
    objective, keeps = oracle.evaluate(problem, result.plan.rep_of_unit[problem.book.unit].tolist())
    assert keeps
    assert objective == pytest.approx(result.objective, rel=1e-9, abs=1e-9)


def test_an_optimum_that_presolve_used_to_cut_off() -> None:
    """Found by the property above; CP-SAT's substitution of variables made 1.2513 of it, and called it proven."""
    book = pd.DataFrame({"account_id": [f"A{a}" for a in range(7)], "potential": [1, 1, 1, 1, 1, 0, 0]})
    book["workload"], book["current_owner"] = [58, 1, 1, 53, 0, 1, 1], ["R1", *[""] * 6]
    team = pd.DataFrame({"rep_id": ["R0", "R1", "R2"], "fte": [1, 0.8, 1]})
    rules = Rules(bands={}, limits=Limits(lost_per_rep=0.0), goal={"potential": 1, "workload": 1})
    problem = Problem.from_frames(book, team, rules)
    assert oracle.best(problem) == pytest.approx(1.2026086956)
    assert solve(problem, time_limit=20, gap=0.0, workers=1).objective == pytest.approx(1.2026086956)


def confirmed(problem: Problem, result: Result, proves: Proves) -> bool:
    """Whether the certificate is of this kind and the judge finds the bound that it claims, within the result's."""
    found = result.certificate
    if found is None or found.proves is not proves:
        return False
    ceiling = np.inf if result.bound is None else result.bound + 3e-9 * max(1.0, abs(result.bound))
    return prove(problem, found).bound == found.bound <= ceiling and (found.bound > 0 or proves is Proves.GOAL)


@settings(max_examples=60, deadline=None, suppress_health_check=CHECKS)
@given(tiny.problems())
def test_every_price_gives_a_bound(problem: Problem) -> None:
    optimum = oracle.best(problem)
    pricing = Pricing(problem)
    priced = find(pricing)
    halfway = tuple(0.5 * p for p in priced.prices)
    for prices in (pricing.zero(), halfway, priced.prices):
        bound = pricing.exact(prices).bound
        assert optimum is None or bound <= optimum + 1e-9 * max(1.0, abs(optimum))
