"""Rows on what reps own, as they are priced: corners are rounded off while prices climb, idle bounds left out."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from solver.bound.couplings import Coupling, couplings
from solver.bound.pools import Pool, Sample
from solver.bound.prices import Pricing, find
from solver.bound.smoothing import Smoothed
from solver.problem import Problem
from solver.rules import Rules


def problem(reps: int = 6, accounts: int = 240, **rules: object) -> Problem:
    """Accounts of uneven size in a square, homes in it."""
    rng = np.random.default_rng(7)
    book = pd.DataFrame(
        {
            "account_id": [f"A{number}" for number in range(accounts)],
            "lat": rng.uniform(40, 42, accounts),
            "lon": rng.uniform(-90, -88, accounts),
            "potential": rng.integers(1, 40, accounts),
            "workload": 1.0,
        }
    )
    team = pd.DataFrame({"rep_id": [f"R{number}" for number in range(reps)]})
    team["lat"], team["lon"] = rng.uniform(40, 42, reps), rng.uniform(-90, -88, reps)
    made = Rules(**({"bands": {}, "goal": {"travel": 1.0}} | rules))  # type: ignore[arg-type]
    return Problem.from_frames(book, team, made)


def row_of(made: Problem) -> Coupling:
    return next(each for each in couplings(made) if each.name.startswith("per_rep"))


def test_a_bound_that_no_plan_can_break_has_no_price() -> None:
    least = row_of(problem(per_rep={"accounts": (0, 60)}))
    assert np.isneginf(least.lower).all()
    assert np.isfinite(least.upper).all()
    most = row_of(problem(per_rep={"accounts": (20, 240)}))
    assert np.isposinf(most.upper).all()
    assert np.isfinite(most.lower).all()


def test_a_least_of_nothing_changes_neither_bound_nor_prices() -> None:
    plain, padded = (find(Pricing(problem(per_rep={"accounts": ends}))) for ends in ((None, 45), (0, 45)))
    assert padded.bound == plain.bound
    assert [price.tolist() for price in padded.prices] == [price.tolist() for price in plain.prices]


@pytest.mark.parametrize("seed", range(5))
def test_the_rounded_corner_has_the_slope_that_it_says_and_lies_below_the_corner(seed: int) -> None:
    rng = np.random.default_rng(seed)
    ends = rng.uniform(0.2, 0.9, 6), rng.uniform(1.0, 2.0, 6)
    ends[0][0], ends[1][1] = -np.inf, np.inf
    made = problem(per_rep={"accounts": (20, 60)})
    row = replace(row_of(made), lower=ends[0], upper=ends[1])
    smooth = Smoothed([row], _pool(Pricing(made)), 0.1)
    price = rng.normal(0, 0.1, 6)
    price[0], price[1] = abs(price[0]), -abs(price[1])
    value, slope = smooth._between(row, price)
    step = 1e-6
    for rep in range(6):
        up = price + step * (np.arange(6) == rep)
        assert (smooth._between(row, up)[0] - value) / step == pytest.approx(slope[rep], abs=1e-4)
    true = -float(np.where(price > 0, price * ends[1], price * ends[0]).sum())
    assert value <= true + 1e-12
    assert value == pytest.approx(true, abs=6 * 0.1 * 0.3 * 2)


def _pool(pricing: Pricing) -> Pool:
    zero = pricing.zero()
    return pricing.pool(zero, pricing.problem.reps, Sample.everything(pricing.problem.units))


def test_two_sided_rows_reach_the_bound_of_the_same_bands() -> None:
    """A wide band as a measure and as a row per rep: with sharp corners the rows had a bound half a percent lower."""
    banded = problem(bands={"accounts": 0.3, "potential": 0.3})
    rows = problem(
        per_rep={
            "accounts": (0.7 * 40, 1.3 * 40),
            "potential": tuple(part * float(banded.measures[1].share[0]) for part in (0.7, 1.3)),
        }
    )
    one, other = (find(Pricing(each)).bound for each in (banded, rows))
    assert other == pytest.approx(one, rel=1e-3)
