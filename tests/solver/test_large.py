"""Accounts larger than any band: seen by adding up, named, and answered with a relaxed plan."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings

from solver import large
from solver.bound import elastic
from solver.engine import solve
from solver.explain.relaxed import opening_of
from solver.judge.verdict import verdict
from solver.problem import Problem
from solver.result import Status
from solver.rules import Limits, Rules
from tests import oracle, tiny
from tests.conftest import Valley

CHECKS = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
POTENTIAL = {"bands": {"potential": 0.1}, "goal": {"potential": 1.0}}


def giant(valley: Valley, potential: str = "400") -> Valley:
    """A1 with 400 of 560: the fair shares are 280, and whoever owns A1 has 43 % more."""
    return valley.put("A1", potential=potential).set(**POTENTIAL)


def least_opening_by_brute_force(problem: Problem) -> float:
    """Infinite when a rule besides the bands is broken by every plan."""
    judge = oracle.Oracle(problem)
    kept = [plan for plan in oracle.plans(problem) if not judge.broken(plan) - {"band"}]
    bands = problem.rules.bands.items()
    return min((max(judge.off(m, p, r) - b for m, b in bands for r in judge.reps) for p in kept), default=np.inf)


@pytest.mark.parametrize(("potential", "said"), [("195", False), ("196", True)])
def test_one_account_beyond_the_band_is_named(valley: Valley, potential: str, said: bool) -> None:
    """With 195 the fair shares are 177.5, 10 % more is 195.25; with 196 they are 178, 10 % more is 195.8."""
    problem = giant(valley, potential).build()
    assert [each.unit for each in large.large_units(problem)] == ([0] if said else [])
    assert (large.least_opening(problem) > 0) == said


def test_the_rep_with_the_largest_share_counts_and_only_if_allowed(valley: Valley) -> None:
    problem = giant(valley, "600").put("EVE", fte="0.5").build()
    assert large.large_units(problem)[0].ratio == pytest.approx(600 / (760 * 2 / 3))
    problem = giant(valley, "600").put("EVE", fte="0.5").lock("A1", "WES", "not").build()
    assert large.large_units(problem)[0].ratio == pytest.approx(600 / (760 / 3))


def test_an_amount_of_a_pair_counts(valley: Valley) -> None:
    problem = giant(valley).pair("A1", "EVE", potential="300").build()
    assert large.large_units(problem) == []


def test_units_that_must_share_a_rep() -> None:
    """Three equal accounts, two reps: somebody has two of them, a third more than the fair share of 1.5."""
    book = pd.DataFrame({"account_id": list("abc"), "potential": [1, 1, 1]})
    team = pd.DataFrame({"rep_id": ["r", "s"]})
    problem = Problem.from_frames(book, team, Rules(bands={"potential": 0.1}, goal={"potential": 1}))
    assert large.large_units(problem) == []
    assert large.least_opening(problem) == pytest.approx(1 / 3 - 0.1)


def test_a_giant_is_answered_with_a_relaxed_plan(valley: Valley) -> None:
    problem = giant(valley).build()
    result = solve(problem, time_limit=20, gap=0.0, workers=1)
    assert result.status is Status.INFEASIBLE
    assert result.plan is None
    assert result.conflict == ("bands: potential ±10%",)
    assert result.opening is not None
    assert result.relaxed is not None
    assert result.opening.least == pytest.approx(400 / 280 - 1 - 0.1)
    assert result.opening.reached == pytest.approx(result.opening.least, abs=1e-5)
    [named] = result.opening.large
    assert (named.unit_id, named.measure, named.amount) == ("A1", "potential", 400.0)
    assert named.ratio == pytest.approx(400 / 280)
    assert {each.rule for each in verdict(problem, result.relaxed.rep_of_unit).violations} == {"band"}


def book_of(accounts: int, reps: int, share: float) -> Problem:
    """A seeded book in which the first account is `share` fair shares of potential (of the rest)."""
    rng = np.random.default_rng(7)
    potential = rng.lognormal(3, 1, accounts)
    potential[0] = share * potential[1:].sum() / reps
    places = {"lat": rng.uniform(30, 45, accounts), "lon": rng.uniform(-120, -80, accounts)}
    book = pd.DataFrame({"account_id": [f"A{a}" for a in range(accounts)], **places})
    book["potential"], book["workload"] = potential.round(2), np.sqrt(potential).round(2)
    homes = {"lat": rng.uniform(30, 45, reps), "lon": rng.uniform(-120, -80, reps)}
    return Problem.from_frames(book, pd.DataFrame({"rep_id": [f"R{r}" for r in range(reps)], **homes}), Rules())


def test_everybody_else_stays_near_the_share_of_what_is_left() -> None:
    """Too large for one exact model (20,800 pairs): the giant is set aside, and the opening is proven the least."""
    problem = book_of(1300, 16, 3.0)
    result = solve(problem, time_limit=60, workers=1)
    assert result.opening is not None
    assert result.relaxed is not None
    assert result.opening.reached == pytest.approx(result.opening.least, abs=1e-5)
    ratio = problem.measures[0].amounts.per_rep(result.relaxed.rep_of_unit) / problem.measures[0].share
    others = np.sort(ratio)[:-1]
    assert others.max() - others.min() <= 0.2 + 1e-9


@settings(max_examples=25, deadline=None, suppress_health_check=CHECKS)
@given(tiny.problems(contiguous=False))
def test_no_plan_opens_the_bands_less_than_is_proven(problem: Problem) -> None:
    assume(problem.rules.bands)
    least = max(0.0, least_opening_by_brute_force(problem))
    bare = elastic.without_goal(problem)
    assert large.least_opening(problem) <= least + 1e-9
    assert elastic.least_opening(bare, lambda: False).bound <= least + 1e-9
    if elastic.refuted(bare, lambda: False) or large.least_opening(problem) > 0:
        assert oracle.best(problem) is None


@settings(max_examples=25, deadline=None, suppress_health_check=CHECKS)
@given(tiny.problems())
def test_the_relaxed_plan_opens_the_bands_least(problem: Problem) -> None:
    bands = dict.fromkeys(problem.rules.bands, 0.02)
    assume(bands and (problem.land is None or len(problem.land.indices)))
    measures = tuple(m if m.band is None else replace(m, band=0.02) for m in problem.measures)
    problem = replace(problem, measures=measures, rules=replace(problem.rules, bands=bands))
    least = least_opening_by_brute_force(problem)
    assume(least > 1e-3)
    result = solve(problem, time_limit=10, workers=1)
    assert result.status is Status.INFEASIBLE
    if np.isinf(least):
        assert result.opening is None
        return
    assert result.opening is not None
    assert result.relaxed is not None
    assert result.opening.least <= least + 1e-9
    assert result.opening.reached == pytest.approx(least, abs=1e-5)
    assert opening_of(problem, result.relaxed.rep_of_unit) == pytest.approx(result.opening.reached)
    assert not oracle.Oracle(problem).broken(result.relaxed.rep_of_unit[problem.book.unit].tolist()) - {"band"}


def test_prices_find_what_the_relaxation_that_splits_units_needs() -> None:
    """All 400 accounts are at WES, and 40 of them may move."""
    accounts = [f"A{a}" for a in range(400)]
    book = pd.DataFrame({"account_id": accounts, "potential": 1.0, "current_owner": "WES"})
    team = pd.DataFrame({"rep_id": ["WES", "EVE", "ANN", "BOB"]})
    limits = Limits(reassigned_accounts=0.1)
    problem = Problem.from_frames(book, team, Rules(bands={"potential": 0.1}, limits=limits, goal={"potential": 1}))
    # WES keeps 360, and the fair share is 100.
    assert elastic.least_opening(elastic.without_goal(problem), lambda: False).bound == pytest.approx(2.5, abs=0.01)


def test_cells_of_several_accounts_are_not_called_accounts(valley: Valley) -> None:
    """A1 and A2 are one cell with 410 of 560, and it is the cell that forces the band open."""
    cells = giant(valley).set(units="cell")
    cells.accounts["cell"] = ["C" if account in ("A1", "A2") else "" for account in cells.accounts["account_id"]]
    result = solve(cells.build(), gap=0.0, time_limit=20)
    assert result.status is Status.INFEASIBLE
    assert result.opening is not None
    details = [each.detail for each in result.opening.culprits if each.detail]
    assert any("the largest, C, is" in each for each in details)
    assert all("basic unit" in each and "account" not in each for each in details)
