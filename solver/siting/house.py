"""With the centres chosen, allocation is an ordinary problem of the house: the engine works on it."""

from dataclasses import replace

import numpy as np
import pandas as pd

from solver.book import Ints
from solver.engine import solve
from solver.problem import Problem
from solver.rules import Rules
from solver.siting.problem import Siting
from solver.stop import Stop


def with_engine(problem: Siting, centres: Ints, stop: Stop, seed: int, workers: int) -> Ints | None:
    """The plan that the engine finds for territories with these centres, (U,); None when it finds none."""
    result = solve(stated(problem, centres), stop=stop, seed=seed, workers=workers)
    if result.plan is None:
        return None
    return np.asarray(centres[result.plan.rep_of_unit], dtype=np.int64)


def stated(problem: Siting, centres: Ints) -> Problem:
    """Territories as reps with their home at the centre, which is locked to them.

    Bands that are not even are narrowed to the nearer side. Travel is the goal where the cost is kilometres by great
    circle, else costs are given pair by pair.
    """
    ids = np.array([f"U{unit}" for unit in range(problem.units)], dtype=object)
    names = [f"measure {m + 1}" for m in range(len(problem.measures))]
    accounts = pd.DataFrame({"account_id": ids, "workload": problem.cost.weight})
    for m, name in enumerate(names):
        accounts[name] = problem.amounts[:, m]
    reps = pd.DataFrame({"rep_id": [f"T{at}" for at in range(len(centres))]})
    locks = pd.DataFrame({"account_id": ids[centres], "rep_id": reps["rep_id"], "kind": "pinned"})
    rules = Rules(bands=_bands(problem, names), contiguous=problem.land is not None, goal={"travel": 1.0})
    pairs = None
    if problem.cost.lat is not None and problem.cost.lon is not None:
        accounts["lat"], accounts["lon"] = problem.cost.lat, problem.cost.lon
        reps["lat"], reps["lon"] = problem.cost.lat[centres], problem.cost.lon[centres]
    if problem.cost.km is not None or problem.cost.power != 1:
        pairs = _pairs(problem, centres, ids, reps["rep_id"].to_numpy(dtype=object))
        rules = replace(rules, goal={"cost": 1.0})
    edges = None
    if problem.land is not None:
        a, b = problem.land.edges()
        edges = pd.DataFrame({"unit_a": ids[a], "unit_b": ids[b]})
    return Problem.from_frames(accounts, reps, rules, locks=locks, pairs=pairs, edges=edges)


def _bands(problem: Siting, names: list[str]) -> dict[str, float]:
    bands = {}
    for m, name in enumerate(names):
        share = float(problem.share[m])
        if share > 0:
            bands[name] = max(0.0, min(float(problem.upper[m]) / share - 1, 1 - float(problem.lower[m]) / share))
    return bands


def _pairs(problem: Siting, centres: Ints, ids: "np.ndarray", reps: "np.ndarray") -> pd.DataFrame:
    """The cost of every pair, in average units so that the engine's figures are near 1."""
    costs = problem.cost.columns(centres)
    scale = float(costs.min(axis=1).sum()) or 1.0
    return pd.DataFrame(
        {
            "account_id": np.repeat(ids, len(centres)),
            "rep_id": np.tile(reps, len(ids)),
            "cost": (costs / scale).ravel(),
        }
    )
