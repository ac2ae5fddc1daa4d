"""A plan to begin with: never made worse, repaired where it breaks rules, told by ids, the same run twice."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.adopt import adopt, better
from solver.engine import solve
from solver.errors import InputError, InternalError
from solver.judge import verdict
from solver.plan import Plan
from solver.problem import Problem
from solver.result import Status
from solver.rules import Rules
from tests.conftest import EVEN, Valley
from tests.tiny import problems

SAMPLE = 100
"""Plans that are tried for one that keeps the rules."""


def owners(**changed: str) -> pd.DataFrame:
    held = EVEN | changed
    return pd.DataFrame({"account_id": list(held), "rep_id": list(held.values())})


def test_a_plan_is_taken_over_by_ids_whatever_the_order_and_the_rules(valley: Valley) -> None:
    wide = valley.set(bands={"potential": 0.5}).build()
    plan = Plan.of(wide, owners())
    valley.accounts, valley.reps = valley.accounts[::-1].reset_index(drop=True), valley.reps[::-1]
    narrow = valley.set(bands={"potential": 0.0}).build()
    with pytest.raises(InputError, match="another problem"):
        solve(narrow, start=plan)
    there = Plan.of(narrow, plan.frame(wide))
    assert dict(zip(*(there.frame(narrow)[name] for name in ("account_id", "rep_id")), strict=True)) == EVEN
    assert verdict(narrow, there.rep_of_unit).ok


def test_everything_that_is_not_known_is_said_at_once(valley: Valley) -> None:
    strange = pd.DataFrame({"account_id": ["A1", "X9", "A1"], "rep_id": ["WES", "EVE", "ZOE"]})
    with pytest.raises(InputError) as caught:
        Plan.of(valley.build(), strange)
    assert [each.code for each in caught.value.findings] == ["unknown-account", "unknown-rep", "duplicate-id"]
    assert [each.ids for each in caught.value.findings[:2]] == [("X9",), ("ZOE",)]


def test_a_unit_goes_to_the_rep_with_most_of_it_and_who_is_not_named_to_nobody(valley: Valley) -> None:
    for id_ in ("A1", "A2", "B1"):
        valley.put(id_, cell="west")
    for id_ in ("A3", "A4"):
        valley.put(id_, cell="north")
    problem = valley.set(units="cell").build()
    plan = Plan.of(problem, owners(A1="EVE", A3="EVE", A4="WES")[lambda frame: frame["account_id"] != "B4"])
    found = dict(zip(problem.book.ids, plan.rep_of_unit[problem.book.unit], strict=True))
    wes, eve = (list(problem.team.ids).index(name) for name in ("WES", "EVE"))
    assert {found[id_] for id_ in ("A1", "A2", "B1")} == {wes}
    assert {found[id_] for id_ in ("A3", "A4")} == {min(wes, eve)}, "of equals the first in the team"
    assert found["B4"] == -1


@settings(max_examples=25, deadline=None)
@given(problems(), st.integers(0, 1000))
def test_a_start_that_keeps_the_rules_is_never_made_worse(problem: Problem, seed: int) -> None:
    draws = np.random.default_rng(seed).integers(0, problem.reps, (SAMPLE, problem.units))
    kept = next((plan for plan in draws if verdict(problem, plan).ok), None)
    if kept is None:
        return
    # A limit that leaves no time for anything: what comes out is the start, or better.
    result = solve(problem, start=Plan(kept, problem.fingerprint), work_limit=1e-9, workers=1)
    assert result.objective is not None
    assert result.objective <= verdict(problem, kept).objective


@pytest.mark.parametrize("start", [[0] * 8, [1] * 8, [-1] * 8, [1, 1, 0, 0, 1, 1, 0, 0], [0, 1] * 4])
@pytest.mark.parametrize("contiguous", [False, True])
def test_any_start_leads_to_the_same_optimum(valley: Valley, start: list[int], contiguous: bool) -> None:
    problem = valley.set(bands={"potential": 0.1}, contiguous=contiguous).build()
    cold = solve(problem, gap=0.0, workers=1)
    warm = solve(problem, gap=0.0, workers=1, start=Plan(np.array(start), problem.fingerprint))
    assert cold.status is warm.status is Status.OPTIMAL
    assert warm.objective == pytest.approx(cold.objective)


def big(seed: int, contiguous: bool = False) -> Problem:
    """Too many pairs for the exact model: the start goes through the search."""
    rng = np.random.default_rng(seed)
    ids = [f"A{n}" for n in range(400)]
    cells = [divmod(n, 20) for n in range(400)]
    worth = rng.uniform(1, 10, 400)
    homes = rng.choice(400, 8, replace=False)
    book = pd.DataFrame(
        {"account_id": ids, "lat": [a / 10 for a, _ in cells], "lon": [b / 10 for _, b in cells], "potential": worth}
    ).assign(workload=worth)
    team = pd.DataFrame({"rep_id": [f"R{n}" for n in range(8)], "lat": book["lat"][homes], "lon": book["lon"][homes]})
    edges = [(n, n + 1) for n in range(400) if n % 20 < 19] + [(n, n + 20) for n in range(380)]
    frame = pd.DataFrame([(ids[a], ids[b]) for a, b in edges], columns=["unit_a", "unit_b"])
    rules = Rules(bands={"potential": 0.05}, goal={"travel": 1.0}, contiguous=contiguous)
    return Problem.from_frames(book, team, rules, edges=frame if contiguous else None)


@pytest.mark.parametrize("contiguous", [False, True])
def test_a_start_that_breaks_rules_is_repaired_and_repeats(contiguous: bool) -> None:
    problem = big(1, contiguous)
    start = solve(problem, work_limit=0.3, workers=1).plan
    assert start is not None
    broken = start.rep_of_unit.copy()
    broken[:30] = (broken[:30] + 1) % problem.reps
    broken[30:35] = -1
    assert not verdict(problem, broken).ok
    runs = [solve(problem, work_limit=0.3, workers=1, start=Plan(broken, problem.fingerprint)) for _ in range(2)]
    assert runs[0].plan is not None
    assert verdict(problem, runs[0].plan.rep_of_unit).ok
    assert np.array_equal(runs[0].plan.rep_of_unit, runs[1].plan.rep_of_unit)
    assert runs[0].objective == runs[1].objective


def test_levels_start_from_the_plan_too(valley: Valley) -> None:
    problem = valley.set(bands={"potential": 0.1}, goal=({"reassigned_accounts": 1.0}, {"travel": 1.0})).build()
    best = solve(problem, gap=0.0)
    assert best.plan is not None
    warm = solve(problem, gap=0.0, start=best.plan)
    assert [level.objective for level in warm.levels] == [level.objective for level in best.levels]


def test_a_better_plan_is_adopted_and_what_was_proven_stays(valley: Valley) -> None:
    problem = valley.set(bands={"potential": 0.2}).build()
    best = solve(problem, gap=0.0)
    poor = Plan.of(problem, owners(A3="WES"))
    worse = verdict(problem, poor.rep_of_unit)
    assert best.plan is not None
    assert better(worse, verdict(problem, best.plan.rep_of_unit))
    found = replace(best, status=Status.FEASIBLE, stop_reason="time_limit", plan=poor, objective=worse.objective)
    improved = adopt(problem, found, best.plan, 0.0)
    assert (improved.objective, improved.bound, improved.status) == (best.objective, best.bound, Status.OPTIMAL)
    assert improved.stop_reason == "proven"
    assert adopt(problem, best, poor, 0.0) is best
    none = replace(found, plan=None, status=Status.INFEASIBLE, objective=None, levels=())
    with pytest.raises(InternalError, match="no plan keeps the rules"):
        adopt(problem, none, best.plan, 0.0)
