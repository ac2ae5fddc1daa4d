"""The tables that point at accounts and reps: locks, pairs, edges."""

import datetime
from dataclasses import dataclass, replace

import numpy as np

from solver.book import Ints, Locks, Pairs
from solver.intake.register import Register, refer
from solver.intake.sheet import MOST, Sheet

KINDS = ("pinned", "not")


@dataclass(frozen=True)
class LockRows:
    """Locks that bind, the position of each in its sheet, and whether any lock of the table has a last day."""

    locks: Locks
    at: Ints
    sheet: Sheet | None = None
    dated: bool = False

    def keep(self, new: Ints) -> "LockRows":
        """The locks of accounts that stay; `new[a]` is the new position of account a, −1 when it has left the book."""
        stay = new[self.locks.account] >= 0
        if self.sheet is not None:
            left = self.at[~stay]
            self.sheet.say("note", "lock-without-account", "the account has left the book; the lock is idle", left)
        locks = Locks(new[self.locks.account[stay]], self.locks.rep[stay], self.locks.pinned[stay])
        return replace(self, locks=locks, at=self.at[stay])


@dataclass(frozen=True)
class PairRows:
    """The pairs, and the position of each in its sheet."""

    pairs: Pairs
    at: Ints
    sheet: Sheet | None = None

    def keep(self, new: Ints) -> "PairRows":
        """The pairs of accounts that stay, renumbered."""
        pairs = self.pairs
        stay = new[pairs.account] >= 0
        values = {name: column[stay] for name, column in pairs.values.items()}
        kept = Pairs(new[pairs.account[stay]], pairs.rep[stay], values, pairs.allowed[stay])
        return replace(self, pairs=kept, at=self.at[stay])


def no_locks() -> LockRows:
    none = np.zeros(0, dtype=np.int64)
    return LockRows(Locks(none, none, np.zeros(0, dtype=bool)), none)


def no_pairs() -> PairRows:
    none = np.zeros(0, dtype=np.int64)
    return PairRows(Pairs(none, none, {}, none), none)


def read_locks(sheet: Sheet, accounts: Register, reps: Register, today: datetime.date) -> LockRows:
    """A lock binds up to and including the day it expires; one that has expired may name whom it likes."""
    if not _require(sheet, "account_id", "rep_id", "kind"):
        return no_locks()
    account_ids = sheet.ids("account_id")
    sheet = sheet.labelled(account_ids)
    until = sheet.days("expires")
    over = np.array([last is not None and last < today for last in until], dtype=bool)
    sheet.say("note", "lock-expired", f"expired before {today}: does not bind", np.flatnonzero(over), "expires")
    kind = np.array([word.lower() for word in sheet.texts("kind")], dtype=object)
    known = np.isin(kind, KINDS)
    strange = np.flatnonzero(~known & ~over)
    fix = f"write {' or '.join(KINDS)}; an account that is free needs no lock"
    sheet.error("unknown-lock-kind", "the kind of the lock is not known", strange, "kind", fix)
    account = refer(sheet, "account_id", account_ids, accounts, ~over)
    rep = refer(sheet, "rep_id", sheet.ids("rep_id"), reps, ~over)
    binds = np.flatnonzero((account >= 0) & (rep >= 0) & known & ~over)
    locks = Locks(account[binds], rep[binds], np.asarray(kind[binds] == "pinned", dtype=bool))
    return LockRows(locks, binds, sheet, any(last is not None for last in until))


def read_pairs(sheet: Sheet, accounts: Register, reps: Register, measures: tuple[str, ...]) -> PairRows:
    """Overrides per pair: cost (of any sign), and amounts ≥ 0 of the measures that have a column."""
    if not _require(sheet, "account_id", "rep_id"):
        return no_pairs()
    account_ids = sheet.ids("account_id")
    sheet = sheet.labelled(account_ids)
    account = refer(sheet, "account_id", account_ids, accounts)
    rep = refer(sheet, "rep_id", sheet.ids("rep_id"), reps)
    values = {name: sheet.numbers(name).values for name in measures if sheet.has(name)}
    if sheet.has("cost"):
        values["cost"] = sheet.numbers("cost", least=-MOST).values
    stated = sheet.cells("allowed") != ""
    allowed = np.where(stated, sheet.flags("allowed").astype(np.int64), -1)
    known = np.flatnonzero((account >= 0) & (rep >= 0))
    _, first = np.unique(account[known] * len(reps.ids) + rep[known], return_index=True)
    again = np.setdiff1d(known, known[first])
    fix = "keep one row for each pair of account and rep"
    sheet.error("duplicate-pair", "this account and rep are listed before", again, "account_id", fix)
    at = known[np.sort(first)]
    kept = {name: column[at] for name, column in values.items()}
    return PairRows(Pairs(account[at], rep[at], kept, allowed[at]), at, sheet)


def read_edges(sheet: Sheet, units: Register) -> tuple[Ints, Ints]:
    """Unit indices of both ends of every edge whose ends are known."""
    if not _require(sheet, "unit_a", "unit_b"):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    a, b = (refer(sheet, column, sheet.ids(column), units) for column in ("unit_a", "unit_b"))
    known = (a >= 0) & (b >= 0)
    return a[known], b[known]


def keep_edges(edges: tuple[Ints, Ints], new: Ints) -> tuple[Ints, Ints]:
    """The edges between units that stay, renumbered."""
    a, b = new[edges[0]], new[edges[1]]
    stay = (a >= 0) & (b >= 0)
    return a[stay], b[stay]


def _require(sheet: Sheet, *columns: str) -> bool:
    """Whether all columns are there; an error for each that is not."""
    return not [column for column in columns if not sheet.require(column)]
