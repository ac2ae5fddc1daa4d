"""Neighbours of points where nobody has drawn borders: the Delaunay graph of the globe, without its long edges."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.spatial import Delaunay

from geo.distance import great_circle, on_sphere

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

LEAST_KM = 1e-6
"""Length of an edge between two points at one place: a graph of lengths cannot hold a zero."""


def neighbours(lat: Floats, lon: Floats, longest_km: float) -> tuple[Ints, Ints]:
    """Edges (a, b), a < b, of a connected planar graph of three or more points, not all on one great circle.

    Delaunay edges up to `longest_km`, and the longer ones that alone keep the graph in one piece: those of the minimum
    spanning tree (M. I. Shamos and D. Hoey, FOCS 1975: the Delaunay graph holds it). Points at the same place as
    another are joined to the first of them.
    """
    points, first, place = np.unique(np.stack([lat, lon]), axis=1, return_index=True, return_inverse=True)
    corners = first[Delaunay(_stereographic(*points)).simplices]
    twins = np.flatnonzero(first[place.reshape(-1)] != np.arange(len(lat)))
    a = np.concatenate([corners[:, [0, 1, 2]].reshape(-1), twins])
    b = np.concatenate([corners[:, [1, 2, 0]].reshape(-1), first[place.reshape(-1)][twins]])
    edges = np.unique(np.sort(np.stack([a, b]), axis=0), axis=1)
    km = np.maximum(great_circle(lat[edges[0]], lon[edges[0]], lat[edges[1]], lon[edges[1]]), LEAST_KM)
    kept = edges[:, (km <= longest_km) | _in_tree(len(lat), edges, km)]
    return kept[0].astype(np.int64), kept[1].astype(np.int64)


def _in_tree(points: int, edges: Ints, km: Floats) -> NDArray[np.bool_]:
    """Which edges (2, E), first < second, the minimum spanning tree takes."""
    tree = minimum_spanning_tree(coo_matrix((km, (edges[0], edges[1])), shape=(points, points))).tocoo()
    return np.isin(edges[0] * points + edges[1], tree.row.astype(np.int64) * points + tree.col)


def _stereographic(lat: Floats, lon: Floats) -> Floats:
    """The plane seen from opposite the points' middle, (n, 2): circles stay circles, so that Delaunay is the globe's."""
    ball = on_sphere(lat, lon)
    ball /= np.linalg.norm(ball, axis=1, keepdims=True)
    middle = ball.mean(axis=0)
    middle /= np.linalg.norm(middle)
    east = np.cross(middle, np.eye(3)[np.argmin(np.abs(middle))])
    east /= np.linalg.norm(east)
    north = np.cross(middle, east)
    return np.asarray(np.stack([ball @ east, ball @ north], axis=1) / (1.0 + ball @ middle)[:, None])
