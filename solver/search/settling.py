"""Plans by settling: exchanges under rows that stiffen, from the prices' own split or from a plan melted again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from solver.book import Ints
from solver.bound.prices import Priced, Pricing
from solver.problem import Measure, Problem
from solver.record import Record
from solver.search.critical import PricedPairs, merged, priced_pairs, with_plan
from solver.search.exchange import Exchange
from solver.search.score import flat, score, territory, violation

PAIRS_PER_REP = 300
"""Pairs beyond one per unit that exchanges use at first, the cheapest over the whole book."""
PER_UNIT, LAND_PER_UNIT = 16, 30
"""Most pairs of a unit; where territories must connect a way around may need dearer ones."""
FAST, SLOW = (2.0, 8.0, 75.0, 750.0), (0.1, 0.5, 2.0, 8.0, 75.0, 750.0)
FIRM = (8.0, 75.0, 750.0, 7500.0)
"""Rungs of stiffness, in multiples of what a territory costs."""
MARGIN, LAND_MARGIN = 0.01, 0.1
"""Rows are drawn in by this share of their width, by half of it on the last rung but one, because exchanges of whole
units (and more so of units on a border) come only near them. The last rung has no margin."""
SPREADS = (0.2, 0.3, 0.15)
"""Where a territory stays off by little, what it has too much must flow on over many borders: the rows of all are drawn
in by this share of their width, so that everybody on the way has room; another share where that does not help."""
LITTLE = 0.05
"""Of a fair share; what is missed by more is a matter of large units, which do not flow."""
ROOM, MELTED_ROOM = 0.004, (0.001, 0.008)
"""Added to the expected deviations, as a share: whole units do not fill a band to its edge."""
NOISE = 0.02
"""Spread of the costs of a melted plan, as a share of the reduced costs, so that it settles elsewhere."""
LOOK_WORK = 5e-4
"""Deterministic work of two reps looking at each other's units."""


@dataclass
class Settling:
    """Every plan that comes out is offered to the record. `seconds` : what the last one took."""

    record: Record
    pricing: Pricing
    priced: Priced
    seed: int

    def __post_init__(self) -> None:
        self.rng = np.random.default_rng(self.seed)
        self.seconds = 0.0

    def settled(self, plan: Ints, rungs: Sequence[float], room: float = ROOM, noise: float = 0.0) -> Ints:
        """The plan after exchanges aimed at the expected deviations and a `room`; it may still miss rows slightly."""
        problem, started = self.record.problem, self.record.stop.elapsed()
        aimed = aim_at(problem, self.priced.deviations, room)
        found = self._descend(aimed, self.few, plan, rungs, noise)
        self.record.offer(found)
        if violation(problem, found).any() and not self.record.done():
            found = self._spread(found)
        off = violation(problem, found) > 0
        if off.any() and not self.record.done():
            wider = self.every.of_reps(off, found)
            found = self._descend(aimed, merged(self.few, wider), found, FIRM, 0.0)
            self.record.offer(found)
        self.seconds = self.record.stop.elapsed() - started
        return found

    def melted(self, plan: Ints, rungs: Sequence[float]) -> Ints:
        """A plan softened, shaken and settled again, from one of the softer rungs on."""
        start = int(self.rng.integers(0, len(rungs) - 2))
        return self.settled(plan, rungs[start:], float(self.rng.uniform(*MELTED_ROOM)), NOISE)

    def _spread(self, plan: Ints) -> Ints:
        """On borders, the plan with the little that it still misses spread over many territories."""
        problem = self.record.problem
        if problem.land is None or violation(problem, plan).max() > LITTLE:
            return plan
        found = plan
        for margin in SPREADS:
            found = self._descend(problem, self.few, found, FIRM, 0.0, margin)
            self.record.offer(found)
            if self.record.done() or not violation(problem, found).any():
                break
        return min(plan, found, key=lambda each: score(problem, each))

    @cached_property
    def every(self) -> PricedPairs:
        count = PER_UNIT if self.record.problem.land is None else LAND_PER_UNIT
        return priced_pairs(self.pricing, self.priced, count=count)

    @cached_property
    def few(self) -> PricedPairs:
        problem = self.record.problem
        whole = problem.land is not None or flat(problem)
        return self.every if whole else self.every.cheapest(PAIRS_PER_REP * problem.reps)

    def _descend(
        self,
        aimed: Problem,
        pairs: PricedPairs,
        plan: Ints,
        rungs: Sequence[float],
        noise: float,
        margin: float | None = None,
    ) -> Ints:
        pairs = with_plan(pairs, plan)
        cost = aimed.costs.at(pairs.unit, pairs.rep)
        if noise:
            cost = cost + noise * self.rng.normal(size=len(cost)) * pairs.above
        exchange = Exchange(aimed, self.priced.prices, pairs, plan, cost)
        unit = territory(aimed, self.priced.bound)
        if margin is None:
            margin = MARGIN if aimed.land is None else LAND_MARGIN
        for left, stiffness in zip(range(len(rungs) - 1, -1, -1), rungs, strict=True):
            exchange.settle(stiffness * unit, margin * min(1.0, left / 2), self.record.done)
        self.record.stop.work_used += LOOK_WORK * exchange.looks
        return exchange.plan


def aim_at(problem: Problem, deviations: Mapping[str, float], room: float) -> Problem:
    """The problem with bands as tight as the prices expect the best plan to be, and a little room."""

    def narrow(measure: Measure) -> Measure:
        expected = deviations.get(measure.name)
        if expected is None:
            return measure
        band = expected + room
        return replace(measure, band=band if measure.band is None else min(band, measure.band))

    return replace(problem, measures=tuple(narrow(measure) for measure in problem.measures))
