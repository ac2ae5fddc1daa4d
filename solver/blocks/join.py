"""From plans and bounds of blocks to those of the whole, where the goal is a sum over units and reps."""

import threading
import time
from collections.abc import Sequence

import numpy as np

from solver.amounts import Amounts
from solver.blocks.find import Block
from solver.blocks.part import Outcome
from solver.book import Ints
from solver.errors import InternalError
from solver.problem import Limit, Problem
from solver.record import Record

PAUSE_SECONDS = 0.5
"""Plans are joined and judged at most this often while blocks are worked on."""


def adds_up(problem: Problem) -> bool:
    """Whether plan, goal and proof of the whole are those of its blocks together: no largest deviation counts in the
    goal, and no limit on the whole plan can bind.
    """
    return not any(measure.weight for measure in problem.measures) and not any(map(_may_bind, problem.limits))


def _may_bind(limit: Limit) -> bool:
    """Whether some plan might break the limit, as far as adding up the most of every unit tells."""
    if limit.largest or limit.mean or not isinstance(limit.amounts, Amounts):
        return True
    return bool(limit.amounts.most().sum() > limit.upper)


def joined(problem: Problem, blocks: Sequence[Block], plans: Sequence[Ints | None]) -> Ints:
    """The plan of the whole, −1 for units of blocks without a plan."""
    whole = np.full(problem.units, -1, dtype=np.int64)
    for block, plan in zip(blocks, plans, strict=True):
        if plan is not None:
            whole[block.units] = block.reps[plan]
    return whole


class Joint:
    """Hears of every block's plans and bounds, from any thread, and passes them on to the record of the whole."""

    def __init__(self, record: Record, blocks: Sequence[Block]) -> None:
        self.record, self.blocks = record, blocks
        self.plans: list[Ints | None] = [None] * len(blocks)
        self.bounds: list[float | None] = [None] * len(blocks)
        self.joined_at = -np.inf
        self.failed = False
        self._lock = threading.RLock()

    def hear(self, place: int, plan: Ints | None, objective: float | None, bound: float | None) -> None:
        """A block has a better plan or bound."""
        with self._lock:
            self.plans[place], self.bounds[place] = plan, bound
            if time.monotonic() >= self.joined_at + PAUSE_SECONDS:
                self.pass_on()

    def fail(self) -> None:
        """A block has no plan."""
        self.failed = True

    def over(self) -> bool:
        """Whether no more is needed. With a work limit that does not depend on which block is ahead: runs repeat."""
        return self.failed or (self.record.stop.work is None and self.record.done())

    def pass_on(self) -> None:
        """The plans joined, once every block has one, and the bounds."""
        with self._lock:
            self._bound()
            if not any(plan is None for plan in self.plans):
                self.record.offer(joined(self.record.problem, self.blocks, self.plans))
            self.joined_at = time.monotonic()

    def _bound(self) -> None:
        known = [bound for bound in self.bounds if bound is not None]
        if len(known) == len(self.blocks):
            self.record.raise_bound(sum(known))

    def close(self, outcomes: Sequence[Outcome]) -> None:
        """The last word of every block."""
        for outcome in outcomes:
            self.plans[outcome.place], self.bounds[outcome.place] = outcome.plan, outcome.bound
        impossible = next((outcome.place for outcome in outcomes if outcome.infeasible), None)
        if impossible is None:
            self.pass_on()
        elif self.record.plan is not None:
            raise InternalError("an independent block was called infeasible, and there is a plan")
        else:
            self.record.infeasible, self.record.impossible = True, self.blocks[impossible].reps
