"""Rules that are not linear, bands around a median and the share of the largest accounts, against brute force."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from solver.engine import solve
from solver.inner.problems import around_plan, looser, stricter
from solver.inner.run import run
from solver.judge.verdict import of_accounts, verdict
from solver.problem import Problem
from solver.record import Record
from solver.result import Status
from solver.search.score import violation
from solver.stop import Stop
from tests import oracle, tiny
from tests.solver.brute_force import engine_agrees

CHECKS = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
MODELLED = st.booleans().flatmap(lambda modelled: tiny.problems(bent=True, modelled=modelled))


@settings(max_examples=15, deadline=None, suppress_health_check=CHECKS)
@given(MODELLED)
def test_small_problems_end_at_the_optimum_or_are_proven_impossible(problem: Problem) -> None:
    engine_agrees(problem, time_limit=10)


@settings(max_examples=8, deadline=None, suppress_health_check=CHECKS)
@given(MODELLED)
def test_the_judge_finds_what_the_oracle_finds(problem: Problem) -> None:
    slow = oracle.Oracle(problem)
    for at, plan in enumerate(oracle.plans(problem)):
        if at % 7:
            continue
        assert {violation.rule for violation in of_accounts(problem, np.array(plan)).violations} == slow.broken(plan)


@settings(max_examples=6, deadline=None, suppress_health_check=CHECKS)
@given(MODELLED)
def test_every_plan_lies_between_the_stricter_and_the_looser_problem(problem: Problem) -> None:
    """What keeps the rows of a stricter problem keeps the rules; what keeps the rules keeps the rows of the looser."""
    plans = [_of_units(problem, choice) for at, choice in enumerate(oracle.plans(problem)) if at % 5 == 0]
    broken = [{each.rule for each in verdict(problem, plan).violations} for plan in plans]
    loose = looser(problem)
    kept = [plan for plan, rules in zip(plans, broken, strict=True) if not rules]
    for plan in kept:
        assert not violation(problem, plan).any()
        assert not verdict(loose, plan).violations
    for strict in (stricter(problem), *(around_plan(problem, plan) for plan in kept[:2])):
        for plan, rules in zip(plans, broken, strict=True):
            assert violation(strict, plan).any() or not rules & {"band", "top_five"}


def _of_units(problem: Problem, choice: list[int]) -> np.ndarray:
    plan = np.zeros(problem.units, dtype=np.int64)
    plan[problem.book.unit] = choice
    return plan


@settings(max_examples=5, deadline=None, suppress_health_check=CHECKS)
@given(MODELLED)
def test_without_exact_models_the_bound_is_below_and_nothing_possible_is_refuted(problem: Problem) -> None:
    """What large problems get."""
    optimum = oracle.best(problem)
    record = Record(problem, Stop(seconds=2.0, gap=0.0))
    assert not problem.exactly
    run(record, 0, 1)
    if optimum is None:
        assert record.plan is None
        return
    assert not record.infeasible
    room = 1e-6 * max(1.0, abs(optimum))
    assert record.bound is not None
    assert record.bound <= optimum + room
    if record.plan is not None:
        assert not verdict(problem, record.plan).violations
        assert record.objective is not None
        assert record.objective >= optimum - room


@settings(max_examples=5, deadline=None, suppress_health_check=CHECKS)
@given(tiny.problems(bent=True, ordered=True))
def test_goals_in_order_keep_them_too(problem: Problem) -> None:
    slow = oracle.Oracle(problem)
    good = [slow.levels(plan) for plan in oracle.plans(problem) if not slow.broken(plan)]
    result = solve(problem, time_limit=6, gap=0.0, workers=1)
    if not good:
        assert result.status is Status.INFEASIBLE
        return
    assert result.plan is not None
    assert [level.objective for level in result.levels] == pytest.approx(min(good), rel=1e-5, abs=1e-5)
