"""What a method is given and what it gives back."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from solver.book import Ints
from solver.problem import Problem


@dataclass(frozen=True)
class Setting:
    """seconds : wall clock for everything the method does, building its model included. gap : relative, 0 = no stop."""

    seconds: float
    gap: float
    seed: int
    workers: int


@dataclass(frozen=True)
class Moment:
    """Where a method stands. objective : the judge's, of a plan that keeps all rules. bound : valid for the case."""

    seconds: float
    objective: float | None
    bound: float | None


@dataclass(frozen=True)
class Answer:
    """plan : (U,) rep of every unit, −1 = nobody; None = none found. bound : a lower bound on the goal (None = none).

    bound_of_case : false when the bound holds only for a restriction (fewer pairs, narrower contiguity): such a bound
    is shown, and never used. stage : how it ended, in the method's own words.
    """

    plan: Ints | None
    stage: str
    bound: float | None = None
    bound_of_case: bool = True


Tell = Callable[[Moment], None]
Solve = Callable[[Problem, Setting, Tell], Answer]


@dataclass(frozen=True)
class Method:
    """about : one line for the report. packages : distributions that it needs. seeded : whether the seed matters.

    at, unfit_at : `module:function` of a `Solve`, and of what says why it cannot be asked about a problem (empty = it
    can). Loaded late, so that no method pays for the memory of another.
    """

    name: str
    about: str
    at: str
    packages: tuple[str, ...] = ()
    seeded: bool = False
    unfit_at: str = ""

    def load(self) -> Solve:
        """The method itself; importing what it needs is not part of its time."""
        return _loaded(self.at)

    def unfit(self, problem: Problem) -> str:
        return str(_loaded(self.unfit_at)(problem)) if self.unfit_at else ""


def _loaded(at: str) -> Callable[..., Any]:
    module, _, name = at.partition(":")
    function: Callable[..., Any] = getattr(import_module(f"benchmarks.methods.{module}"), name)
    return function
