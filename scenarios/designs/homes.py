"""Homes of reps: in a contiguous plan every territory grows from its rep's home unit, so no two may share one."""

import numpy as np
from scipy.optimize import linear_sum_assignment

from geo.distance import great_circle, nearest
from solver.book import Floats, Ints, Texts
from solver.errors import listed
from solver.intake.sheet import Sheet

Place = tuple[Floats, Floats]
"""lat, lon in degrees, NaN where unknown."""


def homes_apart(team: Sheet, home: Place, unit_ids: Texts, place: Place) -> Place:
    """The homes (R,), with those moved that would be in another rep's home unit. `place` (U,) of the units.

    A rep's home unit is the one whose place, the mean of its accounts, is nearest. Of several reps in one unit one
    keeps it; the others move to the places of the nearest units that are nobody's home, so that these moves together
    are shortest (an assignment problem). Each is said with a warning; too few units are an error.
    """
    placed, living = np.flatnonzero(~np.isnan(place[0])), np.flatnonzero(~np.isnan(home[0]))
    if not len(placed) or not len(living):
        return home
    root = placed[nearest(home[0][living], home[1][living], place[0][placed], place[1][placed])]
    units, count = np.unique(root, return_counts=True)
    crowded = np.isin(root, units[count > 1])
    sharing, shared = living[crowded], root[crowded]
    free = np.setdiff1d(_alone(place, placed), units[count == 1])
    if len(free) < len(sharing):
        message = f"{len(living):,} reps live in an area of {len(placed):,} units: there is no home unit for each"
        team.error("too-few-units", message, sharing, "lat", "take smaller units, or set contiguous: false")
        return home
    km = great_circle(*(axis[sharing][:, None] for axis in home), *(axis[free][None, :] for axis in place))
    at = linear_sum_assignment(km)[1]
    lat, lon = home[0].copy(), home[1].copy()
    for rep, old, new, far in zip(sharing, shared, free[at], km[np.arange(len(sharing)), at], strict=True):
        if old != new:
            lat[rep], lon[rep] = place[0][new], place[1][new]
            others = [str(team.labels[each]) for each in sharing[shared == old] if each != rep]
            _say(team, int(rep), f"{listed(others)} in {unit_ids[old]}", f"{unit_ids[new]}, {far:,.0f} km away")
    return lat, lon


def _alone(place: Place, placed: Ints) -> Ints:
    """The units at whose place there is no other unit, so that a home there is certainly theirs."""
    _, at, count = np.unique(np.stack(place)[:, placed], axis=1, return_inverse=True, return_counts=True)
    return np.asarray(placed[count[at.reshape(-1)] == 1])


def _say(team: Sheet, rep: int, shared: str, new: str) -> None:
    message = f"the home is in one unit with {shared}: the territory of {team.labels[rep]} starts from {new}"
    fix = "give the rep coordinates where the territory should start, or take smaller units"
    team.say("warning", "home-moved", message, np.array([rep]), "lat", fix)
