"""A level of the goal that was settled before, as a limit on the whole plan:

    Σ costs of the pairs + Σ weight · largest deviation + Σ weight · mean deviation ≤ upper

Costs are counted from the cheapest pair of each unit. Every coefficient is rounded downward and every deviation is one
that was, so that no plan which keeps the level is cut off.
"""

import numpy as np
from ortools.sat.python import cp_model

from solver.book import Floats
from solver.costs import Costs
from solver.model.goal import COARSE, FINE, LARGEST, SMALL_UNITS, cheapest, first_pairs
from solver.model.variables import Deviation, Draft
from solver.problem import Limit
from solver.rules import BAND_TOLERANCE

SOFT = 2.0**40
"""Steps per 1.0 where the limit may give way: products with the violation stay small."""


def add(draft: Draft, limit: Limit, costs: Costs, beyond: cp_model.IntVar | None, beyond_steps: int) -> None:
    """`beyond` counts by how many `slack` ÷ `beyond_steps` the limit may be exceeded; None = not at all."""
    values = costs.at(draft.unit, draft.rep)
    floor = cheapest(draft, values)
    above = values - floor
    parts = _deviations(draft, limit)
    room = limit.upper + BAND_TOLERANCE * max(1.0, abs(limit.upper))
    room -= float(draft.held(costs).sum()) + float(floor[first_pairs(draft)].sum())
    room -= sum(weight * deviation.fixed for deviation, weight in parts)
    factor = _factor(draft, above, parts) if beyond is None else min(SOFT, _factor(draft, above, parts))
    ints = np.floor(above * factor).astype(np.int64)
    variables: list[cp_model.IntVar] = draft.pick(np.flatnonzero(ints))
    coefficients: list[int] = ints[ints != 0].tolist()
    for deviation, weight in parts:
        variables += deviation.variables
        coefficients += [int(np.floor(weight * factor))] * len(deviation.variables)
    if beyond is not None:
        variables.append(beyond)
        coefficients.append(-max(1, int(np.ceil(limit.slack * factor / beyond_steps))))
    most = int(np.floor(room * factor))
    if variables:
        draft.model.add(cp_model.LinearExpr.weighted_sum(variables, coefficients) <= most)
    elif most < 0:
        draft.model.add_bool_or([])


def _deviations(draft: Draft, limit: Limit) -> list[tuple[Deviation, float]]:
    """The deviations that the limit counts, each with what a step of it uses."""
    reps = draft.problem.reps
    largest = [(draft.largest[name], weight) for name, weight in limit.largest.items()]
    mean = [(draft.mean[name], weight / reps) for name, weight in limit.mean.items()]
    return [(deviation, weight / deviation.steps) for deviation, weight in (*largest, *mean)]


def _factor(draft: Draft, above: Floats, parts: list[tuple[Deviation, float]]) -> float:
    """Steps per 1.0, as fine as sums allow."""
    starts = first_pairs(draft)
    worst = float(np.maximum.reduceat(above, starts).sum()) if len(starts) else 0.0
    worst += sum(weight * max(v.proto.domain) for deviation, weight in parts for v in deviation.variables)
    wanted = FINE if len(starts) <= SMALL_UNITS else COARSE
    return float(min(wanted, 2.0 ** np.floor(np.log2(LARGEST / max(1.0, worst)))))
