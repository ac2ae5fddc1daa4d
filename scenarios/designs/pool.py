"""Pools: accounts served round-robin as they arrive, by a group of reps, for first touch only."""

import datetime
import math
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from scenarios.designs.design import Design, Tables
from scenarios.designs.pins import Fixed, fixed, pinned
from scenarios.designs.reading import Where, counted, plural, rows_where, sheet_of, unused, with_column
from scenarios.designs.shares import unheard
from scenarios.designs.turns import round_robin
from solver.book import Ints
from solver.errors import listed
from solver.intake import cells
from solver.intake.findings import Findings
from solver.intake.sheet import Sheet
from solver.intake.team import read_team
from solver.rules import Rules

TURN = "pool_turn"
"""The account column that the design adds: the number of the account's turn, blank outside the pool."""


@dataclass(frozen=True)
class Pool:
    """Settings of `pool`.

    where : which accounts are in the pool. reps : which reps serve it. order : account column by which accounts arrive
    (numbers or days, 2027-01-31 or 2027-01-31T09:30); "" = as in the table. others : accounts outside the pool are
    "open" (any rep may own them) or "stay" (with their owners, and nothing is searched for).
    """

    where: Where
    reps: Where = field(default_factory=dict)
    order: str = ""
    others: Literal["open", "stay"] = "open"


@dataclass(frozen=True)
class Turns:
    """Who gets what in a pool: positions of accounts in the order of their turns, and of the rep of each."""

    account: Ints
    rep: Ints


def pool(tables: Tables, rules: Rules, settings: Pool) -> Design:
    """The accounts of the pool are pinned to the reps whose turn they are; the plan of the pool needs no search.

    Writes the account column `pool_turn` and locks. Accounts that are pinned already take no turn. With a finding that
    is an error the design cannot be used.
    """
    findings = Findings()
    book = sheet_of("accounts", tables.accounts, "account_id", findings)
    team = sheet_of("reps", tables.reps, "rep_id", findings)
    pins = fixed(tables, rules)
    turns = turns_of(book, team, pins, settings)
    if not unused(book, (TURN,), "pool") or findings.has_errors:
        return Design(tables, rules, tuple(findings.found))
    _say(book, team, turns)
    ids = pins.accounts.ids[turns.account], pins.reps.ids[turns.rep]
    made = replace(tables, locks=pinned(tables, *ids, "turn in the pool")) if len(turns.account) else tables
    numbers = np.full(len(book), "", dtype=object)
    numbers[turns.account] = [str(turn) for turn in range(1, len(turns.account) + 1)]
    made = replace(made, accounts=with_column(tables.accounts, TURN, numbers))
    if settings.others == "stay":
        made, rules = _stay(made, rules, book, pins, turns)
    return Design(made, rules, tuple(findings.found))


def turns_of(book: Sheet, team: Sheet, pins: Fixed, settings: Pool) -> Turns:
    """The turns of a pool; what is wrong goes into the findings of the tables."""
    meant = rows_where(book, settings.where, "pool.where", "account")
    serving = np.flatnonzero(rows_where(team, settings.reps, "pool.reps", "rep"))
    already = np.flatnonzero(meant & (pins.rep >= 0))
    message = "in the pool, but pinned already: the account takes no turn"
    book.say("note", "pinned-in-pool", message, already)
    inside = np.flatnonzero(meant & (pins.rep < 0))
    inside = inside[_arrival(book, inside, settings.order)]
    if not len(serving):
        return Turns(inside[:0], inside[:0])
    fte = read_team(unheard(team)).team.fte
    turns = Turns(inside, serving[round_robin(np.arange(len(inside), dtype=np.int64), fte[serving])])
    _barred(book, pins, turns)
    return turns


def _arrival(book: Sheet, inside: Ints, column: str) -> Ints:
    """The accounts of the pool in the order of their arrival, as positions in `inside`; equal ones as in the table."""
    at = np.arange(len(inside), dtype=np.int64)
    if not column or not book.require(column, "the pool is served in its order"):
        return at
    said = [str(cell) for cell in book.cells(column)[inside]]
    blank = np.array([not cell for cell in said], dtype=bool)
    fix = "fill it in, or leave pool.order out: accounts then come as in the table"
    book.error("no-arrival", "the cell is blank, and the pool is served in its order", inside[blank], column, fix)
    moments = [_moment(cell) for cell in said]
    for keys, kind in (([_number(cell) for cell in said], "float64"), (moments, "datetime64[us]")):
        if None not in keys:
            return np.asarray(np.argsort(np.array(keys, dtype=kind), kind="stable"), dtype=np.int64)
    strange = np.array([moment is None for moment in moments], dtype=bool) & ~blank
    fix = "write every day as 2027-01-31 (and the time as 2027-01-31T09:30), or write a number in every cell"
    message = f"not a day or a time: {listed([cell for cell, odd in zip(said, strange, strict=True) if odd], 3)}"
    book.error("no-order", message, inside[strange], column, fix)
    return at


def _number(cell: str) -> float | None:
    value = cells.number(cell)
    return None if isinstance(value, cells.Fault) or math.isnan(value) else value


def _moment(cell: str) -> datetime.datetime | None:
    """A day, or a day and a time; a time of another zone is taken to UTC."""
    try:
        moment = datetime.datetime.fromisoformat(cell)
    except ValueError:
        return None
    return moment if moment.tzinfo is None else moment.astimezone(datetime.UTC).replace(tzinfo=None)


def _barred(book: Sheet, pins: Fixed, turns: Turns) -> None:
    """An error for accounts whose turn comes to a rep whom a lock keeps away."""
    locks = pins.locks
    barred = {*zip(locks.account[~locks.pinned].tolist(), locks.rep[~locks.pinned].tolist(), strict=True)}
    hit = [pair in barred for pair in zip(turns.account.tolist(), turns.rep.tolist(), strict=True)]
    rows = turns.account[np.array(hit, dtype=bool)]
    fix = "take the lock away, or leave the account out of the pool"
    book.error("turn-and-lock", "the turn is that of a rep whom a lock keeps from the account", rows, fix=fix)


def _say(book: Sheet, team: Sheet, turns: Turns) -> None:
    """What the pool does, and whom it should not have in it."""
    who = counted(team.labels[turns.rep], "account") or "nobody"
    message = f"{plural(len(turns.account), 'account')} in the pool, in turn: {who}. Pools are for first touch only: "
    message += "the next round of turns keeps no owner"
    book.findings.note("pool", message, table=book.name)
    owned = turns.account[book.cells("current_owner")[turns.account] != ""]
    customers = int(unheard(book).flags("customer")[owned].sum()) if book.has("customer") else 0
    message = (
        f"owned today and in the pool ({plural(customers, 'customer')} among them): the turn, not the owner, decides"
    )
    fix = 'leave owned accounts out of the pool, for example where: {current_owner: ""} (or pin them by a lock)'
    book.say("warning", "owned-in-pool", message, owned, "current_owner", fix)


def _stay(tables: Tables, rules: Rules, book: Sheet, pins: Fixed, turns: Turns) -> tuple[Tables, Rules]:
    """Everybody outside the pool stays with the owner; nothing is left to choose, so no band is asked for."""
    owner = pins.reps.find(unheard(book).ids("current_owner"))
    rest = np.setdiff1d(np.flatnonzero((owner >= 0) & (pins.rep < 0)), turns.account)
    ids = pins.accounts.ids[rest], pins.reps.ids[owner[rest]]
    message = f"{plural(len(rest), 'account')} outside the pool stay with their owners; bands are shown, not asked for"
    book.findings.note("others-stay", message, table=book.name)
    return replace(tables, locks=pinned(tables, *ids, "stays outside the pool")), replace(rules, bands={})
