"""Bounds of regions against all plans of small lands: never above the best plan, and as high where they can be."""

import itertools

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from solver.book import Ints
from solver.bound.cuts import Cut
from solver.bound.prices import Pricing, find
from solver.bound.region.mixed import solve
from solver.bound.region.region import Region, region, reps_with_most_to_lose
from solver.bound.region.rounds import rounds_of
from solver.bound.ways.reach import Reach
from solver.problem import Problem
from tests import oracle, tiny
from tests.solver.lands import LANDS, REPS, Small, small


def settled(found: Small, reps: Ints, ceiling: float, *, whole: bool) -> tuple[float, Region, list[Cut]]:
    """The bound of a region when nothing is missed any more."""
    assert found.problem.land is not None
    part = region(found.pricing, found.priced, reps, ceiling)
    assert part is not None
    reach = Reach(part, found.problem.land)
    every = np.ones(found.problem.units, dtype=bool)
    reach.support(every)
    reach.begin(every)
    for _ in range(30):
        solved = solve(part, reach.cuts, every & whole, 20.0)
        if solved.share is None or not reach.missed(solved.share):
            break
    return min(solved.bound, ceiling), part, reach.cuts


def test_there_are_lands_with_plans() -> None:
    assert len(LANDS) >= 4
    assert sum(len(found.plans) for found in LANDS) >= 20


@pytest.mark.parametrize("reps", [[0], [0, 2], [1, 2], [0, 1, 2]])
@pytest.mark.parametrize("whole", [False, True])
def test_a_bound_is_never_above_the_best_plan(reps: list[int], whole: bool) -> None:
    for found in LANDS:
        best = float(found.objectives.min())
        for ceiling in (best, best + 0.05, float(found.objectives.max()) + 1.0):
            bound, *_ = settled(found, np.array(reps), ceiling, whole=whole)
            assert bound <= best + 1e-9
            if ceiling > best and not whole:
                assert bound >= found.priced.bound - 1e-4


def test_the_whole_team_as_a_region_comes_to_the_optimum() -> None:
    for found in LANDS:
        best = float(found.objectives.min())
        bound, *_ = settled(found, np.arange(REPS), best + 0.5, whole=True)
        assert bound == pytest.approx(best, abs=2.5e-3)  # programs are solved to a thousandth


def test_regions_prove_more_than_prices_alone() -> None:
    gains = [settled(f, np.array([0, 1]), float(f.objectives.min()), whole=True)[0] - f.priced.bound for f in LANDS]
    assert max(gains) > 0.01


def test_every_inequality_holds_for_every_plan() -> None:
    rng = np.random.default_rng(0)
    checked = 0
    for found in LANDS:
        part = region(found.pricing, found.priced, np.arange(REPS), float(found.objectives.max()) + 1.0)
        assert part is not None
        assert found.problem.land is not None
        reach = Reach(part, found.problem.land)
        every = np.ones(found.problem.units, dtype=bool)
        reach.support(every)
        reach.begin(every)
        for _ in range(60):
            share = rng.random(len(part.unit)) * (rng.random(len(part.unit)) < 0.6)
            reach.missed(share / np.maximum(1e-9, np.bincount(part.unit, weights=share)[part.unit]))
        for plan in found.plans:
            x = (plan[part.unit] == part.reps[part.seat]).astype(float)
            for cut in reach.cuts:
                assert float(np.array(cut.signs) @ x[list(cut.pairs)]) >= cut.least - 1e-9
                checked += 1
    assert checked > 1000


def test_without_land_a_region_bounds_and_settles_too() -> None:
    found = small(0, contiguous=False)
    best = float(found.objectives.min())
    part = region(found.pricing, found.priced, np.arange(REPS), best + 0.5)
    assert part is not None
    bound = solve(part, [], np.ones(found.problem.units, dtype=bool), 20.0).bound
    assert bound <= best + 1e-9
    assert bound == pytest.approx(best, abs=2.5e-3)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(tiny.problems())
def test_regions_of_all_kinds_of_rules_never_exceed_a_plan(problem: Problem) -> None:
    """Caps, limits, locks, mean deviations: problems as random as those of the engine's own tests."""
    best = oracle.best(problem)
    pricing = Pricing(problem)
    priced = find(pricing)
    if best is None or not np.isfinite(priced.bound):
        return
    for reps in itertools.combinations(range(problem.reps), max(1, problem.reps - 1)):
        part = region(pricing, priced, np.array(reps), best + 0.1 * abs(best) + 0.01)
        if part is not None:
            bound = min(solve(part, [], np.ones(problem.units, dtype=bool), 20.0).bound, part.ceiling)
            assert bound <= best + 1e-6 * max(1.0, abs(best))


EVERYBODY = np.ones((4, 4), dtype=bool)


def test_the_reps_who_lose_most_are_taken_where_they_lose_enough() -> None:
    losses = np.array([0.1, 5.0, 0.2, 4.0])
    assert reps_with_most_to_lose(losses, EVERYBODY, 2, 0.9) is not None
    assert reps_with_most_to_lose(losses, EVERYBODY, 2, 0.9).tolist() == [1, 3]  # type: ignore[union-attr]
    assert reps_with_most_to_lose(losses, EVERYBODY, 1, 0.9) is None


def test_the_reps_who_lose_most_lie_beside_each_other() -> None:
    losses = np.array([1.0, 5.0, 2.0, 4.0])
    row = np.abs(np.subtract.outer(np.arange(4), np.arange(4))) == 1
    assert reps_with_most_to_lose(losses, row, 2, 0.5).tolist() == [1, 2]  # type: ignore[union-attr]
    assert reps_with_most_to_lose(losses, row, 3, 0.5).tolist() == [1, 2, 3]  # type: ignore[union-attr]
    islands = np.zeros((4, 4), dtype=bool)
    assert reps_with_most_to_lose(losses, islands, 2, 0.5).tolist() == [1, 3]  # type: ignore[union-attr]
    assert reps_with_most_to_lose(losses, row, 9, 0.5) is not None


def test_rounds_run_apart_and_can_be_closed() -> None:
    found = LANDS[0]
    best = float(found.objectives.min())
    rounds = rounds_of(found.pricing, found.priced, np.ones(REPS), np.ones((REPS, REPS), dtype=bool), best + 0.5)
    assert rounds is not None
    while not rounds.finished:
        rounds.round(20.0)
    assert found.priced.bound < rounds.bound <= best + 1e-9
    rounds.close()
    again = rounds_of(found.pricing, found.priced, np.ones(REPS), np.ones((REPS, REPS), dtype=bool), best + 0.5)
    assert again is not None
    again.close()
    again.round(20.0)
    assert again.finished
    assert again.bound == -np.inf
