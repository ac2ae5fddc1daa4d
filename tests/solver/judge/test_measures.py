"""The measures of a small plan, each number worked out by hand."""

import math

import numpy as np
import pandas as pd
import pytest

from solver.judge import measure, verdict
from tests.solver.judge.ledger import build, plan

DEGREE = 6371.0 * math.pi / 180
"""Kilometres of one degree on the equator."""


def test_the_default_goal_in_figures() -> None:
    found = verdict(build(), plan("111233"))
    # Degrees from home: Ann 0 + 1 + 2, Bob 1, Cyd 0 + 1; to the nearest rep 0 + 1 + 0 + 1 + 0 + 1.
    assert found.terms == pytest.approx({"potential": 0.5, "workload": 0.5, "travel": 5 / 3, "reassigned": 1 / 6})
    assert found.weighted == pytest.approx({"potential": 2.5, "workload": 2.5, "travel": 5 / 3, "reassigned": 1 / 6})
    assert found.objective == pytest.approx(2.5 + 2.5 + 5 / 3 + 1 / 6)
    assert found.left_out == ()


def test_travel_in_kilometres_and_hours() -> None:
    found = measure(build(), plan("111233"))
    assert found.travel == pytest.approx([10 * 3 * DEGREE, 10 * DEGREE, 10 * DEGREE])
    assert found.yardstick.nearest_travel == pytest.approx(10 * 3 * DEGREE)


def test_a_goal_has_exactly_the_terms_it_names() -> None:
    assert verdict(build(goal={"travel": 3}), plan("333333")).weighted == pytest.approx({"travel": 3 * 11 / 3})
    assert verdict(build(goal={}), plan("333333")).objective == 0


def test_costs_are_those_of_the_assigned_pairs_and_unlisted_pairs_are_free() -> None:
    pairs = pd.DataFrame({"account_id": ["A1", "A1", "A2"], "rep_id": ["R1", "R2", "R1"], "cost": [7.0, 100.0, -2.0]})
    problem = build(goal={"cost": 2}, pairs=pairs)
    assert verdict(problem, plan("112233")).objective == 10.0
    assert verdict(problem, plan("332233")).objective == 0.0


def test_a_blank_in_the_pairs_table_keeps_the_default() -> None:
    pairs = pd.DataFrame(
        {"account_id": ["A1", "A2"], "rep_id": ["R1", "R1"], "potential": [None, 1.0], "workload": [0.0, None]}
    )
    found = measure(build(pairs=pairs), plan("112233"))
    assert list(found.tallies["potential"].load) == [11.0, 20.0, 20.0]
    assert list(found.tallies["workload"].load) == [10.0, 20.0, 20.0]
    assert list(found.tallies["potential"].share) == [20.0] * 3, "shares come from the accounts table"


def test_protected_moves_count_as_often_as_the_largest_multiplier_says() -> None:
    accounts = {"customer": [True, True, *[False] * 4], "old": [False, True, *[False] * 4]}
    problem = build(accounts=accounts, protect={"customer": 3, "old": 2}, goal={"reassigned": 1})
    assert verdict(problem, plan("212233")).objective == pytest.approx(30 / 60)
    assert verdict(problem, plan("122233")).objective == pytest.approx(30 / 60)
    assert verdict(problem, plan("111233")).objective == pytest.approx(10 / 60)
    assert measure(problem, plan("212233")).reassignment_rate == pytest.approx(1 / 6), "the limit counts each once"


def test_owners_who_left_are_in_the_denominator_and_their_accounts_move_for_free() -> None:
    owners = ["GONE", "R1", "", "R2", "R3", "R3"]
    problem = build(accounts={"current_owner": owners}, owners="vacate", goal={"reassigned": 1})
    found = measure(problem, plan("222333"))
    assert found.yardstick.owned_accounts == 5
    assert (found.moves.accounts, found.moves.forced_accounts) == (2, 1)
    assert found.objective == pytest.approx(20 / 50)
    assert found.continuity == pytest.approx(2 / 5)
    assert found.reassignment_rate == pytest.approx(2 / 5)


def test_accounts_before_plus_gained_less_lost_are_accounts_after() -> None:
    problem = build(accounts={"current_owner": ["GONE", "R1", "", "R2", "R3", "R3"]}, owners="vacate")
    found = measure(problem, plan("221313"))
    before = np.array([1, 1, 2])
    assert list(before + found.moves.gained - found.moves.lost) == list(found.accounts)
    assert list(found.moves.gained) == [2, 2, 1]
    assert list(found.moves.lost_potential) == [10.0, 10.0, 10.0]


@pytest.mark.parametrize(
    ("changed", "term"),
    [
        ({"accounts": {"lat": [None] * 6, "lon": [None] * 6}}, "travel"),
        ({"accounts": {"lon": [0.0, 0, 2, 2, 4, 4]}}, "travel"),
        ({"accounts": {"current_owner": [""] * 6}}, "reassigned"),
        ({"accounts": {"current_owner": ["GONE"] * 6}, "owners": "vacate"}, "reassigned"),
        ({"accounts": {"workload": [None] * 6}}, "workload"),
    ],
)
def test_terms_without_data_are_left_out_and_said(changed: dict[str, object], term: str) -> None:
    found = verdict(build(**changed), plan("111233"))  # type: ignore[arg-type]
    assert term in dict(found.left_out)
    assert term not in found.terms
    assert math.isfinite(found.objective)


def test_accounts_without_a_place_count_no_travel() -> None:
    problem = build(
        accounts={"lat": [0.0] * 5 + [None], "lon": [0.0, 1, 2, 3, 4, None]}, missing={"coordinates": "ignore"}
    )
    assert verdict(problem, plan("112233")).terms["travel"] == pytest.approx(1.0)
    assert verdict(problem, plan("112231")).terms["travel"] == pytest.approx(1.0)


def test_any_numeric_column_may_be_a_measure() -> None:
    problem = build(accounts={"employees": [1, 2, 3, 4, 5, 6]}, bands={"employees": 0.6}, goal={"employees": 2})
    assert verdict(problem, plan("112233")).objective == pytest.approx(2 * (1 - 3 / 7))
    assert verdict(problem, plan("112233")).ok
    assert not verdict(problem, plan("112333")).ok
