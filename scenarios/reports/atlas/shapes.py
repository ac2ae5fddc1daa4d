"""Areas on the sheet: polygons in degrees as paths in pixels, and the states where the book is in the USA."""

import numpy as np
import shapely

from geo.squares import squares
from geo.units.polygons import Shapes
from geo.units.us import us_areas
from scenarios.reports.atlas.frame import Frame
from solver.book import Floats, Ints

PLAIN = 0.5
"""Pixels by which a border may be off."""
FINE = 2
"""Positions are told to a half of a pixel."""
CLOSE = 0.02
"""Degrees by which accounts are told apart in the search for their states."""
SOME = 0.001
"""Part of the accounts that a state must have to be drawn."""
LEAST = 1.0
"""Square pixels: islands below are not drawn."""


def states(lat: Floats, lon: Floats) -> Shapes:
    """The states, in degrees, in which some of the accounts at these places (n,) lie."""
    at_lat, at_lon, square = squares(lat, lon, CLOSE)
    shapes = us_areas("us_states").shapes
    state, point = shapely.STRtree(shapely.points(at_lon, at_lat)).query(shapes, predicate="intersects")
    held = np.bincount(state, np.bincount(square)[point], minlength=len(shapes))
    return np.asarray(shapes[held >= max(1.0, SOME * len(lat))])


def on_sheet(frame: Frame, shapes: Shapes) -> Shapes:
    """What of shapes in degrees lies in the frame, in pixels."""
    flat = [seen(shape, frame) for shape in moved_to(frame, shapes)]
    return np.array([shape for shape in flat if not shapely.is_empty(shape)], dtype=object)


def moved_to(frame: Frame, shapes: Shapes) -> Shapes:
    """Shapes in degrees as shapes in pixels."""
    return np.asarray(shapely.transform(shapes, lambda at: frame.at(at[:, 1], at[:, 0])), dtype=object)


def seen(shape: shapely.Geometry, frame: Frame) -> shapely.Geometry:
    """What of a shape in pixels lies in the frame, with no more corners than one can see."""
    ends = (frame.left, frame.top, frame.left + frame.width, frame.top + frame.height)
    if not shapely.intersects(shape, shapely.box(*ends)):
        return shapely.Polygon()
    return shapely.clip_by_rect(shapely.make_valid(shapely.simplify(shape, PLAIN)), *ends)


def path(shape: shapely.Geometry) -> str:
    """The rings of a polygon or of several as the `d` of a path, in halves of a pixel."""
    parts = [part for part in shapely.get_parts(shape) if shapely.area(part) >= LEAST]
    rings = [shapely.get_coordinates(ring) for part in parts for ring in shapely.get_rings(part)]
    return "".join(_ring(np.round(ring * FINE).astype(np.int64)) for ring in rings)


def _ring(corners: Ints) -> str:
    steps = np.diff(corners[:-1], axis=0)
    steps = steps[(steps != 0).any(axis=1)]
    if len(steps) < 2:  # a hole that nobody can see
        return ""
    return f"M{corners[0, 0]} {corners[0, 1]}l{' '.join(f'{right} {down}' for right, down in steps.tolist())}z"
