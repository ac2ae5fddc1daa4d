"""Which header is which of our columns."""

import pandas as pd
import pytest

from scenarios.files.columns import recognise, rename


@pytest.mark.parametrize(
    ("table", "header", "ours"),
    [
        ("accounts", "Id", "account_id"),
        ("accounts", "Account ID", "account_id"),
        ("accounts", "Record ID", "account_id"),
        ("accounts", "unit_id", "account_id"),
        ("accounts", "Account Name", "name"),
        ("accounts", "OwnerId", "current_owner"),
        ("accounts", "Hubspot owner", "current_owner"),
        ("accounts", "BillingLatitude", "lat"),
        ("accounts", "Billing Longitude", "lon"),
        ("accounts", "Industry", "industry"),
        ("reps", "User ID", "rep_id"),
        ("reps", "FTE", "fte"),
        ("locks", "Account ID", "account_id"),
        ("locks", "Owner ID", "rep_id"),
        ("edges", "Unit A", "unit_a"),
    ],
)
def test_headers_that_crms_write_are_known_with_a_note(table: str, header: str, ours: str) -> None:
    found = recognise(table, "t.csv", [header], {})
    assert found.theirs == {ours: header}
    assert [(finding.code, finding.severity, finding.column) for finding in found.findings] == [
        ("column-recognised", "note", header)
    ]


@pytest.mark.parametrize(
    ("table", "header"),
    [
        ("accounts", "AnnualRevenue"),
        ("accounts", "Annual Revenue"),
        ("accounts", "ParentId"),
        ("accounts", "Amount"),
        ("accounts", "ShippingLatitude"),
        ("locks", "Id"),
        ("reps", "Quota"),
    ],
)
def test_headers_that_can_mean_something_else_are_not_guessed(table: str, header: str) -> None:
    found = recognise(table, "t.csv", [header], {})
    assert (found.theirs, found.findings) == ({}, ())


def test_two_candidates_are_an_error_until_the_scenario_says_which() -> None:
    header = ["Id", "Account ID", "unit_id"]
    found = recognise("accounts", "t.csv", header, {})
    assert [(finding.code, finding.severity) for finding in found.findings] == [("ambiguous-column", "error")]
    assert found.findings[0].fix == "say which in the scenario: columns: {accounts: {account_id: Id}}"
    assert recognise("accounts", "t.csv", header, {"account_id": "Id"}).theirs == {"account_id": "Id"}


def test_our_own_header_goes_before_all_others() -> None:
    found = recognise("accounts", "t.csv", ["Id", "account_id", "unit_id"], {})
    assert (found.theirs, found.findings) == ({"account_id": "account_id"}, ())


def test_a_mapped_column_that_is_not_there_names_the_nearest_header() -> None:
    found = recognise("accounts", "t.csv", ["Id", "Est Potential"], {"potential": "Est_Potental"})
    assert [
        (finding.code, finding.severity, finding.fix) for finding in found.findings if finding.severity == "error"
    ] == [("no-such-column", "error", "did you mean Est Potential?")]


def test_a_mapping_hides_the_column_that_bears_our_name() -> None:
    frame = pd.DataFrame({"account_id": ["1"], "potential": ["9"], "Est": ["5"]}, dtype=object)
    frame.attrs["rows"] = [2]
    columns = recognise("accounts", "t.csv", list(frame.columns), {"potential": "Est"})
    renamed = rename(frame, columns)
    assert renamed.to_dict("list") == {"account_id": ["1"], "potential": ["5"]}
    assert renamed.attrs["rows"] == [2]
    assert [finding.code for finding in columns.findings] == ["column-not-read"]


def test_one_column_can_be_both_id_and_name() -> None:
    frame = pd.DataFrame({"Company": ["x"]}, dtype=object)
    frame.attrs["rows"] = [2]
    columns = recognise("accounts", "t.csv", ["Company"], {"account_id": "Company", "name": "Company"})
    assert rename(frame, columns).to_dict("list") == {"name": ["x"], "account_id": ["x"]}


def test_columns_that_are_none_of_ours_keep_their_header() -> None:
    frame = pd.DataFrame({"Id": ["1"], "Seats": ["3"]}, dtype=object)
    frame.attrs["rows"] = [2]
    renamed = rename(frame, recognise("accounts", "t.csv", ["Id", "Seats"], {}))
    assert list(renamed.columns) == ["account_id", "Seats"]
