"""The record of one block, and what crosses over to where it is worked on and back."""

from dataclasses import dataclass
from typing import Any, Protocol

from solver.book import Ints
from solver.bound.certified import certificate
from solver.bound.prices import Priced, Pricing
from solver.certificate import Certificate
from solver.large import least_opening
from solver.model.contiguity import separators
from solver.problem import Problem
from solver.record import Record
from solver.search.score import score, violation
from solver.search.stages import Stages
from solver.stop import Stop


class Ear(Protocol):
    """Who wants to know what becomes of a block while it is worked on."""

    def hear(self, place: int, plan: Ints | None, objective: float | None, bound: float | None) -> None:
        """The block at `place` has a better plan or bound."""

    def over(self) -> bool:
        """Whether no more is needed."""


class Nobody:
    """Listens to a block that is worked on in another process."""

    def hear(self, place: int, plan: Ints | None, objective: float | None, bound: float | None) -> None:
        """Nobody does."""

    def over(self) -> bool:
        return False


class Line:
    """A line to an ear in the same process. It is cut where it would lead to another one."""

    def __init__(self, ear: Ear) -> None:
        self.ear = ear

    def __reduce__(self) -> tuple[Any, ...]:
        return Line, (Nobody(),)


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


@dataclass(frozen=True)
class Outcome:
    """What became of a block. `prices` : the certificate of the bound, or that there is no plan (not yet judged)."""

    place: int
    plan: Ints | None
    objective: float | None
    bound: float | None
    infeasible: bool
    prices: Certificate | None
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
        """The prices are kept as they are: the judge knows the whole problem only."""
        self.infeasible = True
        self.certificate = certificate(pricing, priced)

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
    if not part.done():
        Stages(part, task.seed, task.workers).run()
    return Outcome(
        task.place, part.plan, part.worth, part.bound, part.infeasible, part.certificate, task.stop.work_used
    )
