"""Good prices fast: L-BFGS on a smoothed Lagrangian, colder step by step.

Before each temperature every unit's candidates are chosen anew by current price. Only the exact evaluation over all
eligible pairs (`Pricing.exact`) makes a bound; how the prices were found does not matter.
"""

from collections.abc import Callable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from solver.amounts import Amounts
from solver.book import Floats, Ints
from solver.bound.couplings import Coupling, Kind, couplings, values
from solver.bound.pools import Pool, Sample, Source
from solver.bound.smoothing import Smoothed
from solver.bound.surcharge import Surcharge
from solver.problem import Problem

TEMPERATURES = (1.0, 0.6, 0.35, 0.2, 0.1, 0.05, 0.025, 0.015, 0.01, 0.006, 0.003)
DENSE_PAIRS = 6_000_000
"""Up to so many pairs all reps are candidates everywhere."""
SAMPLED, CANDIDATES = 40, 60
"""A larger book is priced on a sample of so many units a rep first, with so many candidates each."""
FEWEST_SAMPLED, SAMPLED_PAIRS = 6, 3_000_000
"""Of a large team the sample is smaller, down to so many units a rep, so that all reps can be candidates. Where reps
are crowded (17 fair shares next to one home) the 60 nearest of 500 cannot hold together, and prices run away."""
LAST, LAST_CANDIDATES = 3, 20
"""The coldest temperatures look at every unit, each with its cheapest reps at the prices before."""
BLOCK_PAIRS = 2_000_000
STRETCHES = (10.0, 100.0, 1000.0)
"""Where rules cannot hold together the bound grows with the length of the prices, without end."""
SAFETY = 1e-11
"""Relative floating-point error of a bound; it is subtracted."""


@dataclass(frozen=True)
class Priced:
    """Prices of every coupling, the bound that they prove, the plan that they choose and its reduced costs, both (U,).

    `deviations` : measure → largest deviation when units on the fence are split, what a good plan should have.
    `rounded` (U,) : a plan whose loads are near that split's.
    """

    prices: tuple[Floats, ...]
    bound: float
    choice: Ints
    lowest: Floats
    deviations: Mapping[str, float] = field(default_factory=dict)
    rounded: Ints | None = None


class Pricing:
    """The Lagrangian of one problem; `surcharge` : contiguity at its prices, where that is part of it."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.surcharge: Surcharge | None = None
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
        if not np.isfinite(priced.bound):
            return True  # a unit that nobody may own
        longer = (tuple(stretch * price for price in priced.prices) for stretch in STRETCHES)
        return priced.bound > self.worst or any(self.exact(prices).bound > self.worst for prices in longer)

    def beyond(self, direction: Floats) -> Priced | None:
        """Prices in a direction (of all couplings, one after the other) that prove that there is no plan, if any do."""
        for stretch in STRETCHES:
            priced = self.exact(self.split(stretch * max(1.0, self.worst) * direction))
            if priced.bound > self.worst:
                return priced
        return None

    def dearer(self, surcharge: Surcharge) -> "Pricing":
        """The same with contiguity at these prices."""
        found = copy(self)
        found.surcharge = surcharge
        return found

    def split(self, theta: Floats) -> tuple[Floats, ...]:
        """Prices of every coupling, from all of them one after the other."""
        return tuple(np.split(theta, np.cumsum([c.prices for c in self.couplings])[:-1]))

    def zero(self) -> tuple[Floats, ...]:
        return tuple(np.zeros(c.prices) for c in self.couplings)

    def priced_block(self, prices: tuple[Floats, ...], start: int, stop: int) -> Floats:
        """Reduced costs of the units start ≤ unit < stop, shape (stop − start, R); infinite where not allowed."""
        reduced = self._add_prices(self.problem.costs.block(start, stop), prices, start, stop)
        if self.surcharge is not None:
            self.surcharge.add(reduced, start)
        reduced[~self.problem.eligibility.block(start, stop)] = np.inf
        return reduced

    def priced_at(self, prices: tuple[Floats, ...], unit: Ints, rep: Ints) -> Floats:
        """Reduced costs of some pairs (arrays of equal length)."""
        reduced = self.problem.costs.at(unit, rep)
        for coupling, price in zip(self.couplings, prices, strict=True):
            if price.any():
                reduced = reduced + coupling.amounts.at(unit, rep) * coupling.spread(price)[rep]
        if self.surcharge is not None:
            reduced = reduced + self.surcharge.at(unit * self.problem.reps + rep)
        return reduced

    def _add_prices(self, cost: Floats, prices: tuple[Floats, ...], start: int, stop: int) -> Floats:
        for coupling, price in zip(self.couplings, prices, strict=True):
            if price.any():
                cost += coupling.amounts.block(start, stop) * coupling.spread(price)
        return cost

    def exact(self, prices: tuple[Floats, ...]) -> Priced:
        """The bound at these prices, over all eligible pairs, in blocks; infinite when a unit has no rep."""
        prices = tuple(c.legal(p) for c, p in zip(self.couplings, prices, strict=True))
        choice = np.empty(self.problem.units, dtype=np.int64)
        cheapest = np.empty(self.problem.units)
        inner, size = 0.0, 0.0
        for start in range(0, self.problem.units, self.block):
            stop = min(start + self.block, self.problem.units)
            reduced = self.priced_block(prices, start, stop)
            best = np.argmin(reduced, axis=1)
            lowest = reduced[np.arange(stop - start), best]
            choice[start:stop], cheapest[start:stop] = best, lowest
            inner += float(lowest.sum())
            size += float(np.abs(lowest).sum())
        apart = values(self.couplings, prices)
        size += sum(abs(v) for v in apart) + sum(float(np.abs(p).sum()) for p in prices)
        if self.surcharge is not None:
            inner, size = inner + self.surcharge.value(), size + self.surcharge.size
        bound = inner + sum(apart) - SAFETY * size if np.isfinite(inner) else float("inf")
        return Priced(prices, bound, choice, cheapest)

    def pool(self, prices: tuple[Floats, ...], count: int, sample: Sample) -> Pool:
        """Each unit's `count` cheapest reps at these prices; all reps where `count` covers the team."""
        facing = np.array([c.spread(price) for c, price in zip(self.couplings, prices, strict=True)])
        source = Source(self.problem, tuple(c.amounts for c in self.couplings), self.size, self.block)
        return source.pool(count, facing, sample)

    def _sizes(self) -> Floats:
        """A unit's size in fair shares (largest over measures), at least a sliver so that no temperature is zero."""
        size = np.full(self.problem.units, 1e-6)
        shared_out = [c for c in self.couplings if c.kind is Kind.MEASURE or c.around is not None]
        for c in shared_out:
            if isinstance(c.amounts, Amounts):
                np.maximum(size, c.amounts.base / c.unit.mean(), out=size)
        if not shared_out:
            size[:] = self.problem.reps / self.problem.units
        return size


def find(
    pricing: Pricing, enough: Callable[[], bool] = lambda: False, on_bound: Callable[[Priced], None] | None = None
) -> Priced:
    """Prices by smoothing, the best bound met on the way; stops early when `enough()`."""
    problem = pricing.problem
    best = pricing.exact(pricing.zero())
    if not pricing.couplings or not np.isfinite(best.bound):
        return best
    scale = cost_scale(pricing, best)
    theta = np.zeros(sum(c.prices for c in pricing.couplings))
    soft: tuple[Smoothed, Floats] | None = None
    last: tuple[Smoothed, Floats] | None = None
    for temperature, pool in pools(pricing, best.choice, lambda: pricing.split(theta)):  # noqa: B023
        if enough():
            break
        smooth = Smoothed(pricing.couplings, pool, temperature * scale)
        theta = smooth.climb(theta, enough)
        if smooth.away is not None and (far := pricing.beyond(smooth.away)) is not None:
            return far
        if len(pool.size) < problem.units:
            continue
        last = smooth, theta
        priced = pricing.exact(pricing.split(theta))
        if priced.bound > best.bound:
            best, soft = priced, last
            if best.bound > pricing.worst:
                break
            if on_bound is not None:
                on_bound(best)
    return _with_split(best, soft or last)


def _with_split(priced: Priced, soft: tuple[Smoothed, Floats] | None) -> Priced:
    """The prices with what the soft split says of a good plan; the coldest split where no prices beat none."""
    if soft is None:
        return priced
    smooth, theta = soft
    return replace(priced, deviations=smooth.deviations(theta), rounded=smooth.rounded(theta))


def pools(pricing: Pricing, nearest: Ints, prices: Callable[[], tuple[Floats, ...]]) -> Iterator[tuple[float, Pool]]:
    """Temperatures and the candidates to use at them: of everything, and in a large book first of a sample."""
    problem = pricing.problem
    everything = Sample.everything(problem.units)
    if problem.units * problem.reps <= DENSE_PAIRS:
        yield from _at_all(TEMPERATURES, pricing.pool(prices(), problem.reps, everything))
        return
    count = min(SAMPLED * problem.reps, max(FEWEST_SAMPLED * problem.reps, SAMPLED_PAIRS // problem.reps))
    sample = Sample.drawn(pricing.size, nearest, count)
    if len(sample.unit) * problem.reps <= DENSE_PAIRS:
        yield from _at_all(TEMPERATURES[:-LAST], pricing.pool(prices(), problem.reps, sample))
    else:
        for temperature in TEMPERATURES[:-LAST]:
            yield temperature, pricing.pool(prices(), CANDIDATES, sample)
    for temperature in TEMPERATURES[-LAST:]:
        yield temperature, pricing.pool(prices(), LAST_CANDIDATES, everything)


def _at_all(temperatures: tuple[float, ...], pool: Pool) -> Iterator[tuple[float, Pool]]:
    return ((temperature, pool) for temperature in temperatures)


def cost_scale(pricing: Pricing, start: Priced) -> float:
    """Goal per fair share: what a territory costs when every unit takes its cheapest rep, at least a weight's share."""
    weights = sum(c.weight + c.mean for c in pricing.couplings)
    units = np.arange(pricing.problem.units)
    cheapest = float(np.abs(pricing.problem.costs.at(units, start.choice)).sum())
    return max(cheapest, weights, 1e-12) / pricing.problem.reps
