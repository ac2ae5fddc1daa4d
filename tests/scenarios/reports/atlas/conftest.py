"""Grounds to draw: a chequered land of sixteen territories, and hostile names."""

from collections.abc import Callable

import numpy as np
import pytest

from scenarios.reports.atlas.ground import Ground, Words
from solver.book import Floats, Ints

SIDE, TERRITORIES = 24, 4
"""Accounts and territories along a side of the chequered land."""


def ground(lat: Floats, lon: Floats, reps: int, **given: object) -> Ground:
    """A ground of accounts with one unit of potential each, and reps R0, R1, … without homes, unless told otherwise."""
    none, names = np.full(reps, np.nan), [f"R{rep}" for rep in range(reps)]
    usual = {
        "size": np.ones(len(lat)),
        "unit": None,
        "exempt": np.zeros(len(lat), dtype=bool),
        "measure": "potential",
        "names": names,
        "labels": names,
        "home_lat": none,
        "home_lon": none,
        "words": Words(),
    }
    return Ground(lat=lat, lon=lon, **{**usual, **given})  # type: ignore[arg-type]


@pytest.fixture
def make() -> Callable[..., Ground]:
    return ground


@pytest.fixture
def chequered() -> tuple[Ground, Ints]:
    """Accounts on a grid of half degrees, and the plan that cuts it into 4 × 4 squares."""
    row, column = (axis.reshape(-1) for axis in np.mgrid[:SIDE, :SIDE])
    plan = row * TERRITORIES // SIDE * TERRITORIES + column * TERRITORIES // SIDE
    return ground(45 + row / 2, 5 + column / 2, TERRITORIES**2), plan
