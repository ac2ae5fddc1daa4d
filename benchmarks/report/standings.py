"""The rows of one case, side by side: the best valid bound, every plan's gap to it, and what cannot be true."""

from collections.abc import Iterable
from dataclasses import dataclass

from benchmarks.methods import OURS
from benchmarks.methods.method import Moment
from benchmarks.rows import Row
from solver.result import relative_gap

CONTRADICTION = 1e-6
"""Relative difference from which on a bound above a plan is a fault, not the tolerance of a solver in floats."""
LATE = 1.1
"""A method that takes longer than its limit by more than a tenth is late."""


@dataclass(frozen=True)
class Standing:
    """Rows of the same input. bound : the best that holds for the case, `by` whom; None = nobody has one."""

    name: str
    rows: tuple[Row, ...]
    bound: float | None
    by: str

    def gap(self, objective: float | None) -> float | None:
        """Of an objective to the best valid bound; never below 0."""
        if objective is None or self.bound is None:
            return None
        return max(0.0, relative_gap(objective, self.bound))

    @property
    def ours(self) -> list[Row]:
        return [row for row in self.rows if row.question.method == OURS]

    @property
    def kind(self) -> str:
        """Of the case's source."""
        return next((row.kind for row in self.rows if row.kind), "")

    @property
    def best_known(self) -> float | None:
        """The best value published."""
        return next((row.best_known for row in self.rows if row.best_known is not None), None)

    @property
    def size(self) -> str:
        """`3,110 accounts, 50 reps`; empty when nobody could read the case."""
        known = next((row.size for row in self.rows if row.size), None)
        return "" if known is None else f"{known['accounts']:,} accounts, {known['reps']:,} reps"


def standings(rows: Iterable[Row]) -> list[Standing]:
    """One for every case, by name. A name that stands for two inputs is two cases, told apart by the input's hash."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        groups.setdefault((row.question.case, row.question.identity), []).append(row)
    names = [case for case, _ in groups]
    return [
        _standing(case if names.count(case) == 1 else f"{case} ({identity[:6]})", members)
        for (case, identity), members in sorted(groups.items())
    ]


def _standing(name: str, members: list[Row]) -> Standing:
    bounds = [(row.valid_bound, row.question.method) for row in members]
    bounds += [(row.published_bound, "published") for row in members]
    bound, by = max(((value, by) for value, by in bounds if value is not None), default=(None, ""))
    return Standing(name, tuple(sorted(members, key=_rank)), bound, by)


def _rank(row: Row) -> tuple[int, float, str, int]:
    """Plans that keep all rules first, then the others, then none; the better first."""
    figures = row.figures
    level = 2 if figures is None else 0 if figures.keeps_rules else 1
    return level, figures.objective if figures else 0.0, row.question.method, row.question.seed


def contradictions(standing: Standing) -> list[str]:
    """What cannot be true: a valid bound above a plan that keeps all rules, or a trace that ends elsewhere."""
    found = []
    for row in (row for row in standing.rows if row.good and row.figures is not None):
        objective = row.figures.objective if row.figures else 0.0
        who = f"{standing.name}: the plan of {row.question.method}, seed {row.question.seed}, is worth {objective!r}"
        if standing.bound is not None and above(standing.bound, objective):
            found.append(f"{who}, below the bound {standing.bound!r} of {standing.by}")
        last = [moment.objective for moment in row.trace if moment.objective is not None]
        if row.question.method == OURS and last and (above(last[-1], objective) or above(objective, last[-1])):
            found.append(f"{who}, but its trace ends at {last[-1]!r}")
    return found


def above(bound: float, objective: float) -> bool:
    return bound > objective + CONTRADICTION * max(1.0, abs(objective))


def time_to(row: Row, gap: float) -> float | None:
    """Seconds until the method itself had proven this gap: its plan and its bound of the same moment."""
    for moment in row.trace:
        if proven(moment) is not None and (proven(moment) or 0.0) <= gap:
            return moment.seconds
    return None


def proven(moment: Moment) -> float | None:
    if moment.objective is None or moment.bound is None:
        return None
    return max(0.0, relative_gap(moment.objective, moment.bound))


def first_plan(row: Row) -> float | None:
    return next((moment.seconds for moment in row.trace if moment.objective is not None), None)


def time_to_objective(row: Row, objective: float) -> float | None:
    """Seconds until the method had a plan at least this good."""
    good = (m.seconds for m in row.trace if m.objective is not None and not above(m.objective, objective))
    return next(good, None)
