"""A rep's total of an amount, as an integer variable with its bounds: bands, caps and capacity are such bounds.

With d a variable for "how far beyond", the constraint |load ÷ share − 1| ≤ offset + d serves the goal's largest
deviation (offset 0), the opening added to every band (offset = band, one d for all) and the least violation
(offset = band, a d for each rep).
"""

from dataclasses import dataclass, replace

import numpy as np
from ortools.sat.python import cp_model

from solver.amounts import Amounts
from solver.book import Floats, Ints
from solver.model.scaling import scaled
from solver.model.variables import Draft
from solver.rules import BAND_TOLERANCE

SHARE_GRID = 2.0**24
"""A share is represented with this many steps where it meets a deviation variable: 6·10⁻⁸ relative, always outward."""
FINEST_STEPS = 2.0**28
MOST_EXPONENT = 40
LARGEST = 2.0**54
"""Largest coefficient × value in a constraint. CP-SAT 9.15 accepts up to 2⁶³, but at 2⁶⁰ its presolve cut off an optimum
(found against brute force; at 2⁵⁶ it does not)."""


@dataclass(frozen=True)
class Load:
    """A rep's total: `variable` ≈ (total − held by fixed units) × factor, off by at most `error` (already × factor)."""

    rep: int
    variable: cp_model.IntVar
    held: float
    factor: float
    error: float
    most: float

    def units(self, amount: float) -> float:
        """An amount of the measure in the variable's units."""
        return (amount - self.held) * self.factor

    def coarse(self, draft: Draft, unit: float) -> "Load":
        """The same load with at most 2 · `SHARE_GRID` steps to a `unit`, so that products with other variables do not overflow."""
        step = int(unit * self.factor // SHARE_GRID)
        if step <= 1:
            return self
        variable = draft.model.new_int_var(0, int(self.most) // step, "")
        draft.model.add(step * variable <= self.variable)
        draft.model.add(self.variable <= step * variable + step - 1)
        return replace(
            self, variable=variable, factor=self.factor / step, error=self.error / step + 1, most=self.most / step
        )


def loads(draft: Draft, amounts: Amounts, lower: Floats, upper: Floats, slack: Floats) -> list[Load]:
    """Load variables of every rep with free pairs, kept within lower − slack … upper + slack (arrays (R,), may be infinite)."""
    held = draft.held(amounts)
    values = amounts.at(draft.unit, draft.rep)
    starts = np.flatnonzero(np.r_[True, np.diff(draft.unit) > 0]) if len(values) else np.zeros(0, dtype=np.int64)
    total = float(np.add.reduceat(_running_max(values, starts), starts).sum()) if len(values) else 0.0
    grid = scaled(values, total)
    made = []
    for rep, pairs in enumerate(draft.pairs_of_reps()):
        if not len(pairs):
            continue
        ints = grid.ints[pairs]
        load_error = grid.error * np.count_nonzero(ints)
        low = (lower[rep] - slack[rep] - held[rep]) * grid.factor - load_error
        high = (upper[rep] + slack[rep] - held[rep]) * grid.factor + load_error
        most = int(ints.sum())
        first, last = int(np.ceil(max(low, 0.0))), int(np.floor(min(high, float(most))))
        if first > last:
            draft.model.add_bool_or([])
            first, last = 0, most
        variable = draft.model.new_int_var(first, last, "")
        chosen = np.flatnonzero(ints)
        parts = draft.pick(pairs[chosen])
        expression = cp_model.LinearExpr.weighted_sum(parts, ints[chosen].tolist()) if parts else 0
        draft.model.add(expression == variable)
        made.append(Load(rep, variable, float(held[rep]), grid.factor, load_error, float(last)))
    return made


def _running_max(values: Floats, starts: Ints) -> Floats:
    """`values` with each unit's largest at its first place and zero elsewhere."""
    peak = np.zeros(len(values))
    peak[starts] = np.maximum.reduceat(values, starts)
    return peak


def deviation_steps(many: Floats, share: Floats, weight: float) -> int:
    """Steps into which 1.0 of deviation is cut, as fine as CP-SAT's integers allow for these loads and shares.

    A step is worth a power of two of the goal, so that the goal's integer coefficient of it is exact for any weight.
    """
    reach = float(np.max(many / share, initial=1.0)) + 2.0
    finest = min(FINEST_STEPS, LARGEST / (2 * SHARE_GRID) / reach)
    return max(1, int(weight * 2.0 ** min(MOST_EXPONENT, np.floor(np.log2(finest / weight)))))


def keep_within(draft: Draft, load: Load, share: float, offset: float, beyond: cp_model.IntVar, steps: int) -> None:
    """|load ÷ share − 1| ≤ offset + (beyond + 1) ÷ steps, every rounding outward: `beyond` is the deviation rounded down."""
    near = load.coarse(draft, share)
    stretch = max(1, int(np.ceil(SHARE_GRID / (share * near.factor))))
    whole = share * near.factor * stretch
    room = near.error * stretch + BAND_TOLERANCE * whole
    held = near.held * near.factor * stretch
    above = int(np.ceil(whole * (1 + offset) - held + room)) * steps
    below = int(np.floor(whole * (1 - offset) - held - room)) * steps
    tilt = int(np.ceil(whole))
    draft.model.add(stretch * steps * near.variable - tilt * beyond <= above + tilt)
    draft.model.add(stretch * steps * near.variable + tilt * beyond >= below - tilt)
