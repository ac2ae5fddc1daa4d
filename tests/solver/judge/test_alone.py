"""A unit too large for anybody: that there is no plan is in the certificate, and the judge adds it up again."""

import numpy as np
import pandas as pd
import pytest

from solver import large
from solver.certificate import Certificate, Proves, Way
from solver.engine import solve
from solver.explain.proof import proof_of_none
from solver.judge.certificate import prove
from solver.problem import Problem
from solver.result import Status
from solver.rules import Limits, Rules


def book(
    giant: float, *, contiguous: bool = False, fte: tuple[float, ...] = (1.0, 1.0, 1.0), band: float | None = 0.1
) -> Problem:
    """A road of twelve villages of 10 and one of `giant`."""
    potential = np.r_[giant, np.full(12, 10.0)]
    names = [f"V{k:02d}" for k in range(13)]
    accounts = pd.DataFrame({"account_id": names, "lat": 0.0, "lon": np.arange(13) / 10, "potential": potential})
    reps = pd.DataFrame({"rep_id": ["R1", "R2", "R3"], "lat": 0.0, "lon": [0.0, 0.5, 1.0], "fte": fte})
    edges = pd.DataFrame({"unit_a": names[:-1], "unit_b": names[1:]}) if contiguous else None
    stated = Rules(
        contiguous=contiguous, bands={} if band is None else {"potential": band}, goal={"potential": 1.0, "travel": 1.0}
    )
    return Problem.from_frames(accounts, reps, stated, edges=edges)


@pytest.mark.parametrize("contiguous", [False, True])
@pytest.mark.parametrize("giant", [90.0, 150.0, 1000.0])
def test_the_certificate_of_a_giant_proves_what_adding_up_does(giant: float, contiguous: bool) -> None:
    problem = book(giant, contiguous=contiguous)
    needed = giant / ((giant + 120) / 3) - 1.1
    assert large.least_opening(problem) == pytest.approx(needed)
    result = solve(problem, time_limit=10)
    assert result.status is Status.INFEASIBLE
    assert result.certificate is not None
    assert {way.kind for way in result.certificate.ways} == {"alone"}
    proof = prove(problem, result.certificate)
    assert not proof.faults
    assert proof.bound > 0
    assert proof.opening == pytest.approx(needed, abs=1e-8)
    assert result.opening is not None
    assert proof.opening <= result.opening.least + 1e-9


def test_the_rep_with_the_largest_share_needs_the_least_opening() -> None:
    problem = book(210.0, fte=(0.5, 0.5, 1.0))
    found = proof_of_none(problem, None, lambda: False)
    assert found is not None
    assert prove(problem, found).opening == pytest.approx(210 / 165 - 1.1, abs=1e-8)


def test_nobody_is_too_small_for_what_fits() -> None:
    assert solve(book(59.0), time_limit=10).status is not Status.INFEASIBLE


def forged(unit: int, reps: tuple[int, ...], price: float = 1.0) -> Certificate:
    return Certificate(Proves.NO_PLAN, 0.0, (), tuple(Way("alone", rep, (), unit, price) for rep in reps))


@pytest.mark.parametrize("contiguous", [False, True])
def test_what_is_not_so_proves_nothing(contiguous: bool) -> None:
    problem = book(90.0, contiguous=contiguous)
    assert prove(problem, forged(1, (0, 1, 2))).faults
    assert prove(problem, forged(-1, (0, 1, 2))).faults
    assert prove(problem, forged(0, (0, 1, 2), price=-1.0)).faults
    some = prove(problem, forged(0, (1, 2)))
    assert not some.faults
    assert not some.bound > 0
    assert some.opening == 0


def test_a_giant_without_a_band_is_no_obstacle() -> None:
    assert prove(book(90.0, band=None), forged(0, (0, 1, 2))).faults


def test_a_proof_that_wider_bands_are_no_help_goes_before_that_of_a_giant() -> None:
    names = [f"V{k:02d}" for k in range(13)]
    accounts = pd.DataFrame({"account_id": names, "potential": np.r_[90.0, np.full(12, 10.0)], "workload": 10.0})
    reps = pd.DataFrame({"rep_id": ["R1", "R2", "R3"], "capacity_hours_year": 40.0})
    rules = Rules(bands={"potential": 0.1}, limits=Limits(capacity=1.0), goal={"potential": 1.0})
    problem = Problem.from_frames(accounts, reps, rules)
    found = proof_of_none(problem, None, lambda: False)
    assert found is not None
    assert prove(problem, found).opening == np.inf
