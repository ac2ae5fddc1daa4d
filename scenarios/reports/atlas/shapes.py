"""Areas on the sheet: the states under the dots where the book is in the USA, and territories made of polygons."""

from collections.abc import Iterator

import numpy as np
import shapely

from geo.units.polygons import Shapes
from geo.units.us import us_areas
from scenarios.reports.atlas.frame import Frame
from scenarios.reports.atlas.ground import Ground
from solver.book import Ints

PLAIN = 0.5
"""Pixels by which a border may be off."""
LEAST = 1.0
"""Square pixels: islands below are not drawn."""


def states(ground: Ground, found: list[Frame]) -> Iterator[str]:
    """The states in which accounts lie, as far as the frames go."""
    points = shapely.points(*np.unique(np.stack([ground.lon, ground.lat])[:, ground.placed].round(1), axis=1))
    shapes = us_areas("us_states").shapes
    held = np.unique(shapely.STRtree(points).query(shapes, predicate="intersects")[0])
    for frame in found:
        for shape in on_sheet(shapes[held], frame):
            yield f'<path class="state" d="{path(shape)}"/>'


def on_sheet(shapes: Shapes, frame: Frame) -> Iterator[shapely.Geometry]:
    """What of each shape in degrees lies in the frame, in pixels, with no more corners than one can see."""
    ends = (frame.left, frame.top, frame.left + frame.width, frame.top + frame.height)
    for shape in shapes:
        flat = shapely.transform(shape, lambda at: frame.at(at[:, 1], at[:, 0]))
        if shapely.intersects(flat, shapely.box(*ends)):
            seen = shapely.clip_by_rect(shapely.make_valid(shapely.simplify(flat, PLAIN)), *ends)
            if shapely.area(seen) >= LEAST:
                yield seen


def path(shape: shapely.Geometry) -> str:
    """The rings of a polygon or of several as the `d` of a path."""
    rings = [
        shapely.get_coordinates(ring)
        for part in shapely.get_parts(shape)
        if shapely.area(part) >= LEAST
        for ring in (shapely.get_exterior_ring(part), *shapely.get_rings(part)[1:])
    ]
    return "".join(_ring(np.round(ring * 10).astype(np.int64)) for ring in rings)


def _ring(tenths: Ints) -> str:
    x, y = (tenths[0] / 10).tolist()
    steps = np.diff(tenths[:-1], axis=0)
    steps = steps[(steps != 0).any(axis=1)]
    return f"M{x:g} {y:g}l{' '.join(f'{right / 10:g} {down / 10:g}' for right, down in steps.tolist())}z"
