"""The Lagrangian with a soft minimum over reps: smooth enough for L-BFGS.

min_r v_ur becomes −T_u log Σ_r exp(−v_ur ÷ T_u) with a temperature T_u proportional to the unit's size, so that a whale
and a corner shop soften alike. Single precision is enough here: prices found this way become a bound only through the
exact evaluation.
"""

from collections.abc import Callable

import numpy as np
from scipy.optimize import minimize

from solver.book import Floats, Ints
from solver.bound.couplings import Coupling, Kind
from solver.bound.pools import Pool, Singles
from solver.bound.rounding import whole_units

STEPS = 40
LEAST_PRICE = 0.01
"""Prices that add up to less (as a share of the goal's weight) say nothing about the deviation."""
RUNAWAY = 1e15
"""Prices grow without end where the rules cannot hold; single precision ends before that."""
KINK_OF_PRICE, KINK_OF_SUM = 0.3, 0.1
"""Widths over which |π| and min(0, ·) are rounded off, in temperatures. Narrower kinks stall L-BFGS: with 0.001 and
0.01 the bound of 3,217 tracts stopped at 1.464 instead of 1.4714."""


class Smoothed:
    """The Lagrangian of some couplings at one temperature over a pool, with its gradient."""

    def __init__(self, couplings: list[Coupling], pool: Pool, temperature: float) -> None:
        self.couplings, self.pool, self.temperature = couplings, pool, temperature
        self.reps = len(couplings[0].unit)
        self.cuts = np.cumsum([c.prices for c in couplings])[:-1]
        self.heat = np.maximum(temperature * pool.size, 1e-15)[:, None].astype(np.float32)
        self.cold = 1.0 / self.heat

    def climb(self, theta: Floats, enough: Callable[[], bool]) -> Floats:
        """Up to `STEPS` steps of L-BFGS-B from the prices `theta` (all couplings' one after the other)."""

        def look(_: Floats) -> None:
            if enough():
                raise StopIteration

        with np.errstate(over="ignore", invalid="ignore"):
            found = minimize(
                self.negative,
                theta,
                jac=True,
                method="L-BFGS-B",
                bounds=[pair for c in self.couplings for pair in _signs(c)],
                callback=look,
                options={"maxiter": STEPS, "maxcor": 20, "ftol": 1e-10, "gtol": 1e-10},
            )
        climbed = np.asarray(found.x, dtype=np.float64)
        return climbed if np.all(np.abs(climbed) < RUNAWAY) else theta

    def rounded(self, theta: Floats) -> Ints:
        """A rep for every unit of the soft split, (U,), whose loads are near the split's: see `rounding`."""
        weight = self._chances(np.split(theta, self.cuts))[0]
        unit = np.array([c.unit for c in self.couplings])
        return whole_units(weight, self.pool.rep, self.pool.base.astype(np.float64), unit)

    def deviations(self, theta: Floats) -> dict[str, float]:
        """The largest |load ÷ fair share − 1| of every measure that a good plan should have.

        Where prices are good only reps who stand at the largest deviation d have one, hence over the loads of the soft
        split d = Σ π · (load − 1) ÷ Σ |π|: an average, which hardly feels that single loads are still off.
        """
        prices = np.split(theta, self.cuts)
        with np.errstate(over="ignore", invalid="ignore"):
            loads = self._soft(prices)[1]
        found = {}
        for c, price, load in zip(self.couplings, prices, loads, strict=True):
            if c.kind is Kind.MEASURE:
                off, total = load / c.unit - 1, float(np.abs(price).sum())
                mean = float(price @ off) / total if total > LEAST_PRICE * c.weight else 0.0
                found[c.name] = mean if mean > 0 else float(np.max(np.abs(off)))
        return found

    def negative(self, theta: Floats) -> tuple[float, Floats]:
        """Minus the smoothed g(π) and its gradient."""
        prices = np.split(theta, self.cuts)
        value, loads = self._soft(prices)
        slopes = []
        for c, price, load in zip(self.couplings, prices, loads, strict=True):
            extra, slope = self._value(c, price)
            value += extra
            scaled = load / c.unit
            slopes.append((np.array([scaled.sum()]) if c.kind is Kind.LIMIT else scaled) + slope)
        return -value, -np.concatenate(slopes)

    def _soft(self, prices: list[Floats]) -> tuple[float, Floats]:
        """The soft minimum summed over units, and the raw loads (J, R) of the split that attains it."""
        weight, value = self._chances(prices)
        return value, self.pool.loads(weight, self.reps)

    def _chances(self, prices: list[Floats]) -> tuple[Singles, float]:
        """Chances of every candidate under the soft minimum, (U, K), and the soft minimum summed over units."""
        facing = np.array([c.spread(price) for c, price in zip(self.couplings, prices, strict=True)], dtype=np.float32)
        reduced = self.pool.cost.copy()
        self.pool.add_priced(reduced, facing)
        lowest = reduced.min(axis=1, keepdims=True)
        np.subtract(lowest, reduced, out=reduced)
        reduced *= self.cold
        weight = np.exp(reduced, out=reduced)
        total = weight.sum(axis=1, keepdims=True)
        value = float((lowest - self.heat * np.log(total)).sum(dtype=np.float64))
        weight /= total
        return weight, value

    def _value(self, c: Coupling, price: Floats) -> tuple[float, Floats]:
        """The coupling's own part, kinks rounded off, and its gradient."""
        if c.kind is not Kind.MEASURE:
            bound = np.where((price > 0) | ~np.isfinite(c.lower), c.upper, c.lower)
            bound = np.where(np.isfinite(bound), bound, 0.0)
            return -float((price * bound).sum()), -bound
        rounded = np.sqrt(price**2 + (KINK_OF_PRICE * self.temperature) ** 2)
        gain = c.most * (c.weight - float(rounded.sum()))
        width = max(KINK_OF_SUM * self.temperature * len(price), 1e-12)
        z = -gain / width
        share = float(1.0 / (1.0 + np.exp(np.clip(-z, -700, 700))))
        value = -width * float(np.logaddexp(0.0, z)) - float(price.sum())
        return value, -1.0 - share * c.most * price / rounded


def _signs(c: Coupling) -> list[tuple[float | None, float | None]]:
    """Bounds of a coupling's prices: positive only where there is an upper bound, negative only where a lower one."""
    if c.kind is Kind.MEASURE:
        return [(None, None)] * c.prices
    finite = zip(np.isfinite(c.lower), np.isfinite(c.upper), strict=True)
    return [(None if low else 0.0, None if high else 0.0) for low, high in finite]
