"""Small maps drawn by hand."""

from collections.abc import Sequence
from typing import Any

Corner = tuple[float, float]


def square(west: float, south: float, east: float, north: float) -> list[Corner]:
    return [(west, south), (east, south), (east, north), (west, north), (west, south)]


def feature(id_: Any, *rings: Sequence[Corner]) -> dict[str, Any]:
    geometry = {"type": "Polygon", "coordinates": [list(ring) for ring in rings]}
    return {"type": "Feature", "properties": {"id": id_, "kind": "cell"}, "geometry": geometry}


def collection(*features: dict[str, Any]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def grid(size: int = 3) -> dict[str, Any]:
    """
    g h i      squares of one degree, a at 0° N 0° E; the map is drawn with north up
    d e f
    a b c
    """
    letters = "abcdefghijklmnopqrstuvwxyz"
    cells = [(letters[size * row + at], at, row) for row in range(size) for at in range(size)]
    return collection(*(feature(name, square(x, y, x + 1, y + 1)) for name, x, y in cells))
