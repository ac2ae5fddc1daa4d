"""The accounts table, as it stands: nothing filled, nobody excluded yet."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from solver.book import LEFT, NEW, Book, Bools, Ints, Texts
from solver.counts import added_up, counted
from solver.errors import listed
from solver.intake.places import coordinates
from solver.intake.register import Register, lost_zeros, unique_ids
from solver.intake.sheet import Sheet
from solver.rules import Rules

FLAGS = ("named", "active_deal", "customer")
TEXTS = ("name", "industry", "segment", "tier", "family")
VALUES = ("potential", "workload")
COLUMNS = ("account_id", *TEXTS, "lat", "lon", *VALUES, "current_owner", *FLAGS)
"""Every column of the accounts table that has a meaning of its own."""


@dataclass(frozen=True)
class Accounts:
    """The book as read, one unit per account. `refused[column]` marks cells that were reported already;
    `refused["lat"]` stands for the place.
    """

    book: Book
    sheet: Sheet
    register: Register
    refused: Mapping[str, Bools]


def read_accounts(sheet: Sheet, rules: Rules, team: Register, overridden: tuple[str, ...]) -> Accounts:
    """Read every column that the rules or the scorecard use; `overridden` measures have a column in the pairs table."""
    if sheet.require("account_id") and not len(sheet):
        fix = "add at least one account"
        sheet.findings.error("empty-book", "there is no account in the table", fix=fix, table=sheet.name)
    ids = unique_ids(sheet, "account_id") if sheet.has("account_id") else sheet.texts("account_id")
    sheet = sheet.labelled(ids)
    wanted = dict.fromkeys([*VALUES, *added_up(rules.measures())])
    counted_in = (count.column for count in counted(rules.measures()).values() if count.column)
    texts = dict.fromkeys([*TEXTS, *counted_in, *rules.serves, *filter(None, [rules.contiguous_by])])
    numbers = {name: sheet.numbers(name) for name in wanted if sheet.has(name) or name in overridden}
    lat, lon, misplaced = coordinates(sheet)
    owner_ids = sheet.ids("current_owner")
    book = Book(
        ids=ids,
        unit=np.arange(len(ids), dtype=np.int64),
        lat=lat,
        lon=lon,
        values={name: column.values for name, column in numbers.items()},
        owner=_owners(sheet, owner_ids, team, rules),
        owner_ids=owner_ids,
        flags=_flags(sheet, owner_ids, rules),
        texts={name: sheet.texts(name) for name in texts if sheet.has(name)},
    )
    refused = {name: column.bad for name, column in numbers.items()} | {"lat": misplaced}
    readable = sheet.has("account_id") and len(sheet) > 0
    return Accounts(book, sheet, Register("account", ids, trusted=readable), refused)


def _flags(sheet: Sheet, owner_ids: Texts, rules: Rules) -> dict[str, Bools]:
    """Yes-or-no columns: those with a meaning of their own, and those that the rules name.

    A mark of having moved this year is taken off an account without an owner: it is new, and never reassigned.
    """
    earlier = rules.limits.moved_this_year
    named = [earlier if isinstance(earlier, str) else "", rules.contiguous_where]
    names = dict.fromkeys([*FLAGS, *rules.protect, *filter(None, named)])
    flags = {name: sheet.flags(name) for name in names if sheet.has(name)}
    if isinstance(earlier, str) and earlier in flags:
        new = flags[earlier] & (owner_ids == "")
        message = "marked as moved this year, but without an owner: taken as new, and not counted"
        fix = "fill in the owner, or clear the mark"
        sheet.say("warning", "moved-without-owner", message, np.flatnonzero(new), earlier, fix)
        flags[earlier] = np.asarray(flags[earlier] & ~new)
    return flags


def _owners(sheet: Sheet, ids: Texts, team: Register, rules: Rules) -> Ints:
    """Index of every account's owner in the team; blank = new; the others have left, when the rules say so."""
    if not team.trusted:
        return np.full(len(ids), NEW, dtype=np.int64)
    at = team.find(ids)
    unknown = np.flatnonzero((at < 0) & (ids != ""))
    # An owner who only lost zeros is in the team: not even `vacate` may send the account away.
    gone = np.setdiff1d(unknown, lost_zeros(sheet, "current_owner", ids, team, unknown))
    counted = Counter(ids[gone]).most_common()
    who = listed([f"{id_} ({count:,} account{'s' if count > 1 else ''})" for id_, count in counted])
    if rules.owners == "vacate":
        message = f"not in the team, taken as left; their accounts are forced moves: {who}"
        sheet.say("note", "owners-left", message, gone, "current_owner")
    else:
        fix = "correct the ids, or, if these owners have left, add the line: owners: {unknown: vacate}"
        sheet.error("unknown-owner", f"not in the team: {who}", gone, "current_owner", fix)
    return np.where(at >= 0, at, np.where(ids == "", NEW, LEFT)).astype(np.int64)


def select(book: Book, keep: Ints) -> Book:
    """The book with only the accounts at positions `keep`, one unit each."""
    return replace(
        book,
        ids=book.ids[keep],
        unit=np.arange(len(keep), dtype=np.int64),
        lat=book.lat[keep],
        lon=book.lon[keep],
        values={name: values[keep] for name, values in book.values.items()},
        owner=book.owner[keep],
        owner_ids=book.owner_ids[keep],
        flags={name: flag[keep] for name, flag in book.flags.items()},
        texts={name: text[keep] for name, text in book.texts.items()},
    )
