"""Inequalities that every contiguous plan keeps, for the reps of a region.

C is a set of units with the rep's home in it, N(C) the units next to it, x_u = 1 where the rep owns u.

extension   If C is less than the rep must have, the territory goes on: Σ over N(C) of x ≥ 1.
begun       If all of C is owned and still too little, it goes on with a unit that the rep can carry besides C:
            Σ over those of N(C) + Σ over C (without the home) of (1 − x) ≥ 1.
separator   A unit beyond is reached through N(C): x_u ≤ Σ over N(C) of x (Carvajal et al. 2013). The same seen from
            a piece around u: of the units next to the piece those that the home reaches without crossing them.

C holds nothing that is exempt from contiguity, and a rep may own all of that besides: C is too little only if it is so
together with it. A rep without a home has no inequalities.

Amounts must not be negative (`Reach.usable`). Separators alone hardly move the linear relaxation, because small units
shared by many lead everywhere; the first two do, where what surrounds a home is large.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from geo.pieces import hops, pieces
from solver.book import Bools, Floats, Ints
from solver.bound.cuts import Cut, Load
from solver.certificate import Way, WayKind
from solver.land import NO_HOME, Land

LEVELS = (1e-6, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9)
"""A home's piece is looked at over units of which the rep has more than so much."""
MISSED = 0.05
"""An inequality is added when a solution misses it by so much."""
MOST_BEGUN = 400
"""Sets of large units around a home that are looked at before anything is solved."""
SLACK = 1e-9


class Pairs(Protocol):
    """Reps (G,), pairs of units with them (P,), `seat` counting in `reps`, loads, and the number of a pair (G, U)."""

    @property
    def reps(self) -> Ints: ...
    @property
    def unit(self) -> Ints: ...
    @property
    def seat(self) -> Ints: ...
    @property
    def loads(self) -> Sequence[Load]: ...
    @property
    def at(self) -> Ints: ...


@dataclass
class Reach:
    """Finds inequalities and keeps them in `cuts`, each once."""

    region: Pairs
    land: Land
    cuts: list[Cut] = field(default_factory=list)
    levels: tuple[float, ...] = LEVELS
    least: float = MISSED
    halt: Callable[[], bool] = lambda: False
    """Looked at often: nothing more is looked for once it is true."""

    def __post_init__(self) -> None:
        self.units = len(self.land.indptr) - 1
        self.tail, self.head = self.land.arcs()
        self._seen: set[Cut] = set()
        self.needed = [load for load in self.region.loads if (load.lower > 0).any()]
        self.seats = [seat for seat in range(len(self.region.reps)) if self._root(seat) != NO_HOME]
        self.exempt = np.flatnonzero(~self.land.held)

    @property
    def usable(self) -> bool:
        """Whether more units always count for more."""
        return all((load.amounts >= 0).all() for load in self.region.loads)

    def support(self, whole: Bools) -> None:
        """A large unit that is not the home has a neighbour of the same rep."""
        pairs = np.flatnonzero(whole[self.region.unit])
        for pair in pairs.tolist():
            unit, seat = int(self.region.unit[pair]), int(self.region.seat[pair])
            if self.land.held[unit] and self._root(seat) not in (unit, NO_HOME):
                self._separate(pair, seat, self.land.neighbours(unit))

    def begin(self, whole: Bools) -> None:
        """Extensions of every home by large units, as long as they are too little."""
        for seat in self.seats:
            waiting: list[frozenset[int]] = [frozenset((self._root(seat),))]
            seen = set(waiting)
            looked = 0
            while waiting and looked < MOST_BEGUN and not self.halt():
                owned = waiting.pop(0)
                looked += 1
                inside = np.zeros(self.units, dtype=bool)
                inside[list(owned)] = True
                if self._too_much(seat, inside):
                    continue
                if self._too_little(seat, inside):
                    self._extend(seat, inside)
                    self._begun(seat, inside)
                for unit in self._next_to(inside).tolist():
                    longer = owned | {unit}
                    if whole[unit] and self.region.at[seat, unit] >= 0 and longer not in seen:
                        seen.add(longer)
                        waiting.append(longer)

    def missed(self, share: Floats) -> int:
        """Add what a solution (P,) misses; how many that were."""
        before = len(self.cuts)
        for seat in self.seats:
            x = np.zeros(self.units)
            own = self.region.seat == seat
            x[self.region.unit[own]] = share[own]
            x[self.exempt] = 0.0
            size = -1
            for level in self.levels:
                if self.halt():
                    return len(self.cuts) - before
                held = x > level
                held[self._root(seat)] = True
                inside = hops(self.land.indptr, self.land.indices, self._root(seat), held) >= 0
                if (now := int(inside.sum())) != size:
                    self._around_home(seat, x, inside)
                    size = now
                self._around_strays(seat, x, held & ~inside)
        return len(self.cuts) - before

    def _around_home(self, seat: int, x: Floats, inside: Bools) -> None:
        border = self._next_to(inside)
        through = float(x[border].sum())
        if self._too_little(seat, inside):
            if through < 1 - self.least:
                self._extend(seat, inside)
            self._begun(seat, inside, x)
        beyond = (x > through + self.least) & ~inside
        beyond[border] = False
        for unit in np.flatnonzero(beyond).tolist():
            self._separate(int(self.region.at[seat, unit]), seat, border)

    def _around_strays(self, seat: int, x: Floats, stray: Bools) -> None:
        if not stray.any():
            return
        label = pieces(self.land.indptr, self.land.indices, np.where(stray, 0, 1 + np.arange(self.units)))
        for piece in np.unique(label[stray]).tolist():
            members = np.flatnonzero(stray & (label == piece))
            through = self.land.between(members, self._root(seat))
            if through is None:
                continue
            border = np.array(through, dtype=np.int64)
            for unit in members[x[members] > float(x[border].sum()) + self.least].tolist():
                self._separate(int(self.region.at[seat, unit]), seat, border)

    def _extend(self, seat: int, inside: Bools) -> None:
        pairs = self._pairs(seat, self._next_to(inside))
        self._add(Cut(pairs, (1.0,) * len(pairs), 1.0, self._way("extension", seat, np.flatnonzero(inside))))

    def _begun(self, seat: int, inside: Bools, x: Floats | None = None) -> None:
        """The inequality of a beginning; with `x` only where it is missed."""
        border, owned = self._next_to(inside), np.flatnonzero(inside)
        owned = owned[owned != self._root(seat)]
        goes = np.array([b for b in border.tolist() if not self._too_much(seat, inside, b)], dtype=np.int64)
        if x is not None and float(x[goes].sum() + (1 - x[owned]).sum()) > 1 - self.least:
            return
        more, less = self._pairs(seat, goes), self._pairs(seat, owned)
        signs = (1.0,) * len(more) + (-1.0,) * len(less)
        self._add(Cut(more + less, signs, 1.0 - len(owned), self._way("begun", seat, np.flatnonzero(inside))))

    def _separate(self, pair: int, seat: int, border: Ints) -> None:
        if pair < 0:
            return
        through, way = self._pairs(seat, border), self._way("separator", seat, border, int(self.region.unit[pair]))
        self._add(Cut((*through, pair), (1.0,) * len(through) + (-1.0,), 0.0, way))

    def _way(self, kind: WayKind, seat: int, around: Ints, unit: int = -1) -> Way:
        return Way(kind, int(self.region.reps[seat]), tuple(around.tolist()), unit)

    def _add(self, cut: Cut) -> None:
        if cut not in self._seen:
            self._seen.add(cut)
            self.cuts.append(cut)

    def _root(self, seat: int) -> int:
        return int(self.land.roots[self.region.reps[seat]])

    def _next_to(self, inside: Bools) -> Ints:
        return np.unique(self.head[inside[self.tail] & ~inside[self.head]])

    def _pairs(self, seat: int, units: Ints) -> tuple[int, ...]:
        pairs = self.region.at[seat, units]
        return tuple(pairs[pairs >= 0].tolist())

    def _too_little(self, seat: int, inside: Bools) -> bool:
        """Whether these units (those the rep may own), with all that are exempt, are less than the rep must have of
        anything.
        """
        pairs = np.array(self._pairs(seat, np.flatnonzero(inside | ~self.land.held)), dtype=np.int64)
        return any(float(load.amounts[pairs].sum()) < load.lower[seat] - SLACK for load in self.needed)

    def _too_much(self, seat: int, inside: Bools, besides: int | None = None) -> bool:
        """Whether these units, and one besides, are more than the rep can carry of anything."""
        units = np.flatnonzero(inside)
        pairs = np.array(self._pairs(seat, units if besides is None else np.r_[units, besides]), dtype=np.int64)
        return any(float(load.amounts[pairs].sum()) > load.upper[seat] + SLACK for load in self.region.loads)
