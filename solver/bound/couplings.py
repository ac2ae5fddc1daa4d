"""The rows that couple basic units, each with a price per rep.

Without these rows every unit would simply take its cheapest rep. With prices π on the rows the Lagrangian is

    g(π) = Σ_u min_r (c_ur + Σ_j π_jr · a_jur) + Σ_j value_j(π_j)

summed over units u and couplings j, the inner minimum over *all* eligible reps; every π gives a lower bound on the goal
of every plan (contiguity is relaxed). value_j of a measure with goal weight w and band b, loads counted in fair shares:

    − Σ_r π_r + min(0, b · (w − Σ_r |π_r|))                     (DESIGN: d ≤ b is the largest deviation)

and of a row lower ≤ load ≤ upper: Σ_r −π_r · upper_r where π_r > 0, −π_r · lower_r where π_r < 0.
A limit on the whole plan is a coupling with one price, π ≥ 0.
"""

from dataclasses import dataclass
from enum import Enum

import numpy as np

from solver.amounts import Amounts
from solver.book import Floats, Ints
from solver.problem import Problem
from solver.rules import BAND_TOLERANCE


class Kind(Enum):
    """What a coupling is: a measure (band and deviation), a row per rep, a limit on the plan."""

    MEASURE = "measure"
    ROW = "row"
    LIMIT = "limit"


@dataclass(frozen=True)
class Coupling:
    """One measure, row or limit. Amounts are divided by `unit` (R,), so that loads are near 1; the bounds likewise.

    For a measure `weight` is the goal's and `most` the largest deviation that any plan can have (the band, if any).
    """

    name: str
    kind: Kind
    amounts: Amounts
    unit: Floats
    lower: Floats
    upper: Floats
    weight: float = 0.0
    most: float = 0.0

    @property
    def prices(self) -> int:
        """Number of prices: one per rep, or one for the whole plan."""
        return 1 if self.kind is Kind.LIMIT else len(self.unit)

    def at(self, unit: Ints, rep: Ints) -> Floats:
        """Amounts of pairs in the coupling's own scale; the arguments broadcast."""
        return np.asarray(self.amounts.at(unit, rep) / self.unit[rep])

    def spread(self, price: Floats) -> Floats:
        """The price that each rep faces, per unit of the raw amount, shape (R,)."""
        return np.broadcast_to(price, self.unit.shape) / self.unit

    def value(self, price: Floats) -> float:
        """The part of g(π) that does not depend on units."""
        if self.kind is Kind.MEASURE:
            gain = self.most * (self.weight - float(np.abs(price).sum()))
            return -float(price.sum()) + min(0.0, gain)
        bound = np.where(price > 0, self.upper, self.lower)
        return -float((price * np.where(price == 0, 0.0, bound)).sum())

    def legal(self, price: Floats) -> Floats:
        """The price with its sign put right where a bound does not exist."""
        if self.kind is Kind.MEASURE:
            return price
        high = np.where(np.isfinite(self.upper), np.inf, 0.0)
        low = np.where(np.isfinite(self.lower), -np.inf, 0.0)
        return np.clip(price, low, high)


def couplings(problem: Problem) -> list[Coupling]:
    """All couplings of a problem, tolerances included (a bound must hold for every plan that the judge accepts)."""
    made = [_measure(problem, i) for i, m in enumerate(problem.measures) if m.band is not None or m.weight]
    for row in problem.rows:
        unit = np.maximum(row.slack, 1e-300)
        room = BAND_TOLERANCE * np.maximum(1.0, np.maximum(_finite(row.upper), _finite(row.lower)))
        lower, upper = (row.lower - room) / unit, (row.upper + room) / unit
        made.append(Coupling(row.name, Kind.ROW, row.amounts, unit, lower, upper))
    for limit in problem.limits:
        unit = np.full(problem.reps, max(1.0, abs(limit.upper)))
        upper = np.array([(limit.upper + BAND_TOLERANCE * max(1.0, abs(limit.upper))) / unit[0]])
        made.append(Coupling(limit.name, Kind.LIMIT, limit.amounts, unit, np.array([-np.inf]), upper))
    return made


def _finite(bounds: Floats) -> Floats:
    return np.where(np.isfinite(bounds), np.abs(bounds), 0.0)


def _measure(problem: Problem, index: int) -> Coupling:
    measure = problem.measures[index]
    one = np.ones(problem.reps)
    most = _largest_deviation(measure.amounts, measure.share)
    if measure.band is not None:
        most = min(most, measure.band + BAND_TOLERANCE)
    return Coupling(measure.name, Kind.MEASURE, measure.amounts, measure.share, one, one, measure.weight, most)


def _largest_deviation(amounts: Amounts, share: Floats) -> float:
    """No plan deviates more: everything (at its dearest pair) in the smallest share."""
    peak = amounts.base.copy()
    if len(amounts.special):
        np.maximum.at(peak, amounts.special.unit, amounts.special.values)
    return max(1.0, float(peak.sum() / share.min()) - 1.0)
