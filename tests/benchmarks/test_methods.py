"""Each method on cases whose answer is known, and the exact ones against each other."""

from importlib.util import find_spec

import numpy as np
import pytest

from benchmarks.cases.assignment import GapMade
from benchmarks.cases.synthetic import Synthetic
from benchmarks.methods import METHODS, Answer, Moment, Setting
from benchmarks.methods.candidates import near_pairs
from benchmarks.methods.regions import owned
from solver.judge import verdict
from solver.problem import Problem
from tests.conftest import EVEN, Valley

SETTING = Setting(seconds=20.0, gap=0.0, seed=0, workers=1)
NEED = {"kmeans-constrained": "k_means_constrained", "spopt-maxp": "spopt", "gerrychain": "gerrychain"}


def ask(name: str, problem: Problem, setting: Setting = SETTING) -> tuple[Answer, list[Moment]]:
    trace: list[Moment] = []
    return METHODS[name].load()(problem, setting, trace.append), trace


def by_name(problem: Problem, plan: np.ndarray) -> dict[str, str]:
    return dict(zip(problem.unit_ids.tolist(), problem.team.ids[plan].tolist(), strict=True))


def even(problem: Problem) -> np.ndarray:
    rep = {id_: at for at, id_ in enumerate(problem.team.ids)}
    return np.array([rep[EVEN[id_]] for id_ in problem.unit_ids])


@pytest.mark.parametrize("name", ["ours", "cpsat", "cpsat-near", "highs", "highs-near"])
@pytest.mark.parametrize("contiguous", [False, True])
def test_solvers_find_the_even_valley(valley: Valley, name: str, contiguous: bool) -> None:
    problem = valley.set(contiguous=contiguous, goal={"potential": 1.0, "workload": 1.0, "travel": 1.0}).build()
    answer, trace = ask(name, problem)
    assert answer.plan is not None
    assert by_name(problem, answer.plan) == EVEN
    best = verdict(problem, even(problem)).objective
    assert trace[-1].objective == pytest.approx(best, rel=1e-9)
    assert answer.bound is not None
    assert answer.bound <= best * (1 + 1e-6)
    assert answer.bound == pytest.approx(best, rel=1e-4)


def test_exact_methods_agree() -> None:
    """Three solvers with nothing in common but the problem."""
    for source in (Synthetic(30, 3, 0), GapMade("c", 4, 16, 0), GapMade("e", 3, 12, 1)):
        problem = source.load().problem
        worth = {}
        for name in ("ours", "cpsat", "highs"):
            answer, _ = ask(name, problem)
            assert answer.plan is not None
            judged = verdict(problem, answer.plan)
            assert judged.ok
            assert answer.bound_of_case
            assert answer.bound == pytest.approx(judged.objective, rel=1e-4)
            worth[name] = judged.objective
        assert worth["cpsat"] == pytest.approx(worth["ours"], rel=1e-6)
        assert worth["highs"] == pytest.approx(worth["ours"], rel=1e-6)


def test_bounds_of_restrictions_are_marked(valley: Valley) -> None:
    """Static clauses leave plans out; a MILP without contiguity does not."""
    problem = valley.set(contiguous=True).build()
    assert not ask("cpsat", problem)[0].bound_of_case
    assert not ask("cpsat-near", problem)[0].bound_of_case
    assert not ask("highs-near", problem)[0].bound_of_case
    assert ask("highs", problem)[0].bound_of_case
    assert ask("cpsat", valley.set(contiguous=False).build())[0].bound_of_case


def test_nearest(valley: Valley) -> None:
    problem = valley.lock("A1", "WES", "not").build()
    plan = ask("nearest", problem)[0].plan
    assert plan is not None
    assert by_name(problem, plan) == {
        "A1": "EVE", "A2": "WES", "A3": "EVE", "A4": "EVE", "B1": "WES", "B2": "WES", "B3": "EVE", "B4": "EVE"
    }  # fmt: skip


def test_greedy_deals_out_by_size(valley: Valley) -> None:
    """40 40 | 30 30 | 20 20 | 10 10, to and fro: a hundred each."""
    problem = valley.build()
    plan = ask("greedy", problem)[0].plan
    assert plan is not None
    assert np.bincount(plan, weights=problem.book.values["potential"]).tolist() == [100, 100]
    assert by_name(problem, plan)["A1"] == "WES"
    locked = valley.lock("A1", "EVE", "pinned").build()
    held = ask("greedy", locked)[0].plan
    assert held is not None
    assert by_name(locked, held)["A1"] == "EVE"


def test_today(valley: Valley) -> None:
    problem = valley.build()
    plan = ask("today", problem)[0].plan
    assert plan is not None
    assert plan.tolist() == [0, 0, 0, -1, 0, 0, 1, 1]
    assert METHODS["today"].unfit(problem) == ""
    assert METHODS["today"].unfit(valley.drop("current_owner").build()) != ""


def test_near_pairs_hold_owners_and_homes() -> None:
    problem = Synthetic(200, 20, 0).load().problem
    unit, rep = near_pairs(problem, 3)
    assert np.bincount(unit, minlength=200).tolist() == [3] * 200
    assert (np.diff(unit * 20 + rep) > 0).all()
    costs = problem.costs.block(0, 200)
    third = np.sort(costs, axis=1)[:, 2]
    assert (costs[unit, rep] <= third[unit]).all()


def test_near_pairs_keep_what_a_plan_may_need(valley: Valley) -> None:
    problem = valley.set(contiguous=True).build()
    unit, rep = near_pairs(problem, 1)
    pairs = set(zip(problem.unit_ids[unit], problem.team.ids[rep], strict=True))
    assert ("A3", "WES") in pairs  # today's owner, though EVE is nearer
    assert {("A1", "WES"), ("B4", "EVE")} <= pairs


def test_regions_go_to_the_reps_who_live_there(valley: Valley) -> None:
    problem = valley.build()
    east = np.array([1 if EVEN[id_] == "EVE" else 0 for id_ in problem.unit_ids])
    assert by_name(problem, owned(problem, east)) == EVEN
    assert by_name(problem, owned(problem, 1 - east)) == EVEN
    pieces = np.array([0, 0, 1, 1, 0, 0, 2, 2])  # three regions for two reps: the third to whoever is cheaper
    assert by_name(problem, owned(problem, pieces)) == EVEN


def test_methods_say_what_they_cannot_do(valley: Valley) -> None:
    assignment = GapMade("c", 4, 16, 0).load().problem
    assert METHODS["kmeans-constrained"].unfit(assignment)
    assert METHODS["gerrychain"].unfit(valley.build())
    assert not METHODS["gerrychain"].unfit(valley.set(contiguous=True).build())
    assert not METHODS["greedy"].unfit(assignment)


@pytest.mark.parametrize("name", sorted(NEED))
def test_peers(valley: Valley, name: str) -> None:
    if find_spec(NEED[name]) is None:
        pytest.skip(f"{NEED[name]} is not installed: pip install '.[bench]'")
    problem = valley.set(contiguous=True, bands={"potential": 0.25}).build()
    answer, _ = ask(name, problem, Setting(seconds=1.0, gap=0.0, seed=0, workers=1))
    assert answer.plan is not None
    assert answer.plan.shape == (8,)
    assert set(answer.plan.tolist()) <= {0, 1}
    assert answer.bound is None
