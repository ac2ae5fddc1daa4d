"""Blocks solved apart and joined: the same optimum as brute force, rules judged on the whole, whoever runs the jobs."""

import pickle
import threading
import time
from collections.abc import Iterator
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from joblib import parallel_config, register_parallel_backend
from joblib._parallel_backends import ThreadingBackend

from solver.blocks import solve as blocks_solve
from solver.blocks.find import blocks_of
from solver.blocks.solve import shared_out
from solver.engine import solve
from solver.judge import verdict
from solver.judge.certificate import prove
from solver.order import Order
from solver.problem import Problem
from solver.result import Progress, Result, Status
from solver.rules import Rules
from solver.stop import Stop
from tests import oracle, tiny
from tests.solver.blocks.countries import countries

CHECKS = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
SUM = {"travel": 1.0, "reassigned": 1.0, "mean_potential": 2.0}


@pytest.fixture(scope="module")
def always_apart() -> Iterator[None]:
    """Also the smallest problems are solved block by block."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks_solve, "LEAST_PAIRS", 0)
        yield


def run(problem: Problem) -> Order:
    """All levels, without the explanation of what is infeasible."""
    order = Order(problem, Stop(seconds=60, gap=0.0), seed=0, workers=1)
    order.run()
    return order


@pytest.mark.usefixtures("always_apart")
@settings(max_examples=6, deadline=None, suppress_health_check=CHECKS)
@given(tiny.problems(apart=True))
def test_blocks_come_to_the_optimum_of_the_whole(problem: Problem) -> None:
    optimum = oracle.best(problem)
    order = run(problem)
    if optimum is None:
        assert order.last.infeasible
        return
    (level,) = order.results()
    assert level.proven
    assert level.objective == pytest.approx(optimum, rel=2e-6, abs=2e-6)
    assert level.bound is not None
    assert level.bound <= optimum + 1e-9 * max(1.0, abs(optimum))
    certificate = order.last.certificate
    assert certificate is None or prove(problem, certificate).bound <= optimum + 1e-9 * max(1.0, abs(optimum))


@pytest.mark.usefixtures("always_apart")
@settings(max_examples=3, deadline=None, suppress_health_check=CHECKS)
@given(tiny.problems(apart=True, ordered=True, contiguous=False))
def test_levels_of_blocks_come_to_the_lexicographic_optimum(problem: Problem) -> None:
    judge = oracle.Oracle(problem)
    values = [judge.levels(plan) for plan in oracle.plans(problem) if not judge.broken(plan)]
    order = run(problem)
    if not values:
        assert order.last.infeasible
        return
    for place, level in enumerate(order.results()):
        best = min(each[place] for each in values)
        assert level.proven
        assert level.objective == pytest.approx(best, rel=2e-6, abs=2e-6)
        values = [each for each in values if each[place] <= level.objective + 2e-9 * max(1.0, abs(level.objective))]


def keeps(problem: Problem, result: Result, *, bounded: bool = True) -> None:
    """The judge, on the whole: every rule, the objective, and the bound below it (none of a level not reached)."""
    assert result.plan is not None
    judged = verdict(problem, result.plan.rep_of_unit)
    assert judged.ok, judged.violations
    assert judged.objective == pytest.approx(result.objective)
    if bounded:
        assert result.bound is not None
        assert result.bound <= judged.objective


@pytest.mark.slow
def test_three_countries_of_two_thousand_accounts() -> None:
    """6,000 accounts, 30 reps."""
    rules = {"bands": {"potential": 0.1, "workload": 0.1}, "limits": {"reassigned_accounts": 1.0}}
    problem = countries(3, 2000, 10, goal=SUM, **rules)
    result = solve(problem, time_limit=60, gap=0.02, workers=1)
    keeps(problem, result)
    assert result.gap is not None
    assert result.gap <= 0.02
    assert result.certificate is not None
    assert prove(problem, result.certificate).bound == result.certificate.bound
    owner = problem.team.ids[result.plan.rep_of_unit] if result.plan is not None else []
    assert all(rep[:2] == unit[:2] for rep, unit in zip(owner, problem.unit_ids, strict=True))


@pytest.mark.parametrize(
    ("goal", "limit", "reached"),
    [
        (SUM, 1.0, "4 independent blocks"),
        ({"order": ["travel", "mean_potential"]}, 1.0, "level 1 of 2: 4 independent blocks"),
        (SUM, 0.5, "settle"),
        ({"potential": 1.0}, 1.0, "settle"),
    ],
    ids=["sum", "order", "limit", "largest"],
)
def test_only_goals_that_add_up_are_reached_apart(goal: dict[str, float], limit: float, reached: str) -> None:
    limits = {"reassigned_accounts": limit}
    problem = countries(4, 200, 5, goal=goal, bands={"potential": 0.2, "workload": 0.2}, limits=limits)
    stop, stages = Stop(seconds=60, gap=0.0), list[str]()

    def until(progress: Progress) -> None:
        stages.append(progress.stage)
        if progress.stage == reached:
            stop.interrupted.set()

    keeps(problem, solve(problem, stop=stop, workers=1, on_progress=until), bounded="order" not in goal)
    assert reached in stages
    assert any("independent blocks" in stage for stage in stages) == ("independent blocks" in reached)


def test_many_small_blocks_are_proven_optimal() -> None:
    """The search over the whole leaves a gap; an exact model of each block, 20 × 2 pairs, leaves none."""
    problem = countries(15, 20, 2, goal={"travel": 1.0, "mean_potential": 1.0}, bands={"potential": 0.3})
    result = solve(problem, time_limit=120, gap=0.0, workers=1)
    keeps(problem, result)
    assert result.status is Status.OPTIMAL


def test_one_impossible_block_is_named() -> None:
    """Fair shares are those of the whole: the third country has the potential of two reps and five to share it."""
    problem = countries(3, 250, 5, goal=SUM, bands={"potential": 0.1, "workload": 0.1})
    potential = problem.book.values["potential"].copy()
    potential[np.char.startswith(problem.book.ids.astype(str), "C2")] *= 0.4
    accounts, reps = frames(problem, potential)
    poor = Problem.from_frames(accounts, reps, problem.rules, pairs=listed(problem))
    order = Order(poor, Stop(seconds=20), seed=0, workers=1)
    order.run()
    assert order.last.infeasible
    assert order.last.impossible is not None
    named = {str(id_)[:2] for id_ in poor.team.ids[order.last.impossible]}
    assert len(named) == 1
    assert order.last.certificate is not None
    assert prove(poor, order.last.certificate).bound > 0


@pytest.mark.usefixtures("always_apart")
def test_a_block_that_only_an_exact_model_refutes_is_named() -> None:
    """P and Q must share A to D evenly: only A D | B C has even potential, and that has 6 hours against 2."""
    table = pd.DataFrame({"account_id": [*"ABCDEF"], "lat": 40.0, "lon": np.arange(6.0)})
    table["potential"], table["workload"] = [3.0, 2, 2, 1, 2, 2], [3.0, 1, 1, 3, 2, 2]
    team = pd.DataFrame({"rep_id": [*"PQR"], "lat": 40.0, "lon": [0.0, 3, 5]})
    locks = pd.DataFrame([*product("ABCD", "R"), *product("EF", "PQ")], columns=["account_id", "rep_id"])
    rules = Rules(bands={"potential": 0.1, "workload": 0.1}, goal={"travel": 1.0})
    order = run(Problem.from_frames(table, team, rules, locks=locks.assign(kind="not")))
    assert order.last.infeasible
    assert order.last.impossible is not None
    assert order.last.impossible.tolist() == [0, 1]


def frames(problem: Problem, potential: np.ndarray):  # type: ignore[no-untyped-def]
    book, team = problem.book, problem.team
    accounts = pd.DataFrame({"account_id": book.ids, "lat": book.lat, "lon": book.lon, "potential": potential})
    accounts["workload"], accounts["current_owner"] = book.values["workload"], book.owner_ids
    return accounts, pd.DataFrame({"rep_id": team.ids, "lat": team.lat, "lon": team.lon})


def listed(problem: Problem):  # type: ignore[no-untyped-def]
    pairs = problem.pairs
    return pd.DataFrame({"account_id": problem.book.ids[pairs.account], "rep_id": problem.team.ids[pairs.rep]})


class Chosen(ThreadingBackend):
    """Threads that press Ctrl-C when they are first called for."""

    pressed = threading.Event()

    def start_call(self) -> None:
        Chosen.pressed.set()
        super().start_call()


def test_the_callers_backend_runs_the_blocks() -> None:
    register_parallel_backend("chosen", Chosen)
    problem = countries(4, 200, 5, goal=SUM, bands={"potential": 0.2, "workload": 0.2})
    stop = Stop(seconds=60, gap=0.0, interrupted=Chosen.pressed)
    with parallel_config(backend="chosen"):
        result = solve(problem, stop=stop, workers=2)
    keeps(problem, result)
    assert result.stop_reason == "interrupted"


@pytest.mark.slow
def test_other_processes_find_the_same_plan() -> None:
    """What crosses over: the problem, the limits and the plan back. With a work limit the plan is the same anywhere."""
    problem = countries(4, 200, 5, goal=SUM, bands={"potential": 0.2, "workload": 0.2})
    here = solve(problem, work_limit=2.0, gap=0.001, workers=1)
    with parallel_config(backend="loky"):
        there = solve(problem, work_limit=2.0, gap=0.001, workers=2)
    assert here.plan is not None
    assert there.plan is not None
    keeps(problem, there)
    assert np.array_equal(here.plan.rep_of_unit, there.plan.rep_of_unit)


def test_ctrl_c_ends_every_block_and_keeps_the_best_plan() -> None:
    problem = countries(4, 300, 5, goal=SUM, bands={"potential": 0.2, "workload": 0.2})
    stop = Stop(seconds=120, gap=0.0)

    def press(progress: Progress) -> None:
        if progress.objective is not None:
            stop.interrupted.set()

    started = time.monotonic()
    result = solve(problem, stop=stop, workers=2, on_progress=press)
    assert result.status is Status.FEASIBLE
    assert result.stop_reason == "interrupted"
    keeps(problem, result)
    assert time.monotonic() - started < 60
    assert threading.active_count() < 20


def test_a_time_limit_is_for_all_blocks_together() -> None:
    problem = countries(6, 150, 5, goal=SUM, bands={"potential": 0.2, "workload": 0.2})
    assert len(blocks_of(problem)) == 6
    result = solve(problem, time_limit=3, gap=0.0, workers=1)
    assert result.seconds < 9, "each block took the time of all"


@pytest.mark.parametrize(
    ("sizes", "jobs", "ends"),
    [
        ([1, 1, 2], 1, [0.25, 0.5, 1.0]),
        ([1, 1, 1], 2, [0.5, 1.0, 1.0]),
        ([1, 1, 1, 4], 2, [0.5, 0.2, 1.0, 1.0]),
        ([3, 1], 2, [1.0, 1.0]),
    ],
)
def test_every_job_uses_its_whole_time(sizes: list[int], jobs: int, ends: list[float]) -> None:
    stops = shared_out(Stop(seconds=100.0), sizes, jobs)
    assert [stop.seconds for stop in stops] == pytest.approx([100 * end for end in ends], abs=0.5)


def test_work_is_divided_beforehand() -> None:
    stop = Stop(work=10.0, work_used=2.0)
    assert [(part.work, part.work_used) for part in shared_out(stop, [1, 3], 2)] == [(2.0, 0.0), (6.0, 0.0)]


def test_a_stop_ends_at_the_same_moment_in_another_process() -> None:
    stop = Stop(seconds=30.0)
    time.sleep(0.2)
    sent = pickle.dumps(stop)
    time.sleep(0.2)
    other = pickle.loads(sent)
    assert other.remaining() == pytest.approx(stop.remaining(), abs=0.1)
    assert not other.interrupted.is_set()
    assert (other.work, other.gap, other.seconds) == (None, 0.01, 30.0)
