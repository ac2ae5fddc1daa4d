"""HiGHS through SciPy: one plain mixed-integer model, contiguity left out (its bound then holds all the same).

Variables: x[unit, rep] for the given pairs, and d[measure] where the goal wants a small largest deviation.
"""

import time

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix, hstack, vstack

from benchmarks.methods.candidates import near_pairs
from benchmarks.methods.method import Answer, Moment, Setting, Tell
from solver.book import Floats, Ints
from solver.judge import verdict
from solver.model.build import eligible_pairs
from solver.problem import Problem

TOLERANCE = 1e-6
"""HiGHS proves in floating point: this share is taken off its bound."""


def highs(problem: Problem, setting: Setting, tell: Tell) -> Answer:
    """Over all eligible pairs."""
    started = time.monotonic()
    return _solve(problem, *eligible_pairs(problem), started, setting, tell, whole=True)


def highs_near(problem: Problem, setting: Setting, tell: Tell) -> Answer:
    """Over the cheapest reps of every unit."""
    started = time.monotonic()
    return _solve(problem, *near_pairs(problem), started, setting, tell, whole=False)


def _solve(
    problem: Problem, unit: Ints, rep: Ints, started: float, setting: Setting, tell: Tell, *, whole: bool
) -> Answer:
    """whole : all eligible pairs are in the model, so that its bound holds for the case."""
    weights = [measure.weight for measure in problem.measures if measure.weight]
    goal = np.concatenate([problem.costs.at(unit, rep), weights])
    binary = np.concatenate([np.ones(len(unit)), np.zeros(len(weights))])
    upper = np.where(binary > 0, 1.0, np.inf)
    constraint = _rows(problem, unit, rep, len(weights))
    left = setting.seconds - (time.monotonic() - started)
    if left <= 0:
        return Answer(None, "no time left after the model was built")
    options = {"time_limit": left, "mip_rel_gap": max(setting.gap, 1e-6)}
    found = milp(goal, integrality=binary, bounds=Bounds(0.0, upper), constraints=constraint, options=options)
    bound = None if found.mip_dual_bound is None else float(found.mip_dual_bound)
    bound = bound - TOLERANCE * abs(bound) if bound is not None and np.isfinite(bound) else None
    plan = None
    if found.x is not None:
        plan = np.full(problem.units, -1, dtype=np.int64)
        chosen = found.x[: len(unit)] > 0.5
        plan[unit[chosen]] = rep[chosen]
        judged = verdict(problem, plan)
        tell(Moment(time.monotonic() - started, judged.objective if judged.ok else None, bound if whole else None))
    return Answer(plan, str(found.message).split(". (HiGHS")[0].rstrip("."), bound, bound_of_case=whole)


def _rows(problem: Problem, unit: Ints, rep: Ints, deviations: int) -> LinearConstraint:
    pair = np.arange(len(unit))
    once = csr_matrix((np.ones(len(unit)), (unit, pair)), shape=(problem.units, len(unit)))
    blocks = [_beside(once, deviations)]
    low, high = [np.ones(problem.units)], [np.ones(problem.units)]

    def per_rep(values: Floats) -> csr_matrix:
        return csr_matrix((values, (rep, pair)), shape=(problem.reps, len(unit)))

    def add(block: csr_matrix, lower: Floats, upper: Floats, deviation: int = -1, sign: float = 0.0) -> None:
        blocks.append(_beside(block, deviations, deviation, sign))
        low.append(lower)
        high.append(upper)

    one, free, at = np.ones(problem.reps), np.full(problem.reps, np.inf), 0
    for measure in problem.measures:
        ratio = per_rep(measure.amounts.at(unit, rep) / measure.share[rep])
        if measure.band is not None:
            add(ratio, one - measure.band, one + measure.band)
        if measure.weight:
            add(ratio, -free, one, at, -1.0)
            add(ratio, one, free, at, 1.0)
            at += 1
    for row in problem.rows:
        add(per_rep(row.amounts.at(unit, rep)), row.lower, row.upper)
    for limit in problem.limits:
        add(csr_matrix(limit.amounts.at(unit, rep)[None, :]), np.array([-np.inf]), np.array([limit.upper]))
    return LinearConstraint(vstack(blocks, format="csr"), np.concatenate(low), np.concatenate(high))


def _beside(block: csr_matrix, deviations: int, deviation: int = -1, sign: float = 0.0) -> csr_matrix:
    """The block with a column for every deviation, all zero but `sign` in the column of one of them."""
    extra = np.zeros((block.shape[0], deviations))
    if deviation >= 0:
        extra[:, deviation] = sign
    return hstack([block, csr_matrix(extra)], format="csr")
