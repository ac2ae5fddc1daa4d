"""Borders between territories: who touches whom, and which exchanges leave both territories in one piece.

Plain lists and sets: a move touches a handful of units, for which arrays are slower.
"""

from bisect import bisect_left
from collections import deque

import numpy as np

from solver.book import Ints
from solver.land import Land


class Border:
    """Over pairs with `keys` (P,), unit × R + rep, ascending. `owner` (U,) is the plan, kept up to date by `moved`.

    `touches` (P,): how many neighbours of a pair's unit the pair's rep owns. `outside` : for every rep the pairs by
    which a unit next to his territory may come to him.
    """

    def __init__(self, land: Land, keys: Ints, plan: Ints) -> None:
        self.reps = len(land.roots)
        self.roots = set(land.roots.tolist())
        self.owner: list[int] = plan.tolist()
        ends, indices = land.indptr.tolist(), land.indices.tolist()
        self.around = [indices[a:b] for a, b in zip(ends[:-1], ends[1:], strict=True)]
        unit, rep = keys // self.reps, keys % self.reps
        self.unit_of, self.rep_of = unit.tolist(), rep.tolist()
        self.first = np.searchsorted(unit, np.arange(len(plan) + 1)).tolist()
        tail = np.repeat(np.arange(len(plan)), np.diff(land.indptr))
        met, count = np.unique(tail * self.reps + plan[land.indices], return_counts=True)
        at = np.minimum(np.searchsorted(met, keys), len(met) - 1)
        touches = np.where(met[at] == keys, count[at], 0)
        self.touches: list[int] = touches.tolist()
        self.outside: list[set[int]] = [set() for _ in range(self.reps)]
        for pair in np.flatnonzero((touches > 0) & (plan[unit] != rep)).tolist():
            self.outside[self.rep_of[pair]].add(pair)

    def offers(self, rep: int, to: int) -> list[int]:
        """Pairs by which a unit of `rep` next to the territory of `to` may go there, ascending."""
        owner, unit_of = self.owner, self.unit_of
        return sorted(pair for pair in self.outside[to] if owner[unit_of[pair]] == rep)

    def beside(self, rep: int) -> set[int]:
        """Reps who have a unit that `rep` may take."""
        owner, unit_of = self.owner, self.unit_of
        return {owner[unit_of[pair]] for pair in self.outside[rep]}

    def moved(self, unit: int, new: int) -> None:
        """A unit changes hands."""
        old, self.owner[unit] = self.owner[unit], new
        for other in self.around[unit]:
            for rep, step in ((old, -1), (new, 1)):
                pair = self._pair(other, rep)
                if pair is not None:
                    self.touches[pair] += step
                    self._sort(pair)
        for rep in (old, new):
            pair = self._pair(unit, rep)
            if pair is not None:
                self._sort(pair)

    def _pair(self, unit: int, rep: int) -> int | None:
        last = self.first[unit + 1]
        at = bisect_left(self.rep_of, rep, self.first[unit], last)
        return at if at < last and self.rep_of[at] == rep else None

    def _sort(self, pair: int) -> None:
        """Whether the pair is one by which a unit may come from outside."""
        rep = self.rep_of[pair]
        if self.touches[pair] and self.owner[self.unit_of[pair]] != rep:
            self.outside[rep].add(pair)
        else:
            self.outside[rep].discard(pair)

    def keep_whole(self, units: list[int], reps: list[int]) -> bool:
        """Whether territories stay in one piece, homes included, when `units` go to `reps` one after the other."""
        owner = self.owner
        before = [owner[unit] for unit in units]
        fine = True
        for unit, rep in zip(units, reps, strict=True):
            fine = fine and unit not in self.roots and self._may_join(unit, rep) and self._may_leave(unit)
            if fine:
                owner[unit] = rep
        for unit, rep in zip(units, before, strict=True):
            owner[unit] = rep
        return fine

    def _may_join(self, unit: int, rep: int) -> bool:
        owner = self.owner
        return any(owner[other] == rep for other in self.around[unit])

    def _may_leave(self, unit: int) -> bool:
        """Whether a unit's territory stays in one piece (and non-empty) without it."""
        owner, around = self.owner, self.around
        rep = owner[unit]
        own = [other for other in around[unit] if owner[other] == rep]
        if len(own) <= 1:
            return bool(own)
        wanted = set(own[1:])
        seen, front = {unit, own[0]}, deque([own[0]])
        while front and wanted:
            for other in around[front.popleft()]:
                if other not in seen and owner[other] == rep:
                    seen.add(other)
                    wanted.discard(other)
                    front.append(other)
        return not wanted
