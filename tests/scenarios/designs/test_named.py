"""Named accounts: lists become locks, caps count, families stay together, and bands may be apart."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.designs.design import Design
from scenarios.designs.named import Named, named
from solver.judge.verdict import of_accounts
from solver.judge.yardstick import fair_share
from solver.problem import Problem
from solver.rules import Rules
from tests.conftest import Valley
from tests.scenarios.designs.books import books, column, errors, found, may_own, tables, unchanged, valley

FLAGS = "yes _ _ yes no _ _ x"
"""A1 (40), A4 (40) and B4 (30) are named."""


def marked(**reps: str) -> Valley:
    return valley({"named": FLAGS}, reps)


def carved(
    made: Valley, rules: Rules | None = None, listed: list[tuple[str, str]] | None = None, **more: Any
) -> Design:
    names = None if listed is None else pd.DataFrame(listed, columns=["account_id", "rep_id"], dtype=object)
    return named(tables(made), rules or Rules(), Named(**more), names)


def test_flags_say_what_is_named_and_a_cap_counts_them() -> None:
    design = carved(marked(), per_rep=(1, 2))
    assert errors(design) == []
    assert column(design, "named") == ["yes", "no", "no", "yes", "no", "no", "no", "yes"]
    assert column(design, "named_or_patch") == ["named", "patch", "patch", "named", "patch", "patch", "patch", "named"]
    assert design.rules.per_rep == {"named_or_patch=named": (1, 2)}
    assert design.rules.serves == {}
    assert may_own(design).all()


def test_without_bounds_there_is_no_cap() -> None:
    assert carved(marked()).rules.per_rep == {}


def test_a_list_becomes_locks_behind_those_that_are_there() -> None:
    made = marked().lock("B1", "WES", "pinned", "2099-01-01").lock("A1", "WES", "pinned")
    design = carved(made, listed=[("A2", "EVE"), ("A1", "WES")])
    assert errors(design) == []
    locks = design.tables.locks
    assert locks is not None
    assert locks.to_numpy().tolist() == [
        ["B1", "WES", "pinned", "2099-01-01", ""],
        ["A1", "WES", "pinned", "", ""],
        ["A2", "EVE", "pinned", "", "named account by list"],
    ]
    assert column(design, "named") == [*["yes"] * 2, "no", "yes", *["no"] * 3, "yes"]
    assert locks.attrs["rows"] == [2, 3, 2]


def test_rows_of_the_locks_are_those_of_the_files() -> None:
    made = marked().lock("B1", "WES", "pinned").lock("A1", "WES", "pinned")
    made.locks.attrs["rows"] = [4, 9]  # type: ignore[union-attr]
    names = pd.DataFrame([("A2", "EVE"), ("A3", "EVE")], columns=["account_id", "rep_id"], dtype=object)
    names.attrs["rows"] = [3, 7]
    locks = named(tables(made), Rules(), Named(), names).tables.locks
    assert locks is not None
    assert locks.attrs["rows"] == [4, 9, 3, 7]


def test_a_list_needs_no_flags() -> None:
    design = carved(valley(), listed=[("A2", "EVE")])
    assert errors(design) == []
    assert [*design.tables.locks["account_id"]] == ["A2"]  # type: ignore[index]
    assert errors(carved(valley(), listed=[])) == ["none-named"]


def test_everything_wrong_in_a_list_is_said_at_once() -> None:
    made = marked().lock("A2", "EVE", "pinned").lock("A3", "WES", "not").lock("B1", "EVE", "pinned", "2001-01-01")
    listed = [("A2", "WES"), ("A3", "WES"), ("A9", "WES"), ("B1", "WES"), ("B1", "EVE"), ("B2", "WESS"), ("", "WES")]
    design = carved(made, listed=listed)
    said = [(f.code, f.row, f.ids) for f in design.findings if f.severity == "error"]
    assert sorted(said) == [
        ("listed-and-locked", 2, ("A2",)),
        ("listed-and-locked", 3, ("A3",)),
        ("listed-twice", 6, ("B1",)),
        ("missing-id", 8, ()),
        ("unknown-account", 4, ("A9",)),
        ("unknown-rep", 7, ("B2",)),
    ]
    assert "A2 to EVE" in next(f.message for f in design.findings if f.row == 2)


def test_a_protected_account_stays_with_its_owner_whatever_the_list_says() -> None:
    made = valley({"active_deal": "yes _ _ _ _ _ _ _"})
    rules = Rules(protect={"active_deal": "pin"})
    assert errors(carved(made, rules, [("A1", "EVE")])) == ["listed-and-locked"]
    assert errors(carved(made, rules, [("A1", "WES")])) == []


def test_only_carriers_may_own_named_accounts() -> None:
    design = carved(marked(carries="yes no"), reps="carries", per_rep=(0, 150))
    assert errors(design) == []
    assert design.rules.serves == {"named_served": "named_carried"}
    wes, eve = may_own(design).T
    assert wes.all()
    assert eve.tolist() == [flag == "no" for flag in column(design, "named")]


def test_rules_that_reps_without_named_accounts_cannot_keep() -> None:
    made = marked(carries="yes no")
    assert errors(carved(made, reps="carries", per_rep=(1, 150))) == ["least-for-no-carrier"]
    assert errors(carved(made, listed=[("A1", "EVE")], reps="carries")) == ["listed-for-no-carrier"]
    assert errors(carved(marked(carries="no _"), reps="carries")) == ["no-carrier"]


@pytest.mark.parametrize("bands", ["apart", "both"])
def test_named_accounts_banded_apart_are_shared_out_among_those_who_carry(bands: str) -> None:
    design = carved(marked(carries="yes no"), Rules(bands={"potential": 0.5}, goal={}), reps="carries", bands=bands)
    assert errors(design) == []
    assert design.rules.shared_by == {"potential_named": "named_carried"}
    problem = Problem.from_frames(design.tables.accounts, design.tables.reps, design.rules)
    total = float(problem.book.values["potential_named"].sum())
    assert fair_share(problem, "potential_named").tolist() == [total, 0.0]
    plan = np.where(problem.book.flags["named"], 0, 1)
    assert not [v for v in of_accounts(problem, plan).violations if "potential_named" in v.ids]
    assert [v.ids for v in of_accounts(problem, 1 - plan).violations if "potential_named" in v.ids]


@pytest.mark.parametrize(("per_rep", "fits"), [((0, 1), False), ((0, 2), True), ((1, None), True), ((2, None), False)])
def test_caps_that_do_not_hold_all_named_accounts(per_rep: tuple[float, float | None], fits: bool) -> None:
    assert (errors(carved(marked(), per_rep=per_rep)) == []) is fits


def test_a_family_is_named_whole_and_moves_as_one() -> None:
    made = valley({"named": "yes _ _ _ _ _ _ _", "family": "F G F _ _ G _ _"})
    design = carved(made, family="family")
    assert design.rules.units == "family"
    assert column(design, "named_or_patch") == ["named", "patch", "named", "patch", "patch", "patch", "patch", "patch"]
    assert found(design, "family-named").ids == ("A3",)
    assert errors(carved(made, Rules(units="zip"), family="family")) == ["two-kinds-of-units"]


@pytest.mark.parametrize(
    ("bands", "expected"),
    [
        ("together", {"potential": 0.1, "workload": 0.15, "accounts": 0.3}),
        (
            "apart",
            {
                "accounts": 0.3,
                "potential_named": 0.2,
                "potential_patch": 0.1,
                "workload_named": 0.2,
                "workload_patch": 0.15,
            },
        ),
    ],
)
def test_bands_of_named_and_patch(bands: str, expected: dict[str, float]) -> None:
    rules = Rules(bands={"potential": 0.1, "workload": 0.15, "accounts": 0.3})
    design = carved(marked(), rules, bands=bands)
    assert errors(design) == []
    assert dict(design.rules.bands) == expected
    both = carved(marked(), rules, bands="both")
    if bands == "apart":
        assert dict(both.rules.bands) == {"potential": 0.1, "workload": 0.15} | expected
        assert [*map(float, column(design, "potential_named"))] == [40, 0, 0, 40, 0, 0, 0, 30]
        assert [*map(float, column(design, "potential_patch"))] == [0, 10, 10, 0, 30, 20, 20, 0]


def test_blanks_are_filled_before_they_are_split_and_stay_blank_without_a_rule() -> None:
    made = marked().put("A1", potential="").put("A2", potential="")
    for how, first, second in (("error", "", ""), (7.0, 7.0, 7.0), ("median", 25.0, 25.0)):
        design = carved(made, Rules(bands={"potential": 0.1}, missing={"potential": how}), bands="apart")
        assert (column(design, "potential_named")[0], column(design, "potential_patch")[1]) == (first, second)
        assert column(design, "potential_patch")[0] == 0.0
    out = carved(made, Rules(bands={"potential": 0.1}, missing={"potential": "exclude"}), bands="apart")
    assert dict(out.rules.missing) == {
        "potential": "exclude",
        "potential_named": "exclude",
        "potential_patch": "exclude",
    }


def test_overrides_of_pairs_are_split_as_well() -> None:
    made = marked().pair("A1", "WES", potential="4").pair("A2", "WES", potential="5")
    pairs = carved(made, Rules(bands={"potential": 0.1}), bands="apart").tables.pairs
    assert pairs is not None
    assert [*pairs["potential_named"]] == ["4", ""]
    assert [*pairs["potential_patch"]] == ["", "5"]


def test_columns_that_are_not_there_or_already_taken() -> None:
    assert errors(carved(valley(), flag="strategic")) == ["missing-column"]
    assert errors(carved(valley({"strategic": FLAGS, "named": FLAGS}), flag="strategic")) == ["column-taken"]
    assert errors(carved(valley({"strategic": FLAGS}), flag="strategic")) == []


@given(books(("x",), named=st.sampled_from(["yes", "", "no"]), family=st.sampled_from(["", "F", "G"])), st.data())
def test_on_made_books_named_is_the_list_the_flags_and_their_families(made: Any, data: st.DataObject) -> None:
    ids, reps = [*made.accounts["account_id"]], [*made.reps["rep_id"]]
    chosen = data.draw(st.lists(st.sampled_from(ids), unique=True, max_size=3))
    pairs = [(id_, data.draw(st.sampled_from(reps))) for id_ in chosen]
    names = pd.DataFrame(pairs, columns=["account_id", "rep_id"], dtype=object)
    design = named(made, Rules(bands={}), Named(family="family"), names)
    assert unchanged(made.accounts, design.tables.accounts, but=("named",))
    first = {id_ for id_, flag in zip(ids, made.accounts["named"], strict=True) if flag == "yes"} | {*chosen}
    families = {f for id_, f in zip(ids, made.accounts["family"], strict=True) if id_ in first and f}
    whole = [id_ in first or f in families for id_, f in zip(ids, made.accounts["family"], strict=True)]
    assert [flag == "yes" for flag in column(design, "named")] == whole
    locks = design.tables.locks
    assert sorted([] if locks is None else zip(locks["account_id"], locks["rep_id"], strict=True)) == sorted(pairs)
