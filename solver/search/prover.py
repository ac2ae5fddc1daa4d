"""Proof by the exact model: over the pairs that a better plan can use, or over all where no plan is found."""

from dataclasses import dataclass

import numpy as np

from solver.bound.elastic import refuted, without_goal
from solver.bound.prices import Priced, Pricing
from solver.model.build import eligible_pairs
from solver.problem import Problem
from solver.record import Record
from solver.search.critical import few_pairs
from solver.search.exact import exact
from solver.search.score import flat
from solver.stop import Stop

TINY_PAIRS = 3_000
"""Up to so many pairs one exact model is all that is needed."""
EXACT_PAIRS = 60_000
"""Up to so many pairs (those that reduced-cost fixing leaves) the exact model takes turns with the search."""
FULL_PAIRS = 400_000
"""Up to so many pairs the exact model is tried when the search finds no plan at all: there may be none."""
COUNTED_SHARE = 0.6
"""Where moves are counted and nothing else tells reps apart, prices split accounts (69 moves on the sample) that the
exact model knows to be whole (100 and more in 20 s): it takes up to `FULL_PAIRS`, and this share of the time left."""
FEWER, FRUITFUL = 0.5, 0.02
"""A proof that closed less than the second part of the gap waits until at most the first part of its pairs is left,
or until the search has nothing else to do."""
CLOSING_SHARE = 0.5
"""Of the time left for a proof over few pairs while the search has work; after that, all of it."""
DOUBT_SHARE = 0.7
"""Share of the time after which the search without a plan is doubted."""
TURN_SECONDS, TURN_SHARE = 10.0, 0.25
"""A turn of search or proof takes this share of the time left, and at least so many seconds."""


@dataclass
class Prover:
    """Takes turns with the search; what it proves goes to the record."""

    record: Record
    pricing: Pricing
    priced: Priced
    seed: int
    workers: int
    doubted: bool = False
    fruitless: float = np.inf
    """Pairs of the last proof that came to nothing."""

    def prove(self, *, idle: bool = True) -> bool:
        """The exact model, where it is small enough: over the pairs that a better plan can use, or over all.

        idle : whether the search has nothing to do meanwhile.
        """
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
            return exact(record, *eligible_pairs(problem), self.seed, self.workers, seconds=turn(record.stop))
        counted = counts_moves(problem)
        limit = FULL_PAIRS if counted else EXACT_PAIRS
        room = room_of(record, self.priced)
        pairs = None if record.done() else few_pairs(self.pricing, self.priced, room, limit)
        if pairs is None or (not idle and len(pairs.unit) > FEWER * self.fruitless):
            return False
        before = record.gap
        record.enter("exact model")
        ceiling = record.objective if record.objective is not None else np.inf
        seconds = max(turn(record.stop), COUNTED_SHARE * record.stop.remaining() if counted else 0.0)
        if len(pairs.unit) <= TINY_PAIRS:
            seconds = np.inf if idle else max(seconds, CLOSING_SHARE * record.stop.remaining())
        settled = exact(record, pairs.unit, pairs.rep, self.seed, self.workers, ceiling=ceiling, seconds=seconds)
        self.fruitless = np.inf if record.gap < (1 - FRUITFUL) * before else len(pairs.unit)
        return settled


def counts_moves(problem: Problem) -> bool:
    """Whether the goal counts moves and nothing else tells reps apart."""
    return flat(problem) and problem.costs.counts and problem.land is None


def room_of(record: Record, priced: Priced) -> float:
    """Reduced cost from which on a pair cannot be in a better plan, a rounding added."""
    return np.inf if record.objective is None else record.objective - priced.bound + 1e-9


def turn(stop: Stop) -> float:
    """Seconds (or work) of a turn."""
    return max(TURN_SECONDS, TURN_SHARE * min(stop.remaining(), stop.work_left()))
