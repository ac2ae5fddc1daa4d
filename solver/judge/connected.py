"""Connected pieces of the territories of a plan, also of plans that split a basic unit (today's owners may)."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from solver.book import Ints
from solver.land import NO_HOME, Land
from solver.problem import Problem


@dataclass(frozen=True)
class Territories:
    """Who holds what on the graph: one entry per (unit, rep) where the rep owns an account of the unit; units that are
    exempt from contiguity are left out. Where territories start from a unit without accounts, whoever owns anything has
    that too.

    piece : label of the connected piece that the entry belongs to; pieces never cross reps.
    """

    unit: Ints
    rep: Ints
    piece: Ints

    @classmethod
    def of(cls, problem: Problem, land: Land, rep_of_account: Ints) -> "Territories":
        """From a plan by account; −1 holds nothing."""
        reps = problem.reps
        owned = (rep_of_account >= 0) & land.held[problem.book.unit]
        held = np.unique(problem.book.unit[owned] * reps + rep_of_account[owned])
        owners = np.unique(held % reps)
        empty = owners[(land.roots[owners] != NO_HOME) & (problem.size[land.roots[owners]] == 0)]
        held = np.union1d(held, land.roots[empty] * reps + empty)
        unit, rep = held // reps, held % reps
        degree = land.indptr[unit + 1] - land.indptr[unit]
        tail = np.repeat(np.arange(len(held)), degree)
        offset = np.arange(len(tail)) - np.repeat(np.cumsum(degree) - degree, degree)
        wanted = land.indices[land.indptr[unit][tail] + offset] * reps + rep[tail]
        head = np.minimum(np.searchsorted(held, wanted), max(len(held) - 1, 0))
        joined = held[head] == wanted
        shape = (len(held), len(held))
        graph = coo_matrix((np.ones(int(joined.sum()), dtype=np.int8), (tail[joined], head[joined])), shape=shape)
        label = connected_components(graph, directed=False)[1] if len(held) else np.zeros(0)
        return cls(unit, rep, label.astype(np.int64))

    def pieces(self, reps: int) -> Ints:
        """Connected pieces per rep (R,); 0 for a rep who owns nothing."""
        first = np.unique(self.piece, return_index=True)[1]
        return np.bincount(self.rep[first], minlength=reps).astype(np.int64)

    def strays(self, rep: int, root: int) -> Ints:
        """Units of a rep that are not connected with the rep's home unit; all of them when the rep does not hold it."""
        mine = self.rep == rep
        home = self.piece[mine & (self.unit == root)]
        return np.sort(self.unit[mine & ~np.isin(self.piece, home)])
