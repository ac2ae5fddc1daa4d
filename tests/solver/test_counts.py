"""Measures that count accounts, on the valley (see conftest) and against brute force."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings

from solver.counts import Count, count_of, fits, least_band
from solver.engine import solve
from solver.intake import derive
from solver.judge.verdict import verdict
from solver.problem import Problem
from solver.result import Status
from solver.rules import Rules
from tests import oracle, tiny
from tests.conftest import Valley

CHECKS = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
HALVES = {"A1": "A", "A2": "A", "B1": "A", "B2": "A", "A3": "A", "A4": "A"}


def tiers(valley: Valley, tiers: dict[str, str]) -> Valley:
    for account, tier in tiers.items():
        valley.put(account, tier=tier)
    return valley


def west(problem: Problem, *accounts: str) -> np.ndarray:
    """A plan that gives WES these accounts, and EVE the others."""
    return np.where(np.isin(problem.book.ids, accounts), 0, 1)


def test_names_of_counts() -> None:
    assert count_of("accounts") == Count()
    assert count_of("tier=A") == count_of("tier = A") == Count("tier", "A")
    assert count_of("industry=Oil=Gas") == Count("industry", "Oil=Gas")
    assert count_of("potential") is None


@pytest.mark.parametrize(("held", "keeps"), [(("A1", "A2", "B1"), True), (("A1", "A2"), False)])
def test_a_band_on_accounts(valley: Valley, held: tuple[str, ...], keeps: bool) -> None:
    problem = valley.set(bands={"accounts": 0.25}, goal={"accounts": 1}).build()
    judged = verdict(problem, west(problem, *held))
    assert judged.ok == keeps
    assert judged.terms["accounts"] == pytest.approx(abs(len(held) / 4 - 1))


@pytest.mark.parametrize(("held", "keeps"), [(("A1", "A2", "B1", "B2"), True), (("A1", "A2", "B1", "B2", "A3"), False)])
def test_a_band_on_a_tier(valley: Valley, held: tuple[str, ...], keeps: bool) -> None:
    """Six accounts of tier A, three for each rep: four are a third too many, five are two thirds too many."""
    problem = tiers(valley, HALVES).set(bands={"tier=A": 0.34}, goal={"tier=A": 1}).build()
    judged = verdict(problem, west(problem, *held))
    assert judged.ok == keeps
    if not keeps:
        assert "5 accounts with tier A" in judged.violations[0].message


def test_part_time_and_ramp_weigh_counts(valley: Valley) -> None:
    problem = valley.put("EVE", fte="0.5", ramp="0.5").set(bands={"accounts": 0.0}, goal={}).build()
    assert problem.measures[0].share == pytest.approx([6.4, 1.6])


def test_overrides_of_pairs_do_not_touch_counts(valley: Valley) -> None:
    valley.pair("A1", "WES", cost="1", accounts="7").set(bands={"accounts": 0.1}, goal={})
    problem = valley.build()
    assert valley.found("idle-column") is not None
    assert problem.measures[0].amounts.per_rep(west(problem, "A1")).tolist() == [1.0, 7.0]
    assert verdict(problem, west(problem, "A1")).measures.tallies["accounts"].load.tolist() == [1.0, 7.0]


def test_any_text_column_is_carried_along(valley: Valley) -> None:
    problem = valley.put("A1", region="North 1").set(bands={"region=North 1": 1.0}, goal={}).build()
    assert problem.measures[0].amounts.base.tolist() == [1.0] + [0.0] * 7


def test_the_scorecard_shows_counts(valley: Valley) -> None:
    valley = tiers(valley, HALVES).set(bands={"accounts": 0.5, "tier=A": 0.5}, goal={"tier=A": 1})
    card = solve(valley.build(), gap=0.0, workers=1).scorecard
    assert card is not None
    assert card.reps["accounts"].sum() == card.total["accounts"] == 8
    assert card.reps["accounts_fair_share"].tolist() == [4.0, 4.0]
    assert card.reps["tier=A"].tolist() == [3.0, 3.0]
    assert card.total["tier=A_largest_deviation"] == 0.0


@pytest.mark.parametrize("share", [[3.0, 3.0], [0.4, 5.6], [2.5, 3.5], [1.2, 1.2, 3.6], [0.3, 0.3, 0.4]])
def test_the_least_band_of_whole_accounts(share: list[float]) -> None:
    """Every split of the whole number of accounts, tried out."""
    shares = np.array(share)
    total = round(sum(share))
    splits = (np.array(each) for each in np.ndindex(*[total + 1] * len(share)) if sum(each) == total)
    best = min(float(np.max(np.abs(split / shares - 1))) for split in splits)
    assert least_band(shares, total) == pytest.approx(best, abs=1e-6)
    assert fits(shares, best, total)
    assert not fits(shares, best - 1e-3, total)


def merged(problem: Problem) -> Problem:
    """The same accounts, two to a unit."""
    unit = np.arange(len(problem.book)) // 2
    ids = np.array([f"U{u}" for u in range(unit.max() + 1)], dtype=object)
    book = replace(problem.book, unit=unit)
    given = {"pairs": problem.pairs, "locks": problem.locks, "unit_ids": ids, "land": None, "left_out": ()}
    return Problem.of(derive(book, problem.team, problem.rules, **given))


@settings(max_examples=40, deadline=None, suppress_health_check=CHECKS)
@given(tiny.problems(contiguous=False))
def test_units_of_several_accounts_count_right(problem: Problem) -> None:
    assume(any(name in tiny.COUNTS for name in problem.rules.measures()) and not problem.left_out)
    whole = merged(problem)
    assume(not (whole.eligibility.pinned >= 0).any() and not len(problem.locks.account))
    optimum = oracle.best(whole)
    result = solve(whole, time_limit=20, gap=0.0, workers=1)
    assert (result.status is Status.INFEASIBLE) == (optimum is None)
    if optimum is not None:
        assert result.objective == pytest.approx(optimum, rel=2e-6, abs=2e-6)


def test_a_text_column_may_be_typed_by_a_program() -> None:
    book = pd.DataFrame({"account_id": ["a", "b"], "tier": [1, 2], "potential": [1, 1]})
    team = pd.DataFrame({"rep_id": ["r", "s"]})
    problem = Problem.from_frames(book, team, Rules(bands={"tier=1": 1.0}, goal={}))
    assert problem.measures[0].share.tolist() == [0.5, 0.5]
