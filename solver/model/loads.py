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

LARGEST = 2.0**54
"""Largest coefficient × value in a constraint. CP-SAT 9.15 accepts up to 2⁶³, but at 2⁶⁰ its presolve cut off an
optimum (found against brute force; at 2⁵⁶ it does not)."""
FINEST = 2.0**30
ROUND = 1e-6
"""Below this a fraction of a step is floating-point noise; a whole step (`+ 1` above) is given anyway."""
COARSE_GRID, COARSE_STEPS = 2.0**24, 2**20


@dataclass(frozen=True)
class Resolution:
    """How finely loads and deviations meet: steps of a load to a fair share, and steps of a deviation to 1.0."""

    grid: float = COARSE_GRID
    steps: int = COARSE_STEPS

    @classmethod
    def of(cls, reach: float, weight: float) -> "Resolution":
        """The finest for loads that are at most `reach` shares from their fair share.

        A step of deviation is worth a power of two of the goal: its integer coefficient is exact for any weight.
        """
        finest = min(FINEST, float(np.sqrt(LARGEST / 4 / max(reach, 1e-6))))
        exponent = min(40.0, np.floor(np.log2(finest / weight)))
        return cls(2.0 ** np.floor(np.log2(finest)), max(1, int(weight * 2.0**exponent)))


@dataclass(frozen=True)
class Load:
    """A rep's total: `variable` ≈ (total − held by fixed units) × factor, off by at most `error` (already × factor)."""

    rep: int
    variable: cp_model.IntVar
    held: float
    factor: float
    error: float
    least: float
    most: float

    def units(self, amount: float) -> float:
        """An amount of the measure in the variable's units."""
        return (amount - self.held) * self.factor

    def coarse(self, draft: Draft, unit: float, grid: float) -> "Load":
        """The same load with at most 2 · `grid` steps to a `unit`: products with other variables do not overflow."""
        step = int(unit * self.factor // grid)
        if step <= 1:
            return self
        least, most = int(self.least) // step, int(self.most) // step
        variable = draft.model.new_int_var(least, most, "")
        draft.model.add(step * variable <= self.variable)
        draft.model.add(self.variable <= step * variable + step - 1)
        factor, error = self.factor / step, self.error / step + 1
        return replace(self, variable=variable, factor=factor, error=error, least=float(least), most=float(most))

    def reach(self, share: float) -> float:
        """How far from its fair share the load can be at all, in shares."""
        middle = self.units(share)
        return float(max(self.most - middle, middle - self.least, 0.0)) / (share * self.factor)


def loads(draft: Draft, amounts: Amounts, lower: Floats, upper: Floats, slack: Floats) -> list[Load]:
    """Load variables of every rep with free pairs, within lower − slack … upper + slack: (R,), maybe infinite.

    Amounts below 0 are as good as any.
    """
    held = draft.held(amounts)
    values = amounts.at(draft.unit, draft.rep)
    starts = np.flatnonzero(np.r_[True, np.diff(draft.unit) > 0]) if len(values) else np.zeros(0, dtype=np.int64)
    total = float(np.add.reduceat(_running_max(np.abs(values), starts), starts).sum()) if len(values) else 0.0
    grid = scaled(values, total)
    made = []
    for rep, pairs in enumerate(draft.pairs_of_reps()):
        if not len(pairs):
            continue
        ints = grid.ints[pairs]
        load_error = grid.error * np.count_nonzero(ints)
        low = (lower[rep] - slack[rep] - held[rep]) * grid.factor - load_error
        high = (upper[rep] + slack[rep] - held[rep]) * grid.factor + load_error
        least, most = int(ints[ints < 0].sum()), int(ints[ints > 0].sum())
        first, last = int(np.ceil(max(low, float(least)))), int(np.floor(min(high, float(most))))
        if first > last:
            draft.model.add_bool_or([])
            first, last = least, most
        variable = draft.model.new_int_var(first, last, "")
        chosen = np.flatnonzero(ints)
        parts = draft.pick(pairs[chosen])
        expression = cp_model.LinearExpr.weighted_sum(parts, ints[chosen].tolist()) if parts else 0
        draft.model.add(expression == variable)
        made.append(Load(rep, variable, float(held[rep]), grid.factor, load_error, float(first), float(last)))
    return made


def _running_max(values: Floats, starts: Ints) -> Floats:
    """`values` with each unit's largest at its first place and zero elsewhere."""
    peak = np.zeros(len(values))
    peak[starts] = np.maximum.reduceat(values, starts)
    return peak


def keep_within(
    draft: Draft, load: Load, share: float, offset: float, beyond: cp_model.IntVar, resolution: Resolution
) -> None:
    """|load ÷ share − 1| ≤ offset + (beyond + 1) ÷ steps, rounded outward: `beyond` is the deviation rounded down.

    The load is counted from its fair share, which keeps the products small and the steps fine.
    """
    near, steps = load.coarse(draft, share, resolution.grid), resolution.steps
    middle = round(near.units(share))
    centred = draft.model.new_int_var(int(near.least) - middle, int(near.most) - middle, "")
    draft.model.add(centred == near.variable - middle)
    stretch = max(1, int(np.ceil(resolution.grid / (share * near.factor))))
    whole = share * near.factor * stretch
    room = near.error * stretch + BAND_TOLERANCE * offset * whole
    off = (near.units(share) - middle) * stretch
    above = int(np.ceil(off + whole * offset + room - ROUND)) * steps
    below = int(np.floor(off - whole * offset - room + ROUND)) * steps
    tilt = int(np.ceil(whole - ROUND))
    draft.model.add(stretch * steps * centred - tilt * beyond <= above + tilt)
    draft.model.add(stretch * steps * centred + tilt * beyond >= below - tilt)
