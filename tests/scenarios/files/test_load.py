"""A whole scenario: what is read, and that a planner sees everything that is wrong in one go, in their own words."""

import datetime
import hashlib
from typing import Any

import numpy as np
import pytest
import xlsxwriter

from scenarios.designs.stated import problem_of
from scenarios.files.load import read
from solver.errors import InputError

Desk = Any


def test_the_tables_become_a_problem_and_every_file_has_its_hash(desk: Desk) -> None:
    inputs = desk.read()
    problem = problem_of(inputs)
    assert (len(problem.book), problem.reps) == (6, 2)
    assert inputs.words.names == {"accounts": "accounts.csv", "reps": "reps.csv"}
    assert set(inputs.files) == {"scenario.yaml", "accounts.csv", "reps.csv"}
    for name, sha256 in inputs.files.items():
        assert sha256 == hashlib.sha256((desk.folder / name).read_bytes()).hexdigest()
    assert inputs.findings == ()


def test_tables_in_folders_are_named_from_the_scenario(desk: Desk) -> None:
    (desk.folder / "in").mkdir()
    (desk.folder / "accounts.csv").rename(desk.folder / "in" / "accounts.csv")
    desk.scenario(text="name: road\naccounts: ./in/accounts.csv\nreps: reps.csv\n")
    assert set(desk.read().files) == {"scenario.yaml", "in/accounts.csv", "reps.csv"}


def test_the_day_is_fixed_when_the_scenario_is_read(desk: Desk) -> None:
    assert desk.read().scenario.as_of == datetime.date(2027, 1, 31)
    desk.scenario(text="name: road\naccounts: accounts.csv\nreps: reps.csv\n")
    assert desk.read().scenario.as_of == datetime.date.today()
    given = read(desk.folder / "scenario.yaml", {"as_of": datetime.date(2027, 3, 1)})
    assert given.scenario.as_of == datetime.date(2027, 3, 1)


@pytest.mark.parametrize("form", ["utf-16", "semicolon", "decimal comma", "xlsx", "parquet"])
def test_every_form_of_the_same_table_gives_the_same_problem(desk: Desk, form: str) -> None:
    wanted = desk.problem().fingerprint
    text = (desk.folder / "accounts.csv").read_text()
    if form == "utf-16":
        desk.put("accounts.csv", text.encode("utf-16"))
    elif form == "semicolon":
        desk.put("accounts.csv", text.replace(",", ";"))
    elif form == "decimal comma":
        desk.put("accounts.csv", text.replace(",", ";").replace(".", ","))
        reps = (desk.folder / "reps.csv").read_text()
        desk.put("reps.csv", reps.replace(",", ";").replace(".", ","))
        desk.scenario('decimal: ","\n')
    else:
        rows = [line.split(",") for line in text.splitlines()]
        name = f"accounts.{form}"
        desk.scenario(text=f"name: road\naccounts: {name}\nreps: reps.csv\nas_of: 2027-01-31\n")
        if form == "xlsx":
            with xlsxwriter.Workbook(str(desk.folder / name), {"strings_to_numbers": True}) as book:
                sheet = book.add_worksheet()
                for at, row in enumerate(rows):
                    sheet.write_row(at, 0, row)
        else:
            import pandas as pd

            frame = pd.DataFrame(rows[1:], columns=rows[0]).astype(dict.fromkeys(rows[0][1:5], float))
            frame.to_parquet(desk.folder / name)
    assert desk.problem().fingerprint == wanted


def test_an_undeclared_decimal_comma_is_refused_with_the_line_to_add(desk: Desk) -> None:
    text = (desk.folder / "accounts.csv").read_text().replace(",", ";").replace(".", ",")
    desk.put("accounts.csv", text)
    found = [finding for finding in desk.refused() if finding.code == "number-format"]
    assert {finding.column for finding in found} == {"lat", "lon"}
    assert all('decimal: ","' in finding.fix for finding in found)


@pytest.mark.parametrize(
    ("written", "meant"), [("1.234,5", 1234.5), ("1.234.567", 1234567), ("12,25", 12.25), ("12", 12), ("-0,5e1", None)]
)
def test_declared_decimal_commas(desk: Desk, written: str, meant: float | None) -> None:
    desk.put("accounts.csv", f"account_id;potential\na1;{written}\n")
    desk.put("reps.csv", "rep_id;fte\nR1;0,5\n")
    desk.scenario('decimal: ","\nbands: {potential: 0.1}\ngoal: {potential: 1}\n')
    if meant is None:
        desk.error("negative")
    else:
        assert desk.problem().book.values["potential"][0] == meant


@pytest.mark.parametrize("written", ["1.5", "1.234", "1,234.5", "1.23,4"])
def test_points_where_a_decimal_comma_is_declared_are_never_guessed(desk: Desk, written: str) -> None:
    desk.put("accounts.csv", f"account_id;potential\na1;{written}\n")
    desk.put("reps.csv", "rep_id;fte\nR1;0,5\n")
    desk.scenario('decimal: ","\nbands: {potential: 0.1}\ngoal: {potential: 1}\n')
    found = desk.error("decimal-point")
    assert (found.table, found.row, found.column) == ("accounts.csv", 2, "potential")


def test_findings_speak_of_the_planners_files_and_headers(desk: Desk) -> None:
    desk.put("book.csv", "Id,Lat,Long,Est,Hours,OwnerId\na1,40,-100,-5,1,R1\na2,40,-99,x,1,R9\n")
    desk.scenario(
        "columns: {accounts: {potential: Est, workload: Hours, lat: Lat}}\n",
        text="name: road\naccounts: book.csv\nreps: reps.csv\n",
    )
    found = {(finding.code, finding.table, finding.row, finding.column) for finding in desk.refused()}
    assert ("negative", "book.csv", 2, "Est") in found
    assert ("not-a-number", "book.csv", 3, "Est") in found
    assert ("unknown-owner", "book.csv", 3, "OwnerId") in found
    assert ("column-recognised", "book.csv", None, "Long") in found


def test_notes_of_the_problem_speak_so_too(desk: Desk) -> None:
    desk.scenario("owners: {unknown: vacate}\n")
    text = (desk.folder / "accounts.csv").read_text()
    desk.put("accounts.csv", text.replace("R2", "R9").replace("current_owner", "OwnerId"))
    notes = desk.problem().notes
    assert ("owners-left", "accounts.csv", "OwnerId") in {(note.code, note.table, note.column) for note in notes}


def test_scenario_files_and_contents_are_all_reported_together(desk: Desk) -> None:
    desk.scenario("contigous: true\nlocks: lcoks.csv\npairs: pairs.csv\n")
    desk.put("locks.csv", "account_id,rep_id,kind\n")
    desk.put("pairs.csv", 'account_id,rep_id,cost\na1,R1,"3\n')
    desk.put("accounts.csv", "account_id,lat,lon,potential,workload\na1,40,-100,-5,1\na1,40,-100,5,1,7\n,40,-99,1,1\n")
    desk.put("reps.csv", "rep_id,lat,lon,fte\nR1,40,-100,0\nR2,140,-100,1\n")
    errors = {(finding.code, finding.table) for finding in desk.refused() if finding.severity == "error"}
    assert errors == {
        ("unknown-key", "scenario.yaml"),
        ("missing-file", "scenario.yaml"),
        ("broken-quotes", "pairs.csv"),
        ("row-length", "accounts.csv"),
        ("negative", "accounts.csv"),
        ("missing-id", "accounts.csv"),
        ("duplicate-id", "accounts.csv"),
        ("not-above-zero", "reps.csv"),
        ("coordinates-out-of-range", "reps.csv"),
    }


def test_a_missing_file_is_found_at_its_line_in_the_scenario(desk: Desk) -> None:
    desk.scenario("locks: lcoks.csv\nunits: {edges: edge.csv}\n")
    desk.put("locks.csv", "account_id,rep_id,kind\n")
    found = [finding for finding in desk.refused() if finding.code == "missing-file"]
    assert [(finding.table, finding.line, finding.column) for finding in found] == [
        ("scenario.yaml", 6, "16"),
        ("scenario.yaml", 5, "8"),
    ]
    assert found[1].fix == "did you mean locks.csv?"


def test_broken_accounts_do_not_make_the_locks_look_wrong(desk: Desk) -> None:
    desk.put("accounts.csv", b"\xff\x00\xfe bad")
    desk.scenario("locks: locks.csv\n")
    desk.put("locks.csv", "account_id,rep_id,kind\na1,R1,pinned\na2,R7,stuck\n")
    errors = {(finding.code, finding.table) for finding in desk.refused() if finding.severity == "error"}
    assert ("unknown-rep", "locks.csv") in errors
    assert ("unknown-lock-kind", "locks.csv") in errors
    assert not any(code == "unknown-account" for code, _ in errors)
    assert [table for _, table in errors].count("accounts.csv") == 1


def test_a_broken_rule_raises_no_false_alarm_about_the_tables(desk: Desk) -> None:
    desk.put("accounts.csv", "account_id,lat,lon,current_owner\na1,40,-100,R7\n")
    desk.scenario("bands: {potential: x}\nowners: {unknown: vacat}\ngoal: {travel: y}\n")
    assert {finding.table for finding in desk.refused() if finding.severity == "error"} == {"scenario.yaml"}


def test_cells_with_errors_and_formulas_without_value_are_found_by_row_and_column(desk: Desk) -> None:
    with xlsxwriter.Workbook(str(desk.folder / "accounts.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["account_id", "lat", "lon", "potential", "workload", "remark"])
        for row in range(1, 5):
            sheet.write_row(row, 0, [f"a{row}", 40, -100 + row, 100, 10])
        sheet.write_formula(1, 3, "=1/0", None, "#DIV/0!")
        sheet.write_formula(2, 4, "=D3/10", None, "")
        sheet.write_formula(3, 0, "=VLOOKUP(1,A:A,1)", None, "#N/A")
        sheet.write_formula(4, 5, "=1/0", None, "#DIV/0!")
    desk.scenario(text="name: road\naccounts: accounts.xlsx\nreps: reps.csv\n")
    errors = {
        (finding.code, finding.row, finding.column) for finding in desk.refused() if finding.code.startswith(("s", "f"))
    }
    assert errors == {
        ("spreadsheet-error", 2, "potential"),
        ("formula-without-value", 3, "workload"),
        ("spreadsheet-error", 4, "account_id"),
    }


@pytest.mark.parametrize(("column", "severity"), [("account_id", True), ("remark", False)])
def test_long_numbers_matter_only_in_columns_that_are_used(desk: Desk, column: str, severity: bool) -> None:
    with xlsxwriter.Workbook(str(desk.folder / "accounts.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["account_id", "lat", "lon", "potential", "workload", "remark"])
        sheet.write_row(1, 0, ["a1", 40, -100, 100, 10, "x"])
        sheet.write_number(1, 0 if column == "account_id" else 5, 10**15)
    desk.scenario(text="name: road\naccounts: accounts.xlsx\nreps: reps.csv\nbands: {}\n")
    if severity:
        assert desk.error("long-number").column == column
    else:
        assert desk.problem().units == 1


def test_ids_are_matched_as_text_across_formats(desk: Desk) -> None:
    desk.put("accounts.csv", "account_id,lat,lon,potential,workload,current_owner\n1,40,-99,1,1,12\n2,40,-98,1,1,13\n")
    with xlsxwriter.Workbook(str(desk.folder / "reps.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["rep_id", "lat", "lon"])
        sheet.write_row(1, 0, [12, 40, -100])
        sheet.write_row(2, 0, [13, 40, -97])
    desk.scenario(text="name: road\naccounts: accounts.csv\nreps: reps.xlsx\n")
    np.testing.assert_array_equal(desk.problem().book.owner, [0, 1])


def test_ids_that_lost_their_zeros_are_told_apart_from_unknown_ones(desk: Desk) -> None:
    desk.put("accounts.csv", "account_id,lat,lon,potential,workload\n01001,40,-99,1,1\n01002,40,-98,1,1\n")
    desk.put("locks.csv", "account_id,rep_id,kind\n1001,R1,pinned\n")
    desk.scenario("locks: locks.csv\n")
    assert desk.error("lost-leading-zeros").table == "locks.csv"


@pytest.mark.parametrize(
    ("extra", "column"),
    [
        ("protect: {activ_deal: pin}\n", "11"),
        ("limits: {reassigned_accounts: 0.1, moved_this_year: moved}\n", "36"),
        ("bands: {potental: 0.1}\n", "9"),
        ("goal: {potental: 1}\n", "8"),
    ],
)
def test_a_rule_on_a_column_that_is_not_there_is_an_error_at_its_place(desk: Desk, extra: str, column: str) -> None:
    text = (desk.folder / "accounts.csv").read_text().replace("current_owner", "active_deal,current_owner")
    desk.put("accounts.csv", text.replace(",R", ",yes,R").replace(",\n", ",no,\n"))
    desk.scenario(extra)
    found = desk.error("unknown-column")
    assert (found.table, found.line, found.column) == ("scenario.yaml", 5, column)


def test_a_mapped_header_that_is_not_there_is_one_error(desk: Desk) -> None:
    desk.scenario("columns: {accounts: {potential: Est_Potential}}\n")
    assert [finding.code for finding in desk.refused() if finding.severity == "error"] == ["no-such-column"]


def test_a_missing_column_is_looked_for_among_the_planners_headers(desk: Desk) -> None:
    text = (desk.folder / "accounts.csv").read_text()
    desk.put("accounts.csv", text.replace("potential", "Est. Potential").replace("current_owner", "OwnerId"))
    found = desk.error("missing-column")
    assert "(columns found: account_id, lat, lon, Est. Potential, workload, OwnerId)" in found.message
    assert "columns: {accounts: {potential: Est. Potential}}" in found.fix


def test_a_limit_without_its_column_is_a_warning(desk: Desk) -> None:
    desk.scenario("limits: {named_accounts_per_rep: 1, reassigned_accounts: 1}\n")
    inputs = desk.read()
    said = [*inputs.findings, *problem_of(inputs).notes]
    warnings = [finding for finding in said if finding.severity == "warning"]
    assert [finding.code for finding in warnings] == ["idle-rule"]
    assert "named" in warnings[0].message


@pytest.mark.parametrize("limit", ["reassigned_accounts", "reassigned_potential", "lost_per_rep"])
def test_a_limit_on_moves_without_owners_is_a_warning(desk: Desk, limit: str) -> None:
    text = (desk.folder / "accounts.csv").read_text()
    desk.scenario(f"limits: {{{limit}: 0.1}}\n")
    assert desk.read().findings == ()
    desk.put("accounts.csv", text.replace("current_owner", "old_owner"))
    assert [(each.code, each.severity, each.line) for each in desk.read().findings] == [("idle-rule", "warning", 5)]


def test_size_classes_are_enough_to_start_with(desk: Desk) -> None:
    desk.put("accounts.csv", "account_id,Employees,lat,lon\na1,10,40,-99\na2,500,40,-98\n")
    extra = "columns: {accounts: {employees: Employees}}\nsize_classes:\n  column: employees\n  classes:\n"
    desk.scenario(extra + "    - {up_to: 50, potential: 5000, workload: 4}\n    - {potential: 90000, workload: 30}\n")
    values = desk.problem().book.values
    assert list(values["potential"]) == [5000, 90000]
    assert list(values["workload"]) == [4, 30]
    desk.put("accounts.csv", "account_id,Employees,lat,lon\na1,ten,40,-99\na2,,40,-98\n")
    found = {(finding.code, finding.row, finding.column) for finding in desk.refused() if finding.severity == "error"}
    assert ("bad-size", 2, "Employees") in found
    assert any(code == "missing-value" for code, _, _ in found)


@pytest.mark.parametrize(
    ("name", "words"), [("scenrio.yaml", "no such scenario"), ("", "is a folder"), ("no/s.yaml", "no such scenario")]
)
def test_a_scenario_that_is_not_there(desk: Desk, name: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        read(desk.folder / name)
    assert words in caught.value.findings[0].message
    if name == "scenrio.yaml":
        assert caught.value.findings[0].fix == "did you mean scenario.yaml?"


def test_an_unreadable_scenario_stops_there(desk: Desk) -> None:
    desk.put("scenario.yaml", "")
    assert [finding.code for finding in desk.refused()] == ["scenario-empty"]
    desk.put("scenario.yaml", "name: [x\n")
    assert [finding.code for finding in desk.refused()] == ["yaml-syntax"]


def test_a_duplicate_key_is_reported_with_the_errors_of_the_tables(desk: Desk) -> None:
    desk.scenario("bands: {potential: 0.1}\nbands: {potential: 0.2}\n")
    text = (desk.folder / "accounts.csv").read_text()
    desk.put("accounts.csv", text.replace("a2", "a1"))
    assert {finding.code for finding in desk.refused()} >= {"duplicate-key", "duplicate-id"}
