"""Which pairs a plain model looks at: all of them, or a few near ones."""

import numpy as np

from solver.book import Ints
from solver.problem import Problem

NEAR = 8
"""Reps of a unit in the restricted models, cheapest first."""
BLOCK = 4096


def near_pairs(problem: Problem, count: int = NEAR) -> tuple[Ints, Ints]:
    """The cheapest eligible reps of every unit, today's owner and the rep who lives there; sorted by unit."""
    kept = []
    for start in range(0, problem.units, BLOCK):
        stop = min(start + BLOCK, problem.units)
        eligible = problem.eligibility.block(start, stop)
        price = np.where(eligible, problem.costs.block(start, stop), np.inf)
        few = min(count, problem.reps)
        rep = np.argpartition(price, few - 1, axis=1)[:, :few]
        unit = np.repeat(np.arange(start, stop), few)
        allowed = eligible[unit - start, rep.ravel()]
        kept.append(unit[allowed] * problem.reps + rep.ravel()[allowed])
    unit, rep = _held(problem)
    allowed = problem.eligibility.ok(unit, rep)
    keys = np.unique(np.concatenate([*kept, unit[allowed] * problem.reps + rep[allowed]]))
    return keys // problem.reps, keys % problem.reps


def _held(problem: Problem) -> tuple[Ints, Ints]:
    """Pairs that a plan may need: who owns a unit today, and homes where territories must connect."""
    owned = problem.book.owner >= 0
    unit, rep = problem.book.unit[owned], problem.book.owner[owned]
    if problem.land is not None:
        unit = np.concatenate([unit, problem.land.roots])
        rep = np.concatenate([rep, np.arange(problem.reps)])
    return unit, rep
