"""Cells where nobody has an account still lie between those where somebody has."""

import heapq

import numpy as np
from numpy.typing import NDArray

from geo.distance import great_circle
from geo.graph import adjacency

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

NOBODY = -1


def absorbed(units: int, edges: tuple[Ints, Ints], place: tuple[Floats, Floats], settled: NDArray[np.bool_]) -> Ints:
    """The settled unit that every unit belongs to, (units,): itself, or for an empty one the nearest along the graph.

    Nearest in kilometres from point to point along edges through empty units only; ties go to the smaller index. An
    edge to a unit without a place (NaN) counts nothing. `NOBODY` where no settled unit can be reached. This is a
    shortest path from many sources (E. W. Dijkstra, 1959).
    """
    indptr, indices = adjacency(units, *edges)
    tail = np.repeat(np.arange(units), np.diff(indptr))
    km = np.nan_to_num(great_circle(place[0][tail], place[1][tail], place[0][indices], place[1][indices]))
    owner = np.full(units, NOBODY, dtype=np.int64)
    waiting = [(0.0, int(unit), int(unit)) for unit in np.flatnonzero(settled)]
    heapq.heapify(waiting)
    while waiting:
        far, source, unit = heapq.heappop(waiting)
        if owner[unit] != NOBODY:
            continue
        owner[unit] = source
        for edge in range(indptr[unit], indptr[unit + 1]):
            other = int(indices[edge])
            if owner[other] == NOBODY and not settled[other]:
                heapq.heappush(waiting, (far + float(km[edge]), source, other))
    return owner


def settled_edges(edges: tuple[Ints, Ints], owner: Ints) -> tuple[Ints, Ints]:
    """Edges (a, b), a < b, ascending, between settled units: neighbours where what belongs to them touches.

    Each settled unit with the empty ones around it is one piece of land, and no land belongs to two: a territory that
    is connected here is connected on the map, and two settled units are in one piece here when they are on the map.
    """
    a, b = owner[edges[0]], owner[edges[1]]
    real = (a != b) & (a != NOBODY) & (b != NOBODY)
    ends = np.unique(np.sort(np.stack([a[real], b[real]]), axis=0), axis=1).reshape(2, -1)
    return ends[0].astype(np.int64), ends[1].astype(np.int64)
