"""The stages of one run: bound by prices, first plan, improvement, proof; what each is for is said where it starts."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from solver.book import Floats, Ints
from solver.bound.certified import certificate, refutation
from solver.bound.elastic import refuted, without_goal
from solver.bound.prices import Pricing, find
from solver.model.build import eligible_pairs
from solver.record import Record
from solver.search.construct import grow, homes_only, incumbent_pieces
from solver.search.critical import PricedPairs, priced_pairs, with_plan
from solver.search.exact import exact
from solver.search.improve import Search
from solver.search.score import losses, score
from solver.search.settling import FAST, SLOW, Settling

TINY_PAIRS = 3_000
"""Up to so many pairs one exact model is all that is needed."""
EXACT_PAIRS = 60_000
"""Up to so many pairs (those that reduced-cost fixing leaves) the exact model takes turns with the search."""
FULL_PAIRS = 400_000
"""Up to so many pairs the exact model is tried when the search finds no plan at all: there may be none."""
DOUBT_SHARE = 0.5
"""Share of the time after which the search without a plan is doubted."""
SEARCH_PER_UNIT, LAND_PER_UNIT = 12, 30
"""Most pairs of a unit that the search looks at; where territories must connect a way around may need dearer ones."""
MOST_STARTS, START_SHARE, VARIETY = 8, 0.1, 0.01
"""Contiguous territories are grown up to so often, in this share of the time; prices vary by this share of a
territory's cost."""
TURN_SECONDS, TURN_SHARE = 10.0, 0.25
"""A turn of search or proof takes this share of the time left, and at least so many seconds."""


@dataclass
class Stages:
    """One run over one problem; everything found goes to the record."""

    record: Record
    seed: int
    workers: int
    doubted: bool = False

    def run(self) -> None:
        """Work until the record is done or everything is proven."""
        problem, record = self.record.problem, self.record
        if problem.units * problem.reps <= TINY_PAIRS:
            self._tiny()
            return
        record.enter("prices")
        self.pricing = Pricing(problem)
        self.priced = find(self.pricing, record.stop.reached, lambda priced: record.raise_bound(priced.bound))
        if self.pricing.refutes(self.priced):
            record.infeasible = True
            record.certify(refutation(self.pricing, self.priced))
            return
        record.raise_bound(self.priced.bound)
        record.certify(certificate(self.pricing, self.priced))
        self.settling, self.fresh = Settling(record, self.pricing, self.priced, self.seed), True
        plan = self._first_plan()
        while not record.done():
            if plan is not None:
                plan = self._search(plan)
            if self._prove():
                return

    def _tiny(self) -> None:
        """One exact model; prices only for what anyone can check of its proof."""
        problem, record = self.record.problem, self.record
        record.enter("prices")
        pricing = Pricing(problem)
        priced = find(pricing, record.stop.reached)
        record.enter("exact model")
        exact(record, *eligible_pairs(problem), self.seed, self.workers)
        if not record.infeasible:
            record.raise_bound(priced.bound)
            record.certify(certificate(pricing, priced))

    def _first_plan(self) -> Ints | None:
        """A plan aimed at the deviations that the prices expect; it may still break rules."""
        record, problem = self.record, self.record.problem
        record.enter("first plan")
        best: Ints | None = None
        until = record.stop.elapsed() + START_SHARE * min(record.stop.remaining(), 100.0)
        for start in self._starts():
            plan = self.settling.settled(start, FAST)
            if best is None or score(problem, plan) < score(problem, best):
                best = plan
            if record.done() or record.stop.elapsed() > until:
                break
        return best

    def _starts(self) -> Iterator[Ints]:
        """Without land the split of the prices; with land territories grown from today's and from the homes."""
        problem, land = self.record.problem, self.record.problem.land
        if land is None:
            yield self.priced.choice if self.priced.rounded is None else self.priced.rounded
            return
        rng = np.random.default_rng(self.seed)
        held = [homes_only(problem, land), *([incumbent_pieces(problem, land)] if problem.limits else [])]
        territory = max(abs(self.priced.bound), 1e-9) / problem.reps
        for number in range(MOST_STARTS):
            favour = rng.normal(0.0, VARIETY * territory, problem.reps) * (number >= len(held))
            plan = grow(self.pricing, self.priced, land, held[number % len(held)], favour)
            if plan is None:
                return
            yield plan

    def _search(self, plan: Ints) -> Ints:
        """Plans melted and settled anew, then neighbourhoods over pairs that can still be in a better plan."""
        record = self.record
        start = plan if record.plan is None else record.plan
        pairs = with_plan(priced_pairs(self.pricing, self.priced, most=self._room(), count=self._per_unit()), start)
        if record.plan is None:
            start = self._neighbourhoods(pairs, start).repair(self._turn())
        if record.plan is None:
            return start
        turn = self._turn()
        search = self._neighbourhoods(pairs, start)
        self._settle_again(turn / 2)
        return search.improve(turn / 2)

    def _settle_again(self, seconds: float) -> None:
        """Slowly from the prices' split, then from the best plan melted."""
        record = self.record
        record.enter("settle")
        until = record.stop.elapsed() + seconds
        if self.fresh:
            self.fresh = False
            for start in self._slow_starts():
                if not record.done():
                    self.settling.settled(start, SLOW)
        while not record.done() and record.stop.elapsed() < until and record.plan is not None:
            self.settling.melted(record.plan)

    def _slow_starts(self) -> list[Ints]:
        if self.record.problem.land is not None:
            return []
        return [plan for plan in (self.priced.rounded, self.priced.choice) if plan is not None]

    def _neighbourhoods(self, pairs: PricedPairs, start: Ints) -> Search:
        record = self.record

        def loss(plan: Ints) -> Floats:
            return losses(record.problem, self.pricing, self.priced, plan)

        return Search(record, record.problem, pairs, start, self.seed, self.workers, loss)

    def _prove(self) -> bool:
        """The exact model, where it is small enough: over the pairs that a better plan can use, or over all."""
        record = self.record
        if record.plan is None:
            if record.stop.past(DOUBT_SHARE) and not self.doubted:
                self.doubted = True
                record.infeasible = refuted(without_goal(record.problem), record.stop.reached)
                if record.infeasible:
                    return True
            if record.problem.units * record.problem.reps > FULL_PAIRS or not record.stop.past(DOUBT_SHARE):
                return False
            record.enter("exact model")
            return exact(record, *eligible_pairs(record.problem), self.seed, self.workers, seconds=self._turn())
        pairs = priced_pairs(self.pricing, self.priced, most=self._room())
        if record.done() or len(pairs.unit) > EXACT_PAIRS:
            return False
        record.enter("exact model")
        ceiling = record.objective if record.objective is not None else np.inf
        seconds = np.inf if len(pairs.unit) <= TINY_PAIRS else self._turn()
        return exact(record, pairs.unit, pairs.rep, self.seed, self.workers, ceiling=ceiling, seconds=seconds)

    def _per_unit(self) -> int:
        return SEARCH_PER_UNIT if self.record.problem.land is None else LAND_PER_UNIT

    def _room(self) -> float:
        """Reduced cost from which on a pair cannot be in a better plan, a rounding added."""
        objective = self.record.objective
        return np.inf if objective is None else objective - self.priced.bound + 1e-9

    def _turn(self) -> float:
        return max(TURN_SECONDS, TURN_SHARE * self.record.stop.remaining())
