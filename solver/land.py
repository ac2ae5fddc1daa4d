"""The unit graph that territories must be connected in."""

from dataclasses import dataclass

import numpy as np

from geo.pieces import hops
from solver.book import Ints


@dataclass(frozen=True)
class Land:
    """Neighbours of every unit (compressed rows, both directions), each rep's home unit, and the bridges added.

    `indices[indptr[u]:indptr[u + 1]]` are the neighbours of unit u, ascending.
    """

    indptr: Ints
    indices: Ints
    roots: Ints
    bridges: tuple[tuple[int, int], ...] = ()

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
        open_land = np.ones(len(self.indptr) - 1, dtype=bool)
        open_land[members] = False
        border = np.unique(np.concatenate([self.neighbours(u) for u in members.tolist()]))
        border = border[open_land[border]]
        open_land[border] = False
        if not open_land[root]:
            return None
        reached = hops(self.indptr, self.indices, root, open_land) >= 0
        return tuple(b for b in border.tolist() if reached[self.neighbours(b)].any())
