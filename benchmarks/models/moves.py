"""How many accounts must change hands whatever the plan: not with one who may own them, or in a unit with others."""

import numpy as np

from solver.problem import Problem

OVER = "OVER THE LIMIT"
"""What a row says of a model that cannot keep the limit on moves, by this count: it is not solved."""


def least_moves(problem: Problem) -> tuple[int, int]:
    """(accounts that change hands at least, owned accounts). Every unit goes to the owner of most of its accounts.

    Of the owners who may own the unit, that is; an account whose owner has left counts as owned, not as moved.
    """
    owner = problem.book.owner
    held = np.flatnonzero(owner >= 0)
    pairs, count = np.unique(problem.book.unit[held] * problem.reps + owner[held], return_counts=True)
    unit, rep = np.divmod(pairs, problem.reps)
    kept = np.zeros(problem.units, dtype=np.int64)
    np.maximum.at(kept, unit, np.where(problem.eligibility.ok(unit, rep), count, 0))
    return len(held) - int(kept.sum()), int(problem.book.owned.sum())


def too_many(problem: Problem, limit: float | None) -> str:
    """Why the limit (a share of the owned accounts) cannot be kept; empty when this count does not say."""
    least, owned = least_moves(problem)
    if limit is None or least <= limit * owned + 1e-9:
        return ""
    hands = f"at least {least:,} of {owned:,} owned accounts ({100 * least / owned:.0f} %) change hands"
    return f"{hands}, by who may own what; the limit is {100 * limit:g} %"
