"""Known ids, and what to say about an id that is not among them."""

from difflib import get_close_matches

import numpy as np

from solver.book import Bools, Ints, Texts
from solver.errors import listed
from solver.intake.sheet import Sheet

SEARCHABLE = 5000
"""Ids among which a near match is looked for; more would take seconds for each unknown id."""


class Register:
    """The ids of the accounts or of the team. `trusted` is false when its own table could not be read: then nobody
    is called unknown.
    """

    def __init__(self, noun: str, ids: Texts, trusted: bool = True) -> None:
        self.noun = noun
        self.ids = ids
        self.trusted = trusted
        self._at = {}
        for position in range(len(ids) - 1, -1, -1):
            if ids[position]:
                self._at[ids[position]] = position
        self._bare = {id_.lstrip("0"): id_ for id_ in self._at if id_.isdecimal()}
        self._lower = {id_.casefold(): id_ for id_ in self._at}

    def find(self, ids: Texts) -> Ints:
        """Position of every id, −1 where it is not known."""
        return np.fromiter((self._at.get(id_, -1) for id_ in ids), dtype=np.int64, count=len(ids))

    def without_zeros(self, id_: str) -> str | None:
        """The known id that differs from this one only by zeros in front (or by a `.0` behind)."""
        whole = id_.removesuffix(".0")
        return self._bare.get(whole.lstrip("0")) if whole.isdecimal() else None

    def near(self, id_: str) -> str | None:
        """The known id that is most like this one."""
        if match := self._lower.get(id_.casefold()):
            return match
        if len(self._at) > SEARCHABLE:
            return None
        matches = get_close_matches(id_, self._at, n=1, cutoff=0.75)
        return matches[0] if matches else None


def refer(sheet: Sheet, column: str, ids: Texts, known: Register, among: Bools | None = None) -> Ints:
    """Positions of the ids of a column in a register, −1 with an error where an id is blank or unknown.

    `among` : the rows that count; the others are not looked at.
    """
    at = known.find(ids)
    looked = np.ones(len(ids), dtype=bool) if among is None else among
    blank = np.array([not id_ for id_ in ids], dtype=bool)
    sheet.error("missing-id", f"the {known.noun} is not named", np.flatnonzero(blank & looked), column)
    if known.trusted:
        unknown_ids(sheet, column, ids, known, np.flatnonzero((at < 0) & ~blank & looked))
    return np.where(looked, at, -1)


def unknown_ids(sheet: Sheet, column: str, ids: Texts, known: Register, rows: Ints, fix: str = "") -> Ints:
    """Errors for unknown ids at `rows`, apart for those that only lost zeros; returns the rows of the others."""
    bare = lost_zeros(sheet, column, ids, known, rows)
    others = np.setdiff1d(rows, bare)
    if len(others):
        distinct = list(dict.fromkeys(ids[others]))
        near = [(id_, known.near(id_)) for id_ in distinct[:3]]
        hints = ", ".join(f"{id_} may be {match}" for id_, match in near if match)
        counted = f"{known.noun} {listed(distinct)} is not in the {known.noun}s table"
        message = counted + (f" ({hints})" if hints else "")
        sheet.error(f"unknown-{known.noun}", message, others, column, fix or "correct the id, or take out the row")
    return others


def lost_zeros(sheet: Sheet, column: str, ids: Texts, known: Register, rows: Ints) -> Ints:
    """An error for ids that are known but for zeros in front; returns their rows."""
    match = {id_: known.without_zeros(id_) for id_ in dict.fromkeys(ids[rows])}
    lost = np.array([row for row in rows if match[ids[row]]], dtype=np.int64)
    if len(lost):
        shown = listed([f"{id_} ({match[id_]} in the {known.noun}s table)" for id_ in match if match[id_]], 3)
        fix = "store the ids as text in both tables; a spreadsheet drops the zeros when it takes them for numbers"
        sheet.error("lost-leading-zeros", f"the id differs only by zeros in front: {shown}", lost, column, fix)
    return lost


def unique_ids(sheet: Sheet, column: str) -> Texts:
    """The id column of a table: errors for blank ids and for ids that stand in several rows."""
    ids = sheet.ids(column)
    sheet.error(
        "missing-id", "the id is blank", np.flatnonzero([not id_ for id_ in ids]), column, "give every row an id"
    )
    rows: dict[str, list[int]] = {}
    for position, id_ in enumerate(ids):
        if id_:
            rows.setdefault(id_, []).append(position)
    twice = {id_: at for id_, at in rows.items() if len(at) > 1}
    if twice:
        shown = "; ".join(
            f"{id_} in rows {listed([str(sheet.rows[i]) for i in at])}" for id_, at in list(twice.items())[:3]
        )
        more = f"; and {len(twice) - 3} more" if len(twice) > 3 else ""
        sheet.findings.add(
            "error",
            "duplicate-id",
            f"{len(twice)} {'id stands' if len(twice) == 1 else 'ids stand'} in more than one row: {shown}{more}",
            fix="keep one row for each id",
            table=sheet.name,
            column=column,
            row=int(sheet.rows[next(iter(twice.values()))[1]]),
            ids=twice,
        )
    return ids
