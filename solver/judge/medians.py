"""Ratios to the median of the peer group (MISSION.md, "potential balance")."""

import numpy as np

from solver.book import Floats
from solver.judge.measures import Tally
from solver.judge.peers import peer_group
from solver.judge.yardstick import weight
from solver.problem import Problem
from solver.rules import BAND_TOLERANCE


def medians(problem: Problem, tally: Tally) -> Floats:
    """(R,) Median over the rep's peer group of load ÷ weight, in the measure's unit; the mean of the middle two where
    their number is even.
    """
    per_weight, group = tally.load / weight(problem, tally.name), peer_group(problem)
    found = np.array([np.median(per_weight[group == one]) for one in range(int(group.max(initial=0)) + 1)])
    return np.asarray(found[group], dtype=np.float64)


def ratio_to_median(problem: Problem, tally: Tally) -> Floats:
    """(R,) (load ÷ weight) ÷ the median of the same over the rep's peer group; NaN where the median is 0."""
    middle = medians(problem, tally)
    usable = middle > 0
    return np.where(usable, tally.load / weight(problem, tally.name) / np.where(usable, middle, 1.0), np.nan)


def off_median(problem: Problem, tally: Tally) -> Floats:
    """(R,) |ratio to the median − 1|. Of a median of 0: 0 for nothing, infinite for anything."""
    nothing = np.where(tally.load == 0, 0.0, np.inf)
    ratio = ratio_to_median(problem, tally)
    return np.where(medians(problem, tally) > 0, np.abs(ratio - 1.0), nothing)


def deviation(problem: Problem, tally: Tally) -> Floats:
    """(R,) How far the reps are from what the measure's band is around, without unit."""
    median = tally.name in problem.rules.around_medians
    return off_median(problem, tally) if median else tally.deviation


def inside(problem: Problem, tally: Tally, band: float) -> np.ndarray:
    """(R,) Who is within the measure's band; a missing amount is not."""
    return np.asarray(deviation(problem, tally) <= band + BAND_TOLERANCE)
