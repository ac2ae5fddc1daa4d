"""Borders between territories: who touches whom, and which exchanges leave both territories in one piece."""

from collections import deque

import numpy as np

from solver.book import Ints
from solver.land import Land


class Border:
    """`touches` (P,): how many neighbours of a pair's unit the pair's rep owns; `keys` (P,) are unit × R + rep."""

    def __init__(self, land: Land, keys: Ints, plan: Ints) -> None:
        self.reps = len(land.roots)
        self.roots = set(land.roots.tolist())
        self.around = [land.neighbours(unit).tolist() for unit in range(len(plan))]
        self.pair_of = dict(zip(keys.tolist(), range(len(keys)), strict=True))
        tail = np.repeat(np.arange(len(plan)), np.diff(land.indptr))
        met, count = np.unique(tail * self.reps + plan[land.indices], return_counts=True)
        at = np.minimum(np.searchsorted(met, keys), len(met) - 1)
        self.touches = np.where(met[at] == keys, count[at], 0)

    def moved(self, unit: int, old: int, new: int) -> None:
        """Keep the counts when a unit has changed hands."""
        for other in self.around[unit]:
            for rep, step in ((old, -1), (new, 1)):
                pair = self.pair_of.get(other * self.reps + rep)
                if pair is not None:
                    self.touches[pair] += step

    def keep_whole(self, plan: Ints, units: list[int], reps: list[int]) -> bool:
        """Whether territories stay in one piece, homes included, when `units` go to `reps` one after the other."""
        before = [int(plan[unit]) for unit in units]
        fine = True
        for unit, rep in zip(units, reps, strict=True):
            fine = fine and unit not in self.roots and self._may_leave(plan, unit) and self._may_join(plan, unit, rep)
            if fine:
                plan[unit] = rep
        for unit, rep in zip(units, before, strict=True):
            plan[unit] = rep
        return fine

    def _may_join(self, plan: Ints, unit: int, rep: int) -> bool:
        return any(plan[other] == rep for other in self.around[unit])

    def _may_leave(self, plan: Ints, unit: int) -> bool:
        """Whether a unit's territory stays in one piece (and non-empty) without it."""
        rep = plan[unit]
        own = [other for other in self.around[unit] if plan[other] == rep]
        if len(own) <= 1:
            return bool(own)
        wanted = set(own[1:])
        seen, front = {unit, own[0]}, deque([own[0]])
        while front and wanted:
            for other in self.around[front.popleft()]:
                if other not in seen and plan[other] == rep:
                    seen.add(other)
                    wanted.discard(other)
                    front.append(other)
        return not wanted
