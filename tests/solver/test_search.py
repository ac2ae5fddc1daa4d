"""The search against recomputation: tallies, separators, and a contiguous run too large for one exact model."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from geo.pieces import pieces
from solver.amounts import Pairwise
from solver.bound.couplings import couplings
from solver.bound.prices import Pricing, find
from solver.engine import solve
from solver.judge import verdict
from solver.model.contiguity import separators
from solver.problem import Problem
from solver.result import Status
from solver.rules import Rules
from solver.search.border import Border
from solver.search.construct import grow, homes_only
from solver.search.critical import priced_pairs, with_plan
from solver.search.exchange import Exchange
from solver.search.score import violation
from solver.search.tally import CURVE

ROWS, COLUMNS, REPS = 20, 26, 7


@pytest.fixture(scope="module")
def plain() -> Problem:
    """A plain of 20 × 26 villages with 7 reps: 3,640 pairs, more than the exact model takes at once."""
    rng = np.random.default_rng(5)
    at = [(row, column) for row in range(ROWS) for column in range(COLUMNS)]
    accounts = pd.DataFrame(
        {
            "account_id": [f"V{r:02d}{c:02d}" for r, c in at],
            "lat": [r / 10 for r, _ in at],
            "lon": [c / 10 for _, c in at],
            "potential": rng.integers(5, 60, len(at)),
            "workload": rng.integers(1, 12, len(at)),
            "current_owner": [f"R{c * REPS // COLUMNS}" for _, c in at],
        }
    )
    homes = rng.choice(len(at), REPS, replace=False)
    reps = pd.DataFrame(
        {
            "rep_id": [f"R{k}" for k in range(REPS)],
            "lat": [at[h][0] / 10 for h in homes],
            "lon": [at[h][1] / 10 for h in homes],
        }
    )
    right = [(f"V{r:02d}{c:02d}", f"V{r:02d}{c + 1:02d}") for r, c in at if c + 1 < COLUMNS]
    down = [(f"V{r:02d}{c:02d}", f"V{r + 1:02d}{c:02d}") for r, c in at if r + 1 < ROWS]
    edges = pd.DataFrame(right + down, columns=["unit_a", "unit_b"])
    goal = {"potential": 1.0, "workload": 1.0, "travel": 1.0}
    return Problem.from_frames(accounts, reps, Rules(contiguous=True, goal=goal), edges=edges)


def test_a_contiguous_plan_within_a_few_percent(plain: Problem) -> None:
    result = solve(plain, time_limit=60, gap=0.05, seed=1)
    assert result.plan is not None
    assert result.bound is not None
    assert result.objective is not None
    assert verdict(plain, result.plan.rep_of_unit).ok
    assert result.bound <= result.objective
    assert result.gap is not None
    assert result.gap <= 0.05


def test_tallies_and_borders_of_exchanges_agree_with_recomputation(plain: Problem) -> None:
    pricing = Pricing(plain)
    priced = find(pricing)
    land = plain.land
    assert land is not None
    start = grow(pricing, priced, land, homes_only(plain, land), np.zeros(plain.reps))
    assert start is not None
    pairs = with_plan(priced_pairs(pricing, priced), start)
    exchange = Exchange(plain, priced.prices, pairs, start, plain.costs.at(pairs.unit, pairs.rep))
    for stiffness in (0.1, 1.0, 10.0):
        exchange.settle(stiffness, 0.05, lambda: False)
    assert (exchange.plan != start).sum() > 10
    for load, coupling in zip(exchange.tally.load, pricing.couplings, strict=True):
        assert load == pytest.approx(coupling.amounts.per_rep(exchange.plan) / coupling.unit)
    assert exchange.border is not None
    again = Border(land, pairs.unit * plain.reps + pairs.rep, exchange.plan)
    assert np.array_equal(again.touches, exchange.border.touches)
    assert not separators(land, exchange.plan)
    assert np.array_equal(exchange.plan[land.roots], np.arange(plain.reps))


def test_gains_of_exchanges_are_what_the_exchange_changes(plain: Problem) -> None:
    pricing = Pricing(plain)
    priced = find(pricing)
    rng = np.random.default_rng(3)
    free = replace(plain, land=None)
    pairs = priced_pairs(pricing, priced)
    for _ in range(20):
        plan = rng.integers(0, plain.reps, plain.units)
        every = with_plan(pairs, plan)
        exchange = Exchange(free, priced.prices, every, plan, plain.costs.at(every.unit, every.rep))
        exchange.tally.stiffness, exchange.tally.margin = 3.0, 0.1
        a, b = (int(rep) for rep in rng.choice(plain.reps, 2, replace=False))
        leave, come = exchange._offers(a, b), exchange._offers(b, a)
        gain = exchange._gains(a, b, leave, come)
        one, other = int(rng.integers(len(leave.pairs))), int(rng.integers(len(come.pairs)))
        before = price(exchange)
        exchange._move(int(leave.pairs[one]))
        exchange._move(int(come.pairs[other]))
        assert price(exchange) - before == pytest.approx(gain[one, other], abs=1e-6)


def price(exchange: Exchange) -> float:
    """What an exchange lowers, computed afresh from its plan."""
    problem, tally = exchange.problem, exchange.tally
    total = float(problem.costs.at(np.arange(problem.units), exchange.plan).sum())
    for row, coupling in enumerate(couplings(problem)):
        load = coupling.amounts.per_rep(exchange.plan) / coupling.unit
        room = coupling.most * (1 - tally.margin)
        beyond = np.maximum(np.abs(load - 1) - room, 0.0)
        total += float((tally.slope[row] * beyond + tally.stiffness * (beyond + CURVE * beyond**2)).sum())
    return total


def test_separators_name_every_stray_piece_and_cut_no_contiguous_plan(plain: Problem) -> None:
    land = plain.land
    assert land is not None
    rng = np.random.default_rng(2)
    priced = find(Pricing(plain))
    scattered = priced.choice.copy()
    scattered[rng.choice(plain.units, 40, replace=False)] = rng.integers(0, plain.reps, 40)
    scattered[land.roots] = np.arange(plain.reps)
    cuts = separators(land, scattered, np.arange(plain.reps))
    label = pieces(land.indptr, land.indices, scattered)
    strays = set(np.flatnonzero(label != label[land.roots[scattered]]).tolist())
    assert strays
    assert strays == {cut.unit for cut in cuts}
    result = solve(plain, time_limit=60, gap=0.10, seed=2)
    assert result.plan is not None
    whole = result.plan.rep_of_unit
    assert not separators(land, whole)
    assert not violation(plain, whole).any()
    for cut in cuts:
        assert whole[cut.unit] != cut.rep or any(whole[list(cut.through)] == cut.rep)


def test_a_goal_of_deviations_alone_is_aimed_at_and_work_limits_repeat() -> None:
    """Prices prove nothing there (a bound of 0), but the split at their end says that everybody can have his share."""
    rng = np.random.default_rng(8)
    accounts = pd.DataFrame(
        {
            "account_id": [f"A{k}" for k in range(400)],
            "potential": rng.integers(5, 60, 400),
            "workload": rng.integers(1, 12, 400),
        }
    )
    reps = pd.DataFrame({"rep_id": [f"R{k}" for k in range(10)]})
    problem = Problem.from_frames(accounts, reps, Rules(goal={"potential": 1.0, "workload": 1.0}))
    result, again = (solve(problem, gap=0.0, work_limit=2.0, workers=1) for _ in range(2))
    assert result.objective is not None
    assert result.objective <= 0.02
    assert result.plan is not None
    assert again.plan is not None
    assert np.array_equal(result.plan.rep_of_unit, again.plan.rep_of_unit)


def test_a_unit_that_nobody_may_own_is_seen_by_prices_too(plain: Problem) -> None:
    """Intake would refuse it; a book too large for one exact model must not take it for a bound without end."""
    everybody = np.arange(plain.reps)
    forbidden = Pairwise.build(plain.reps, np.full(plain.reps, 5), everybody, np.ones(plain.reps))
    nobody = replace(plain.eligibility, forbidden=forbidden)
    result = solve(replace(plain, eligibility=nobody), time_limit=5)
    assert result.status is Status.INFEASIBLE
