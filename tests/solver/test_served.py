"""Bands that who-serves-what makes impossible: by Hall's condition over all sets, and never where a plan exists."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

from solver.bound.served import least_openings, least_uses, limits_passed, proofs, refuted
from solver.engine import solve
from solver.judge.certificate import prove
from solver.problem import Problem
from solver.result import Status
from solver.rules import Limits, Rules
from tests import oracle, tiny

BAND = 0.1
CHECKS = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


def problem_of(serves: np.ndarray, mass: list[int], band: float = BAND) -> Problem:
    """One account of 1 for every unit of mass; class k is served by the reps of row k."""
    kinds = [f"k{k}" for k, count in enumerate(mass) for _ in range(count)]
    ids = [f"A{i}" for i in range(len(kinds))]
    book = pd.DataFrame({"account_id": ids, "kind": kinds, "potential": 1, "workload": 1})
    lists = ["; ".join(f"k{k}" for k in np.flatnonzero(serves[:, r])) for r in range(serves.shape[1])]
    reps = pd.DataFrame({"rep_id": [f"R{r}" for r in range(len(lists))], "sells": lists})
    return Problem.from_frames(book, reps, Rules(bands={"potential": band}, goal={}, serves={"kind": "sells"}))


def hall(serves: np.ndarray, mass: list[int], band: float = BAND) -> bool:
    """Whether the mass can be poured out within the bands, by looking at every set of reps."""
    reps = serves.shape[1]
    share, held = sum(mass) / reps, np.array(mass)
    for chosen in product([False, True], repeat=reps):
        some = np.array(chosen)
        only = held[~serves[:, ~some].any(axis=1)].sum()
        may = held[serves[:, some].any(axis=1)].sum() if some.any() else 0
        if only > some.sum() * share * (1 + band) + 1e-7 or may < some.sum() * share * (1 - band) - 1e-7:
            return False
    return True


@pytest.mark.parametrize("seed", range(60))
def test_a_proof_is_found_exactly_where_pouring_cannot_do_it(seed: int) -> None:
    random = np.random.default_rng(seed)
    classes, reps = int(random.integers(2, 5)), int(random.integers(2, 5))
    serves = random.random((classes, reps)) < 0.55
    serves[~serves.any(axis=1), 0] = True
    mass = random.integers(1, 9, classes).tolist()
    problem = problem_of(serves, mass)
    # Without a class that not everybody serves there is nothing to look at, and nothing to prove by pouring.
    found = any(True for _ in proofs(problem))
    assert found == (not hall(serves, mass))
    if found:
        certificate = refuted(problem)
        assert certificate is not None
        assert certificate.bound > 0


@settings(max_examples=30, deadline=None, suppress_health_check=CHECKS)
@given(tiny.problems(modelled=True))
def test_nothing_is_proven_impossible_that_has_a_plan(problem: Problem) -> None:
    if any(True for _ in proofs(problem)):
        assert oracle.best(problem) is None


def test_the_engine_names_the_rule_and_one_band() -> None:
    problem = problem_of(np.array([[True, False, False], [False, True, True]]), [9, 3])
    result = solve(problem, time_limit=10)
    assert result.status is Status.INFEASIBLE
    assert result.conflict == ("who serves what (sells)", "bands: potential ±10%")
    assert result.certificate is not None


def test_owners_who_may_not_keep_their_accounts_pass_the_limit_on_moves() -> None:
    """Four of five owned accounts are with the wrong rep: one may move, so there is no plan, whatever the bands."""
    book = pd.DataFrame(
        {"account_id": list("abcde"), "kind": list("xxxxy"), "potential": 1, "current_owner": ["Y"] * 5}
    )
    reps = pd.DataFrame({"rep_id": ["X", "Y"], "sells": ["x", "x; y"]})
    wrong = reps.assign(sells=["x", "y"])
    rules = Rules(bands={"potential": 2.0}, goal={}, serves={"kind": "sells"}, limits=Limits(reassigned_accounts=0.2))
    assert not any(True for _ in limits_passed(Problem.from_frames(book, reps, rules)))
    problem = Problem.from_frames(book, wrong, rules)
    certificate = refuted(problem)
    assert certificate is not None
    assert prove(problem, certificate).bound > 0
    result = solve(problem, time_limit=5)
    assert result.status is Status.INFEASIBLE
    assert result.opening is None
    assert result.conflict == ("limits: reassigned_accounts", "who serves what (sells)")


@pytest.mark.parametrize("seed", range(40))
def test_the_least_opening_is_where_pouring_begins_to_do_it(seed: int) -> None:
    random = np.random.default_rng(seed)
    classes, reps = int(random.integers(2, 5)), int(random.integers(2, 5))
    serves = random.random((classes, reps)) < 0.55
    serves[~serves.any(axis=1), 0] = True
    mass = random.integers(1, 9, classes).tolist()
    least = least_openings(problem_of(serves, mass)).get("potential", 0.0)
    assert hall(serves, mass, BAND + least + 1e-5)
    assert least == 0.0 or not hall(serves, mass, BAND + least - 1e-5)


def test_the_opening_that_is_told_is_at_least_what_pouring_takes() -> None:
    """Nine of twelve for one rep of three: 2.25 fair shares, so that ±10 % would have to be ±125 %."""
    problem = problem_of(np.array([[True, False, False], [False, True, True]]), [9, 3])
    assert least_openings(problem)["potential"] == pytest.approx(1.15, abs=1e-4)
    opening = solve(problem, time_limit=10).opening
    assert opening is not None
    assert opening.least == pytest.approx(1.15, abs=1e-4)


def test_what_a_limit_is_used_at_least() -> None:
    book = pd.DataFrame({"account_id": list("abc"), "kind": list("xxy"), "potential": 1, "current_owner": ["Y"] * 3})
    reps = pd.DataFrame({"rep_id": ["X", "Y"], "sells": ["x", "y"]})
    rules = Rules(bands={}, goal={}, serves={"kind": "sells"}, limits=Limits(reassigned_accounts=0.4))
    ((limit, least),) = least_uses(Problem.from_frames(book, reps, rules))
    assert (limit.name, least) == ("reassigned_accounts", 2.0)
    assert limit.upper < least
