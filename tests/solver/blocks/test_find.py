"""Blocks against a search by hand over every allowed pair."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.amounts import Pairwise
from solver.blocks.find import blocks_of, labels
from solver.eligibility import Eligibility
from tests.solver.blocks.countries import countries

MOST_UNITS, MOST_REPS = 9, 5


@st.composite
def eligibilities(draw: st.DrawFn) -> Eligibility:
    """Sparse: classes that allow few, listed and forbidden pairs, pins (some of them on a forbidden pair)."""
    units, reps, classes = draw(st.integers(1, MOST_UNITS)), draw(st.integers(1, MOST_REPS)), draw(st.integers(1, 3))
    rare = st.integers(0, 3).map(lambda n: n == 0)

    def table(rows: int, columns: int) -> np.ndarray:
        return np.array([[draw(rare) for _ in range(columns)] for _ in range(rows)], dtype=bool)

    def pairs() -> Pairwise:
        unit, rep = np.nonzero(table(units, reps))
        return Pairwise.build(reps, unit.astype(np.int64), rep.astype(np.int64), np.ones(len(unit)))

    pinned = [draw(st.integers(0, reps - 1)) if draw(rare) else -1 for _ in range(units)]
    of_class = [draw(st.integers(0, classes - 1)) for _ in range(units)]
    return Eligibility(np.array(of_class), table(classes, reps), pairs(), pairs(), np.array(pinned))


def by_hand(who: Eligibility) -> list[set[tuple[str, int]]]:
    """Units and reps who hang together, merged pair by pair."""
    allowed = who.block(0, len(who.unit_class))
    groups = [{("unit", unit)} for unit in range(allowed.shape[0])] + [{("rep", r)} for r in range(allowed.shape[1])]
    for unit, rep in np.argwhere(allowed).tolist():
        one, other = (next(g for g in groups if end in g) for end in (("unit", unit), ("rep", rep)))
        if one is not other:
            groups.remove(other)
            one |= other
    return groups


@settings(max_examples=300, deadline=None)
@given(eligibilities())
def test_labels_are_the_groups_found_by_hand(who: Eligibility) -> None:
    of_unit, of_rep = labels(who)
    nodes = [("unit", unit) for unit in range(len(of_unit))] + [("rep", rep) for rep in range(len(of_rep))]
    found: dict[int, set[tuple[str, int]]] = {}
    for node, label in zip(nodes, [*of_unit.tolist(), *of_rep.tolist()], strict=True):
        found.setdefault(label, set()).add(node)
    assert sorted(map(sorted, found.values())) == sorted(map(sorted, by_hand(who)))


@pytest.mark.parametrize("by", ["pairs", "locks"])
def test_every_country_is_a_block(by: str) -> None:
    problem = countries(3, 8, 2, by=by, bands={})
    found = blocks_of(problem)
    assert len(found) == 3
    for block in found:
        names = {str(id_)[:2] for id_ in [*problem.unit_ids[block.units], *problem.team.ids[block.reps]]}
        assert len(names) == 1
        assert (len(block.units), len(block.reps)) == (8, 2)


def test_an_open_book_is_one_block(valley) -> None:  # type: ignore[no-untyped-def]
    assert len(blocks_of(valley.build())) == 1


def test_a_rep_who_may_own_nothing_belongs_to_the_smallest_block(valley) -> None:  # type: ignore[no-untyped-def]
    for account in valley.accounts["account_id"]:
        valley.lock(account, "EVE", "not")
    (only,) = blocks_of(valley.build())
    assert only.reps.tolist() == [0, 1]
