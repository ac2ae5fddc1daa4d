"""Families as a scenario file states them."""

import pytest

from tests.scenarios.conftest import SCENARIO, Desk

HEADER = "account_id,lat,lon,potential,workload,parent_id,state\n"
ROWS = ("a1,40,-100,100,10,,TX", "a2,40,-99,100,10,a1,TX", "a3,40,-98,100,10,a2,NM", "a4,40,-97,100,10,,NM")


def lay(desk: Desk, units: str, rows: tuple[str, ...] = ROWS) -> None:
    desk.put("accounts.csv", HEADER + "\n".join(rows) + "\n")
    desk.scenario(f"bands: {{}}\nunits: {units}\n", SCENARIO)


@pytest.mark.parametrize(
    ("units", "ids"),
    [
        ("{by: family, parent: parent_id}", ["a1", "a4"]),
        ("{by: family, parent: parent_id, families: together}", ["a1", "a4"]),
        ("{by: family, parent: parent_id, families: by_location}", ["a1 / TX", "a1 / NM", "a4"]),
        ("{by: family, parent: parent_id, families: {split_over: 1.6}}", ["a1", "a4"]),
        ("{by: family, parent: parent_id, families: {split_over: 1.4}}", ["a1 / TX", "a1 / NM", "a4"]),
        (
            "{by: family, parent: parent_id, families: {split_over: 0, by: account_id}}",
            ["a1 / a1", "a1 / a2", "a1 / a3", "a4"],
        ),
    ],
)
def test_units(desk: Desk, units: str, ids: list[str]) -> None:
    lay(desk, units)
    assert desk.problem().unit_ids.tolist() == ids


def test_a_split_is_said(desk: Desk) -> None:
    lay(desk, "{by: family, parent: parent_id, families: by_location}")
    said = [note for note in desk.problem().notes if note.code == "family-split"]
    assert [note.ids for note in said] == [("a1", "a2", "a3")]
    assert said[0].table == "accounts.csv"


def test_parents_that_cannot_be(desk: Desk) -> None:
    lay(desk, "{by: family, parent: parent_id}", (*ROWS, "a5,40,-96,100,10,a6,TX", "a6,40,-95,100,10,a5,TX"))
    assert desk.error("parent-circle").ids == ("a5", "a6")
    lay(desk, "{by: family, parent: parent_id}", (*ROWS, "a5,40,-96,100,10,a99,TX"))
    found = desk.error("unknown-account")
    assert (found.table, found.column, found.row) == ("accounts.csv", "parent_id", 6)


@pytest.mark.parametrize("units", ["{parent: parent_id}", "{by: state, families: by_location}"])
def test_keys_about_families_need_families(desk: Desk, units: str) -> None:
    lay(desk, units)
    assert desk.error("no-families").line is not None


def test_words_that_are_no_rule(desk: Desk) -> None:
    lay(desk, "{by: family, families: apart}")
    assert any("together" in each.message for each in desk.refused())
    lay(desk, "{by: family, families: {split_over: -1}}")
    (found,) = [each for each in desk.refused() if each.code == "bad-value"]
    assert "split_over" in found.message
    assert "at least 0" in found.message
