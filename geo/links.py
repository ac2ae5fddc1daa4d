"""Barriers and bridges: edges that a planner takes out of the unit graph, and edges that a planner puts in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.remarks import Remark, some

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Pair = tuple[str, str]
Line = Sequence[Sequence[float]]
"""Two or more points [lat, lon] in degrees."""

SEARCHABLE = 5000
"""Ids among which a near match is looked for; more would take seconds for each unknown id."""


@dataclass(frozen=True)
class Linked:
    """Edges (a, b), a < b, ascending, after barriers and bridges, and a remark on each barrier and bridge."""

    a: Ints
    b: Ints
    remarks: tuple[Remark, ...]

    @property
    def has_errors(self) -> bool:
        return any(remark.severity == "error" for remark in self.remarks)


def linked(
    ids: NDArray[np.object_],
    edges: tuple[Ints, Ints],
    place: tuple[Floats, Floats],
    barriers: Sequence[Pair | Line] = (),
    bridges: Iterable[Pair] = (),
) -> Linked:
    """The unit graph without the edges that barriers cut and with the edges that bridges add; bridges come last.

    `ids` (n,) of the units, `place` their lat and lon in degrees. A barrier is a pair of ids, or a line of points
    [lat, lon]: it cuts every edge that it meets when the units' points are joined by straight lines on a flat map.
    Unknown ids are errors in the remarks, with the nearest known id; such barriers and bridges change nothing.
    """
    at = {str(id_): index for index, id_ in enumerate(ids)}
    remarks: list[Remark] = []
    kept = np.unique(np.sort(np.stack(edges), axis=0), axis=1).reshape(2, -1)
    cut = np.zeros(kept.shape[1], dtype=bool)
    for barrier in barriers:
        pair = _pair(barrier)
        cut |= _between(kept, at, pair, remarks) if pair else _crossing(kept, ids, place, barrier, remarks)
    kept = kept[:, ~cut]
    named = [pair for bridge in bridges if (pair := _bridge(bridge, remarks))]
    added = [ends for pair in named if (ends := _known(pair, at, "bridge", remarks))]
    kept = _joined(kept, ids, added, remarks)
    return Linked(kept[0], kept[1], tuple(remarks))


def _pair(barrier: Any) -> Pair | None:
    """The two ids of a pair; None when it is something else, such as a line."""
    if not isinstance(barrier, list | tuple):
        return None
    ends = [str(end) for end in barrier if isinstance(end, str | int)]
    return (ends[0], ends[1]) if len(ends) == 2 == len(barrier) else None


def _bridge(bridge: Any, remarks: list[Remark]) -> Pair | None:
    """The two ids of a bridge; None with an error when it is something else."""
    if (pair := _pair(bridge)) is None:
        fix = "write the ids of two units: [25019, 25001]"
        remarks.append(Remark("bad-bridge", f"this is no bridge: {bridge!r}", fix, severity="error"))
    return pair


def _known(pair: Pair, at: dict[str, int], noun: str, remarks: list[Remark]) -> tuple[int, int] | None:
    """Indices of two ids, the smaller first; None with an error when one is not known or both are the same."""
    if unknown := tuple(id_ for id_ in dict.fromkeys(pair) if id_ not in at):
        near = [f"is {id_} meant to be {match}?" for id_ in unknown if (match := near_id(id_, at))]
        message = f"the {noun} {pair[0]} – {pair[1]} names units that are not there: {some(unknown)}"
        fix = " ".join([*near, "correct the id, or take the line out"])
        remarks.append(Remark(f"unknown-unit-in-{noun}", message, fix, unknown, severity="error"))
        return None
    if pair[0] == pair[1]:
        message = f"the {noun} {pair[0]} – {pair[1]} leads from a unit to itself"
        remarks.append(Remark(f"{noun}-to-itself", message, "name two units", pair[:1], severity="error"))
        return None
    a, b = sorted((at[pair[0]], at[pair[1]]))
    return a, b


def near_id(id_: str, known: Iterable[str]) -> str | None:
    """The known id that an unknown one was probably meant to be: of numbers the one with all its zeros, which is likely
    however many there are; of names the most similar one.
    """
    names = list(known)
    if id_.isdecimal():
        return next((name for name in names if name.isdecimal() and int(name) == int(id_)), None)
    close = get_close_matches(id_, names, n=1, cutoff=0.6) if len(names) <= SEARCHABLE else []
    return close[0] if close else None


def _between(kept: Ints, at: dict[str, int], pair: Pair, remarks: list[Remark]) -> NDArray[np.bool_]:
    ends = _known(pair, at, "barrier", remarks)
    if ends is None:
        return np.zeros(kept.shape[1], dtype=bool)
    cut = np.asarray((kept[0] == ends[0]) & (kept[1] == ends[1]))
    if not cut.any():
        message = f"the barrier {pair[0]} – {pair[1]} cuts nothing: they are not neighbours"
        remarks.append(Remark("idle-barrier", message, "take the line out", pair, severity="warning"))
    else:
        message = f"the barrier between {pair[0]} and {pair[1]} was taken into account: they are no longer neighbours"
        remarks.append(Remark("barrier", message, ids=pair, severity="note"))
    return cut


def _crossing(
    kept: Ints, ids: NDArray[np.object_], place: tuple[Floats, Floats], barrier: Pair | Line, remarks: list[Remark]
) -> NDArray[np.bool_]:
    none = np.zeros(kept.shape[1], dtype=bool)
    try:
        points = np.asarray(barrier, dtype=np.float64)
    except (TypeError, ValueError):
        points = np.zeros(0)
    sound = points.ndim == 2 and points.shape[0] >= 2 and points.shape[1] == 2
    if not sound or not (np.abs(points) <= (90, 180)).all():
        fix = "write two unit ids, or two or more points as [lat, lon] in degrees: [[33.9, -84.6], [33.5, -84.2]]"
        remarks.append(Remark("bad-barrier", f"this is no barrier: {barrier!r}", fix, severity="error"))
        return none
    line = shapely.linestrings(points[:, ::-1])
    ends = np.stack([np.stack([place[1][end], place[0][end]], axis=1) for end in kept], axis=1)
    placed = np.isfinite(ends).all(axis=(1, 2))
    cut = none.copy()
    cut[placed] = shapely.intersects(shapely.linestrings(ends[placed]), line)
    if not cut.any():
        message = f"the barrier from {_point(points[0])} to {_point(points[-1])} cuts nothing"
        remarks.append(Remark("idle-barrier", message, "look whether latitude comes first", severity="warning"))
        return none
    pairs = [f"{ids[a]} – {ids[b]}" for a, b in kept[:, cut].T]
    message = f"the barrier from {_point(points[0])} to {_point(points[-1])} cuts {len(pairs):,} borders: {some(pairs)}"
    units = tuple(str(id_) for id_ in ids[np.unique(kept[:, cut])])
    remarks.append(Remark("barrier", message, ids=units, severity="note"))
    return cut


def _point(point: Floats) -> str:
    return f"[{point[0]:g}, {point[1]:g}]"


def _joined(kept: Ints, ids: NDArray[np.object_], added: list[tuple[int, int]], remarks: list[Remark]) -> Ints:
    known = set(zip(*kept.tolist(), strict=True))
    for a, b in added:
        pair = (str(ids[a]), str(ids[b]))
        if (a, b) in known:
            message = f"the bridge {pair[0]} – {pair[1]} adds nothing: they are neighbours already"
            remarks.append(Remark("idle-bridge", message, "take the line out", pair, severity="warning"))
        else:
            message = f"the bridge between {pair[0]} and {pair[1]} was laid: they are neighbours now"
            remarks.append(Remark("planned-bridge", message, ids=pair, severity="note"))
        known.add((a, b))
    return np.array(sorted(known), dtype=np.int64).reshape(-1, 2).T
