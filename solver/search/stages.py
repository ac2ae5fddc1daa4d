"""The stages of one run: bound by prices, first plan, improvement, proof. What each stage is for is said where it is called."""

from dataclasses import dataclass

import numpy as np

from solver.book import Ints
from solver.bound.prices import Priced, Pricing, find
from solver.model.build import Connect, build, eligible_pairs
from solver.model.run import run
from solver.record import Record
from solver.search.borders import even_out
from solver.search.construct import grow, homes_only, incumbent_pieces
from solver.search.critical import PricedPairs, priced_pairs, with_plan
from solver.search.exact import exact
from solver.search.improve import improve, violation
from solver.search.rounds import void

TINY_PAIRS = 3_000
"""Up to so many pairs one exact model is all that is needed."""
EXACT_PAIRS = 60_000
"""Up to so many pairs (those that reduced-cost fixing leaves) the exact model takes turns with the search."""
FULL_PAIRS = 400_000
"""Up to so many pairs the exact model is tried when the search finds no plan at all: there may be none."""
CRITICAL_EXTRA = 3_000
"""Pairs beyond one per unit in the first model over price-critical accounts."""
SEARCH_PER_UNIT = 12
"""Most pairs of a unit that the search looks at."""
TURN_SECONDS, TURN_SHARE = 10.0, 0.25
"""A turn of search or proof takes this share of the time left, and at least so many seconds."""


@dataclass
class Stages:
    """One run over one problem; everything found goes to the record."""

    record: Record
    seed: int
    workers: int

    def run(self) -> None:
        """Work until the record is done or everything is proven."""
        problem, record = self.record.problem, self.record
        if problem.units * problem.reps <= TINY_PAIRS:
            record.enter("exact model")
            exact(record, *eligible_pairs(problem), self.seed, self.workers)
            return
        record.enter("prices")
        self.pricing = Pricing(problem)
        self.priced = find(self.pricing, record.stop.reached, lambda priced: record.raise_bound(priced.bound))
        record.raise_bound(self.priced.bound)
        plan = self._first_plan()
        while not record.done():
            if plan is not None:
                plan = self._search(plan)
            if self._prove():
                return

    def _first_plan(self) -> Ints | None:
        """A plan to start from; it may still break rules, then the search repairs it."""
        problem, land = self.record.problem, self.record.problem.land
        if land is None:
            return self._price_critical()
        self.record.enter("construct")
        starts = [homes_only(problem, land)]
        if problem.limits:
            starts.append(incumbent_pieces(problem, land))
        grown = [plan for start in starts if (plan := grow(self.pricing, self.priced, land, start)) is not None]
        grown = [even_out(self.pricing, self.priced, land, plan, self.record.stop.reached) for plan in grown]
        for plan in grown:
            self.record.offer(plan)
        return min(grown, key=lambda plan: float(violation(problem, plan).sum()), default=None)

    def _price_critical(self) -> Ints:
        """One CP-SAT model over the pairs that the prices leave open; the price plan itself when that finds nothing."""
        record = self.record
        record.enter("price-critical accounts")
        pairs = priced_pairs(self.pricing, self.priced, count=SEARCH_PER_UNIT).cheapest(CRITICAL_EXTRA)
        built = build(record.problem, pairs.unit, pairs.rep, connect=Connect.NOT)
        outcome = run(
            built,
            record.stop,
            seed=self.seed,
            workers=self.workers,
            seconds=0.5 * record.stop.remaining(),
            work=0.5 * record.stop.work_left(),
            on_plan=lambda plan, _objective, _bound: void(record.offer(plan)),
            enough=record.enough,
        )
        if outcome.plan is not None:
            record.offer(outcome.plan)
        return self.priced.choice if record.plan is None else record.plan

    def _search(self, plan: Ints) -> Ints:
        """Neighbourhoods, over pairs that can still be in a better plan."""
        record = self.record
        pairs = priced_pairs(self.pricing, self.priced, most=self._room(), count=SEARCH_PER_UNIT)
        return improve(record, with_plan(pairs, plan), plan, self.seed, self.workers, self._turn())

    def _prove(self) -> bool:
        """The exact model, where it is small enough: over the pairs that a better plan can use, or over all when there is no plan."""
        record = self.record
        if record.plan is None:
            if record.problem.units * record.problem.reps > FULL_PAIRS:
                return False
            record.enter("exact model")
            return exact(record, *eligible_pairs(record.problem), self.seed, self.workers, seconds=self._turn())
        pairs = priced_pairs(self.pricing, self.priced, most=self._room())
        if record.done() or len(pairs.unit) > EXACT_PAIRS:
            return False
        record.enter("exact model")
        ceiling = record.objective if record.objective is not None else np.inf
        return exact(record, pairs.unit, pairs.rep, self.seed, self.workers, ceiling=ceiling, seconds=self._turn())

    def _room(self) -> float:
        """Reduced cost from which on a pair cannot be in a better plan, a rounding added."""
        objective = self.record.objective
        return np.inf if objective is None else objective - self.priced.bound + 1e-9

    def _turn(self) -> float:
        return max(TURN_SECONDS, TURN_SHARE * self.record.stop.remaining())
