"""The relaxed plan: when no plan keeps the bands, one that breaks nothing else, and those as little as could be found.

Large units are set aside first: each goes to the rep whom it takes least beyond the band, and everybody else is kept
near the fair share of what is left. Where there is none, or that fails, every band is opened alike, step by step.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from scipy.optimize import linear_sum_assignment

from solver.book import Floats, Ints
from solver.bound.prices import Pricing, find
from solver.bound.ways.walks import stranded
from solver.inner.run import run
from solver.judge.verdict import verdict
from solver.large import large_units, ratios
from solver.problem import Measure, Problem, Row
from solver.record import Record
from solver.rules import MEAN, measure_of
from solver.search.critical import priced_pairs, with_plan
from solver.search.improve import Search
from solver.search.score import violation
from solver.search.stages import Stages
from solver.stop import Stop

STEPS = (2e-6, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
"""What is tried beyond the least opening, in shares: first nothing but the rounding of the proof."""
WIDER = (0.0, 0.1, 0.5)
"""What is added to the bands, in shares: beyond a large unit for its owner, around what is left for the others."""
TRY_SHARE = 0.4
"""Share of the time left that one try may take."""
GOOD_ENOUGH = 0.05
"""Gap of the goal at which a relaxed plan is not looked at any further."""
MEND_SECONDS, PER_UNIT = 60.0, 12
"""Longest time for mending, and the pairs of a unit that it looks at."""
FORBIDDEN, FAR = 1e12, 1e6
"""Costs of giving a large unit to a rep who may not own it, and of every share beyond the least opening."""


class Witness(Record):
    """Keeps a plan only if the rows that stand in for the bands hold; the judge looks after all other rules.

    `spare` is the plan, of those that keep all other rules, which opens the bands of `stated` least.
    """

    def __init__(self, problem: Problem, stop: Stop, stated: Problem) -> None:
        super().__init__(problem, stop)
        self.stated = stated
        self.spare: Ints | None = None
        self.spare_opening = np.inf

    def offer(self, rep_of_unit: Ints) -> bool:
        opening = opening_of(self.stated, rep_of_unit)
        if opening < self.spare_opening and not verdict(self.problem, rep_of_unit, self.yardstick).violations:
            self.spare, self.spare_opening = rep_of_unit.copy(), opening
        return not violation(self.problem, rep_of_unit).any() and super().offer(rep_of_unit)


@dataclass
class Relaxer:
    """A problem whose bands cannot hold, and the least opening that is proven. `spares` come from tries that failed."""

    problem: Problem
    least: float
    stop: Stop
    seed: int
    workers: int
    spares: list[Ints] = field(default_factory=list)

    def plan(self) -> Ints | None:
        """The best relaxed plan found before the stop; None when there was none."""
        aside = self._first(self._set_aside())
        if aside is not None and opening_of(self.problem, aside) <= self.least + STEPS[1]:
            return aside
        found = [plan for plan in (aside, self._first(self._opened()), *self.spares) if plan is not None]
        return min(found, key=lambda plan: opening_of(self.problem, plan), default=None)

    def _first(self, stated: Iterator[Problem]) -> Ints | None:
        """A plan of the first problem that has one."""
        for problem in stated:
            if self.stop.reached():
                return None
            plan = self._seek(problem)
            if plan is not None:
                return plan
        return None

    def _seek(self, stated: Problem) -> Ints | None:
        """A plan of the problem as stated, in a part of the time left."""
        part = replace(self.stop.part(TRY_SHARE), gap=GOOD_ENOUGH)
        record = Witness(stated, part, self.problem)
        run(record, self.seed, self.workers, work=lambda each, seed, workers: Stages(each, seed, workers).run())
        self.stop.work_used = part.work_used
        if record.plan is None and record.spare is not None:
            self.spares.append(record.spare)
        return record.plan

    def _opened(self) -> Iterator[Problem]:
        """Every band opened alike, wider and wider."""
        for step in STEPS:
            wide = self.least + step
            ends = {m.name: (1 - _band(m) - wide, 1 + _band(m) + wide) for m in banded(self.problem)}
            yield with_rows(self.problem, {name: _ends(self.problem, *pair) for name, pair in ends.items()})

    def _set_aside(self) -> Iterator[Problem]:
        """Large units pinned to the reps where they weigh least, and ways to units that nobody can reach to the nearest
        rep; the others near the fair share of the rest.
        """
        aside = self._large() or self._far()
        if aside is None or len(np.unique(aside[1])) == self.problem.reps:
            return
        units, owners, widest = aside
        pinned = self.problem.eligibility.pinned.copy()
        pinned[units] = owners
        held = replace(self.problem, eligibility=replace(self.problem.eligibility, pinned=pinned))
        for wider in WIDER:
            most = widest + wider + STEPS[0]
            rows = {m.name: _aside(m, units, owners, most, wider) for m in banded(self.problem)}
            if all((lower <= upper).all() for lower, upper in rows.values()):
                yield with_rows(held, rows)

    def _large(self) -> tuple[Ints, Ints, float] | None:
        """Units that are too large, their owners, and how far bands must open for them."""
        units = np.unique(np.array([each.unit for each in large_units(self.problem)], dtype=np.int64))
        owners = None if not len(units) else self._owners(units)
        if owners is None:
            return None
        return units, owners, max(self.least, float(self._beyond(units)[np.arange(len(units)), owners].max()))

    def _far(self) -> tuple[Ints, Ints, float] | None:
        """The same of the ways to units out of reach, the farthest first; ways that cross those of others are left."""
        owner: dict[int, int] = {}
        for each in stranded(self.problem):
            if all(owner.get(unit, each.rep) == each.rep for unit in each.way):
                owner |= dict.fromkeys(each.way, each.rep)
        if not owner:
            return None
        plan = np.full(self.problem.units, -1, dtype=np.int64)
        plan[list(owner)] = list(owner.values())
        over = [float((m.amounts.per_rep(plan) / m.share).max()) - 1 - _band(m) for m in banded(self.problem)]
        units = np.flatnonzero(plan >= 0)
        return units, plan[units], max(self.least, *over)

    def _owners(self, units: Ints) -> Ints | None:
        """A rep for each large unit, nobody two; None when that cannot be."""
        if len(units) > self.problem.reps:
            return None
        beyond = self._beyond(units)
        reps = np.arange(self.problem.reps)
        costs = self.problem.costs.at(np.repeat(units, len(reps)), np.tile(reps, len(units))).reshape(beyond.shape)
        further = np.maximum(np.where(np.isfinite(beyond), beyond, 0.0) - self.least, 0.0)
        dear = np.where(np.isfinite(beyond), FAR * further, FORBIDDEN)
        chosen = linear_sum_assignment(dear + costs)[1]
        return None if (dear[np.arange(len(units)), chosen] >= FORBIDDEN).any() else np.asarray(chosen, dtype=np.int64)

    def _beyond(self, units: Ints) -> Floats:
        """How far each unit alone takes each rep beyond the bands, (units, R); infinite where it is not allowed."""
        per_measure = [ratios(self.problem, m, units) - 1 - _band(m) for m in banded(self.problem)]
        return np.asarray(np.maximum(np.max(per_measure, axis=0), 0.0))


def mended(problem: Problem, start: Ints | None, stop: Stop, seed: int, workers: int) -> Ints | None:
    """A plan of little total violation: `start` (or what prices choose) mended in neighbourhoods until the stop."""
    pricing = Pricing(problem)
    priced = find(pricing, stop.reached)
    if start is None:
        if problem.land is not None:
            return None  # the choice of the prices is in many pieces
        start = priced.choice
    pairs = with_plan(priced_pairs(pricing, priced, count=PER_UNIT), start)
    mending = Search(Record(problem, stop), pricing, priced, pairs, start, seed, workers)
    return mending.repair(min(stop.remaining(), MEND_SECONDS))


def banded(problem: Problem) -> list[Measure]:
    return [m for m in problem.measures if m.band is not None]


def opening_of(problem: Problem, plan: Ints) -> float:
    """What must be added to every band so that a plan keeps them."""
    return max(float(m.deviation(plan).max()) - _band(m) for m in banded(problem))


def with_rows(problem: Problem, bounds: dict[str, tuple[Floats, Floats]]) -> Problem:
    """The problem with bounds for every rep (in fair shares) in place of the bands.

    The largest deviation of a measure that must break its band says nothing more about the other reps: where something
    else is left of the goal, it goes by that alone.
    """
    rows = [
        Row(f"band {m.name}", m.amounts, m.share * bounds[m.name][0], m.share * bounds[m.name][1], m.share)
        for m in banded(problem)
    ]
    named = {m.name for m in banded(problem)}
    level = problem.rules.levels[0] if problem.rules.levels else {}
    goal = {term: weight for term, weight in level.items() if measure_of(term) not in named}
    idle = not goal or set(goal) <= {term for term, _ in problem.left_out}
    left = level if idle else goal
    measures = tuple(
        replace(m, band=None, weight=float(left.get(m.name, 0.0)), mean_weight=float(left.get(MEAN + m.name, 0.0)))
        for m in problem.measures
    )
    rules = replace(problem.rules, bands=problem.rules.around_medians, goal=left)
    return replace(problem, measures=measures, rows=(*problem.rows, *rows), rules=rules)


def _aside(measure: Measure, units: Ints, owners: Ints, widest: float, wider: float) -> tuple[Floats, Floats]:
    """Bounds (R,) in fair shares: up to `widest` beyond the band for owners of large units, around the fair share of
    what is left for the others.
    """
    share, band = measure.share, _band(measure)
    owns = np.zeros(len(share), dtype=bool)
    owns[owners] = True
    rest = float(measure.amounts.base.sum() - measure.amounts.at(units, owners).sum()) / float(share[~owns].sum())
    lower = np.where(owns, 0.0, max(rest - band - wider, 1 - band - widest))
    upper = np.where(owns, 1 + band + widest, min(rest + band + wider, 1 + band + widest))
    return lower, upper


def _ends(problem: Problem, lower: float, upper: float) -> tuple[Floats, Floats]:
    return np.full(problem.reps, lower), np.full(problem.reps, upper)


def _band(measure: Measure) -> float:
    return float(measure.band or 0.0)
