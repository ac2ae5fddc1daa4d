"""How much a rep must own to own a unit: the unit alone and, where territories are one piece, a way to it.

With a unit he then owns all units of some walk to it from his home, and what is pinned to him. What counts less than
nothing could make a longer walk lighter: rules with such amounts are not asked.
"""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from solver.book import Bools, Floats
from solver.certificate import Way, WayKind
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

    def shut(self, way: Way) -> bool:
        """Whether some rule does not let the rep have the way's unit: alone, or with even the lightest walk to it."""
        return way.unit >= 0 and self.beyond(way.unit, way.rep, way.kind) > 0

    def opening(self, ways: Sequence[Way]) -> float:
        """What must be added to every band before one of the units that nobody can have is somebody's."""
        most = 0.0
        for unit in {way.unit for way in ways}:
            reps = np.flatnonzero(self.allowed[unit]).tolist()
            kinds = {way.rep: way.kind for way in ways if way.unit == unit}
            if set(kinds) >= set(reps):
                most = max(most, min((self.beyond(unit, rep, kinds[rep]) for rep in reps), default=np.inf))
        return most

    def beyond(self, unit: int, rep: int, kind: WayKind = "walk") -> float:
        """By how much every band must open before the rep can have the unit, as a share; infinite = that is no help."""
        return max((self._beyond(bound, unit, rep, kind) for bound in self.bounds), default=0.0)

    def _beyond(self, bound: Bound, unit: int, rep: int, kind: WayKind) -> float:
        least = float(self._amounts(bound.use, rep)[unit]) if kind == "alone" else self._lightest(bound.use, unit, rep)
        most = float(bound.most[rep])
        if least <= most:
            return 0.0
        return np.inf if bound.share is None else (least - most) / float(bound.share[rep])

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
