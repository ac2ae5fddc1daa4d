"""Connected pieces of a unit graph, whole or within territories."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

Ints = NDArray[np.int64]


def pieces(indptr: Ints, indices: Ints, territory: Ints | None = None) -> Ints:
    """Label of the connected piece of every unit, shape (units,).

    With `territory` (a label per unit) only edges inside one territory connect. Linear in units and edges.
    """
    units = len(indptr) - 1
    tail = np.repeat(np.arange(units), np.diff(indptr))
    head = indices
    if territory is not None:
        same = territory[tail] == territory[head]
        tail, head = tail[same], head[same]
    graph = csr_matrix((np.ones(len(tail), dtype=np.int8), (tail, head)), shape=(units, units))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def hops(indptr: Ints, indices: Ints, source: int, inside: NDArray[np.bool_] | None = None) -> Ints:
    """Edges from `source` to every unit by breadth-first search; −1 = not reached. `inside` restricts the search."""
    distance = np.full(len(indptr) - 1, -1, dtype=np.int64)
    distance[source] = 0
    front = np.array([source])
    step = 0
    while len(front):
        step += 1
        starts, sizes = indptr[front], indptr[front + 1] - indptr[front]
        offsets = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        reached = np.unique(indices[np.repeat(starts, sizes) + offsets])
        fresh = reached[distance[reached] < 0]
        front = fresh if inside is None else fresh[inside[fresh]]
        distance[front] = step
    return distance
