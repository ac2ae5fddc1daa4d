"""Cells without accounts, against brute force."""

from collections.abc import Iterable
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.distance import great_circle
from geo.settled import NOBODY, absorbed, settled_edges
from geo.units.borders import borders
from geo.units.polygons import read_areas
from tests.geo.maps import grid

SIZE = 5
AREAS = read_areas(grid(SIZE), "id")
FOUND = borders(AREAS)
EDGES = (FOUND.a, FOUND.b)
PLACE = (AREAS.lat, AREAS.lon)

Pairs = set[tuple[int, int]]


def pairs(edges: tuple[np.ndarray, np.ndarray]) -> Pairs:
    return set(zip(*(ends.tolist() for ends in edges), strict=True))


def piece(start: int, among: Iterable[int], edges: Pairs) -> set[int]:
    """Everything that `start` reaches inside `among`."""
    inside, reached = set(among), {start}
    while fresh := {y for a, b in edges for x, y in ((a, b), (b, a)) if x in reached and y in inside} - reached:
        reached |= fresh
    return reached


def connected(units: Iterable[int], edges: Pairs) -> bool:
    some = set(units)
    return piece(min(some), some, edges) == some


def shortest(source: int, open_land: set[int], edges: Pairs) -> dict[int, float]:
    """Kilometres from a source through open land (R. Bellman, 1958: round by round until nothing changes)."""
    km = {
        (a, b): float(great_circle(PLACE[0][a], PLACE[1][a], PLACE[0][b], PLACE[1][b]))
        for x, y in edges
        for a, b in ((x, y), (y, x))
    }
    far = {source: 0.0}
    for _ in range(len(AREAS)):
        for (a, b), length in km.items():
            if a in far and b in open_land:
                far[b] = min(far.get(b, np.inf), far[a] + length)
    return far


def test_by_hand() -> None:
    """Accounts in the four corners; the middle, a little to the south-west, goes to a with the cells beside it."""
    areas = read_areas(grid(), "id")
    found = borders(areas)
    settled = np.isin(areas.ids, list("acgi"))
    place = np.repeat([0.0, 0.4, 1.0], 3), np.tile([0.0, 0.4, 1.0], 3)
    owner = absorbed(9, (found.a, found.b), place, settled)
    assert "".join(areas.ids[owner]) == "aacaacggi"
    named = {f"{areas.ids[a]}{areas.ids[b]}" for a, b in pairs(settled_edges((found.a, found.b), owner))}
    assert named == {"ac", "ag", "ci", "gi"}


@settings(deadline=None, max_examples=100)
@given(st.sets(st.integers(0, SIZE * SIZE - 1), min_size=1), st.sets(st.integers(0, 39), max_size=25))
def test_against_brute_force(who: set[int], cut: set[int]) -> None:
    """The nearest settled unit by shortest paths one by one; neighbours where land touches; pieces as on the map."""
    units = set(range(len(AREAS)))
    settled = np.isin(np.arange(len(AREAS)), list(who))
    kept = ~np.isin(np.arange(len(EDGES[0])), list(cut))
    edges = EDGES[0][kept], EDGES[1][kept]
    owner = absorbed(len(AREAS), edges, PLACE, settled)
    far = {source: shortest(source, units - who, pairs(edges)) for source in who}
    for unit in units:
        reached = {source: km[unit] for source, km in far.items() if unit in km}
        if reached:
            assert reached[int(owner[unit])] <= min(reached.values()) * (1 + 1e-12)
        else:
            assert owner[unit] == NOBODY
    found = pairs(settled_edges(edges, owner))
    touch = {tuple(sorted((int(owner[a]), int(owner[b])))) for a, b in pairs(edges) if NOBODY not in owner[[a, b]]}
    assert found == {(a, b) for a, b in touch if a != b}
    for source in who:
        assert connected(np.flatnonzero(owner == source).tolist(), pairs(edges))
        assert piece(source, who, found) == piece(source, units, pairs(edges)) & who


def test_connected_is_connected_on_the_map() -> None:
    """A set of settled units is one piece exactly when, with the empty ones that belong to them, it is on the map."""
    rng = np.random.default_rng(2)
    for _ in range(10):
        settled = np.isin(np.arange(25), rng.choice(25, 6, replace=False))
        owner = absorbed(len(AREAS), EDGES, PLACE, settled)
        found = pairs(settled_edges(EDGES, owner))
        for size in (2, 3, 4):
            for some in combinations(np.flatnonzero(settled).tolist(), size):
                land = np.flatnonzero(np.isin(owner, some)).tolist()
                assert connected(some, found) == connected(land, pairs(EDGES))


def test_of_two_that_are_equally_near_the_first_takes_it() -> None:
    row = np.array([0, 1]), np.array([1, 2])
    place = np.zeros(3), np.array([0.0, 1.0, 2.0])
    assert absorbed(3, row, place, np.array([True, False, True])).tolist() == [0, 0, 2]


def test_units_without_a_place_connect_all_the_same() -> None:
    edges = np.array([0, 1, 2]), np.array([1, 2, 3])
    place = np.array([0.0, np.nan, np.nan, 3.0]), np.zeros(4)
    owner = absorbed(4, edges, place, np.array([True, False, False, True]))
    assert NOBODY not in owner.tolist()
    assert pairs(settled_edges(edges, owner)) == {(0, 3)}


@pytest.mark.parametrize("units", [0, 3])
def test_nobody_anywhere(units: int) -> None:
    none = np.zeros(0, dtype=np.int64)
    owner = absorbed(units, (none, none), (np.zeros(units), np.zeros(units)), np.zeros(units, dtype=bool))
    assert owner.tolist() == [NOBODY] * units
    assert pairs(settled_edges((none, none), owner)) == set()
