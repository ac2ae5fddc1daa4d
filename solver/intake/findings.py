"""Where findings are gathered, so that a planner sees all of them at once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from solver.errors import Finding, InputError

MOST_IDS = 20
"""Ids that a finding carries; its message says how many there are."""


def first_of(shown: list[str], total: int) -> str:
    """The first few of `total` things: `a, b, c and 4 more`."""
    more = f" and {total - len(shown):,} more" if total > len(shown) else ""
    return ", ".join(shown) + more


@dataclass
class Findings:
    """Everything found so far, in the order it was found."""

    found: list[Finding] = field(default_factory=list)

    def add(
        self,
        severity: Literal["error", "warning", "note"],
        code: str,
        message: str,
        *,
        fix: str = "",
        table: str = "",
        column: str = "",
        row: int | None = None,
        ids: Iterable[str] = (),
    ) -> None:
        first = tuple(ids)[:MOST_IDS]
        self.found.append(
            Finding(code, message, fix=fix, table=table, row=row, column=column, ids=first, severity=severity)
        )

    def error(self, code: str, message: str, *, fix: str = "", table: str = "", ids: Iterable[str] = ()) -> None:
        """An error that concerns no single row."""
        self.add("error", code, message, fix=fix, table=table, ids=ids)

    def warning(self, code: str, message: str, *, fix: str = "", table: str = "", ids: Iterable[str] = ()) -> None:
        self.add("warning", code, message, fix=fix, table=table, ids=ids)

    def note(self, code: str, message: str, *, table: str = "", column: str = "", ids: Iterable[str] = ()) -> None:
        self.add("note", code, message, table=table, column=column, ids=ids)

    @property
    def has_errors(self) -> bool:
        return any(finding.severity == "error" for finding in self.found)

    def about(self, table: str) -> bool:
        """Whether something in a table is an error."""
        return any(finding.severity == "error" and finding.table == table for finding in self.found)

    def has(self, code: str) -> bool:
        """Whether something of this code was found."""
        return any(finding.code == code for finding in self.found)

    def raise_errors(self) -> None:
        """Raise InputError with everything found, warnings and notes included, when something is an error."""
        if self.has_errors:
            order = {"error": 0, "warning": 1, "note": 2}
            raise InputError(sorted(self.found, key=lambda finding: order[finding.severity]))
