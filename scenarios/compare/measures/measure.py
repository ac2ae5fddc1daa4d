"""A measure of the comparison, a row of its table, and which contenders are best in it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isclose, isfinite
from typing import Literal

from scenarios.compare.measures.view import View
from scenarios.compare.standing import Standing
from scenarios.reports.wording import amount, share

Value = float | str | None
"""A figure, a word, or nothing where there is no plan or no data."""
Unit = Literal["share", "ratio", "number", "amount", "km", "goal", "seconds", "word"]
Better = Literal["less", "more", ""]
"""What is better; "" = the figure is for information and nobody is best in it."""

SAME = 1e-9
"""Relative difference up to which two figures are a tie: the room that floating-point sums need, no more."""


@dataclass(frozen=True)
class Measure:
    """key : for programs. name : in plain words. formula : how it is computed. target : what planners usually ask for
    (MISSION's default), "" = nothing. main : shown in the picture and told among what the recommendation costs.
    of_run : says something of the run, so that it is there without a plan too.
    """

    key: str
    section: str
    name: str
    unit: Unit
    better: Better
    formula: str
    figure: Callable[[View], Value]
    target: str = ""
    main: bool = False
    of_run: bool = False

    def of(self, view: View) -> Value:
        """The figure of one contender; None without a plan."""
        return self.figure(view) if view.standing.planned or self.of_run else None

    def say(self, value: Value) -> str:
        """A value as a reader sees it; a dash for none."""
        if value is None or isinstance(value, str):
            return value or "–"
        if not isfinite(value):
            return "–" if value != value else "∞"
        if self.unit == "share":
            return share(value)
        if self.unit in ("ratio", "goal"):
            return f"{value:.3f}" if self.unit == "ratio" else f"{value:.4f}"
        return f"{value:.1f}" if self.unit in ("km", "seconds") else amount(value)


@dataclass(frozen=True)
class Skipped:
    """A measure that the input has no data for."""

    name: str
    reason: str


Entry = Measure | Skipped


@dataclass(frozen=True)
class Row:
    """One measure for every contender, in their order. `best` marks the best and all that read the same as it."""

    measure: Measure
    values: tuple[Value, ...]
    best: tuple[bool, ...]

    @property
    def said(self) -> tuple[str, ...]:
        return tuple(self.measure.say(value) for value in self.values)


def row(measure: Measure, values: Sequence[Value], eligible: Sequence[bool]) -> Row:
    """A row with its best marked among the `eligible` contenders."""
    numbers = [number(value) if able else None for value, able in zip(values, eligible, strict=True)]
    known = [each for each in numbers if each is not None]
    if not measure.better or not known:
        return Row(measure, tuple(values), (False,) * len(numbers))
    top = min(known) if measure.better == "less" else max(known)
    # A mark on one of two figures that read alike would be a riddle: what a reader cannot tell apart is a tie.
    best = tuple(each is not None and measure.say(each) == measure.say(top) for each in numbers)
    return Row(measure, tuple(values), best)


def number(value: object) -> float | None:
    """A figure as a number; None for a word and for a blank."""
    return float(value) if isinstance(value, (int, float)) and value == value else None


def figures(row: Row, standings: Sequence[Standing]) -> dict[str, float]:
    """Name → figure of the plans that keep their rules, as far as there are figures."""
    found = {each.name: number(value) for each, value in zip(standings, row.values, strict=True) if each.feasible}
    return {name: value for name, value in found.items() if value is not None}


def tied(one: float, other: float) -> bool:
    """Whether two figures are the same but for the rounding of sums."""
    return isclose(one, other, rel_tol=SAME, abs_tol=SAME)
