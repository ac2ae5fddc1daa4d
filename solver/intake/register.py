"""Known ids, and what to say about an id that is not among them."""

import re
from collections.abc import Iterable
from difflib import get_close_matches

import numpy as np

from solver.book import Bools, Ints, Texts
from solver.errors import listed
from solver.intake.sheet import Sheet

SEARCHABLE = 5000
"""Ids among which a near match is looked for; more would take seconds for each unknown id."""

SHORTENED = re.compile(r"[0-9](?:\.[0-9]+)?E\+[0-9]+", re.IGNORECASE)
"""How a spreadsheet shows, and then saves, a long number: 1.00045E+11."""


class Register:
    """The ids of the accounts or of the team. `trusted` is false when its own table could not be read: then nobody
    is called unknown.
    """

    def __init__(self, noun: str, ids: Texts, trusted: bool = True, where: str = "") -> None:
        self.noun = noun
        self.where = where or f"{noun}s table"
        self.ids = ids
        self.trusted = trusted
        # Backwards, so that of two rows with one id the first counts.
        self._at: dict[str, int] = {ids[at]: at for at in range(len(ids) - 1, -1, -1) if ids[at]}
        self._bare = {id_.lstrip("0"): id_ for id_ in self._at if id_.isdecimal()}
        self._folded = {id_.casefold(): id_ for id_ in self._at}

    def find(self, ids: Texts) -> Ints:
        """Position of every id, −1 where it is not known."""
        return np.fromiter((self._at.get(id_, -1) for id_ in ids), dtype=np.int64, count=len(ids))

    def without_zeros(self, id_: str) -> str | None:
        """The known id that differs from this one only by zeros in front, or by a `.0` behind."""
        whole = id_.removesuffix(".0")
        return self._bare.get(whole.lstrip("0")) if whole.isdecimal() else None

    def near(self, id_: str) -> str | None:
        """The known id that is most like this one."""
        if folded := self._folded.get(id_.casefold()):
            return folded
        return nearest_name(id_, self._at) if len(self._at) <= SEARCHABLE else None


def nearest_name(name: str, names: Iterable[str]) -> str | None:
    """The name that is most like a misspelt one."""
    matches: list[str] = get_close_matches(name, list(names), n=1, cutoff=0.7)
    return matches[0] if matches else None


def refer(sheet: Sheet, column: str, ids: Texts, known: Register, among: Bools | None = None) -> Ints:
    """Positions of a column's ids in a register; −1 with an error where an id is blank or unknown.

    `among` : the rows that count (all by default); the others are −1 and never an error.
    """
    at = known.find(ids)
    looked = np.ones(len(ids), dtype=bool) if among is None else among
    blank = ids == ""
    sheet.error("missing-id", f"the {known.noun} is not named", np.flatnonzero(blank & looked), column, "fill it in")
    if known.trusted:
        _unknown(sheet, column, ids, known, np.flatnonzero((at < 0) & ~blank & looked))
    return np.where(looked, at, -1)


def _unknown(sheet: Sheet, column: str, ids: Texts, known: Register, rows: Ints) -> None:
    strange = np.setdiff1d(rows, lost_zeros(sheet, column, ids, known, rows))
    distinct = list(dict.fromkeys(ids[strange]))
    near = [(id_, known.near(id_)) for id_ in distinct[:3]]
    hint = ", ".join(f"is {id_} meant to be {match}?" for id_, match in near if match)
    message = f"not in the {known.where}: {listed(distinct)}"
    fix = "correct the id, or take out the row"
    sheet.error(f"unknown-{known.noun}", message, strange, column, f"{hint} {fix}".strip())


def lost_zeros(sheet: Sheet, column: str, ids: Texts, known: Register, rows: Ints) -> Ints:
    """An error for ids at `rows` that are known but for zeros in front; returns their rows."""
    match = {id_: known.without_zeros(id_) for id_ in dict.fromkeys(ids[rows])}
    lost = np.array([row for row in rows if match[ids[row]]], dtype=np.int64)
    shown = listed([f"{id_} here, {other} in the {known.where}" for id_, other in match.items() if other], 3)
    fix = "store the ids as text in both tables: a spreadsheet that takes them for numbers drops the zeros"
    sheet.error("lost-leading-zeros", f"the id differs only by zeros in front: {shown}", lost, column, fix)
    return lost


def unique_ids(sheet: Sheet, column: str) -> Texts:
    """The id column of a table: errors for blank ids and for ids that stand in several rows."""
    ids = sheet.ids(column)
    blank = np.flatnonzero(ids == "")
    sheet.error("missing-id", "the id is blank", blank, column, "give every row an id, or delete the row")
    _duplicates(sheet, column, ids)
    shortened = np.flatnonzero([bool(SHORTENED.fullmatch(id_)) for id_ in ids])
    message = "the id looks like a long number that a spreadsheet has shortened"
    sheet.labelled(ids).say("warning", "shortened-id", message, shortened, column, "store the ids as text")
    return ids


def _duplicates(sheet: Sheet, column: str, ids: Texts) -> None:
    rows: dict[str, list[str]] = {}
    for id_, row in zip(ids, sheet.rows, strict=True):
        rows.setdefault(id_, []).append(str(row))
    twice = {id_: at for id_, at in rows.items() if id_ and len(at) > 1}
    if twice:
        shown = listed([f"{id_} in rows {listed(at)}" for id_, at in twice.items()], 3)
        sheet.findings.add(
            "error",
            "duplicate-id",
            f"an id stands in more than one row: {shown}",
            fix="keep one row for each id, or give the others ids of their own",
            table=sheet.name,
            column=column,
            row=int(next(iter(twice.values()))[1]),
            ids=twice,
        )
