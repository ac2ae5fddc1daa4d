"""Potential and hours from sizes: the edges of the classes, and what is never touched."""

import pandas as pd
import pytest

from scenarios.scoring.size_classes import SizeClass, fill
from solver.errors import Finding

CLASSES = (SizeClass(50, 5000, 4), SizeClass(250, 20000, 12.5), SizeClass(float("inf"), 90000, 30))
CLOSED = (SizeClass(50, 5000, 4), SizeClass(250, 20000, 12.5))


def filled(
    sizes: list[str], classes: tuple[SizeClass, ...] = CLASSES, **columns: list[str]
) -> tuple[pd.DataFrame, list[Finding]]:
    table = pd.DataFrame({"account_id": [f"a{n}" for n in range(len(sizes))], "staff": sizes, **columns}, dtype=object)
    table.attrs["rows"] = list(range(2, len(sizes) + 2))
    return fill(table, "staff", classes)


@pytest.mark.parametrize(
    ("size", "potential", "workload"),
    [
        ("0", "5000", "4"),
        ("50", "5000", "4"),
        ("50.5", "20000", "12.5"),
        ("250", "20000", "12.5"),
        ("251", "90000", "30"),
        ("1e6", "90000", "30"),
    ],
)
def test_a_class_reaches_up_to_its_end(size: str, potential: str, workload: str) -> None:
    table, findings = filled([size])
    assert (table["potential"].iat[0], table["workload"].iat[0]) == (potential, workload)
    assert [finding.severity for finding in findings] == ["note", "note"]


def test_given_values_are_never_touched_and_blank_sizes_stay_blank() -> None:
    table, findings = filled(["10", "10", ""], potential=["7", "", ""])
    assert list(table["potential"]) == ["7", "5000", ""]
    assert list(table["workload"]) == ["4", "4", ""]
    assert [finding.message[:28] for finding in findings] == [
        "potential of 1 of 3 accounts",
        "workload of 2 of 3 accounts ",
    ]
    assert table.attrs["rows"] == [2, 3, 4]


@pytest.mark.parametrize("size", ["many", "-1", "nan", "inf", "1,000"])
def test_a_size_that_is_no_number_is_an_error_with_its_row(size: str) -> None:
    table, findings = filled(["10", size])
    errors = [finding for finding in findings if finding.severity == "error"]
    assert [(finding.code, finding.row, finding.column, finding.ids) for finding in errors] == [
        ("bad-size", 3, "staff", ("a1",))
    ]
    assert table["potential"].iat[1] == ""


def test_a_size_above_the_last_class_is_an_error() -> None:
    _, findings = filled(["250", "251"], CLOSED)
    assert [finding.row for finding in findings if finding.severity == "error"] == [3]


def test_classes_that_say_nothing_of_a_column_leave_it_alone() -> None:
    table, findings = filled(["10"], (SizeClass(float("inf"), 5000),))
    assert "workload" not in table.columns
    assert len(findings) == 1


def test_a_size_column_that_is_not_there_is_an_error() -> None:
    table = pd.DataFrame({"account_id": ["a"]}, dtype=object)
    assert [finding.code for finding in fill(table, "staff", CLASSES)[1]] == ["no-such-column"]
