"""Moves by choice: the amounts that change owner, for the reassignment limits and the goal."""

import numpy as np

from solver.amounts import Amounts, Pairwise
from solver.book import Book, Floats
from solver.intake.amounts import per_unit, portion
from solver.rules import Rules
from solver.statement import Limit


def moved(book: Book, units: int, reps: int, values: Floats) -> Amounts:
    """What moves when unit u goes to rep r: `values` (A,) of the accounts whose owner is in the team and is not r."""
    held = np.flatnonzero(book.owner >= 0)
    base = per_unit(book, units, np.where(book.owner >= 0, values, 0.0))
    kept = Pairwise.build(reps, book.unit[held], book.owner[held], values[held])
    return Amounts(base, Pairwise(reps, kept.keys, np.maximum(base[kept.unit] - kept.values, 0.0)))


def moved_before(book: Book, rules: Rules) -> float:
    """Accounts reassigned earlier in the year."""
    earlier = rules.limits.moved_this_year
    if earlier is None:
        return 0.0
    return float(book.flag(earlier).sum()) if isinstance(earlier, str) else float(earlier)


def limits(book: Book, units: int, reps: int, rules: Rules) -> tuple[Limit, ...]:
    """The reassignment limits. Denominators count every account that had an owner, also one who left; moves only those
    whose owner is in the team.
    """
    found: list[Limit] = []
    if not book.owned.any():
        return ()
    if rules.limits.reassigned_accounts is not None:
        upper = portion(rules.limits.reassigned_accounts, float(book.owned.sum())) - moved_before(book, rules)
        found.append(_limit("reassigned_accounts", moved(book, units, reps, np.ones(len(book))), upper))
    if rules.limits.reassigned_potential is not None:
        potential = np.nan_to_num(book.values["potential"], nan=0.0)
        upper = portion(rules.limits.reassigned_potential, float(potential[book.owned].sum()))
        earlier = rules.limits.moved_this_year
        if isinstance(earlier, str):
            upper -= float(potential[book.flag(earlier)].sum())
        found.append(_limit("reassigned_potential", moved(book, units, reps, potential), upper))
    return tuple(found)


def _limit(name: str, use: Amounts, upper: float) -> Limit:
    return Limit(name, use, upper, max(upper, 1.0))
