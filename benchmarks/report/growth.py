"""How the time to a proven gap of 1 % grows with accounts and with reps, and the exponent of the growth."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from benchmarks.methods import OURS
from benchmarks.report import words
from benchmarks.report.document import Cell, Chart, Section, Table
from benchmarks.report.standings import time_to
from benchmarks.report.svg import Series, chart, log_axis
from benchmarks.rows import Row

GAP = 0.01
LEAST_SIZES = 3
"""A curve needs so many sizes."""
FLOOR = 0.01
"""Seconds below which a time says nothing."""

Grows = Literal["accounts", "reps"]


@dataclass(frozen=True)
class Curve:
    """Time against one size, the other one held. reached, open : (size, seconds); open ones ended at their limit."""

    grows: Grows
    held: int
    reached: tuple[tuple[float, float], ...]
    open: tuple[tuple[float, float], ...]

    @property
    def fit(self) -> tuple[float, float] | None:
        """Exponent and factor of seconds = factor × size^exponent: least squares of logarithms of what was reached."""
        if len({size for size, _ in self.reached}) < LEAST_SIZES:
            return None
        size, time = np.log(np.array(self.reached)).T
        exponent, intercept = np.polyfit(size, time, 1)
        return float(exponent), float(np.exp(intercept))


def section(rows: Iterable[Row]) -> Section | None:
    """None when no family of synthetic books has enough sizes."""
    found = curves([row for row in rows if row.question.method == OURS and row.question.case.startswith("synthetic-")])
    if not found:
        return None
    blocks: list[str | Table | Chart] = [_table(found)]
    blocks += [_chart(curve) for curve in found]
    return Section("Growth: time until a gap of 1 % is proven", tuple(blocks))


def curves(rows: Sequence[Row]) -> list[Curve]:
    """One for every value of the size that stays, where the other takes enough values."""
    found = []
    for grows, held in (("accounts", "reps"), ("reps", "accounts")):
        for value in sorted({row.size[held] for row in rows if row.size}):
            mine = [row for row in rows if row.size and row.size[held] == value]
            if len({row.size[grows] for row in mine}) >= LEAST_SIZES:
                found.append(_curve("accounts" if grows == "accounts" else "reps", value, mine))
    return found


def _curve(grows: Grows, held: int, rows: list[Row]) -> Curve:
    timed = [(float(row.size[grows]), time_to(row, GAP), row.question.seconds) for row in rows]
    reached = sorted((size, max(at, FLOOR)) for size, at, _ in timed if at is not None)
    return Curve(grows, held, tuple(reached), tuple(sorted((size, limit) for size, at, limit in timed if at is None)))


def _table(found: list[Curve]) -> Table:
    rows = []
    for curve in found:
        other = "reps" if curve.grows == "accounts" else "accounts"
        fit = curve.fit
        sizes = [size for size, _ in (*curve.reached, *curve.open)]
        rows.append(
            (
                Cell(curve.grows),
                Cell(f"{min(sizes):,.0f} – {max(sizes):,.0f}"),
                Cell(f"{curve.held:,} {other}"),
                Cell(f"{len(curve.reached)} of {len(sizes)}"),
                Cell(" · ".join(f"{size:,.0f}: {words.seconds(time)}" for size, time in curve.reached)),
                Cell(words.NONE if fit is None else f"{fit[0]:.2f}"),
            )
        )
    header = ("grows", "from – to", "at", "reached 1 %", "size: seconds", "exponent")
    return Table(header, tuple(rows), left=frozenset({0, 1, 2, 4}))


def _chart(curve: Curve) -> Chart:
    series = [Series("reached", curve.reached, "dots", 0)] if curve.reached else []
    if curve.open:
        series.append(Series("not in time", curve.open, "hollow", 5))
    if curve.fit is not None:
        exponent, factor = curve.fit
        ends = (curve.reached[0][0], curve.reached[-1][0])
        series.insert(
            0, Series(f"∝ {curve.grows}^{exponent:.2f}", [(x, factor * x**exponent) for x in ends], "line", 2)
        )
    other = "reps" if curve.grows == "accounts" else "accounts"
    caption = f"Seconds until a gap of 1 % is proven, against {curve.grows}, with {curve.held:,} {other}"
    points = [point for one in series for point in one.points]
    x = log_axis(curve.grows, [size for size, _ in points], lambda v: f"{v:,.0f}")
    y = log_axis("seconds", [time for _, time in points], lambda v: f"{v:g}", FLOOR)
    return Chart(f"growth-{curve.grows}-{curve.held}", chart(series, x, y, caption), caption)
