"""Text, parquet and wrongly named tables: everything is text, nothing is lost, every fault has its row."""

import datetime
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scenarios.files.tables import Table, read_table

PLAIN = "id,zip,name\n007,01234,Müller\n8,,Süd AG\n"


def table(folder: Path, content: str | bytes, name: str = "t.csv") -> Table:
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_table(folder, name)


def cells(found: Table) -> list[list[str]]:
    assert found.frame is not None, [str(finding) for finding in found.findings]
    return [list(found.frame.columns), *found.frame.to_numpy().tolist()]


def codes(found: Table) -> list[tuple[str, int | None, str]]:
    return [(finding.code, finding.row, finding.severity) for finding in found.findings]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_every_encoding_separator_and_line_end_reads_the_same(
    tmp_path: Path, encoding: str, separator: str, line_end: str
) -> None:
    text = PLAIN.replace(",", separator).replace("\n", line_end)
    found = table(tmp_path, text.encode(encoding))
    assert cells(found) == [["id", "zip", "name"], ["007", "01234", "Müller"], ["8", "", "Süd AG"]]
    assert found.findings == ()


def test_ids_and_postal_codes_keep_their_zeros_and_words_their_meaning(tmp_path: Path) -> None:
    found = table(tmp_path, "id,zip,x,y\n00,01e5,NA,null\n1.0,1_000,nan,True\n")
    assert cells(found)[1:] == [["00", "01e5", "NA", "null"], ["1.0", "1_000", "nan", "True"]]


def test_commas_inside_semicolon_tables_belong_to_the_cells(tmp_path: Path) -> None:
    found = table(tmp_path, "id;name;potential\n1;Smith, Inc;12,5\n2;Jones, Ltd;3,25\n")
    assert cells(found)[1:] == [["1", "Smith, Inc", "12,5"], ["2", "Jones, Ltd", "3,25"]]


def test_excels_own_separator_line_is_obeyed(tmp_path: Path) -> None:
    assert cells(table(tmp_path, "sep=;\nid;name\n1;a,b,c\n"))[1] == ["1", "a,b,c"]


def test_a_single_column_is_a_table(tmp_path: Path) -> None:
    assert cells(table(tmp_path, "id\n1\n2\n")) == [["id"], ["1"], ["2"]]


def test_quoted_cells_hold_separators_quotes_and_line_breaks_and_rows_count_as_a_spreadsheet_counts(
    tmp_path: Path,
) -> None:
    found = table(tmp_path, 'id,name\n1,"a, ""b""\nc"\n2,d\n3\n')
    assert cells(found)[1] == ["1", 'a, "b"\nc']
    assert codes(found) == [("row-length", 4, "error")]


@pytest.mark.parametrize(("row", "word"), [("1,2,3", "many"), ("1", "few"), ("1,Smith, Inc,", "many")])
def test_rows_of_another_length_are_errors_and_stay_in_the_table(tmp_path: Path, row: str, word: str) -> None:
    found = table(tmp_path, f"id,name\n0,a\n{row}\n9,b\n")
    assert codes(found) == [("row-length", 3, "error")]
    assert f"too {word}" in found.findings[0].message
    assert found.findings[0].ids == ("1",)
    assert found.frame is not None
    assert list(found.frame["id"]) == ["0", "1", "9"]


@pytest.mark.parametrize("text", ['id,name\n1,a\n2,"b\n3,c\n', 'id,name\n1,a\n2,"b"x\n3,c\n'])
def test_broken_quotes_are_named_with_their_row(tmp_path: Path, text: str) -> None:
    found = table(tmp_path, text)
    assert codes(found) == [("broken-quotes", 3, "error")]
    assert found.frame is None


def test_a_quote_that_swallows_a_large_file_is_still_broken_quotes(tmp_path: Path) -> None:
    found = table(tmp_path, 'id,name\n1,"a\n' + "2,bbbbbbbbbb\n" * 20_000)
    assert codes(found) == [("broken-quotes", 2, "error")]


def test_blank_rows_are_skipped_with_a_note_and_keep_the_count(tmp_path: Path) -> None:
    found = table(tmp_path, "id,name\n\n1,a\n,\n  ,\n2,b\n")
    assert codes(found) == [("blank-rows", None, "note")]
    assert found.findings[0].message.startswith("3 blank rows")
    assert found.frame is not None
    assert found.frame.attrs["rows"] == [3, 6]


def test_hidden_spaces_are_left_out_and_said(tmp_path: Path) -> None:
    found = table(tmp_path, "id , name\n1\u00a0,\u200bAda\n 2,Bob\n")
    assert cells(found) == [["id", "name"], ["1", "Ada"], ["2", "Bob"]]
    assert {(finding.code, finding.column, finding.severity) for finding in found.findings} == {
        ("hidden-spaces", "id", "note"),
        ("hidden-spaces", "name", "note"),
    }


def test_headers_that_stand_twice_or_are_missing(tmp_path: Path) -> None:
    assert codes(table(tmp_path, "id,x,x\n1,2,3\n")) == [("duplicate-header", 1, "error")]
    found = table(tmp_path, "id,,x\n1,2,3\n")
    assert [(finding.code, finding.column) for finding in found.findings] == [("blank-header", "B")]
    assert cells(table(tmp_path, "id,,\n1,,\n")) == [["id"], ["1"]]


def test_a_header_alone_is_an_empty_table_and_nothing_at_all_is_an_error(tmp_path: Path) -> None:
    assert cells(table(tmp_path, "id,name\n")) == [["id", "name"]]
    for nothing in ("", "\n\n", "\ufeff"):
        assert codes(table(tmp_path, nothing)) == [("empty-file", None, "error")]


def test_latin_1_is_refused_with_its_line(tmp_path: Path) -> None:
    found = table(tmp_path, PLAIN.encode("latin-1"))
    assert [(finding.code, finding.line) for finding in found.findings] == [("table-encoding", 2)]


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"PAR1 and more", "t.csv", "holds a parquet file"),
        (b"id,name\n1,a\n", "t.xlsx", "holds a text table"),
        (b"id,name\n1,a\n", "t.parquet", "holds a text table"),
        (b"\xd0\xcf\x11\xe0 old excel", "t.xlsx", "xls"),
        (b"\x1f\x8b\x08 packed", "t.csv", "gzip"),
        (b"%PDF-1.7", "t.csv", "PDF"),
        (b"<html><table><tr><td>1", "t.csv", "web page"),
        (b"PK\x03\x04 broken", "t.xlsx", "damaged"),
        (b"id\n1\n", "t.ods", "ending"),
    ],
)
def test_a_file_that_is_not_what_its_name_says(tmp_path: Path, content: bytes, name: str, words: str) -> None:
    found = table(tmp_path, content, name)
    assert found.frame is None
    assert len(found.findings) == 1
    assert words in found.findings[0].message
    assert found.findings[0].fix


@pytest.mark.parametrize(
    ("asked", "there", "hint"),
    [
        ("acounts.csv", "accounts.csv", "did you mean accounts.csv?"),
        ("accounts.csv", "accounts.xlsx", "did you mean accounts.xlsx?"),
        ("Accounts.csv", "accounts.CSV", "did you mean accounts.CSV?"),
        ("accounts.csv", "notes.md", "put it there"),
        ("units.csv", "reps.csv", "put it there"),
        ("sub/accounts.csv", "accounts.csv", "relative to the scenario"),
    ],
)
def test_a_missing_file_names_the_nearest_one(tmp_path: Path, asked: str, there: str, hint: str) -> None:
    (tmp_path / there).write_text("id\n1\n")
    found = read_table(tmp_path, asked)
    assert [finding.code for finding in found.findings] == ["missing-file"]
    assert hint in found.findings[0].fix
    assert found.sha256 is None


def test_a_folder_and_a_backslash_are_explained(tmp_path: Path) -> None:
    (tmp_path / "sub.csv").mkdir()
    assert "is a folder" in read_table(tmp_path, "sub.csv").findings[0].message
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.csv").write_text("id\n")
    assert read_table(tmp_path, "sub\\a.csv").findings[0].fix == "write sub/a.csv"


def test_parquet_reads_like_text(tmp_path: Path) -> None:
    content = pa.table(
        {
            "id": pa.array(["007", "8", None]),
            "n": pa.array([1, 2, None], pa.int64()),
            "x": pa.array([12.0, 0.1, None]),
            "odd": pa.array([float("nan"), float("inf"), 3.0]),
            "yes": pa.array([True, False, None]),
            "day": pa.array([datetime.date(2027, 1, 31), None, None]),
            "money": pa.array([Decimal("1.50"), Decimal("2.00"), None]),
        }
    )
    pq.write_table(content, tmp_path / "t.parquet")
    assert cells(read_table(tmp_path, "t.parquet"))[1:] == [
        ["007", "1", "12", "nan", "true", "2027-01-31", "1.50"],
        ["8", "2", "0.1", "inf", "false", "", "2"],
        ["", "", "", "3", "", "", ""],
    ]


def test_parquet_with_lists_or_damage_is_refused(tmp_path: Path) -> None:
    pd.DataFrame({"id": ["a"], "tags": [["x", "y"]]}).to_parquet(tmp_path / "t.parquet")
    assert codes(read_table(tmp_path, "t.parquet")) == [("nested-column", None, "error")]
    (tmp_path / "u.parquet").write_bytes(b"PAR1 cut off")
    assert codes(read_table(tmp_path, "u.parquet")) == [("damaged-file", None, "error")]
