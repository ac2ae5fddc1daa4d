"""Accounts that no rep serves, said with what they would need."""

from collections import Counter

import numpy as np

from solver.book import Ints
from solver.errors import listed
from solver.intake.case import Case
from solver.intake.eligible import pins, serving
from solver.serving import accepts

SAID = 5
"""Values that a message lists."""


def unserved(case: Case) -> Ints:
    """Units that no rep serves, each account of them an error."""
    problem = case.problem
    book, team, rules = problem.book, problem.team, problem.rules
    if not rules.serves:
        return np.zeros(0, dtype=np.int64)
    pin = pins(book, rules, problem.locks)
    who = serving(book, problem.units, team, rules, pin)
    units = np.flatnonzero(~np.asarray(who.allows.any(axis=1))[who.of])
    accounts = case.accounts_of(units)
    for column, lists in rules.serves.items():
        if column not in book.texts or lists not in team.texts:
            continue
        values = Counter(str(value) for value in book.texts[column][accounts])
        strange = {v: n for v, n in values.items() if not accepts(team.texts[lists], v).any()}
        mine = accounts[np.isin(book.texts[column][accounts], list(strange))]
        shown = listed([f"{value} ({count:,})" for value, count in Counter(strange).most_common()], SAID)
        fix = f"add the value to {lists} of a rep, or clear {column} of accounts that anybody may own"
        case.accounts.error("nobody-serves", f"no rep serves {column} {shown}", case.rows_of(mine), column, fix)
        accounts = np.setdiff1d(accounts, mine)
    fix = "give one rep all that the unit needs, or take the unit apart"
    message = "no rep serves all that the account and its unit need"
    case.accounts.error("nobody-serves", message, case.rows_of(accounts), fix=fix)
    return units
