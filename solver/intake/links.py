"""The tables that point at accounts and reps: locks, pairs, edges."""

import datetime
from dataclasses import dataclass

import numpy as np

from solver.book import Bools, Ints, Locks, Pairs
from solver.intake.register import Register, refer
from solver.intake.sheet import Sheet

KINDS = ("pinned", "not")


@dataclass(frozen=True)
class LockRows:
    """Locks that bind, the row of each, and whether any lock of the table has a last day."""

    locks: Locks
    rows: Ints
    dated: bool


@dataclass(frozen=True)
class PairRows:
    pairs: Pairs
    rows: Ints


def no_locks() -> LockRows:
    none = np.zeros(0, dtype=np.int64)
    return LockRows(Locks(none, none, np.zeros(0, dtype=bool)), none, False)


def no_pairs() -> PairRows:
    none = np.zeros(0, dtype=np.int64)
    return PairRows(Pairs(none, none, {}, none), none)


def read_locks(sheet: Sheet, accounts: Register, reps: Register, today: datetime.date) -> LockRows:
    """A lock binds up to and including the day it expires; one that has expired may name whom it likes."""
    if not all([sheet.require(column) for column in ("account_id", "rep_id", "kind")]):
        return no_locks()
    account_ids, rep_ids = sheet.ids("account_id"), sheet.ids("rep_id")
    sheet = sheet.labelled(account_ids)
    until = sheet.days("expires")
    over = np.array([last is not None and last < today for last in until], dtype=bool)
    sheet.say("note", "lock-expired", f"expired before {today} and do not bind", np.flatnonzero(over), "expires")
    kind = np.array([word.lower() for word in sheet.texts("kind")], dtype=object)
    known = np.isin(kind, KINDS)
    strange = np.flatnonzero(~known & ~over)
    sheet.error("unknown-lock-kind", f"the kind of lock is one of: {', '.join(KINDS)}", strange, "kind", "correct it")
    account = refer(sheet, "account_id", account_ids, accounts, ~over)
    rep = refer(sheet, "rep_id", rep_ids, reps, ~over)
    binds = np.flatnonzero((account >= 0) & (rep >= 0) & known & ~over)
    locks = Locks(account[binds], rep[binds], np.asarray(kind[binds] == "pinned", dtype=bool))
    return LockRows(locks, binds, any(last is not None for last in until))


def read_pairs(sheet: Sheet, accounts: Register, reps: Register, measures: tuple[str, ...]) -> PairRows:
    """Overrides per pair: cost (any sign), and amounts ≥ 0 of the measures that have a column."""
    if not all([sheet.require(column) for column in ("account_id", "rep_id")]):
        return no_pairs()
    account_ids = sheet.ids("account_id")
    sheet = sheet.labelled(account_ids)
    account = refer(sheet, "account_id", account_ids, accounts)
    rep = refer(sheet, "rep_id", sheet.ids("rep_id"), reps)
    values = {name: sheet.numbers(name).values for name in measures if sheet.has(name)}
    if sheet.has("cost"):
        values["cost"] = sheet.numbers("cost", least=None).values
    stated = np.array([cell != "" for cell in sheet.cells("allowed")], dtype=bool)
    allowed = np.where(stated, sheet.flags("allowed").astype(np.int64), -1)
    found = np.flatnonzero((account >= 0) & (rep >= 0))
    found = found[_first(sheet, account[found] * len(reps.ids) + rep[found], found)]
    kept = {name: column[found] for name, column in values.items()}
    return PairRows(Pairs(account[found], rep[found], kept, allowed[found]), found)


def _first(sheet: Sheet, keys: Ints, rows: Ints) -> Ints:
    """Positions of the first row of every pair; an error for the further ones."""
    _, first = np.unique(keys, return_index=True)
    again = rows[np.setdiff1d(np.arange(len(keys)), first)]
    sheet.error("duplicate-pair", "the pair of account and rep is listed before", again, "account_id", "keep one row")
    return np.sort(first)


def read_edges(sheet: Sheet, units: Register) -> tuple[Ints, Ints]:
    """Unit indices of both ends of every edge whose ends are known."""
    if not all([sheet.require(column) for column in ("unit_a", "unit_b")]):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    a = refer(sheet, "unit_a", sheet.ids("unit_a"), units)
    b = refer(sheet, "unit_b", sheet.ids("unit_b"), units)
    known = (a >= 0) & (b >= 0)
    return a[known], b[known]


def renumber(keep: Ints, accounts: int) -> Ints:
    """New position of every account when only those at `keep` stay, −1 for the others."""
    new = np.full(accounts, -1, dtype=np.int64)
    new[keep] = np.arange(len(keep))
    return new


def keep_locks(found: LockRows, new: Ints) -> LockRows:
    stay: Bools = new[found.locks.account] >= 0
    locks = Locks(new[found.locks.account[stay]], found.locks.rep[stay], found.locks.pinned[stay])
    return LockRows(locks, found.rows[stay], found.dated)


def keep_pairs(found: PairRows, new: Ints) -> PairRows:
    pairs = found.pairs
    stay: Bools = new[pairs.account] >= 0
    values = {name: column[stay] for name, column in pairs.values.items()}
    return PairRows(Pairs(new[pairs.account[stay]], pairs.rep[stay], values, pairs.allowed[stay]), found.rows[stay])


def keep_edges(edges: tuple[Ints, Ints], new: Ints) -> tuple[Ints, Ints]:
    a, b = new[edges[0]], new[edges[1]]
    stay = (a >= 0) & (b >= 0)
    return a[stay], b[stay]
