"""What a planner, or a program, gets to see. Results go to standard output, everything else to standard error."""

import dataclasses
import json
import math
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console
from rich.text import Text

from solver.errors import Finding

MOST_ALIKE = 20
"""Findings of one kind about one table that are printed; `--json` gives all of them."""

WIDE = 200
"""Columns of a table that goes to a file."""

_STYLES = {"error": "bold red", "warning": "yellow", "note": "dim"}


def _console(stderr: bool) -> Console:
    """Long lines are left to the terminal, and a file is wide: what is folded in a log cannot be searched."""
    console = Console(stderr=stderr, highlight=False, soft_wrap=True)
    return console if console.is_terminal else Console(stderr=stderr, highlight=False, soft_wrap=True, width=WIDE)


@dataclass(frozen=True)
class Screen:
    """`json`: standard output holds one JSON document and nothing else. `debug`: show tracebacks."""

    json: bool = False
    debug: bool = False
    out: Console = field(default_factory=lambda: _console(stderr=False))
    err: Console = field(default_factory=lambda: _console(stderr=True))

    def say(self, text: str = "", style: str = "") -> None:
        """A line of the result; silent with `--json`."""
        if not self.json:
            self.out.print(Text(text, style))

    def show(self, table: Any) -> None:
        """A rich table of the result; silent with `--json`."""
        if not self.json:
            self.out.print(table, soft_wrap=False, crop=False)

    def aside(self, text: str, style: str = "") -> None:
        """A line beside the result."""
        self.err.print(Text(text, style))

    def restore(self) -> None:
        """Give the terminal its cursor back, which a live line hides."""
        self.err.show_cursor()

    def findings(self, findings: Sequence[Finding]) -> None:
        """All findings, each kind about one table at most `MOST_ALIKE` times, and how many there are."""
        shown: Counter[tuple[str, str, str]] = Counter()
        for finding in findings:
            kind = (finding.severity, finding.code, finding.table)
            shown[kind] += 1
            if shown[kind] <= MOST_ALIKE:
                self._finding(finding)
        for (severity, code, table), count in shown.items():
            if count > MOST_ALIKE:
                more = count - MOST_ALIKE
                self.aside(f"{severity}: {table}: {more} more like these [{code}]; --json lists all", _STYLES[severity])
        if findings:
            self.aside(counted(findings), "bold")

    def _finding(self, finding: Finding) -> None:
        self.err.print(Text(f"{finding.severity}: ", _STYLES[finding.severity]).append(str(finding), "default"))

    def refuse(self, findings: Sequence[Finding], code: int) -> None:
        """Input that cannot be used."""
        self.findings(findings)
        self.document({"ok": False, "exit_code": int(code), "findings": as_rows(findings)})

    def fail(self, message: str, code: int) -> None:
        self.aside(message, "bold red")
        self.document({"ok": False, "exit_code": int(code), "error": message, "findings": []})

    def document(self, content: Mapping[str, Any]) -> None:
        """The one JSON document; silent without `--json`."""
        if self.json:
            sys.stdout.write(json.dumps(strict(content), allow_nan=False, indent=2) + "\n")
            sys.stdout.flush()


def counted(findings: Iterable[Finding]) -> str:
    """`2 errors, 1 warning`."""
    numbers = Counter(finding.severity for finding in findings)
    return ", ".join(f"{count} {name}{'s' if count > 1 else ''}" for name, count in numbers.items())


def as_rows(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Findings for JSON, with the place spelled out."""
    return [{**dataclasses.asdict(finding), "where": finding.where()} for finding in findings]


def strict(value: Any) -> Any:
    """Plain values only: JSON has no NaN and no infinity, they become null."""
    if isinstance(value, Mapping):
        return {str(key): strict(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [strict(inner) for inner in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value
