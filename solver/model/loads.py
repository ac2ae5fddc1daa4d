"""A rep's total of an amount, as an integer variable with its bounds: bands, caps and capacity are such bounds.

With d a variable for "how far beyond", the constraint |load ÷ share − 1| ≤ offset + d serves the goal's largest
deviation (offset 0), the opening added to every band (offset = band, one d for all) and the least violation
(offset = band, a d for each rep).
"""

from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from solver.amounts import Amounts
from solver.book import Floats, Ints
from solver.model.scaling import scaled
from solver.model.variables import Draft
from solver.rules import BAND_TOLERANCE

SHARE_GRID = 2.0**27
"""A share is represented with this many steps where it meets a deviation variable: 7·10⁻⁹ relative, always outward."""
LARGEST = 2.0**60
"""Largest coefficient × value in a constraint."""


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


def deviation_steps(many: Floats, share: Floats) -> int:
    """Steps into which 1.0 of deviation is cut, as fine as CP-SAT's integers allow for these loads and shares."""
    reach = float(np.max(many / share, initial=1.0)) + 2.0
    return int(2 ** min(26, int(np.floor(np.log2(LARGEST / SHARE_GRID / reach)))))


def keep_within(draft: Draft, load: Load, share: float, offset: float, beyond: cp_model.IntVar, steps: int) -> None:
    """|load ÷ share − 1| ≤ offset + (beyond + 1) ÷ steps, every rounding outward: `beyond` is the deviation rounded down."""
    stretch = max(1, int(np.ceil(SHARE_GRID / (share * load.factor))))
    share_up, share_down = share * load.factor * stretch, share * load.factor * stretch
    room = load.error * stretch + BAND_TOLERANCE * share_up
    held = load.held * load.factor * stretch
    above = share_up * (1 + offset) - held + room
    below = share_down * (1 - offset) - held - room
    tilt = int(np.ceil(share_up))
    draft.model.add(stretch * steps * load.variable - tilt * beyond <= _up(above, steps) + tilt)
    draft.model.add(stretch * steps * load.variable + tilt * beyond >= _down(below, steps) - tilt)


def _up(value: float, steps: int) -> int:
    """⌈value⌉ × steps, exact in integers."""
    return int(np.ceil(value)) * steps


def _down(value: float, steps: int) -> int:
    return int(np.floor(value)) * steps
