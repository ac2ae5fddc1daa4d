"""Neighbours of points where nobody has drawn borders, whatever their number and however they lie."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import QhullError, cKDTree

from geo.distance import great_circle, on_sphere
from geo.planar import neighbours

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
PointGraph = Literal["delaunay", "gabriel"]

EVERYWHERE = 20_100.0
"""Kilometres: half way around the globe, no edge is longer."""
LONG = 3.0
"""A Delaunay edge goes when it is more than this many times longer than what is usual at its ends (the geometric mean
of the medians of their Gabriel edges): around the rim, and across the sea, points see each other past all others."""
ROUNDING = 1e-9


def point_edges(lat: Floats, lon: Floats, kind: PointGraph = "delaunay") -> tuple[Ints, Ints]:
    """Edges (a, b), a < b, ascending, of a connected graph of points in degrees.

    `gabriel` : neighbours when no third point lies in the circle around both (K. R. Gabriel and R. R. Sokal, Systematic
    Zoology 18, 1969). `delaunay` : these, and the Delaunay edges that are not out of scale. Points at one place are
    neighbours of each other and of whomever one of them is next to. Near-linear.
    """
    places, place = np.unique(np.stack([lat, lon]), axis=1, return_inverse=True)
    place = place.reshape(-1)
    if places.shape[1] < 3:
        return _everybody(len(lat))
    a, b = _delaunay(places[0], places[1])
    close = _gabriel(places[0], places[1], a, b)
    if kind == "delaunay":
        close |= _in_scale(places[0], places[1], a, b, close)
    return _spread(a[close], b[close], place)


def _everybody(points: int) -> tuple[Ints, Ints]:
    """All pairs: at one or two places everybody is next to everybody."""
    a, b = np.triu_indices(points, 1)
    return a.astype(np.int64), b.astype(np.int64)


def _delaunay(lat: Floats, lon: Floats) -> tuple[Ints, Ints]:
    """Delaunay edges of distinct places; along a line, each place and the next."""
    try:
        return neighbours(lat, lon, EVERYWHERE)
    except QhullError:
        ball = on_sphere(lat, lon)
        along = np.linalg.svd(ball - ball.mean(axis=0), full_matrices=False)[2][0]
        order = np.argsort(ball @ along, kind="stable").astype(np.int64)
        ends = np.sort(np.stack([order[:-1], order[1:]]), axis=0)
        ends = ends[:, np.lexsort((ends[1], ends[0]))]
        return ends[0], ends[1]


def _gabriel(lat: Floats, lon: Floats, a: Ints, b: Ints) -> NDArray[np.bool_]:
    """Which Delaunay edges have no third point inside the ball around both ends."""
    ball = on_sphere(lat, lon)
    middle, radius = (ball[a] + ball[b]) / 2, np.linalg.norm(ball[a] - ball[b], axis=1) / 2
    return np.asarray(cKDTree(ball).query(middle)[0] >= radius * (1 - ROUNDING))


def _in_scale(lat: Floats, lon: Floats, a: Ints, b: Ints, close: NDArray[np.bool_]) -> NDArray[np.bool_]:
    km = great_circle(lat[a], lon[a], lat[b], lon[b])
    end, length = np.concatenate([a[close], b[close]]), np.tile(km[close], 2)
    by_end = np.lexsort((length, end))
    count = np.bincount(end, minlength=len(lat))  # at least one: the Gabriel graph is connected
    usual = length[by_end][np.cumsum(count) - count + count // 2]
    return np.asarray(km <= LONG * np.sqrt(usual[a] * usual[b]))


def _spread(a: Ints, b: Ints, place: Ints) -> tuple[Ints, Ints]:
    """Edges between places as edges between the points that lie there."""
    size = np.bincount(place)
    if (size == 1).all():
        at = np.argsort(place)
        ends = np.sort(np.stack([at[a], at[b]]), axis=0)
    else:
        here = np.split(np.argsort(place, kind="stable"), np.cumsum(size)[:-1])
        pairs = [np.stack(np.meshgrid(here[x], here[y])).reshape(2, -1) for x, y in zip(a, b, strict=True)]
        pairs += [np.stack([here[at][i] for i in np.triu_indices(size[at], 1)]) for at in np.flatnonzero(size > 1)]
        ends = np.sort(np.concatenate(pairs, axis=1), axis=0)
    ends = ends[:, np.lexsort((ends[1], ends[0]))].astype(np.int64)
    return ends[0], ends[1]
