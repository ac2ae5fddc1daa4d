"""Units that are one centre as far as a bound is concerned: those of one place, or of one neighbourhood."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.spatial import cKDTree

from geo.distance import EARTH_RADIUS_KM, on_sphere
from solver.book import Floats, Ints
from solver.siting.problem import Siting

MOST_PAIRS = 300_000_000
"""Units × places that a bound looks at; with more, neighbouring places are taken together."""
ROOM_KM = 1e-6
"""Added to every radius: what the arithmetic of the sphere may lose."""


@dataclass(frozen=True)
class Groups:
    """first : (G,) the unit that stands for a group. group : (U,) group of every unit. radius : (G,) km from the first
    unit to the farthest of its group; all 0 where the units of a group share one place.
    """

    first: Ints
    group: Ints
    radius: Floats

    @classmethod
    def each(cls, units: int) -> "Groups":
        """Every unit by itself."""
        own = np.arange(units)
        return cls(own, own, np.zeros(units))

    @property
    def exact(self) -> bool:
        return not self.radius.any()

    @cached_property
    def count(self) -> Ints:
        return np.asarray(np.bincount(self.group, minlength=len(self.first)), dtype=np.int64)

    @cached_property
    def start(self) -> Ints:
        """Where the units of every group begin in `members`, and the end, (G + 1,)."""
        return np.asarray(np.r_[0, np.cumsum(self.count)], dtype=np.int64)

    @cached_property
    def members(self) -> Ints:
        return np.asarray(np.argsort(self.group, kind="stable"), dtype=np.int64)

    def nearer(self, problem: Siting, part: slice) -> Floats:
        """Costs of all units under the nearest that a centre of the group could be, shape (U, groups of the part)."""
        if self.exact:
            return problem.cost.columns(self.first[part])
        km = problem.cost.far_columns(self.first[part])
        km -= self.radius[part]
        np.maximum(km, 0.0, out=km)
        return np.asarray(problem.cost.weight[:, None] * km**problem.cost.power)


def groups(problem: Siting, most_pairs: int = MOST_PAIRS) -> Groups:
    """Places, or neighbourhoods of places where there would be too many pairs of unit and place."""
    first, place = problem.cost.places()
    most = max(problem.territories, most_pairs // problem.units, 1)
    if len(first) <= most or problem.cost.km is not None:
        return Groups(first, place, np.zeros(len(first)))
    assert problem.cost.lat is not None
    assert problem.cost.lon is not None
    points = on_sphere(problem.cost.lat, problem.cost.lon)
    # Every so-and-so-many-th place in the order of the table of places, which runs from south to north.
    heads = first[np.linspace(0, len(first) - 1, most).astype(np.int64)]
    chord, group = cKDTree(points[heads]).query(points)
    km = 2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(chord / (2 * EARTH_RADIUS_KM), 1.0)) + ROOM_KM
    radius = np.zeros(most)
    np.maximum.at(radius, group, km)
    used, group = np.unique(group, return_inverse=True)
    return Groups(heads[used], group.astype(np.int64), radius[used])
