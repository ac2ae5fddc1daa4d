"""Prices that know contiguity: inequalities that the soft split misses get a price, round by round.

The same inequalities as a region's (`ways/reach`), for all reps at once and without a linear program: the smoothed
Lagrangian climbs in their prices too. What a plan pays for being in one piece enters the bound, and the reduced costs
by which territories grow.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_matrix

from solver.book import Floats, Ints
from solver.bound.couplings import Coupling
from solver.bound.cuts import Cut, Load
from solver.bound.pools import Pool, Sample, Singles
from solver.bound.prices import Priced, Pricing, cost_scale
from solver.bound.smoothing import Smoothed
from solver.bound.surcharge import Surcharge
from solver.bound.ways.reach import Reach

MOST_PAIRS = 1_000_000
"""Larger problems do without: all pairs of a round stand in memory."""
TEMPERATURES, STEPS = (0.006, 0.004, 0.003), 60
"""Of the first rounds, the last one kept, and steps of every climb."""
MOST_ROUNDS, LEAST_GAIN = 20, 5e-5
"""Rounds end after so many, or when one raises the bound by less, relative."""
LARGE = 0.1
"""Units of more than this part of a fair share stand in the way of a home from the start."""
LEVELS, MISSED = (0.02, 0.2, 0.5, 0.8), 0.02
"""As in `ways/reach`, for splits in which few units are shared."""


def connected(pricing: Pricing, priced: Priced, enough: Callable[[], bool] = lambda: False) -> tuple[Pricing, Priced]:
    """The pricing with contiguity at the best prices met, and these prices; what was given where nothing is gained."""
    problem = pricing.problem
    if problem.land is None or problem.units * problem.reps > MOST_PAIRS or not pricing.couplings:
        return pricing, priced
    reach = Reach(Everybody.of(pricing), problem.land, levels=LEVELS, least=MISSED, halt=enough)
    if not reach.usable:
        return pricing, priced
    reach.begin(pricing.size > LARGE)
    pool = pricing.pool(priced.prices, problem.reps, Sample.everything(problem.units))
    scale = cost_scale(pricing, pricing.exact(pricing.zero()))
    rules = sum(c.prices for c in pricing.couplings)
    best, theta = (pricing, priced), np.r_[np.concatenate(priced.prices), np.zeros(len(reach.cuts))]
    for number in range(MOST_ROUNDS):
        if enough():
            break
        heat = TEMPERATURES[min(number, len(TEMPERATURES) - 1)] * scale
        smooth = Connected(pricing.couplings, pool, heat, reach.cuts)
        theta = smooth.climb(theta, enough, STEPS)
        before = best[1].bound
        dearer = pricing.dearer(Surcharge.of(reach.cuts, theta[rules:]))
        found = dearer.exact(pricing.split(theta[:rules]))
        if found.bound > before:
            deviations = smooth.deviations(theta) if len(reach.cuts) else priced.deviations
            best = dearer, replace(found, deviations=deviations, rounded=priced.rounded)
        missed = reach.missed(smooth.shares(theta).reshape(-1).astype(np.float64))
        if not missed or (number and best[1].bound - before < LEAST_GAIN * abs(before)):
            break
        theta = np.r_[theta, np.zeros(missed)]
    return best


@dataclass(frozen=True)
class Everybody:
    """All pairs, a pair's number being unit × R + rep; `at` (R, U) is −1 for pairs that are not allowed."""

    reps: Ints
    unit: Ints
    seat: Ints
    loads: tuple[Load, ...]
    at: Ints

    @classmethod
    def of(cls, pricing: Pricing) -> "Everybody":
        problem = pricing.problem
        every = np.arange(problem.reps)
        unit, seat = np.repeat(np.arange(problem.units), problem.reps), np.tile(every, problem.units)
        number = np.where(problem.eligibility.ok(unit, seat), np.arange(len(unit)), -1)
        loads = tuple(Load.of(c, unit, seat, every) for c in pricing.couplings if not c.joint)
        return cls(every, unit, seat, loads, number.reshape(problem.units, problem.reps).T)


class Connected(Smoothed):
    """The smoothed Lagrangian over a pool of all pairs, with a price for every cut after those of the couplings."""

    def __init__(self, couplings: list[Coupling], pool: Pool, temperature: float, cuts: list[Cut]) -> None:
        super().__init__(couplings, pool, temperature)
        self.rules = sum(c.prices for c in couplings)
        self.least = np.array([cut.least for cut in cuts])
        row = np.repeat(np.arange(len(cuts)), [len(cut.pairs) for cut in cuts])
        pair = np.array([pair for cut in cuts for pair in cut.pairs], dtype=np.int64)
        sign = np.array([sign for cut in cuts for sign in cut.signs], dtype=np.float32)
        self.rows = csr_matrix((sign, (row, pair)), shape=(len(cuts), pool.cost.size))
        self.columns = self.rows.T.tocsr()
        self.paid = np.zeros(len(cuts), dtype=np.float32)
        self.weight: Singles = np.zeros(0, dtype=np.float32)

    def signs(self) -> list[tuple[float | None, float | None]]:
        return [*super().signs(), *[(0.0, None)] * len(self.least)]

    def costs(self) -> Singles:
        less = np.asarray(self.columns @ self.paid, dtype=np.float32)
        return np.asarray(self.pool.cost - less.reshape(self.pool.cost.shape))

    def negative(self, theta: Floats) -> tuple[float, Floats]:
        value, slope = super().negative(self._rules(theta))
        kept = self.rows @ self.weight.reshape(-1)
        return value - float(theta[self.rules :] @ self.least), np.r_[slope, kept - self.least]

    def shares(self, theta: Floats) -> Singles:
        return super().shares(self._rules(theta))

    def deviations(self, theta: Floats) -> dict[str, float]:
        return super().deviations(self._rules(theta))

    def _rules(self, theta: Floats) -> Floats:
        """The prices of the couplings; those of the cuts are kept for the costs."""
        self.paid = theta[self.rules :].astype(np.float32)
        return theta[: self.rules]

    def _chances(self, prices: list[Floats]) -> tuple[Singles, float]:
        self.weight, value = super()._chances(prices)
        return self.weight, value
