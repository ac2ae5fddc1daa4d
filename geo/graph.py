"""Unit graphs: building them from edges, and bridging pieces that stand alone."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.spatial import cKDTree

from geo.distance import great_circle, on_sphere
from geo.pieces import pieces

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def adjacency(units: int, a: Ints, b: Ints) -> tuple[Ints, Ints]:
    """Compressed rows (indptr, indices) of an undirected graph: no loops, every edge once, neighbours ascending."""
    real = a != b
    tail, head = np.concatenate([a[real], b[real]]), np.concatenate([b[real], a[real]])
    matrix = coo_matrix((np.ones(len(tail), dtype=np.int8), (tail, head)), shape=(units, units)).tocsr()
    matrix.sum_duplicates()
    matrix.sort_indices()
    return matrix.indptr.astype(np.int64), matrix.indices.astype(np.int64)


@dataclass(frozen=True)
class Bridge:
    """An edge that was added between two pieces: unit indices and its length in kilometres."""

    a: int
    b: int
    km: float


def bridges(indptr: Ints, indices: Ints, anchors: Ints, lat: Floats, lon: Floats) -> list[Bridge]:
    """Edges that join every piece without an anchor (a rep's home unit) to the nearest piece, shortest first (Prim).

    A piece may be joined through another piece that was itself joined before. Ties go to the smaller unit indices.
    """
    label = pieces(indptr, indices)
    joined = np.isin(label, label[anchors])
    points = on_sphere(lat, lon)
    added: list[Bridge] = []
    while not joined.all():
        inside, outside = np.flatnonzero(joined), np.flatnonzero(~joined)
        chord, at = cKDTree(points[inside]).query(points[outside])
        near = np.flatnonzero(chord <= chord.min() + 1e-9)
        b = int(outside[near[0]])
        a = int(inside[at[near[0]]])
        added.append(Bridge(a, b, float(great_circle(lat[a], lon[a], lat[b], lon[b]))))
        joined |= label == label[b]
    return added
