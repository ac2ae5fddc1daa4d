"""Families: top parents, circles, unknown parents, and families that are split."""

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.designs.design import Design, Tables
from scenarios.designs.families import Families, families
from scenarios.designs.keys import UnitKeys
from scenarios.designs.models import Settings, design
from solver.problem import Problem
from solver.rules import Rules
from tests.scenarios.designs.books import column, errors, found, unchanged

TEAM = pd.DataFrame({"rep_id": ["R", "S"]}, dtype=object)
BY_PARENT = Families("parent_id")
RULES = Rules(bands={}, goal={"potential": 1.0})


def book(*parents: str, state: str = "", potential: int = 10) -> pd.DataFrame:
    """Accounts A, B, C … with their parents; `_` = none. `state`: a letter for each."""
    ids = [chr(ord("A") + at) for at in range(len(parents))]
    made = {"account_id": ids, "parent_id": [parent.replace("_", "") for parent in parents]}
    made |= {"potential": [str(potential)] * len(ids), "workload": ["1"] * len(ids)}
    if state:
        made["state"] = list(state.replace("_", " "))
    return pd.DataFrame(made, dtype=object)


def made(accounts: pd.DataFrame, rule: Families = BY_PARENT) -> Design:
    return families(Tables(accounts, TEAM), RULES, rule)


def test_everybody_is_with_the_top_parent() -> None:
    after = made(book("_", "A", "B", "_", "_", "E", "F"))
    assert column(after, "family") == ["A", "A", "A", "", "E", "E", "E"]
    assert "6 accounts in 2 families" in found(after, "families").message


def test_an_account_that_names_itself_stands_at_the_top() -> None:
    after = made(book("A", "A", "C"))
    assert column(after, "family") == ["A", "A", ""]


def test_circles_and_unknown_parents_are_said_with_their_ids() -> None:
    after = made(book("B", "C", "A", "A", "X", "_"))
    assert sorted(errors(after)) == ["parent-circle", "unknown-account"]
    assert set(found(after, "parent-circle").ids) == {"A", "B", "C"}  # D hangs below the circle and is not in it
    assert "X" in found(after, "unknown-account").message
    assert found(after, "unknown-account").ids == ("E",)


def test_two_circles() -> None:
    after = made(book("B", "A", "D", "C", "_"))
    assert set(found(after, "parent-circle").ids) == {"A", "B", "C", "D"}


@settings(max_examples=80, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=10))
def test_the_same_as_walking_up(up: list[int]) -> None:
    """Against a walk from every account, one step after the other."""
    parents = [chr(ord("A") + each % len(up)) for each in up]
    after = made(book(*parents))
    tops = []
    for at in range(len(up)):
        seen = [at]
        while (above := up[seen[-1]] % len(up)) != seen[-1]:
            if above in seen:
                break
            seen.append(above)
        tops.append(None if above != seen[-1] else above)
    if None in tops:
        assert errors(after) == ["parent-circle"]
        return
    expected = [chr(ord("A") + top) if tops.count(top) > 1 else "" for top in tops]  # type: ignore[operator]
    assert column(after, "family") == expected


def test_a_column_of_families_and_parents_do_not_go_together() -> None:
    accounts = book("_", "A").assign(family=["x", "x"])
    assert errors(made(accounts)) == ["column-taken"]
    assert errors(made(book("_", "A"), Families("boss"))) == ["missing-column"]


def test_large_families_are_split_and_small_ones_are_not() -> None:
    """Six accounts of 10 and two reps: a fair share is 30."""
    accounts = book("_", "A", "A", "_", "D", "_", state="TTNTN_")
    after = made(accounts, Families("parent_id", 0.9, "state"))
    assert column(after, "family") == ["A / T", "A / T", "A / N", "D", "D", ""]
    said = found(after, "family-split")
    assert said.ids == ("A", "B", "C")
    assert "100% of a full rep's fair share" in said.message
    assert "T (2), N (1)" in said.message
    assert unchanged(accounts, after.tables.accounts)
    after = made(accounts, Families("parent_id", 1.0, "state"))
    assert column(after, "family") == ["A", "A", "A", "D", "D", ""]


def test_by_location_splits_every_family_that_lies_in_two_places() -> None:
    after = made(book("_", "A", "_", "C", state="TNTT"), Families("parent_id", 0.0, "state"))
    assert column(after, "family") == ["A / T", "A / N", "C", "C"]
    after = made(book("_", "A", state="T_"), Families("parent_id", 0.0, "state"))
    assert column(after, "family") == ["A / T", "A / none"]
    assert errors(made(book("_", "A"), Families("parent_id", 0.0, "region"))) == ["missing-column"]


def test_families_are_units() -> None:
    told = Settings(units=UnitKeys("family"), families=Families("parent_id"))
    after = design("open", Tables(book("_", "A", "_"), TEAM), RULES, told)
    problem = Problem.from_frames(after.tables.accounts, after.tables.reps, after.rules)
    assert problem.book.unit.tolist() == [0, 0, 1]
