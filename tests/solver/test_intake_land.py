"""Homes, neighbours and bridges of contiguous plans."""

import numpy as np
import pandas as pd
import pytest

from solver.land import Land
from tests.conftest import Valley


def land_of(valley: Valley) -> tuple[Land, list[str]]:
    problem = valley.set(contiguous=True).build()
    assert problem.land is not None
    return problem.land, [str(id_) for id_ in problem.unit_ids]


def cut(valley: Valley, *edges: str) -> None:
    """Take edges away."""
    gone = {tuple(edge.split("-")) for edge in edges}
    valley.edges = valley.edges[
        [(a, b) not in gone for a, b in zip(valley.edges.unit_a, valley.edges.unit_b, strict=True)]
    ]


def test_each_rep_owns_the_nearest_unit(valley: Valley) -> None:
    problem = valley.put("EVE", lat="0.3", lon="2.2").set(contiguous=True).build()
    assert problem.land is not None
    assert [problem.unit_ids[root] for root in problem.land.roots] == ["A1", "B3"]
    assert list(problem.eligibility.pinned) == [0, -1, -1, -1, -1, -1, 1, -1]
    assert problem.notes == ()


def test_edges_count_once_whatever_their_order(valley: Valley) -> None:
    plain, _ = land_of(valley)
    again = pd.DataFrame([["A2", "A1"], ["A1", "A1"], ["A1", "A2"]], columns=["unit_a", "unit_b"])
    valley.edges = pd.concat([valley.edges.iloc[::-1], again])
    twice, _ = land_of(valley)
    assert np.array_equal(plain.indptr, twice.indptr)
    assert np.array_equal(plain.indices, twice.indices)


def test_a_piece_without_a_home_is_bridged_to_the_nearest(valley: Valley) -> None:
    cut(valley, "A3-A4", "A4-B4")
    valley.put("A4", lat="1.1")
    land, ids = land_of(valley)
    assert [(ids[a], ids[b]) for a, b in land.bridges] == [("A3", "A4")]
    assert ("A3", "A4") in [(ids[a], ids[b]) for a, b in zip(*land.edges(), strict=True)]
    note = valley.found("bridge")
    assert note is not None
    assert note.ids == ("A3", "A4")
    assert "112 km" in note.message


def test_a_piece_with_a_home_is_left_alone(valley: Valley) -> None:
    cut(valley, "A2-A3", "B2-B3")
    land, _ = land_of(valley)
    assert land.bridges == ()


def test_units_without_a_place_keep_their_edges(valley: Valley) -> None:
    cut(valley, "A3-A4", "A4-B4")
    valley.put("A3", lat="", lon="").set(missing={"coordinates": "ignore"})
    land, ids = land_of(valley)
    # A3 has no place, so the bridge to A4 starts at the next nearest: B4, one degree away.
    assert [(ids[a], ids[b]) for a, b in land.bridges] == [("B4", "A4")]
    assert [ids[unit] for unit in land.neighbours(ids.index("A3"))] == ["A2", "B3"]


def test_a_unit_without_edges_and_without_a_place_is_an_error(valley: Valley) -> None:
    valley.put("A4", lat="", lon="").set(missing={"coordinates": "ignore"}, contiguous=True)
    assert valley.errors() == []
    cut(valley, "A3-A4", "A4-B4")
    error = valley.found("unreachable-unit")
    assert error is not None
    assert error.ids == ("A4",)


def test_no_bridge_is_told_beside_an_id_that_is_wrong(valley: Valley) -> None:
    """With A4 misspelt in the edges it only seems to lie apart."""
    valley.set(contiguous=True)
    valley.edges = valley.edges.replace("A4", "A44")
    assert set(valley.errors()) == {"unknown-account"}
    assert valley.found("bridge") is None


def test_a_unit_that_no_edge_reaches_is_not_told_beside_an_id_that_is_wrong(valley: Valley) -> None:
    valley.put("A4", lat="", lon="").set(missing={"coordinates": "ignore"}, contiguous=True)
    valley.edges = valley.edges.replace("A4", "A44")
    assert set(valley.errors()) == {"unknown-account"}


def test_places_are_needed_for_homes_even_when_nothing_travels(valley: Valley) -> None:
    valley.set(contiguous=True, goal={"potential": 1}).put("A4", lat="", lon="")
    assert valley.errors() == ["missing-place"]
    valley.drop("lat", "lon")
    assert valley.errors() == ["missing-place"]
    assert valley.set(missing={"coordinates": "ignore"}).errors() == ["no-places"]


def test_more_reps_than_units_share_a_home(valley: Valley) -> None:
    valley.accounts = valley.accounts.iloc[:1]
    valley.edges = pd.DataFrame([["A1", "A1"]], columns=["unit_a", "unit_b"])
    assert valley.set(contiguous=True).errors() == ["shared-home"]


@pytest.mark.parametrize("contiguous", [True, False])
def test_edges_are_looked_at_only_by_contiguous_plans(valley: Valley, contiguous: bool) -> None:
    problem = valley.set(contiguous=contiguous).build()
    assert (problem.land is not None) == contiguous
