"""What a run gives back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from solver.certificate import Certificate
from solver.plan import Plan

if TYPE_CHECKING:
    from solver.judge.scorecard import Scorecard

PROVEN_GAP = 1e-6
"""A plan within this relative gap of the bound is called OPTIMAL."""
NOTHING = 1e-12
"""A distance that sums of floating-point numbers make: a deviation of 0 is never exactly 0."""


class Status(StrEnum):
    OPTIMAL = "OPTIMAL"
    FEASIBLE = "FEASIBLE"
    INFEASIBLE = "INFEASIBLE"
    UNKNOWN = "UNKNOWN"


class Outcome:
    """What the results of all searches have in common: how they ended, what the plan costs, what is proven."""

    status: Status
    stop_reason: str
    objective: float | None
    bound: float | None
    seconds: float
    digits: ClassVar[int] = 6
    """Significant digits of objective and bound in the summary."""

    @property
    def gap(self) -> float | None:
        """(objective − bound) ÷ |objective|; None without a plan or a bound."""
        return None if self.objective is None or self.bound is None else relative_gap(self.objective, self.bound)

    def __str__(self) -> str:
        gap = "–" if self.gap is None else f"{self.gap:.2%}"
        objective, bound = (
            "–" if value is None else f"{value:.{self.digits}g}" for value in (self.objective, self.bound)
        )
        figures = f"objective {objective}, bound {bound}, gap {gap}, {self.seconds:.1f} s"
        return f"{self.status} ({self.stop_reason}): {figures}"


@dataclass(frozen=True)
class Progress:
    """One moment of a run. `worst` is the largest deviation over reps and banded measures, `moved` counts accounts."""

    seconds: float
    stage: str
    objective: float | None = None
    bound: float | None = None
    worst: float | None = None
    moved: int | None = None

    @property
    def gap(self) -> float | None:
        return None if self.objective is None or self.bound is None else relative_gap(self.objective, self.bound)


@dataclass(frozen=True)
class Culprit:
    """A rep who stands at the edge of the opened band, so that it cannot close further in the plan found."""

    rep_id: str
    measure: str
    ratio: float
    detail: str = ""


@dataclass(frozen=True)
class LargeUnit:
    """A basic unit too large for the band of any rep who may own it: `amount` is `ratio` times the fair share of the
    rep for whom that is least.

    way : of a unit that is out of everybody's reach in one piece, the lightest walk to it from the home of that rep,
    unit after unit; then `amount` is that of all of it and of what is pinned to the rep. Empty = the unit alone is too
    large.
    """

    unit_id: str
    measure: str
    amount: float
    rep_id: str
    ratio: float
    way: tuple[str, ...] = ()


@dataclass(frozen=True)
class Opening:
    """The least that must be added to every band, as a share (0.03 = three points), with the other rules kept.

    `least` is proven: no plan exists with less. `reached` is what the relaxed plan needs (None: no plan was found).
    `large` are the units that force bands open: too large, or too far from every home for a territory in one piece.
    """

    least: float
    reached: float | None
    culprits: tuple[Culprit, ...] = ()
    large: tuple[LargeUnit, ...] = ()


@dataclass(frozen=True)
class LevelResult:
    """One level of the goal: what the plan has there and what is proven. A weighted goal is one level.

    weights : term → weight. terms : term → value of the plan before its weight; terms without data are not in it.
    bound : no plan that is as good as this one at the levels before can go below it; None = nothing was proven.
    proven : see `proven`; of a level with others after it the tolerance of `Kept` is granted too.
    conditional : numbers (from 1) of the levels before that are not proven; with none the bound holds for every plan
    that is optimal at the levels before.
    """

    weights: Mapping[str, float]
    terms: Mapping[str, float]
    objective: float
    bound: float | None
    proven: bool
    conditional: tuple[int, ...] = ()

    @property
    def gap(self) -> float | None:
        """(objective − bound) ÷ |objective|; None without a bound."""
        return None if self.bound is None else relative_gap(self.objective, self.bound)


@dataclass(frozen=True)
class Result(Outcome):
    """Status, plan and proof. `objective` and `terms` are the judge's; `bound` holds for the whole problem.

    Of a goal in order `levels` has every level, most important first; objective, bound and gap are those of the last,
    the terms are those of all, and OPTIMAL means that every level is; there is no certificate of it.

    `certificate` has the prices with which anyone can compute most of the proof again; the rest is the solver's word.

    When no plan keeps all rules: `relaxed` breaks nothing but bands, and these by no more than `opening.reached`;
    `nearest` (on request) breaks whatever gives the least total violation. `impossible` : ids of the reps of an
    independent block that has no plan by itself, where that was the proof.
    """

    status: Status
    stop_reason: str
    plan: Plan | None
    objective: float | None
    terms: Mapping[str, float]
    bound: float | None
    seconds: float
    seed: int
    scorecard: "Scorecard | None" = None
    opening: Opening | None = None
    relaxed: Plan | None = None
    conflict: tuple[str, ...] = ()
    nearest: Plan | None = None
    trace: tuple[Progress, ...] = ()
    provenance: Mapping[str, str] = field(default_factory=dict)
    levels: tuple[LevelResult, ...] = ()
    certificate: Certificate | None = None
    impossible: tuple[str, ...] = ()


def relative_gap(objective: float, bound: float) -> float:
    """(objective − bound) ÷ |objective|; 0 when both are 0, infinite when only the objective is 0."""
    if objective == bound:
        return 0.0
    return (objective - bound) / abs(objective) if objective else float("inf")


def proven(objective: float, bound: float, room: float = 0.0) -> bool:
    """Whether a plan is optimal: within `PROVEN_GAP` of the bound, or nearer than `NOTHING` (and `room`)."""
    return objective - bound <= max(PROVEN_GAP * abs(objective), NOTHING) + room
