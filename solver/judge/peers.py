"""Peer groups: whose accounts are shared out among whom."""

import numpy as np

from solver.book import Floats
from solver.judge.may_own import MayOwn
from solver.problem import Problem

BLOCK_PAIRS = 1_000_000
"""Pairs that are looked at together."""


def group_totals(problem: Problem, values: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """For every rep the total of `values` (A,) over the peer group, and its sum of weights (R,); both (R,).

    An account belongs to a group when only reps of the group may own it; one that reps of several groups may own
    belongs to none. Without groups the whole team is one.
    """
    peers = problem.rules.peers
    if not peers:
        return np.full(problem.reps, float(values.sum())), np.full(problem.reps, float(weights.sum()))
    words = problem.team.texts[peers]
    may_own = MayOwn.of(problem)
    per_unit = np.bincount(problem.book.unit, weights=values, minlength=problem.units)
    total, weight = np.zeros(problem.reps), np.zeros(problem.reps)
    step = max(1, BLOCK_PAIRS // problem.reps)
    for first in range(0, problem.units, step):
        last = min(first + step, problem.units)
        allowed = may_own.block(first, last)
        for word in set(words):
            mine = words == word
            only = allowed[:, mine].any(axis=1) & ~allowed[:, ~mine].any(axis=1)
            total[mine] += float(per_unit[first:last][only].sum())
    for word in set(words):
        weight[words == word] = float(weights[words == word].sum())
    return total, weight
