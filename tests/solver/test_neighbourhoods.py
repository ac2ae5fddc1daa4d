"""Which reps are looked at together: rings around one who is stuck, and those who lose most."""

import numpy as np
import pandas as pd
import pytest

from solver.book import Ints
from solver.bound.prices import Pricing, find
from solver.problem import Problem
from solver.record import Record
from solver.rules import Rules
from solver.search.critical import priced_pairs, with_plan
from solver.search.improve import Search
from solver.search.neighbourhoods import Chooser
from solver.search.score import beside, violation
from solver.stop import Stop

REPS, EACH = 8, 4
"""A road of villages: every rep holds four in a row."""


def road(each: int = EACH) -> Problem:
    units = REPS * each
    names = [f"V{k:03d}" for k in range(units)]
    accounts = pd.DataFrame(
        {"account_id": names, "lat": 0.0, "lon": np.arange(units) / 10, "potential": 1.0, "workload": 1.0}
    )
    homes = np.arange(REPS) * each / 10
    reps = pd.DataFrame({"rep_id": [f"R{k}" for k in range(REPS)], "lat": 0.0, "lon": homes})
    edges = pd.DataFrame({"unit_a": names[:-1], "unit_b": names[1:]})
    rules = Rules(contiguous=True, goal={"potential": 1.0, "travel": 1.0}, bands={"potential": 0.3})
    return Problem.from_frames(accounts, reps, rules, edges=edges)


def in_rows() -> Ints:
    return np.repeat(np.arange(REPS), EACH)


def chooser(problem: Problem) -> Chooser:
    pricing = Pricing(problem)
    return Chooser(problem, with_plan(priced_pairs(pricing, find(pricing)), in_rows()), np.random.default_rng(3))


@pytest.mark.parametrize("most", range(1, REPS + 3))
def test_rings_reach_as_far_as_they_must(most: int) -> None:
    reps = chooser(road()).rings(in_rows(), 0, most).reps
    assert reps.tolist() == list(range(min(most, REPS)))


def test_rings_are_drawn_anew_with_the_seed_among_them() -> None:
    found = chooser(road())
    drawn = {tuple(found.rings(in_rows(), 4, 3, drawn=True).reps.tolist()) for _ in range(40)}
    assert drawn == {(2, 3, 4), (3, 4, 5), (4, 5, 6)}


def test_focused_neighbourhoods_stay_with_those_who_lose_most() -> None:
    found, lost = chooser(road()), np.array([0.0, 0.0, 5.0, 4.0, 3.0, 1e-9, 1e-9, 1e-9])
    free = np.zeros(REPS, dtype=bool)
    for _ in range(20):
        hood = found.draw(in_rows(), 3, 10_000, lost, free, focused=True)
        assert hood is not None
        assert hood.reps.tolist() == [2, 3, 4]


def test_territories_with_a_common_border_lie_beside_each_other() -> None:
    plan = in_rows()
    row = np.abs(np.subtract.outer(np.arange(REPS), np.arange(REPS))) == 1
    assert (beside(road(), plan) == row).all()


def test_a_plan_that_is_nearly_there_is_not_given_up_for_one_that_is_far_off() -> None:
    problem = road()
    pricing = Pricing(problem)
    priced = find(pricing)
    near, far = in_rows(), in_rows()
    far[4:8] = 0
    far[4] = 1
    assert violation(problem, far).max() > 0.3
    pairs = with_plan(with_plan(priced_pairs(pricing, priced), near), far)
    record = Record(problem, Stop(seconds=5, gap=0.0))
    assert Search(record, pricing, priced, pairs, near, 0, 1).nearly(far)
    assert not Search(record, pricing, priced, pairs, far, 0, 1).nearly(near)


@pytest.mark.parametrize(("each", "knots"), [(4, True), (12, False)])
def test_only_books_with_large_units_are_dealt_in_knots(each: int, knots: bool) -> None:
    problem, plan = road(each), np.repeat(np.arange(REPS), each)
    pricing = Pricing(problem)
    priced = find(pricing)
    pairs = with_plan(priced_pairs(pricing, priced), plan)
    search = Search(Record(problem, Stop(seconds=5, gap=0.0)), pricing, priced, pairs, plan, 0, 1)
    assert any(kind.focused for kind in search.kinds) == knots
