"""The goal as an integer objective: every rounding is downward, so that the model's bound is a bound.

Costs are counted from the cheapest pair of each unit, which keeps the integers small.
"""

from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from solver.book import Floats
from solver.model.scaling import scaled
from solver.model.variables import Draft

FINE, COARSE = 2.0**48, 2.0**40
"""Steps per 1.0 of the goal (goals are about 1): for small drafts, whose optimum is to be proven, and large ones."""
SMALL_UNITS = 2_000
LARGEST = 2.0**53
"""No objective may reach beyond this: CP-SAT reports objectives as floats."""


@dataclass(frozen=True)
class Scale:
    """objective = `constant` + integer objective ÷ `factor`, rounded down."""

    constant: float
    factor: float

    def value(self, integer: float) -> float:
        return self.constant + integer / self.factor


def add(draft: Draft) -> Scale:
    """Minimise the costs of the pairs and the draft's terms; returns how to read the objective."""
    costs = draft.problem.costs.at(draft.unit, draft.rep)
    kept = np.flatnonzero(draft.fixed >= 0)
    constant = draft.constant + float(draft.problem.costs.at(kept, draft.fixed[kept]).sum())
    floor = cheapest(draft, costs)
    above = costs - floor
    constant += float(floor[first_pairs(draft)].sum())
    factor, ints = _integers(draft, above)
    variables: list[cp_model.IntVar] = draft.pick(np.flatnonzero(ints))
    coefficients: list[int] = ints[ints != 0].tolist()
    for variable, weight in draft.terms:
        variables.append(variable)
        coefficients.append(int(np.floor(weight * factor)))
    draft.model.minimize(cp_model.LinearExpr.weighted_sum(variables, coefficients) if variables else 0)
    return Scale(constant, factor)


def first_pairs(draft: Draft) -> np.ndarray:
    return np.flatnonzero(np.r_[True, np.diff(draft.unit) > 0]) if len(draft.unit) else np.zeros(0, dtype=np.int64)


def cheapest(draft: Draft, costs: Floats) -> Floats:
    """The cheapest cost of each pair's unit, one entry per pair."""
    starts = first_pairs(draft)
    if not len(starts):
        return costs
    counts = np.diff(np.r_[starts, len(costs)])
    return np.repeat(np.minimum.reduceat(costs, starts), counts)


def _integers(draft: Draft, above: Floats) -> tuple[float, np.ndarray]:
    if not draft.terms:
        exact = scaled(above, float(above.sum()))
        if not exact.error:
            return exact.factor, exact.ints
    wanted = FINE if len(first_pairs(draft)) <= SMALL_UNITS else COARSE
    factor = min(wanted, 2.0 ** np.floor(np.log2(LARGEST / max(1.0, _worst(draft, above)))))
    return float(factor), np.floor(above * factor).astype(np.int64)


def _worst(draft: Draft, above: Floats) -> float:
    """The largest objective that any choice can reach."""
    starts = first_pairs(draft)
    dearest = float(np.maximum.reduceat(above, starts).sum()) if len(starts) else 0.0
    return dearest + float(sum(weight * max(variable.proto.domain) for variable, weight in draft.terms))
