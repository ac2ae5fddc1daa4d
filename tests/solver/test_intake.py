"""The valley becomes the Problem that a person would write down by hand."""

import datetime

import numpy as np
import pandas as pd
import pytest

from geo.distance import great_circle
from solver.book import LEFT, NEW
from solver.errors import InputError
from solver.problem import Problem, Row
from solver.rules import Rules
from tests.conftest import EVEN, Valley

WES, EVE = 0, 1
ALL = {"bands": {"potential": 0.1, "workload": 0.1}, "contiguous": True}


def row(problem: Problem, name: str) -> Row:
    return next(row for row in problem.rows if row.name == name)


def plan(problem: Problem, owners: dict[str, str]) -> np.ndarray:
    """A rep per unit."""
    return np.array([list(problem.team.ids).index(owners[unit]) for unit in problem.unit_ids])


def test_the_tables_are_read_as_written(valley: Valley) -> None:
    problem = valley.build()
    book, team = problem.book, problem.team
    assert list(book.ids) == ["A1", "A2", "A3", "A4", "B1", "B2", "B3", "B4"] == list(problem.unit_ids)
    assert list(book.values["potential"]) == [40, 10, 10, 40, 30, 20, 20, 30]
    assert list(book.owner) == [WES, WES, WES, NEW, WES, WES, EVE, EVE]
    assert list(book.owner_ids) == ["WES", "WES", "WES", "", "WES", "WES", "EVE", "EVE"]
    assert list(team.names) == ["Wesley", "Evelyn"]
    assert list(team.capacity) == [12, 12]
    assert np.isinf(team.max_accounts).all()
    assert problem.land is None
    assert problem.notes == ()


def test_fair_shares_follow_fte_and_ramp(valley: Valley) -> None:
    measures = {m.name: m for m in valley.put("WES", fte="0.5", ramp="0.5").build().measures}
    assert measures["potential"].share == pytest.approx([200 * 0.25 / 1.25, 200 / 1.25])
    assert measures["workload"].share == pytest.approx([20 * 0.5 / 1.5, 20 / 1.5])
    assert (measures["potential"].band, measures["potential"].weight) == (0.10, 5.0)


def test_the_even_plan_costs_what_it_costs_by_hand(valley: Valley) -> None:
    problem = valley.set(goal={"travel": 2.0, "reassigned": 3.0}).build()
    costs = problem.costs.at(np.arange(8), plan(problem, EVEN)).sum()
    km = great_circle(0.0, 0.0, 0.0, 1.0)
    # Nearest homes: the western half to WES, the eastern to EVE; the even plan is that plan, so its travel counts 1.
    assert problem.costs.travel is not None
    assert problem.costs.travel.nearest == pytest.approx(
        km * (1 * 1 + 3 * 1 + 2 * 2**0.5 + 1 * 2**0.5 + 4 + 2), rel=1e-3
    )
    assert costs == pytest.approx(2.0 * 1.0 + 3.0 * 10 / 160)
    assert problem.left_out == ()


def test_a_new_account_never_costs_and_never_counts(valley: Valley) -> None:
    problem = valley.set(goal={"reassigned": 1.0}, limits={"reassigned_accounts": 0.5}).build()
    a4 = np.array([3, 3])
    assert list(problem.costs.at(a4, np.array([WES, EVE]))) == [0, 0]
    (limit,) = problem.limits
    assert limit.upper == 3.5
    assert list(limit.amounts.at(a4, np.array([WES, EVE]))) == [0, 0]
    assert limit.amounts.at(np.arange(8), plan(problem, EVEN)).sum() == 1


def test_owners_who_left_count_below_the_line_only(valley: Valley) -> None:
    valley.put("A1", current_owner="ANN").set(
        owners="vacate", limits={"reassigned_accounts": 0.5}, goal={"reassigned": 1}
    )
    problem = valley.build()
    assert problem.book.owner[0] == LEFT
    (limit,) = problem.limits
    assert limit.upper == 3.5
    assert limit.amounts.base[0] == 0
    assert list(problem.costs.given.at(np.array([0, 2]), np.array([EVE, EVE]))) == pytest.approx([0, 10 / 160])


def test_moves_earlier_in_the_year_use_the_limit_up(valley: Valley) -> None:
    limits = {"reassigned_accounts": 0.5, "reassigned_potential": 0.5, "moved_this_year": "moved"}
    accounts, potential = valley.put("A1", moved="yes").put("B3", moved="x").set(limits=limits).build().limits
    assert accounts.upper == 7 * 0.5 - 2
    assert potential.upper == 160 * 0.5 - 60
    assert valley.put("A4", moved="x").build().limits[0].upper == 7 * 0.5 - 2  # A4 is new
    warning = valley.found("moved-without-owner")
    assert warning is not None
    assert (warning.severity, warning.ids) == ("warning", ("A4",))
    counted, worth = valley.set(limits=limits | {"moved_this_year": 3}).build().limits
    assert (counted.upper, worth.upper) == (0.5, 80)


def test_a_share_of_accounts_is_not_lost_to_rounding() -> None:
    accounts = pd.DataFrame({"account_id": [f"A{i}" for i in range(100)], "current_owner": "R", "potential": 1.0})
    rules = Rules(bands={}, goal={"potential": 1}, limits={"reassigned_accounts": 0.29})  # type: ignore[arg-type]
    assert 0.29 * 100 < 29
    (limit,) = Problem.from_frames(accounts, pd.DataFrame({"rep_id": ["R", "S"]}), rules).limits
    assert limit.upper == 29


def test_protected_moves_count_more_and_pins_hold(valley: Valley) -> None:
    valley.put("A2", customer="true").put("A3", customer="1", vip="yes").put("B1", active_deal="TRUE")
    protect = {"customer": 3, "vip": 4, "active_deal": "pin"}
    problem = valley.set(goal={"reassigned": 1}, protect=protect).build()
    eve = np.full(3, EVE)
    assert list(problem.costs.at(np.array([0, 1, 2]), eve)) == pytest.approx([40 / 160, 3 * 10 / 160, 4 * 10 / 160])
    assert list(problem.eligibility.pinned) == [-1, -1, -1, -1, WES, -1, -1, -1]


def test_caps_take_the_tighter_bound(valley: Valley) -> None:
    valley.put("WES", max_named="1", max_accounts="5").put("A1", named="yes").put("B4", named="yes")
    problem = valley.set(limits={"named_accounts_per_rep": 2, "capacity": 0.9, "lost_per_rep": 0.25}).build()
    assert list(row(problem, "named").upper) == [1, 2]
    assert list(row(problem, "named").amounts.base) == [1, 0, 0, 0, 0, 0, 0, 1]
    assert list(row(problem, "accounts").upper) == [5, np.inf]
    assert list(row(problem, "accounts").slack) == [5, 1]
    assert list(row(problem, "capacity").upper) == [10.8, 10.8]
    kept = row(problem, "lost_per_rep")
    assert list(kept.lower) == [3.75, 1.5]
    assert list(kept.amounts.per_rep(plan(problem, EVEN))) == [4, 2]


def test_pairs_override_amounts_and_costs_but_not_shares(valley: Valley) -> None:
    valley.pair("A1", "EVE", cost="7", potential="50", workload="").pair("A2", "WES", cost="", allowed="no")
    problem = valley.set(goal={"cost": 2}).build()
    potential, workload = problem.measures
    both = np.array([WES, EVE])
    assert list(potential.amounts.at(np.array([0, 0]), both)) == [40, 50]
    assert list(workload.amounts.at(np.array([0, 0]), both)) == [4, 4]
    assert list(potential.share) == [100, 100]
    assert list(problem.costs.at(np.array([0, 0]), both)) == [0, 14]
    assert list(problem.eligibility.ok(np.array([1, 1]), both)) == [False, True]


def test_pairs_only_allows_what_is_listed(valley: Valley) -> None:
    for account in EVEN:
        valley.pair(account, "WES", allowed="").pair(account, "EVE", allowed="no" if account == "A1" else "yes")
    problem = valley.set(pairs_only=True).build()
    assert problem.eligibility.block(0, 2).tolist() == [[True, False], [True, True]]


def test_locks_bind_through_their_last_day(valley: Valley) -> None:
    valley.lock("A2", "EVE", "pinned", "2027-03-31").lock("A3", "WES", "Not").set(as_of=datetime.date(2027, 3, 31))
    problem = valley.build()
    assert list(problem.locks.account) == [1, 2]
    assert problem.eligibility.pinned[1] == EVE
    assert not problem.eligibility.ok(np.array([2]), np.array([WES]))[0]
    assert problem.rules.as_of == datetime.date(2027, 3, 31)
    later = valley.set(as_of=datetime.date(2027, 4, 1)).build()
    assert list(later.locks.account) == [2]
    assert [note.code for note in later.notes] == ["lock-expired"]


def test_expired_locks_may_name_people_who_are_gone(valley: Valley) -> None:
    valley.lock("A9", "ANN", "pinned", "2026-01-01").set(as_of=datetime.date(2027, 1, 1))
    assert valley.errors() == []


def test_typed_cells_say_the_same_as_text(valley: Valley) -> None:
    typed = Valley(valley.accounts.copy(), valley.reps.copy(), valley.edges, rules=valley.rules)
    for table in (typed.accounts, typed.reps):
        for column in table.columns:
            numbers = pd.to_numeric(table[column].replace("", None), errors="coerce")
            if numbers.notna().any() or column.startswith("max_"):
                table[column] = numbers
    typed.accounts["current_owner"] = typed.accounts["current_owner"].replace("", None)
    assert typed.build().fingerprint == valley.build().fingerprint


def test_rows_are_named_as_the_file_counts_them(valley: Valley) -> None:
    valley.put("A3", potential="ten")
    finding = valley.found("not-a-number")
    assert finding is not None
    assert (finding.table, finding.row, finding.column, finding.ids) == ("accounts", 4, "potential", ("A3",))
    valley.accounts.attrs["rows"] = [10, 11, 15, 16, 17, 18, 19, 20]
    again = valley.found("not-a-number")
    assert again is not None
    assert again.row == 15
    valley.accounts.attrs["rows"] = [10, 11]
    stale = valley.found("not-a-number")
    assert stale is not None
    assert stale.row == 4


def test_all_tables_are_reported_at_once(valley: Valley) -> None:
    valley.put("A1", potential="-1", current_owner="ANN").put("WES", fte="0").lock("A9", "WES", "pinned")
    valley.pair("A1", "BOB", cost="x").set(bands={"potential": -1}).lock("A2", "EVE", "not").lock("A2", "EVE", "pinned")
    with pytest.raises(InputError) as caught:
        valley.build()
    assert {finding.code for finding in caught.value.findings} >= {
        "bad-rule",
        "negative",
        "unknown-owner",
        "not-above-zero",
        "unknown-account",
        "unknown-rep",
        "not-a-number",
        "pinned-and-forbidden",
    }


def test_faults_of_one_kind_are_one_finding(valley: Valley) -> None:
    for account in EVEN:
        valley.put(account, potential="-3")
    finding = valley.found("negative")
    assert finding is not None
    assert "8 rows: 2, 3, 4, 5, 6 and 3 more" in finding.message
    assert len(finding.ids) == 8
    assert valley.errors() == ["negative"]


def test_only_frames_are_tables(valley: Valley) -> None:
    with pytest.raises(TypeError, match="accounts must be a pandas DataFrame"):
        Problem.from_frames([["A1"]], valley.reps)  # type: ignore[arg-type]


def test_a_large_book_stays_sparse() -> None:
    count, rng = 100_000, np.random.default_rng(0)
    accounts = pd.DataFrame(
        {
            "account_id": [f"A{i}" for i in range(count)],
            "lat": rng.uniform(30, 45, count).astype(str),
            "lon": rng.uniform(-110, -75, count).astype(str),
            "potential": rng.integers(1, 1000, count).astype(str),
            "workload": rng.integers(1, 40, count).astype(str),
            "current_owner": [f"R{i}" for i in rng.integers(0, 200, count)],
        },
        dtype=object,
    )
    reps = pd.DataFrame(
        {"rep_id": [f"R{i}" for i in range(200)], "lat": rng.uniform(30, 45, 200), "lon": rng.uniform(-110, -75, 200)}
    )
    problem = Problem.from_frames(accounts, reps, Rules(limits={"reassigned_accounts": 0.1}))  # type: ignore[arg-type]
    assert problem.units == count
    # Never a table of units × reps: one number per unit, and one more where a unit has an owner.
    (limit,) = problem.limits
    assert len(limit.amounts.special) == len(problem.costs.given.special) == count
    assert problem.eligibility.allows.shape == (1, 200)
