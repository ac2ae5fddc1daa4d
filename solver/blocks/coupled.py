"""Blocks that share largest deviations or limits: solved apart at prices, round by round, and put together.

Each round has two turns. At prices every block has a bound, and together they bound the whole; within the master's own
deviations and shares of the limits every block looks for plans that go with those of the others.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from solver.blocks.find import Block
from solver.blocks.join import binding, joined
from solver.blocks.master import Aim, Master, Prices
from solver.blocks.part import Hint, Line, Nobody, Outcome, Task
from solver.book import Ints
from solver.bound.prices import Priced, Pricing
from solver.problem import Problem
from solver.record import Record
from solver.search.score import score
from solver.search.settling import ROOM
from solver.stop import Stop

Solved = Callable[[Sequence[Task], Sequence[float], Stop], list[Outcome]]
"""Solves tasks until the stop, each in a part of the time as large as its size."""

TURN_SHARE = 0.25
"""Share of the time left for one turn."""
MOST_SHARE = 0.7
"""Share of the time after which the blocks are looked at together."""
LEAST_SHARE = 0.1
"""Of an even share of a turn, for blocks whose plans are near their bounds."""
WORTHWHILE = 0.05
"""A round that closes less than this share of the gap is the last."""


class Coupled:
    """One run over blocks that share something. `known` : the prices of the whole."""

    def __init__(
        self, record: Record, blocks: Sequence[Block], seed: int, solved: Solved, known: tuple[Pricing, Priced]
    ) -> None:
        self.record, self.blocks, self.seed, self.solved, self.known = record, blocks, seed, solved, known
        self.master = Master(record.problem, blocks, binding(record.problem))
        self.hints = [Hint.of(known, block) for block in blocks]

    def run(self) -> None:
        """Until the record is done, a round has brought little, or most of the time is over."""
        record = self.record
        if record.plan is not None:
            self._learn(record.plan)
        until = record.stop.part(MOST_SHARE)
        aim = self._expected()
        while not record.done() and not until.reached():
            before = record.gap
            self._towards(aim)
            if record.done() or not self.master.complete:
                return
            prices, aim = self.master.relaxed()
            self._at(prices)
            if self.master.complete and not record.done():
                prices, aim = self.master.relaxed()
            if not record.gap < (1 - WORTHWHILE) * before:
                return

    def _towards(self, aim: Aim) -> None:
        """Every block looks for plans within the aim; where it finds none, for those of least deviation."""
        everyone = range(len(self.blocks))
        self._turn({place: self.master.aimed(place, aim) for place in everyone}, self.hints)
        missing = [place for place in everyone if not self.master.has(place)]
        if missing and not self.record.done():
            alone = self.master.alone()
            self._turn({place: self.master.priced(place, alone) for place in missing}, None)
        self._offer()

    def _at(self, prices: Prices) -> None:
        """Every block at prices: their bounds make one of the whole. Time goes where a plan is far from its bound."""
        record, problems = self.record, self._priced(prices)
        floors = [hint.priced(problems[place])[1].bound for place, hint in enumerate(self.hints)]
        far = [self._best(place, problems[place]) - floor for place, floor in enumerate(floors)]
        least = LEAST_SHARE * sum(map(abs, far)) / len(far) + 1e-12
        for outcome in self._turn(problems, None, [max(each, least) for each in far]):
            if outcome.infeasible:
                record.infeasible, record.impossible = True, self.blocks[outcome.place].reps
                return
            if outcome.bound is not None:
                floors[outcome.place] = max(floors[outcome.place], outcome.bound)
        record.raise_bound(self.master.bound(prices, floors))
        self._offer()

    def _priced(self, prices: Prices) -> dict[int, Problem]:
        return {place: self.master.priced(place, prices) for place in range(len(self.blocks))}

    def _best(self, place: int, problem: Problem) -> float:
        plan = self._start(place, problem)
        return np.inf if plan is None else score(problem, plan)[1]

    def _turn(
        self, problems: Mapping[int, Problem], hints: Sequence[Hint] | None, sizes: Sequence[float] | None = None
    ) -> list[Outcome]:
        """Some blocks once, in a part of the time left that they share by `sizes`; what they find becomes known to the
        master.
        """
        record = self.record
        record.enter(f"{len(problems)} of {len(self.blocks)} blocks")
        tasks = [
            Task(
                place,
                problem,
                record.stop,
                self.seed,
                1,
                None,
                self._start(place, problem),
                Line(Nobody()),
                None if hints is None else hints[place],
            )
            for place, problem in problems.items()
        ]
        pairs = [problem.units * problem.reps for problem in problems.values()]
        outcomes = self.solved(tasks, pairs if sizes is None else sizes, record.stop.part(TURN_SHARE))
        record.stop.work_used += sum(outcome.work_used for outcome in outcomes)
        for outcome in outcomes:
            for plan in outcome.others:
                self.master.add(outcome.place, plan)
        return outcomes

    def _offer(self) -> None:
        """The known plans that go together best."""
        chosen = self.master.chosen() if self.master.complete else None
        if chosen is not None:
            self.record.offer(joined(self.record.problem, self.blocks, chosen))

    def _learn(self, plan: Ints) -> None:
        for place, block in enumerate(self.blocks):
            self.master.add(place, np.searchsorted(block.reps, plan[block.units]))

    def _start(self, place: int, problem: Problem) -> Ints | None:
        """The known plan of a block that suits a problem best."""
        plans = [column.plan for column in self.master.columns if column.place == place]
        return min(plans, key=lambda plan: score(problem, plan), default=None)

    def _expected(self) -> Aim:
        """What the prices of the whole expect of a good plan."""
        master, priced = self.master, self.known[1]
        off = [priced.deviations.get(measure.name, np.inf) + ROOM for measure in master.measures]
        plan = priced.choice if priced.rounded is None else priced.rounded
        return Aim(np.array(off), master.shares([plan[block.units] for block in self.blocks]))
