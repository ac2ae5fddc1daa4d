"""Who is fixed before a design decides anything, and the locks that a design adds."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from scenarios.designs.design import Tables
from scenarios.designs.reading import sheet_of
from solver.book import Ints, Locks, Texts
from solver.intake.findings import Findings
from solver.intake.links import no_locks, read_locks
from solver.intake.register import Register
from solver.rules import Rules


@dataclass(frozen=True)
class Fixed:
    """The locks that bind today. rep : (A,) whom a lock or a protected column pins the account to, −1 = free."""

    accounts: Register
    reps: Register
    locks: Locks
    rep: Ints


def fixed(tables: Tables, rules: Rules) -> Fixed:
    """What locks and `protect` fix; whatever is wrong in those tables is left to the intake to say."""
    quiet = Findings()
    book = sheet_of("accounts", tables.accounts, "account_id", quiet)
    accounts = Register("account", book.labels)
    reps = Register("rep", sheet_of("reps", tables.reps, "rep_id", quiet).labels)
    locks = no_locks().locks
    if tables.locks is not None:
        today = rules.as_of or datetime.date.today()
        locks = read_locks(sheet_of("locks", tables.locks, "account_id", quiet), accounts, reps, today).locks
    rep = np.full(len(book), -1, dtype=np.int64)
    owner = reps.find(book.ids("current_owner"))
    for column, how in rules.protect.items():
        if how == "pin" and book.has(column):
            rep = np.where(book.flags(column) & (owner >= 0), owner, rep)
    rep[locks.account[locks.pinned]] = locks.rep[locks.pinned]
    return Fixed(accounts, reps, locks, rep)


def pinned(
    tables: Tables, accounts: Texts, reps: Texts, reason: str, rows: Sequence[int] | None = None
) -> pd.DataFrame:
    """The locks, and after them one that pins each of `accounts` to the rep beside it.

    `rows` : where each stands in the planner's file; left out where a rule made it, and not the planner.
    """
    new = pd.DataFrame({"account_id": accounts, "rep_id": reps, "kind": "pinned", "reason": reason}, dtype=object)
    old = tables.locks
    if old is None or not len(old):
        made, before = new, []
    else:
        made = pd.concat([old, new], ignore_index=True).astype(object)
        made = made.where(made.notna(), "")
        known = old.attrs.get("rows")
        before = [*known] if known is not None and len(known) == len(old) else [*range(2, len(old) + 2)]
    made.attrs["rows"] = [*before, *(rows if rows is not None else range(len(before) + 2, len(made) + 2))]
    return made
