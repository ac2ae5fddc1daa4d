"""Independent blocks in the words of summary.md."""

from scenarios.reports.apart import independent_blocks
from scenarios.reports.proof import why_no_plan
from solver.result import Result, Status
from tests.conftest import Valley


def test_an_open_book_says_nothing_of_blocks(valley: Valley) -> None:
    assert independent_blocks(valley.build()) == []


def test_two_halves_and_what_they_hold(valley: Valley) -> None:
    """The A towns (100 of 200 to share) to WES alone, the B towns (100) to EVE alone; half of the fair shares each."""
    valley.put("A1", potential=60)
    for town in range(1, 5):
        valley.lock(f"A{town}", "EVE", "not").lock(f"B{town}", "WES", "not")
    lines = independent_blocks(valley.build())
    assert lines[0].startswith("The book falls into 2 independent blocks")
    assert "| WES | 4 | 109.1 % | 100.0 % |" in lines
    assert "| EVE | 4 | 90.9 % | 100.0 % |" in lines


def test_one_shared_account_joins_the_halves(valley: Valley) -> None:
    for town in range(1, 5):
        valley.lock(f"B{town}", "WES", "not")
        if town > 1:
            valley.lock(f"A{town}", "EVE", "not")
    assert independent_blocks(valley.build()) == []


def test_the_block_without_a_plan_is_named(valley: Valley) -> None:
    result = Result(Status.INFEASIBLE, "proven", None, None, {}, None, 1.0, 0, impossible=("WES", "EVE"))
    assert "It is the accounts that only WES, EVE may own which have no plan." in why_no_plan(valley.build(), result)
