"""The stages of one run: bound by prices, first plan, improvement, proof; what each is for is said where it starts."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from solver.apart import Helpers
from solver.book import Ints
from solver.bound.certified import certificate
from solver.bound.freezing import frozen
from solver.bound.prices import Priced, Pricing, find
from solver.bound.ways.connected import connected
from solver.model import program
from solver.model.build import eligible_pairs
from solver.record import Record
from solver.search.alongside import Alongside
from solver.search.anneal import ready
from solver.search.critical import with_plan
from solver.search.exact import exact
from solver.search.improve import Search
from solver.search.prover import COUNTED_SHARE, FULL_PAIRS, TINY_PAIRS, Prover, counts_moves, room_of, turn
from solver.search.settling import FAST, FIRM, SLOW, Settling
from solver.search.starts import Starts

if TYPE_CHECKING:
    from solver.search.anneal.annealing import Annealing

FREEZE_SHARE = 0.35
"""Share of the time after which units freeze no further: without a plan nothing has been gained."""
WAYS_SHARE = 0.15
"""Share of the time after which contiguity is priced no further."""
TINY_SHARE = 0.5
"""Share of the time that the exact model of a tiny problem gets before the search has a turn."""
TURNS_TO_RESTART = 3
"""Turns of repair after which the next best first plan is tried."""
REPAIR_SECONDS = 6.0
"""Of neighbourhoods before exchanges spread out again what is still missed."""
PRODUCTIVE = 0.02
"""A turn of the search that closes at least this share of the gap is followed by another one."""
COOLINGS, LONGEST_COOLING = (0.06, 0.75), 120.0
"""With land, shares of the time left that plans are annealed for, one after the other, at most so many seconds."""
MOST_FAILURES, SLOWER = 3, 5.0
"""Melted plans in a row that came out no better; and how much time there must be to settle slowly, in multiples of what
the first plan took."""


def priced_of(record: Record) -> tuple[Pricing, Priced]:
    """Prices of a record's problem; bounds go to the record on the way."""
    record.enter("prices")
    pricing = Pricing(record.problem)
    return pricing, find(pricing, record.stop.reached, lambda priced: record.raise_bound(priced.bound))


@dataclass
class Stages:
    """One run over one problem; everything found goes to the record."""

    record: Record
    seed: int
    workers: int
    known: tuple[Pricing, Priced] | None = None
    """Prices that were found before."""
    tiny: int = TINY_PAIRS

    def run(self) -> None:
        """Work until the record is done or everything is proven."""
        problem, record = self.record.problem, self.record
        if self.small():
            return
        if record.plan is not None and counts_moves(problem) and problem.units * problem.reps <= FULL_PAIRS:
            record.enter("exact model")
            seconds = COUNTED_SHARE * record.stop.remaining()
            if exact(record, *eligible_pairs(problem), self.seed, self.workers, seconds=seconds):
                return
        self.coolings = list(COOLINGS) if ready.anneals(problem) else []
        if self.coolings:
            ready.begin()
        self.pricing, self.priced = self.known or priced_of(record)
        if self.pricing.refutes(self.priced):
            record.refute(self.pricing, self.priced)
            return
        whole = self._sharpen()
        if self.priced.bound > self.pricing.worst:  # prices that climb without end
            record.refute(self.pricing, self.priced)
            return
        record.raise_bound(self.priced.bound)
        record.certify(certificate(self.pricing, self.priced))
        self.settling = Settling(record, self.pricing, self.priced, self.seed)
        self.prover = Prover(record, self.pricing, self.priced, self.seed, self.workers)
        self.failures: int | None = None
        self.alongside, self.helpers = Alongside(record, self.pricing, self.priced), Helpers(program.solve)
        try:
            starts = Starts(record, self.pricing, self.priced, self.settling, self.seed, whole).plans()
            self.shaped = record.plan is not None
            if not (record.plan is not None and counts_moves(problem) and self.prover.prove()):
                self._take_turns(starts)
        finally:
            self.helpers.close()
            self.alongside.close()

    def small(self) -> bool:
        """Whether the problem is small enough for one exact model, and that was all."""
        problem = self.record.problem
        return problem.units * problem.reps <= self.tiny and self._tiny()

    def _sharpen(self) -> bool:
        """What the first prices do not know: whole units or, with land, contiguity. Whether units froze whole."""
        record, soft = self.record, self.priced
        if record.problem.land is None:
            self.priced = frozen(self.pricing, soft, lambda: record.done() or record.stop.past(FREEZE_SHARE))
            return self.priced is not soft
        self.pricing, self.priced = connected(self.pricing, soft, lambda: record.done() or record.stop.past(WAYS_SHARE))
        return False

    def _take_turns(self, starts: list[Ints]) -> None:
        """Search and proof by turns, until the record is done or everything is proven."""
        record = self.record
        search = self._neighbourhoods(starts.pop(0)) if starts else None
        turns = 0
        while not record.done():
            before = record.objective
            if search is not None:
                turns += 1
                if record.plan is None and starts and turns % TURNS_TO_RESTART == 0 and not search.nearly(starts[0]):
                    search = self._neighbourhoods(starts.pop(0))
                self._search(search)
            if not self._productive(before) and self.prover.prove(idle=search is None or search.spent):
                return

    def _productive(self, before: float | None) -> bool:
        """Whether the last turn of the search closed a fair part of the gap: then a proof can wait."""
        record = self.record
        if before is None or record.objective is None or record.bound is None:
            return record.plan is not None
        return before - record.objective > PRODUCTIVE * (before - record.bound)

    def _tiny(self) -> bool:
        """One exact model, for its share of the time; prices only for what anyone can check of its proof.

        Whether that was all: few units with many amounts (assignment d, 100 × 10) are another matter for the search.
        """
        problem, record = self.record.problem, self.record
        record.enter("prices")
        pricing = Pricing(problem)
        priced = find(pricing, record.stop.reached)
        if not np.isfinite(priced.bound):
            record.infeasible = True  # a unit that nobody may own
            return True
        self.known = pricing, priced
        record.enter("exact model")
        seconds = TINY_SHARE * min(record.stop.remaining(), record.stop.work_left())
        settled = exact(record, *eligible_pairs(problem), self.seed, self.workers, seconds=seconds)
        if not record.infeasible:
            record.raise_bound(priced.bound)
            record.certify(certificate(pricing, priced))
        return settled or record.infeasible or record.done()

    def _search(self, search: Search) -> None:
        """Plans melted and settled anew as long as that helps, then neighbourhoods."""
        record = self.record
        if self.coolings and ready.ready(wait=record.stop.work is not None):
            self._anneal(search)
        if record.plan is None:
            search.repair(REPAIR_SECONDS)
            if record.plan is None and not record.done():
                search.consider(self.settling.settled(search.plan, FIRM))
        elif not record.done():
            seconds = turn(record.stop)
            until = record.stop.clock() + seconds
            if record.problem.land is None or search.spent:  # with land neighbourhoods gain more in the same time
                self._settle_again(seconds / 2)
            search.workers = self._workers_beside_the_bound()
            search.improve(max(seconds / 2, until - record.stop.clock()))

    @cached_property
    def annealing(self) -> "Annealing":
        from solver.search.anneal.annealing import Annealing  # only here: it loads a compiler

        return Annealing(self.record, self.priced, self.settling.every, self.seed, self.shaped)

    def _anneal(self, search: Search) -> None:
        """A plan cooled down, once more where it keeps the rules; the search goes on from what is better."""
        record, stop = self.record, self.record.stop
        while self.coolings and not record.done():
            workers = self._workers_beside_the_bound()
            seconds = min(self.coolings.pop(0) * min(stop.remaining(), stop.work_left()), LONGEST_COOLING)
            found = self.annealing.cooled(search.plan, seconds, workers if stop.work is None else 1)
            if record.plan is None and not record.done():
                found = self.settling.settled(found, FIRM)
            search.consider(found)
            if record.plan is None:
                return

    def _workers_beside_the_bound(self) -> int:
        """How many threads the search has; once there is a plan, a region's bound may be at work on another core."""
        record = self.record
        if record.plan is not None and self.workers > 1 and record.stop.work is None:  # seconds are no work
            self.alongside.begin(record.plan)
        return self.workers - self.alongside.working()

    def _settle_again(self, seconds: float) -> None:
        """Slowly from the prices' split, then from the best plan melted, until that fails too often."""
        record, settling = self.record, self.settling
        record.enter("settle")
        until = record.stop.clock() + seconds
        starts = self._slow_starts() if self.failures is None else []
        failures, most = 0, MOST_FAILURES if self.failures is None else max(1, MOST_FAILURES - self.failures)
        while record.plan is not None and failures < most and not record.done() and record.stop.clock() < until:
            before = record.objective
            if starts:
                settling.settled(starts.pop(0), SLOW)
                continue
            settling.melted(record.plan, FAST if self._hurried() else SLOW)
            failures = failures + 1 if record.objective == before else 0
        self.failures = failures

    def _slow_starts(self) -> list[Ints]:
        """The prices' own plans, where settling them slowly leaves time for other things."""
        if self.record.problem.land is not None or self._hurried():
            return []
        return [plan for plan in (self.priced.rounded, self.priced.choice) if plan is not None]

    def _hurried(self) -> bool:
        """Whether settling slowly would leave little time for other things."""
        return SLOWER * self.settling.seconds > self.record.stop.remaining()

    def _neighbourhoods(self, plan: Ints) -> Search:
        """The search over pairs that can still be in a better plan."""
        record = self.record
        start = plan if record.plan is None else record.plan
        pairs = with_plan(self.settling.every.within(room_of(record, self.priced)), start)
        return Search(record, self.pricing, self.priced, pairs, start, self.seed, self.workers, self.helpers)
