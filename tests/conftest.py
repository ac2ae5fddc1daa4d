"""The valley: a book that a person can carve by eye.

    A1*40 ── A2 10 ── A3 10 ── A4 40        * home of WES          potential = the number, workload = a tenth of it
      |        |        |        |
    B1 30 ── B2 20 ── B3 20 ── B4+30        + home of EVE          towns are one degree (111 km) apart

Two full-time reps, 200 to share: 100 each. The western half (A1 A2 B1 B2) to WES and the eastern half to EVE is
even, in two pieces and the shortest travel of all even plans. Today WES also owns A3, and A4 is new: owned are
seven of eight, and the even plan moves one of them, A3.
"""

from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import pytest

from solver.errors import Finding, InputError
from solver.problem import Problem
from solver.rules import Rules

ACCOUNTS = """\
account_id lat lon potential workload current_owner segment
A1 1 0 40 4 WES smb
A2 1 1 10 1 WES smb
A3 1 2 10 1 WES mid
A4 1 3 40 4 - mid
B1 0 0 30 3 WES smb
B2 0 1 20 2 WES smb
B3 0 2 20 2 EVE mid
B4 0 3 30 3 EVE mid
"""
REPS = """\
rep_id name lat lon fte ramp capacity_hours_year max_accounts max_named
WES Wesley 1 0 1 1 12 - -
EVE Evelyn 0 3 1 1 12 - -
"""
EDGES = "A1-A2 A2-A3 A3-A4 B1-B2 B2-B3 B3-B4 A1-B1 A2-B2 A3-B3 A4-B4"
EVEN = {"A1": "WES", "A2": "WES", "B1": "WES", "B2": "WES", "A3": "EVE", "A4": "EVE", "B3": "EVE", "B4": "EVE"}


@dataclass
class Valley:
    """The tables as a files layer hands them over (text, "" = blank), to be changed by a test and then built."""

    accounts: pd.DataFrame
    reps: pd.DataFrame
    edges: pd.DataFrame
    locks: pd.DataFrame | None = None
    pairs: pd.DataFrame | None = None
    rules: dict[str, Any] = field(default_factory=dict)

    def put(self, id_: str, **cells: Any) -> "Valley":
        """Cells of an account or a rep; a column that is not there yet is blank for the others."""
        table, key = (self.reps, "rep_id") if id_ in set(self.reps["rep_id"]) else (self.accounts, "account_id")
        for column, cell in cells.items():
            if column not in table:
                table[column] = pd.Series([""] * len(table), dtype=object)
            table.loc[table[key] == id_, column] = cell
        return self

    def drop(self, *columns: str) -> "Valley":
        """Without columns of the accounts table."""
        self.accounts = self.accounts.drop(columns=list(columns))
        return self

    def lock(self, account_id: str, rep_id: str, kind: str, expires: Any = "") -> "Valley":
        row = pd.DataFrame(
            [{"account_id": account_id, "rep_id": rep_id, "kind": kind, "expires": expires}], dtype=object
        )
        self.locks = row if self.locks is None else pd.concat([self.locks, row], ignore_index=True)
        return self

    def pair(self, account_id: str, rep_id: str, **cells: Any) -> "Valley":
        row = pd.DataFrame([{"account_id": account_id, "rep_id": rep_id, **cells}], dtype=object)
        self.pairs = row if self.pairs is None else pd.concat([self.pairs, row], ignore_index=True).fillna("")
        return self

    def set(self, **rules: Any) -> "Valley":
        self.rules.update(rules)
        return self

    def build(self) -> Problem:
        rules = Rules(**self.rules)
        edges = self.edges if rules.contiguous else None
        return Problem.from_frames(self.accounts, self.reps, rules, edges=edges, locks=self.locks, pairs=self.pairs)

    def findings(self) -> tuple[Finding, ...]:
        """Everything that is said about the input, usable or not."""
        try:
            return self.build().notes
        except InputError as error:
            return error.findings

    def found(self, code: str) -> Finding | None:
        """The finding of a code; an assertion fails when there are several."""
        mine = [finding for finding in self.findings() if finding.code == code]
        assert len(mine) <= 1, mine
        return mine[0] if mine else None

    def errors(self) -> list[str]:
        """Codes of the errors."""
        return [finding.code for finding in self.findings() if finding.severity == "error"]


@pytest.fixture
def valley() -> Valley:
    return new_valley()


def new_valley() -> Valley:
    edges = pd.DataFrame([edge.split("-") for edge in EDGES.split()], columns=["unit_a", "unit_b"], dtype=object)
    return Valley(_table(ACCOUNTS), _table(REPS), edges)


def _table(text: str) -> pd.DataFrame:
    """A table as text; `-` stands for a blank cell."""
    header, *rows = [line.split() for line in text.splitlines()]
    cells = [["" if cell == "-" else cell for cell in row] for row in rows]
    return pd.DataFrame(cells, columns=header, dtype=object)
