"""Compact cells out of points: a book without postal codes still gets a map."""

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geo.distance import on_sphere

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

ROUNDS = 20
"""Rounds in which places go to the nearest middle; after these little changes."""


def cells(lat: Floats, lon: Floats, count: int) -> Ints:
    """Cell (0, 1, …) of every point in degrees, (n,): at most `count` cells, fewer where there are fewer places.

    The places are halved across their longer side (with as many points on each side as cells are due to it) until there
    are `count` parts; then every place goes to the nearest middle of a part, and middles to the mean of their places,
    some rounds (S. P. Lloyd, IEEE Transactions on Information Theory 28, 1982). Points at one place share a cell. The
    same points in any order make the same cells, numbered from north to south. Near-linear.
    """
    places, place, size = np.unique(np.stack([lat, lon]), axis=1, return_inverse=True, return_counts=True)
    ball, weight = on_sphere(places[0], places[1]), size.astype(np.float64)
    part = _halved(ball, weight, min(count, len(weight)))
    for _ in range(ROUNDS):
        middles = _middles(ball, weight, part)
        nearest = np.asarray(cKDTree(middles).query(ball)[1], dtype=np.int64)
        if (nearest == part).all():
            break
        part = np.unique(nearest, return_inverse=True)[1].reshape(-1)
    order = np.argsort(np.argsort(-_middles(ball, weight, part)[:, 2], kind="stable"), kind="stable")
    return np.asarray(order[part][place.reshape(-1)], dtype=np.int64)


def _middles(ball: Floats, weight: Floats, part: Ints) -> Floats:
    total = np.bincount(part, weights=weight)
    return np.stack([np.bincount(part, weights=weight * axis) / total for axis in ball.T], axis=1)


def _halved(ball: Floats, weight: Floats, count: int) -> Ints:
    """Part of every place by repeated halving; every part holds at least one place."""
    part = np.zeros(len(weight), dtype=np.int64)
    waiting = [(np.arange(len(weight)), count, 0)]
    while waiting:
        here, due, first = waiting.pop()
        part[here] = first
        if due == 1:
            continue
        axis = np.argmax(np.ptp(ball[here], axis=0))
        here = here[np.argsort(ball[here, axis], kind="stable")]
        left = due // 2
        before = np.cumsum(weight[here])
        cut = int(np.searchsorted(before, before[-1] * left / due)) + 1
        cut = min(max(cut, left), len(here) - (due - left))
        waiting += [(here[:cut], left, first), (here[cut:], due - left, first + left)]
    return part
