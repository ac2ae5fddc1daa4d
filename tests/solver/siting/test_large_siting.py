"""Books beyond the exact model: the bands are kept, and the bound is below the plan."""

import numpy as np
import pandas as pd
import pytest

from geo.planar import neighbours
from solver.judge.siting import judge_siting
from solver.result import Status
from solver.siting.climb import climb
from solver.siting.groups import groups
from solver.siting.problem import Siting
from solver.siting.solve import site


def made_book(units: int, *, places: int | None = None, contiguous: bool = False) -> tuple[pd.DataFrame, object]:
    rng = np.random.default_rng(5)
    count = places or units
    at = rng.integers(0, count, units) if places else np.arange(units)
    lat, lon = rng.uniform(31, 35, count)[at], rng.uniform(-85, -81, count)[at]
    ids = [f"U{unit}" for unit in range(units)]
    frame = pd.DataFrame(
        {
            "unit_id": ids,
            "lat": lat,
            "lon": lon,
            "potential": rng.lognormal(0, 1, units),
            "workload": rng.uniform(4, 24, units),
        }
    )
    if not contiguous:
        return frame, None
    a, b = neighbours(lat, lon, 60.0)
    return frame, pd.DataFrame({"unit_a": [ids[u] for u in a], "unit_b": [ids[u] for u in b]})


@pytest.mark.parametrize(("places", "contiguous"), [pytest.param(150, False, marks=pytest.mark.slow), (None, True)])
def test_a_book_of_hundreds(places: int | None, contiguous: bool) -> None:
    frame, edges = made_book(420, places=places, contiguous=contiguous)
    bands = {"potential": 0.1, "workload": 0.1}
    problem = Siting.from_frames(frame, 5, bands=bands, edges=edges)  # type: ignore[arg-type]
    result = site(problem, time_limit=40, gap=0.05)
    assert result.status in (Status.FEASIBLE, Status.OPTIMAL)
    assert result.plan is not None
    verdict = judge_siting(problem, result.plan)
    assert verdict.kept
    assert verdict.objective == result.objective
    assert result.bound is not None
    assert 0.5 * verdict.objective < result.bound <= verdict.objective


@pytest.mark.slow
def test_a_book_of_thousands_has_its_first_prices_from_neighbourhoods() -> None:
    frame, _ = made_book(1600, places=400)
    problem = Siting.from_frames(frame, 4, bands={"potential": 0.2, "workload": 0.1})
    result = site(problem, time_limit=40, gap=0.05)
    assert result.plan is not None
    assert judge_siting(problem, result.plan).kept
    assert result.bound is not None
    assert result.objective is not None
    assert 0.8 * result.objective < result.bound <= result.objective
    few = climb(problem, groups(problem, 1600 * 50), result.centres, result.objective, lambda: True)
    assert few.bound <= result.objective  # over neighbourhoods of places it still is a bound
