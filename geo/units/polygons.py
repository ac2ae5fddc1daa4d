"""Polygons as planners have them: GeoJSON features to units, and what had to be repaired."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.remarks import Remark, some

Shapes = NDArray[np.object_]
Floats = NDArray[np.float64]

SHRUNK = 0.01
"""A repair that changes an area by more than this share of it is said with its units."""
ROUNDING = 1e-9
"""Degrees beyond ±180 and ±90 that are taken for rounding."""


@dataclass(frozen=True)
class Areas:
    """Units with an area, in the order of the file: ids (n,), valid polygons (n,) and a point inside each, degrees.

    `drawn` : the polygons before repair, whose corners neighbours may share. `remarks` : what was repaired, left out or
    cannot be used; with errors among them, the areas are what is left.
    """

    ids: NDArray[np.object_]
    shapes: Shapes
    drawn: Shapes
    lat: Floats
    lon: Floats
    remarks: tuple[Remark, ...]

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def has_errors(self) -> bool:
        return any(remark.severity == "error" for remark in self.remarks)


def read_areas(geojson: Mapping[str, Any], id_property: str) -> Areas:
    """The units of a FeatureCollection; `id_property` names the property with the unit's id (`id`: the member, too).

    Nothing is raised: everything wrong is in `remarks`. The inside point is shapely's point on surface.
    """
    listed = geojson.get("features")
    if geojson.get("type") != "FeatureCollection" or not isinstance(listed, list) or not listed:
        message = "the polygons are not a GeoJSON FeatureCollection with features"
        fix = "export the map as GeoJSON (WGS84), one feature for each unit"
        return _nothing(Remark("not-geojson", message, fix, severity="error"))
    remarks: list[Remark] = []
    ids = _ids(listed, id_property, remarks)
    drawn = np.array([_shape(feature) for feature in listed], dtype=object)
    shapes = _valid(drawn, ids, remarks)
    usable = np.flatnonzero((ids != "") & ~shapely.is_missing(shapes))
    _once(ids[usable], remarks)
    _, first = np.unique(ids[usable].astype(str), return_index=True)
    keep = usable[np.sort(first)]
    points = shapely.point_on_surface(shapes[keep])
    return Areas(ids[keep], shapes[keep], drawn[keep], shapely.get_y(points), shapely.get_x(points), tuple(remarks))


def _nothing(remark: Remark) -> Areas:
    none = np.zeros(0)
    return Areas(*3 * (none.astype(object),), none, none, (remark,))


def _ids(listed: list[Any], id_property: str, remarks: list[Remark]) -> NDArray[np.object_]:
    """Ids as text, "" where there is none. A whole number is written without a point; zeros in front are not added."""
    raw = [_id_of(feature, id_property) for feature in listed]
    ids = np.empty(len(raw), dtype=object)
    ids[:] = ["" if value is None else str(value).strip() for value in raw]
    if blank := [at for at, id_ in enumerate(ids.tolist()) if not id_]:
        known = sorted({str(name) for feature in listed for name in _properties(feature)})
        which = f"{len(blank):,} of {len(ids):,} features have no {id_property}"
        where = some([f"number {at + 1}" for at in blank])
        fix = f"name the property that holds the unit's id (properties found: {some(known, 12) or 'none'})"
        remarks.append(Remark("feature-without-id", f"{which}: {where}", fix, at=tuple(blank), severity="error"))
    return ids


def _properties(feature: Any) -> Mapping[str, Any]:
    found = feature.get("properties") if isinstance(feature, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _id_of(feature: Any, id_property: str) -> Any:
    value = _properties(feature).get(id_property)
    if value is None and id_property == "id" and isinstance(feature, Mapping):
        value = feature.get("id")
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _once(ids: NDArray[np.object_], remarks: list[Remark]) -> None:
    distinct, count = np.unique(ids.astype(str), return_counts=True)
    if twice := tuple(distinct[count > 1].tolist()):
        message = f"several polygons have the same id: {some(twice)}"
        fix = "choose a property that differs for every unit, or make one feature (a MultiPolygon) of each unit"
        remarks.append(Remark("duplicate-unit", message, fix, twice, severity="error"))


def _valid(raw: Shapes, ids: NDArray[np.object_], remarks: list[Remark]) -> Shapes:
    """Valid polygons, None where a feature has no area."""
    _in_degrees(raw, ids, remarks)
    invalid = np.flatnonzero(~shapely.is_missing(raw) & ~shapely.is_valid(raw))
    made = raw.copy()
    made[invalid] = [_areal(shapely.make_valid(shape)) for shape in raw[invalid]]
    flat = shapely.is_missing(made) | (shapely.area(made) <= 0)
    made[flat] = None
    _repaired(ids, raw, made, invalid[~flat[invalid]], remarks)
    if lost := tuple(ids[flat & (ids != "")].tolist()):
        message = f"{len(lost):,} units have no area and are left out: {some(lost)}"
        fix = "draw them again, or leave it: their accounts are placed like accounts outside of all polygons"
        remarks.append(Remark("unit-without-area", message, fix, lost))
    return made


def _shape(feature: Any) -> Any:
    """The feature's geometry, None where there is none or it is broken beyond reading."""
    geometry = feature.get("geometry") if isinstance(feature, Mapping) else None
    if not isinstance(geometry, Mapping) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        return None
    polygons = geometry.get("coordinates") or []
    try:
        parts = [_polygon(rings) for rings in ([polygons] if geometry["type"] == "Polygon" else polygons)]
    except (TypeError, ValueError, IndexError, shapely.GEOSException):
        return None
    parts = [part for part in parts if part is not None]
    return None if not parts else parts[0] if len(parts) == 1 else shapely.multipolygons(parts)


def _polygon(rings: Any) -> Any:
    """One polygon; rings of fewer than three corners enclose nothing and are dropped, ends that are open are closed."""
    closed = [_closed(np.asarray(ring, dtype=np.float64)[:, :2]) for ring in rings if len(ring) >= 3]
    closed = [ring for ring in closed if len(ring) >= 4 and np.isfinite(ring).all()]
    return shapely.Polygon(closed[0], closed[1:]) if closed and len(rings[0]) >= 3 else None


def _closed(ring: Floats) -> Floats:
    return ring if (ring[0] == ring[-1]).all() else np.vstack([ring, ring[:1]])


def _areal(shape: Any) -> Any:
    """What of a repaired shape has an area; lines and points that fell off a bad ring are dropped."""
    parts = [part for part in shapely.get_parts(shape) if shapely.get_dimensions(part) == 2]
    flat = [each for part in parts for each in shapely.get_parts(part) if shapely.area(each) > 0]
    return None if not flat else flat[0] if len(flat) == 1 else shapely.multipolygons(flat)


def _in_degrees(raw: Shapes, ids: NDArray[np.object_], remarks: list[Remark]) -> None:
    west, south, east, north = shapely.bounds(raw).T
    out = (west < -180 - ROUNDING) | (east > 180 + ROUNDING) | (south < -90 - ROUNDING) | (north > 90 + ROUNDING)
    if out.any():
        wrong = tuple(ids[out].tolist())
        message = f"the corners of {some(wrong)} are not degrees: longitude −180 to 180, then latitude −90 to 90"
        fix = "export the map as GeoJSON in WGS84 (EPSG:4326)"
        remarks.append(Remark("not-degrees", message, fix, wrong, severity="error"))


def _repaired(
    ids: NDArray[np.object_], raw: Shapes, made: Shapes, at: NDArray[np.int64], remarks: list[Remark]
) -> None:
    """Rings that crossed themselves: how many were repaired, and whose area is no longer what the rings enclosed."""
    if not len(at):
        return
    mended = tuple(ids[at].tolist())
    message = f"{len(mended):,} polygons had rings that cross or touch themselves, and were repaired: {some(mended)}"
    before, after = np.abs(shapely.area(raw[at])), shapely.area(made[at])
    changed = ids[at][np.abs(after - before) > SHRUNK * np.maximum(before, after)].tolist()
    if changed:
        message += f"; look at {some(changed)}, whose area changed by more than {SHRUNK:.0%}"
    remarks.append(Remark("repaired-polygons", message, "look at them on the map", mended))
