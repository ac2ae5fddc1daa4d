"""Goals in order against brute force: every level's bound holds, and what is proven is the lexicographic optimum."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from solver.bound.prices import Pricing, find
from solver.engine import solve
from solver.levels import at_level
from solver.problem import Problem
from solver.result import Status
from solver.statement import Kept
from tests import oracle, tiny

CHECKS = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
NEAR = 1e-9


def every_plan(problem: Problem) -> list[tuple[list[int], list[float]]]:
    """All plans that keep the rules, by account, with the objective of every level."""
    judge = oracle.Oracle(problem)
    return [(plan, judge.levels(plan)) for plan in oracle.plans(problem) if not judge.broken(plan)]


@settings(max_examples=60, deadline=None, suppress_health_check=CHECKS)
@given(tiny.problems(ordered=True))
def test_the_proven_order_is_the_lexicographic_optimum(problem: Problem) -> None:
    plans = every_plan(problem)
    result = solve(problem, time_limit=20, gap=0.0, workers=1)
    if not plans:
        assert result.status is Status.INFEASIBLE
        return
    assert result.status is Status.OPTIMAL
    assert result.plan is not None
    found = oracle.Oracle(problem).levels(result.plan.rep_of_unit[problem.book.unit].tolist())
    values = [each for _, each in plans]
    for place, level in enumerate(result.levels):
        best = min(each[place] for each in values)
        assert level.objective == pytest.approx(found[place], rel=1e-9, abs=1e-9)
        assert level.objective == pytest.approx(best, rel=2e-6, abs=2e-6)
        assert level.proven
        assert level.conditional == ()
        assert level.bound is not None
        assert level.bound <= best + NEAR * max(1.0, abs(best))
        # From here on only plans that are as good at this level as the one in hand.
        values = [each for each in values if each[place] <= found[place] + 2e-9 * max(1.0, abs(found[place]))]


@settings(max_examples=80, deadline=None, suppress_health_check=CHECKS)
@given(tiny.problems(ordered=True), st.data())
def test_every_price_bounds_a_level_below_what_was_kept(problem: Problem, data: st.DataObject) -> None:
    """Levels are kept at what some plan has, not only the best: bounds must hold for any prices all the same."""
    plans = every_plan(problem)
    if not plans:
        return
    _, start = data.draw(st.sampled_from(plans))
    kept: tuple[Kept, ...] = ()
    values = [each for _, each in plans]
    for place, level in enumerate(problem.rules.levels):
        stated = at_level(problem, kept)
        least = min(each[place] for each in values)
        pricing = Pricing(stated)
        priced = find(pricing)
        wild = tuple(
            np.array(data.draw(st.lists(st.floats(-3, 3), min_size=len(p), max_size=len(p)))) for p in priced.prices
        )
        for prices in (pricing.zero(), tuple(0.5 * p for p in priced.prices), priced.prices, wild):
            assert pricing.exact(prices).bound <= least + NEAR * max(1.0, abs(least))
        assert priced.bound <= pricing.worst
        kept = (*kept, Kept(level, start[place]))
        values = [each for each in values if each[place] <= start[place] + 1e-12]
