"""The bound of a region, round by round: solve, see what the solution misses, add it, solve again."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from solver.apart import Apart
from solver.book import Bools, Floats
from solver.bound.prices import Priced, Pricing
from solver.bound.region.mixed import Mixed, solve
from solver.bound.region.region import Region, region, reps_with_most_to_lose
from solver.bound.ways.reach import Reach

LARGE, GIANT = 0.1, 0.3
"""Units of more than this part of a fair share are whole from the start; so are a giant's neighbours."""
SHARED, SMALLEST = 0.1, 0.004
"""A unit that a solution shares out by more than this becomes whole too, down to this part of a fair share."""
MOST_REPS, CONCENTRATED = 12, 0.5
"""A region has so many reps, who must hold this share of what the plan loses on the price bound."""
LINEAR_ROUNDS, LINEAR_GAIN = 12, 2e-4
"""Linear relaxations are solved at most so often, and while one raises the bound by more than this, relative."""


@dataclass
class RegionRounds:
    """What is known of one region so far; `bound` is proven for the whole problem."""

    pricing: Pricing
    region: Region
    reach: Reach | None
    whole: Bools
    bound: float = -np.inf
    linear: int = 0
    finished: bool = False

    def __post_init__(self) -> None:
        self.apart = Apart(solve, self.region)
        if self.reach is not None:
            self.reach.support(self.whole)
            self.reach.begin(self.whole)

    def round(self, seconds: float) -> None:
        """One program more, of at most so many seconds."""
        linear = self.linear_next
        cuts = () if self.reach is None else self.reach.cuts
        solved = self.apart.ask(tuple(cuts), self.whole & (not linear), seconds)
        if not isinstance(solved, Mixed):
            self.finished = True
            return
        before, self.bound = self.bound, max(self.bound, min(solved.bound, self.region.ceiling))
        missed = self._missed(solved)
        if linear:
            gained = missed and self.bound - before > LINEAR_GAIN * abs(self.bound)
            self.linear = self.linear + 1 if gained else LINEAR_ROUNDS
        elif not missed + self._shared(solved) and solved.finished:
            self.finished = True

    def close(self) -> None:
        """End what is being solved, and everything else of these rounds."""
        self.finished = True
        self.apart.close()

    @property
    def linear_next(self) -> bool:
        """Whether the next round is a linear relaxation."""
        return self.reach is not None and self.linear < LINEAR_ROUNDS

    def _missed(self, solved: Mixed) -> int:
        """Inequalities that the solution misses are added; how many."""
        return 0 if self.reach is None or solved.share is None else self.reach.missed(solved.share)

    def _shared(self, solved: Mixed) -> int:
        """Units that the solution shares out become whole; how many."""
        if solved.share is None:
            return 0
        shared = np.minimum(solved.share, 1 - solved.share) > SHARED
        unit = np.unique(self.region.unit[shared])
        unit = unit[(self.pricing.size[unit] > SMALLEST) & ~self.whole[unit]]
        self.whole[unit] = True
        return len(unit)


def rounds_of(
    pricing: Pricing,
    priced: Priced,
    losses: Floats,
    beside: Bools,
    ceiling: float,
    halt: Callable[[], bool] = lambda: False,
) -> RegionRounds | None:
    """Rounds for reps `beside` (R, R) each other who lose most (R,); None where the gap is spread over the team or
    nothing is large.

    Nothing more is made of them once `halt()`.
    """
    problem = pricing.problem
    reps = reps_with_most_to_lose(losses, beside, min(MOST_REPS, problem.reps), CONCENTRATED)
    if reps is None or not (pricing.size > LARGE).any():
        return None
    found = region(pricing, priced, reps, ceiling)
    if found is None:
        return None
    whole = pricing.size > LARGE
    reach = None
    if problem.land is not None:
        giant = np.flatnonzero(pricing.size > GIANT)
        for unit in giant.tolist():
            whole[problem.land.neighbours(unit)] = True
        reach = Reach(found, problem.land, halt=halt)
        if not reach.usable:
            return None
    return RegionRounds(pricing, found, reach, whole)
