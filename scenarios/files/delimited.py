"""Text tables: comma, semicolon, tab or bar between the cells; UTF-8 or UTF-16."""

import csv
import io
from collections.abc import Iterator

from scenarios.files.grid import Grid
from scenarios.files.text import NotTextError, decode
from solver.errors import Finding, InputError

SEPARATORS = (",", ";", "\t", "|")
_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_LOOKED_AT = 50
"""Rows that the separator is told from."""


def read_delimited(name: str, data: bytes) -> Grid:
    """Cells as text; raises `InputError` when the file as a whole cannot be read."""
    text = _text(name, data)
    separator, text, skipped = _separator(text)
    findings: list[Finding] = []
    header: list[str] | None = None
    rows: list[int] = []
    cells: list[tuple[str, ...]] = []
    for row, record in _records(name, text, separator, skipped, findings):
        if header is None:
            if any(cell.strip() for cell in record):
                header = record
        elif record:
            findings += _length_fault(name, row, record, header, separator)
            rows.append(row)
            cells.append(tuple(record[: len(header)] + [""] * (len(header) - len(record))))
        else:
            rows.append(row)
            cells.append(("",) * len(header))
    if header is None:
        raise InputError(
            [*findings, Finding("empty-file", "the file is empty", "the first row holds the column names", name)]
        )
    return Grid(name, tuple(header), tuple(rows), tuple(cells), tuple(findings))


def _text(name: str, data: bytes) -> str:
    try:
        return decode(data)
    except NotTextError as error:
        fix = "save it again as UTF-8 (in Excel: Save as, CSV UTF-8)"
        message = "the file is not UTF-8 text from here on, so letters with accents cannot be told"
        raise InputError([Finding("table-encoding", message, fix, name, line=error.line)]) from None


def _separator(text: str) -> tuple[str, str, int]:
    """The separator, the text to read and how many lines of it were skipped (Excel's own `sep=;` line)."""
    first, _, rest = text.partition("\n")
    declared = first.strip().strip('"')
    if declared.casefold().startswith("sep=") and len(declared) == 5:
        return declared[4], rest, 1
    return max(SEPARATORS, key=lambda separator: _agreement(text, separator)), text, 0


def _agreement(text: str, separator: str) -> tuple[bool, float, int]:
    """How well a separator explains the first rows: it divides the header, and rows divide as the header does."""
    records = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True)
    try:
        for record in reader:
            if record:
                records.append(len(record))
            if len(records) > _LOOKED_AT:
                break
    except csv.Error:
        pass
    if not records or records[0] == 1:
        return False, 0.0, 0
    alike = sum(count == records[0] for count in records) / len(records)
    return True, alike, records[0]


def _records(
    name: str, text: str, separator: str, skipped: int, findings: list[Finding]
) -> Iterator[tuple[int, list[str]]]:
    """Records with their spreadsheet row; a cell with a line break inside is still one row.

    Raises `InputError` at broken quotes, with `findings` as collected so far: what follows cannot be divided into rows.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True, skipinitialspace=True)
    row = 0
    while True:
        row += 1
        line = reader.line_num + skipped + 1
        try:
            yield row, next(reader)
        except StopIteration:
            return
        except csv.Error:
            message = f"the quotes in this row (line {line} of the file) are not closed, or text follows them"
            fix = 'close the quotes; a quote inside a quoted text is written twice: "Smith ""Bob"" Ltd"'
            raise InputError([*findings, Finding("broken-quotes", message, fix, name, row)]) from None


def _length_fault(name: str, row: int, record: list[str], header: list[str], separator: str) -> list[Finding]:
    if len(record) == len(header):
        return []
    more = "many" if len(record) > len(header) else "few"
    message = f"the row has {len(record)} cells, the header {len(header)}: too {more}"
    fix = (
        f"put text that holds a {_NAMES.get(separator, separator)} in quotes, or delete the extra one"
        if more == "many"
        else ""
    )
    ids = (record[0].strip(),) if record[0].strip() else ()
    return [Finding("row-length", message, fix or "add the cells that are missing, blank ones too", name, row, ids=ids)]
