"""The main land and what lies far off it: Alaska must not squeeze the other states to a stamp."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from geo.distance import great_circle, on_sphere
from geo.flat import centre, flat
from geo.squares import squares

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

MOST = 0.9
"""The reach of a land: how far from its middle so many of the points lie."""
GAP = 0.25
"""Points farther apart than this part of the reach are not of one land by themselves."""
SPARSE = 3.0
"""Neither are they in a book of few places, unless they are so many times as far apart as a place and the next one."""
LEAST_KM = 20.0
ROOM = 1.2
"""A land joins the main one when the sheet grows to no more than this many times its area."""
LARGE = 0.15
"""So does every land with this share of the points."""
FINE = 4
"""Points are looked at by squares, so many to a gap."""
DEGREE_KM = 111.2


def lands(lat: Floats, lon: Floats) -> Ints:
    """The land of each point in degrees, (n,): 0 is the main one, the others follow by their number of points."""
    middle = centre(lat, lon)
    away = great_circle(lat, lon, np.array(middle[0]), np.array(middle[1]))
    gap = max(GAP * float(np.quantile(away, MOST)), LEAST_KM)
    at_lat, at_lon, place = squares(lat, lon, gap / FINE / DEGREE_KM)
    size, at = np.bincount(place), np.stack([at_lat, at_lon])
    gap = max(gap, SPARSE * _usual(at))
    label = _near(at, gap)
    main = label == np.bincount(label, size).argmax()
    rest = np.full(len(size), -1, dtype=np.int64)
    rest[~main] = _near(at[:, ~main], 2 * gap)
    main = _joined(at, size, main, rest)
    return _by_size(np.where(main, 0, rest + 1), size)[place]


def _usual(at: Floats) -> float:
    """Kilometres from a place (2, n) to the next one, as a rule."""
    if at.shape[1] < 2:
        return 0.0
    ball = on_sphere(at[0], at[1])
    return float(np.median(cKDTree(ball).query(ball, k=2)[0][:, 1]))


def _near(at: Floats, km: float) -> Ints:
    """Groups of places (2, n) that steps of at most `km` join."""
    count = at.shape[1]
    pairs = cKDTree(on_sphere(at[0], at[1])).query_pairs(km, output_type="ndarray") if count else np.empty((0, 2), int)
    graph = coo_matrix((np.ones(len(pairs), dtype=np.int8), (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _joined(at: Floats, size: Ints, main: NDArray[np.bool_], rest: Ints) -> NDArray[np.bool_]:
    """The main land with all that fits on its sheet, the largest first, or is itself large."""
    sheet = flat(at[0], at[1], centre(*at[:, main]))
    weight = np.bincount(rest[~main], size[~main]) if (~main).any() else np.zeros(0)
    for land in np.argsort(-weight, kind="stable"):
        grown = main | (rest == land)
        if weight[land] >= LARGE * size.sum() or _area(sheet[grown]) <= ROOM * _area(sheet[main]):
            main = grown
    return main


def _area(points: Floats) -> float:
    return float(np.prod(np.ptp(points, axis=0) + LEAST_KM))


def _by_size(land: Ints, size: Ints) -> Ints:
    """Numbered anew: the main land stays 0."""
    known, number = np.unique(land, return_inverse=True)
    count = np.bincount(number.reshape(-1), size)
    count[known == 0] = np.inf
    order = np.argsort(np.argsort(-count, kind="stable"), kind="stable")
    return np.asarray(order[number.reshape(-1)], dtype=np.int64)
