"""Amounts per (basic unit, rep) pair, kept sparse: one default per unit and the pairs that differ."""

from dataclasses import dataclass, field

import numpy as np

from solver.book import Floats, Ints


@dataclass(frozen=True)
class Pairwise:
    """Values at single pairs: sorted keys unit × R + rep, and a value for each."""

    reps: int
    keys: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    values: Floats = field(default_factory=lambda: np.zeros(0))

    @classmethod
    def build(cls, reps: int, unit: Ints, rep: Ints, values: Floats) -> "Pairwise":
        """From triples; values of a pair that occurs twice are added."""
        keys, inverse = np.unique(unit * reps + rep, return_inverse=True)
        total = np.asarray(np.bincount(inverse, weights=values, minlength=len(keys)), dtype=np.float64)
        return cls(reps, keys.astype(np.int64), total)

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def unit(self) -> Ints:
        return self.keys // self.reps

    @property
    def rep(self) -> Ints:
        return self.keys % self.reps

    def has(self, unit: Ints, rep: Ints) -> np.ndarray:
        """Which of the given pairs are listed."""
        return self._find(unit, rep)[1]

    def _find(self, unit: Ints, rep: Ints) -> tuple[Ints, np.ndarray]:
        wanted = unit * self.reps + rep
        if not len(self.keys):
            return np.zeros(np.shape(wanted), dtype=np.int64), np.zeros(np.shape(wanted), dtype=bool)
        at = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        return at, self.keys[at] == wanted

    def replace(self, base: Floats, unit: Ints, rep: Ints) -> Floats:
        """`base` with the listed pairs' values put in its place."""
        if not len(self.keys):
            return base
        at, found = self._find(unit, rep)
        return np.where(found, self.values[at], base)

    def within(self, start: int, stop: int) -> slice:
        """The rows whose unit lies in start ≤ unit < stop."""
        low, high = np.searchsorted(self.keys, [start * self.reps, stop * self.reps])
        return slice(int(low), int(high))


@dataclass(frozen=True)
class Amounts:
    """What a unit counts for each rep: `base[unit]`, except at the pairs listed in `special`."""

    base: Floats
    special: Pairwise

    def at(self, unit: Ints, rep: Ints) -> Floats:
        """Amounts of the given pairs; the arguments broadcast."""
        return self.special.replace(self.base[unit], unit, rep)

    def block(self, start: int, stop: int) -> Floats:
        """Dense amounts of the units start ≤ unit < stop, shape (stop − start, R)."""
        dense = np.repeat(self.base[start:stop, None], self.special.reps, axis=1)
        rows = self.special.within(start, stop)
        keys = self.special.keys[rows]
        dense[keys // self.special.reps - start, keys % self.special.reps] = self.special.values[rows]
        return dense

    def most(self) -> Floats:
        """The most that every unit counts for anybody, (U,)."""
        most = self.base.copy()
        np.maximum.at(most, self.special.unit, self.special.values)
        return most

    def least(self) -> Floats:
        """The least that every unit counts for anybody, (U,)."""
        least = self.base.copy()
        np.minimum.at(least, self.special.unit, self.special.values)
        return least

    def per_rep(self, rep_of_unit: Ints) -> Floats:
        """Totals per rep of a plan, shape (R,); units with rep −1 count for nobody."""
        unit = np.flatnonzero(rep_of_unit >= 0)
        rep = rep_of_unit[unit]
        return np.bincount(rep, weights=self.at(unit, rep), minlength=self.special.reps).astype(np.float64)
