"""The round-robin: nobody is ever a whole turn ahead or behind."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.designs.turns import round_robin


@pytest.mark.parametrize(
    ("fte", "turns"),
    [
        ([1.0], "000"),
        ([1.0, 1.0, 1.0], "012012"),
        ([1.0, 0.5], "001001001"),
        ([0.5, 1.0], "101101"),
        ([0.3, 0.3], "0101"),
    ],
)
def test_turns_that_one_can_check_by_hand(fte: list[float], turns: str) -> None:
    made = round_robin(np.arange(len(turns)), np.array(fte))
    assert "".join(map(str, made)) == turns


def test_the_order_of_arrival_decides_not_the_order_of_the_table() -> None:
    assert round_robin(np.array([2, 0, 1, 3]), np.array([1.0, 1.0])).tolist() == [1, 0, 0, 1]


FTE = st.one_of(st.sampled_from([1.0, 1.0, 0.5, 0.8, 0.1, 0.37]), st.integers(1, 300).map(lambda n: n / 100))


@given(st.lists(FTE, min_size=1, max_size=25), st.integers(0, 250), st.randoms(use_true_random=False))
def test_counts_are_within_one_of_the_share_at_every_arrival(fte: list[float], arrivals: int, dice: object) -> None:
    order = np.arange(arrivals)
    dice.shuffle(order)  # type: ignore[attr-defined]
    made = round_robin(order, np.array(fte))
    counts = np.cumsum(made[order][:, None] == np.arange(len(fte)), axis=0)
    shares = np.arange(1, arrivals + 1)[:, None] * np.array(fte) / sum(fte)
    assert (np.abs(counts - shares) < 1 + 1e-9).all()
    assert (round_robin(order, np.array(fte)) == made).all()


def test_the_largest_deficit_next_would_not_keep_within_one() -> None:
    """Why the simpler rule is not used: a team on which it lets somebody fall behind by more than a turn."""
    fte = np.array([0.8, 0.8, 0.8, 0.3, 0.1, 0.1, 0.1])
    share, count, worst = fte / fte.sum(), np.zeros(len(fte)), 0.0
    for arrival in range(1, 60):
        count[np.argmax(arrival * share - count)] += 1
        worst = max(worst, float(np.abs(count - arrival * share).max()))
    made = round_robin(np.arange(59), fte)
    ours = np.cumsum(made[:, None] == np.arange(len(fte)), axis=0) - np.arange(1, 60)[:, None] * share
    assert worst > 1 > np.abs(ours).max()
