"""What each combination comes to, measured alike, and which are undominated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from scenarios.compare.gather import yardstick_of
from scenarios.files.bands import widths
from scenarios.files.goal import Order
from scenarios.files.load import Inputs
from scenarios.reports.territory_model import in_words
from scenarios.reports.wording import points
from scenarios.sweep.run import Run, proven_none
from solver.errors import listed
from solver.judge.verdict import Verdict, of_accounts
from solver.judge.yardstick import Yardstick
from solver.problem import Problem
from solver.rules import DEFAULT_GOAL

SAME = 1e-9
"""Figures nearer to each other than this are one."""


@dataclass(frozen=True)
class Point:
    """One combination. goal : the common goal, less is better. bound : on the combination's own objective.

    deviations : measure → largest deviation over the reps, as a share of the fair share in the combination's own peer
    groups. moved, moved_potential : accounts and potential that change owner by choice. travel : ÷ nearest-rep plan.
    All None without a plan, travel also without places.
    """

    run: Run
    goal: float | None = None
    deviations: Mapping[str, float] = field(default_factory=dict)
    moved: int | None = None
    moved_potential: float | None = None
    travel: float | None = None
    why_none: str = ""
    undominated: bool = False

    @property
    def name(self) -> str:
        return self.run.combination.name

    @property
    def said(self) -> str:
        return self.run.combination.said

    @property
    def balance(self) -> float | None:
        """The largest deviation over all measures that have a band anywhere in the sweep."""
        return max(self.deviations.values(), default=None)

    @property
    def figures(self) -> tuple[float, ...]:
        """What is traded off, as it is read (a tenth of a point, whole accounts, thousandths), less is better: balance,
        moves, travel where it is known. What a reader cannot tell apart is the same.
        """
        known = (self.balance, self.moved, self.travel)
        return tuple(round(float(each), 3) for each in known if each is not None)


def measured(runs: Sequence[Run]) -> list[Point]:
    """Every run with the same measures: today's book, the whole team, any rep for any account."""
    yardstick = common_of([each.combination.inputs for each in runs])
    facts = Yardstick.of(yardstick)
    names = tuple(dict.fromkeys(name for each in runs for name in each.combination.inputs.scenario.bands))
    found = [_point(each, yardstick, facts, names or ("potential",)) for each in runs]
    planned = [each for each in found if each.run.feasible]
    return [
        replace(each, undominated=each.run.feasible and not any(dominates(other, each) for other in planned))
        for each in found
    ]


def common_of(inputs: Sequence[Inputs]) -> Problem:
    """The yardstick: the first combination's goal, or the usual weights where that is in order, and every measure that
    has a band in any combination.
    """
    scenario = inputs[0].scenario
    goal = dict(DEFAULT_GOAL) if isinstance(scenario.goal, Order) else scenario.goal
    bands: dict[str, float] = {}
    for each in inputs:
        for name, band in widths(each.scenario.bands).items():
            bands[name] = max(band, bands.get(name, band))
    return yardstick_of(replace(inputs[0], scenario=scenario.model_copy(update={"goal": goal, "bands": bands})))


def dominates(one: Point, other: Point) -> bool:
    """No worse in anything that is traded off, and better in something."""
    pairs = list(zip(one.figures, other.figures, strict=True))
    no_worse = all(a <= b + SAME * max(1.0, abs(b)) for a, b in pairs)
    return no_worse and any(a < b - SAME * max(1.0, abs(b)) for a, b in pairs)


def _point(run: Run, yardstick: Problem, facts: Yardstick, names: Sequence[str]) -> Point:
    if run.result is None or run.result.plan is None:
        return Point(run, why_none=_why_none(run))
    rep = run.result.plan.rep_of_unit[run.problem.book.unit]
    common, own = of_accounts(yardstick, rep, facts), of_accounts(run.problem, rep)
    moves = common.measures.moves
    travels = facts.nearest_travel > 0
    return Point(
        run,
        common.objective,
        {name: deviation for name in names if (deviation := _deviation(name, own, common)) is not None},
        moves.accounts,
        moves.potential,
        float(common.measures.travel.sum()) / facts.nearest_travel if travels else None,
    )


def _deviation(name: str, own: Verdict, common: Verdict) -> float | None:
    """Under the combination's own rules; a measure that these do not know, against the whole team."""
    tally = own.measures.tallies.get(name) or common.measures.tallies.get(name)
    return None if tally is None else float(tally.deviation.max())


def _why_none(run: Run) -> str:
    if run.combination.failed:
        return "cannot be built: " + "; ".join(finding.message for finding in run.combination.failed)
    if run.result is None:
        return "not run: the sweep was stopped before"
    if not proven_none(run):
        return "no plan was found in time"
    text = "proven: no plan keeps the rules"
    if run.result.conflict:
        text += f"; these conflict: {listed(in_words(run.result.conflict))}"
    least = "0.00" if run.result.opening is None else points(run.result.opening.least, up=False)
    if float(least) > 0:
        text += f"; with the other rules every band must open by at least {least} points"
    return text
