"""A block is the whole problem seen through fewer rows: nothing in it is computed anew from fewer accounts or reps."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from solver.blocks.find import Block, blocks_of
from solver.blocks.join import joined
from solver.blocks.restrict import Restriction
from solver.book import Ints
from solver.model.build import eligible_pairs
from solver.model.contiguity import separators
from solver.problem import Problem
from solver.search.score import violation
from tests import tiny

CHECKS = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


def drawn_plan(problem: Problem, data: st.DataObject) -> Ints:
    """A plan that gives every unit to somebody who may own it."""
    unit, rep = eligible_pairs(problem)
    return np.array([data.draw(st.sampled_from(rep[unit == u].tolist())) for u in range(problem.units)])


def cut(block: Block, plan: Ints) -> Ints:
    return np.searchsorted(block.reps, plan[block.units])


@settings(max_examples=12, deadline=None, suppress_health_check=CHECKS)
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
        if stated.land is not None and problem.land is not None:
            assert np.array_equal(block.units[stated.land.roots], problem.land.roots[block.reps])
            for place, unit in enumerate(block.units):
                within = np.intersect1d(problem.land.neighbours(unit), block.units)
                assert np.array_equal(block.units[stated.land.neighbours(place)], within)
    assert costs == pytest.approx(float(problem.costs.at(np.arange(problem.units), plan).sum()))
    assert np.array_equal(joined(problem, blocks, [cut(block, plan) for block in blocks]), plan)


@settings(max_examples=12, deadline=None, suppress_health_check=CHECKS)
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
