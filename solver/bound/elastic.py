"""How far rules must give way, by prices: one variable t ≥ 0 is added to every band (or to every rule) and minimised.

With the couplings of `solver.bound.couplings` and nothing else in the goal the Lagrangian is

    L(π) = g(π) + min over t ≥ 0 of t · (1 − Σ |π|)          g: as there, with weight 0 and no costs

the sum over the prices of the rules that give way, in shares and bounds. g is homogeneous, so any prices with Σ |π| > 0
prove t ≥ g(π) ÷ Σ |π|: no plan exists with less. The best prices attain the optimum of the relaxation that splits
units.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from solver.amounts import Amounts, Pairwise
from solver.book import Floats
from solver.bound.couplings import NO_WEIGHTS, Coupling, Kind
from solver.bound.pools import Pool
from solver.bound.prices import Priced, Pricing, pools
from solver.bound.smoothing import KINK_OF_PRICE, KINK_OF_SUM, Smoothed
from solver.problem import Problem

MOST = 64.0
"""t is looked for up to here; it only keeps the prices from running away."""
PROOF = 1e-9
"""Of t: less is noise of the arithmetic."""


@dataclass(frozen=True)
class Climb:
    """A proven lower bound on t, and the prices that prove it (None: 0 is all that is proven)."""

    bound: float
    pricing: Pricing
    priced: Priced | None


def least_opening(bare: Problem, enough: Callable[[], bool]) -> Climb:
    """What must be added to every band, the other rules kept; infinite when that cannot help.

    bare : the problem with nothing to minimise.
    """
    return _climb(bare, enough, lambda c: c.kind is Kind.MEASURE, np.inf)


def refuted(bare: Problem, enough: Callable[[], bool]) -> bool:
    """True when prices prove that no plan keeps the rules of `bare`, which has no goal; False proves nothing."""
    return _climb(bare, enough, lambda c: True, PROOF).bound > PROOF


def without_goal(problem: Problem) -> Problem:
    """The same rules with nothing to minimise: only whether a plan exists."""
    zero = Amounts(np.zeros(problem.units), Pairwise(problem.reps))
    measures = tuple(replace(m, weight=0.0, mean_weight=0.0) for m in problem.measures)
    return replace(problem, measures=measures, costs=replace(problem.costs, travel_weight=0.0, given=zero))


def _climb(bare: Problem, enough: Callable[[], bool], gives: Callable[[Coupling], bool], until: float) -> Climb:
    """The best bound on t over all temperatures; stops early when `enough()` or at a bound above `until`."""
    pricing = Pricing(bare)
    giving = [gives(c) for c in pricing.couplings]
    if not any(giving):
        return Climb(0.0, pricing, None)
    theta = np.zeros(sum(c.prices for c in pricing.couplings))
    anybody = pricing.exact(pricing.zero()).choice
    best = Climb(0.0, pricing, None)
    for temperature, pool in pools(pricing, anybody, lambda: pricing.split(theta)):  # noqa: B023
        if enough() or best.bound > until:
            break
        theta = Elastic(pricing.couplings, pool, temperature / bare.reps, giving).climb(theta, enough)
        exact = pricing.exact(pricing.split(theta))
        bound = _proven(exact, giving)
        if bound > best.bound:
            best = Climb(bound, pricing, exact)
    return best


def _proven(exact: Priced, giving: list[bool]) -> float:
    """g(π) ÷ Σ |π|, of an exact evaluation over all eligible pairs."""
    length = sum(float(np.abs(p).sum()) for p, gives in zip(exact.prices, giving, strict=True) if gives)
    if length > 0 and length * MOST > exact.bound:
        return exact.bound / length
    return float("inf") if exact.bound > PROOF else 0.0


class Elastic(Smoothed):
    """The smoothed Lagrangian of t; `giving` says which couplings give way."""

    def __init__(self, couplings: list[Coupling], pool: Pool, temperature: float, giving: list[bool]) -> None:
        super().__init__(couplings, pool, temperature)
        self.giving = giving

    def negative(self, theta: Floats) -> tuple[float, Floats]:
        """Minus the smoothed L(π) and its gradient."""
        prices = np.split(theta, self.cuts)
        value, loads = self._soft(prices)
        slopes, kinks, length, count = [], [], 0.0, 0
        for c, price, load, gives in zip(self.couplings, prices, loads, self.giving, strict=True):
            rounded = np.sqrt(price**2 + (KINK_OF_PRICE * self.temperature) ** 2)
            kinks.append(price / rounded if gives else np.zeros(len(price)))
            if gives:
                length += float(rounded.sum())
                count += len(price)
            extra, slope = self._own(c, price, rounded)
            value += extra
            scaled = c.felt(load)
            slopes.append((np.array([scaled.sum()]) if c.kind is Kind.LIMIT else scaled) + slope)
        width = max(KINK_OF_SUM * self.temperature * count, 1e-12)
        z = -MOST * (1.0 - length) / width
        value -= width * float(np.logaddexp(0.0, z))
        pull = MOST / (1.0 + np.exp(np.clip(-z, -700, 700)))
        slope = np.concatenate(slopes) - pull * np.concatenate(kinks)
        return -value, -slope

    def _own(self, c: Coupling, price: Floats, rounded: Floats) -> tuple[float, Floats]:
        """The coupling's own part of g, and its gradient."""
        if c.kind is not Kind.MEASURE:
            return self._value(c, price, NO_WEIGHTS)[:2]
        return -float(price.sum()) - c.most * float(rounded.sum()), -1.0 - c.most * price / rounded
