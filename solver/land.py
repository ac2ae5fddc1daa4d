"""The unit graph that territories must be connected in."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from geo.pieces import hops
from solver.book import Bools, Ints

NO_HOME = -1
"""Home unit of a rep who may own nothing of what is held together."""


@dataclass(frozen=True)
class Land:
    """Neighbours of every unit (compressed rows, both directions), each rep's home unit, and the bridges added.

    `indices[indptr[u]:indptr[u + 1]]` are the neighbours of unit u, ascending. roots : (R,), `NO_HOME` for none.
    exempt : (U,) units that go to any rep whatever lies between and connect nothing: they have no neighbours; None = no
    such units. gates : (U,) units without accounts, one for each rep and only the rep's own, from which edges lead to
    where the rep enters each layer; None = one layer, in which territories start from units with accounts.
    """

    indptr: Ints
    indices: Ints
    roots: Ints
    bridges: tuple[tuple[int, int], ...] = ()
    exempt: Bools | None = None
    gates: Bools | None = None

    @cached_property
    def held(self) -> Bools:
        """The units that are held together (U,)."""
        return np.ones(len(self.indptr) - 1, dtype=bool) if self.exempt is None else ~self.exempt

    @cached_property
    def rep_at_home(self) -> Ints:
        """The rep whose home a unit is (U,), −1 = nobody's."""
        found = np.full(len(self.indptr) - 1, -1, dtype=np.int64)
        settled = np.flatnonzero(self.roots != NO_HOME)
        found[self.roots[settled]] = settled
        return found

    def around(self, rep: int, inside: Bools | None = None) -> Ints:
        """Edges from a rep's home to every unit, over `inside` where it is given; −1 = not reached, or no home."""
        if self.roots[rep] == NO_HOME:
            return np.full(len(self.indptr) - 1, -1, dtype=np.int64)
        return hops(self.indptr, self.indices, int(self.roots[rep]), self.open_to(int(self.roots[rep]), inside))

    def open_to(self, root: int, inside: Bools | None = None) -> Bools | None:
        """The units (U,), of `inside` where it is given, without gates other than `root`; None = all."""
        if self.gates is None:
            return inside
        closed = self.gates.copy()
        closed[root] = False
        return ~closed if inside is None else inside & ~closed

    def neighbours(self, unit: int) -> Ints:
        return self.indices[self.indptr[unit] : self.indptr[unit + 1]]

    def edges(self) -> tuple[Ints, Ints]:
        """Every edge once, as (smaller unit, larger unit)."""
        tail, head = self.arcs()
        once = tail < head
        return tail[once], head[once]

    def arcs(self) -> tuple[Ints, Ints]:
        """Every edge in both directions, as (from, to), in the order of `indices`."""
        return np.repeat(np.arange(len(self.indptr) - 1), np.diff(self.indptr)), self.indices

    def between(self, members: Ints, root: int) -> tuple[int, ...] | None:
        """Units of the border of a piece that the root reaches without crossing the border (a minimal separator).

        None when nothing separates them: the root is in the piece or next to it. Empty: the root cannot reach it.
        """
        open_land = self.open_to(root, np.ones(len(self.indptr) - 1, dtype=bool))
        assert open_land is not None
        open_land[members] = False
        border = np.unique(np.concatenate([self.neighbours(u) for u in members.tolist()]))
        border = border[open_land[border]]
        open_land[border] = False
        if not open_land[root]:
            return None
        reached = hops(self.indptr, self.indices, root, open_land) >= 0
        return tuple(b for b in border.tolist() if reached[self.neighbours(b)].any())
