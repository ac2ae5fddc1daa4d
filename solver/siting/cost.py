"""What a unit costs in a territory whose centre is another unit."""

from dataclasses import dataclass, replace

import numpy as np
from scipy.spatial.distance import cdist

from geo.distance import EARTH_RADIUS_KM, great_circle, on_sphere
from solver.book import Floats, Ints


@dataclass(frozen=True)
class Cost:
    """weight(i) × km(i, j) ^ power for unit i in a territory with centre j.

    weight : (U,), hours or potential, not below 0. km : (U, U) from unit to centre; None = great circle between the
    places lat, lon (U,) in degrees. Power 1 is travel; power 2 is the moment of inertia (S. W. Hess et al., Oper. Res.
    13, 1965).
    """

    weight: Floats
    lat: Floats | None = None
    lon: Floats | None = None
    km: Floats | None = None
    power: int = 1

    def __len__(self) -> int:
        return len(self.weight)

    def far(self, units: Ints, centres: Ints) -> Floats:
        """Kilometres from units to centres; the arguments broadcast."""
        if self.km is not None:
            return np.asarray(self.km[units, centres])
        assert self.lat is not None
        assert self.lon is not None
        return great_circle(self.lat[units], self.lon[units], self.lat[centres], self.lon[centres])

    def at(self, units: Ints, centres: Ints) -> Floats:
        """Costs; the arguments broadcast."""
        return np.asarray(self.weight[units] * self.far(units, centres) ** self.power)

    def columns(self, centres: Ints) -> Floats:
        """Costs of every unit under these centres, shape (U, len(centres))."""
        return np.asarray(self.weight[:, None] * self.far_columns(centres) ** self.power)

    def far_columns(self, centres: Ints) -> Floats:
        """Kilometres from every unit to these centres, shape (U, len(centres)): the chord, bent to the great circle."""
        if self.km is not None:
            return np.asarray(self.km[:, centres])
        assert self.lat is not None
        assert self.lon is not None
        chord = cdist(on_sphere(self.lat, self.lon), on_sphere(self.lat[centres], self.lon[centres]))
        chord /= 2 * EARTH_RADIUS_KM
        return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(chord, 1.0, out=chord), out=chord))

    def only(self, units: Ints) -> "Cost":
        """The same among some of the units."""
        part = replace(self, weight=self.weight[units])
        if self.km is not None:
            return replace(part, km=self.km[np.ix_(units, units)])
        assert self.lat is not None
        assert self.lon is not None
        return replace(part, lat=self.lat[units], lon=self.lon[units])

    def places(self) -> tuple[Ints, Ints]:
        """One unit of every distinct place, and the number of the place of every unit (U,).

        Units at one place cost the same as centres. Of a table every unit is a place of its own.
        """
        if self.km is not None or self.lat is None or self.lon is None:
            own = np.arange(len(self))
            return own, own
        points = np.stack([self.lat, self.lon])
        first, place = np.unique(points, axis=1, return_index=True, return_inverse=True)[1:]
        return first.astype(np.int64), place.reshape(-1).astype(np.int64)
