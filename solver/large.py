"""Units too large for the band of any rep, and what adding up alone proves about the bands. No solver, no prices."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from solver.book import Floats, Ints
from solver.counts import count_of, least_band
from solver.rules import BAND_TOLERANCE
from solver.statement import Measure, Statement

BLOCK = 4096
"""Units that are looked at together."""


@dataclass(frozen=True)
class Large:
    """A unit (index) whose `amount` of a measure is `ratio` times the fair share of the rep where it weighs least."""

    unit: int
    measure: str
    amount: float
    rep: int
    ratio: float


def large_units(problem: Statement) -> list[Large]:
    """Units that take whoever owns them beyond the band, the largest ratio first; single accounts of a count are not
    among them (that an account counts 1 surprises nobody).
    """
    found = [each for m in problem.measures if m.band is not None for each in _beyond(problem, m, float(m.band))]
    return sorted(found, key=lambda each: (-each.ratio, each.unit))


def _beyond(problem: Statement, measure: Measure, band: float) -> Iterator[Large]:
    peak = measure.amounts.most()
    peak[(problem.size <= 1) & (count_of(measure.name) is not None)] = 0.0
    suspects = np.flatnonzero(peak > measure.share.min() * (1 + band + BAND_TOLERANCE))
    for start in range(0, len(suspects), BLOCK):
        units = suspects[start : start + BLOCK]
        ratio = ratios(problem, measure, units)
        rep = np.argmin(ratio, axis=1)
        least = ratio[np.arange(len(units)), rep]
        for at in np.flatnonzero(np.isfinite(least) & (least > 1 + band + BAND_TOLERANCE)):
            amount = float(measure.amounts.at(units[at : at + 1], rep[at : at + 1])[0])
            yield Large(int(units[at]), measure.name, amount, int(rep[at]), float(least[at]))


def ratios(problem: Statement, measure: Measure, units: Ints) -> Floats:
    """Amount ÷ fair share of the given units for every rep, (units, R); infinite where the rep may not own the unit."""
    reps = np.arange(problem.reps)
    amounts = measure.amounts.at(units[:, None], reps[None, :]) / measure.share
    return np.where(problem.eligibility.ok(units[:, None], reps[None, :]), amounts, np.inf)


def least_opening(problem: Statement) -> float:
    """A proven lower bound on what must be added to every band, as a share: 0 = adding up finds no obstacle.

    The largest over the measures of: a unit alone with the rep where it weighs least; the units that some rep must
    hold together (with n·R + 1 units, somebody has n + 1 of them); whole numbers of accounts.
    """
    return max((_forced(problem, m, float(m.band)) for m in problem.measures if m.band is not None), default=0.0)


def _forced(problem: Statement, measure: Measure, band: float) -> float:
    share = measure.share
    alone = max((each.ratio for each in _beyond(problem, measure, band)), default=0.0)
    needed = max(alone, _together(measure, problem.reps)) - 1
    if count_of(measure.name) is not None:
        # `least_band` is rounded up by less than its own steps.
        needed = max(needed, least_band(share, float(measure.amounts.base.sum())) - 1e-6)
    return max(0.0, needed - band) if needed > band + BAND_TOLERANCE else 0.0


def _together(measure: Measure, reps: int) -> float:
    """Of the n·R + 1 largest units some rep holds n + 1, at least the n + 1 smallest of them: in fair shares of the
    rep with the largest one, for the worst n.
    """
    descending = np.sort(measure.amounts.least())[::-1]
    summed = np.concatenate([[0.0], np.cumsum(descending)])
    n = np.arange(1, (len(descending) - 1) // reps + 1)
    held = summed[n * reps + 1] - summed[n * reps - n]
    return float(held.max(initial=0.0) / measure.share.max())
