"""How much a rep must own to own a unit, where territories are one piece.

With a unit he owns all units of some walk to it from his home, and what is pinned to him. What counts less than nothing
could make a longer walk lighter: rules with such amounts are not asked.
"""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from solver.book import Bools, Floats
from solver.certificate import Way
from solver.judge.exceptions import PerUnit
from solver.land import NO_HOME, Land


@dataclass(frozen=True)
class Bound:
    """A rule on every rep's total that counts nothing below 0: what units count, the least and most (R,), and for a
    band the fair shares (R,); None = wider bands do not move it.
    """

    use: PerUnit
    least: Floats
    most: Floats
    share: Floats | None


@dataclass(frozen=True)
class Walks:
    """allowed : (U, R) who may own what. only : (U,) the one rep a unit is pinned to, below 0 = none."""

    land: Land
    bounds: Sequence[Bound]
    allowed: Bools
    only: np.ndarray

    def too_far(self, unit: int, rep: int) -> bool:
        """Whether some rule does not let the rep have even the lightest walk to the unit."""
        return self.beyond(unit, rep) > 0

    def opening(self, ways: Sequence[Way]) -> float:
        """What must be added to every band before one of the units that nobody can reach is somebody's."""
        most = 0.0
        for unit in {way.unit for way in ways}:
            reps = np.flatnonzero(self.allowed[unit]).tolist()
            if {way.rep for way in ways if way.unit == unit} >= set(reps):
                most = max(most, min((self.beyond(unit, rep) for rep in reps), default=np.inf))
        return most

    def beyond(self, unit: int, rep: int) -> float:
        """By how much every band must open before the rep can have the unit, as a share; infinite = that is no help."""
        return max((self._beyond(bound, unit, rep) for bound in self.bounds), default=0.0)

    def _beyond(self, bound: Bound, unit: int, rep: int) -> float:
        lightest, most = self._lightest(bound.use, unit, rep), float(bound.most[rep])
        if lightest <= most:
            return 0.0
        return np.inf if bound.share is None else (lightest - most) / float(bound.share[rep])

    def _lightest(self, use: PerUnit, goal: int, rep: int) -> float:
        """The lightest walk from the home over units that the rep may own, with what is his anyway; infinite = none."""
        home = int(self.land.roots[rep])
        if home == NO_HOME or not self.allowed[goal, rep] or not self.allowed[home, rep]:
            return np.inf
        amounts = self._amounts(use, rep)
        mine = self.only == rep
        mine[home] = True
        held = float(amounts[mine].sum())
        step = np.where(mine, 0.0, amounts).tolist()
        known = {home: 0.0}
        waiting, settled = [(0.0, home)], set()
        while waiting:
            far, unit = heapq.heappop(waiting)
            if unit == goal:
                return held + far
            if unit in settled:
                continue
            settled.add(unit)
            for near in self.land.neighbours(unit).tolist():
                if self.allowed[near, rep] and far + step[near] < known.get(near, np.inf):
                    known[near] = far + step[near]
                    heapq.heappush(waiting, (known[near], near))
        return np.inf

    def _amounts(self, use: PerUnit, rep: int) -> Floats:
        amounts = use.base.copy()
        mine = np.flatnonzero(use.keys % use.reps == rep)
        amounts[use.keys[mine] // use.reps] += use.more[mine]
        return amounts
