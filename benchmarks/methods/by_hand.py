"""What people do without a solver: the nearest rep, dealing out by size, and leaving everything as it is."""

import numpy as np

from benchmarks.methods.method import Answer, Setting, Tell
from solver.amounts import Amounts
from solver.book import Floats
from solver.problem import Problem

BLOCK = 4096


def nearest(problem: Problem, setting: Setting, tell: Tell) -> Answer:
    """Every unit to the eligible rep with the least travel; to the cheapest where nothing has a place."""
    plan = np.full(problem.units, -1, dtype=np.int64)
    travel = problem.costs.travel
    for start in range(0, problem.units, BLOCK):
        stop = min(start + BLOCK, problem.units)
        eligible = problem.eligibility.block(start, stop)
        price = problem.costs.block(start, stop) if travel is None else travel.block(start, stop)
        choice = np.argmin(np.where(eligible, price, np.inf), axis=1)
        plan[start:stop] = np.where(eligible.any(axis=1), choice, -1)
    return Answer(plan, "heuristic")


def greedy(problem: Problem, setting: Setting, tell: Tell) -> Answer:
    """Largest first, each to the eligible rep who is least loaded: by the first measure that has a band or a goal.

    Without measures, by what the first capacity row counts.
    """
    amounts, share = _shared(problem)
    rep = np.arange(problem.reps)
    order = np.argsort(-_size(problem, amounts), kind="stable")
    load, plan = np.zeros(problem.reps), np.full(problem.units, -1, dtype=np.int64)
    for unit in order.tolist():
        eligible = problem.eligibility.block(unit, unit + 1)[0]
        if not eligible.any():
            continue
        after = (load + amounts.at(np.full(problem.reps, unit), rep)) / share
        chosen = int(np.argmin(np.where(eligible, after, np.inf)))
        load[chosen] = after[chosen] * share[chosen]
        plan[unit] = chosen
    return Answer(plan, "heuristic")


def today(problem: Problem, setting: Setting, tell: Tell) -> Answer:
    """The owners of today; a unit is with the owner of its first account."""
    first = np.unique(problem.book.unit, return_index=True)[1]
    return Answer(np.maximum(problem.book.owner[first], -1).astype(np.int64), "as it is")


def no_measure(problem: Problem) -> str:
    return "" if problem.measures or problem.rows else "nothing is to be shared out"


def no_owner(problem: Problem) -> str:
    return "" if (problem.book.owner >= 0).any() else "nobody owns an account today"


def _shared(problem: Problem) -> tuple[Amounts, Floats]:
    """What is dealt out, and each rep's part of it (R,)."""
    if problem.measures:
        return problem.measures[0].amounts, problem.measures[0].share
    row = problem.rows[0]
    return row.amounts, np.where(np.isfinite(row.upper) & (row.upper > 0), row.upper, 1.0)


def _size(problem: Problem, amounts: Amounts) -> Floats:
    """(U,) The amount of a unit, averaged over the reps."""
    size = [
        amounts.block(start, min(start + BLOCK, problem.units)).mean(axis=1) for start in range(0, problem.units, BLOCK)
    ]
    return np.concatenate(size)
