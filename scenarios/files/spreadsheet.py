"""Excel workbooks (xlsx, xlsm) as text: numbers without a trailing .0, days as 2027-01-31, blanks as ''."""

from io import BytesIO
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from scenarios.files.cellmarks import CellMark, cell_marks
from scenarios.files.grid import Grid, as_text, letters
from solver.errors import Finding, InputError, listed

EXACT_DIGITS = 15
"""A spreadsheet keeps 15 digits of a number; an id beyond that has lost its last ones."""


def read_spreadsheet(name: str, data: bytes, decimal: str = ".") -> Grid:
    """The first visible sheet that is not empty; raises `InputError` when there is none or the file is damaged.

    Numbers are written with the scenario's decimal sign, so that they read like the text cells beside them.
    """
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(data))
        sheet, notes = _choose(name, workbook)
        values = sheet.to_python(skip_empty_area=False)
        marks = cell_marks(data, sheet.name)
    except (CalamineError, KeyError, BadZipFile, ParseError, OSError) as error:
        message = f"the workbook cannot be read: {error}"
        raise InputError(
            [Finding("damaged-file", message, "open it in Excel and save it again as xlsx", name)]
        ) from None
    texts = _shown([tuple(as_text(value, decimal) for value in row) for row in values], marks)
    top = next((place for place, row in enumerate(texts) if any(cell.strip() for cell in row)), None)
    if top is None:
        fix = "the first row holds the column names; formulas need values: open and save the file in Excel"
        raise InputError([Finding("empty-file", f"the sheet {sheet.name} holds no values", fix, name)])
    header, body = texts[top], texts[top + 1 :]
    findings = notes + _long_numbers(name, header, values[top + 1 :], top + 2)
    return Grid(name, header, tuple(range(top + 2, top + 2 + len(body))), tuple(body), tuple(findings))


def _choose(name: str, workbook: CalamineWorkbook) -> tuple[CalamineSheet, list[Finding]]:
    sheets = [known for known in workbook.sheets_metadata if known.typ == SheetTypeEnum.WorkSheet]
    shown = [known.name for known in sheets if known.visible == SheetVisibleEnum.Visible] or [
        known.name for known in sheets
    ]
    filled = [known for known in shown if workbook.get_sheet_by_name(known).start is not None]
    if not filled:
        fix = "the first row of a sheet holds the column names"
        raise InputError([Finding("empty-file", "no sheet of the workbook holds anything", fix, name)])
    notes = []
    if len(filled) > 1:
        message = f"the sheet {filled[0]} was read; not read: {listed(filled[1:])}"
        fix = "put the table you mean first in the workbook, or into a file of its own"
        notes.append(Finding("several-sheets", message, fix, name, severity="note"))
    return workbook.get_sheet_by_name(filled[0]), notes


def _shown(texts: list[tuple[str, ...]], marks: list[CellMark]) -> list[tuple[str, ...]]:
    """Errors and uncalculated formulas put back into their cells, so that whoever reads those can say so."""
    if not marks:
        return texts
    width = max(len(texts[0]) if texts else 0, 1 + max(mark.column for mark in marks))
    height = max(len(texts), max(mark.row for mark in marks))
    cells = [list(row) + [""] * (width - len(row)) for row in texts]
    cells += [[""] * width for _ in range(height - len(texts))]
    for mark in marks:
        cells[mark.row - 1][mark.column] = mark.error or f"={mark.formula}"
    return [tuple(row) for row in cells]


def _long_numbers(name: str, header: tuple[str, ...], body: list[list[Any]], first: int) -> list[Finding]:
    """One finding a column: the first such cell, and how many there are."""
    cells: dict[int, list[int]] = {}
    for row, values in enumerate(body, start=first):
        for place, value in enumerate(values):
            if isinstance(value, float) and abs(value) >= 10**EXACT_DIGITS:
                cells.setdefault(place, []).append(row)
    found = []
    for place, rows in cells.items():
        at = listed(f"{letters(place)}{row}" for row in rows)
        message = f"numbers of more than {EXACT_DIGITS} digits, which no spreadsheet keeps, in {at}"
        fix = "format the column as text and paste the values again from their source"
        title = header[place].strip() or letters(place)
        found.append(Finding("long-number", message, fix, name, rows[0], title))
    return found
