"""What is missing, and what the rules make of it; ids that changed on the way; places."""

import numpy as np
import pandas as pd
import pytest

from solver.book import LEFT, NEW
from solver.errors import InputError
from solver.problem import Problem
from solver.rules import Rules
from tests.conftest import Valley

REPS = pd.DataFrame({"rep_id": ["0012", "0013"]}, dtype=object)


def codes(valley: Valley, severity: str) -> list[str]:
    return [finding.code for finding in valley.findings() if finding.severity == severity]


# -- missing values ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("how", "filled"), [("median", 25), (7, 7), (0, 0)])
def test_gaps_are_filled_by_rule_and_counted(valley: Valley, how: object, filled: float) -> None:
    # Known: 40 10 30 20 20 30.
    problem = valley.put("A4", potential="").put("A3", potential="").set(missing={"potential": how}).build()
    assert list(problem.book.values["potential"][2:4]) == [filled, filled]
    (note,) = problem.notes
    assert (note.code, note.ids, note.severity) == ("values-filled", ("A3", "A4"), "note")
    assert "2 rows: 4, 5" in note.message


@pytest.mark.parametrize(("how", "filled"), [("median", 20), ("segment_median", 14)])
def test_a_segment_has_its_own_median(valley: Valley, how: str, filled: float) -> None:
    # Known: 40 10 30 20 in smb; 12 14 30 in mid, where the gap is.
    valley.put("A3", potential="12").put("B3", potential="14").put("A4", potential="")
    assert valley.set(missing={"potential": how}).build().book.values["potential"][3] == filled


def test_refused_cells_are_neither_missing_nor_part_of_a_median(valley: Valley) -> None:
    valley.put("A1", potential="ten").put("A2", potential="").set(missing={"potential": "median"})
    assert valley.errors() == ["not-a-number"]


def test_excluded_accounts_leave_the_book_with_everything_that_names_them(valley: Valley) -> None:
    valley.put("A2", potential="").put("B2", potential="").set(missing={"potential": "exclude"}, contiguous=True)
    valley.lock("B2", "WES", "pinned").lock("A3", "EVE", "pinned").pair("A2", "EVE", cost="1").pair(
        "A3", "EVE", cost="9"
    )
    problem = valley.set(goal={"cost": 1}).build()
    assert list(problem.book.ids) == ["A1", "A3", "A4", "B1", "B3", "B4"]
    assert list(problem.book.unit) == [0, 1, 2, 3, 4, 5]
    assert [problem.unit_ids[unit] for unit in problem.locks.account] == ["A3"]
    assert [problem.unit_ids[unit] for unit in problem.pairs.account] == ["A3"]
    assert problem.land is not None
    edges = {(problem.unit_ids[a], problem.unit_ids[b]) for a, b in zip(*problem.land.edges(), strict=True)}
    assert edges == {("A3", "A4"), ("B3", "B4"), ("A1", "B1"), ("A3", "B3"), ("A4", "B4")}
    notes = {note.code: note for note in problem.notes}
    assert notes["accounts-excluded"].ids == ("A2", "B2")
    assert "2 rows: 3, 7" in notes["accounts-excluded"].message
    assert notes["lock-without-account"].ids == ("B2",)


def test_values_that_nothing_uses_may_be_missing(valley: Valley) -> None:
    problem = valley.drop("workload").put("A1", potential="").set(bands={}, goal={}).build()
    assert np.isnan(problem.book.values["potential"][0])
    assert "workload" not in problem.book.values
    assert problem.measures == ()


def test_potential_is_needed_of_owned_accounts_when_moves_count(valley: Valley) -> None:
    valley.put("A4", potential="").set(bands={}, goal={"reassigned": 1})
    assert valley.errors() == []
    assert valley.put("A3", potential="").errors() == ["missing-value"]


def test_workload_is_needed_where_travel_is_counted(valley: Valley) -> None:
    valley.put("A4", workload="", lat="", lon="").set(bands={}, goal={"travel": 1}, missing={"coordinates": "ignore"})
    assert valley.errors() == []
    assert valley.put("A3", workload="").errors() == ["missing-value"]


def test_capacity_needs_hours_unless_every_allowed_pair_states_them(valley: Valley) -> None:
    valley.drop("workload").set(bands={}, goal={"cost": 1}, limits={"capacity": 1.0})
    for account in valley.accounts["account_id"]:
        valley.pair(account, "WES", workload="1", cost="1").pair(account, "EVE", workload="2", cost="1")
    problem = valley.build()
    (capacity,) = problem.rows
    assert list(capacity.amounts.at(np.array([0, 0]), np.array([0, 1]))) == [1, 2]
    assert problem.notes == ()
    assert valley.pairs is not None
    valley.pairs.loc[1, "workload"] = ""
    assert valley.errors() == ["missing-column"]
    valley.lock("A1", "EVE", "not")
    assert valley.errors() == []


def test_accepting_settings_are_printed_as_the_line_to_add(valley: Valley) -> None:
    valley.put("A1", potential="", current_owner="ANN").put("A2", lat="", lon="")
    fixes = {finding.code: finding.fix for finding in valley.findings()}
    assert "missing: {potential: median}" in fixes["missing-value"]
    assert "owners: {unknown: vacate}" in fixes["unknown-owner"]
    assert "missing: {coordinates: ignore}" in fixes["missing-place"]
    accepted = {"potential": "median", "coordinates": "ignore"}
    assert valley.set(missing=accepted, owners="vacate").errors() == []


# -- terms without data ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("absent", "term", "reason"),
    [
        (["lat", "lon"], "travel", "no account has coordinates"),
        (["workload"], "travel", "no account has a workload"),
        (["current_owner"], "reassigned", "no account has an owner"),
        (["potential"], "reassigned", "the owned accounts have no potential"),
        (["workload"], "workload", "no account has a workload"),
    ],
)
def test_goal_terms_without_data_are_left_out_and_said(
    valley: Valley, absent: list[str], term: str, reason: str
) -> None:
    problem = valley.drop(*absent).set(bands={}).build()
    assert (term, reason) in problem.left_out
    assert term not in {measure.name for measure in problem.measures}


def test_travel_is_left_out_without_homes_and_without_distance(valley: Valley) -> None:
    problem = valley.put("WES", lat="", lon="").put("EVE", lat="", lon="").build()
    assert problem.left_out == (("travel", "no rep has a home"),)
    valley.put("WES", lat="1", lon="0").put("EVE", lat="0", lon="3")
    for account in valley.accounts["account_id"]:
        valley.put(account, lat="1", lon="0")
    assert valley.build().left_out == (("travel", "the nearest rep is never more than 0 km away"),)


def test_a_banded_measure_is_never_left_out(valley: Valley) -> None:
    valley.drop("workload")
    assert valley.set(bands={"potential": 0.1}).errors() == []
    assert valley.set(bands={"workload": 0.1}).errors() == ["missing-column"]
    assert valley.set(missing={"workload": 5}).errors() == []


def test_a_goal_without_data_is_no_goal(valley: Valley) -> None:
    problem = valley.drop("lat", "lon").set(bands={}, goal={"travel": 1}).build()
    assert problem.costs.at(np.arange(8), np.zeros(8, dtype=np.int64)).sum() == 0


# -- owners and ids ----------------------------------------------------------------------------------------------


def test_unknown_owners_are_counted(valley: Valley) -> None:
    valley.put("A1", current_owner="ANN").put("A2", current_owner="ANN").put("A3", current_owner="BOB")
    error = valley.found("unknown-owner")
    assert error is not None
    assert "ANN (2 accounts), BOB (1 account)" in error.message
    note = valley.set(owners="vacate").found("owners-left")
    assert note is not None
    assert "ANN (2 accounts), BOB (1 account)" in note.message
    assert list(valley.build().book.owner[:4]) == [LEFT, LEFT, LEFT, NEW]


@pytest.mark.parametrize("owner", ["12", "012", "12.0", 12, 12.0])
def test_owners_that_lost_their_zeros_are_errors_even_when_others_may_leave(owner: object) -> None:
    accounts = pd.DataFrame({"account_id": ["A"], "current_owner": [owner]}, dtype=object)
    rules = Rules(bands={}, goal={}, owners="vacate")
    with pytest.raises(InputError) as caught:
        Problem.from_frames(accounts, REPS, rules)
    (finding,) = caught.value.findings
    assert (finding.code, finding.row) == ("lost-leading-zeros", 2)
    assert "0012 in the reps table" in finding.message
    accounts["current_owner"] = ["0012"]
    assert list(Problem.from_frames(accounts, REPS, rules).book.owner) == [0]
    accounts["current_owner"] = ["120"]
    assert list(Problem.from_frames(accounts, REPS, rules).book.owner) == [LEFT]


def test_zeros_are_missed_in_every_table_and_in_both_directions() -> None:
    accounts = pd.DataFrame({"account_id": ["01001", "01003"], "lat": [1.0, 2.0], "lon": [1.0, 2.0]})
    reps = pd.DataFrame({"rep_id": ["7", "8"], "lat": [1.0, 2.0], "lon": [1.0, 2.0]})
    edges = pd.DataFrame({"unit_a": [1001], "unit_b": ["01003"]}, dtype=object)
    locks = pd.DataFrame({"account_id": ["1003"], "rep_id": ["007"], "kind": ["not"]})
    pairs = pd.DataFrame({"account_id": ["1001"], "rep_id": ["8"]})
    with pytest.raises(InputError) as caught:
        Problem.from_frames(accounts, reps, Rules(bands={}, goal={}), edges=edges, locks=locks, pairs=pairs)
    lost = [(found.table, found.column) for found in caught.value.findings if found.code == "lost-leading-zeros"]
    assert lost == [("locks", "account_id"), ("locks", "rep_id"), ("pairs", "account_id"), ("edges", "unit_a")]


def test_ids_that_are_numbers_everywhere_are_text(valley: Valley) -> None:
    accounts = pd.DataFrame({"account_id": [101, 102], "current_owner": [7.0, np.nan]})
    problem = Problem.from_frames(accounts, pd.DataFrame({"rep_id": [7, 8]}), Rules(bands={}, goal={}))
    assert list(problem.book.ids) == ["101", "102"]
    assert list(problem.team.ids) == ["7", "8"]
    assert list(problem.book.owner) == [0, NEW]


def test_a_misspelt_id_is_answered_with_the_nearest(valley: Valley) -> None:
    error = valley.lock("a1", "WESS", "not").found("unknown-account")
    assert error is not None
    assert "is a1 meant to be A1?" in error.fix
    error = valley.found("unknown-rep")
    assert error is not None
    assert "is WESS meant to be WES?" in error.fix


def test_a_misspelt_column_is_answered_with_the_nearest(valley: Valley) -> None:
    valley.accounts["open_deals"] = "3"
    error = valley.set(bands={"open_deal": 0.2}).found("unknown-column")
    assert error is not None
    assert error.fix == "write open_deals"


def test_any_numeric_column_can_be_a_measure(valley: Valley) -> None:
    valley.accounts["open_deals"] = ["1", "2", "3", "4", "5", "6", "7", "8"]
    (measure,) = valley.set(bands={"open_deals": 0.2}, goal={}).pair("A1", "EVE", open_deals="9").build().measures
    assert list(measure.share) == [18, 18]
    assert list(measure.amounts.at(np.array([0, 0]), np.array([0, 1]))) == [1, 9]
    assert valley.set(goal={"segment": 1}).errors() == ["reserved-name"]


# -- places ------------------------------------------------------------------------------------------------------


def swapped(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.rename(columns={"lat": "lon", "lon": "lat"})


def at_home(valley: Valley) -> Valley:
    """The valley moved to Georgia, where a latitude is no longitude."""
    for table in (valley.accounts, valley.reps):
        table["lat"] = [str(33 + float(lat)) for lat in table["lat"]]
        table["lon"] = [str(-84 + float(lon)) for lon in table["lon"]]
    return valley


def test_whole_tables_with_swapped_coordinates_are_told_by_their_distance(valley: Valley) -> None:
    at_home(valley)
    assert valley.errors() == []
    accounts, reps = valley.accounts, valley.reps
    valley.accounts = swapped(accounts)
    error = valley.found("swapped-coordinates")
    assert error is not None
    assert (error.table, error.severity) == ("accounts", "error")
    valley.accounts, valley.reps = accounts, swapped(reps)
    error = valley.found("swapped-coordinates")
    assert error is not None
    assert (error.table, error.severity) == ("reps", "error")


@pytest.mark.parametrize(("id_", "table", "row"), [("A2", "accounts", 3), ("EVE", "reps", 3)])
def test_a_single_swapped_place_is_an_error_where_nobody_lives(valley: Valley, id_: str, table: str, row: int) -> None:
    at_home(valley).put(id_, lat="-83", lon="34")
    error = valley.found("swapped-coordinates")
    assert error is not None
    assert (error.severity, error.table, error.row, error.ids) == ("error", table, row, (id_,))
    assert valley.put(id_, lat="21.3", lon="-157.9").findings() == ()  # Honolulu is only far


def test_a_single_swapped_place_is_a_warning_where_somebody_might_live(valley: Valley) -> None:
    for table in (valley.accounts, valley.reps):
        table["lat"] = [str(50 + float(lat)) for lat in table["lat"]]
        table["lon"] = [str(10 + float(lon)) for lon in table["lon"]]
    valley.put("A2", lat="11", lon="51")  # in Somalia, or in Thuringia
    warning = valley.found("swapped-coordinates")
    assert warning is not None
    assert (warning.severity, warning.row, warning.ids) == ("warning", 3, ("A2",))


def test_coordinates_may_be_ignored_or_their_accounts_excluded(valley: Valley) -> None:
    valley.put("A2", lat="", lon="").set(missing={"coordinates": "ignore"})
    problem = valley.build()
    assert problem.costs.travel is not None
    assert list(problem.costs.travel.at(np.array([1, 1]), np.array([0, 1]))) == [0, 0]
    assert [note.code for note in problem.notes] == ["places-ignored"]
    assert valley.set(missing={"coordinates": "exclude"}).build().units == 7


def test_coordinates_that_nothing_uses_may_be_missing(valley: Valley) -> None:
    valley.put("A2", lat="", lon="").put("EVE", lat="", lon="").set(goal={"potential": 1})
    assert valley.findings() == ()


# -- notes -------------------------------------------------------------------------------------------------------


def test_rules_without_effect_are_noted(valley: Valley) -> None:
    valley.set(limits={"moved_this_year": 1}, protect={"segment": 2}, goal={"potential": 1})
    valley.accounts["segment"] = "no"
    assert codes(valley, "note") == ["idle-rule", "idle-rule"]
    valley.set(limits={"named_accounts_per_rep": 1}, protect={})
    assert codes(valley, "warning") == ["idle-rule"]
    valley.accounts["named"] = ""
    assert valley.findings() == ()


def test_a_pin_without_an_owner_is_noted(valley: Valley) -> None:
    valley.put("A4", active_deal="x").put("A1", active_deal="x", current_owner="ANN")
    valley.set(protect={"active_deal": "pin"}, owners="vacate")
    note = valley.found("pin-without-owner")
    assert note is not None
    assert note.ids == ("A1", "A4")


def test_allowed_pairs_without_a_cost_are_counted(valley: Valley) -> None:
    valley.pair("A1", "WES", cost="2").pair("A2", "WES", cost="").pair("A3", "WES", cost="3", allowed="no")
    note = valley.set(goal={"cost": 1}).found("pairs-without-cost")
    assert note is not None
    assert note.message.startswith("14 of 15 allowed pairs have no cost")


def test_a_whale_is_measured_against_the_reps_who_may_own_it(valley: Valley) -> None:
    valley.put("A1", potential="240").put("WES", fte="3")
    assert valley.found("larger-than-band") is None  # WES has three quarters of 400
    warning = valley.lock("A1", "WES", "not").found("larger-than-band")
    assert warning is not None
    assert "140.0%" in warning.message
    assert "bands: {potential: 1.40}" in warning.fix
