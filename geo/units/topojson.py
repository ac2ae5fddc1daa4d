"""TopoJSON to GeoJSON: arcs that neighbours share become vertices that they share, exactly."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ring = list[list[float]]


def features(topology: Mapping[str, Any], layer: str) -> dict[str, Any]:
    """A FeatureCollection of one layer of polygons; a feature's id is in its properties too, as `id`.

    Source: the TopoJSON format specification 1.0, sections 2.1.1 (transforms) and 2.1.3 (arcs).
    """
    arcs = [_decoded(np.asarray(arc, dtype=np.float64), topology.get("transform")) for arc in topology["arcs"]]
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {**geometry.get("properties", {}), "id": geometry.get("id", "")},
                "geometry": _geometry(geometry, arcs),
            }
            for geometry in topology["objects"][layer]["geometries"]
        ],
    }


def _decoded(arc: NDArray[np.float64], transform: Mapping[str, Any] | None) -> NDArray[np.float64]:
    """An arc's points in degrees; quantized arcs are written as steps from point to point."""
    if transform is None:
        return arc
    return np.asarray(np.cumsum(arc, axis=0) * transform["scale"] + transform["translate"])


def _geometry(geometry: Mapping[str, Any], arcs: list[NDArray[np.float64]]) -> dict[str, Any] | None:
    kind = geometry.get("type")
    if kind == "Polygon":
        return {"type": kind, "coordinates": [_ring(ring, arcs) for ring in geometry["arcs"]]}
    if kind == "MultiPolygon":
        parts = [[_ring(ring, arcs) for ring in part] for part in geometry["arcs"]]
        return {"type": kind, "coordinates": parts}
    return None


def _ring(indices: list[int], arcs: list[NDArray[np.float64]]) -> Ring:
    """Arcs joined end to end; ~i is arc i backwards. Where two meet, their common point stands once."""
    pieces = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in indices]
    joined: Ring = np.concatenate([pieces[0], *(piece[1:] for piece in pieces[1:])]).tolist()
    return joined
