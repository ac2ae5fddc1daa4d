"""Who may own what: pins and prohibitions of accounts, carried to their units."""

from dataclasses import dataclass

import numpy as np

from solver.amounts import Pairwise
from solver.book import Book, Bools, Ints, Locks, Pairs, Team, Texts
from solver.eligibility import Eligibility
from solver.land import Land
from solver.rules import Rules
from solver.serving import Serving

BLOCK_PAIRS = 1_000_000
"""Pairs that are looked at together."""
LOCK = "lock"
HOME = "home"


@dataclass(frozen=True)
class Pins:
    """Accounts that only one rep may own. `why` is `LOCK`, `HOME` or the protected column."""

    account: Ints
    rep: Ints
    why: Texts


def pins(book: Book, rules: Rules, locks: Locks) -> Pins:
    """Pinned locks, and accounts that `protect` pins to their owner in the team."""
    account, rep = [locks.account[locks.pinned]], [locks.rep[locks.pinned]]
    why = [np.full(len(account[0]), LOCK, dtype=object)]
    for column, how in rules.protect.items():
        if how == "pin":
            stays = np.flatnonzero(book.flag(column) & (book.owner >= 0))
            account.append(stays)
            rep.append(book.owner[stays])
            why.append(np.full(len(stays), column, dtype=object))
    return Pins(np.concatenate(account), np.concatenate(rep), np.concatenate(why))


def eligibility(
    book: Book, units: int, team: Team, rules: Rules, pairs: Pairs, locks: Locks, land: Land | None
) -> Eligibility:
    """A unit may go to a rep who may own each of its accounts; a pin of one account pins its unit."""
    reps = len(team)
    pinned = np.full(units, -1, dtype=np.int64) if land is None else land.rep_at_home.copy()
    pin = pins(book, rules, locks)
    pinned[book.unit[pin.account]] = pin.rep
    not_account = np.concatenate([locks.account[~locks.pinned], pairs.account[pairs.allowed == 0]])
    not_rep = np.concatenate([locks.rep[~locks.pinned], pairs.rep[pairs.allowed == 0]])
    who = serving(book, units, team, rules, pin)
    return Eligibility(
        unit_class=who.of,
        allows=np.zeros_like(who.allows) if rules.pairs_only else who.allows,
        extra=_with_gates(_listed(book, units, pairs, who), land) if rules.pairs_only else Pairwise(reps),
        forbidden=Pairwise.build(reps, book.unit[not_account], not_rep, np.ones(len(not_account))),
        pinned=pinned,
    )


def serving(book: Book, units: int, team: Team, rules: Rules, pin: Pins) -> Serving:
    """Who serves what; accounts that are pinned go where they are pinned to."""
    exempt = np.zeros(len(book), dtype=bool)
    exempt[pin.account] = True
    serves = {ours: theirs for ours, theirs in rules.serves.items() if ours in book.texts and theirs in team.texts}
    return Serving.build(book.unit, units, len(team), serves, book.texts, team.texts, exempt)


def _listed(book: Book, units: int, pairs: Pairs, who: Serving) -> Pairwise:
    """Pairs of a unit and a rep who serves it for whom every account of the unit is listed and not forbidden."""
    reps = who.allows.shape[1]
    open_pairs = np.flatnonzero(pairs.allowed != 0)
    unit, rep = book.unit[pairs.account[open_pairs]], pairs.rep[open_pairs]
    counted = Pairwise.build(reps, unit, rep, np.ones(len(unit)))
    whole = counted.values >= np.bincount(book.unit, minlength=units)[counted.unit]
    whole &= who.allows[who.of[counted.unit], counted.rep]
    return Pairwise(reps, counted.keys[whole], counted.values[whole])


def _with_gates(pairs: Pairwise, land: Land | None) -> Pairwise:
    """The pairs with every rep's own gate, which no account stands for."""
    if land is None or land.gates is None:
        return pairs
    unit = np.flatnonzero(land.gates)
    rep = land.rep_at_home[unit]
    unit, rep = np.concatenate([pairs.unit, unit]), np.concatenate([pairs.rep, rep])
    return Pairwise.build(pairs.reps, unit, rep, np.ones(len(unit)))


def owners_of(who: Eligibility, wanted: Bools) -> Bools:
    """Which reps may own any of the units that are `wanted` (U,); (R,)."""
    units, reps = len(who.unit_class), who.allows.shape[1]
    found = np.zeros(reps, dtype=bool)
    step = max(1, BLOCK_PAIRS // reps)
    for first in range(0, units, step):
        last = min(first + step, units)
        if not found.all():
            found |= who.block(first, last)[wanted[first:last]].any(axis=0)
    return found


def allowed_count(who: Eligibility) -> Ints:
    """How many reps may own each unit, shape (U,)."""
    units, reps = len(who.unit_class), who.allows.shape[1]
    count = who.allows.sum(axis=1)[who.unit_class]
    added = who.extra.keys[~who.allows[who.unit_class[who.extra.unit], who.extra.rep]]
    count = count + np.bincount(added // reps, minlength=units)
    barred = who.forbidden
    taken = who.allows[who.unit_class[barred.unit], barred.rep] | who.extra.has(barred.unit, barred.rep)
    count = count - np.bincount(barred.unit[taken], minlength=units)
    fixed = np.flatnonzero(who.pinned >= 0)
    count[fixed] = who.ok(fixed, who.pinned[fixed])
    return np.asarray(count, dtype=np.int64)
