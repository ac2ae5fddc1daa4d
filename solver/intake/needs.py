"""Which values the rules need, of which accounts, and by what."""

from dataclasses import dataclass

import numpy as np

from solver.book import Book, Bools, Pairs, Team
from solver.counts import added_up
from solver.distances import Distances
from solver.eligibility import Eligibility
from solver.intake.eligible import allowed_count
from solver.rules import Rules, measure_of


@dataclass(frozen=True)
class Need:
    """`rows` (A,) : the accounts whose value is used. `uses` : by what."""

    rows: Bools
    uses: tuple[str, ...]


def goal_without_data(book: Book, rules: Rules) -> tuple[tuple[str, str], ...]:
    """Terms on potential or workload, when only the goal names it and the table holds nothing of it: left out, with the
    reason.
    """
    absent = {name for name in ("potential", "workload") if name not in rules.bands and not stated(book, rules, name)}
    named = ((term, measure_of(term)) for term in rules.terms)
    return tuple((term, f"no account has a {name}") for term, name in named if name in absent)


def needs(
    book: Book, team: Team, rules: Rules, pairs: Pairs, who: Eligibility, distances: Distances | None = None
) -> dict[str, Need]:
    """Column → need, for every column that something uses. Units are single accounts here."""
    absent = {measure_of(term) for term, _ in goal_without_data(book, rules)}
    everybody = np.ones(len(book), dtype=bool)
    uses: dict[str, list[tuple[str, Bools]]] = {}
    for name in added_up(rules.measures()):
        if name not in absent:
            why = "its band" if name in rules.bands else "limits per rep" if name in rules.per_rep else "the goal"
            uses.setdefault(name, []).append((why, everybody))
    if rules.limits.capacity is not None:
        uses.setdefault("workload", []).append(("the capacity limit", ~overridden(pairs, who, "workload")))
    measured = distances is not None and distances.complete
    if travels(book, team, rules, measured):
        uses.setdefault("workload", []).append(("travel", ~np.isnan(book.lat) | measured))
    if rules.limits.top_five is not None:
        uses.setdefault("potential", []).append(("the limit top_five", everybody))
    if rules.limits.reassigned_potential is not None:
        uses.setdefault("potential", []).append(("the limit reassigned_potential", book.owned))
    if {"reassigned", "reassigned_potential"} & {*rules.terms} and stated(book, rules, "potential"):
        uses.setdefault("potential", []).append(("the goal's share reassigned", book.owned))
    return {
        name: Need(np.logical_or.reduce([rows for _, rows in named]), tuple(why for why, _ in named))
        for name, named in uses.items()
    }


def travels(book: Book, team: Team, rules: Rules, measured: bool = False) -> bool:
    """Whether the goal counts travel, and there are hours and places (or a table that lists every pair) for it."""
    placed = measured or (not np.isnan(book.lat).all() and not np.isnan(team.lat).all())
    return "travel" in rules.terms and placed and stated(book, rules, "workload")


def overridden(pairs: Pairs, who: Eligibility, name: str) -> Bools:
    """Units (one account each) whose amount the pairs table states at every pair that is allowed, shape (U,)."""
    units = len(who.unit_class)
    if name not in pairs.values:
        return np.zeros(units, dtype=bool)
    given = ~np.isnan(pairs.values[name]) & who.ok(pairs.account, pairs.rep)
    return np.asarray(np.bincount(pairs.account[given], minlength=units) >= allowed_count(who))


def stated(book: Book, rules: Rules, name: str) -> bool:
    """Whether the book has any value of a column, or the rules give a number for those that are missing."""
    values = book.values.get(name)
    there = values is not None and not np.isnan(values).all()
    return there or isinstance(rules.missing.get(name), (int, float))
