"""What must be reached, and whether it was: by the engine alone, its own plan against its own bound of that moment."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.methods import OURS
from benchmarks.report import words
from benchmarks.report.document import Cell, Table
from benchmarks.report.standings import LATE, above, first_plan, time_to
from benchmarks.rows import Outcome, Row

Reached = Callable[[Row, "Target"], float | None]
"""Seconds until the row reached the target; None = it did not."""


def gap_proven(row: Row, target: "Target") -> float | None:
    return time_to(row, target.gap)


def plan_found(row: Row, _: "Target") -> float | None:
    return first_plan(row)


def best_known(row: Row, _: "Target") -> float | None:
    """Until the plan was as good as the best one published."""
    if row.best_known is None:
        return None
    wanted = row.best_known
    good = (m.seconds for m in row.trace if m.objective is not None and not above(m.objective, wanted))
    return next(good, None)


@dataclass(frozen=True)
class Target:
    """cases : pattern of the whole case name. memory_mb : of the process; inf = not stated."""

    label: str
    goal: str
    cases: str
    seconds: float
    gap: float = 0.0
    memory_mb: float = float("inf")
    reached: Reached = gap_proven


TARGETS: tuple[Target, ...] = (
    Target("counties-50", "gap ≤ 2 % in 60 s", "counties-50", 60, 0.02),
    Target("counties-50", "gap ≤ 1 % in 10 min", "counties-50", 600, 0.01),
    Target("pa-tracts-50", "gap ≤ 1 % in 60 s", "pa-tracts-50", 60, 0.01),
    Target("hospitals-100", "gap ≤ 1 % in 60 s", "hospitals-100", 60, 0.01),
    Target("georgia-40-incumbent", "gap ≤ 0.3 % in 60 s", "georgia-40-incumbent", 60, 0.003),
    Target("scale-100k-200", "gap ≤ 0.5 % in 120 s, under 4 GB", "scale-100k-200", 120, 0.005, 4096),
    Target(
        "10,000-account books",
        "first plan in 5 s",
        r"(synthetic|what-if-[a-z-]*synthetic)-10000x.*",
        5,
        reached=plan_found,
    ),
    Target("what-if, 10,000 accounts", "gap ≤ 1 % in 10 s", "what-if-.*-10000x.*", 10, 0.01),
    Target(
        "assignment a–c, published", "the best known value in 60 s", r"gap\d+-\d|[abc]\d{5,6}", 60, reached=best_known
    ),
    Target("assignment d, e", "gap ≤ 0.5 % in 60 s", r"[de]\d{5,6}|gap-[de]-.*", 60, 0.005),
)


def targets(rows: Sequence[Row]) -> Table:
    """One line a target, and one for the limits themselves, over the engine's rows; `rows` may hold others."""
    ours = [row for row in rows if row.question.method == OURS]
    lines = [_line(target, [r for r in ours if re.fullmatch(target.cases, r.question.case)]) for target in TARGETS]
    header = ("case", "goal", "reached", "rows that do", "until then, s", "peak MB")
    return Table(header, (*lines, _on_time(ours)), left=frozenset({0, 1, 2}))


def _line(target: Target, rows: list[Row]) -> tuple[Cell, ...]:
    asked = [row for case in sorted({r.question.case for r in rows}) for row in _asked(target, rows, case)]
    label = (Cell(target.label), Cell(target.goal))
    if not asked:
        return (*label, *_NOTHING)
    times = [target.reached(row, target) for row in asked]
    within = [_within(target, row, at) for row, at in zip(asked, times, strict=True)]
    short = any(row.question.seconds < target.seconds for row, ok in zip(asked, within, strict=True) if not ok)
    known = [at for at in times if at is not None]
    slowest = words.seconds(max(known)) if len(known) == len(times) else words.NONE
    peak = max((row.peak_mb for row in asked if row.peak_mb is not None), default=None)
    missed = Cell("not measured long enough", "quiet") if short else Cell("NOT reached", "bad")
    done = Cell("reached", "good") if all(within) else missed
    return (*label, done, Cell(f"{sum(within)} of {len(within)}"), Cell(slowest), Cell(words.megabytes(peak)))


def _asked(target: Target, rows: list[Row], case: str) -> list[Row]:
    """A case's rows with the shortest limit that gives the target its time; with the longest where none does."""
    mine = [row for row in rows if row.question.case == case]
    limits = {row.question.seconds for row in mine}
    limit = min((limit for limit in limits if limit >= target.seconds), default=max(limits))
    return [row for row in mine if row.question.seconds == limit]


def _within(target: Target, row: Row, at: float | None) -> bool:
    light = target.memory_mb == float("inf") or (row.peak_mb is not None and row.peak_mb <= target.memory_mb)
    return row.good and at is not None and at <= target.seconds and light


def _on_time(ours: list[Row]) -> tuple[Cell, ...]:
    label = (Cell("every case"), Cell("the time limit is kept within 10 %"))
    asked = [row for row in ours if row.outcome not in (Outcome.SKIPPED, Outcome.REFUSED)]
    if not asked:
        return (*label, *_NOTHING)
    kept = [row.seconds is not None and row.seconds <= LATE * row.question.seconds for row in asked]
    done = Cell("reached", "good") if all(kept) else Cell("NOT reached", "bad")
    return (*label, done, Cell(f"{sum(kept)} of {len(kept)}"), Cell(words.NONE), Cell(words.NONE))


_NOTHING = (Cell("not measured", "quiet"), *[Cell(words.NONE, "quiet")] * 3)
