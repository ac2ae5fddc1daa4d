"""The stages of one run: bound by prices, first plan, improvement, proof; what each is for is said where it starts."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from solver.book import Ints
from solver.bound.certified import certificate
from solver.bound.elastic import refuted, without_goal
from solver.bound.freezing import frozen
from solver.bound.prices import Priced, Pricing, find
from solver.bound.ways.connected import connected
from solver.model.build import eligible_pairs
from solver.record import Record
from solver.search.alongside import Alongside
from solver.search.construct import grow, homes_only, incumbent_pieces
from solver.search.critical import few_pairs, with_plan
from solver.search.exact import exact
from solver.search.improve import Search
from solver.search.score import flat, score, territory
from solver.search.settling import FAST, FIRM, FROZEN, FROZEN_ROOM, SLOW, Settling

TINY_PAIRS = 3_000
"""Up to so many pairs one exact model is all that is needed."""
EXACT_PAIRS = 60_000
"""Up to so many pairs (those that reduced-cost fixing leaves) the exact model takes turns with the search."""
FULL_PAIRS = 400_000
"""Up to so many pairs the exact model is tried when the search finds no plan at all: there may be none."""
FREEZE_SHARE = 0.35
"""Share of the time after which units freeze no further: without a plan nothing has been gained."""
WAYS_SHARE = 0.15
"""Share of the time after which contiguity is priced no further."""
COUNTED_SHARE = 0.6
"""Where moves are counted and nothing else tells reps apart, prices split accounts (69 moves on the sample) that the
exact model knows to be whole (100 and more in 20 s): it takes up to `FULL_PAIRS`, and this share of the time left."""
DOUBT_SHARE = 0.7
"""Share of the time after which the search without a plan is doubted."""
TURNS_TO_RESTART = 3
"""Turns of repair after which the next best first plan is tried."""
REPAIR_SECONDS = 6.0
"""Of neighbourhoods before exchanges spread out again what is still missed."""
PRODUCTIVE = 0.02
"""A turn of the search that closes at least this share of the gap is followed by another one."""
MOST_FAILURES, SLOWER = 3, 5.0
"""Melted plans in a row that came out no better; and how much time there must be to settle slowly, in multiples of what
the first plan took."""
MOST_STARTS, START_SHARE, VARIETY = 8, 0.1, 0.01
"""Contiguous territories are grown up to so often, in this share of the time; prices vary by this share of a
territory's cost."""
TURN_SECONDS, TURN_SHARE = 10.0, 0.25
"""A turn of search or proof takes this share of the time left, and at least so many seconds."""


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
    doubted: bool = False
    known: tuple[Pricing, Priced] | None = None
    """Prices that were found before."""
    tiny: int = TINY_PAIRS

    def run(self) -> None:
        """Work until the record is done or everything is proven."""
        problem, record = self.record.problem, self.record
        if problem.units * problem.reps <= self.tiny:
            self._tiny()
            return
        if record.plan is not None and self._counted() and problem.units * problem.reps <= FULL_PAIRS:
            record.enter("exact model")
            seconds = COUNTED_SHARE * record.stop.remaining()
            if exact(record, *eligible_pairs(problem), self.seed, self.workers, seconds=seconds):
                return
        self.pricing, self.priced = self.known or priced_of(record)
        if self.pricing.refutes(self.priced):
            record.refute(self.pricing, self.priced)
            return
        soft = self.priced
        if problem.land is None:
            self.priced = frozen(self.pricing, self.priced, lambda: record.done() or record.stop.past(FREEZE_SHARE))
        else:
            record.raise_bound(soft.bound)
            late = lambda: record.done() or record.stop.past(WAYS_SHARE)  # noqa: E731
            self.pricing, self.priced = connected(self.pricing, soft, late)
        self.frozen = problem.land is None and self.priced is not soft
        record.raise_bound(self.priced.bound)
        record.certify(certificate(self.pricing, self.priced))
        self.settling = Settling(record, self.pricing, self.priced, self.seed)
        self.failures: int | None = None
        self.alongside = Alongside(record, self.pricing, self.priced)
        try:
            starts = self._first_plans()
            if not (record.plan is not None and self._counted() and self._prove()):
                self._take_turns(starts)
        finally:
            self.alongside.close()

    def _take_turns(self, starts: list[Ints]) -> None:
        """Search and proof by turns, until the record is done or everything is proven."""
        record = self.record
        search = self._neighbourhoods(starts.pop(0)) if starts else None
        turns = 0
        while not record.done():
            before = record.objective
            if search is not None:
                turns += 1
                if record.plan is None and starts and turns % TURNS_TO_RESTART == 0:
                    search = self._neighbourhoods(starts.pop(0))
                self._search(search)
            if not self._productive(before) and self._prove():
                return

    def _productive(self, before: float | None) -> bool:
        """Whether the last turn of the search closed a fair part of the gap: then a proof can wait."""
        record = self.record
        if before is None or record.objective is None or record.bound is None:
            return record.plan is not None
        return before - record.objective > PRODUCTIVE * (before - record.bound)

    def _tiny(self) -> None:
        """One exact model; prices only for what anyone can check of its proof."""
        problem, record = self.record.problem, self.record
        record.enter("prices")
        pricing = Pricing(problem)
        priced = find(pricing, record.stop.reached)
        if not np.isfinite(priced.bound):
            record.infeasible = True  # a unit that nobody may own
            return
        record.enter("exact model")
        exact(record, *eligible_pairs(problem), self.seed, self.workers)
        if not record.infeasible:
            record.raise_bound(priced.bound)
            record.certify(certificate(pricing, priced))

    def _first_plans(self) -> list[Ints]:
        """Plans aimed at the deviations that the prices expect, best first; they may still break rules."""
        record, problem = self.record, self.record.problem
        record.enter("first plan")
        plans: list[Ints] = []
        until = record.stop.clock() + START_SHARE * min(record.stop.remaining(), record.stop.work_left(), 100.0)
        for start in self._starts():
            plans.append(self._settled(start))
            if record.plan is not None or record.done() or record.stop.clock() > until:
                break
        return sorted(plans, key=lambda plan: score(problem, plan))

    def _settled(self, start: Ints) -> Ints:
        """A frozen plan is nearly there and melts only if it comes to nothing; all others settle from afar."""
        if self.frozen:
            found = self.settling.settled(start, FROZEN, FROZEN_ROOM)
            if self.record.plan is not None:
                return found
        return self.settling.settled(start, FAST)

    def _starts(self) -> Iterator[Ints]:
        """Without land the split of the prices; with land territories grown from today's and from the homes."""
        problem, land = self.record.problem, self.record.problem.land
        if land is None:
            yield self.priced.choice if self.priced.rounded is None else self.priced.rounded
            return
        rng = np.random.default_rng(self.seed)
        held = [homes_only(problem, land), *([incumbent_pieces(problem, land)] if problem.limits else [])]
        spread = VARIETY * territory(problem, self.priced.bound)
        for number in range(MOST_STARTS):
            favour = rng.normal(0.0, spread, problem.reps) * (number >= len(held))
            plan = grow(self.pricing, self.priced, land, held[number % len(held)], favour)
            if plan is None:
                return
            yield plan

    def _search(self, search: Search) -> None:
        """Plans melted and settled anew as long as that helps, then neighbourhoods."""
        record = self.record
        if record.plan is None:
            search.repair(REPAIR_SECONDS)
            if record.plan is None and not record.done():
                search.consider(self.settling.settled(search.plan, FIRM))
        elif not record.done():
            turn = self._turn()
            until = record.stop.clock() + turn
            if record.problem.land is None:
                self._settle_again(turn / 2)
            if self.workers > 1 and record.stop.work is None:  # its seconds cannot be counted as work
                self.alongside.begin(record.plan)
            search.workers = self.workers - self.alongside.working()
            search.improve(max(turn / 2, until - record.stop.clock()))

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
        pairs = with_plan(self.settling.every.within(self._room()), start)
        return Search(record, self.pricing, self.priced, pairs, start, self.seed, self.workers)

    def _prove(self) -> bool:
        """The exact model, where it is small enough: over the pairs that a better plan can use, or over all."""
        record, problem = self.record, self.record.problem
        if record.plan is None:
            if record.stop.past(DOUBT_SHARE) and not self.doubted:
                self.doubted = True
                record.infeasible = refuted(without_goal(problem), record.stop.reached)
                if record.infeasible:
                    return True
            if problem.units * problem.reps > FULL_PAIRS or not record.stop.past(DOUBT_SHARE):
                return False
            record.enter("exact model")
            return exact(record, *eligible_pairs(problem), self.seed, self.workers, seconds=self._turn())
        counted = self._counted()
        limit = FULL_PAIRS if counted else EXACT_PAIRS
        pairs = None if record.done() else few_pairs(self.pricing, self.priced, self._room(), limit)
        if pairs is None:
            return False
        record.enter("exact model")
        ceiling = record.objective if record.objective is not None else np.inf
        turn = max(self._turn(), COUNTED_SHARE * record.stop.remaining()) if counted else self._turn()
        seconds = np.inf if len(pairs.unit) <= TINY_PAIRS else turn
        return exact(record, pairs.unit, pairs.rep, self.seed, self.workers, ceiling=ceiling, seconds=seconds)

    def _counted(self) -> bool:
        """Whether the goal counts moves and nothing else tells reps apart."""
        problem = self.record.problem
        return flat(problem) and problem.costs.counts and problem.land is None

    def _room(self) -> float:
        """Reduced cost from which on a pair cannot be in a better plan, a rounding added."""
        objective = self.record.objective
        return np.inf if objective is None else objective - self.priced.bound + 1e-9

    def _turn(self) -> float:
        stop = self.record.stop
        return max(TURN_SECONDS, TURN_SHARE * min(stop.remaining(), stop.work_left()))
