"""Territories as areas, where accounts move by cells of a map: its polygons, or what lies nearest to each cell."""

from collections.abc import Iterator

import numpy as np
import shapely
from scipy.spatial import cKDTree

from geo.units.polygons import Shapes
from scenarios.reports.atlas.frame import Frame
from scenarios.reports.atlas.ground import NOBODY, Spots
from scenarios.reports.atlas.shapes import moved_to, path, seen
from solver.book import Floats, Ints

WIDE = 4.0
"""Without polygons a cell reaches no farther than so many times the usual way to the next one."""
SEAM = 1.0
"""Pixels by which states overlap, so that none shows between them."""


def fill(spots: Spots, frame: Frame, colour: Ints, cells: Shapes | None, ground: Shapes) -> Iterator[str]:
    """A path for each territory in the frame. cells : the polygon of each unit in degrees, None inside where it has
    none; None = there is no map. ground : what there is of land in the frame, in pixels, none = everywhere.
    """
    mine = _largest(spots.where(spots.land == frame.land))
    if not len(mine.rep):
        return
    shapes = _drawn(mine, frame, cells) if cells is not None else _nearest(frame.at(mine.lat, mine.lon), ground)
    for rep in np.unique(mine.rep[mine.rep != NOBODY]):
        parts = shapes[(mine.rep == rep) & ~shapely.is_missing(shapes)]
        whole = seen(shapely.union_all(parts), frame)
        if not shapely.is_empty(whole):
            yield f'<path class="t{colour[rep]}" d="{path(whole)}"/>'


def _largest(spots: Spots) -> Spots:
    """Of the spots of one unit that with most accounts: a cell has one colour."""
    order = np.lexsort((-spots.accounts, spots.unit))
    first = np.r_[True, np.diff(spots.unit[order]) != 0][: len(order)]
    return spots.where(order[first])


def _drawn(spots: Spots, frame: Frame, cells: Shapes) -> Shapes:
    """The polygon of each spot's unit in pixels."""
    return moved_to(frame, cells[spots.unit])


def _nearest(at: Floats, ground: Shapes) -> Shapes:
    """For each of the points (n, 2) what lies nearer to it than to the others (Voronoi), not too far, and on land."""
    places, place = np.unique(at, axis=0, return_inverse=True)
    if len(places) < 3:
        return np.full(len(at), None, dtype=object)
    points = shapely.points(places)
    found = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(points)))
    which, cell = shapely.STRtree(found).query(points, predicate="intersects")
    shapes = np.full(len(places), None, dtype=object)
    shapes[which] = found[cell]
    reach = WIDE * _usual(places)
    west, north, east, south = shapely.bounds(shapes).T
    x, y = places.T
    wide = np.hypot(np.maximum(x - west, east - x), np.maximum(y - north, south - y)) > reach
    shapes[wide] = shapely.intersection(shapes[wide], shapely.buffer(points[wide], reach))
    if len(ground):
        land = shapely.union_all(shapely.buffer(ground, SEAM))
        shapely.prepare(land)
        coast = shapely.intersects(land, points) & ~shapely.covers(land, shapes)
        shapes[coast] = shapely.intersection(shapes[coast], land)
    return np.asarray(shapes[place.reshape(-1)])


def _usual(places: Floats) -> float:
    """How far the next place is, as a rule."""
    return float(np.median(cKDTree(places).query(places, k=2)[0][:, 1]))
