"""Rules that cannot be meant as they are written. What is sound is kept, so that the tables can still be looked at."""

import datetime
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from solver.counts import Count, added_up, count_of
from solver.intake.accounts import COLUMNS, TEXTS, VALUES
from solver.intake.findings import Findings
from solver.intake.register import nearest_name
from solver.rules import GOAL_TERMS, MEAN, Level, Limits, Rules, measure_of

COORDINATES = "coordinates"
RESERVED = frozenset({*COLUMNS, COORDINATES} - {*VALUES})
"""Columns with another meaning, which cannot be measures."""
UNCOUNTABLE = frozenset({*COLUMNS, COORDINATES} - {*TEXTS})
"""Columns whose values are no classes of accounts."""
WIDEST_BAND, LARGEST_WEIGHT, MOST_TIMES, MOST_CAPACITY = 5.0, 1e6, 1000.0, 10.0
"""Beyond these a value is taken for a mistake, such as 10 where ±10 % (0.10) is meant."""


MOST_STRAIGHT = 1000.0
"""Minutes a kilometre: slower than on foot."""


def sound_rules(rules: Rules, accounts: pd.DataFrame, findings: Findings) -> Rules:
    """The rules without the parts that are reported as errors. `accounts` tells which columns there are."""
    columns = [str(column) for column in accounts.columns] if isinstance(accounts, pd.DataFrame) else []
    saying = _Saying(findings, columns)
    bands = {
        name: band for name, band in rules.bands.items() if saying.measure("bands", name) & saying.band(name, band)
    }
    checked = replace(
        rules,
        bands=bands,
        references={name: what for name, what in rules.references.items() if saying.reference(name, what, rules.bands)},
        goal=sound_goal(rules.goal, saying),
        limits=_limits(rules.limits, saying),
        protect={column: how for column, how in rules.protect.items() if saying.protects(column, how)},
        contiguous_where=_where(rules, saying),
        contiguous_by=_by(rules, saying),
        distances_by=rules.distances_by if _measured_by(rules, saying) else "",
        straight_line=rules.straight_line if _straight(rules, saying) else None,
        units=rules.units if not rules.units or saying.column("units", rules.units) else "",
        shared_by={name: column for name, column in rules.shared_by.items() if _shared(name, rules, saying)},
        serves={ours: theirs for ours, theirs in rules.serves.items() if saying.column("serves", ours)},
        per_rep={name: ends for name, ends in rules.per_rep.items() if saying.per_rep(name, ends)},
    )
    known = {*VALUES, COORDINATES, *added_up(rules.measures())}
    missing = {column: how for column, how in rules.missing.items() if saying.missing(column, how, known)}
    for name, value in (("contiguous", rules.contiguous), ("pairs_only", rules.pairs_only)):
        saying.one_of(name, value, (True, False))
    saying.one_of("owners", rules.owners, ("error", "vacate"))
    return replace(checked, missing=missing, as_of=_day(rules.as_of, saying))


def _where(rules: Rules, saying: "_Saying") -> str:
    """The column of what is held together, where territories are; errors for one that is not there."""
    column = rules.contiguous_where
    if not column or not rules.contiguous or not saying.column("contiguous_where", column):
        return ""
    return column


def _by(rules: Rules, saying: "_Saying") -> str:
    """The column of layers, where territories are held together; errors for one that is not there, or one too many."""
    column = rules.contiguous_by
    if not column or not rules.contiguous or not saying.column("contiguous_by", column):
        return ""
    if rules.contiguous_where:
        wanted = "left out where contiguous_where is set: clear the cells of contiguous_by that are exempt"
        saying.wrong("contiguous_by", column, wanted)
        return ""
    return column


def _shared(name: str, rules: Rules, saying: "_Saying") -> bool:
    if name in rules.around_shares and name not in {measure_of(term) for term in rules.terms}:
        return True
    return saying.wrong("shared_by", name, "a measure with a band around the fair share that is no term of the goal")


def _measured_by(rules: Rules, saying: "_Saying") -> bool:
    return bool(rules.distances_by) and saying.column("distances_by", rules.distances_by)


def _straight(rules: Rules, saying: "_Saying") -> bool:
    given = rules.straight_line
    if given is None or (is_number(given, 0.0, MOST_STRAIGHT) and given > 0):
        return given is not None
    return saying.wrong("straight_line", given, f"a number above 0, up to {MOST_STRAIGHT:g}")


def sound_goal(goal: Any, saying: "_Saying") -> Level | tuple[Level, ...]:
    """The goal without the terms that are reported as errors."""
    if isinstance(goal, Mapping):
        return {term: weight for term, weight in goal.items() if saying.term("goal", term, weight)}
    if not isinstance(goal, tuple):
        saying.wrong("goal", goal, "terms with their weights, or an order")
        return {}
    if not goal:
        saying.wrong("goal.order", list(goal), "a list of at least one term")
    levels, seen = [], set[str]()
    for place, level in enumerate(goal, start=1):
        where = f"goal.order[{place}]"
        if not isinstance(level, Mapping) or not level:
            saying.wrong(where, level, "a term, or terms with their weights")
            continue
        sound = {term: weight for term, weight in level.items() if saying.term(where, term, weight)}
        levels.append({term: weight for term, weight in sound.items() if saying.once(where, term, seen)})
    return tuple(levels)


def _day(as_of: Any, saying: "_Saying") -> datetime.date | None:
    if isinstance(as_of, datetime.datetime):
        return as_of.date()
    if as_of is None or isinstance(as_of, datetime.date):
        return as_of
    saying.wrong("as_of", as_of, "a date")
    return None


def is_number(value: Any, low: float, high: float) -> bool:
    """A finite number in low … high; yes and no are no numbers."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and low <= value <= high


def _limits(limits: Limits, saying: "_Saying") -> Limits:
    checks: dict[str, tuple[Callable[[Any], bool], str]] = {
        "reassigned_accounts": (lambda value: is_number(value, 0, 1), "a share from 0 to 1 (0.10 = 10 %)"),
        "reassigned_potential": (lambda value: is_number(value, 0, 1), "a share from 0 to 1 (0.10 = 10 %)"),
        "lost_per_rep": (lambda value: is_number(value, 0, 1), "a share from 0 to 1 (0.10 = 10 %)"),
        "top_five": (lambda value: is_number(value, 1e-9, 1), "a share above 0, up to 1 (0.40 = 40 %)"),
        "named_accounts_per_rep": (_whole, "a whole number from 0 up"),
        "capacity": (lambda value: is_number(value, 1e-9, MOST_CAPACITY), "above 0; 1.0 is the full capacity"),
        "moved_this_year": (
            lambda value: isinstance(value, str) or _whole(value),
            "a yes-or-no column of the accounts table, or a whole number",
        ),
    }
    sound = {}
    for name, (fits, wanted) in checks.items():
        value = getattr(limits, name)
        if value is not None and not fits(value):
            saying.wrong(f"limits.{name}", value, wanted)
        elif isinstance(value, str) and not saying.column(f"limits.{name}", value):
            continue
        else:
            sound[name] = value
    return Limits(**sound)


def _whole(value: Any) -> bool:
    return is_number(value, 0, math.inf) and float(value).is_integer()


class _Saying:
    """Checks of single values, each with its error."""

    def __init__(self, findings: Findings, columns: list[str]) -> None:
        self._findings = findings
        self._columns = columns

    def wrong(self, where: str, value: Any, wanted: str) -> bool:
        self._findings.error("bad-rule", f"{where} is {value!r}; it must be {wanted}", table="rules", fix="correct it")
        return False

    def one_of(self, where: str, value: Any, allowed: Iterable[Any]) -> bool:
        allowed = tuple(allowed)
        shown = " or ".join(str(option) for option in allowed)
        return any(value is option or value == option for option in allowed) or self.wrong(where, value, shown)

    def column(self, where: str, name: str, measure: str = "") -> bool:
        """Whether the table has the column; `measure` is what the rule says when it is not the bare name."""
        if name in self._columns:
            return True
        near = nearest_name(name, self._columns)
        fix = f"write {near}" if near else "add the column to the accounts table, or take out the rule"
        which = f"but {name}" if measure else "which"
        message = f"{where} names {measure or name}, {which} is not a column of the accounts table"
        self._findings.error("unknown-column", message, table="rules", fix=fix)
        return False

    def measure(self, where: str, name: str) -> bool:
        """Whether a band or the goal can use a name; potential and workload may still get their values by rule."""
        if name in GOAL_TERMS or name in RESERVED:
            kind = "a term of the goal" if name in GOAL_TERMS else "a column with another meaning"
            message = f"{where} names {name}, which is {kind} and cannot be shared out"
            self._findings.error("reserved-name", message, table="rules", fix=f"take {name} out of {where}")
            return False
        count = count_of(name)
        return self.count(where, name, count) if count else name in VALUES or self.column(where, name)

    def count(self, where: str, name: str, count: Count) -> bool:
        """Whether a band or the goal can count these accounts; whether there are any is seen in the table."""
        code, message, fix = "", "", ""
        if name in self._columns:
            code, message = "ambiguous-measure", f"which counts {count.words}, but a column has that name too"
            fix = f"give the column {name} another name"
        elif bool(count.column) != bool(count.value):
            code, message, fix = "bad-rule", "which lacks the column or its value", "write it as tier=A"
        elif count.column in UNCOUNTABLE:
            code, message = "reserved-name", f"but {count.column} is not a column of classes"
            fix = f"count the values of a text column such as tier or segment, or take {name} out of {where}"
        if code:
            self._findings.error(code, f"{where} names {name}, {message}", table="rules", fix=fix)
            return False
        return not count.column or self.column(where, count.column, name)

    def band(self, name: str, band: Any) -> bool:
        fits = is_number(band, 0, WIDEST_BAND)
        return fits or self.wrong(f"bands.{name}", band, f"a share from 0 to {WIDEST_BAND:g} (0.10 = ±10 %)")

    def reference(self, name: str, what: Any, bands: Mapping[str, Any]) -> bool:
        """Whether a band can be around what its reference says."""
        if name not in bands:
            message = f"references names {name}, which has no band"
            self._findings.error("bad-rule", message, table="rules", fix=f"give {name} a band, or take it out")
            return False
        return self.one_of(f"references.{name}", what, ("fair_share", "median"))

    def per_rep(self, name: str, ends: Any) -> bool:
        """Whether a least and a most per rep can be meant."""
        where = "limits.per_rep"
        known = self.measure(where, name)
        pair = isinstance(ends, tuple) and len(ends) == 2
        if not pair or not all(end is None or is_number(end, 0, 1e15) for end in ends) or ends == (None, None):
            return self.wrong(f"{where}.{name}", ends, "a least, a most or both, numbers from 0 up")
        if None not in ends and ends[0] > ends[1]:
            return self.wrong(f"{where}.{name}", ends, "a least that is not above the most")
        return known

    def term(self, where: str, term: Any, weight: Any) -> bool:
        """Whether a level of the goal can use a term with a weight."""
        if term == "order" and isinstance(weight, list | tuple):
            message = "goal names order, and beside it terms with weights: it must be the one or the other"
            self._findings.error("order-and-weights", message, table="rules", fix="put the terms into the order")
            return False
        weighed = is_number(weight, 0, LARGEST_WEIGHT) or self.wrong(
            f"{where}.{term}", weight, "a number from 0 to 1,000,000"
        )
        if not isinstance(term, str):
            return self.wrong(where, term, "the name of a term")
        return (term in GOAL_TERMS or self._deviation(where, term)) & weighed

    def _deviation(self, where: str, term: str) -> bool:
        """Whether a term is the deviation of a measure; `mean_x` must not be the name of a column as well."""
        if not term.startswith(MEAN):
            return self.measure(where, term)
        if term in self._columns:
            message = f"{where} names {term}, which is the mean deviation of a measure, and also a column"
            self._findings.error("ambiguous-term", message, table="rules", fix=f"give the column {term} another name")
            return False
        return self.measure(where, term.removeprefix(MEAN))

    def once(self, where: str, term: str, seen: set[str]) -> bool:
        """Whether a term of an order stands in no level before."""
        if term not in seen:
            seen.add(term)
            return True
        message = f"{where} names {term}, which an earlier level of the goal has already"
        self._findings.error("term-twice", message, table="rules", fix="keep it in one level")
        return False

    def protects(self, column: str, how: Any) -> bool:
        fits = how == "pin" or is_number(how, 0, MOST_TIMES)
        fits = fits or self.wrong(f"protect.{column}", how, f"pin, or a number from 0 to {MOST_TIMES:g}")
        return self.column("protect", column) and fits

    def missing(self, column: str, how: Any, known: set[str]) -> bool:
        if column not in known:
            near = nearest_name(column, known)
            fix = f"write {near}" if near else f"write one of {', '.join(sorted(known))}"
            message = f"missing names {column}, which is neither a measure nor coordinates"
            self._findings.error("unknown-column", message, table="rules", fix=fix)
            return False
        if column == COORDINATES:
            return self.one_of("missing.coordinates", how, ("error", "ignore", "exclude"))
        fits = how in ("error", "exclude", "median", "segment_median") or is_number(how, 0, 1e15)
        return fits or self.wrong(f"missing.{column}", how, "error, exclude, median, segment_median or a number")
