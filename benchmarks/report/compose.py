"""All rows of a run as one document."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from benchmarks.methods import METHODS
from benchmarks.report import case_section, growth, many_section
from benchmarks.report.document import Cell, Document, Section, Table
from benchmarks.report.standings import Standing, contradictions, standings
from benchmarks.report.targets import targets
from benchmarks.rows import Row

LEAD = (
    "Every plan is graded by the judge, which shares no code with the methods. J is the goal as the judge computes it, "
    "lower is better. A gap is (J − bound) ÷ J, to the best bound that holds for the case as stated and that any "
    "method of this run has proven (or that was published); an own bound in [brackets] holds only for a restriction of "
    "the case and is never used. One process a method, with a limit on time and memory from outside; a crash or a "
    "timeout is a row. Beats are seconds ÷ a fixed piece of work on the same machine just before the row."
)


CHAPTERS = 3
"""Larger families do not have a chapter for each of their members."""
FAMILIES = {
    "Sample": "",
    "Folder": "",
    "GapFile": "Assignment instances, published",
    "GapMade": "Assignment instances, made",
    "WhatIf": "What-ifs from a solved plan",
    "Synthetic": "Synthetic books",
    "": "",
}
"""Kind of the source → title of its common chapter, "" = each case has its own."""
COMMON = ("python", "numpy", "scipy", "pandas", "ortools")


def compose(rows: Sequence[Row]) -> Document:
    cases = standings(rows)
    sections = [Section("What must be reached", (targets(rows),))]
    faults = [fault for standing in cases for fault in contradictions(standing)]
    if faults:
        sections.insert(0, Section("CONTRADICTIONS: something is wrong", tuple(faults)))
    sections += _cases(cases)
    grown = growth.section(rows)
    sections += [grown] if grown is not None else []
    sections += [Section("The methods", (_methods(rows),)), Section("How it was measured", _provenance(rows))]
    return Document("What was measured", LEAD, tuple(sections), tuple(faults))


def _cases(cases: Sequence[Standing]) -> Iterator[Section]:
    """A chapter a case; families with many members have one table for all."""
    for kind, title in FAMILIES.items():
        family = [standing for standing in cases if standing.kind == kind]
        if title and len(family) > CHAPTERS:
            yield many_section.section(title, family)
        else:
            yield from map(case_section.section, family)


def _methods(rows: Sequence[Row]) -> Table:
    used = {row.question.method for row in rows}
    lines = [
        (Cell(name), Cell(method.about), Cell(_packages(rows, name)))
        for name, method in METHODS.items()
        if name in used
    ]
    return Table(("method", "what it is", "versions"), tuple(lines), left=frozenset({0, 1, 2}))


def _packages(rows: Sequence[Row], method: str) -> str:
    """Versions that only this method depends on; the common ones stand with the machine."""
    found = {
        f"{name} {row.about['versions'][name]}"
        for row in rows
        if row.question.method == method
        for name in METHODS[method].packages
        if name in row.about.get("versions", {})
    }
    return ", ".join(sorted(found))


def _provenance(rows: Sequence[Row]) -> tuple[Table, ...]:
    """Everything that the numbers depend on; where rows differ, every value."""
    about = [row.about for row in rows]
    versions = [{k: v for k, v in a.get("versions", {}).items() if k in COMMON} for a in about]
    facts = [
        ("commit", _values(_commit(a) for a in about)),
        ("machine", _values(f"{a.get('processor')}, {a.get('cores')} cores, {a.get('system')}" for a in about)),
        ("memory, MB", _values(a.get("memory_mb") for a in about)),
        ("versions", _values(", ".join(f"{k} {v}" for k, v in v.items()) for v in versions)),
        ("measured", f"{min(a.get('started', '') for a in about)} – {max(a.get('started', '') for a in about)}"),
        ("load when a row began", _range([a["load"] for a in about if a.get("load") is not None])),
        ("a beat, ms", _range([1000 * row.beat for row in rows if row.beat])),
        ("limits, s", _values(f"{row.question.seconds:g}" for row in rows)),
        ("stop at gap", _values(f"{row.question.gap:g}" for row in rows)),
        ("workers", _values(row.question.workers for row in rows)),
        ("seeds", _values(row.question.seed for row in rows)),
    ]
    lines = tuple((Cell(name), Cell(value)) for name, value in facts)
    hashes = sorted({(case.name, case.rows[0].question.identity[:16]) for case in standings(rows)})
    inputs = tuple((Cell(name), Cell(identity)) for name, identity in hashes)
    left = frozenset({0, 1})
    return Table(("", ""), lines, left), Table(("case", "SHA-256 of the input (begins)"), inputs, left)


def _commit(about: Mapping[str, Any]) -> str:
    changed = about.get("changed")
    return str(about.get("commit", "unknown"))[:12] + (f" with changes {changed}" if changed else "")


def _values(values: Iterable[object]) -> str:
    return ", ".join(sorted({str(value) for value in values}))


def _range(values: list[float]) -> str:
    return f"{min(values):.3g} – {max(values):.3g}" if values else "unknown"
