"""The list of named accounts: who is to own which."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from scenarios.designs.pins import Fixed
from scenarios.designs.reading import sheet_of
from solver.book import Ints, Locks
from solver.errors import listed
from solver.intake.findings import Findings
from solver.intake.register import refer
from solver.intake.sheet import Sheet

TABLE = "named"
"""What findings call the list until it has the name of a file."""


@dataclass(frozen=True)
class Listed:
    """Positions of the account and of the rep of every entry, and the row where it stands."""

    account: Ints
    rep: Ints
    sheet_rows: list[int]

    def __len__(self) -> int:
        return len(self.account)

    def take(self, at: Ints) -> "Listed":
        return Listed(self.account[at], self.rep[at], [self.sheet_rows[i] for i in at])

    def without_lock(self, locks: Locks) -> "Listed":
        """The entries whose account is not pinned yet."""
        return self.take(np.flatnonzero(~np.isin(self.account, locks.account[locks.pinned])))


def read_list(names: pd.DataFrame, pins: Fixed, findings: Findings) -> Listed:
    """The entries that can be meant. Errors: unknown ids, accounts listed twice, and locks that say otherwise."""
    sheet = sheet_of(TABLE, names, "account_id", findings)
    if not (sheet.require("account_id") & sheet.require("rep_id")):
        return Listed(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), [])
    account = refer(sheet, "account_id", sheet.ids("account_id"), pins.accounts)
    rep = refer(sheet, "rep_id", sheet.ids("rep_id"), pins.reps)
    known = np.flatnonzero((account >= 0) & (rep >= 0))
    _, first = np.unique(account[known], return_index=True)
    again = np.setdiff1d(known, known[first])
    message = "the account stands in the list before"
    sheet.error("listed-twice", message, again, "account_id", "keep one row for each account")
    entries = Listed(account, rep, sheet.rows.tolist()).take(known[np.sort(first)])
    _against_locks(sheet, entries, pins, known[np.sort(first)])
    return entries


def _against_locks(sheet: Sheet, entries: Listed, pins: Fixed, at: Ints) -> None:
    """An error for accounts that a lock, or a protected column, keeps from the rep of the list."""
    to = pins.rep[entries.account]
    elsewhere = (to >= 0) & (to != entries.rep)
    said = [f"{pins.accounts.ids[a]} to {pins.reps.ids[r]}" for a, r in zip(entries.account, to, strict=True)]
    message = (
        f"pinned to another rep by a lock or a protected column: {listed(np.array(said, dtype=object)[elsewhere])}"
    )
    fix = "take the lock away, or correct the list"
    sheet.error("listed-and-locked", message, at[elsewhere], "rep_id", fix)
    barred = {*zip(pins.locks.account[~pins.locks.pinned], pins.locks.rep[~pins.locks.pinned], strict=True)}
    kept = np.array([pair in barred for pair in zip(entries.account, entries.rep, strict=True)], dtype=bool)
    message = "a lock says: not this rep"
    sheet.error("listed-and-locked", message, at[kept & ~elsewhere], "rep_id", fix)
