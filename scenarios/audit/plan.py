"""assignments.csv, row by row, against the book, the team and the units."""

import csv
import io
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from scenarios.files.written import ASSIGNMENTS
from solver.book import Ints
from solver.errors import Finding, listed
from solver.problem import Problem

MESSAGES = {
    "cells": "the row has not exactly one cell per column",
    "account-unknown": "the account is not in the book",
    "account-twice": "the account is assigned more than once",
    "rep-unknown": "the rep is not in the team",
    "unit-wrong": "unit_id is not the account's unit",
    "previous-wrong": "previous_rep_id is not the account's owner of today",
    "moved-wrong": "moved does not say whether the account changes owner",
}
"""Fault of a row → what it means."""


@dataclass
class _Rows:
    """Rows and ids by fault."""

    at: dict[str, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, fault: str, row: int, id_: str) -> None:
        self.at[fault].append((row, id_))

    def findings(self, table: str) -> list[Finding]:
        """One finding per kind, with the first row and all ids."""
        said = []
        for code, message in MESSAGES.items():
            if not self.at[code]:
                continue
            ids = tuple(dict.fromkeys(id_ for _, id_ in self.at[code]))
            count = len(self.at[code])
            more = f" ({count} rows)" if count > 1 else ""
            said.append(Finding(code, f"{message}{more}: {listed(ids)}", "", table, self.at[code][0][0], ids=ids))
        return said


def read_plan(path: Path, table: str, problem: Problem) -> tuple[Ints | None, list[Finding]]:
    """The plan of an assignment table as a rep per account (A,), −1 where the table does not say, and its faults.

    None when there is no table of that form.
    """
    try:
        text = path.read_bytes().decode()
    except OSError as error:
        return None, [Finding("missing-file", f"cannot be read: {error.strerror or error}", table=table)]
    except UnicodeDecodeError:
        return None, [Finding("not-text", "is not UTF-8 text", table=table)]
    lines = csv.reader(io.StringIO(text, newline=""))
    header = next(lines, [])
    if tuple(header) != ASSIGNMENTS:
        message = f"the columns are {', '.join(header)}; they must be {', '.join(ASSIGNMENTS)}"
        return None, [Finding("columns", message, table=table, row=1)]
    return _plan(list(lines), table, problem)


def _plan(lines: list[list[str]], table: str, problem: Problem) -> tuple[Ints, list[Finding]]:
    book, team = problem.book, problem.team
    account_of = {str(id_): index for index, id_ in enumerate(book.ids)}
    rep_of = {str(id_): index for index, id_ in enumerate(team.ids)}
    plan = np.full(len(book), -1, dtype=np.int64)
    seen = np.zeros(len(book), dtype=bool)
    rows = _Rows()
    for number, cells in enumerate(lines, start=2):
        if len(cells) != len(ASSIGNMENTS):
            rows.add("cells", number, cells[0] if cells else f"row {number}")
            continue
        account_id, rep_id, unit_id, previous, moved = cells
        account, rep = account_of.get(account_id), rep_of.get(rep_id)
        if account is None:
            rows.add("account-unknown", number, account_id)
            continue
        if rep is None:
            rows.add("rep-unknown", number, rep_id)
        if seen[account]:
            rows.add("account-twice", number, account_id)
            continue
        seen[account] = True
        plan[account] = -1 if rep is None else rep
        if unit_id != str(problem.unit_ids[book.unit[account]]):
            rows.add("unit-wrong", number, account_id)
        if previous != str(book.owner_ids[account]):
            rows.add("previous-wrong", number, account_id)
        changes = bool(book.owned[account]) and previous != rep_id
        if moved != ("true" if changes else "false"):
            rows.add("moved-wrong", number, account_id)
    return plan, [*_missing(table, problem, seen), *rows.findings(table)]


def _missing(table: str, problem: Problem, seen: np.ndarray) -> list[Finding]:
    at = np.flatnonzero(~seen)
    if not len(at):
        return []
    ids = tuple(str(id_) for id_ in problem.book.ids[at])
    return [Finding("account-missing", f"the account has no row: {listed(ids)}", table=table, ids=ids)]
