"""What the solver's intake says about our tables, said of the planner's files, headers and lines."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from scenarios.files.text import nearest
from scenarios.files.yaml import Document, Path
from solver.errors import Finding, listed

RULES = "rules"
"""The intake's name for what a planner writes in the scenario."""

_PLACE = re.compile(r"([a-z_.]+)(?:\[(\d+)\])? names ([^,]+), ")
"""How the intake speaks of a rule: `protect names vip, which is not a column …`; entries of lists count from 1."""
_FOUND = re.compile(r" ?\(columns found: [^)]*\)")
_MOST_HEADERS = 15


@dataclass(frozen=True)
class Words:
    """`names`: table → file; `headers`: table → our column → theirs; `columns`: table → all headers of the file."""

    document: Document
    names: Mapping[str, str]
    headers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, findings: Iterable[Finding]) -> list[Finding]:
        """The same findings in the planner's words."""
        return [self._rule(each) if each.table == RULES else self._table(each) for each in findings]

    def _rule(self, finding: Finding) -> Finding:
        """A finding about a rule, at its line where the message tells which rule it is."""
        said = _PLACE.match(finding.message)
        path: Path = ()
        if said:
            path = (*said[1].split("."), *([int(said[2]) - 1] if said[2] else []), said[3])
        placed = self.document.finding(path, finding.code, finding.message, finding.fix, at_key=True)
        return replace(finding, table=placed.table, line=placed.line, column=placed.column)

    def _table(self, finding: Finding) -> Finding:
        if finding.code == "missing-column":
            finding = self._missing_column(finding)
        return replace(
            finding,
            table=self.names.get(finding.table, finding.table),
            column=self.headers.get(finding.table, {}).get(finding.column, finding.column),
        )

    def _missing_column(self, finding: Finding) -> Finding:
        """The planner's own headers instead of ours, and the likeliest of them in the line to add."""
        there = self.columns.get(finding.table, ())
        ours = set(self.headers.get(finding.table, {}).values())
        close = nearest(finding.column, [title for title in there if title not in ours])
        fix = (
            finding.fix.replace(f"{{{finding.column}: …}}", f"{{{finding.column}: {close}}}") if close else finding.fix
        )
        message = _FOUND.sub("", finding.message)
        if there:
            message += f" (columns found: {listed(there, _MOST_HEADERS)})"
        return replace(finding, message=message, fix=fix)
