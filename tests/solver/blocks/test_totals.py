"""Blocks whose totals do not fit the bands of their reps: the smallest refused, the largest accepted."""

from collections.abc import Callable

import pytest

from solver.blocks.find import blocks_of
from solver.blocks.totals import refuted
from solver.judge.certificate import prove
from solver.problem import Problem
from solver.record import Record
from solver.stop import Stop
from tests.conftest import Valley

Halves = Callable[[float, float], Problem]


@pytest.fixture
def halves(valley: Valley) -> Halves:
    """The A towns to WES alone, the B towns to EVE alone; WES has `potential` of 200, the fair shares are 100 each."""

    def build(potential: float, band: float) -> Problem:
        for town in range(1, 5):
            valley.put(f"A{town}", potential=potential / 4).put(f"B{town}", potential=(200 - potential) / 4)
            valley.lock(f"A{town}", "EVE", "not").lock(f"B{town}", "WES", "not")
        return valley.set(bands={"potential": band}).build()

    return build


@pytest.mark.parametrize(
    ("potential", "band", "impossible"),
    [
        (120.0, 0.2, False),
        (120.4, 0.2, True),
        (80.0, 0.2, False),
        (79.6, 0.2, True),
        (0.0, 1.0, False),
        (0.0, 0.9, True),
    ],
)
def test_the_edges_of_a_band(halves: Halves, potential: float, band: float, impossible: bool) -> None:
    problem = halves(potential, band)
    record = Record(problem, Stop())
    assert refuted(record, blocks_of(problem)) == impossible == record.infeasible
    assert (record.impossible is not None) == impossible
    if impossible:
        assert record.certificate is not None
        assert prove(problem, record.certificate).bound > 0
