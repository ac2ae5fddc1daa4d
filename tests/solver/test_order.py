"""Goals in order against brute force: every level's bound holds, and what is proven is the lexicographic optimum."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from solver.bound.prices import Pricing, find
from solver.engine import solve
from solver.judge import verdict
from solver.levels import at_level
from solver.problem import Problem
from solver.record import Record
from solver.result import Status
from solver.rules import Rules
from solver.statement import Kept
from solver.stop import Stop
from tests import oracle, tiny
from tests.conftest import Valley

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


def test_the_fewest_moves_come_as_whole_accounts(valley: Valley) -> None:
    """Even in potential to the last account: A3 must leave WES, and A4 is new. One of seven owned accounts."""
    valley.set(bands={"potential": 0.0, "workload": 0.0}, goal={"order": ["reassigned_accounts", "travel"]})
    result = solve(valley.build(), time_limit=20, gap=0.0, workers=1)
    moves, travel = result.levels
    assert (moves.objective, moves.bound, moves.proven) == (pytest.approx(1 / 7), pytest.approx(1 / 7), True)
    assert travel.proven
    assert result.status is Status.OPTIMAL
    assert result.objective == travel.objective


@pytest.mark.parametrize(
    ("bound", "whole"), [(1.0 / 7 + 1e-5, 2 / 7), (1.0 / 7 + 1e-9, 1 / 7 + 1e-9), (1.0 / 7 - 1e-5, 1 / 7), (0.0, 0.0)]
)
def test_a_bound_on_accounts_is_rounded_up_but_not_over_a_rounding_error(
    valley: Valley, bound: float, whole: float
) -> None:
    record = Record(valley.set(goal={"reassigned_accounts": 1.0}).build(), Stop())
    record.raise_bound(bound)
    assert record.bound == pytest.approx(whole, abs=1e-15)


@pytest.mark.parametrize("goal", [{"reassigned_potential": 1.0}, {"reassigned_accounts": 1.0, "travel": 0.1}])
def test_other_bounds_are_not_rounded(valley: Valley, goal: dict[str, float]) -> None:
    record = Record(valley.set(goal=goal).build(), Stop())
    record.raise_bound(0.2)
    assert record.bound == 0.2


def test_a_plan_that_is_worse_at_a_level_before_breaks_a_rule(valley: Valley) -> None:
    problem = valley.set(bands={}, goal=["travel", "potential"]).build()
    best = solve(at_level(problem, ()), time_limit=20, gap=0.0, workers=1)
    assert best.plan is not None
    assert best.objective is not None
    plan = best.plan.rep_of_unit
    for most, rules in ((best.objective, []), (best.objective * (1 - 1e-6), ["goal_order"])):
        stated = at_level(problem, (Kept({"travel": 1.0}, most),))
        assert [violation.rule for violation in verdict(stated, plan).violations] == rules


def test_levels_that_were_not_reached_have_no_bound(valley: Valley) -> None:
    """Stopped by hand right after the first plan: what is left is said not to be looked at."""
    problem = valley.set(goal=["potential", "travel"]).build()
    stop = Stop(seconds=60, gap=0.0)

    def look(progress: object) -> None:
        if getattr(progress, "objective", None) is not None:
            stop.interrupted.set()

    result = solve(problem, stop=stop, workers=1, on_progress=look)
    assert result.plan is not None
    assert (result.status, result.stop_reason) == (Status.FEASIBLE, "interrupted")
    first, second = result.levels
    assert second.bound is None
    assert not second.proven
    assert second.conditional == (() if first.proven else (1,))
    assert verdict(problem, result.plan.rep_of_unit).ok


def test_an_order_has_another_fingerprint_than_its_reverse_and_not_than_its_twin(valley: Valley) -> None:
    def mark(goal: object) -> str:
        return valley.set(goal=goal).build().fingerprint

    assert mark(["potential", "travel"]) == mark({"order": [{"potential": 1}, {"travel": 1.0}]})
    assert mark(["potential", "travel"]) != mark(["travel", "potential"])
    assert mark([{"potential": 1, "travel": 1}]) == mark([{"travel": 1, "potential": 1}])
    assert mark(["potential", "travel"]) != mark({"potential": 1, "travel": 1})


def plain(goal: object, size: int = 400, reps: int = 8) -> Problem:
    """More pairs than the exact model takes at once, so that prices and search are at work."""
    rng = np.random.default_rng(7)
    at = rng.uniform(0, 4, (size, 2))
    accounts = pd.DataFrame(
        {
            "account_id": [f"A{i}" for i in range(size)],
            "lat": at[:, 0],
            "lon": at[:, 1],
            "potential": rng.integers(5, 60, size),
            "workload": rng.integers(1, 12, size),
            "current_owner": [f"R{int(x * 2)}" for x in at[:, 0]],
        }
    )
    homes = pd.DataFrame({"rep_id": [f"R{r}" for r in range(reps)], "lat": np.arange(reps) / 2 + 0.25, "lon": 2.0})
    return Problem.from_frames(accounts, homes, Rules(bands={"potential": 0.05, "workload": 0.1}, goal=goal))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "goal", [["reassigned_accounts", "travel"], [{"mean_potential": 1, "workload": 2}, "travel", "reassigned"]]
)
def test_with_a_work_limit_and_one_worker_the_plan_is_the_same(goal: object) -> None:
    first, second = (solve(plain(goal), work_limit=4.0, gap=0.0, seed=3, workers=1) for _ in range(2))
    assert first.plan is not None
    assert second.plan is not None
    assert np.array_equal(first.plan.rep_of_unit, second.plan.rep_of_unit)
    assert [(level.objective, level.bound) for level in first.levels] == [
        (level.objective, level.bound) for level in second.levels
    ]


def test_a_run_with_search_keeps_every_level(valley: Valley) -> None:
    """Objectives are the judge's, bounds are below them, and the last level is not bought with an earlier one."""
    problem = plain(["reassigned_accounts", "potential", "travel"])
    result = solve(problem, time_limit=24, gap=0.01, workers=1)
    assert result.plan is not None
    judged = verdict(problem, result.plan.rep_of_unit)
    assert judged.ok
    assert [level.objective for level in judged.levels] == [level.objective for level in result.levels]
    assert all(level.bound is not None and level.bound <= level.objective for level in result.levels)
    alone = solve(plain({"reassigned_accounts": 1.0}), time_limit=8, gap=0.0, workers=1)
    assert alone.bound is not None
    assert result.levels[0].objective >= alone.bound - 1e-9
