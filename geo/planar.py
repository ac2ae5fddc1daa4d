"""Neighbours of points where nobody has drawn borders: the Delaunay graph of the globe, without its long edges."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csr_matrix, identity
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.spatial import Delaunay

from geo.distance import great_circle, on_sphere

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def neighbours(lat: Floats, lon: Floats, longest_km: float) -> tuple[Ints, Ints]:
    """Edges (a, b), a < b, of a connected planar graph of three or more points, not all on one great circle.

    Delaunay edges up to `longest_km`, and the longer ones that alone keep the graph in one piece: those of the minimum
    spanning tree (M. I. Shamos and D. Hoey, FOCS 1975: the Delaunay graph holds it). Points at one place are neighbours
    of each other and of whomever one of them is next to.
    """
    points, place = np.unique(np.stack([lat, lon]), axis=1, return_inverse=True)
    corners = Delaunay(_stereographic(*points)).simplices
    edges = np.stack([corners[:, [0, 1, 2]].reshape(-1), corners[:, [1, 2, 0]].reshape(-1)])
    edges = np.unique(np.sort(edges, axis=0), axis=1)
    km = great_circle(*points[:, edges[0]], *points[:, edges[1]])
    edges = edges[:, (km <= longest_km) | _in_tree(points.shape[1], edges, km)]
    return _at_every_point(edges, place.reshape(-1))


def _at_every_point(edges: Ints, place: Ints) -> tuple[Ints, Ints]:
    """Edges between places (2, E) as edges between the points that lie there; `place` (n,) of every point."""
    joined = coo_matrix((np.ones(edges.shape[1]), (edges[0], edges[1])), shape=2 * (int(place.max()) + 1,)).tocsr()
    here = csr_matrix((np.ones(len(place)), (np.arange(len(place)), place)))
    a, b = (here @ (joined + identity(joined.shape[0])) @ here.T).nonzero()
    edges = np.unique(np.sort(np.stack([a, b])[:, a != b], axis=0), axis=1)
    return edges[0].astype(np.int64), edges[1].astype(np.int64)


def _in_tree(points: int, edges: Ints, km: Floats) -> NDArray[np.bool_]:
    """Which edges (2, E), first < second, the minimum spanning tree takes."""
    tree = minimum_spanning_tree(coo_matrix((km, (edges[0], edges[1])), shape=(points, points))).tocoo()
    return np.isin(edges[0] * points + edges[1], tree.row.astype(np.int64) * points + tree.col)


def _stereographic(lat: Floats, lon: Floats) -> Floats:
    """The plane as seen from opposite the points' middle, (n, 2): circles stay circles, and Delaunay is the globe's."""
    ball = on_sphere(lat, lon)
    ball /= np.linalg.norm(ball, axis=1, keepdims=True)
    middle = ball.mean(axis=0)
    middle /= np.linalg.norm(middle)
    east = np.cross(middle, np.eye(3)[np.argmin(np.abs(middle))])
    east /= np.linalg.norm(east)
    north = np.cross(middle, east)
    return np.asarray(np.stack([ball @ east, ball @ north], axis=1) / (1.0 + ball @ middle)[:, None])
