"""A run under rules that are not linear: a bound from the looser problem, plans from the stricter ones.

The looser problem also gives a first idea of a plan. From there stricter problems are searched, each around the plan
that breaks the rules least so far; and once there is a plan that keeps them, around the best one, which leaves room
where that plan has some. What the stricter problems cannot do proves nothing: only the looser one, or an exact model,
says that there is no plan.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from solver.blocks import solve as blocks
from solver.book import Ints
from solver.certificate import Certificate
from solver.inner.problems import around_plan, beyond, looser, stricter
from solver.problem import Problem
from solver.record import Record
from solver.search.stages import Stages
from solver.stop import Stop

LOOSER_SHARE, FIRST_SHARE, NEAR_SHARES = 0.35, 0.5, (0.6, 1.0)
"""Shares of the time left: for the bound, for each search without a plan, for the first searches around a plan (later
ones take all there is).
"""
CLOSER = 0.5
"""Part of the gap asked for at which each of these is done: what they are off adds up."""
GAINED = 1e-4
"""A search around a plan that gains less than this part of the goal is the last."""

Work = Callable[[Record, int, int], None]


@dataclass
class _Closest:
    """The plan that breaks the rules least, as far as is known, until there is one that keeps them."""

    whole: Record
    beyond: float = np.inf
    plan: Ints | None = None

    def offer(self, rep_of_unit: Ints) -> None:
        """Give a plan to the run, or remember it where it is refused."""
        if self.whole.offer(rep_of_unit) or self.whole.plan is not None or (rep_of_unit < 0).any():
            return
        far = beyond(self.whole.problem, rep_of_unit)
        if far < self.beyond:
            self.beyond, self.plan = far, rep_of_unit.copy()


class _Looser(Record):
    """Its bound and its proof that there is no plan are those of the run; its plans are offered, and often refused."""

    def __init__(self, closest: _Closest, stop: Stop) -> None:
        super().__init__(looser(closest.whole.problem), stop)
        self.closest, self.whole = closest, closest.whole

    def enter(self, stage: str) -> None:
        self.whole.enter(stage)

    def offer(self, rep_of_unit: Ints) -> bool:
        self.closest.offer(rep_of_unit)
        return super().offer(rep_of_unit)

    def raise_bound(self, bound: float) -> None:
        self.whole.raise_bound(bound)
        super().raise_bound(bound)

    def certify(self, certificate: Certificate | None) -> None:
        self.whole.certify(certificate)
        super().certify(certificate)


class _Stricter(Record):
    """Its plans are those of the run; what it proves is nobody else's."""

    def __init__(self, closest: _Closest, problem: Problem, stop: Stop) -> None:
        super().__init__(problem, stop)
        self.closest, self.whole = closest, closest.whole

    def enter(self, stage: str) -> None:
        self.whole.enter(f"{stage}, stricter rules")

    def offer(self, rep_of_unit: Ints) -> bool:
        self.closest.offer(rep_of_unit)
        return super().offer(rep_of_unit)

    def done(self) -> bool:
        return self.whole.enough() or super().done()


@dataclass(frozen=True)
class _Run:
    """The parts of one run, one after the other."""

    record: Record
    seed: int
    workers: int
    work: Work
    closest: _Closest

    def run(self) -> None:
        self._looser()
        self._first()
        shares, gained = [*NEAR_SHARES], True
        while self.record.plan is not None and not self.record.done() and (gained or shares):
            before, share = self.record.objective, shares.pop(0) if shares else 1.0
            self._near(self.record.plan, share)
            gained = _gained(before, self.record.objective)

    def _looser(self) -> None:
        """Bound, perhaps the proof that there is no plan, and a first idea of one."""
        record = self.record
        start = record.start if record.plan is None else record.plan
        wide = _Looser(self.closest, self._part(LOOSER_SHARE))
        if start is not None:
            wide.begin(start)
        self._take(wide)
        record.infeasible, record.impossible = wide.infeasible, wide.impossible

    def _first(self) -> None:
        """A plan that keeps the rules: around those that break them less and less, and where that ends around none."""
        tried: Ints | None = None
        while self.record.plan is None and not self.record.done():
            plan = self.closest.plan
            if plan is None or (tried is not None and np.array_equal(plan, tried)):
                self._search(stricter(self.record.problem), plan, FIRST_SHARE)
                return
            tried = plan
            self._near(plan, FIRST_SHARE)

    def _near(self, plan: Ints, share: float) -> None:
        self._search(around_plan(self.record.problem, plan), plan, share)

    def _search(self, problem: Problem, start: Ints | None, share: float) -> None:
        narrow = _Stricter(self.closest, problem, self._part(share))
        if start is not None:
            narrow.begin(start)
        self._take(narrow)

    def _take(self, part: Record) -> None:
        if not part.done():
            self.work(part, self.seed, self.workers)
        self.record.stop.work_used = part.stop.work_used

    def _part(self, share: float) -> Stop:
        return replace(self.record.stop.part(share), gap=CLOSER * self.record.stop.gap)


def run(record: Record, seed: int, workers: int, work: Work = blocks.run) -> None:
    """Work on a record until it is done or everything is tried. `work` does so under linear rules."""
    if record.problem.rules.linear:
        work(record, seed, workers)
    elif not (record.problem.exactly and Stages(record, seed, workers).small()):
        record.stricter = True
        _Run(record, seed, workers, work, _Closest(record)).run()


def _gained(before: float | None, after: float | None) -> bool:
    return before is None or after is None or before - after > GAINED * abs(before)
