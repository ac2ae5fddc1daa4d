"""Pairs that matter at given prices: the cheapest rep of every unit and, for units on the fence, the next ones."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from solver.book import Bools, Floats, Ints
from solver.bound.prices import Priced, Pricing


@dataclass(frozen=True)
class PricedPairs:
    """Eligible pairs sorted by unit with their reduced cost above the unit's cheapest (≥ 0)."""

    unit: Ints
    rep: Ints
    above: Floats

    def within(self, most: float) -> "PricedPairs":
        """Only the pairs with a reduced cost up to `most`; every unit keeps its cheapest."""
        keep = self.above <= most
        return PricedPairs(self.unit[keep], self.rep[keep], self.above[keep])

    def cheapest(self, extra: int) -> "PricedPairs":
        """Every unit's cheapest pair and the `extra` next cheapest over all units."""
        units = len(np.unique(self.unit))
        if len(self.unit) <= units + extra:
            return self
        return self.within(float(np.partition(self.above, units + extra - 1)[units + extra - 1]))

    def keys(self, reps: int) -> Ints:
        """unit × R + rep, (P,), ascending."""
        return self.unit * reps + self.rep

    def own(self, plan: Ints) -> Ints:
        """The number of the pair that a plan (U,) chooses for every unit; all of them must be here."""
        reps = int(self.rep.max(initial=0)) + 1
        return np.searchsorted(self.keys(reps), np.arange(len(plan)) * reps + plan)

    def of_reps(self, wanted: Bools, plan: Ints) -> "PricedPairs":
        """Only the pairs by which a unit may come to or leave one of the wanted reps (R,)."""
        keep = wanted[self.rep] | wanted[plan[self.unit]]
        return PricedPairs(self.unit[keep], self.rep[keep], self.above[keep])


def merged(one: PricedPairs, other: PricedPairs) -> PricedPairs:
    """The pairs of both, each once."""
    reps = int(max(one.rep.max(initial=0), other.rep.max(initial=0))) + 1
    keys, first = np.unique(np.r_[one.unit * reps + one.rep, other.unit * reps + other.rep], return_index=True)
    return PricedPairs(keys // reps, keys % reps, np.r_[one.above, other.above][first])


def few_pairs(pricing: Pricing, priced: Priced, most: float, limit: int) -> PricedPairs | None:
    """All pairs with a reduced cost up to `most`; None as soon as they are more than `limit`."""
    found, total = [], 0
    for block in _blocks(pricing, priced, most, None):
        found.append(block)
        total += len(block.unit)
        if total > limit:
            return None
    return _joined(found)


def priced_pairs(pricing: Pricing, priced: Priced, most: float = np.inf, count: int | None = None) -> PricedPairs:
    """Pairs with a reduced cost up to `most`, at most `count` a unit; in blocks, with memory linear in the result."""
    return _joined(list(_blocks(pricing, priced, most, count)))


def _blocks(pricing: Pricing, priced: Priced, most: float, count: int | None) -> Iterator[PricedPairs]:
    total = pricing.problem.units
    for start in range(0, total, pricing.block):
        stop = min(start + pricing.block, total)
        reduced = pricing.priced_block(priced.prices, start, stop)
        reduced -= reduced.min(axis=1, keepdims=True)
        keep = reduced <= min(most, np.finfo(float).max)
        if count is not None and count < reduced.shape[1]:
            keep &= reduced <= np.partition(reduced, count - 1, axis=1)[:, count - 1 : count]
        at, rep = np.nonzero(keep)
        yield PricedPairs(at + start, rep, reduced[at, rep])


def _joined(parts: list[PricedPairs]) -> PricedPairs:
    unit, rep = (np.concatenate(columns) for columns in zip(*((p.unit, p.rep) for p in parts), strict=True))
    return PricedPairs(unit.astype(np.int64), rep.astype(np.int64), np.concatenate([p.above for p in parts]))


def with_plan(pairs: PricedPairs, plan: Ints) -> PricedPairs:
    """The pairs, and those of the plan (at no reduced cost) where they are missing."""
    own = PricedPairs(np.arange(len(plan)), plan, np.zeros(len(plan)))
    return merged(pairs, own)
