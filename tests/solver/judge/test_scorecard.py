"""The scorecard: ratios and spreads by hand, and strict JSON."""

import json
import math

import numpy as np
import pandas as pd
import pytest

from solver.judge import scorecard, todays_owners
from solver.judge.scorecard import COUNTS, TAKEN, TOTAL
from solver.judge.spread import gini
from tests.solver.judge.ledger import build, plan


def test_a_rep_line_in_figures() -> None:
    card = scorecard(build(contiguous=True), plan("111233")).reps.set_index("rep_id")
    ann = card.loc["R1"]
    assert (ann["name"], ann["potential"], ann["potential_fair_share"], ann["potential_ratio"]) == ("Ann", 30, 20, 1.5)
    assert ann["potential_to_median"] == 1.5
    assert (ann["hours"], ann["hours_fair_share"], ann["hours_ratio"], ann["hours_to_capacity"]) == (30, 20, 1.5, 1.2)
    assert (ann["accounts"], ann["named"], ann["pieces"]) == (3, 0, 1)
    assert ann["mean_km"] == pytest.approx(6371 * math.pi / 180)
    assert ann["travel_share"] == pytest.approx(1.0)
    assert (ann["accounts_gained"], ann["accounts_lost"]) == (1, 0)
    assert (card.loc["R2", "accounts_lost"], card.loc["R2", "potential_lost"]) == (1, 10.0)


def test_the_totals_in_figures() -> None:
    total = scorecard(build(bands={"potential": 0.4, "workload": 0.6}), plan("111233")).total
    assert total["potential_largest_deviation"] == 0.5
    assert total["potential_mean_deviation"] == pytest.approx(1 / 3)
    assert total["potential_coefficient_of_variation"] == pytest.approx(math.sqrt(1 / 6))
    assert total["potential_gini"] == pytest.approx(2 / 9)
    assert total["reps_inside_all_bands"] == pytest.approx(1 / 3)
    assert total["continuity_accounts"] == pytest.approx(5 / 6)
    assert total["continuity_potential"] == pytest.approx(5 / 6)
    assert total["reassignment_rate_accounts"] == pytest.approx(1 / 6)
    assert total["travel_to_nearest"] == pytest.approx(5 / 3)
    assert (total["accounts"], total["accounts_unowned"], total["accounts_moved_by_choice"]) == (6, 0, 1)


def test_the_ratio_to_the_median_is_per_weight() -> None:
    card = scorecard(build(reps={"fte": [0.5, 1.0, 1.0]}), plan("122333")).reps
    # 10 ÷ 0.5 = 20, 20 ÷ 1 = 20, 30 ÷ 1 = 30: the median is 20
    assert list(card["potential_to_median"]) == [1.0, 1.0, 1.5]


def test_gini_against_its_definition() -> None:
    values = np.array([3.0, 1.0, 0.5, 2.5])
    pairs = np.abs(values[:, None] - values[None, :]).mean()
    assert gini(values) == pytest.approx(pairs / (2 * values.mean()))
    assert gini(np.ones(5)) == 0
    assert math.isnan(gini(np.zeros(3)))


def test_travel_shares_add_up_to_the_ratio() -> None:
    card = scorecard(build(), plan("321123"))
    assert card.reps["travel_share"].sum() == pytest.approx(card.total["travel_to_nearest"])


def test_todays_owners_are_graded_with_new_and_vacated_accounts_unowned() -> None:
    problem = build(accounts={"current_owner": ["GONE", "R1", "", "R2", "R3", "R3"]}, owners="vacate")
    owners = todays_owners(problem)
    assert list(owners) == [-1, 0, -1, 1, 2, 2]
    card = scorecard(problem, owners)
    assert card.total["accounts_unowned"] == 2
    assert card.total["accounts_moved_by_choice"] == 0
    assert card.total["accounts_forced_to_move"] == 1
    assert list(card.reps["potential_ratio"]) == [0.5, 0.5, 1.0]


def test_pieces_are_blank_without_a_graph() -> None:
    assert scorecard(build(), plan("112233")).reps["pieces"].isna().all()
    assert scorecard(build(), plan("112233")).to_frame()["pieces"].isna().all()
    assert list(scorecard(build(contiguous=True), plan("121133")).reps["pieces"]) == [2, 1, 1]


def test_json_is_strict_even_without_data() -> None:
    problem = build(
        accounts={"lat": [None] * 6, "lon": [None] * 6, "workload": [None] * 6, "current_owner": [""] * 6},
        reps={"capacity_hours_year": [None] * 3},
    )
    card = scorecard(problem, plan("000000")).to_json()
    text = json.dumps(card, allow_nan=False)
    assert json.loads(text) == card
    assert card["total"]["travel_to_nearest"] is None
    assert card["total"]["continuity_accounts"] is None
    assert set(card["left_out"]) == {"travel", "workload", "reassigned"}


def test_the_last_line_of_the_table_sums_what_can_be_summed() -> None:
    frame = scorecard(build(), plan("111233")).to_frame()
    last = frame.iloc[-1]
    assert last["rep_id"] == TOTAL
    assert (last["potential"], last["hours"], last["accounts"], last["accounts_lost"]) == (60.0, 60.0, 6, 1)
    assert last["potential_ratio"] is None
    assert last["potential_largest_deviation"] == 0.5
    assert frame["potential_largest_deviation"].iloc[0] is None


@pytest.mark.parametrize("name", sorted({*TAKEN, *COUNTS} - {"rep_id", "name", "named"}))
def test_no_measure_takes_the_place_of_another_column(name: str) -> None:
    plain = scorecard(build(), plan("111233"))
    card = scorecard(build(accounts={name: [3.0] * 6}, bands={name: 5.0}), plan("111233"))
    for shared in plain.reps.columns:
        pd.testing.assert_series_equal(card.reps[shared], plain.reps[shared])
    assert {k: v for k, v in card.total.items() if k in plain.total} == pytest.approx(
        {**plain.total, "reps_inside_all_bands": 1.0}, nan_ok=True
    )
    assert list(card.reps[f"{name}_measure"]) == [9.0, 3.0, 6.0]
