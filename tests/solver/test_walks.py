"""Units out of everybody's reach: one that some plan gives to somebody is never called so, and what is said is so."""

import itertools
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

from scenarios.files.prices import certificate_of, content_of
from solver.bound.ways import walks
from solver.certificate import Certificate, Proves, Way
from solver.engine import solve
from solver.judge.certificate import prove
from solver.problem import Problem
from solver.result import Status
from solver.rules import Rules
from tests import oracle, tiny
from tests.solver.lands import LANDS, small

CHECKS = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


def line(potential: list[float], band: float = 0.1, homes: str = "AD", **more: object) -> Problem:
    """A chain A – B – C – … of units, reps P, Q … at home in `homes`."""
    ids = [*"ABCDEFGH"[: len(potential)]]
    lon = [float(at) for at in range(len(ids))]
    units = pd.DataFrame({"account_id": ids, "lat": 40.0, "lon": lon, "potential": potential, "workload": 1.0})
    team = pd.DataFrame({"rep_id": [*"PQRS"[: len(homes)]], "lat": 40.0, "lon": [lon[ids.index(h)] for h in homes]})
    edges = pd.DataFrame({"unit_a": ids[:-1], "unit_b": ids[1:]})
    rules = Rules(bands={"potential": band}, contiguous=True, goal={"travel": 1.0})
    return Problem.from_frames(units, team, rules, edges=edges, **more)  # type: ignore[arg-type]


def test_the_way_is_what_makes_a_unit_too_far() -> None:
    """E hangs on D, who is 0.9 of Q's fair share; 100 in all, 50 each. With E Q has 60: an opening of ten points."""
    problem = line([30, 5, 5, 45, 15])
    (found,) = walks.stranded(problem)
    assert (problem.unit_ids[found.unit], problem.team.ids[found.rep], found.measure) == ("E", "Q", "potential")
    assert [problem.unit_ids[unit] for unit in found.way] == ["E", "D"]
    assert found.ratio == pytest.approx(1.2)
    assert found.opening == pytest.approx(0.1)
    assert not walks.stranded(line([30, 5, 5, 45, 15], band=0.2))


def test_a_pinned_account_is_carried_along() -> None:
    free = line([30, 5, 5, 30, 10, 20], band=0.3)
    assert not walks.any_stranded(free)
    locks = pd.DataFrame({"account_id": ["C"], "rep_id": ["Q"], "kind": ["pinned"]})
    assert [each.opening for each in walks.stranded(line([30, 5, 5, 30, 10, 20], band=0.29, locks=locks))] == [
        pytest.approx(0.01)
    ]


@pytest.mark.filterwarnings("error")
def test_a_rule_by_which_a_rep_may_have_nothing_is_looked_at_rep_by_rep() -> None:
    """Nobody may have an account of tier B; the others cost nothing of that rule and are within P's reach."""
    units = pd.DataFrame({"account_id": [*"ABCD"], "lat": 40.0, "lon": [0.0, 1, 2, 3], "potential": 1.0})
    units["tier"] = [*"AABB"]
    team = pd.DataFrame({"rep_id": ["P", "Q"], "lat": 40.0, "lon": [0.0, 3.0]})
    edges = pd.DataFrame({"unit_a": [*"ABC"], "unit_b": [*"BCD"]})
    rules = Rules(bands={}, contiguous=True, goal={"travel": 1.0}, per_rep={"tier=B": (None, 0.0)})
    problem = Problem.from_frames(units, team, rules, edges=edges)
    found = walks.Walks.of(problem)
    assert found is not None
    assert problem.unit_ids[found.stranded()].tolist() == ["C", "D"]
    assert not walks.stranded(problem)  # no wider band helps
    assert walks.refuted(problem) is not None


def test_a_problem_with_one_ends_at_once_with_a_proof_for_anyone() -> None:
    problem = line([30, 5, 5, 45, 15])
    result = solve(problem, time_limit=5)
    assert result.status is Status.INFEASIBLE
    assert set(result.conflict) == {"contiguous: true", "bands: potential ±10%"}
    assert result.opening is not None
    assert result.opening.least == pytest.approx(0.1, abs=1e-5)
    assert result.opening.large[0].way == ("D", "E")
    assert result.relaxed is not None
    assert result.certificate is not None
    assert {way.kind for way in result.certificate.ways} == {"walk"}
    proof = prove(problem, result.certificate)
    assert proof.bound > 0
    assert proof.opening == pytest.approx(0.1)
    again, faults = certificate_of(content_of(problem, result.certificate), problem)
    assert not faults
    assert again == result.certificate


@pytest.mark.parametrize("number", range(40))
def test_what_plans_use_is_within_reach_and_refuted_lands_have_no_plan(number: int) -> None:
    land = small(number)
    found = walks.Walks.of(land.problem)
    assert found is not None
    units = found.stranded()
    assert not (len(units) and len(land.plans))
    for rep in range(land.problem.reps):
        used = (land.plans == rep).any(axis=0)
        assert found._reached(rep)[used].all()
    if len(units):
        claim = walks.refuted(land.problem)
        assert claim is not None
        assert prove(land.problem, claim).bound > 0
        opened = [each.opening for each in walks.stranded(land.problem)]
        wide = replace(
            land.problem.rules, bands={m: b + 0.999 * max(opened) for m, b in land.problem.rules.bands.items()}
        )
        assert walks.any_stranded(_ruled(land.problem, wide)) or max(opened) == 0


def _ruled(problem: Problem, rules: Rules) -> Problem:
    measures = tuple(replace(m, band=rules.bands.get(m.name)) for m in problem.measures)
    return replace(problem, rules=rules, measures=measures)


def test_some_small_lands_are_refuted() -> None:
    assert any(walks.any_stranded(small(number).problem) for number in range(40))


@settings(max_examples=30, deadline=None, suppress_health_check=CHECKS)
@given(tiny.problems(contiguous=True))
def test_whatever_the_rules_are_a_refuted_problem_has_no_plan(problem: Problem) -> None:
    if not walks.any_stranded(problem):
        return
    assert oracle.best(problem) is None
    proof = walks.refuted(problem)
    assert proof is None or prove(problem, proof).bound > 0


def test_every_walk_of_small_lands_is_the_lightest_of_all() -> None:
    """Against all simple walks, for every rep, unit and rule."""
    land = LANDS[0]
    found = walks.Walks.of(land.problem)
    assert found is not None
    for rule, rep in itertools.product(found.rules, range(land.problem.reps)):
        far = found.lightest(rule, rep)[0]
        assert far == pytest.approx(_all_walks(land.problem, rule, rep))


def _all_walks(problem: Problem, rule: walks.Rule, rep: int) -> list[float]:
    assert problem.land is not None
    graph, home = problem.land, int(problem.land.roots[rep])
    best = np.full(problem.units, np.inf)

    def go(unit: int, seen: frozenset[int], total: float) -> None:
        total += float(rule.amounts.at(np.array([unit]), np.array([rep]))[0])
        best[unit] = min(best[unit], total)
        for other in graph.neighbours(unit).tolist():
            allowed = problem.eligibility.ok(np.array([other]), np.array([rep]))[0]
            if other not in seen and allowed:
                go(other, seen | {other}, total)

    go(home, frozenset({home}), 0.0)
    return best.tolist()


def test_a_walk_that_is_not_too_far_counts_nothing_and_is_said() -> None:
    problem = line([30, 5, 5, 45, 15])
    unit, near = 4, 1
    honest = tuple(Way("walk", rep, (), unit, 1.0) for rep in range(2))
    forged = tuple(Way("walk", rep, (), near, 1.0) for rep in range(2))
    assert prove(problem, Certificate(Proves.NO_PLAN, 0.0, (), honest)).bound > 0
    proof = prove(problem, Certificate(Proves.NO_PLAN, 0.0, (), forged))
    assert proof.bound <= 0
    assert proof.opening == 0
    assert len(proof.faults) == 2
    half = prove(problem, Certificate(Proves.NO_PLAN, 0.0, (), honest[:1]))
    assert half.bound <= 0
    assert half.opening == 0
