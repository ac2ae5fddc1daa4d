"""Many points as few: what lies in one square of degrees is looked at once."""

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def squares(lat: Floats, lon: Floats, side: float) -> tuple[Floats, Floats, Ints]:
    """The middles of the squares that hold a point, latitudes and longitudes (m,), and the square of each point (n,).

    side : in degrees. Every point lies within half a side of the middle of its square, north and east.
    """
    at = np.round(np.stack([lat, lon]) / side).astype(np.int64)
    low = at.min(axis=1)
    wide = int(np.ptp(at[1])) + 1
    known, square = np.unique((at[0] - low[0]) * wide + at[1] - low[1], return_inverse=True)
    row, column = np.divmod(known, wide)
    return (row + low[0]) * side, (column + low[1]) * side, square.reshape(-1)
