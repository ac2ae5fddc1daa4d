"""scorecard.json, scorecard.csv and broken_rules.csv against what the judge makes of the plan."""

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from scenarios.audit.figures import same
from scenarios.audit.record import read_json
from scenarios.files.written import broken_rules, plain, scorecard_table
from solver.errors import Finding
from solver.judge import Scorecard, Verdict


def cards(folder: Path, prefix: str, card: Scorecard) -> Iterator[Finding]:
    """Differences of both scorecards in `folder`; `prefix` goes before the file's name."""
    table = f"{prefix}scorecard.json"
    try:
        found = read_json(folder / "scorecard.json")
    except ValueError as error:
        yield Finding("missing-file", str(error), table=table)
    else:
        yield from _said(table, list(_differences(found, plain(card.to_json()))))
    yield from _table(folder / "scorecard.csv", f"{prefix}scorecard.csv", scorecard_table(card))


def breaches(folder: Path, prefix: str, judged: Verdict) -> Iterator[Finding]:
    """Differences of broken_rules.csv."""
    yield from _table(folder / "broken_rules.csv", f"{prefix}broken_rules.csv", broken_rules(judged.violations))


def _table(path: Path, table: str, expected: str) -> Iterator[Finding]:
    try:
        found = _rows(path.read_bytes().decode())
    except OSError as error:
        yield Finding("missing-file", f"cannot be read: {error.strerror or error}", table=table)
        return
    except UnicodeDecodeError:
        yield Finding("not-text", "is not UTF-8 text", table=table)
        return
    yield from _said(table, list(_cells(found, _rows(expected))))


def _rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def _cells(found: list[list[str]], expected: list[list[str]]) -> Iterator[str]:
    if len(found) != len(expected):
        yield f"there are {len(found)} rows; there should be {len(expected)}"
    header = expected[0]
    for number, (ours, theirs) in enumerate(zip(found, expected, strict=False), start=1):
        if len(ours) != len(theirs):
            yield f"row {number} has {len(ours)} cells; it should have {len(theirs)}"
        for name, a, b in zip(header, ours, theirs, strict=False):
            if a != b and not (_as_number(a) is not None and same(_as_number(a), _as_number(b))):
                yield f"row {number}, column {name}: {a or 'blank'} instead of {b or 'blank'}"


def _differences(found: Any, expected: Any, place: str = "") -> Iterator[str]:
    if isinstance(found, Mapping) and isinstance(expected, Mapping):
        for key in [*expected, *(key for key in found if key not in expected)]:
            inner = f"{place}.{key}" if place else str(key)
            if key not in found or key not in expected:
                yield f"{inner} is {'missing' if key in expected else 'not expected'}"
            else:
                yield from _differences(found[key], expected[key], inner)
    elif isinstance(found, list) and isinstance(expected, list):
        if len(found) != len(expected):
            yield f"{place} has {len(found)} entries instead of {len(expected)}"
        for index, (ours, theirs) in enumerate(zip(found, expected, strict=False)):
            yield from _differences(ours, theirs, f"{place}[{index}]")
    elif found != expected and not (_is_number(found) and _is_number(expected) and same(found, expected)):
        yield f"{place}: {found!r} instead of {expected!r}"


def _said(table: str, differences: list[str]) -> Iterator[Finding]:
    """One finding per file."""
    if differences:
        more = f"; and {len(differences) - 1} more" if len(differences) > 1 else ""
        yield Finding("scorecard", f"not what the plan and the input files give: {differences[0]}{more}", table=table)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _as_number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
