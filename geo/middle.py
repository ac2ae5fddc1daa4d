"""The mean place of groups of points, on both sides of the date line too."""

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def middle(of: Ints, lat: Floats, lon: Floats, groups: int, weight: Floats | None = None) -> tuple[Floats, Floats]:
    """Mean latitude and longitude (groups,) in degrees, NaN for a group without points.

    of (n,) numbers from 0. weight (n,) > 0, None = all alike. Longitudes of a group that spans more than half the
    globe are counted from its first point: 179.9 and −179.9 have their mean at 180, not at 0.
    """
    first = np.full(groups, np.nan)
    first[of[::-1]] = lon[::-1]
    low, high = np.full(groups, np.inf), np.full(groups, -np.inf)
    np.minimum.at(low, of, lon)
    np.maximum.at(high, of, lon)
    across = (high - low > 180.0)[of]
    unrolled = np.where(across, first[of] + (lon - first[of] + 180.0) % 360.0 - 180.0, lon)
    total = np.bincount(of, weights=weight, minlength=groups).astype(np.float64)
    total[total == 0] = np.nan
    sums = [
        np.bincount(of, weights=axis if weight is None else weight * axis, minlength=groups) for axis in (lat, unrolled)
    ]
    mean = sums[1] / total
    return sums[0] / total, np.where(np.abs(mean) > 180.0, (mean + 180.0) % 360.0 - 180.0, mean)
