"""What is compared: one plan, the model that it was made under, and what the run says of its proof."""

from dataclasses import dataclass

from scenarios.compare.on_top import OnTop
from solver.book import Ints
from solver.errors import Finding
from solver.judge.scorecard import todays_owners
from solver.problem import Problem
from solver.result import Result, Status


@dataclass(frozen=True)
class Contender:
    """A model with the plan that was found under it.

    problem : the rules of this model on the book. result : what the run gave back; None = it was not solved.
    rep : (A,) index of each account's owner in the team, in the book's order, −1 = nobody; None = no plan.
    seconds : how long the run took. failed : why the model could not be run on this book.
    promise : one line: who may own what under this model. on_top : overlays and managers, solved on this plan.
    taken : the contender whose plan this is, where its own run found none that is as good; "" = its own.
    """

    name: str
    problem: Problem
    result: Result | None
    rep: Ints | None
    seconds: float = 0.0
    failed: tuple[Finding, ...] = ()
    promise: str = ""
    on_top: tuple[OnTop, ...] = ()
    taken: str = ""

    @classmethod
    def of(cls, name: str, problem: Problem, result: Result, promise: str = "") -> "Contender":
        """A model that was run; where no plan keeps its rules, with the plan that breaks them least, if any."""
        plan = result.plan or result.relaxed or result.nearest
        rep = None if plan is None else plan.rep_of_unit[problem.book.unit]
        return cls(name, problem, result, rep, result.seconds, (), promise)

    @classmethod
    def today(cls, yardstick: Problem) -> "Contender":
        """Today's owners, as a plan to compare with; new accounts are nobody's."""
        return cls("today", yardstick, None, todays_owners(yardstick), promise="who owns the accounts today")

    @property
    def status(self) -> str:
        """The word of the run, or why there is none."""
        if self.failed:
            return "NOT RUN"
        if self.result is not None:
            return str(self.result.status)
        return "NO PLAN" if self.rep is None else "GIVEN"

    @property
    def impossible(self) -> bool:
        """Whether it is proven that no plan keeps the rules of this model."""
        return self.result is not None and self.result.status is Status.INFEASIBLE
