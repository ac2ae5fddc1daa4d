"""The Lagrangian with a soft minimum over reps: smooth enough for L-BFGS.

min_r v_ur becomes −T_u log Σ_r exp(−v_ur ÷ T_u) with a temperature T_u proportional to the unit's size, so that a whale
and a corner shop soften alike. Single precision is enough here: prices found this way become a bound only through the
exact evaluation.
"""

from collections.abc import Callable

import numpy as np
from scipy.optimize import minimize

from solver.book import Floats, Ints
from solver.bound.couplings import NO_WEIGHTS, Coupling, Kind, Weights, added
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
        self.away: Floats | None = None  # where prices ran to, the longest of them being 1
        self.reps = len(couplings[0].unit)
        self.with_mean = {c.name for c in couplings if c.mean} | {name for c in couplings for name in c.of_mean}
        self.cuts = np.cumsum([c.prices for c in couplings])[:-1]
        self.heat = np.maximum(temperature * pool.size, 1e-15)[:, None].astype(np.float32)
        self.cold = 1.0 / self.heat

    def climb(self, theta: Floats, enough: Callable[[], bool], steps: int = STEPS) -> Floats:
        """Up to so many steps of L-BFGS-B from the prices `theta` (all couplings' one after the other)."""

        def look(_: Floats) -> None:
            if enough():
                raise StopIteration

        with np.errstate(over="ignore", invalid="ignore"):
            found = minimize(
                self.negative,
                theta,
                jac=True,
                method="L-BFGS-B",
                bounds=self.signs(),
                callback=look,
                options={"maxiter": steps, "maxcor": 20, "ftol": 1e-10, "gtol": 1e-10},
            )
        climbed = np.asarray(found.x, dtype=np.float64)
        longest = float(np.abs(climbed).max(initial=0.0))
        if longest < RUNAWAY:
            return climbed
        self.away = climbed / longest if np.isfinite(longest) else None
        return theta

    def signs(self) -> list[tuple[float | None, float | None]]:
        """Bounds of all prices."""
        return [pair for c in self.couplings for pair in _signs(c)]

    def shares(self, theta: Floats) -> Singles:
        """How the soft split divides every unit among its candidates, (U, K)."""
        return self._chances(np.split(theta, self.cuts))[0]

    def rounded(self, theta: Floats) -> Ints:
        """A rep for every unit of the soft split, (U,), whose loads are near the split's: see `rounding`."""
        weight = self.shares(theta)
        unit = np.array([c.unit for c in self.couplings])
        return whole_units(weight, self.pool.rep, self.pool.amounts, unit)

    def deviations(self, theta: Floats) -> dict[str, float]:
        """The largest |load ÷ fair share − 1| of every measure that a good plan should have.

        Where prices are good only reps who stand at the largest deviation d have one, hence over the loads of the soft
        split d = Σ π · (load − 1) ÷ Σ |π|: an average, which hardly feels that single loads are still off.
        Of prices only what is beyond the mean deviation's part counts.
        """
        prices = np.split(theta, self.cuts)
        with np.errstate(over="ignore", invalid="ignore"):
            loads = self._soft(prices)[1]
        found = {}
        for c, price, load in zip(self.couplings, prices, loads, strict=True):
            if c.kind is Kind.MEASURE:
                off, beyond = load / c.unit - 1, np.maximum(0.0, np.abs(price) - c.mean / self.reps)
                total = float(beyond.sum())
                usual = float((np.sign(price) * beyond) @ off)
                mean = usual / total if total > LEAST_PRICE * (c.weight + c.mean) else 0.0
                found[c.name] = mean if mean > 0 else float(np.max(np.abs(off)))
        return found

    def negative(self, theta: Floats) -> tuple[float, Floats]:
        """Minus the smoothed g(π) and its gradient."""
        prices = np.split(theta, self.cuts)
        value, loads = self._soft(prices)
        slopes = []
        more, felt = added(self.couplings, prices), dict[str, Weights]()
        for c, price, load in zip(self.couplings, prices, loads, strict=True):
            extra, slope, felt[c.name] = self._value(c, price, more.get(c.name, NO_WEIGHTS))
            value += extra
            scaled = c.felt(load)
            slopes.append((np.array([scaled.sum()]) if c.kind is Kind.LIMIT else scaled) + slope)
        for c, slope in zip(self.couplings, slopes, strict=True):
            slope += sum(use * felt[name].largest for name, use in c.of_largest.items())
            slope += sum(use * felt[name].mean for name, use in c.of_mean.items())
        return -value, -np.concatenate(slopes)

    def _soft(self, prices: list[Floats]) -> tuple[float, Floats]:
        """The soft minimum summed over units, and the raw loads (J, R) of the split that attains it."""
        weight, value = self._chances(prices)
        return value, self.pool.loads(weight, self.reps)

    def _chances(self, prices: list[Floats]) -> tuple[Singles, float]:
        """Chances of every candidate under the soft minimum, (U, K), and the soft minimum summed over units."""
        facing = np.array([c.spread(price) for c, price in zip(self.couplings, prices, strict=True)], dtype=np.float32)
        reduced = self.costs()
        self.pool.add_priced(reduced, facing)
        lowest = reduced.min(axis=1, keepdims=True)
        np.subtract(lowest, reduced, out=reduced)
        reduced *= self.cold
        weight = np.exp(reduced, out=reduced)
        total = weight.sum(axis=1, keepdims=True)
        value = float((lowest - self.heat * np.log(total)).sum(dtype=np.float64))
        weight /= total
        return weight, value

    def costs(self) -> Singles:
        """Costs of the pool's pairs before couplings are priced, (U, K); the caller may change them."""
        return self.pool.cost.copy()

    def _value(self, c: Coupling, price: Floats, more: Weights) -> tuple[float, Floats, Weights]:
        """The coupling's own part, kinks rounded off, its gradient, and its slope in the weights of the deviations."""
        if c.kind is not Kind.MEASURE:
            return *self._between(c, price), NO_WEIGHTS
        weight, mean = c.weights(more)
        beyond, steep, less = self._beyond(price, mean / len(price) if c.name in self.with_mean else None)
        gain = c.most * (weight - float(beyond.sum()))
        width = max(KINK_OF_SUM * self.temperature * len(price), 1e-12)
        z = -gain / width
        share = float(1.0 / (1.0 + np.exp(np.clip(-z, -700, 700))))
        value = -width * float(np.logaddexp(0.0, z)) - float(price.sum())
        felt = Weights(share * c.most, share * c.most * less)
        return value, -1.0 - share * c.most * steep, felt

    def _between(self, c: Coupling, price: Floats) -> tuple[float, Floats]:
        """−π · upper where π > 0, −π · lower where π < 0, the corner rounded off, and its slope."""
        low, high = (np.where(np.isfinite(bound), bound, 0.0) for bound in (c.lower, c.upper))
        both = np.isfinite(c.lower) & np.isfinite(c.upper)
        middle = np.where(both, 0.5, 1.0) * (low + high)
        half = np.where(both, (high - low) / 2, 0.0)
        rounded = np.sqrt(price**2 + (KINK_OF_PRICE * self.temperature) ** 2)
        return -float((price * middle + half * rounded).sum()), -middle - half * price / rounded

    def _beyond(self, price: Floats, free: float | None) -> tuple[Floats, Floats, float]:
        """max(0, |π| − free) rounded off, its slope in π, and minus its mean slope in `free`, over the reps.

        `free` is None where no mean deviation counts: |π| has one kink less.
        """
        kink = KINK_OF_PRICE * self.temperature
        rounded = np.sqrt(price**2 + kink**2)
        steep = price / rounded
        if free is None:
            return rounded, steep, 0.0
        over = rounded - free
        root = np.sqrt(over**2 + kink**2)
        part = (1.0 + over / root) / 2
        return (over + root) / 2, steep * part, float(part.mean())


def _signs(c: Coupling) -> list[tuple[float | None, float | None]]:
    """Bounds of a coupling's prices: positive only where there is an upper bound, negative only where a lower one."""
    if c.kind is Kind.MEASURE:
        return [(None, None)] * c.prices
    finite = zip(np.isfinite(c.lower), np.isfinite(c.upper), strict=True)
    return [(None if low else 0.0, None if high else 0.0) for low, high in finite]
