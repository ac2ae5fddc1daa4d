"""The part of the goal that is a sum over pairs: travel, reassignment by choice, given costs."""

from dataclasses import dataclass, replace

import numpy as np

from geo.distance import great_circle
from solver.amounts import Amounts
from solver.book import Floats, Ints
from solver.distances import Distances


@dataclass(frozen=True)
class Travel:
    """Workload-weighted travel from a rep's home to the accounts of a unit, kilometres × hours: by the great circle, or
    by a `table` of distances, which may count minutes.

    Accounts are sorted by unit: those of unit u are `start[u]:start[u + 1]`. `hours` is 0 where an account has no
    place. `nearest` is the same travel when every account goes to the nearest rep of the whole team (the unit of the
    goal's term).
    """

    start: Ints
    lat: Floats
    lon: Floats
    hours: Floats
    rep_lat: Floats
    rep_lon: Floats
    nearest: float
    table: Distances | None = None

    def far(self, account: Ints, rep: Ints) -> Floats:
        """Kilometres or minutes of pairs of an account, as sorted here, and a rep (arrays of equal length)."""
        return self._far(account, rep, None if self.table is None else self.table.listed(account, rep))

    def rows(self, account: Ints) -> Floats:
        """The same of some accounts with every rep, (accounts, R)."""
        every = np.arange(len(self.rep_lat))[None, :]
        return self._far(account[:, None], every, None if self.table is None else self.table.rows(account))

    def _far(self, account: Ints, rep: Ints, listed: Floats | None) -> Floats:
        if listed is not None and self.table is not None and self.table.complete:
            return listed
        km = great_circle(self.lat[account], self.lon[account], self.rep_lat[rep], self.rep_lon[rep])
        if listed is None or self.table is None or self.table.straight_line is None:
            return km
        return np.where(np.isnan(listed), self.table.straight_line * km, listed)

    def at(self, unit: Ints, rep: Ints) -> Floats:
        """Travel of the given pairs (one-dimensional arrays of equal length)."""
        size = self.start[unit + 1] - self.start[unit]
        pair = np.repeat(np.arange(len(unit)), size)
        account = np.arange(len(pair)) - np.repeat(np.cumsum(size) - size, size) + self.start[unit][pair]
        way = self.hours[account] * self.far(account, rep[pair])
        return np.bincount(pair, weights=way, minlength=len(unit)).astype(np.float64)

    def block(self, first: int, last: int) -> Floats:
        """Travel of the units first ≤ unit < last to every rep, shape (last − first, R)."""
        a, b = self.start[first], self.start[last]
        weighted = self.hours[a:b, None] * self.rows(np.arange(a, b))
        size = np.diff(self.start[first : last + 1])
        if (size == 1).all():
            return np.asarray(weighted)
        made, filled = np.zeros((last - first, weighted.shape[1])), np.flatnonzero(size)
        if len(filled):
            made[filled] = np.add.reduceat(weighted, self.start[first:last][filled] - a, axis=0)
        return made


@dataclass(frozen=True)
class Costs:
    """Goal contribution of giving unit u to rep r: `travel_weight` × travel ÷ nearest travel + `given`(u, r)."""

    travel: Travel | None
    travel_weight: float
    given: Amounts

    def at(self, unit: Ints, rep: Ints) -> Floats:
        """Contributions of the given pairs; the arguments broadcast."""
        total = self.given.at(unit, rep)
        if self.travel is not None and self.travel_weight:
            unit, rep = np.broadcast_arrays(unit, rep)
            travel = self.travel.at(unit.reshape(-1), rep.reshape(-1)).reshape(unit.shape)
            total = total + travel * (self.travel_weight / self.travel.nearest)
        return np.asarray(total, dtype=np.float64)

    def block(self, first: int, last: int) -> Floats:
        """Contributions of the units first ≤ unit < last for every rep, shape (last − first, R)."""
        total = self.given.block(first, last)
        if self.travel is not None and self.travel_weight:
            total = total + self.travel.block(first, last) * (self.travel_weight / self.travel.nearest)
        return total

    def per_rep(self, rep_of_unit: Ints) -> Floats:
        """Totals per rep of a plan, shape (R,); units with rep −1 count for nobody."""
        unit = np.flatnonzero(rep_of_unit >= 0)
        rep = rep_of_unit[unit]
        return np.bincount(rep, weights=self.at(unit, rep), minlength=self.given.special.reps).astype(np.float64)

    def times(self, factor: float) -> "Costs":
        """The same in another unit."""
        special = replace(self.given.special, values=factor * self.given.special.values)
        return Costs(self.travel, factor * self.travel_weight, Amounts(factor * self.given.base, special))

    @property
    def counts(self) -> bool:
        """Whether any pair costs something, as far as can be told without looking at every pair."""
        travels = self.travel is not None and self.travel_weight != 0
        return travels or bool(self.given.base.any() or self.given.special.values.any())

    @property
    def negative(self) -> bool:
        """Whether a pair may cost less than nothing."""
        return bool((self.given.base < 0).any() or (self.given.special.values < 0).any())
