"""The last word on a plan: what it is worth and which rules it breaks."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from solver.book import Ints
from solver.judge.check import check
from solver.judge.measures import Measures, measure
from solver.judge.terms import GoalLevel
from solver.judge.violation import Violation
from solver.judge.yardstick import Yardstick
from solver.problem import Problem


@dataclass(frozen=True)
class Verdict:
    """What the judge says about one plan. `terms` are before their weights, `weighted` after; both without unit.

    `levels` of the goal, most important first; `objective` is that of the last, the terms are those of all.
    """

    objective: float
    terms: Mapping[str, float]
    weighted: Mapping[str, float]
    left_out: tuple[tuple[str, str], ...]
    violations: tuple[Violation, ...]
    measures: Measures

    @property
    def levels(self) -> tuple[GoalLevel, ...]:
        return self.measures.goal.levels

    @property
    def ok(self) -> bool:
        """True when the plan keeps every rule."""
        return not self.violations


def verdict(problem: Problem, rep_of_unit: Ints, yardstick: Yardstick | None = None) -> Verdict:
    """Judge a plan given as a rep per basic unit, shape (U,), −1 = nobody (which breaks a rule).

    `yardstick`, the facts that no plan changes, saves time when many plans of one problem are judged.
    Raises ValueError when the plan is not one entry per unit.
    """
    rep = np.asarray(rep_of_unit)
    if rep.shape != (problem.units,):
        raise ValueError(f"a plan needs one rep per unit: {problem.units} units, got shape {rep.shape}")
    return of_accounts(problem, rep[problem.book.unit], yardstick)


def of_accounts(problem: Problem, rep_of_account: Ints, yardstick: Yardstick | None = None) -> Verdict:
    """Judge a plan given as a rep per account, shape (A,), which may split units (and is told so)."""
    found = measure(problem, rep_of_account, yardstick)
    return Verdict(
        objective=found.objective,
        terms=found.goal.terms,
        weighted=found.goal.weighted,
        left_out=found.goal.left_out,
        violations=check(problem, rep_of_account, found),
        measures=found,
    )
