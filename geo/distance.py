"""Great-circle distances in kilometres."""

import numpy as np
from numpy.typing import NDArray

EARTH_RADIUS_KM = 6371.0

Array = NDArray[np.float64]


def great_circle(lat_a: Array, lon_a: Array, lat_b: Array, lon_b: Array) -> Array:
    """Kilometres between points in degrees; the arguments broadcast like any numpy arrays.

    Haversine formula on a sphere of radius 6,371 km (R. W. Sinnott, Sky and Telescope 68, 1984).
    """
    phi_a, phi_b = np.radians(lat_a), np.radians(lat_b)
    half_lat = np.sin((phi_b - phi_a) / 2) ** 2
    half_lon = np.sin(np.radians(np.asarray(lon_b) - np.asarray(lon_a)) / 2) ** 2
    chord = half_lat + np.cos(phi_a) * np.cos(phi_b) * half_lon
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(chord, 0.0, 1.0))))


def on_sphere(lat: Array, lon: Array) -> Array:
    """Points of shape (n, 3) in kilometres, for nearest-neighbour trees (chord order = great-circle order)."""
    phi, theta = np.radians(lat), np.radians(lon)
    flat = np.cos(phi)
    return EARTH_RADIUS_KM * np.stack([flat * np.cos(theta), flat * np.sin(theta), np.sin(phi)], axis=-1)


def nearest(lat: Array, lon: Array, to_lat: Array, to_lon: Array) -> NDArray[np.int64]:
    """Index of the nearest target for every point, shape (n,); ties go to the smaller index.

    The tree proposes, the great circle decides: two candidates that the tree cannot tell apart
    are compared by the same formula that everybody else uses.
    """
    from scipy.spatial import cKDTree

    k = min(2, len(to_lat))
    _, index = cKDTree(on_sphere(to_lat, to_lon)).query(on_sphere(lat, lon), k=k)
    index = np.sort(np.asarray(index, dtype=np.int64).reshape(len(lat), k), axis=1)
    km = great_circle(lat[:, None], lon[:, None], to_lat[index], to_lon[index])
    best: NDArray[np.int64] = index[np.arange(len(lat)), np.argmin(km, axis=1)]
    return best
