"""Many cases of one kind in one table: a line a case, a column a method."""

from collections.abc import Sequence
from statistics import median

from benchmarks.methods import METHODS, OURS
from benchmarks.report import words
from benchmarks.report.document import Cell, Section, Table
from benchmarks.report.standings import Standing, time_to
from benchmarks.rows import Outcome, Row

PROVEN = 0.01


def section(title: str, family: Sequence[Standing]) -> Section:
    rows = [row for standing in family for row in standing.rows if row.outcome is not Outcome.SKIPPED]
    asked = {row.question.method for row in rows}
    methods = [name for name in METHODS if name in asked]
    published = any(standing.best_known is not None for standing in family)
    header = ["case", "size", "best bound", *(["published"] if published else [])]
    header += [*methods, "ours: proven itself", "ours: s to 1 %", "ours: s"]
    lines = tuple(tuple(_line(standing, methods, published)) for standing in family)
    note = "J of each method (median of its plans that keep all rules) and its gap to the best valid bound of the run."
    return Section(title, (note, Table(tuple(header), lines, left=frozenset({0, 1}))))


def _line(standing: Standing, methods: Sequence[str], published: bool) -> list[Cell]:
    cells = [Cell(standing.name), Cell(standing.size), Cell(words.number(standing.bound))]
    cells += [Cell(words.number(standing.best_known))] if published else []
    cells += [_method(standing, [r for r in standing.rows if r.question.method == name]) for name in methods]
    ours = [row for row in standing.rows if row.question.method == OURS]
    own = [standing_gap for row in ours if (standing_gap := _own_gap(row)) is not None]
    until = [at for row in ours if (at := time_to(row, PROVEN)) is not None]
    took = [row.seconds for row in ours if row.seconds is not None]
    return [
        *cells,
        Cell(words.percent(median(own) if own else None)),
        Cell(words.seconds(median(until) if until else None)),
        Cell(words.seconds(median(took) if took else None)),
    ]


def _method(standing: Standing, rows: list[Row]) -> Cell:
    if not rows or all(row.outcome is Outcome.SKIPPED for row in rows):
        return Cell(words.NONE, "quiet")
    good = [row.figures.objective for row in rows if row.good and row.figures is not None]
    if not good:
        broken = any(row.figures is not None for row in rows)
        return Cell("breaks rules" if broken else str(rows[0].outcome), "bad")
    middle = median(good)
    few = f", {len(good)} of {len(rows)}" if len(good) < len(rows) else ""
    equal = standing.best_known is not None and middle <= standing.best_known
    return Cell(f"{words.number(middle)} ({words.percent(standing.gap(middle))}{few})", "good" if equal else "")


def _own_gap(row: Row) -> float | None:
    """What the method itself has proven of its plan."""
    if not row.good or row.figures is None or row.valid_bound is None:
        return None
    objective = row.figures.objective
    return max(0.0, (objective - row.valid_bound) / abs(objective)) if objective else 0.0
