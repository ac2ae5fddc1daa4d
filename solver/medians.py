"""Bands around a median, as bounds on every rep's ratio to the fair share.

Let q_r be what rep r owns ÷ the fair share, and m the median of q over the rep's peer group. A band b asks for
(1 − b) m ≤ q_r ≤ (1 + b) m, which is not linear in the plan. Where the group owns exactly what its fair shares add up
to, the mean of q weighted by the shares is 1, so that some q_r ≤ 1 ≤ some q_s, and

    necessary   1 ÷ (1 + b) ≤ m ≤ 1 ÷ (1 − b), hence (1 − b) ÷ (1 + b) ≤ q_r ≤ (1 + b) ÷ (1 − b)
    sufficient  |q_r − 1| ≤ b ÷ (2 + b) =: d, for then q_r ÷ m ≤ (1 + d) ÷ (1 − d) = 1 + b, and ≥ 1 ÷ (1 + b) ≥ 1 − b

The sufficient one needs nothing of what the group owns: the median of numbers lies among them.
"""

import math
from dataclasses import dataclass

import numpy as np

from solver.book import Floats, Ints
from solver.rules import BAND_TOLERANCE
from solver.statement import Statement

HAIR = 1e-7
"""By this part a sufficient band is narrower, so that sums in another order stay within the judge's tolerance."""


@dataclass(frozen=True)
class Ends:
    """Least and most ratio to the fair share, arrays (R,); without unit."""

    lower: Floats
    upper: Floats


def peer_group(problem: Statement) -> Ints:
    """(R,) Number of every rep's peer group; without groups the whole team is one."""
    words = problem.team.texts.get(problem.rules.peers)
    if words is None:
        return np.zeros(problem.reps, dtype=np.int64)
    return np.unique(words.astype(str), return_inverse=True)[1].reshape(-1).astype(np.int64)


def necessary(band: float) -> tuple[float, float]:
    """Least and most ratio to the fair share in any plan that keeps the band, the judge's tolerance granted."""
    wide = band + BAND_TOLERANCE
    return max(0.0, (1 - wide) / (1 + wide)), (1 + wide) / (1 - wide) if wide < 1 else math.inf


def sufficient(band: float) -> float:
    """Deviation from the fair share that keeps the band whatever the median is."""
    return band * (1 - HAIR) / (2 + band)


def off(ratio: Floats, group: Ints) -> Floats:
    """(R,) |ratio ÷ median of the group − 1|; infinite where the median is 0."""
    median = np.array([np.median(ratio[group == one]) for one in range(int(group.max()) + 1)])[group]
    return np.asarray(np.where(median > 0, np.abs(ratio / np.where(median > 0, median, 1.0) - 1), np.inf))


def around(ratio: Floats, group: Ints, band: float) -> Ends | None:
    """Bounds under which every plan keeps the band, and which the plan with this `ratio` (R,) keeps; None = none found.

    In a group of n the reps at the middle (one, or two where n is even) stay within [low, high], those below stay
    at most `high` and those above at least `low`. Then more than half of the group is at most `high` and more than half
    at least `low`, so that the median stays in between; and everybody stays within [(1 − b) high, (1 + b) low].
    `low` lies half way between the least that the largest ratio leaves room for and the lower of the middle; `high`
    likewise.
    """
    lower, upper = np.empty(len(ratio)), np.empty(len(ratio))
    b = band * (1 - HAIR)
    for one in np.unique(group):
        mine = np.flatnonzero(group == one)
        order = mine[np.argsort(ratio[mine], kind="stable")]
        n = len(order)
        first, last = (n - 1) // 2, n // 2
        least = ratio[order[-1]] / (1 + b)
        most = ratio[order[0]] / (1 - b) if b < 1 else math.inf
        bottom, top = ratio[order[first]], ratio[order[last]]
        if least > bottom or most < top:
            return None
        low = (least + bottom) / 2
        high = (most + top) / 2 if math.isfinite(most) else max(1.0, 2 * top)
        floor, ceiling = max(0.0, (1 - b) * high), (1 + b) * low
        lower[order], upper[order] = floor, ceiling
        upper[order[: last + 1]] = min(high, ceiling)
        lower[order[first:]] = max(low, floor)
    return Ends(lower, upper)
