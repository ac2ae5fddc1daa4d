"""Good prices fast: L-BFGS on a smoothed Lagrangian, colder step by step.

The inner minimum over reps is replaced by a soft minimum whose temperature is proportional to the unit's size, so that a
whale and a corner shop soften alike. Before each temperature every unit's candidates are chosen anew by current price.
Only the exact evaluation over all eligible pairs (`exact`) makes a bound; how the prices were found does not matter.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from solver.book import Floats, Ints
from solver.bound.couplings import Coupling, Kind, couplings
from solver.problem import Problem

TEMPERATURES = (1.0, 0.6, 0.35, 0.2, 0.1, 0.05, 0.025, 0.015, 0.01, 0.006, 0.003)
STEPS = 40
DENSE_PAIRS = 1_500_000
"""Up to so many pairs all reps are candidates everywhere."""
CANDIDATES = 60
BLOCK_PAIRS = 2_000_000
KINK_OF_PRICE, KINK_OF_SUM = 0.3, 0.1
"""Widths over which |π| and min(0, ·) are rounded off, in temperatures; narrower kinks stall L-BFGS (1.464 against 1.4714 on 3,217 tracts)."""
SAFETY = 1e-11
"""Relative floating-point error of a bound; it is subtracted."""


@dataclass(frozen=True)
class Priced:
    """Prices of every coupling, the bound that they prove and the plan that they choose unit by unit, shape (U,)."""

    prices: tuple[Floats, ...]
    bound: float
    choice: Ints


@dataclass(frozen=True)
class Candidates:
    """K candidate reps per unit: `rep`, `cost` (infinite = not allowed), and `amounts`, one (U, K) array a coupling."""

    rep: Ints
    cost: Floats
    amounts: tuple[Floats, ...]


class Pricing:
    """The Lagrangian of one problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.couplings: list[Coupling] = couplings(problem)
        self.block = max(1, BLOCK_PAIRS // problem.reps)
        self.size = self._sizes()

    def zero(self) -> tuple[Floats, ...]:
        return tuple(np.zeros(c.prices) for c in self.couplings)

    def priced_block(self, prices: tuple[Floats, ...], start: int, stop: int) -> Floats:
        """Reduced costs of the units start ≤ unit < stop, shape (stop − start, R); infinite where not allowed."""
        reduced = self.problem.costs.block(start, stop)
        for coupling, price in zip(self.couplings, prices, strict=True):
            if price.any():
                reduced += coupling.amounts.block(start, stop) * coupling.spread(price)
        reduced[~self.problem.eligibility.block(start, stop)] = np.inf
        return reduced

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
        values = [c.value(p) for c, p in zip(self.couplings, prices, strict=True)]
        size += sum(abs(v) for v in values) + sum(float(np.abs(p).sum()) for p in prices)
        return Priced(prices, inner + sum(values) - SAFETY * size, choice)

    def candidates(self, prices: tuple[Floats, ...], count: int) -> Candidates:
        """Each unit's `count` cheapest reps at these prices."""
        problem = self.problem
        count = min(count, problem.reps)
        chosen = np.empty((problem.units, count), dtype=np.int64)
        cost = np.empty((problem.units, count))
        for start in range(0, problem.units, self.block):
            stop = min(start + self.block, problem.units)
            if count == problem.reps:
                chosen[start:stop] = np.arange(count)
            else:
                reduced = self.priced_block(prices, start, stop)
                chosen[start:stop] = np.argpartition(reduced, count - 1, axis=1)[:, :count]
            rep = chosen[start:stop]
            units = np.arange(start, stop)[:, None]
            allowed = problem.eligibility.ok(units, rep)
            raw = np.take_along_axis(problem.costs.block(start, stop), rep, axis=1)
            cost[start:stop] = np.where(allowed, raw, np.inf)
        every = np.arange(problem.units)[:, None]
        return Candidates(chosen, cost, tuple(c.at(every, chosen) for c in self.couplings))

    def _sizes(self) -> Floats:
        """A unit's size in fair shares (largest over measures), at least a sliver so that no temperature is zero."""
        size = np.full(self.problem.units, 1e-6)
        for c in self.couplings:
            if c.kind is Kind.MEASURE:
                np.maximum(size, c.amounts.base / c.unit.mean(), out=size)
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
    dense = problem.units * problem.reps <= DENSE_PAIRS
    pool = pricing.candidates(best.prices, problem.reps) if dense else None
    for temperature in TEMPERATURES:
        if enough():
            break
        near = pool or pricing.candidates(_split(pricing, theta), CANDIDATES)
        smooth = Smoothed(pricing, near, temperature * scale)
        theta = smooth.climb(theta, enough)
        priced = pricing.exact(_split(pricing, theta))
        if priced.bound > best.bound:
            best = priced
            if on_bound is not None:
                on_bound(best)
    return best


def _cost_scale(pricing: Pricing, start: Priced) -> float:
    """Goal per fair share: what one territory costs when every unit takes its cheapest rep, at least a weight's share."""
    weights = sum(c.weight for c in pricing.couplings)
    units = np.arange(pricing.problem.units)
    cheapest = float(np.abs(pricing.problem.costs.at(units, start.choice)).sum())
    return max(cheapest, weights, 1e-12) / pricing.problem.reps


def _split(pricing: Pricing, theta: Floats) -> tuple[Floats, ...]:
    cuts = np.cumsum([c.prices for c in pricing.couplings])[:-1]
    return tuple(np.split(theta, cuts))


class Smoothed:
    """The Lagrangian at one temperature over fixed candidates, with its gradient."""

    def __init__(self, pricing: Pricing, near: Candidates, temperature: float) -> None:
        self.pricing, self.near = pricing, near
        self.temperature = temperature
        self.heat = np.maximum(temperature * pricing.size, 1e-15)[:, None]
        self.flat = near.rep.ravel()
        self.soft = KINK_OF_PRICE * temperature

    def climb(self, theta: Floats, enough: Callable[[], bool]) -> Floats:
        """Up to `STEPS` steps of L-BFGS-B from `theta`."""

        def stop(_: Floats) -> None:
            if enough():
                raise StopIteration

        found = minimize(
            self.negative,
            theta,
            jac=True,
            method="L-BFGS-B",
            bounds=self._bounds(),
            callback=stop,
            options={"maxiter": STEPS, "maxcor": 20, "ftol": 1e-10, "gtol": 1e-10},
        )
        return np.asarray(found.x, dtype=np.float64)

    def _bounds(self) -> list[tuple[float | None, float | None]]:
        bounds: list[tuple[float | None, float | None]] = []
        for c in self.pricing.couplings:
            for upper, lower in zip(c.upper, c.lower, strict=True):
                free = c.kind is Kind.MEASURE
                bounds.append((None if free or np.isfinite(lower) else 0.0, None if free or np.isfinite(upper) else 0.0))
        return bounds

    def negative(self, theta: Floats) -> tuple[float, Floats]:
        """Minus the smoothed g(π) and its gradient."""
        prices = _split(self.pricing, theta)
        reduced = self.near.cost.copy()
        for c, price, amounts in zip(self.pricing.couplings, prices, self.near.amounts, strict=True):
            reduced += amounts * (price[0] if c.kind is Kind.LIMIT else price[self.near.rep])
        lowest = reduced.min(axis=1, keepdims=True)
        weight = np.exp((lowest - reduced) / self.heat)
        total = weight.sum(axis=1, keepdims=True)
        value = float((lowest - self.heat * np.log(total)).sum())
        weight /= total
        slopes = []
        for c, price, amounts in zip(self.pricing.couplings, prices, self.near.amounts, strict=True):
            used = (weight * amounts).ravel()
            if c.kind is Kind.LIMIT:
                load = np.array([used.sum()])
            else:
                load = np.bincount(self.flat, weights=used, minlength=len(price))
            extra, slope = self._value(c, price)
            value += extra
            slopes.append(load + slope)
        return -value, -np.concatenate(slopes)

    def _value(self, c: Coupling, price: Floats) -> tuple[float, Floats]:
        """The coupling's own part, kinks rounded off, and its gradient."""
        if c.kind is not Kind.MEASURE:
            bound = np.where((price > 0) | ~np.isfinite(c.lower), c.upper, c.lower)
            bound = np.where(np.isfinite(bound), bound, 0.0)
            return -float((price * bound).sum()), -bound
        rounded = np.sqrt(price**2 + self.soft**2)
        gain = c.most * (c.weight - float(rounded.sum()))
        width = max(KINK_OF_SUM * self.temperature * len(price), 1e-12)
        z = -gain / width
        value = -width * float(np.logaddexp(0.0, z))
        share = float(1.0 / (1.0 + np.exp(np.clip(-z, -700, 700))))
        return value - float(price.sum()), -1.0 - share * c.most * price / rounded
