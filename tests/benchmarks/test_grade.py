"""The judge's figures of plans that a person can count."""

import numpy as np
import pytest

from benchmarks.grade import grade, stray_pieces
from solver.judge import verdict
from solver.problem import Problem
from tests.conftest import EVEN, Valley


def plan(problem: Problem, **changed: str) -> np.ndarray:
    rep = {id_: at for at, id_ in enumerate(problem.team.ids)}
    return np.array([rep[{**EVEN, **changed}[id_]] for id_ in problem.unit_ids])


def test_the_even_plan(valley: Valley) -> None:
    problem = valley.set(contiguous=True).build()
    figures = grade(problem, plan(problem))
    assert figures.keeps_rules
    assert figures.keeps_bands
    assert figures.inside == 1.0
    assert figures.largest == {"potential": 0.0, "workload": 0.0}
    assert figures.stray == 0
    assert figures.moved == pytest.approx(1 / 7)
    assert figures.moved_potential == pytest.approx(10 / 160)
    assert figures.objective == verdict(problem, plan(problem)).objective


def test_a_plan_that_breaks_rules(valley: Valley) -> None:
    problem = valley.set(contiguous=True).build()
    figures = grade(problem, plan(problem, A4="WES"))
    assert not figures.keeps_rules
    assert not figures.keeps_bands
    assert figures.broken["band"] == 4
    assert figures.inside == 0.0
    assert figures.largest["potential"] == pytest.approx(0.4)
    assert figures.stray == 1


def test_pieces_without_a_home_are_stray(valley: Valley) -> None:
    problem = valley.set(contiguous=True).build()
    assert stray_pieces(problem, plan(problem, B1="EVE")) == 1
    # Each lives in the other's town: WES holds A2 B1 B2 and B4, EVE holds A1 and A3 A4 B3, none of it home.
    assert stray_pieces(problem, plan(problem, A1="EVE", B4="WES")) == 4
    assert stray_pieces(valley.set(contiguous=False).build(), plan(problem)) is None


def test_only_the_band_is_the_band(valley: Valley) -> None:
    problem = valley.set(contiguous=True).build()
    swapped = grade(problem, plan(problem, B2="EVE", B3="WES"))
    assert swapped.keeps_bands
    assert not swapped.keeps_rules
    assert "band" not in swapped.broken
