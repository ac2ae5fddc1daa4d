"""The unit graph that territories must be connected in."""

from dataclasses import dataclass

import numpy as np

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
        tail = np.repeat(np.arange(len(self.indptr) - 1), np.diff(self.indptr))
        once = tail < self.indices
        return tail[once], self.indices[once]
