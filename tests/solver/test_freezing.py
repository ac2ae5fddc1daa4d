"""Units that freeze, largest first, under the prices of those that are still open."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from solver.bound.freezing import Fence, _largest, frozen, only
from solver.bound.pools import Sample
from solver.bound.prices import Priced, Pricing, find
from solver.bound.rounding import whole_units
from solver.bound.smoothing import Smoothed
from solver.problem import Problem
from solver.rules import Limits, Rules

REPS = 12


def book(accounts: int, *, pairs: bool = False, limit: float | None = None) -> Problem:
    """A seeded book with a few large accounts; with hours of single pairs, and a limit on moves, if asked."""
    rng = np.random.default_rng(11)
    table = pd.DataFrame(
        {
            "account_id": [f"A{k}" for k in range(accounts)],
            "lat": rng.uniform(35, 45, accounts),
            "lon": rng.uniform(-120, -80, accounts),
            "potential": rng.lognormal(3, 1.2, accounts).round(1),
            "workload": rng.integers(2, 20, accounts),
        }
    )
    if limit is not None:
        table["current_owner"] = [f"R{k}" for k in rng.integers(0, REPS, accounts)]
    homes = {"lat": rng.uniform(35, 45, REPS), "lon": rng.uniform(-120, -80, REPS)}
    team = pd.DataFrame({"rep_id": [f"R{k}" for k in range(REPS)], **homes})
    rules = Rules(limits=Limits(reassigned_accounts=limit), goal={"potential": 1, "workload": 1, "travel": 1})
    if not pairs:
        return Problem.from_frames(table, team, rules)
    several = rng.choice(accounts, 200, replace=False)
    each = {"account_id": [f"A{k}" for k in several], "rep_id": [f"R{k}" for k in rng.integers(0, REPS, 200)]}
    return Problem.from_frames(table, team, rules, pairs=pd.DataFrame({**each, "workload": rng.integers(2, 40, 200)}))


@pytest.mark.parametrize(
    ("pairs", "limit", "count"), [(False, None, REPS), (True, None, 4), (True, None, REPS), (False, 0.8, 4)]
)
def test_frozen_units_count_as_if_they_were_still_there(pairs: bool, limit: float | None, count: int) -> None:
    """The Lagrangian of some units and the loads of all others = that of all units, the others with one candidate."""
    problem = book(400, pairs=pairs, limit=limit)
    pricing = Pricing(problem)
    rng = np.random.default_rng(4)
    prices = tuple(np.abs(rng.normal(0, 0.05, c.prices)) for c in pricing.couplings)
    pool = pricing.pool(prices, count, Sample.everything(problem.units))
    live = rng.random(problem.units) < 0.4
    plan = pool.rep[:, 0] if pool.rep is not None else rng.integers(0, REPS, problem.units)
    fence = Fence(pricing, np.flatnonzero(live), only(pool, live), np.where(live, -1, plan))
    closed = pool.cost.copy()
    reps = np.broadcast_to(np.arange(REPS), closed.shape) if pool.rep is None else pool.rep
    closed[(reps != plan[:, None]) & ~live[:, None]] = np.inf
    whole = Smoothed(pricing.couplings, replace(pool, cost=closed), 0.01)
    value, loads = fence.smooth(0.01)._soft(list(prices))
    expected, expected_loads = whole._soft(list(prices))
    assert loads == pytest.approx(expected_loads, rel=1e-4, abs=1e-4)
    costs = float(problem.costs.at(np.flatnonzero(~live), plan[~live]).sum())
    assert value + costs == pytest.approx(expected, rel=1e-4)


def test_the_largest_units_down_to_a_share_of_the_split_ones() -> None:
    size = np.array([5.0, 1.0, 4.0, 2.0, 3.0])
    split = np.array([False, True, True, True, True])
    assert _largest(size, split, 0.25).tolist() == [True, False, True, False, False]
    assert _largest(size, split, 0.5).tolist() == [True, False, True, False, True]
    assert _largest(size, split, 1.0).all()


@pytest.mark.parametrize(("pairs", "count"), [(False, 4), (True, 4), (True, REPS)])
def test_amounts_of_candidates_are_those_of_their_pairs(pairs: bool, count: int) -> None:
    problem = book(300, pairs=pairs)
    pricing = Pricing(problem)
    pool = pricing.pool(pricing.zero(), count, Sample.everything(problem.units))
    units = np.array([7, 3, 250, 11])
    reps = np.tile(np.arange(REPS), (4, 1)) if pool.rep is None else pool.rep[units]
    for coupling, found in zip(pricing.couplings, pool.amounts(units), strict=True):
        unit = np.repeat(units[:, None], reps.shape[1], axis=1)
        assert found == pytest.approx(coupling.amounts.at(unit, reps), rel=1e-6)


def test_a_split_unit_goes_where_its_own_amounts_fit() -> None:
    """Both count 4 with rep 0 and 1 with rep 1, who should have 4.8 and 0.8: they get 4 and 1."""
    amounts = np.array([[[4.0, 1.0], [4.0, 1.0]]], dtype=np.float32)
    shares = np.array([[0.6, 0.4], [0.6, 0.4]], dtype=np.float32)
    assert whole_units(shares, None, lambda units: amounts[:, units], np.ones((1, 2))).tolist() == [0, 1]


@pytest.fixture(scope="module")
def priced() -> tuple[Problem, Pricing, Priced]:
    problem = book(3000)
    pricing = Pricing(problem)
    return problem, pricing, find(pricing)


def test_a_frozen_plan_misses_less_than_one_that_is_rounded_at_once(priced: tuple[Problem, Pricing, Priced]) -> None:
    problem, pricing, before = priced
    after = frozen(pricing, before)
    assert after.bound >= before.bound
    assert pricing.exact(after.prices).bound == pytest.approx(after.bound)
    assert before.rounded is not None
    assert after.rounded is not None
    assert missed(problem, after) < missed(problem, before)
    assert sorted(after.deviations) == ["potential", "workload"]


def missed(problem: Problem, priced: Priced) -> float:
    """How far a rounded plan is beyond the deviations that it was rounded for, summed over reps and measures."""
    assert priced.rounded is not None
    off = (m.deviation(priced.rounded) - priced.deviations[m.name] for m in problem.measures)
    return sum(float(np.maximum(each, 0.0).sum()) for each in off)


@pytest.mark.parametrize("looks", [0, 1, 70, 200])
def test_time_may_be_up_at_any_step(priced: tuple[Problem, Pricing, Priced], looks: int) -> None:
    """Every unit still goes to somebody who may own it, and the bound stays one of prices over everything."""
    problem, pricing, before = priced
    left = iter(range(looks))
    hurried = frozen(pricing, before, lambda: next(left, None) is None)
    assert hurried.rounded is not None
    assert problem.eligibility.ok(np.arange(problem.units), hurried.rounded).all()
    assert hurried.bound >= before.bound
    assert pricing.exact(hurried.prices).bound == pytest.approx(hurried.bound)
