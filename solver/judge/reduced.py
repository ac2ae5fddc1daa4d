"""What every unit costs with every rep at given prices, block by block: memory is linear in accounts and reps."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from solver.book import Floats, Ints
from solver.certificate import Proves
from solver.judge.coupling import Coupling, moved, weighed
from solver.judge.exceptions import PerUnit, Use, merged
from solver.judge.far import far, travels_to
from solver.judge.may_own import MayOwn
from solver.judge.terms import no_data
from solver.judge.yardstick import COST, Yardstick
from solver.problem import Problem

BLOCK_PAIRS = 1_000_000
"""Pairs that are looked at together."""


@dataclass(frozen=True)
class Trips:
    """Accounts whose travel counts, sorted by unit, and `weight` (of the goal) per kilometre or minute to each."""

    problem: Problem
    account: Ints
    unit: Ints
    weight: Floats

    @classmethod
    def of(cls, problem: Problem, facts: Yardstick) -> "Trips":
        order = np.argsort(problem.book.unit, kind="stable")
        order = order[travels_to(problem)[order] & (facts.travel_hours[order] != 0)]
        weight = weighed(problem)["travel"] / facts.nearest_travel * facts.travel_hours[order]
        return cls(problem, order, problem.book.unit[order], weight)

    def add(self, cost: Floats, first: int) -> None:
        """Add the travel of the units from `first` on to `cost`, one row per unit."""
        reps = self.problem.reps
        start, stop = np.searchsorted(self.unit, [first, first + len(cost)])
        step = max(1, BLOCK_PAIRS // reps)
        for a in range(start, stop, step):
            some = slice(a, min(a + step, stop))
            way = far(self.problem, self.account[some, None], np.arange(reps)[None, :])
            unit = self.unit[some] - first
            at = np.flatnonzero(np.diff(unit, prepend=-1))
            cost[unit[at]] += np.add.reduceat(self.weight[some, None] * way, at, axis=0)


@dataclass(frozen=True)
class Reduced:
    """Cost of unit u with rep r: Σ_k base[k, u] · rate[k, r], `special` at single pairs, and trips.

    base : (K, U). rate : (K, R). size : (U,) no sum of the first two is larger in absolute value on the way.
    """

    base: Floats
    rate: Floats
    special: PerUnit
    size: Floats
    trips: Trips | None
    may_own: MayOwn

    @classmethod
    def of(
        cls, problem: Problem, facts: Yardstick, proves: Proves, priced: Sequence[tuple[Coupling, Floats]]
    ) -> "Reduced":
        """The goal's own costs (unless the proof leaves the goal out) and the priced use of the rules."""
        parts = [(c.use.per_unit(problem), c.faced(p)) for c, p in priced if p.any()]
        trips = None
        if proves is Proves.GOAL:
            parts += [(use.per_unit(problem), np.full(problem.reps, weight)) for use, weight in _goal(problem, facts)]
            if weighed(problem).get("travel") and not no_data(problem, facts, "travel"):
                trips = Trips.of(problem, facts)
        keys = np.concatenate([np.zeros(0, dtype=np.int64), *(part.keys for part, _ in parts)])
        more = np.concatenate([np.zeros(0), *(part.more * rate[part.keys % problem.reps] for part, rate in parts)])
        none = np.zeros(problem.units)
        return cls(
            base=np.stack([none, *(part.base for part, _ in parts)]),
            rate=np.stack([np.zeros(problem.reps), *(rate for _, rate in parts)]),
            special=merged(none, keys, more, problem.reps),
            size=none + sum(part.size() * float(np.abs(rate).max()) for part, rate in parts),
            trips=trips,
            may_own=MayOwn.of(problem),
        )

    def with_more(self, keys: Ints, more: Floats) -> "Reduced":
        """With `more` on top at the pairs `keys` (unit × R + rep, any order)."""
        if not len(keys):
            return self
        reps, special = self.special.reps, self.special
        every = merged(special.base, np.r_[special.keys, keys], np.r_[special.more, more], reps)
        heavier = np.bincount(keys // reps, weights=np.abs(more), minlength=len(self.size))
        return replace(self, special=every, size=self.size + heavier)

    def minimum(self) -> tuple[float, float]:
        """Σ_u min_r over the reps who may own u, and the size of what was added up.

        The sum is inf when a unit has no such rep, and −inf when the numbers are too large to be added up.
        """
        units, reps = self.base.shape[1], self.rate.shape[1]
        step = max(1, BLOCK_PAIRS // reps)
        lowest, size, alone = 0.0, 2.0 * float(self.size.sum()), False
        for first in range(0, units, step):
            last = min(first + step, units)
            allowed = self.may_own.block(first, last)
            least = np.where(allowed, self._block(first, last), np.inf).min(axis=1)
            alone |= not allowed.any(axis=1).all()
            lowest += float(least.sum())
            size += float(np.abs(least).sum())
        if alone:
            return np.inf, 0.0
        return (lowest, size) if np.isfinite(lowest) else (-np.inf, np.inf)

    def _block(self, first: int, last: int) -> Floats:
        reps = self.rate.shape[1]
        cost = self.base[:, first:last].T @ self.rate
        low, high = np.searchsorted(self.special.keys, [first * reps, last * reps])
        cost.reshape(-1)[self.special.keys[low:high] - first * reps] += self.special.more[low:high]
        if self.trips is not None:
            self.trips.add(cost, first)
        return np.asarray(cost)


def _goal(problem: Problem, facts: Yardstick) -> list[tuple[Use, float]]:
    """The goal's terms that are sums over pairs, travel apart."""
    goal, book, found = weighed(problem), problem.book, []
    if goal.get("reassigned") and not no_data(problem, facts, "reassigned"):
        worth = facts.move_weight * book.values["potential"]
        found.append((moved(problem, worth), goal["reassigned"] / facts.owned_potential))
    if goal.get("reassigned_accounts") and not no_data(problem, facts, "reassigned_accounts"):
        found.append((moved(problem, np.ones(len(book))), goal["reassigned_accounts"] / facts.owned_accounts))
    if goal.get("reassigned_potential") and not no_data(problem, facts, "reassigned_potential"):
        found.append((moved(problem, book.values["potential"]), goal["reassigned_potential"] / facts.owned_potential))
    if goal.get(COST) and not no_data(problem, facts, COST):
        found.append((Use(np.zeros(len(book)), problem.pairs.values[COST]), goal[COST]))
    return found
