"""Graphs of points against their definitions, and points that lie in awkward ways."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.distance import on_sphere
from geo.graph import adjacency
from geo.pieces import pieces
from geo.points import PointGraph, point_edges

KINDS: tuple[PointGraph, ...] = ("delaunay", "gabriel")


def edges(lat: list[float], lon: list[float], kind: PointGraph) -> set[tuple[int, int]]:
    a, b = point_edges(np.array(lat, dtype=float), np.array(lon, dtype=float), kind)
    return set(zip(a.tolist(), b.tolist(), strict=True))


def test_gabriel_is_the_graph_of_empty_circles() -> None:
    rng = np.random.default_rng(11)
    for _ in range(20):
        lat, lon = rng.uniform(25, 50, 25), rng.uniform(-125, -65, 25)
        ball = on_sphere(lat, lon)
        expected = set()
        for a, b in combinations(range(25), 2):
            rest = np.delete(ball, [a, b], axis=0)
            # Inside the ball around both ends, they are seen at an obtuse angle.
            if (((ball[a] - rest) * (ball[b] - rest)).sum(axis=1) >= 0).all():
                expected.add((a, b))
        assert edges(lat.tolist(), lon.tolist(), "gabriel") == expected


def test_points_do_not_see_each_other_along_the_rim() -> None:
    """A shallow bowl of points: its ends are a Delaunay pair, 900 km apart, past all the points between them."""
    lon = [-100.0 + at for at in range(11)]
    lat = [40 + 0.01 * (at - 5) ** 2 for at in range(11)]
    assert edges(lat, lon, "delaunay") >= {(at, at + 1) for at in range(10)}
    assert (0, 10) not in edges(lat, lon, "delaunay")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("lat", "lon", "expected"),
    [
        ([], [], set()),
        ([40], [-90], set()),
        ([40, 41], [-90, -90], {(0, 1)}),
        ([40, 40, 40], [-90, -90, -90], {(0, 1), (0, 2), (1, 2)}),
        ([40, 40, 41], [-90, -90, -90], {(0, 1), (0, 2), (1, 2)}),
        ([0, 0, 0, 0], [3, 1, 2, 0], {(0, 2), (1, 2), (1, 3)}),
        ([10, 30, 20, 20], [7, 7, 7, 7], {(0, 2), (1, 2), (0, 3), (1, 3), (2, 3)}),
    ],
)
def test_few_points_lines_and_twins(
    kind: PointGraph, lat: list[float], lon: list[float], expected: set[tuple[int, int]]
) -> None:
    assert edges(lat, lon, kind) == expected


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(-6, 6), st.integers(-6, 6)), min_size=1, max_size=30))
def test_always_one_piece_and_gabriel_is_part_of_delaunay(points: list[tuple[int, int]]) -> None:
    lat, lon = [40 + y / 3 for y, _ in points], [-90 + x / 3 for _, x in points]
    found = {kind: edges(lat, lon, kind) for kind in KINDS}
    assert found["gabriel"] <= found["delaunay"]
    for pairs in found.values():
        a, b = (np.array([pair[end] for pair in sorted(pairs)], dtype=np.int64) for end in (0, 1))
        assert (pieces(*adjacency(len(points), a, b)) == 0).all()
        assert all(x < y for x, y in pairs)
