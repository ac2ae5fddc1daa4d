"""A block is the whole problem seen through fewer rows: nothing in it is computed anew from fewer accounts or reps."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from solver.blocks.find import Block, blocks_of
from solver.blocks.join import joined
from solver.blocks.master import Master, Prices
from solver.blocks.restrict import Restriction
from solver.book import Ints
from solver.judge import verdict
from solver.model.build import eligible_pairs
from solver.model.contiguity import separators
from solver.problem import Problem
from solver.search.score import score, violation
from tests import oracle, tiny
from tests.solver.blocks.countries import countries

CHECKS = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


def drawn_plan(problem: Problem, data: st.DataObject) -> Ints:
    """A plan that gives every unit to somebody who may own it."""
    unit, rep = eligible_pairs(problem)
    return np.array([data.draw(st.sampled_from(rep[unit == u].tolist())) for u in range(problem.units)])


def cut(block: Block, plan: Ints) -> Ints:
    return np.searchsorted(block.reps, plan[block.units])


@settings(max_examples=25, deadline=None, suppress_health_check=CHECKS)
@given(tiny.problems(apart=True), st.data())
def test_a_block_counts_what_the_whole_counts(problem: Problem, data: st.DataObject) -> None:
    blocks = blocks_of(problem)
    assume(len(blocks) > 1)
    plan = drawn_plan(problem, data)
    costs = 0.0
    for block in blocks:
        stated, own = Restriction(problem, block).stated(), cut(block, plan)
        costs += float(stated.costs.at(np.arange(stated.units), own).sum())
        for mine, whole in zip(stated.measures, problem.measures, strict=True):
            assert np.array_equal(mine.share, whole.share[block.reps])
            assert mine.deviation(own) == pytest.approx(whole.deviation(plan)[block.reps])
            assert mine.mean_weight / len(block.reps) == pytest.approx(whole.mean_weight / problem.reps)
        for row, of_whole in zip(stated.rows, problem.rows, strict=True):
            assert row.amounts.per_rep(own) == pytest.approx(of_whole.amounts.per_rep(plan)[block.reps])
            assert np.array_equal(row.upper, of_whole.upper[block.reps])
            assert np.array_equal(row.lower, of_whole.lower[block.reps])
        units, reps = np.arange(stated.units)[:, None], np.arange(stated.reps)[None, :]
        allowed = problem.eligibility.ok(block.units[:, None], block.reps[None, :])
        assert np.array_equal(stated.eligibility.ok(units, reps), allowed)
        assert np.array_equal(stated.eligibility.block(0, stated.units), allowed)
        assert np.array_equal(stated.size, problem.size[block.units])
    assert costs == pytest.approx(float(problem.costs.at(np.arange(problem.units), plan).sum()))
    assert np.array_equal(joined(problem, blocks, [cut(block, plan) for block in blocks]), plan)


@settings(max_examples=25, deadline=None, suppress_health_check=CHECKS)
@given(tiny.problems(apart=True), st.data())
def test_a_plan_keeps_the_rules_where_every_block_does(problem: Problem, data: st.DataObject) -> None:
    blocks = blocks_of(problem)
    assume(len(blocks) > 1)
    plan, free = drawn_plan(problem, data), replace(problem, limits=())
    broken = 0
    for block in blocks:
        stated, own = Restriction(problem, block).stated(), cut(block, plan)
        broken += bool(violation(stated, own).any())
        broken += stated.land is not None and bool(separators(stated.land, own))
    whole = bool(violation(free, plan).any()) or (free.land is not None and bool(separators(free.land, plan)))
    assert bool(broken) == whole


@settings(max_examples=20, deadline=None, suppress_health_check=CHECKS)
@given(tiny.problems(apart=True, contiguous=False), st.data())
def test_any_prices_of_what_blocks_share_give_a_bound(problem: Problem, data: st.DataObject) -> None:
    """The blocks' exact optima at random prices, by trying every plan of each, against the optimum of the whole."""
    blocks, optimum = blocks_of(problem), oracle.best(problem)
    assume(len(blocks) > 1 and optimum is not None and len(problem.limits) + len(problem.measures) > 0)
    assert optimum is not None
    master = Master(problem, blocks, problem.limits)
    price = st.floats(0, 3)
    shape = len(blocks), len(master.measures)
    of_largest = np.array([[data.draw(price) for _ in range(shape[1])] for _ in range(shape[0])]).reshape(shape)
    prices = master.legal(Prices(of_largest, np.array([data.draw(price) for _ in master.limits])))
    bounds = [least(master.priced(place, prices)) for place in range(len(blocks))]
    assume(np.isfinite(bounds).all())
    assert master.bound(prices, bounds) <= optimum + 1e-9 * max(1.0, abs(optimum))


def least(problem: Problem) -> float:
    """The best objective of a block, by trying every plan."""
    allowed = problem.eligibility.block(0, problem.units)
    plans = (np.array([plan[account] for account in range(problem.units)]) for plan in oracle.plans(problem))
    scores = [score(problem, plan) for plan in plans if allowed[np.arange(problem.units), plan].all()]
    return min((value for broken, value in scores if not broken), default=np.inf)


def test_the_master_agrees_with_the_judge_on_what_plans_cost() -> None:
    limits = {"reassigned_accounts": 0.9}
    goal = {"potential": 2.0, "workload": 1.0, "mean_potential": 1.0, "travel": 1.0, "reassigned": 1.0}
    problem = countries(3, 10, 2, bands={}, limits=limits, goal=goal)
    blocks, rng = blocks_of(problem), np.random.default_rng(2)
    master = Master(problem, blocks, problem.limits)
    for place, block in enumerate(blocks):
        for _ in range(6):
            master.add(place, rng.integers(0, len(block.reps), len(block.units)))
    chosen = master.chosen()
    assert chosen is not None
    taken = [
        next(c for c in master.columns if c.place == place and np.array_equal(c.plan, plan))
        for place, plan in enumerate(chosen)
    ]
    judged = verdict(problem, joined(problem, blocks, chosen))
    assert judged.ok
    largest = np.max([column.off for column in taken], axis=0)
    assert sum(column.cost for column in taken) + master.weight @ largest == pytest.approx(judged.objective)
    assert sum(column.use[0] for column in taken) == pytest.approx(judged.measures.moves.accounts)
    every = [
        verdict(problem, joined(problem, blocks, [a.plan, b.plan, c.plan]))
        for a in master.columns[:6]
        for b in master.columns[6:12]
        for c in master.columns[12:]
    ]
    assert judged.objective == pytest.approx(min(each.objective for each in every if each.ok))
