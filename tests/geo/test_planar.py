"""Neighbours of points against the definition of Delaunay on the globe, and what becomes of long edges and twins."""

from itertools import combinations

import numpy as np

from geo.distance import EARTH_RADIUS_KM, great_circle, on_sphere
from geo.graph import adjacency
from geo.pieces import pieces
from geo.planar import neighbours

FAR = 30_000.0


def test_edges_are_those_of_empty_circles_on_the_globe() -> None:
    """Three points are a triangle when all others lie below the plane through them, with the far side of the globe."""
    rng = np.random.default_rng(4)
    for _ in range(5):
        lat, lon = rng.uniform(25, 50, 16), rng.uniform(-125, -65, 16)
        ball = on_sphere(lat, lon)
        far_side = -EARTH_RADIUS_KM * ball.mean(axis=0) / np.linalg.norm(ball.mean(axis=0))
        expected = set()
        for corner in combinations(range(16), 3):
            a, b, c = ball[list(corner)]
            normal = np.cross(b - a, c - a)
            normal *= -np.sign((far_side - a) @ normal)
            rest = np.delete(ball, corner, axis=0)
            if ((rest - a) @ normal <= 0).all():
                expected |= set(combinations(corner, 2))
        assert set(zip(*(ends.tolist() for ends in neighbours(lat, lon, FAR)), strict=True)) == expected


def test_long_edges_are_kept_only_where_nothing_else_connects() -> None:
    lat = np.array([40.0, 40.0, 40.1, 40.0, 40.0, 40.1])
    lon = np.array([-90.0, -89.9, -90.0, -85.0, -84.9, -84.9])
    a, b = neighbours(lat, lon, 50.0)
    long = great_circle(lat[a], lon[a], lat[b], lon[b]) > 50.0
    assert [(int(x), int(y)) for x, y in zip(a[long], b[long], strict=True)] == [(1, 3)]
    assert len(a) == 7
    assert (pieces(*adjacency(6, a, b)) == 0).all()


def test_points_at_one_place_have_the_same_neighbours_and_each_other() -> None:
    lat, lon = np.array([40.0, 40.0, 41.0, 40.5, 40.5]), np.array([-90.0, -89.0, -89.5, -89.4, -89.4])
    a, b = neighbours(lat, lon, FAR)
    edges = set(zip(a.tolist(), b.tolist(), strict=True))
    assert (3, 4) in edges
    around = {u: {x + y - u for x, y in edges if u in (x, y)} for u in (3, 4)}
    assert around[3] - {4} == around[4] - {3} == {0, 1, 2}
