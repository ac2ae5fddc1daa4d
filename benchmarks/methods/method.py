"""What a method is given and what it gives back."""

from collections.abc import Callable
from dataclasses import dataclass

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
    """Where a method stands: `objective` is the judge's, of a plan that keeps all rules; `bound` is valid for the case."""

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


def anything(_: Problem) -> str:
    return ""


@dataclass(frozen=True)
class Method:
    """about : one line for the report. packages : distributions that it needs. seeded : whether the seed matters.

    unfit : why it cannot be asked about a problem; empty when it can.
    """

    name: str
    about: str
    solve: Solve
    packages: tuple[str, ...] = ()
    seeded: bool = False
    unfit: Callable[[Problem], str] = anything
