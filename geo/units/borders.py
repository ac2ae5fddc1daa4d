"""Who borders on whom: rook (a stretch of border in common) or queen (a corner is enough), and which units are islands.

Where two polygons share corners exactly, their borders are compared corner by corner. Elsewhere (a corner of one lies
on a side of the other, borders drawn twice, hairline gaps) they are neighbours when they come closer than a tolerance.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_matrix

from geo.remarks import Remark, some
from geo.units.polygons import Areas, Shapes

Ints = NDArray[np.int64]
Contiguity = Literal["rook", "queen"]

TOLERANCE = 1e-4
"""Degrees (about 10 m): polygons that come closer touch."""
CORNER = 10
"""Borders that run together for less than this many tolerances meet in a corner only."""
SLIVER = 0.001
"""Polygons that cover more than this share of the smaller one twice overlap; less is a sliver."""


@dataclass(frozen=True)
class Borders:
    """Edges (a, b), a < b, of a unit graph, in ascending order, and what was found on the way."""

    a: Ints
    b: Ints
    remarks: tuple[Remark, ...]


def borders(areas: Areas, contiguity: Contiguity = "rook", tolerance: float = TOLERANCE) -> Borders:
    """The neighbours of every unit; `tolerance` in degrees. Near-linear: a search tree proposes the pairs."""
    near = _near(areas.drawn, tolerance)
    exact = _with_common_side(areas.drawn, near)
    rook = exact.copy()
    rook[~exact] = _run_together(areas.shapes, near[:, ~exact], tolerance)
    a, b = near[:, rook] if contiguity == "rook" else near
    loose = int((rook & ~exact).sum())
    remarks = [*_inexact(loose, tolerance), *_twice_covered(areas, near), *_islands(areas, a, b)]
    return Borders(a, b, tuple(remarks))


def _near(shapes: Shapes, tolerance: float) -> Ints:
    """Pairs (2, P) of polygons that come closer than the tolerance, a < b, ascending."""
    pairs = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=tolerance).astype(np.int64)
    pairs = pairs[:, pairs[0] < pairs[1]]
    return np.asarray(pairs[:, np.lexsort((pairs[1], pairs[0]))])


def _with_common_side(shapes: Shapes, near: Ints) -> NDArray[np.bool_]:
    """Which pairs have a side, from corner to corner, in common."""
    side, unit = _sides(shapes)
    units, sides = len(shapes), int(side.max(initial=-1)) + 1
    incidence = coo_matrix((np.ones(len(side), dtype=np.int32), (unit, side)), shape=(units, sides)).tocsr()
    together = (incidence @ incidence.T).tocoo()
    found = np.isin(near[0] * units + near[1], together.row.astype(np.int64) * units + together.col)
    return np.asarray(found, dtype=bool)


def _sides(shapes: Shapes) -> tuple[Ints, Ints]:
    """Every side of every polygon: a number that equal sides have in common, and whose side it is."""
    parts, unit_of_part = shapely.get_parts(shapes, return_index=True)
    rings, part_of_ring = shapely.get_rings(parts, return_index=True)
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    _, corner = np.unique(corners, axis=0, return_inverse=True)
    corner = corner.reshape(-1).astype(np.int64)
    along = ring[1:] == ring[:-1]
    ends = np.sort(np.stack([corner[:-1][along], corner[1:][along]]), axis=0)
    _, side = np.unique(ends[0] * len(corners) + ends[1], return_inverse=True)
    return side.reshape(-1).astype(np.int64), unit_of_part[part_of_ring[ring[1:][along]]].astype(np.int64)


def _run_together(shapes: Shapes, pairs: Ints, tolerance: float) -> NDArray[np.bool_]:
    """Which pairs have borders that stay within the tolerance of each other for longer than a corner."""
    wide = shapely.buffer(shapes[pairs[0]], tolerance)
    common = shapely.intersection(shapely.boundary(shapes[pairs[1]]), wide)
    return np.asarray(shapely.length(common) > CORNER * tolerance)


def _inexact(loose: int, tolerance: float) -> list[Remark]:
    if not loose:
        return []
    metres = f"{tolerance * 111_000:,.0f} m"
    message = f"{loose:,} borders do not share their corners; sides closer than {metres} were taken as one border"
    return [Remark("inexact-borders", message, severity="note")]


def _twice_covered(areas: Areas, near: Ints) -> list[Remark]:
    """Overlaps, with the units; slivers, which no planner needs to look at, only as a number."""
    shapes = areas.shapes
    meet = near[:, ~shapely.touches(shapes[near[0]], shapes[near[1]])]
    twice = shapely.area(shapely.intersection(shapes[meet[0]], shapes[meet[1]]))
    share = twice / np.minimum(*shapely.area(shapes[meet]))
    remarks = []
    if (share > SLIVER).any():
        pairs = meet[:, share > SLIVER]
        named = [f"{areas.ids[a]} and {areas.ids[b]}" for a, b in pairs.T]
        message = f"{len(named):,} pairs of polygons overlap: {some(named)}"
        fix = "correct the map; until then they are neighbours, and a place in both belongs to the first"
        ids = tuple(areas.ids[np.unique(pairs)].tolist())
        remarks.append(Remark("overlapping-units", message, fix, ids))
    if slivers := int(((share > 0) & (share <= SLIVER)).sum()):
        message = f"{slivers:,} pairs of polygons overlap by a sliver, less than {SLIVER:.1%} of the smaller one"
        remarks.append(Remark("slivers", message, severity="note"))
    return remarks


def _islands(areas: Areas, a: Ints, b: Ints) -> list[Remark]:
    alone = np.setdiff1d(np.arange(len(areas)), np.concatenate([a, b]))
    if not len(alone):
        return []
    ids = tuple(areas.ids[alone].tolist())
    message = f"{len(ids):,} units border on no other: {some(ids)}"
    return [Remark("island-units", message, "add bridges where a rep can cross", ids, severity="note")]
