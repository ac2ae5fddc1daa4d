"""The record of one block, and what crosses over to where it is worked on and back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np

from solver.blocks.find import Block
from solver.book import Floats, Ints
from solver.bound.couplings import Kind
from solver.bound.prices import Priced, Pricing
from solver.large import least_opening
from solver.model.contiguity import separators
from solver.problem import Problem
from solver.record import Record
from solver.search.score import score, violation
from solver.search.stages import Stages
from solver.stop import Stop

TINY_PAIRS = 500
"""Blocks have less time than a whole problem: from here on the search comes before the exact model (of 300 × 5 in 6 s
the first found 0.104, the second 0.231)."""


class Ear(Protocol):
    """Who wants to know what becomes of a block while it is worked on."""

    def hear(self, place: int, plan: Ints | None, objective: float | None, bound: float | None) -> None:
        """The block at `place` has a better plan or bound."""

    def fail(self) -> None:
        """A block has no plan: the others need not be looked at any further."""

    def over(self) -> bool:
        """Whether no more is needed."""


class Nobody:
    """Listens to a block that is worked on in another process."""

    def hear(self, place: int, plan: Ints | None, objective: float | None, bound: float | None) -> None:
        """Nobody does."""

    def fail(self) -> None:
        """Nobody hears."""

    def over(self) -> bool:
        return False


class Line:
    """A line to an ear in the same process. It is cut where it would lead to another one."""

    def __init__(self, ear: Ear) -> None:
        self.ear = ear

    def __reduce__(self) -> tuple[Any, ...]:
        return Line, (Nobody(),)


@dataclass(frozen=True)
class Hint:
    """Prices of the whole, cut to a block: (R,) per raw unit, by kind and name of the coupling; none for limits.

    `deviations`, `rounded` : see `Priced`.
    """

    prices: Mapping[tuple[Kind, str], Floats]
    deviations: Mapping[str, float]
    rounded: Ints | None

    @classmethod
    def of(cls, known: tuple[Pricing, Priced], block: Block) -> "Hint":
        """What the prices of the whole say of a block."""
        pricing, priced = known
        prices: dict[tuple[Kind, str], Floats] = {
            (c.kind, c.name): (price / c.unit)[block.reps]
            for c, price in zip(pricing.couplings, priced.prices, strict=True)
            if c.kind is not Kind.LIMIT
        }
        rounded = None if priced.rounded is None else np.searchsorted(block.reps, priced.rounded[block.units])
        return cls(prices, priced.deviations, rounded)

    def priced(self, problem: Problem) -> tuple[Pricing, Priced]:
        """The prices in the scale of a problem of the block, evaluated there."""
        pricing = Pricing(problem)
        exact = pricing.exact(tuple(c.unit * self.prices[c.kind, c.name] for c in pricing.couplings))
        return pricing, replace(exact, deviations=self.deviations, rounded=self.rounded)


@dataclass(frozen=True)
class Task:
    """A block to be worked on. `start` : a plan to begin with. `grain` : see `solver.levels.grain`."""

    place: int
    problem: Problem
    stop: Stop
    seed: int
    workers: int
    grain: float | None
    start: Ints | None
    line: Line
    hint: Hint


@dataclass(frozen=True)
class Outcome:
    """What became of a block; the plan is not yet judged."""

    place: int
    plan: Ints | None
    objective: float | None
    bound: float | None
    infeasible: bool
    work_used: float


class Part(Record):
    """Keeps the best plan of a block by what its derived rows say: the judge sees it when it is joined to the rest."""

    def __init__(self, task: Task) -> None:
        super().__init__(task.problem, task.stop)
        self.task, self.grain = task, task.grain
        self.worth: float | None = None

    @property
    def objective(self) -> float | None:
        return self.worth

    def done(self) -> bool:
        return super().done() or self.task.line.ear.over()

    def offer(self, rep_of_unit: Ints) -> bool:
        problem = self.problem
        broken = bool(violation(problem, rep_of_unit).any())
        if broken or (problem.land is not None and separators(problem.land, rep_of_unit)):
            return False
        worth = score(problem, rep_of_unit)[1]
        with self._lock:
            if self.worth is not None and worth >= self.worth:
                return False
            self.plan, self.worth = rep_of_unit.copy(), worth
            self._settle()
            self.tell()
            return True

    def refute(self, pricing: Pricing, priced: Priced) -> None:
        """Without a certificate: the judge knows the whole problem only."""
        self.infeasible = True

    def tell(self) -> None:
        super().tell()
        self.task.line.ear.hear(self.task.place, self.plan, self.worth, self.bound)


def work(task: Task) -> Outcome:
    """Work on a block until it is good enough, or the stop. Runs wherever joblib puts it."""
    task.stop.since = task.stop.clock()
    part = Part(task)
    if least_opening(task.problem) > 0:
        part.infeasible = True
    elif task.start is not None:
        part.offer(task.start)
    if not task.problem.costs.counts and not any(m.weight or m.mean_weight for m in task.problem.measures):
        part.raise_bound(0.0)  # nothing to minimise: any plan is as good
    if not part.done():
        known = task.hint.priced(task.problem)
        part.raise_bound(known[1].bound)
        Stages(part, task.seed, task.workers, known=known, tiny=TINY_PAIRS).run()
    if part.infeasible:
        task.line.ear.fail()
    return Outcome(
        task.place,
        part.plan,
        part.worth,
        part.bound,
        part.infeasible,
        task.stop.work_used,
    )
