"""The figures by themselves, on numbers that can be added up by hand."""

import numpy as np
import pytest

from scenarios.compare.measures.figures import fitting, group_ratio, mix_difference, whales
from solver.judge.concentration import top_share

NAN = float("nan")


def floats(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float64)


def test_a_group_is_measured_by_what_its_own_reps_hold() -> None:
    ratio = group_ratio(floats(30, 10, 60), floats(1, 1, 2), np.array([0, 0, 1]))
    assert ratio.tolist() == [1.5, 0.5, 1.0]


def test_weights_count_within_a_group() -> None:
    assert group_ratio(floats(30, 10), floats(3, 1), np.array([0, 0])).tolist() == [1.0, 1.0]


def test_a_group_with_nothing_is_even() -> None:
    assert group_ratio(floats(0, 0, 5), floats(1, 1, 1), np.array([0, 0, 1])).tolist() == [1.0, 1.0, 1.0]


def test_a_whale_is_over_the_share_of_its_own_rep_and_not_at_it() -> None:
    rep, potential = np.array([0, 0, 1, 1, -1]), floats(5, 6, 5, 2, 99)
    assert whales(rep, potential, floats(100, 50), 0.05).tolist() == [1, 1]


def test_the_largest_accounts_of_each_rep() -> None:
    rep, potential = np.array([1, 0, 1, 1, -1, 1]), floats(1, 7, 4, 3, 50, 2)
    assert top_share(rep, potential, 3, count=2) == pytest.approx([1.0, 0.7, NAN], nan_ok=True)


def test_the_mix_is_compared_tier_by_tier_and_blanks_do_not_count() -> None:
    tier = np.array(["A", "A", "B", "B", "", ""], dtype=object)
    rep = np.array([0, 0, 0, 1, 1, 2])
    assert mix_difference(rep, tier, 3) == pytest.approx([2 / 3 - 1 / 2, 1 / 2, NAN], nan_ok=True)


def test_an_account_without_a_rep_is_in_the_book_but_in_no_mix() -> None:
    tier = np.array(["A", "B", "B", "B"], dtype=object)
    assert mix_difference(np.array([0, -1, -1, -1]), tier, 1) == pytest.approx([0.75])


def test_hours_beyond_the_capacity_do_not_fit() -> None:
    assert fitting(floats(20, 5, 0), floats(12, 12, 12)).tolist() == [0.6, 1.0, 1.0]
