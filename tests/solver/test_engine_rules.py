"""The engine on the valley (see conftest): each rule as a pair, what INFEASIBLE explains, and how runs end."""

import threading

import numpy as np
import pytest

from solver.engine import solve
from solver.judge import verdict
from solver.result import Progress, Result, Status
from solver.stop import Stop
from tests.conftest import EVEN, Valley

BALANCE = {"potential": 1.0, "workload": 1.0}


def run(valley: Valley, **options: object) -> Result:
    return solve(valley.build(), time_limit=20, gap=0.0, workers=1, **options)  # type: ignore[arg-type]


def owners(valley: Valley, result: Result) -> dict[str, str]:
    assert result.plan is not None
    table = result.plan.frame(valley.build())
    return dict(zip(table["account_id"], table["rep_id"], strict=True))


def test_the_plan_that_a_person_sees(valley: Valley) -> None:
    result = run(valley.set(contiguous=True, bands={"potential": 0.0, "workload": 0.0}))
    assert result.status is Status.OPTIMAL
    assert owners(valley, result) == EVEN


def heavy(valley: Valley) -> Valley:
    """WES must own 120 of 200: a fifth more than the share of 100."""
    for account in ("A1", "A3", "A4", "B1"):
        valley.lock(account, "WES", "pinned")
    return valley


@pytest.mark.parametrize(("band", "status"), [(0.20, Status.OPTIMAL), (0.19, Status.INFEASIBLE)])
def test_a_band_that_can_just_be_met_and_one_that_cannot(valley: Valley, band: float, status: Status) -> None:
    result = run(heavy(valley).set(bands={"potential": band}))
    assert result.status is status
    assert (result.plan is None) == (status is Status.INFEASIBLE)


def test_an_infeasible_band_is_explained(valley: Valley) -> None:
    result = run(heavy(valley).set(bands={"potential": 0.15}, goal=BALANCE), best_effort=True)
    assert result.plan is None
    assert result.nearest is not None
    assert result.opening is not None
    assert result.opening.least == pytest.approx(0.05, abs=1e-5)
    assert result.opening.reached == pytest.approx(0.05, abs=1e-5)
    assert result.opening.least <= result.opening.reached
    assert {culprit.rep_id for culprit in result.opening.culprits} == {"WES", "EVE"}
    assert set(result.conflict) == {
        "bands: potential ±15%",
        "locks, protected accounts and pairs that are not allowed",
    }
    broken = verdict(valley.build(), result.nearest.rep_of_unit).violations
    assert len(broken) == 2


@pytest.mark.parametrize(("hours", "status"), [("10", Status.OPTIMAL), ("9.9", Status.INFEASIBLE)])
def test_capacity(valley: Valley, hours: str, status: Status) -> None:
    valley.put("WES", capacity_hours_year=hours).put("EVE", capacity_hours_year="10")
    valley.set(bands={}, limits={"capacity": 1.0}, goal={"travel": 1.0})
    assert run(valley).status is status


@pytest.mark.parametrize(("limit", "status"), [(1 / 7, Status.OPTIMAL), (0.99 / 7, Status.INFEASIBLE)])
def test_the_even_plan_moves_one_account_of_seven(valley: Valley, limit: float, status: Status) -> None:
    valley.set(contiguous=True, bands={"potential": 0.0}, limits={"reassigned_accounts": limit})
    assert run(valley).status is status


@pytest.mark.parametrize(("kind", "owner"), [("pinned", "WES"), ("not", "EVE")])
def test_locks(valley: Valley, kind: str, owner: str) -> None:
    valley.lock("B3", "WES", kind).set(bands={}, goal={"travel": 1.0})
    assert owners(valley, run(valley))["B3"] == owner


def test_contiguity_costs_what_it_costs(valley: Valley) -> None:
    """With A2 and B2 given to EVE her territory must still reach them: WES keeps A1, B1 only."""
    valley.lock("A2", "EVE", "pinned").set(bands={}, goal={"travel": 1.0}, contiguous=True)
    whole = run(valley)
    split = run(valley.set(contiguous=False))
    assert whole.objective is not None
    assert split.objective is not None
    assert whole.objective >= split.objective
    assert verdict(valley.set(contiguous=True).build(), whole.plan.rep_of_unit).ok  # type: ignore[union-attr]


def test_no_time_is_unknown_and_not_infeasible(valley: Valley) -> None:
    stop = Stop(seconds=20, gap=0.0)
    stop.interrupted.set()
    result = solve(valley.build(), stop=stop)
    assert result.status is Status.UNKNOWN
    assert result.stop_reason == "interrupted"


def test_progress_reaches_the_caller(valley: Valley) -> None:
    seen: list[Progress] = []
    lock = threading.Lock()

    def look(progress: Progress) -> None:
        with lock:
            seen.append(progress)

    result = solve(valley.build(), time_limit=20, gap=0.0, on_progress=look)
    assert seen
    assert seen[-1].objective == result.objective
    bounds = [p.bound for p in seen if p.bound is not None]
    assert bounds == sorted(bounds)


def test_same_seed_same_plan(valley: Valley) -> None:
    first, second = (solve(valley.build(), work_limit=5.0, gap=0.0, seed=3, workers=1) for _ in range(2))
    assert first.plan is not None
    assert second.plan is not None
    assert np.array_equal(first.plan.rep_of_unit, second.plan.rep_of_unit)
    assert first.bound == second.bound
