"""Contiguity at its prices: what the inequalities of `ways/reach` make pairs dearer or cheaper.

An inequality Σ a · x ≥ b that every plan in one piece keeps adds μ · (b − Σ a · x) ≤ 0 to the Lagrangian at a price
μ ≥ 0: each of its pairs costs μ · a less, and μ · b is the plan's anyway. So the bound stays one, and knows contiguity.
"""

from dataclasses import dataclass, replace

import numpy as np

from solver.book import Bools, Floats, Ints
from solver.bound.cuts import Cut
from solver.certificate import Way

IDLE = 1e-9
"""Prices below this (goal units) are left out."""


@dataclass(frozen=True)
class Surcharge:
    """`more` goal units on the pairs `keys` (unit × R + rep, ascending); `ways` at their prices, worth `values`."""

    keys: Ints
    more: Floats
    ways: tuple[Way, ...]
    values: Floats

    @classmethod
    def of(cls, cuts: list[Cut], prices: Floats) -> "Surcharge":
        """Cuts over all pairs (a pair's number is its key) at their prices."""
        kept = [(cut, float(price)) for cut, price in zip(cuts, prices, strict=True) if price > IDLE]
        none = np.zeros(0)
        keys = np.concatenate([none.astype(np.int64), *(np.array(cut.pairs, dtype=np.int64) for cut, _ in kept)])
        paid = np.concatenate([none, *(-price * np.array(cut.signs) for cut, price in kept)])
        once, at = np.unique(keys, return_inverse=True)
        more = np.bincount(at, weights=paid, minlength=len(once)).astype(np.float64)
        values = np.array([price * cut.least for cut, price in kept])
        return cls(once, more, tuple(replace(cut.way, price=price) for cut, price in kept), values)

    def add(self, reduced: Floats, start: int) -> None:
        """Add to the costs of the units from `start` on, (n, R)."""
        units, reps = reduced.shape
        low, high = np.searchsorted(self.keys, [start * reps, (start + units) * reps])
        reduced.reshape(-1)[self.keys[low:high] - start * reps] += self.more[low:high]

    def at(self, keys: Ints) -> Floats:
        """What some pairs cost more."""
        if not len(self.keys):
            return np.zeros(len(keys))
        place = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.where(self.keys[place] == keys, self.more[place], 0.0)

    def value(self, reps: Bools | None = None) -> float:
        """What all ways, or those of some reps (R,), are worth."""
        if reps is None:
            return float(self.values.sum())
        return float(self.values[reps[np.array([way.rep for way in self.ways], dtype=np.int64)]].sum())

    @property
    def size(self) -> float:
        """What was added up, for the rounding."""
        return float(np.abs(self.values).sum() + np.abs(self.more).sum())
