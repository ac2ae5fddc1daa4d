"""Borders between territories: who touches whom, and what can change hands so that territories stay in one piece.

A unit that holds other units to its rep's home (an articulation unit of his territory) leaves together with them: they
are found by one depth-first search a territory (R. Tarjan, SIAM J. Comput. 1, 1972), kept until the territory changes.
Units that are exempt from contiguity change hands alone, whoever is next to them.

Plain lists and sets: a move touches a handful of units, for which arrays are slower.
"""

from bisect import bisect_left
from itertools import pairwise

import numpy as np

from solver.book import Ints
from solver.land import NO_HOME, Land


class Border:
    """Over pairs with `keys` (P,), unit × R + rep, ascending. `owner` (U,) is the plan, kept up to date by `moved`.

    `touches` (P,): how many neighbours of a pair's unit the pair's rep owns. `outside` : for every rep the pairs by
    which a unit next to his territory, or an exempt one, may come to him.
    """

    def __init__(self, land: Land, keys: Ints, plan: Ints) -> None:
        self.reps = len(land.roots)
        self.roots: list[int] = land.roots.tolist()
        self.owner: list[int] = plan.tolist()
        ends, indices = land.indptr.tolist(), land.indices.tolist()
        self.around = [indices[a:b] for a, b in pairwise(ends)]
        unit, rep = keys // self.reps, keys % self.reps
        self.unit_of, self.rep_of = unit.tolist(), rep.tolist()
        self.first = np.searchsorted(unit, np.arange(len(plan) + 1)).tolist()
        tail, head = land.arcs()
        met, count = np.unique(tail * self.reps + plan[head], return_counts=True)
        at = np.minimum(np.searchsorted(met, keys), len(met) - 1)
        touches = np.where(met[at] == keys, count[at], 0)
        self.touches: list[int] = touches.tolist()
        self.outside: list[set[int]] = [set() for _ in range(self.reps)]
        self.loose: list[bool] = (~land.held).tolist()
        for pair in np.flatnonzero(((touches > 0) | ~land.held[unit]) & (plan[unit] != rep)).tolist():
            self.outside[self.rep_of[pair]].add(pair)
        self._hanging: list[dict[int, list[int]] | None] = [None] * self.reps

    def offers(self, rep: int, to: int) -> list[list[int]]:
        """What `rep` may give across the border with `to`: pairs of a unit and of what hangs on it, that unit first."""
        owner, unit_of, root = self.owner, self.unit_of, self.roots[rep]
        hanging = self._hanging[rep]
        if hanging is None:
            hanging = self._hanging[rep] = {} if root == NO_HOME else self._hung(root)
        found = []
        for pair in sorted(pair for pair in self.outside[to] if owner[unit_of[pair]] == rep):
            unit = unit_of[pair]
            pairs = [pair, *(self.pair(other, to) for other in hanging.get(unit, ()))]
            if unit != root and -1 not in pairs:
                found.append(pairs)
        return found

    def beside(self, rep: int) -> set[int]:
        """Reps who have a unit that `rep` may take."""
        owner, unit_of = self.owner, self.unit_of
        return {owner[unit_of[pair]] for pair in self.outside[rep]}

    def apart(self, one: list[int], other: list[int]) -> bool:
        """Whether two offers of two reps to each other can be taken at once: each must touch what is left there."""
        give, take = ({self.unit_of[pair] for pair in pairs} for pairs in (one, other))
        a, b = self.rep_of[other[0]], self.rep_of[one[0]]
        return self._joins(give, b, take) and self._joins(take, a, give)

    def _joins(self, units: set[int], rep: int, without: set[int]) -> bool:
        owner = self.owner
        if any(self.loose[unit] for unit in units):
            return True
        return any(owner[other] == rep and other not in without for unit in units for other in self.around[unit])

    def moved(self, unit: int, new: int) -> None:
        """A unit changes hands."""
        old, self.owner[unit] = self.owner[unit], new
        self._hanging[old] = self._hanging[new] = None
        for other in self.around[unit]:
            for rep, step in ((old, -1), (new, 1)):
                pair = self.pair(other, rep)
                if pair >= 0:
                    self.touches[pair] += step
                    self._sort(pair)
        for rep in (old, new):
            pair = self.pair(unit, rep)
            if pair >= 0:
                self._sort(pair)

    def pair(self, unit: int, rep: int) -> int:
        """The number of a pair; −1 when it is not among those that may be used."""
        last = self.first[unit + 1]
        at = bisect_left(self.rep_of, rep, self.first[unit], last)
        return at if at < last and self.rep_of[at] == rep else -1

    def _sort(self, pair: int) -> None:
        """Whether the pair is one by which a unit may come from outside."""
        rep = self.rep_of[pair]
        unit = self.unit_of[pair]
        if (self.touches[pair] or self.loose[unit]) and self.owner[unit] != rep:
            self.outside[rep].add(pair)
        else:
            self.outside[rep].discard(pair)

    def _hung(self, root: int) -> dict[int, list[int]]:
        """For every articulation unit of the territory around `root` the units that only it joins to the root."""
        owner, around, rep = self.owner, self.around, self.owner[root]
        number, order, low = {root: 0}, [root], [0]
        hung: dict[int, list[int]] = {}
        path = [(root, iter(around[root]))]
        while path:
            unit, rest = path[-1]
            at = number[unit]
            for other in rest:
                if owner[other] != rep:
                    continue
                if other not in number:
                    number[other] = len(order)
                    low.append(len(order))
                    order.append(other)
                    path.append((other, iter(around[other])))
                    break
                if number[other] < low[at]:
                    low[at] = number[other]
            else:
                path.pop()
                if path:
                    above = number[path[-1][0]]
                    if low[at] < low[above]:
                        low[above] = low[at]
                    if low[at] >= above:
                        hung.setdefault(path[-1][0], []).extend(order[at:])
        return hung
