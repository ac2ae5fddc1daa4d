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

WIDE, MOST, FAR = 1.5, 0.9, 0.05
"""Without polygons and land a cell reaches no farther than so many times the way to the next one that most have, and
than this part of the frame."""
SEAM = 1.0
"""Pixels by which states overlap, so that none shows between them."""


def fill(spots: Spots, frame: Frame, colour: Ints, cells: Shapes | None, ground: Shapes) -> Iterator[str]:
    """A path for each territory in the frame. cells : the polygon of each unit in degrees, None inside where it has
    none; None = there is no map. ground : what there is of land in the frame, in pixels, none = everywhere.
    """
    mine = _largest(spots.where(spots.land == frame.land))
    if not len(mine.rep):
        return
    at = frame.at(mine.lat, mine.lon)
    shapes = _nearest(at) if cells is None else moved_to(frame, cells[mine.unit])
    within = _reached(at, ground, FAR * max(frame.width, frame.height)) if cells is None else None
    for rep in np.unique(mine.rep[mine.rep != NOBODY]):
        whole = shapely.union_all(shapes[(mine.rep == rep) & ~shapely.is_missing(shapes)])
        whole = seen(whole if within is None else shapely.intersection(whole, within), frame)
        if not shapely.is_empty(whole):
            yield f'<path class="t{colour[rep]}" d="{path(whole)}"/>'


def _largest(spots: Spots) -> Spots:
    """Of the spots of one unit that with most accounts: a cell has one colour."""
    order = np.lexsort((-spots.accounts, spots.unit))
    first = np.r_[True, np.diff(spots.unit[order]) != 0][: len(order)]
    return spots.where(order[first])


def _nearest(at: Floats) -> Shapes:
    """For each of the points (n, 2) what lies nearer to it than to the others (Voronoi)."""
    places, place = np.unique(at, axis=0, return_inverse=True)
    shapes = np.full(len(places), None, dtype=object)
    if len(places) > 2:
        points = shapely.points(places)
        found = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(points)))
        which, cell = shapely.STRtree(found).query(points, predicate="intersects")
        shapes[which] = found[cell]
    return np.asarray(shapes[place.reshape(-1)])


def _reached(at: Floats, ground: Shapes, most: float) -> shapely.Geometry:
    """The land on which points (n, 2) are; where there is none under them, what is not too far from one of them, and
    not over `most` pixels.
    """
    places = np.unique(at, axis=0)
    points, land = shapely.points(places), shapely.union_all(shapely.buffer(ground, SEAM))
    shapely.prepare(land)
    adrift = points[~shapely.intersects(land, points)]
    return shapely.union(land, shapely.union_all(shapely.buffer(adrift, min(most, WIDE * _usual(places)))))


def _usual(places: Floats) -> float:
    """How far the next place is for most."""
    return float(np.quantile(cKDTree(places).query(places, k=2)[0][:, 1], MOST)) if len(places) > 1 else 0.0
