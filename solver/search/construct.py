"""First plans from prices."""

import heapq
from dataclasses import dataclass, field

import numpy as np

from geo.pieces import pieces
from solver.book import Floats, Ints
from solver.bound.prices import Priced, Pricing
from solver.land import NO_HOME, Land
from solver.problem import Problem


def grow(pricing: Pricing, priced: Priced, land: Land, start: Ints, favour: Floats) -> Ints | None:
    """Territories in one piece, grown from what `start` holds (−1 = free), cheapest reduced cost first.

    Units that are exempt, where they are free, go where they are cheapest.
    `favour` (R,): goal units per fair share that a rep's units are made dearer, to vary the plans that grow.
    None when eligibility leaves a unit that no territory can reach.
    """
    rep_of_unit = start.copy()
    rows = ReducedRows(pricing, priced)
    front: list[tuple[float, int, int]] = []
    for unit in np.flatnonzero(~land.held & (start < 0)).tolist():
        row = rows.row(unit)
        rep_of_unit[unit] = int(np.argmin(row)) if np.isfinite(row).any() else -1

    def push(unit: int, rep: int) -> None:
        for other in land.neighbours(unit).tolist():
            if rep_of_unit[other] < 0:
                cost = float(rows.row(other)[rep] + favour[rep] * pricing.size[other])
                if np.isfinite(cost):
                    heapq.heappush(front, (cost, other, rep))

    for unit in np.flatnonzero(rep_of_unit >= 0).tolist():
        push(unit, int(rep_of_unit[unit]))
    while front:
        _, unit, rep = heapq.heappop(front)
        if rep_of_unit[unit] < 0:
            rep_of_unit[unit] = rep
            push(unit, rep)
    return None if (rep_of_unit < 0).any() else rep_of_unit


@dataclass
class ReducedRows:
    """Reduced costs of a unit above its cheapest, (R,), computed in blocks when first asked for."""

    pricing: Pricing
    priced: Priced
    blocks: dict[int, Floats] = field(default_factory=dict)

    def row(self, unit: int) -> Floats:
        size = self.pricing.block
        block = unit // size
        if block not in self.blocks:
            stop = min((block + 1) * size, self.pricing.problem.units)
            rows = self.pricing.priced_block(self.priced.prices, block * size, stop)
            self.blocks[block] = rows - rows.min(axis=1, keepdims=True)
        return np.asarray(self.blocks[block][unit - block * size])


def homes_only(problem: Problem, land: Land) -> Ints:
    """A plan that holds only the home units (U,), −1 elsewhere."""
    return land.rep_at_home.copy()


def incumbent_pieces(problem: Problem, land: Land) -> Ints:
    """Today's territories, each cut back to the piece with its rep's home; −1 elsewhere."""
    owner = np.full(problem.units, -1, dtype=np.int64)
    owner[problem.book.unit] = np.maximum(problem.book.owner, -1)
    return home_pieces(problem, land, owner)


def home_pieces(problem: Problem, land: Land, held: Ints) -> Ints:
    """What reps hold (U,), −1 = nobody, cut back to the piece with the rep's home and to what the rep may own."""
    owner = held.copy()
    allowed = problem.eligibility.ok(np.arange(problem.units), np.maximum(owner, 0))
    owner[~allowed] = -1
    owner = np.where(land.rep_at_home >= 0, land.rep_at_home, owner)
    label = pieces(land.indptr, land.indices, owner)
    home = land.roots[np.maximum(owner, 0)]
    kept = (owner >= 0) & (~land.held | ((home != NO_HOME) & (label == label[home])))
    return np.where(kept, owner, -1)
