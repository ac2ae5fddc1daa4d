"""Which unit a place lies in."""

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.units.polygons import Areas

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

NOWHERE = -1
SHORE = 0.05
"""Degrees (about 5 km): a place outside of all polygons but this near to one lies on a shore drawn too roughly."""


def unit_of(areas: Areas, lat: Floats, lon: Floats) -> tuple[Ints, NDArray[np.bool_]]:
    """Index of the unit of every place (n,), `NOWHERE` outside of all, and which lie just off the shore of theirs.

    A place on a common border belongs to the unit that comes first. NaN coordinates lie nowhere.
    """
    unit = np.full(len(lat), NOWHERE, dtype=np.int64)
    placed = np.flatnonzero(np.isfinite(lat) & np.isfinite(lon))
    points = shapely.points(lon[placed], lat[placed])
    tree = shapely.STRtree(areas.shapes)
    unit[placed] = _first(tree.query(points, predicate="intersects"), len(placed))
    outside = unit[placed] == NOWHERE
    unit[placed[outside]] = _first(tree.query_nearest(points[outside], max_distance=SHORE), int(outside.sum()))
    ashore = np.zeros(len(lat), dtype=bool)
    ashore[placed[outside]] = unit[placed[outside]] != NOWHERE
    return unit, ashore


def _first(found: Ints, points: int) -> Ints:
    """The first unit of each point, `NOWHERE` where there is none; `found` (2, F) are points and units."""
    point, unit = found
    first = np.full(points, NOWHERE, dtype=np.int64)
    order = np.lexsort((unit, point))
    at, where = np.unique(point[order], return_index=True)
    first[at] = unit[order][where]
    return first
