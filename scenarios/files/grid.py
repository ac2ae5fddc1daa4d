"""A table as it stands in its file: header, text cells, spreadsheet row numbers. One cleaning for every format."""

import datetime
import string
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pandas as pd

from solver.errors import Finding, listed

_SPACES = string.whitespace + "\u00a0\u2007\u202f\u200b\u2060\ufeff"
"""Blanks that a planner cannot see: no-break, figure, narrow and zero-width spaces, the byte order mark."""


@dataclass(frozen=True)
class Grid:
    """Rows of text under a header. `rows` are spreadsheet row numbers; every row has as many cells as the header."""

    name: str
    header: tuple[str, ...]
    rows: tuple[int, ...]
    cells: tuple[tuple[str, ...], ...]
    findings: tuple[Finding, ...] = field(default=())


def tidy(grid: Grid) -> tuple[pd.DataFrame, list[Finding]]:
    """Text table of a grid: hidden spaces and blank rows gone (and said), `attrs["rows"]` with the row numbers.

    Columns without header and without content are left out; nothing else is. Cells that were blank are ''.
    """
    findings = list(grid.findings)
    columns = list(zip(*grid.cells, strict=True)) if grid.cells else [()] * len(grid.header)
    header = [name.strip(_SPACES) for name in grid.header]
    stripped = [[cell.strip(_SPACES) for cell in column] for column in columns]
    filled = [place for place, row in enumerate(zip(*stripped, strict=True)) if any(row)]
    rows = [grid.rows[place] for place in filled]
    findings += _blank_rows(grid.name, len(grid.rows) - len(filled))
    findings += _header_faults(grid.name, header, stripped)
    content: dict[str, list[str]] = {}
    for place, (name, column) in enumerate(zip(header, stripped, strict=True)):
        if not name or name in content:
            continue
        content[name] = [column[at] for at in filled]
        findings += _hidden_spaces(grid.name, name, columns[place], column)
    frame = pd.DataFrame(content, columns=pd.Index(list(content)), dtype=object)
    frame.attrs["rows"] = rows
    return frame, findings


def as_text(value: Any, decimal: str) -> str:
    """A stored value as a planner would type it: 12 for 12.0, 2027-01-31 for a day, `decimal` as the decimal sign."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value).replace(".", decimal)
    if isinstance(value, Decimal):
        return str(int(value)) if value == value.to_integral_value() else f"{value:f}".replace(".", decimal)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat()
    return value.isoformat() if isinstance(value, datetime.date | datetime.time) else str(value)


def letters(column: int) -> str:
    """Spreadsheet letters of a column counted from 0: A, B, …, Z, AA."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = string.ascii_uppercase[rest] + text
    return text


def _blank_rows(name: str, count: int) -> list[Finding]:
    if not count:
        return []
    said = f"{count} blank row{'s were' if count > 1 else ' was'} skipped"
    return [Finding("blank-rows", said, table=name, severity="note")]


def _header_faults(name: str, header: list[str], columns: list[list[str]]) -> list[Finding]:
    found = []
    for title, count in Counter(title for title in header if title).items():
        if count > 1:
            at = listed(letters(place) for place, known in enumerate(header) if known == title)
            message = f"the header {title} stands over {count} columns ({at})"
            found.append(Finding("duplicate-header", message, "rename or delete all but one", name, 1, title))
    for place, title in enumerate(header):
        if not title and any(columns[place]):
            at = letters(place)
            fix = "give it a name in the header row, which must be the first row of the table"
            found.append(Finding("blank-header", f"column {at} holds values but has no header", fix, name, 1, at))
    return found


def _hidden_spaces(name: str, title: str, raw: tuple[str, ...], stripped: list[str]) -> list[Finding]:
    count = sum(len(before) != len(after) and bool(after) for before, after in zip(raw, stripped, strict=True))
    if not count:
        return []
    said = f"spaces around the text of {count} cell{'s' if count > 1 else ''} were left out"
    return [Finding("hidden-spaces", said, table=name, column=title, severity="note")]
