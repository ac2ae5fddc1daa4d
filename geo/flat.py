"""The land on a sheet of paper."""

import numpy as np
from numpy.typing import NDArray

from geo.distance import EARTH_RADIUS_KM, on_sphere

Floats = NDArray[np.float64]
Point = tuple[float, float]
"""Latitude and longitude in degrees."""

OPPOSITE = 1e-9
"""Of the point opposite the middle, which has no place on the sheet, this much is kept away."""


def flat(lat: Floats, lon: Floats, middle: Point) -> Floats:
    """Kilometres east and north of the middle, (n, 2), in true proportions of area.

    Lambert's azimuthal equal-area projection (J. P. Snyder, USGS Professional Paper 1395, 1987, equations 24-2 to
    24-4): whatever the middle, shapes near it are true, and the date line is no border.
    """
    phi, turned = np.radians(lat), np.radians(lon - middle[1])
    phi_0 = np.radians(middle[0])
    away = 1 + np.sin(phi_0) * np.sin(phi) + np.cos(phi_0) * np.cos(phi) * np.cos(turned)
    stretch = EARTH_RADIUS_KM * np.sqrt(2 / np.maximum(away, OPPOSITE))
    north = np.cos(phi_0) * np.sin(phi) - np.sin(phi_0) * np.cos(phi) * np.cos(turned)
    return np.stack([stretch * np.cos(phi) * np.sin(turned), stretch * north], axis=-1)


def centre(lat: Floats, lon: Floats) -> Point:
    """The middle of points in degrees: that of the sphere's straight lines, so that the date line is no border."""
    x, y, z = on_sphere(lat, lon).mean(axis=0)
    return float(np.degrees(np.arctan2(z, np.hypot(x, y)))), float(np.degrees(np.arctan2(y, x)))
