"""What can be wrong with the input, said to a planner."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong (error), worth knowing (warning) or done by rule (note).

    `table` is the file's name when there is a file, else the table's ("accounts"). `row` counts as a
    spreadsheet does: the header is row 1. `ids` are the accounts, reps or units concerned.
    """

    code: str
    message: str
    fix: str = ""
    table: str = ""
    row: int | None = None
    column: str = ""
    line: int | None = None
    ids: tuple[str, ...] = ()
    severity: Literal["error", "warning", "note"] = "error"

    def where(self) -> str:
        """The place as a planner would look it up: `accounts.csv, row 17, column potential`."""
        place = [self.table] if self.table else []
        if self.line is not None:
            place.append(f"line {self.line}")
        if self.row is not None:
            place.append(f"row {self.row}")
        if self.column:
            place.append(f"column {self.column}")
        return ", ".join(place)

    def __str__(self) -> str:
        place = self.where()
        text = f"{place}: {self.message}" if place else self.message
        return f"{text} [{self.code}]" + (f"\n    → {self.fix}" if self.fix else "")


class InputError(ValueError):
    """The input cannot be used; carries every finding, not only the first."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


class InternalError(RuntimeError):
    """Two parts of the engine disagree (a plan and its judge, a bound and a plan): a bug, never the planner's fault."""


def listed(ids: Iterable[str], most: int = 5) -> str:
    """`A1, A2, A3 and 14 more`."""
    known = list(ids)
    shown = ", ".join(known[:most])
    return shown if len(known) <= most else f"{shown} and {len(known) - most} more"
