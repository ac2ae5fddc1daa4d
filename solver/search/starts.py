"""First plans: one that was given, repaired; the split of the prices, or with land territories grown from the homes and
from what is held today.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from solver.book import Ints
from solver.bound.prices import Priced, Pricing
from solver.record import Record
from solver.search.construct import grow, home_pieces, homes_only, incumbent_pieces
from solver.search.score import score, territory, violation
from solver.search.settling import FAST, FIRM, FROZEN, FROZEN_ROOM, LITTLE, Settling

KNOTTED = 2
"""So many plans that miss by more than what flows on are enough: large units must be dealt anew, by the search."""
MOST_STARTS, START_SHARE, VARIETY = 8, 0.1, 0.01
"""Contiguous territories are grown up to so often, in this share of the time; prices vary by this share of a
territory's cost."""


@dataclass
class Starts:
    """`frozen` : the rounded plan of the prices froze unit by unit (`bound/freezing`)."""

    record: Record
    pricing: Pricing
    priced: Priced
    settling: Settling
    seed: int
    frozen: bool

    def plans(self) -> list[Ints]:
        """Plans aimed at the deviations that the prices expect, best first; they may still break rules."""
        record, problem = self.record, self.record.problem
        record.enter("first plan")
        plans: list[Ints] = []
        until = record.stop.clock() + START_SHARE * min(record.stop.remaining(), record.stop.work_left(), 100.0)
        given = repaired(record, self.pricing, self.priced, self.settling)
        if given is not None:
            plans.append(given)
        for start in () if given is not None and record.plan is not None else self._starts():
            plans.append(self._settled(start))
            if record.plan is not None or record.done() or record.stop.clock() > until or self._knotted(plans):
                break
        return sorted(plans, key=lambda plan: score(problem, plan))

    def _knotted(self, plans: list[Ints]) -> bool:
        """Whether several plans all miss by more than what flows on: others would end there too."""
        problem = self.record.problem
        return len(plans) >= KNOTTED and all(violation(problem, plan).max() > LITTLE for plan in plans)

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


def repaired(record: Record, pricing: Pricing, priced: Priced, settling: Settling) -> Ints | None:
    """The plan that the record was to begin with, where it breaks rules: settled as firmly as one that is nearly there.

    Units whose rep may not own them go where the prices send them; with land territories grow anew from what hangs
    together with the homes. None when there is no such plan, or it is not needed any more.
    """
    start, problem = record.start, record.problem
    if start is None or record.plan is not None or record.done():
        return None
    units = np.arange(problem.units)
    if problem.land is not None:
        whole = grow(pricing, priced, problem.land, home_pieces(problem, problem.land, start), np.zeros(problem.reps))
    else:
        allowed = (start >= 0) & problem.eligibility.ok(units, np.maximum(start, 0))
        whole = np.where(allowed, start, priced.choice)
    return None if whole is None else settling.settled(whole, FIRM)
