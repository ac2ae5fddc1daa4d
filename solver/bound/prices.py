"""Good prices fast: L-BFGS on a smoothed Lagrangian, colder step by step.

Before each temperature every unit's candidates are chosen anew by current price. Only the exact evaluation over all
eligible pairs (`Pricing.exact`) makes a bound; how the prices were found does not matter.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from solver.amounts import Amounts
from solver.book import Floats, Ints
from solver.bound.couplings import Coupling, Kind, couplings, values
from solver.bound.smoothing import Pool, Singles, Smoothed, Special
from solver.problem import Problem

TEMPERATURES = (1.0, 0.6, 0.35, 0.2, 0.1, 0.05, 0.025, 0.015, 0.01, 0.006, 0.003)
DENSE_PAIRS = 6_000_000
"""Up to so many pairs all reps are candidates everywhere."""
CANDIDATES = 60
BLOCK_PAIRS = 2_000_000
STRETCHES = (10.0, 100.0, 1000.0)
"""Where rules cannot hold together the bound grows with the length of the prices, without end."""
SAFETY = 1e-11
"""Relative floating-point error of a bound; it is subtracted."""


@dataclass(frozen=True)
class Priced:
    """Prices of every coupling, the bound that they prove and the plan that they choose unit by unit, shape (U,).

    `deviations` : measure → largest deviation when units on the fence are split, what a good plan should have.
    """

    prices: tuple[Floats, ...]
    bound: float
    choice: Ints
    deviations: Mapping[str, float] = field(default_factory=dict)


class Pricing:
    """The Lagrangian of one problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.couplings: list[Coupling] = couplings(problem)
        self.block = max(1, BLOCK_PAIRS // problem.reps)
        self.size = self._sizes()

    @cached_property
    def worst(self) -> float:
        """No plan that keeps the rules costs more, a rounding added: a bound above this proves there is no plan."""
        dearest = 0.0
        for start in range(0, self.problem.units, self.block):
            stop = min(start + self.block, self.problem.units)
            allowed = self.problem.eligibility.block(start, stop)
            dearest += float(np.where(allowed, self.problem.costs.block(start, stop), -np.inf).max(axis=1).sum())
        total = dearest + sum((c.weight + c.mean) * c.most for c in self.couplings)
        return total + 1e-6 * max(1.0, abs(total))

    def refutes(self, priced: Priced) -> bool:
        """Whether these prices, or longer ones in the same direction, prove that no plan keeps the rules."""
        longer = (tuple(stretch * price for price in priced.prices) for stretch in STRETCHES)
        return priced.bound > self.worst or any(self.exact(prices).bound > self.worst for prices in longer)

    def zero(self) -> tuple[Floats, ...]:
        return tuple(np.zeros(c.prices) for c in self.couplings)

    def priced_block(self, prices: tuple[Floats, ...], start: int, stop: int) -> Floats:
        """Reduced costs of the units start ≤ unit < stop, shape (stop − start, R); infinite where not allowed."""
        reduced = self._add_prices(self.problem.costs.block(start, stop), prices, start, stop)
        reduced[~self.problem.eligibility.block(start, stop)] = np.inf
        return reduced

    def _add_prices(self, cost: Floats, prices: tuple[Floats, ...], start: int, stop: int) -> Floats:
        for coupling, price in zip(self.couplings, prices, strict=True):
            if price.any():
                cost += coupling.amounts.block(start, stop) * coupling.spread(price)
        return cost

    def exact(self, prices: tuple[Floats, ...]) -> Priced:
        """The bound at these prices, over all eligible pairs, in blocks."""
        prices = tuple(c.legal(p) for c, p in zip(self.couplings, prices, strict=True))
        choice = np.empty(self.problem.units, dtype=np.int64)
        inner, size = 0.0, 0.0
        for start in range(0, self.problem.units, self.block):
            stop = min(start + self.block, self.problem.units)
            reduced = self.priced_block(prices, start, stop)
            best = np.argmin(reduced, axis=1)
            lowest = reduced[np.arange(stop - start), best]
            choice[start:stop] = best
            inner += float(lowest.sum())
            size += float(np.abs(lowest).sum())
        apart = values(self.couplings, prices)
        size += sum(abs(v) for v in apart) + sum(float(np.abs(p).sum()) for p in prices)
        return Priced(prices, inner + sum(apart) - SAFETY * size, choice)

    def pool(self, prices: tuple[Floats, ...], count: int) -> Pool:
        """Each unit's `count` cheapest reps at these prices; all reps where `count` covers the team."""
        problem, reps = self.problem, self.problem.reps
        whole = count >= reps
        chosen = None if whole else np.empty((problem.units, count), dtype=np.int64)
        cost = np.empty((problem.units, reps if whole else count), dtype=np.float32)
        for start in range(0, problem.units, self.block):
            stop = min(start + self.block, problem.units)
            raw = problem.costs.block(start, stop)
            raw[~problem.eligibility.block(start, stop)] = np.inf
            if chosen is not None:
                near = np.argpartition(self._add_prices(raw.copy(), prices, start, stop), count - 1, axis=1)[:, :count]
                near.sort(axis=1)
                chosen[start:stop] = near
                raw = np.take_along_axis(raw, near, axis=1)
            cost[start:stop] = raw
        base = np.stack([self._base(c) for c in self.couplings]).astype(np.float32)
        special = tuple(self._special(c, chosen) for c in self.couplings)
        return Pool(cost, chosen, base, special, tuple(self._each(c, chosen) for c in self.couplings))

    def _base(self, c: Coupling) -> Floats:
        """What a unit counts for every rep; nothing where every pair counts for itself (`_each`)."""
        return c.amounts.base if isinstance(c.amounts, Amounts) else np.zeros(self.problem.units)

    def _each(self, c: Coupling, chosen: Ints | None) -> Singles | None:
        """What every candidate counts, of a coupling whose amounts are costs."""
        if isinstance(c.amounts, Amounts):
            return None
        units, reps = self.problem.units, self.problem.reps
        each = np.empty((units, reps if chosen is None else chosen.shape[1]), dtype=np.float32)
        for start in range(0, units, self.block):
            stop = min(start + self.block, units)
            block = c.amounts.block(start, stop)
            each[start:stop] = block if chosen is None else np.take_along_axis(block, chosen[start:stop], axis=1)
        return each

    def _special(self, c: Coupling, chosen: Ints | None) -> Special:
        """The coupling's pairs that differ from their unit's base, where they stand in the pool."""
        if not isinstance(c.amounts, Amounts):
            return Special(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32))
        unit, rep = c.amounts.special.unit, c.amounts.special.rep
        more = (c.amounts.special.values - c.amounts.base[unit]).astype(np.float32)
        if chosen is None:
            return Special(c.amounts.special.keys, rep, more)
        column = (chosen[unit] < rep[:, None]).sum(axis=1)
        count = chosen.shape[1]
        there = column < count
        there[there] = chosen[unit[there], column[there]] == rep[there]
        return Special(unit[there] * count + column[there], rep[there], more[there])

    def _sizes(self) -> Floats:
        """A unit's size in fair shares (largest over measures), at least a sliver so that no temperature is zero."""
        size = np.full(self.problem.units, 1e-6)
        for c in self.couplings:
            if c.kind is Kind.MEASURE:
                np.maximum(size, self._base(c) / c.unit.mean(), out=size)
        if not any(c.kind is Kind.MEASURE for c in self.couplings):
            size[:] = self.problem.reps / self.problem.units
        return size


def find(
    pricing: Pricing, enough: Callable[[], bool] = lambda: False, on_bound: Callable[[Priced], None] | None = None
) -> Priced:
    """Prices by smoothing, the best bound met on the way; stops early when `enough()`."""
    problem = pricing.problem
    best = pricing.exact(pricing.zero())
    if not pricing.couplings:
        return best
    scale = _cost_scale(pricing, best)
    theta = np.zeros(sum(c.prices for c in pricing.couplings))
    count = problem.reps if problem.units * problem.reps <= DENSE_PAIRS else CANDIDATES
    pool: Pool | None = None
    for temperature in TEMPERATURES:
        if enough():
            break
        if pool is None or count < problem.reps:
            pool = pricing.pool(_split(pricing, theta), count)
        smooth = Smoothed(pricing.couplings, pool, pricing.size, temperature * scale)
        theta = smooth.climb(theta, enough)
        priced = replace(pricing.exact(_split(pricing, theta)), deviations=smooth.deviations(theta))
        if priced.bound > best.bound:
            best = priced
            if best.bound > pricing.worst:
                break
            if on_bound is not None:
                on_bound(best)
    return best


def _cost_scale(pricing: Pricing, start: Priced) -> float:
    """Goal per fair share: what a territory costs when every unit takes its cheapest rep, at least a weight's share."""
    weights = sum(c.weight + c.mean for c in pricing.couplings)
    units = np.arange(pricing.problem.units)
    cheapest = float(np.abs(pricing.problem.costs.at(units, start.choice)).sum())
    return max(cheapest, weights, 1e-12) / pricing.problem.reps


def _split(pricing: Pricing, theta: Floats) -> tuple[Floats, ...]:
    cuts = np.cumsum([c.prices for c in pricing.couplings])[:-1]
    return tuple(np.split(theta, cuts))
