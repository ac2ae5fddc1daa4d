"""Families: parents and their subsidiaries as basic units, from a column of parents, split where they may be."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from scenarios.designs.design import Design, Tables
from scenarios.designs.reading import counted, plural, sheet_of, unused, with_column
from scenarios.designs.shares import unheard, worth
from solver.book import Floats, Ints, Texts
from solver.errors import listed
from solver.intake.findings import Findings
from solver.intake.register import Register, refer
from solver.intake.sheet import Sheet
from solver.intake.team import read_team
from solver.rules import Rules

FAMILY = "family"
"""The account column of families, read or made from the parents."""
NOWHERE = "none"
"""The part of a split family with a blank in the column that divides it."""


@dataclass(frozen=True)
class Families:
    """What makes a family, and which families may be split.

    parent : account column with the id of the parent, blank at the top; "" = the table has the column family.
    split_over : a family that holds more than this part of a full rep's fair share is split; 0 = all are, None = none.
    by : account column whose values divide a family that is split.
    """

    parent: str = ""
    split_over: float | None = None
    by: str = "state"


def families(tables: Tables, rules: Rules, settings: Families) -> Design:
    """The column family as it shall be carved: top parents found, large families divided; each split is a note.

    Errors, with the ids: parents that are no accounts, parents in a circle, a column that is not there.
    """
    findings = Findings()
    book = sheet_of("accounts", tables.accounts, "account_id", findings)
    accounts = tables.accounts
    if settings.parent:
        made = _by_parent(book, settings.parent)
        if made is None:
            return Design(tables, rules, tuple(findings.found))
        accounts = with_column(accounts, FAMILY, made)
    tables = replace(tables, accounts=accounts)
    if settings.split_over is not None:
        family = _split(tables, rules, settings, findings)
        tables = replace(tables, accounts=with_column(accounts, FAMILY, family))
    return Design(tables, rules, tuple(findings.found))


def _by_parent(book: Sheet, column: str) -> Texts | None:
    """The id of the top parent of every account in a family, "" for the others; None when it cannot be told."""
    if not (book.require(column) & unused(book, (FAMILY,), "family")):
        return None
    ids, named = book.labels, book.ids(column)
    up = refer(book, column, named, Register("account", ids), named != "")
    up = np.where(up < 0, np.arange(len(book)), up)
    top, circle = top_parents(up)
    if len(circle):
        message = f"the parents go in a circle: {listed([str(id_) for id_ in ids[circle]])}"
        book.error("parent-circle", message, circle, column, "clear the parent of the account that stands at the top")
    if book.findings.has_errors:
        return None
    size = np.bincount(top, minlength=len(book))
    family = np.where(size[top] > 1, ids[top], "").astype(object)
    groups = size[size > 1]
    message = f"{plural(int(groups.sum()), 'account')} in {len(groups):,} families, by their top parents"
    book.findings.note("families", message, table=book.name, column=column)
    return family


def top_parents(up: Ints) -> tuple[Ints, Ints]:
    """The top of the chain of every account (A,), and the accounts that stand in a circle. `up` (A,): the parent of
    each, or the account itself at the top. Steps double, so that long chains take no longer than wide ones.
    """
    top = up.copy()
    for _ in range(max(1, int(np.ceil(np.log2(len(up) + 1))))):
        top = top[top]
    # After as many steps as there are accounts, whoever is not at a top is going round in a circle.
    lost = np.flatnonzero(up[top] != top)
    circle = np.unique(top[lost])
    ring = set[int]()
    for each in circle.tolist():
        while each not in ring:
            ring.add(each)
            each = int(up[each])
    return top, np.array(sorted(ring), dtype=np.int64)


def _split(tables: Tables, rules: Rules, settings: Families, findings: Findings) -> Texts:
    """The families, those above the limit divided by the values of a column."""
    book = sheet_of("accounts", tables.accounts, "account_id", findings)
    if not (book.require(FAMILY) & book.require(settings.by, "families are split by it")):
        return book.ids(FAMILY) if book.has(FAMILY) else np.full(len(book), "", dtype=object)
    family, by = unheard(book).ids(FAMILY), book.texts(settings.by)
    team = read_team(unheard(sheet_of("reps", tables.reps, "rep_id", findings)), rules).team
    size = worth(unheard(book), team, rules)
    held = _held(family, size.amounts)
    made = family.copy()
    for name, amount in held.items():
        if settings.split_over and amount <= settings.split_over * size.full:
            continue
        mine = np.flatnonzero(family == name)
        parts = np.array([value or NOWHERE for value in by[mine]], dtype=object)
        if len(set(parts)) < 2:
            continue
        made[mine] = [f"{name} / {part}" for part in parts]
        share = f"{size.shares(amount):.0%} of a full rep's fair share of {size.words}"
        message = f"the family {name} ({plural(len(mine), 'account')}, {share}) is split by {settings.by}: "
        ids = [str(id_) for id_ in book.labels[mine]]
        findings.note("family-split", message + counted(parts), table=book.name, column=FAMILY, ids=ids)
    return made


def _held(family: Texts, amounts: Floats) -> Mapping[str, float]:
    """Family → what it holds, in the order of the table."""
    held: dict[str, float] = {}
    for name, amount in zip(family, amounts, strict=True):
        if name:
            held[str(name)] = held.get(str(name), 0.0) + float(amount)
    return held
