"""The four questions of whoever must sign the plan, answered from the rows of the table below."""

from collections.abc import Iterator
from dataclasses import dataclass

from scenarios.compare.comparison import Comparison
from scenarios.compare.measures.fair import SHARED
from scenarios.compare.measures.measure import Row, number
from scenarios.reports.wording import at_most, counted, measure_name
from solver.result import PROVEN_GAP

TODAY = "today"


@dataclass(frozen=True)
class Answer:
    """question, the answer in a few words, and what it is measured against."""

    question: str
    answer: str
    note: str = ""


def in_short(found: Comparison) -> tuple[Answer, ...]:
    """About the plan that is recommended, else about the one that is nearest; empty where there is no plan."""
    name = found.best or found.recommendation.nearest
    return () if name is None else tuple(_answers(_Told(found, name)))


@dataclass(frozen=True)
class _Told:
    """The figures of one plan, and of today's owners, as the table says them."""

    found: Comparison
    name: str

    def row(self, key: str) -> Row | None:
        return next((row for row in self.found.rows if row.measure.key == key), None)

    def value(self, key: str, name: str = "") -> float | None:
        row = self.row(key)
        return None if row is None else number(row.values[self.found.names.index(name or self.name)])

    def said(self, key: str, name: str = "") -> str:
        """As the table has it; empty where there is no figure."""
        row = self.row(key)
        return "" if row is None or self.value(key, name) is None else row.measure.say(self.value(key, name))

    def today(self, key: str) -> str:
        return self.said(key, TODAY) if TODAY in self.found.names and self.name != TODAY else ""


def _answers(told: _Told) -> Iterator[Answer]:
    yield _rules(told)
    yield from _fair(told)
    yield _good(told)
    yield from _changes(told)


def _rules(told: _Told) -> Answer:
    places = int(told.value("broken_rules") or 0)
    before = int(told.value("broken_rules", TODAY) or 0) if told.today("broken_rules") else 0
    note = f"today's owners break rules in {counted(before, 'place')}" if before else ""
    return Answer(
        "Does it keep every rule?", f"no, broken in {counted(places, 'place')}" if places else "yes, all", note
    )


def _fair(told: _Told) -> Iterator[Answer]:
    """How far the furthest rep is off: within peer groups where the bands are."""
    keys = {name: key for name in SHARED if (key := _fairness(told, name))}
    if not keys:
        return
    rows = {name: row for name, key in keys.items() if (row := told.row(key)) is not None}
    where = " within peer groups" if any("_group_" in key for key in keys.values()) else ""
    targets = [row.measure.target for row in rows.values()]
    asked = f"; target {' and '.join(dict.fromkeys(targets))}" if all(targets) else ""
    before = [f"{said} {measure_name(name)}" for name, key in keys.items() if (said := told.today(key))]
    yield Answer(
        "Is it fair?",
        ", ".join(f"{told.said(key)} {measure_name(name)}" for name, key in keys.items()),
        f"off the fair share{where} at most, of any rep{asked}" + (f"; today {', '.join(before)}" if before else ""),
    )


def _fairness(told: _Told, name: str) -> str:
    """The key of the row with the largest deviation that has a target; else of the plain one, if there is a figure."""
    plain, grouped = f"{name}_largest", f"{name}_group_largest"
    row, other = told.row(plain), told.row(grouped)
    if other is not None and other.measure.target and not (row is not None and row.measure.target):
        plain = grouped
    return plain if told.value(plain) is not None else ""


def _good(told: _Told) -> Answer:
    gap, goal = told.value("gap"), told.said("objective")
    before = told.today("objective")
    note = f"goal {goal}, less is better" + (f"; today {before}" if before else "") if goal else ""
    if gap is None:
        answer = "nothing is proven"
    elif gap <= PROVEN_GAP:
        answer = f"no plan of {told.name} is better, proven"
    else:
        answer = f"no plan of {told.name} is more than {at_most(gap)} better"
    return Answer("How good is it?", answer, note)


def _changes(told: _Told) -> Iterator[Answer]:
    moved, forced = told.value("accounts_moved"), int(told.value("accounts_forced") or 0)
    if moved is None:
        return
    kept = told.said("continuity_potential") or told.said("continuity_accounts")
    of = "potential keeps its owner" if told.said("continuity_potential") else "accounts keep their owner"
    notes = [f"{kept} of the {of}" if kept else "", f"{forced:,} more because their owner left" if forced else ""]
    yield Answer("Who changes?", f"{counted(int(moved), 'account')} by choice", "; ".join(filter(None, notes)))
