"""Lists in cells, and where-clauses: what they mean, and what is said about those that mean nothing."""

import pandas as pd
import pytest

from scenarios.designs.reading import names_in, rows_where, sheet_of
from solver.intake.findings import Findings


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("", ()),
        (" ; ;", ()),
        ("Healthcare", ("Healthcare",)),
        (" Health  care;Pharma ; ", ("Health care", "Pharma")),
        ("SMB; smb ;Mid", ("SMB", "Mid")),
        ("*", ("*",)),
    ],
)
def test_a_list_is_read_trimmed_and_each_name_once(cell: str, names: tuple[str, ...]) -> None:
    assert names_in(cell) == names


def meant(where: dict[str, object]) -> tuple[list[bool], list[str]]:
    findings = Findings()
    frame = pd.DataFrame(
        {
            "rep_id": ["a", "b", "c", "d"],
            "role": ["SDR", "sdr ", "AE", ""],
            "segments": ["SMB; Mid", "Mid", "SMB", ""],
            "ramped": ["yes", "", "no", "x"],
            "level": [1, 2.0, 2, 3],
        },
        dtype=object,
    )
    rows = rows_where(sheet_of("reps", frame, "rep_id", findings), where, "pool.reps", "rep")  # type: ignore[arg-type]
    return rows.tolist(), [str(finding) for finding in findings.found]


@pytest.mark.parametrize(
    ("where", "rows"),
    [
        ({}, "abcd"),
        ({"role": "Sdr"}, "ab"),
        ({"role": ["SDR", "AE"]}, "abc"),
        ({"role": ""}, "d"),
        ({"segments": "smb"}, "ac"),
        ({"segments": "Mid", "role": "SDR"}, "ab"),
        ({"ramped": True}, "ad"),
        ({"ramped": False}, "bc"),
        ({"level": 2}, "bc"),
    ],
)
def test_a_clause_means_the_rows_with_one_of_the_values_in_every_column(where: dict[str, object], rows: str) -> None:
    assert meant(where) == ([id_ in rows for id_ in "abcd"], [])


def test_everything_that_is_wrong_with_a_clause_is_said_with_a_near_name() -> None:
    _, said = meant({"rolle": "SDR", "role": ["SDRs", "AE"], "segments": "Enterprise"})
    assert said == [
        "rules: pool.reps names rolle, which is no column of the reps [unknown-column]\n    → did you mean role?",
        "rules: pool.reps.role names SDRs, which no rep has [unknown-value]\n    → did you mean SDR?",
        "rules: pool.reps.segments names Enterprise, which no rep has [unknown-value]\n    → known here: SMB, Mid",
    ]


def test_a_clause_that_means_nobody_is_an_error() -> None:
    rows, said = meant({"role": "AE", "ramped": True})
    assert not any(rows)
    assert [text.split(" [")[1].split("]")[0] for text in said] == ["nothing-meant"]
