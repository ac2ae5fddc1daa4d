"""The rows that couple basic units, each with a price per rep.

Without these rows every unit would simply take its cheapest rep. With prices π on the rows the Lagrangian is

    g(π) = Σ_u min_r (c_ur + Σ_j π_jr · a_jur) + Σ_j value_j(π_j)

summed over units u and couplings j, the inner minimum over *all* eligible reps; every π gives a lower bound on the goal
of every plan (contiguity is relaxed). value_j of a measure with goal weight w of its largest and m of its mean
deviation, R reps and band b, loads counted in fair shares:

    − Σ_r π_r + min(0, b · (w − Σ_r max(0, |π_r| − m ÷ R)))

It is what is left to choose when loads are free: the least of w · d + Σ_r (m ÷ R · |x_r| − π_r x_r) over d ≤ b and
|x_r| ≤ d, with x_r = load − 1 and d the largest deviation. For a given d every rep takes x_r = 0 or ± d and gains
d · max(0, |π_r| − m ÷ R); what remains is linear in d, so that d is 0 or b.

Of a row lower ≤ load ≤ upper it is Σ_r −π_r · upper_r where π_r > 0, −π_r · lower_r where π_r < 0. A limit on the whole
plan is a coupling with one price, π ≥ 0. Rows around what a peer group owns have prices that its reps face together
(`solver.around`). A limit on a level of the goal that holds deviations too (Σ amounts + v ·
largest + n · mean ≤ upper) adds π · v to that measure's w and π · n to its m, for it is the goal itself at a price.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

import numpy as np

from solver.amounts import Amounts
from solver.around import Around
from solver.book import Floats, Ints
from solver.costs import Costs
from solver.problem import Measure, Problem, Row
from solver.rules import BAND_TOLERANCE


class Kind(Enum):
    """What a coupling is: a measure (band and deviation), a row per rep, a limit on the plan."""

    MEASURE = "measure"
    ROW = "row"
    LIMIT = "limit"


@dataclass(frozen=True)
class Coupling:
    """One measure, row or limit. Amounts are divided by `unit` (R,), so that loads are near 1; the bounds likewise.

    For a measure `weight` and `mean` are the goal's, of its largest and its mean deviation, and `most` is the largest
    deviation that any plan can have (the band, if any). For a limit `of_largest` and `of_mean` say what deviations use
    of it: measure → weight, divided by `unit` too. `around` : as that of a row.
    """

    name: str
    kind: Kind
    amounts: Amounts | Costs
    unit: Floats
    lower: Floats
    upper: Floats
    weight: float = 0.0
    most: float = 0.0
    mean: float = 0.0
    of_largest: Mapping[str, float] = field(default_factory=dict)
    of_mean: Mapping[str, float] = field(default_factory=dict)
    around: Around | None = None

    @property
    def joint(self) -> bool:
        """Whether it is no matter of each rep's own load: a limit on the plan, or around what a group owns."""
        return self.kind is Kind.LIMIT or self.around is not None

    @property
    def prices(self) -> int:
        """Number of prices: one per rep, or one for the whole plan."""
        return 1 if self.kind is Kind.LIMIT else len(self.unit)

    def at(self, unit: Ints, rep: Ints) -> Floats:
        """Amounts of pairs in the coupling's own scale; the arguments broadcast."""
        return np.asarray(self.amounts.at(unit, rep) / self.unit[rep])

    def spread(self, price: Floats) -> Floats:
        """The price that each rep faces, per unit of the raw amount, shape (R,)."""
        own = np.broadcast_to(price, self.unit.shape) / self.unit
        return own if self.around is None else self.around.faced(own)

    def felt(self, load: Floats) -> Floats:
        """What the bounds are for, in the coupling's own scale, from raw loads: the transpose of `spread`, (R,)."""
        return (load if self.around is None else self.around.felt(load)) / self.unit

    def value(self, price: Floats, more: "Weights | None" = None) -> float:
        """The part of g(π) that does not depend on units; `more` : what limits at a price add to the weights."""
        if self.kind is Kind.MEASURE:
            weight, mean = self.weights(more or NO_WEIGHTS)
            beyond = np.maximum(0.0, np.abs(price) - mean / len(price))
            return -float(price.sum()) + min(0.0, self.most * (weight - float(beyond.sum())))
        bound = np.where(price > 0, self.upper, self.lower)
        return -float((price * np.where(price == 0, 0.0, bound)).sum())

    def weights(self, more: "Weights") -> tuple[float, float]:
        """Weights of the largest and of the mean deviation."""
        return self.weight + more.largest, self.mean + more.mean

    def legal(self, price: Floats) -> Floats:
        """The price with its sign put right where a bound does not exist."""
        if self.kind is Kind.MEASURE:
            return price
        high = np.where(np.isfinite(self.upper), np.inf, 0.0)
        low = np.where(np.isfinite(self.lower), -np.inf, 0.0)
        return np.clip(price, low, high)


@dataclass(frozen=True)
class Weights:
    """Weights of a measure's largest and mean deviation."""

    largest: float = 0.0
    mean: float = 0.0


NO_WEIGHTS = Weights()


def added(of: Sequence[Coupling], prices: Sequence[Floats]) -> dict[str, Weights]:
    """Measure → what the limits on deviations add to its weights at these prices."""
    found: dict[str, Weights] = {}
    for limit, price in zip(of, prices, strict=True):
        for name in {*limit.of_largest, *limit.of_mean}:
            before, paid = found.get(name, NO_WEIGHTS), float(price[0])
            largest = before.largest + paid * limit.of_largest.get(name, 0.0)
            found[name] = Weights(largest, before.mean + paid * limit.of_mean.get(name, 0.0))
    return found


def values(of: Sequence[Coupling], prices: Sequence[Floats]) -> list[float]:
    """The parts of g(π) that do not depend on units, one a coupling."""
    more = added(of, prices)
    return [c.value(price, more.get(c.name)) for c, price in zip(of, prices, strict=True)]


def couplings(problem: Problem) -> list[Coupling]:
    """All couplings of a problem, tolerances included (a bound must hold for every plan that the judge accepts)."""
    made = [_measure(problem, i) for i, m in enumerate(problem.measures) if _coupled(problem, m)]
    for row in problem.rows:
        unit = np.maximum(row.slack, 1e-300)
        least, most = _binding(row)
        lower, upper = (least - row.room) / unit, (most + row.room) / unit
        made.append(Coupling(row.name, Kind.ROW, row.amounts, unit, lower, upper, around=row.around))
    for limit in problem.limits:
        unit = np.full(problem.reps, max(1.0, abs(limit.upper)))
        upper = np.array([(limit.upper + BAND_TOLERANCE * max(1.0, abs(limit.upper))) / unit[0]])
        bounds = np.array([-np.inf]), upper
        largest, mean = ({name: use / unit[0] for name, use in part.items()} for part in (limit.largest, limit.mean))
        made.append(Coupling(limit.name, Kind.LIMIT, limit.amounts, unit, *bounds, of_largest=largest, of_mean=mean))
    return made


def _coupled(problem: Problem, measure: Measure) -> bool:
    """Whether a band, the goal or a limit uses the measure."""
    limited = any(measure.name in limit.largest or measure.name in limit.mean for limit in problem.limits)
    return measure.band is not None or bool(measure.weight or measure.mean_weight) or limited


def _binding(row: Row) -> tuple[Floats, Floats]:
    """The bounds of a row, infinite where no plan could break them: at least 0 of what never counts less.

    Such a bound has no price, but the smoothed climb feels its corner, and exchanges keep away from it.
    """
    lower, upper = row.lower, row.upper
    if row.around is None and (row.amounts.least() >= 0).all():
        lower = np.where(lower <= 0, -np.inf, lower)
        upper = np.where(upper >= float(row.amounts.most().sum()), np.inf, upper)
    return lower, upper


def _measure(problem: Problem, index: int) -> Coupling:
    measure = problem.measures[index]
    one = np.ones(problem.reps)
    most = _largest_deviation(measure.amounts, measure.share)
    if measure.band is not None:
        most = min(most, measure.band + BAND_TOLERANCE)
    weights = measure.weight, most, measure.mean_weight
    return Coupling(measure.name, Kind.MEASURE, measure.amounts, measure.share, one, one, *weights)


def _largest_deviation(amounts: Amounts, share: Floats) -> float:
    """No plan deviates more: everything (at its dearest pair) in the smallest share."""
    return max(1.0, float(amounts.most().sum() / share.min()) - 1.0)
