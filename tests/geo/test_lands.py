"""The main land and what lies far off it, and the sheet that they are drawn on."""

import numpy as np
import pytest

from geo.flat import centre, flat
from geo.lands import lands
from geo.squares import squares

STATES = [(47.6, -122.3), (34.0, -118.2), (39.7, -105.0), (41.9, -87.6), (29.8, -95.4), (40.7, -74.0), (25.8, -80.2)]
ALASKA, HAWAII, GUAM = (61.2, -149.9), (21.3, -157.9), (13.5, 144.8)


def points(*groups: tuple[tuple[float, float], int]) -> tuple[np.ndarray, np.ndarray]:
    """Each place so many times."""
    at = np.array([place for place, times in groups for _ in range(times)])
    return at[:, 0], at[:, 1]


def test_what_lies_far_off_is_a_land_of_its_own_the_largest_first() -> None:
    rng = np.random.default_rng(1)
    lat, lon = rng.uniform(30, 45, 3000), rng.uniform(-115, -80, 3000)
    far_lat, far_lon = points((HAWAII, 5), (ALASKA, 9), (GUAM, 2))
    found = lands(np.concatenate([lat, far_lat]), np.concatenate([lon, far_lon]))
    assert (found[:3000] == 0).all()
    assert found[3000:].tolist() == [2] * 5 + [1] * 9 + [3] * 2


def test_gaps_within_a_sparse_book_make_no_islands() -> None:
    """Seven cities across the country are one land: the sheet would not be larger without one of them."""
    assert (lands(*points(*((city, 10) for city in STATES))) == 0).all()


def test_two_halves_of_a_book_are_one_map() -> None:
    assert (lands(*points(((40.0, -75.0), 60), ((51.5, 0.0), 40))) == 0).all()


def test_one_place_is_a_land() -> None:
    assert lands(np.full(3, 40.0), np.full(3, -75.0)).tolist() == [0, 0, 0]


def test_both_sides_of_the_date_line_are_one_land() -> None:
    assert lands(np.array([-17.0, -17.0, -16.9]), np.array([179.9, -179.9, 179.5])).tolist() == [0, 0, 0]


def test_the_sheet_keeps_areas_and_distances_near_the_middle() -> None:
    """A degree of latitude is 111.2 km; a square degree at 60° north has half the area of one at the equator."""
    north = flat(np.array([41.0]), np.array([-90.0]), (40.0, -90.0))[0]
    assert north == pytest.approx([0.0, 111.2], abs=0.1)
    areas = []
    for south in (0.0, 60.0):
        lat, lon = np.array([south, south, south + 1, south + 1]), np.array([20.0, 21.0, 21.0, 20.0])
        x, y = flat(lat, lon, (30.0, 0.0)).T
        areas.append(abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2)
    exact = [np.sin(np.radians(s + 1)) - np.sin(np.radians(s)) for s in (0.0, 60.0)]
    assert areas[1] / areas[0] == pytest.approx(exact[1] / exact[0], rel=2e-3)


def test_the_middle_knows_no_date_line() -> None:
    lat, lon = centre(np.array([10.0, 10.0]), np.array([179.0, -179.0]))
    assert (lat, abs(lon)) == pytest.approx((10.0, 180.0), abs=0.01)


def test_every_point_is_in_its_square() -> None:
    rng = np.random.default_rng(3)
    lat, lon = rng.uniform(-90, 90, 500), rng.uniform(-180, 180, 500)
    at_lat, at_lon, square = squares(lat, lon, 5.0)
    assert np.abs(at_lat[square] - lat).max() <= 2.5 + 1e-9
    assert np.abs(at_lon[square] - lon).max() <= 2.5 + 1e-9
    assert len(np.unique(np.stack([at_lat, at_lon]), axis=1).T) == len(at_lat)
