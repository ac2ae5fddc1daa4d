"""Cells of points: as many as asked for, compact, never cutting through a place, whatever the order of the points."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.cells import cells
from geo.distance import nearest, on_sphere


@settings(deadline=None, max_examples=80)
@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=60),
    st.integers(1, 20),
    st.randoms(use_true_random=False),
)
def test_places_are_never_split_and_order_does_not_matter(
    points: list[tuple[int, int]], count: int, random: "np.random.Generator"
) -> None:
    lat, lon = (np.array([40 + point[axis] / 7 for point in points]) for axis in (0, 1))
    found = cells(lat, lon, count)
    assert 1 <= found.max() + 1 <= min(count, len(set(points)))
    assert np.unique(found).tolist() == list(range(found.max() + 1))
    assert len({(point, cell) for point, cell in zip(points, found.tolist(), strict=True)}) == len(set(points))
    order = np.array(random.sample(range(len(points)), len(points)), dtype=np.int64)  # type: ignore[attr-defined]
    assert (cells(lat[order], lon[order], count) == found[order]).all()


def test_towns_apart_are_cells() -> None:
    """Four towns of 50 accounts each, hundreds of kilometres apart: four cells, numbered from the north."""
    rng = np.random.default_rng(5)
    town = np.repeat([0, 1, 2, 3], 50)
    lat = np.array([45.0, 40.0, 35.0, 30.0])[town] + rng.normal(0, 0.1, 200)
    lon = np.array([-90.0, -80.0, -100.0, -85.0])[town] + rng.normal(0, 0.1, 200)
    assert (cells(lat, lon, 4) == town).all()


def test_cells_are_compact() -> None:
    """Nearly every place is in the cell whose middle is nearest: what Lloyd's rounds are for."""
    rng = np.random.default_rng(6)
    lat, lon = rng.uniform(30, 34, 4000), rng.uniform(-85, -81, 4000)
    found = cells(lat, lon, 60)
    assert found.max() + 1 == 60
    size = np.bincount(found)
    middle = [np.bincount(found, weights=axis) / size for axis in (lat, lon)]
    assert (nearest(lat, lon, *middle) == found).mean() > 0.97
    ball = on_sphere(lat, lon)
    spread = np.linalg.norm(ball - ball.mean(axis=0), axis=1).mean()
    mean = np.stack([np.bincount(found, weights=axis) / size for axis in ball.T], axis=1)
    assert np.linalg.norm(ball - mean[found], axis=1).mean() < 1.2 * spread / np.sqrt(60)


@pytest.mark.parametrize("count", [1, 5, 999])
def test_one_place_is_one_cell(count: int) -> None:
    assert cells(np.full(9, 40.0), np.full(9, -90.0), count).tolist() == [0] * 9
