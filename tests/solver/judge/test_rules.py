"""Every rule as a pair: the smallest case that it accepts and the smallest that it rejects."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from solver.judge import check, verdict
from tests.solver.judge.ledger import TODAY, broken, build, only, plan

CAPPED = {"max_accounts": [2, 3, 2]}
NAMED = {"named": [True, True, True, True, False, False]}

PAIRS: dict[str, tuple[dict[str, Any], str, str]] = {
    # rule: (what is changed, a plan it accepts, a plan it rejects)
    "unowned": ({}, "112233", "112230"),
    "band": ({"bands": {"potential": 0.5}}, "111233", "111133"),
    "capacity": ({"limits": {"capacity": 0.8}}, "112233", "111233"),
    "max_accounts": ({"reps": CAPPED}, "112223", "111233"),
    "max_named": ({"accounts": NAMED, "limits": {"named_accounts_per_rep": 2}}, "112233", "111233"),
    "reassigned_accounts": ({"limits": {"reassigned_accounts": 0.34}}, "111333", "111222"),
    "reassigned_potential": ({"limits": {"reassigned_potential": 0.34}}, "111333", "111222"),
    "lost_per_rep": ({"limits": {"lost_per_rep": 0.5}}, "122333", "222233"),
    "pinned": ({"locks": [("A3", "R2", "pinned")]}, "332111", "111111"),
    "not": ({"locks": [("A3", "R1", "not")]}, "112111", "111111"),
    "protected": (
        {"accounts": {"active_deal": [True, *[False] * 5]}, "protect": {"active_deal": "pin"}},
        "122222",
        "222222",
    ),
    "contiguity": ({"contiguous": True}, "112333", "112231"),
    "home_unit": ({"contiguous": True}, "112233", "112222"),
}


@pytest.mark.parametrize("rule", PAIRS)
def test_rule_accepts_and_rejects(rule: str) -> None:
    changed, accepted, rejected = PAIRS[rule]
    problem = build(**changed)
    assert broken(problem, accepted) == []
    assert set(broken(problem, rejected)) == {rule}


def listed(allowed: str) -> pd.DataFrame:
    return pd.DataFrame({"account_id": ["A1"], "rep_id": ["R2"], "allowed": [allowed]})


def test_allowed_no_forbids_the_pair_and_no_other() -> None:
    assert broken(build(pairs=listed("no")), "122233") == []
    assert broken(build(pairs=listed("no")), "212233") == ["not_allowed"]
    assert broken(build(pairs=listed("yes")), "212233") == []


def test_pairs_only_forbids_every_pair_that_is_not_listed() -> None:
    rows = [(f"A{a}", f"R{r}") for a in range(1, 7) for r in (1, 2)]
    problem = build(pairs=pd.DataFrame(rows, columns=["account_id", "rep_id"]), pairs_only=True)
    assert broken(problem, "121212") == []
    assert broken(problem, "121213") == ["pairs_only"]
    assert only(problem, "121213").ids == ("A6",)


def test_units_stay_whole() -> None:
    from dataclasses import replace

    problem = build()
    book = replace(problem.book, unit=np.array([0, 0, 1, 2, 3, 4]))
    merged = replace(problem, book=book, unit_ids=np.array(["U1", "U2", "U3", "U4", "U5"], dtype=object))
    assert broken(merged, "112233") == []
    split = only(merged, "122233")
    assert (split.rule, split.ids) == ("unit_split", ("U1",))
    assert "Ann (R1)" in split.message
    assert "Bob (R2)" in split.message
    assert broken(merged, "102233") == ["unowned", "unit_split"]
    assert verdict(merged, plan("12233")).ok


def test_the_tighter_named_cap_wins() -> None:
    own = {"max_named": [1, None, 4]}
    problem = build(accounts=NAMED, reps=own, limits={"named_accounts_per_rep": 2})
    assert broken(problem, "122333") == []
    found = only(problem, "112333")
    assert (found.ids, found.amount, found.limit) == (("R1",), 2.0, 1.0)
    assert only(problem, "222333").limit == 2.0
    assert only(problem, "333222").limit == 2.0


def test_a_rep_without_stated_capacity_has_none_to_break() -> None:
    assert check(build(reps={"capacity_hours_year": [None, 20.0, 20.0]}), plan("111111")) == ()


def test_capacity_uses_the_hours_of_the_pair() -> None:
    pairs = pd.DataFrame({"account_id": ["A1"], "rep_id": ["R1"], "workload": [15.0]})
    problem = build(pairs=pairs, limits={"capacity": 1.0})
    assert broken(problem, "112233") == []
    costly = build(pairs=pairs.assign(workload=15.001), limits={"capacity": 1.0})
    found = only(costly, "112233")
    assert (found.rule, found.limit) == ("capacity", 25.0)
    assert found.amount == pytest.approx(25.001)


def test_a_band_is_judged_with_the_tolerance_and_no_more() -> None:
    share = 20.0
    inside = build(accounts={"potential": [12.0 + 0.9e-9 * share, 10, 10, 10, 10, 8.0 - 0.9e-9 * share]})
    outside = build(accounts={"potential": [12.0 + 1.1e-9 * share, 10, 10, 10, 10, 8.0 - 1.1e-9 * share]})
    for problem, expected in ((inside, []), (outside, ["band", "band"])):
        banded = build(accounts={"potential": problem.book.values["potential"]}, bands={"potential": 0.1})
        assert broken(banded, "112233") == expected


def test_bands_count_below_the_share_too() -> None:
    problem = build(bands={"workload": 0.4})
    assert [(v.ids, round(v.amount, 9)) for v in check(problem, plan("111233"))] == [
        (("R1", "workload"), 0.5),
        (("R2", "workload"), 0.5),
    ]


def test_fte_and_ramp_shape_the_share_of_potential_and_fte_alone_that_of_hours() -> None:
    problem = build(reps={"fte": [0.5, 1, 1], "ramp": [1, 0.5, 1]}, bands={"potential": 0, "workload": 0})
    ratios = {
        (v.ids): round(1 + v.amount if "over" in v.message else 1 - v.amount, 9) for v in check(problem, plan(TODAY))
    }
    assert ratios == {
        ("R1", "potential"): round(20 / 15, 9),
        ("R2", "potential"): round(20 / 15, 9),
        ("R3", "potential"): round(20 / 30, 9),
        ("R1", "workload"): round(20 / 12, 9),
        ("R2", "workload"): round(20 / 24, 9),
        ("R3", "workload"): round(20 / 24, 9),
    }


@pytest.mark.parametrize("earlier", [1, "moved"])
def test_moves_of_earlier_rounds_count(earlier: int | str) -> None:
    accounts = {"moved": [False] * 5 + [True]}
    limits = {"reassigned_accounts": 2 / 6, "moved_this_year": earlier}
    problem = build(accounts=accounts, limits=limits)
    assert broken(problem, "111233") == []
    found = only(problem, "111333")
    assert found.amount == pytest.approx(3 / 6)
    assert "1 moved earlier this year" in found.message


def test_forced_moves_and_new_accounts_never_count() -> None:
    owners = ["GONE", "R1", "", "R2", "R3", "R3"]
    problem = build(
        accounts={"current_owner": owners}, owners="vacate", limits={"reassigned_accounts": 0.2, "lost_per_rep": 0.5}
    )
    assert broken(problem, "211233") == []  # the account of the one who left, and the new one, move freely
    assert broken(problem, "211213") == []  # one of the five owned changes hands by choice
    assert broken(problem, "212113") == ["reassigned_accounts", "lost_per_rep"]  # two of five; R2 loses its only one


@pytest.mark.parametrize(("moves", "allowed"), [(29, True), (30, False)])
def test_a_limit_is_read_as_the_decimal_it_is_written_as(moves: int, allowed: bool) -> None:
    from solver.problem import Problem
    from solver.rules import Limits, Rules

    table = pd.DataFrame({"account_id": [f"B{i:03}" for i in range(100)], "current_owner": "R1"})
    reps = pd.DataFrame({"rep_id": ["R1", "R2"]})
    rules = Rules(bands={}, goal={}, limits=Limits(reassigned_accounts=0.29))
    problem = Problem.from_frames(table, reps, rules)
    assert (not check(problem, np.array([1] * moves + [0] * (100 - moves)))) is allowed


def test_strangers_and_nobody_are_told_apart() -> None:
    problem = build()
    found = check(problem, np.array([0, 0, 1, 7, -3, -1]))
    assert [(v.rule, v.ids) for v in found] == [("unknown_rep", ("A4", "A5")), ("unowned", ("A4", "A5", "A6"))]


def test_a_plan_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="6 accounts"):
        check(build(), plan("11223"))
    with pytest.raises(ValueError, match="6 units"):
        verdict(build(), plan("1122333"))


def test_stray_units_are_named_and_the_home_piece_is_not() -> None:
    problem = build(contiguous=True)
    strays = {v.ids for v in check(problem, plan("112132")) if v.rule == "contiguity"}
    assert strays == {("A4",), ("A6",)}


def test_without_the_home_unit_the_smaller_pieces_are_stray() -> None:
    found = {v.rule: v for v in check(build(contiguous=True), plan("322133")) if "Cyd" in v.message}
    assert found["contiguity"].ids == ("A1",)
    lost = {v.rule: v for v in check(build(contiguous=True), plan("322113")) if "Cyd" in v.message}
    assert lost["home_unit"].ids == ("R3", "A5")
    assert lost["contiguity"].message == "Cyd (R3) has a territory of 2 pieces, cut off: A6"


def test_messages_speak_numbers() -> None:
    message = check(build(bands={"potential": 0.4}), plan("111233"))[0].message
    assert message == "Ann (R1) has potential 30, 50 % over the fair share of 20; the band allows 40 %"


def test_a_breach_never_reads_like_what_is_allowed() -> None:
    over = 20 * 0.1 + 1e-5
    problem = build(accounts={"potential": [10 + over, 10, 10, 10, 10, 10 - over]}, bands={"potential": 0.1})
    message = check(problem, plan(TODAY))[0].message
    assert "10.00005 % over" in message
    assert message.endswith("the band allows 10 %")
