"""The mean place of groups of points."""

import numpy as np
import pytest

from geo.middle import middle


def test_plain_means_and_a_group_without_points() -> None:
    lat, lon = middle(np.array([0, 0, 2]), np.array([1.0, 3.0, 5.0]), np.array([10.0, 20.0, -7.0]), 3)
    assert lat.tolist()[::2] == [2.0, 5.0]
    assert lon.tolist()[::2] == [15.0, -7.0]
    assert np.isnan(lat[1])
    assert np.isnan(lon[1])


@pytest.mark.parametrize(
    ("lon", "mean"), [([179.0, -177.0], -179.0), ([-177.0, 179.0], -179.0), ([179.5, -179.5], 180.0)]
)
def test_on_both_sides_of_the_date_line(lon: list[float], mean: float) -> None:
    found = middle(np.zeros(2, dtype=np.int64), np.zeros(2), np.array(lon), 1)[1][0]
    assert abs(found) == pytest.approx(abs(mean))
    assert np.cos(np.radians(found - mean)) == pytest.approx(1.0)


def test_weights() -> None:
    lat, lon = middle(
        np.zeros(2, dtype=np.int64), np.array([0.0, 4.0]), np.array([179.0, -179.0]), 1, np.array([3.0, 1.0])
    )
    assert lat[0] == pytest.approx(1.0)
    assert lon[0] == pytest.approx(179.5)
