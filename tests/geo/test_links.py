"""Barriers and bridges on a grid that a person can check by eye."""

import numpy as np
import pytest

from geo.links import Line, Linked, Pair, linked
from geo.units.borders import borders
from geo.units.polygons import read_areas
from tests.geo.maps import grid
from tests.geo.test_borders import ROOK

AREAS = read_areas(grid(), "id")
FOUND = borders(AREAS)


def drawn(barriers: list[Pair | Line] | None = None, bridges: list[Pair] | None = None) -> Linked:
    return linked(AREAS.ids, (FOUND.a, FOUND.b), (AREAS.lat, AREAS.lon), barriers or [], bridges or [])


def edges(found: Linked) -> set[str]:
    return {f"{AREAS.ids[a]}{AREAS.ids[b]}" for a, b in zip(found.a, found.b, strict=True)}


def test_nothing_said_nothing_changed() -> None:
    assert edges(drawn()) == set(ROOK.split())
    assert drawn().remarks == ()


def test_a_line_across_the_grid_cuts_what_it_crosses() -> None:
    """A river at 1° N, from the western rim to the middle of the eastern column."""
    found = drawn([[[1.0, -1.0], [1.0, 2.2]]])
    assert edges(found) == set(ROOK.split()) - {"ad", "be"}
    (remark,) = found.remarks
    assert (remark.code, remark.severity) == ("barrier", "note")
    assert "cuts 2 borders: a – d, b – e" in remark.message


def test_a_line_with_a_bend() -> None:
    """Around the south-eastern cell: east along 1° N after coming up 2° E."""
    found = drawn([[[-1.0, 2.0], [1.0, 2.0], [1.0, 4.0]]])
    assert edges(found) == set(ROOK.split()) - {"bc", "cf"}


def test_pairs_cut_one_border_and_bridges_come_last() -> None:
    found = drawn([("e", "d"), ("a", "b")], [("a", "i"), ("b", "a")])
    assert edges(found) == set(ROOK.split()) - {"de"} | {"ai"}
    assert [remark.code for remark in found.remarks] == ["barrier", "barrier", "planned-bridge", "planned-bridge"]


def test_what_does_nothing_is_said() -> None:
    found = drawn([("a", "i"), [[50.0, 0.0], [50.0, 1.0]]], [("a", "b")])
    assert edges(found) == set(ROOK.split())
    assert [(remark.code, remark.severity) for remark in found.remarks] == [
        ("idle-barrier", "warning"),
        ("idle-barrier", "warning"),
        ("idle-bridge", "warning"),
    ]


@pytest.mark.parametrize(
    "barrier",
    [[[0, 0]], [], [[0, 0, 0], [1, 1, 1]], [["a", 1], [2, 3]], [[0, 0], [99, 0]], ["a"], 5, [None], None, "ab"],
)
def test_what_is_no_barrier_is_an_error(barrier: Line) -> None:
    found = drawn([barrier])
    assert [remark.code for remark in found.remarks] == ["bad-barrier"]
    assert found.has_errors
    assert edges(found) == set(ROOK.split())


@pytest.mark.parametrize("bridge", [["a"], ["a", "b", "c"], 5, [[1, 2], [3, 4]], None])
def test_what_is_no_bridge_is_an_error(bridge: Pair) -> None:
    found = drawn(bridges=[bridge])
    assert [remark.code for remark in found.remarks] == ["bad-bridge"]
    assert edges(found) == set(ROOK.split())


def test_unknown_units_are_errors_with_near_matches_all_at_once() -> None:
    ids = np.array(["01001", "01003", "Fulton"], dtype=object)
    none = np.zeros(0, dtype=np.int64)
    place = np.array([0.0, 1.0, 2.0]), np.zeros(3)
    found = linked(ids, (none, none), place, [("1001", "01003")], [("Futlon", "01001"), ("01001", "01001")])
    assert [remark.code for remark in found.remarks] == [
        "unknown-unit-in-barrier",
        "unknown-unit-in-bridge",
        "bridge-to-itself",
    ]
    assert "is 1001 meant to be 01001?" in found.remarks[0].fix
    assert "is Futlon meant to be Fulton?" in found.remarks[1].fix
    other = linked(ids, (none, none), place, [("01005", "01003")])  # a number is near every other number
    assert other.remarks[0].fix == "correct the id, or take the line out"
    assert found.has_errors
    assert len(found.a) == 0


def test_ids_that_a_file_gives_as_numbers_are_ids() -> None:
    ids = np.array(["30301", "30305"], dtype=object)
    one = np.array([0]), np.array([1])
    found = linked(ids, one, (np.zeros(2), np.arange(2.0)), [[30301, 30305]])  # type: ignore[list-item]
    assert len(found.a) == 0
