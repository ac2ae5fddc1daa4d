"""Excel workbooks: what a planner sees in the cells is what is read, and what carries no value is said."""

import datetime
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter

from scenarios.files.cellmarks import CellMark, cell_marks
from scenarios.files.tables import Table, read_table

Fill = Callable[[xlsxwriter.Workbook], None]


def workbook(folder: Path, fill: Fill, name: str = "t.xlsx") -> Path:
    path = folder / name
    with xlsxwriter.Workbook(str(path)) as made:
        fill(made)
    return path


def rewrite(path: Path, change: Callable[[str], str], part: str = "xl/worksheets/sheet1.xml") -> None:
    """Change one part of a workbook by hand, as other programs write it."""
    source = ZipFile(BytesIO(path.read_bytes()))
    with ZipFile(path, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, change(content.decode()).encode() if name == part else content)


def cells(found: Table) -> list[list[str]]:
    assert found.frame is not None, [str(finding) for finding in found.findings]
    return [list(found.frame.columns), *found.frame.to_numpy().tolist()]


def test_cells_are_read_as_a_planner_would_type_them(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["id", "x", "yes", "day", "text"])
        sheet.write_row(1, 0, [12, 1.5, True])
        sheet.write_datetime(1, 3, datetime.datetime(2027, 1, 31), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_string(1, 4, "007")
        sheet.write_row(3, 0, [13, 0.1, False])

    workbook(tmp_path, fill)
    found = read_table(tmp_path, "t.xlsx")
    assert cells(found) == [
        ["id", "x", "yes", "day", "text"],
        ["12", "1.5", "true", "2027-01-31", "007"],
        ["13", "0.1", "false", "", ""],
    ]
    assert found.frame is not None
    assert found.frame.attrs["rows"] == [2, 4]


def test_errors_and_formulas_without_a_value_are_kept_where_they_stand(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["id", "a", "b", "c"])
        sheet.write_string(1, 0, "x")
        sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")
        sheet.write_formula(1, 2, "=A1*2", None, "")
        sheet.write_formula(1, 3, "=1+1", None, 2)

    path = workbook(tmp_path, fill)
    assert cell_marks(path.read_bytes(), "Sheet1") == [
        CellMark(2, 1, error="#DIV/0!"),
        CellMark(2, 2, formula="A1*2"),
    ]
    assert cells(read_table(tmp_path, "t.xlsx"))[1] == ["x", "#DIV/0!", "=A1*2", "2"]


def test_a_formula_with_an_empty_text_is_blank_on_purpose(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["id", "a"])
        sheet.write_string(1, 0, "x")
        sheet.write_formula(1, 1, '=""', None, "")

    rewrite(workbook(tmp_path, fill), lambda xml: xml.replace('<c r="B2">', '<c r="B2" t="str">'))
    assert cells(read_table(tmp_path, "t.xlsx"))[1] == ["x", ""]


def test_cells_without_addresses_and_with_a_prefix_are_found(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["id", "a"])
        sheet.write_number(1, 0, 1)
        sheet.write_formula(1, 1, "=NA()", None, "#N/A")

    def bare(xml: str) -> str:
        for address in ("A1", "B1", "A2", "B2"):
            xml = xml.replace(f' r="{address}"', "")
        return xml

    path = workbook(tmp_path, fill)
    rewrite(path, bare)
    assert cell_marks(path.read_bytes(), "Sheet1") == [CellMark(2, 1, error="#N/A")]


def test_the_last_rows_of_formulas_alone_are_not_lost(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["id"])
        sheet.write_formula(4, 2, "=A1", None, "")

    workbook(tmp_path, fill)
    found = read_table(tmp_path, "t.xlsx")
    assert [finding.code for finding in found.findings] == ["blank-rows", "blank-header"]


def test_the_first_visible_sheet_that_holds_something_is_read_and_the_others_named(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet("hidden").write_row(0, 0, ["secret"])
        book.add_worksheet("empty")
        book.add_worksheet("book").write_row(0, 0, ["id"])
        book.add_worksheet("notes").write_row(0, 0, ["text"])
        book.get_worksheet_by_name("book").activate()
        book.get_worksheet_by_name("book").set_first_sheet()
        book.get_worksheet_by_name("hidden").hide()

    workbook(tmp_path, fill)
    found = read_table(tmp_path, "t.xlsx")
    assert cells(found) == [["id"]]
    assert [(finding.code, finding.severity) for finding in found.findings] == [("several-sheets", "note")]
    assert "notes" in found.findings[0].message
    assert "hidden" not in found.findings[0].message


def test_an_empty_workbook_is_said_to_be_empty(tmp_path: Path) -> None:
    workbook(tmp_path, lambda book: book.add_worksheet() and None)
    assert [finding.code for finding in read_table(tmp_path, "t.xlsx").findings] == ["empty-file"]


@pytest.mark.parametrize(("number", "lost"), [(999_999_999_999_999, False), (1_000_000_000_000_000, True)])
def test_numbers_longer_than_a_spreadsheet_keeps(tmp_path: Path, number: int, lost: bool) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["x", "id"])
        sheet.write_row(1, 0, ["a", number])

    workbook(tmp_path, fill)
    found = read_table(tmp_path, "t.xlsx")
    assert cells(found)[1] == ["a", str(number)]
    assert [(finding.code, finding.row, finding.column) for finding in found.findings] == (
        [("long-number", 2, "id")] if lost else []
    )


def test_a_table_that_does_not_start_in_the_first_row(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(2, 1, ["id", "x"])
        sheet.write_row(3, 1, ["a", 1])

    workbook(tmp_path, fill)
    found = read_table(tmp_path, "t.xlsx")
    assert cells(found) == [["id", "x"], ["a", "1"]]
    assert found.frame is not None
    assert found.frame.attrs["rows"] == [4]


def test_a_workbook_named_csv_and_a_damaged_one(tmp_path: Path) -> None:
    path = workbook(tmp_path, lambda book: book.add_worksheet().write_row(0, 0, ["id"]) and None)
    (tmp_path / "t.csv").write_bytes(path.read_bytes())
    found = read_table(tmp_path, "t.csv")
    assert [finding.code for finding in found.findings] == ["wrong-format"]
    assert "rename it to t.xlsx" in found.findings[0].fix
    rewrite(path, lambda xml: xml[:100])
    assert [finding.code for finding in read_table(tmp_path, "t.xlsx").findings] == ["damaged-file"]
