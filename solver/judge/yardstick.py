"""What a plan is measured against: fair shares, the nearest-rep plan, what is owned today. The same for every plan."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from solver.book import NEW, Floats
from solver.counts import count_of, counted
from solver.judge.far import homes_known, to_nearest, travels_to
from solver.judge.peers import Groups
from solver.problem import Problem
from solver.rules import measure_of

COST = "cost"
"""The column of the pairs table that is a price, not an amount to share out."""


@dataclass(frozen=True)
class Yardstick:
    """Facts of the input that no plan changes.

    groups : the peer groups, and what they share out: where that is what they own in the plan, `share` says of how
        much, and `shares` are those of the whole team, which tell only how large amounts are.
    shares : measure → fair share per rep (R,), in the measure's unit; NaN where the accounts table has no such amounts.
    owned_accounts : accounts with an owner at the start, owners who left included.
    owned_potential : their potential, in the book's currency; NaN where it is not known.
    moved_before, moved_before_potential : accounts (and their potential) that changed owner earlier this year.
    move_weight : (A,) how many times the account's move counts in the goal.
    travel_hours : (A,) workload of the accounts that have a place, hours a year; 0 where there is no place.
    nearest_travel : kilometres (or minutes) × hours when every account goes to the nearest rep of the team; NaN without
        places.
    """

    groups: Groups
    shares: Mapping[str, Floats]
    owned_accounts: int
    owned_potential: float
    moved_before: int
    moved_before_potential: float
    move_weight: Floats
    travel_hours: Floats
    nearest_travel: float

    @classmethod
    def of(cls, problem: Problem) -> "Yardstick":
        book = problem.book
        owned = book.owner != NEW
        potential = amounts(problem, "potential")
        before, before_potential = _moved_before(problem, potential)
        hours, groups = _travel_hours(problem), Groups.of(problem)
        return cls(
            groups=groups,
            shares={name: fair_share(problem, name, groups) for name in measured(problem)},
            owned_accounts=int(owned.sum()),
            owned_potential=float(potential[owned].sum()),
            moved_before=before,
            moved_before_potential=before_potential,
            move_weight=_move_weight(problem),
            travel_hours=hours,
            nearest_travel=_nearest_travel(problem, hours),
        )

    def share(self, problem: Problem, measure: str, load: Floats) -> Floats:
        """(R,) Fair shares in a plan with these loads (R,)."""
        fixed = self.shares[measure]
        return self.groups.owned(load, sharing(problem, measure)) if self.groups.by_plan else fixed


def measured(problem: Problem) -> tuple[str, ...]:
    """Measures that the input has amounts for: potential and workload first, then those that the rules name."""
    names = _named(problem)
    counts = {name for name, count in counted(names).items() if _readable(problem, count.column)}
    known = ({*problem.book.values, *problem.pairs.values} | counts) - {COST}
    return tuple(name for name in names if name in known)


def _named(problem: Problem) -> tuple[str, ...]:
    """Potential, workload and the measures of the rules and of the levels kept."""
    before = (measure_of(term) for kept in problem.kept for term in kept.level)
    named = dict.fromkeys(["potential", "workload", *problem.rules.measures(), *before])
    return tuple(name for name in named if name is not None)


def amounts(problem: Problem, measure: str) -> Floats:
    """Amounts of the accounts table, (A,), NaN where the table has none; overrides of single pairs not applied.

    A measure that counts accounts is 1 for those that it counts and 0 for the others.
    """
    count = count_of(measure)
    if count is not None:
        if not count.column:
            return np.ones(len(problem.book))
        if _readable(problem, count.column):
            return np.asarray(problem.book.texts[count.column] == count.value).astype(np.float64)
    return problem.book.values.get(measure, np.full(len(problem.book), np.nan))


def _readable(problem: Problem, column: str) -> bool:
    """Whether the accounts can be told apart by a column ("" = all count)."""
    return not column or column in problem.book.texts


def weight(problem: Problem, measure: str) -> Floats:
    """Weight of every rep (MISSION.md): FTE for hours, FTE × ramp for everything else."""
    team = problem.team
    return team.fte if measure == "workload" else team.fte * team.ramp


def sharing(problem: Problem, measure: str) -> Floats:
    """The same, 0 for reps who have no share of the measure, (R,)."""
    column = problem.rules.shared_by.get(measure)
    weights = weight(problem, measure)
    return weights if column is None else np.where(problem.team.texts[column] == "", 0.0, weights)


def fair_share(problem: Problem, measure: str, groups: Groups | None = None) -> Floats:
    """Total of the accounts table × weight ÷ sum of weights, over the rep's peer group, (R,); over the whole team where
    what a group owns depends on the plan.
    """
    weights, values = sharing(problem, measure), amounts(problem, measure)
    groups = groups or Groups.of(problem)
    if problem.rules.peers and not groups.by_plan:
        per_unit = np.bincount(problem.book.unit, weights=values, minlength=problem.units)
        return groups.shares(per_unit.astype(np.float64), weights)
    return np.asarray(float(values.sum()) * weights / (float(weights.sum()) or 1.0))


def _move_weight(problem: Problem) -> Floats:
    """The largest of the multipliers that `protect` gives an account; 1 where it gives none."""
    times = np.full(len(problem.book), -np.inf)
    for flag, kind in problem.rules.protect.items():
        if kind != "pin":
            flagged = problem.book.flag(flag)
            times[flagged] = np.maximum(times[flagged], float(kind))
    return np.where(np.isinf(times), 1.0, times)


def _moved_before(problem: Problem, potential: Floats) -> tuple[int, float]:
    """Moves of the year's earlier rounds: a column marks the accounts; a number only counts them (potential 0)."""
    given = problem.rules.limits.moved_this_year
    if given is None:
        return 0, 0.0
    if isinstance(given, str):
        moved = problem.book.flag(given)
        return int(moved.sum()), float(potential[moved].sum())
    return int(given), 0.0


def _travel_hours(problem: Problem) -> Floats:
    return np.where(travels_to(problem), amounts(problem, "workload"), 0.0)


def _nearest_travel(problem: Problem, hours: Floats) -> float:
    """NaN where no account has a place, a rep has no home or an account's hours are missing."""
    placed = np.flatnonzero(travels_to(problem))
    if not len(placed) or not homes_known(problem):
        return float("nan")
    return float(hours[placed] @ to_nearest(problem, placed))
