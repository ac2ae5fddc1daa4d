"""The Lagrangian of largest and mean deviations, also those of a kept level, against the linear program that it is the
dual of: at the program's own dual prices the bound is the program's optimum, at no prices is it more.
"""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import approx_fprime, linprog

from solver.bound.certified import certificate
from solver.bound.pools import Sample
from solver.bound.prices import Pricing, find
from solver.bound.smoothing import Smoothed
from solver.judge.certificate import prove
from solver.levels import at_level
from solver.problem import Problem
from solver.rules import Rules
from solver.statement import Kept

ACCOUNTS, REPS = 40, 4
GOALS: dict[str, Any] = {
    "largest": {"potential": 2.0, "travel": 0.3},
    "mean": {"mean_potential": 2.0, "travel": 0.3},
    "both": {"potential": 0.5, "mean_potential": 1.5, "mean_workload": 0.7, "travel": 0.3},
    "no travel": {"mean_potential": 1.0, "workload": 0.4, "reassigned_accounts": 5.0},
}
LEVELS: dict[str, Any] = {
    "mean kept": ({"mean_potential": 1.0}, {"travel": 1.0}),
    "both kept": ({"potential": 1.0, "mean_workload": 3.0}, {"travel": 1.0}),
    "mixed kept": ({"mean_potential": 2.0, "travel": 0.5}, {"reassigned_potential": 1.0, "potential": 0.2}),
    "travel kept": ({"travel": 1.0}, {"mean_workload": 1.0}),
}


def made(goal: Any, band: float | None = 0.3) -> Problem:
    rng = np.random.default_rng(11)
    accounts = pd.DataFrame(
        {
            "account_id": [f"A{i}" for i in range(ACCOUNTS)],
            "lat": rng.uniform(0, 3, ACCOUNTS),
            "lon": rng.uniform(0, 3, ACCOUNTS),
            "potential": rng.integers(1, 40, ACCOUNTS),
            "workload": rng.integers(1, 9, ACCOUNTS),
            "current_owner": rng.choice([f"R{r}" for r in range(REPS)], ACCOUNTS, p=[0.5, 0.3, 0.1, 0.1]),
        }
    )
    reps = pd.DataFrame(
        {
            "rep_id": [f"R{r}" for r in range(REPS)],
            "lat": rng.uniform(0, 3, REPS),
            "lon": rng.uniform(0, 3, REPS),
            "fte": [1.0, 0.5, 1.0, 0.8],
        }
    )
    bands = {} if band is None else {"potential": band, "workload": band}
    return Problem.from_frames(accounts, reps, Rules(bands=bands, goal=goal))


def relaxed(problem: Problem) -> tuple[float, dict[str, np.ndarray]]:
    """Optimum of the linear program with units split among reps, and the dual prices of every coupling.

    Variables: y[u, r] | for each measure x⁺[r], x⁻[r], d; loads in fair shares.
    """
    units, reps = problem.units, problem.reps
    pairs, own = units * reps, 2 * reps + 1
    total = pairs + own * len(problem.measures)
    unit, rep = np.repeat(np.arange(units), reps), np.tile(np.arange(reps), units)
    cost = np.zeros(total)
    cost[:pairs] = problem.costs.at(unit, rep)
    once = np.zeros((units, total))
    once[unit, np.arange(pairs)] = 1
    equal, right, upper, most = [*once], [1.0] * units, [], []
    names: list[str] = []
    for at, measure in enumerate(problem.measures):
        first = pairs + at * own
        cost[first : first + 2 * reps] = measure.mean_weight / reps
        cost[first + 2 * reps] = measure.weight
        for r in range(reps):
            row = np.zeros(total)
            row[:pairs] = np.where(rep == r, measure.amounts.base[unit] / measure.share[r], 0)
            row[first + r], row[first + reps + r] = -1, 1
            equal.append(row)
            right.append(1.0)
            names.append(measure.name)
            reach = np.zeros(total)
            reach[[first + r, first + reps + r]] = 1
            reach[first + 2 * reps] = -1
            upper.append(reach)
            most.append(0.0)
        top = np.zeros(total)
        top[first + 2 * reps] = 1
        upper.append(top)
        most.append(1e3 if measure.band is None else measure.band)
    for limit in problem.limits:
        row = np.zeros(total)
        row[:pairs] = limit.amounts.at(unit, rep)
        for at, measure in enumerate(problem.measures):
            first = pairs + at * own
            row[first : first + 2 * reps] = limit.mean.get(measure.name, 0.0) / reps
            row[first + 2 * reps] = limit.largest.get(measure.name, 0.0)
        upper.append(row)
        most.append(limit.upper)
    solved = linprog(cost, A_ub=upper, b_ub=most, A_eq=equal, b_eq=right, method="highs")
    assert solved.success
    duals = -solved.eqlin.marginals[units:]
    found = {m.name: duals[[n == m.name for n in names]] for m in problem.measures}
    limits = -solved.ineqlin.marginals[len(most) - len(problem.limits) :]
    return float(solved.fun), found | {limit.name: limits[[at]] for at, limit in enumerate(problem.limits)}


def problems() -> list[Any]:
    found = [pytest.param(made(goal), id=name) for name, goal in GOALS.items()]
    found += [pytest.param(made(goal, None), id=f"{name}, no band") for name, goal in GOALS.items()]
    for name, order in LEVELS.items():
        problem = made(order)
        best = relaxed(at_level(problem, ()))[0]
        found.append(pytest.param(at_level(problem, (Kept(order[0], 1.1 * best + 0.01),)), id=name))
    return found


@pytest.mark.parametrize("problem", problems())
def test_the_bound_is_the_linear_optimum_and_never_more(problem: Problem) -> None:
    optimum, prices = relaxed(problem)
    pricing = Pricing(problem)
    at_duals = pricing.exact(tuple(prices[c.name] for c in pricing.couplings))
    assert at_duals.bound == pytest.approx(optimum, rel=1e-6, abs=1e-7)
    rng = np.random.default_rng(3)
    for spread in (0.01, 0.1, 1.0):
        wild = tuple(prices[c.name] + rng.normal(0, spread, c.prices) for c in pricing.couplings)
        assert pricing.exact(wild).bound <= optimum + 1e-7
    found = find(pricing)
    assert found.bound <= optimum + 1e-7
    assert found.bound >= optimum - 0.02 * max(abs(optimum), 0.2)


@pytest.mark.parametrize("problem", problems())
def test_the_smoothed_gradient_is_the_slope(problem: Problem) -> None:
    pricing = Pricing(problem)
    prices = [np.random.default_rng(5).uniform(0.05, 0.4, c.prices) for c in pricing.couplings]
    pool = pricing.pool(tuple(prices), problem.reps, Sample.everything(problem.units))
    smooth = Smoothed(pricing.couplings, pool, 0.3)
    theta = np.concatenate(prices)
    slope = approx_fprime(theta, lambda at: smooth.negative(at)[0], 1e-3)
    assert smooth.negative(theta)[1] == pytest.approx(slope, rel=0.02, abs=0.02)


@pytest.mark.parametrize("goal", GOALS.values(), ids=GOALS)
def test_the_judge_computes_the_same_bound_from_the_prices(goal: Any) -> None:
    problem = made(goal)
    pricing = Pricing(problem)
    priced = find(pricing)
    proof = prove(problem, certificate(pricing, priced))
    assert proof.faults == ()
    assert proof.bound == pytest.approx(priced.bound, abs=1e-7)


def test_a_certificate_is_not_about_a_goal_in_order() -> None:
    pricing = Pricing(made(["potential", "travel"]))
    with pytest.raises(ValueError, match="in order"):
        prove(pricing.problem, certificate(pricing, pricing.exact(pricing.zero())))
