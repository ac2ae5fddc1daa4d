"""Which values the rules need, of which accounts."""

from dataclasses import dataclass

import numpy as np

from solver.book import Book, Bools, Pairs, Team
from solver.eligibility import Eligibility
from solver.intake.eligible import allowed_count
from solver.rules import Rules


@dataclass(frozen=True)
class Need:
    """`rows` (A,) : the accounts whose value is used, `uses` : by what."""

    rows: Bools
    uses: tuple[str, ...]


def goal_without_data(book: Book, rules: Rules) -> tuple[tuple[str, str], ...]:
    """Potential or workload that only the goal names, when the table holds nothing of it: left out, with the reason."""
    return tuple(
        (name, f"no account has a {name}")
        for name in ("potential", "workload")
        if rules.goal.get(name) and name not in rules.bands and not _stated(book, rules, name)
    )


def needs(book: Book, team: Team, rules: Rules, pairs: Pairs, who: Eligibility) -> dict[str, Need]:
    """Column → need, for every column that something uses."""
    absent = {name for name, _ in goal_without_data(book, rules)}
    nobody = np.zeros(len(book), dtype=bool)
    uses: dict[str, list[tuple[str, Bools]]] = {}
    for name in rules.measures():
        if name not in absent:
            why = "its band" if name in rules.bands else "the goal"
            uses.setdefault(name, []).append((why, ~nobody))
    if rules.limits.capacity is not None:
        uses.setdefault("workload", []).append(("the capacity limit", ~overridden(pairs, who, "workload")))
    if travels(book, team, rules) and _stated(book, rules, "workload"):
        uses.setdefault("workload", []).append(("travel", ~np.isnan(book.lat)))
    if rules.limits.reassigned_potential is not None:
        uses.setdefault("potential", []).append(("the limit reassigned_potential", book.owned))
    if rules.goal.get("reassigned") and _stated(book, rules, "potential"):
        uses.setdefault("potential", []).append(("the goal's share reassigned", book.owned))
    return {
        name: Need(np.logical_or.reduce([rows for _, rows in named]), tuple(dict.fromkeys(why for why, _ in named)))
        for name, named in uses.items()
    }


def travels(book: Book, team: Team, rules: Rules) -> bool:
    """Whether the goal counts travel and there are places to measure it between."""
    return bool(rules.goal.get("travel")) and not np.isnan(book.lat).all() and not np.isnan(team.lat).all()


def overridden(pairs: Pairs, who: Eligibility, name: str) -> Bools:
    """Units (one account each) for which the pairs table states the amount at every pair that is allowed, shape (U,)."""
    units = len(who.unit_class)
    if name not in pairs.values:
        return np.zeros(units, dtype=bool)
    stated = ~np.isnan(pairs.values[name]) & who.ok(pairs.account, pairs.rep)
    return np.asarray(np.bincount(pairs.account[stated], minlength=units) >= allowed_count(who))


def _stated(book: Book, rules: Rules, name: str) -> bool:
    """Whether the book has any value of a column, or the rules give a number for all that are missing."""
    values = book.values.get(name)
    there = values is not None and not np.isnan(values).all()
    return there or isinstance(rules.missing.get(name), (int, float))
