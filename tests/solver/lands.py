"""Small lands with all their plans: 2 × 4 units whose sizes differ much, three reps at home in three of them."""

import itertools
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.pieces import pieces
from solver.book import Floats, Ints
from solver.bound.prices import Priced, Pricing, find
from solver.judge.verdict import verdict
from solver.problem import Problem
from solver.rules import Rules

ROWS, COLUMNS, REPS = 2, 4, 3


@dataclass(frozen=True)
class Small:
    """A random land with all its rule-keeping plans (N, U) and their objectives (N,), by the judge."""

    problem: Problem
    pricing: Pricing
    priced: Priced
    plans: Ints
    objectives: Floats


def small(seed: int, *, contiguous: bool = True, exempt: int = 0) -> Small:
    """Units on a 2 × 4 grid, three reps at home in three of them; sizes differ much, so that few plans do.

    `exempt` : so many of the other units need not be held together.
    """
    rng = np.random.default_rng(seed)
    count = ROWS * COLUMNS
    place = [divmod(u, COLUMNS) for u in range(count)]
    ids = [f"U{u}" for u in range(count)]
    units = pd.DataFrame(
        {
            "account_id": ids,
            "lat": [40 + 0.5 * row for row, _ in place],
            "lon": [-90 + 0.7 * column for _, column in place],
            "potential": rng.choice([1, 2, 5, 20, 30], count),
            "workload": rng.choice([1, 2, 4, 8], count),
        }
    )
    homes, others = np.split(rng.permutation(count) if exempt else rng.choice(count, REPS, replace=False), [REPS])
    units["held"] = ~np.isin(np.arange(count), others[:exempt])
    reps = pd.DataFrame({"rep_id": [f"R{r}" for r in range(REPS)]})
    reps["lat"], reps["lon"] = units.lat.to_numpy()[homes] + 0.01, units.lon.to_numpy()[homes]
    beside = [(a, b) for a, b in itertools.combinations(range(count), 2) if _next(place[a], place[b])]
    edges = pd.DataFrame([(ids[a], ids[b]) for a, b in beside], columns=["unit_a", "unit_b"])
    rules = Rules(
        bands={"potential": 0.6, "workload": 0.8},
        contiguous=contiguous,
        contiguous_where="held" if exempt else "",
        goal={"potential": 1, "workload": 1, "travel": 1},
    )
    problem = Problem.from_frames(units, reps, rules, edges=edges)
    pricing = Pricing(problem)
    return Small(problem, pricing, find(pricing), *_plans(problem))


def _next(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return abs(one[0] - other[0]) + abs(one[1] - other[1]) == 1


def _plans(problem: Problem) -> tuple[Ints, Floats]:
    kept, objectives = [], []
    for reps in itertools.product(range(problem.reps), repeat=problem.units):
        plan = np.array(reps)
        if problem.land is not None:
            homes, held = problem.land.roots, problem.book.flags.get("held", np.ones(problem.units, dtype=bool))
            label = pieces(problem.land.indptr, problem.land.indices, plan)[held]
            if (plan[homes] != np.arange(problem.reps)).any() or len(np.unique(label)) > problem.reps:
                continue
        judged = verdict(problem, plan)
        if not judged.violations:
            kept.append(plan)
            objectives.append(judged.objective)
    return np.array(kept, dtype=np.int64).reshape(-1, problem.units), np.array(objectives)


def lands() -> list[Small]:
    """Those of some random lands that have a plan at all; in the last two or three units are exempt."""
    some = [*map(small, range(8)), *(small(seed, exempt=2 + seed % 2) for seed in range(20, 26))]
    return [found for found in some if len(found.plans)]


LANDS = lands()
