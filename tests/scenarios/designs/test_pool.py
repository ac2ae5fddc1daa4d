"""Pools: who comes to whom in turn, what is said about it, and what stays outside."""

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.designs.design import Design, Tables
from scenarios.designs.pool import Pool, pool
from solver.rules import Rules
from tests.conftest import Valley
from tests.scenarios.designs.books import books, column, errors, found, tables, unchanged, valley

SMB = {"segment": "SMB"}
"""A1, A2, B1, B2: all owned by WES in the valley."""


def carved(made: Valley, where: Any = SMB, rules: Rules | None = None, **more: Any) -> Design:
    return pool(tables(made), rules or Rules(), Pool(where, **more))


def pins(design: Design) -> dict[str, str]:
    locks = design.tables.locks
    return {} if locks is None else dict(zip(locks["account_id"], locks["rep_id"], strict=True))


def test_accounts_come_in_turn_as_they_stand_in_the_table() -> None:
    design = carved(valley())
    assert errors(design) == []
    assert pins(design) == {"A1": "WES", "A2": "EVE", "B1": "WES", "B2": "EVE"}
    assert column(design, "pool_turn") == ["1", "2", "", "", "3", "4", "", ""]
    assert dict(design.rules.bands) == dict(Rules().bands)
    note = found(design, "pool")
    assert note.severity == "note"
    assert "4 accounts in the pool, in turn: WES (2 accounts), EVE (2 accounts)" in note.message
    assert "first touch only" in note.message


@pytest.mark.parametrize(
    "created",
    [
        "2027-01-03 2027-01-01 _ _ 2027-01-03 2026-12-31T23:59 _ _",
        "30 4 _ _ 30 3.5 _ _",
        "2027-01-03T00:00+02:00 2027-01-01 _ _ 2027-01-02T22:00+00:00 2026-12-31 _ _",
    ],
)
def test_a_column_says_the_order_and_the_table_breaks_ties(created: str) -> None:
    made = valley()
    made.accounts["created"] = pd.Series([cell.replace("_", "") for cell in created.split()], dtype=object)
    design = carved(made, order="created")
    assert errors(design) == []
    assert pins(design) == {"B2": "WES", "A2": "EVE", "A1": "WES", "B1": "EVE"}
    assert column(design, "pool_turn") == ["3", "2", "", "", "4", "1", "", ""]


def test_part_time_reps_take_fewer_turns() -> None:
    design = carved(valley(None, {"fte": "1 0.5"}), {})
    assert [*pins(design).values()].count("EVE") == 2


def test_only_some_reps_serve_the_pool() -> None:
    made = valley(None, {"role": "AE SDR"})
    assert set(pins(carved(made, reps={"role": "SDR"})).values()) == {"EVE"}
    assert errors(carved(made, {"segment": "SMBs"}, reps={"rolle": "SDR"})) == ["unknown-value", "unknown-column"]


def test_cells_of_the_order_that_say_no_time() -> None:
    design = carved(valley({"created": "2027-01-03 soon soon soon _ 2027-01-02 _ _"}), order="created")
    assert {f.code: f.ids for f in design.findings} == {"no-arrival": ("B1",), "no-order": ("A2",)}
    assert "pool_turn" not in design.tables.accounts
    assert errors(carved(valley(), order="created")) == ["missing-column"]


def test_owned_accounts_and_customers_in_a_pool_are_reported() -> None:
    finding = found(carved(valley({"customer": "yes _ _ _ _ yes _ _"})), "owned-in-pool")
    assert (finding.severity, finding.ids) == ("warning", ("A1", "A2", "B1", "B2"))
    assert "(2 customers among them)" in finding.message
    new = carved(valley(), {"current_owner": ""})
    assert pins(new) == {"A4": "WES"}
    assert [f.code for f in new.findings] == ["pool"]


def test_pinned_accounts_take_no_turn() -> None:
    made = valley().lock("A2", "WES", "pinned").lock("B1", "EVE", "not", "2001-01-01")
    design = carved(made)
    assert errors(design) == []
    assert pins(design) == {"A2": "WES", "A1": "WES", "B1": "EVE", "B2": "WES"}
    assert found(design, "pinned-in-pool").ids == ("A2",)


def test_a_turn_that_a_lock_forbids_is_an_error() -> None:
    assert found(carved(valley().lock("A2", "EVE", "not")), "turn-and-lock").ids == ("A2",)
    assert errors(carved(valley().lock("A2", "WES", "not"))) == []


def test_the_others_may_stay_with_their_owners() -> None:
    design = carved(valley({"current_owner": "_ WES WES _ WES GONE EVE EVE"}), others="stay")
    assert pins(design) == {"A1": "WES", "A2": "EVE", "B1": "WES", "B2": "EVE", "A3": "WES", "B3": "EVE", "B4": "EVE"}
    assert design.rules.bands == {}
    assert "3 accounts outside the pool stay with their owners" in found(design, "others-stay").message


@given(books(("x",), accounts=9, created=st.integers(1, 5).map(str)), st.sampled_from(["", "created"]))
def test_on_made_books_every_account_has_a_turn_and_nobody_two_more(made: Tables, order: str) -> None:
    design = pool(made, Rules(), Pool({}, {}, order))
    assert unchanged(made.accounts, design.tables.accounts)
    turns = pd.Series(column(design, "pool_turn")).astype(int)
    assert sorted(turns) == [*range(1, len(turns) + 1)]
    if order:
        arrived = made.accounts["created"].astype(int).to_numpy()[turns.argsort()]
        assert (arrived[:-1] <= arrived[1:]).all()
    counts = [[*pins(design).values()].count(rep) for rep in made.reps["rep_id"]]
    assert max(counts) - min(counts) <= 1
