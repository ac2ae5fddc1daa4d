"""Steps for HiGHS: the same model says the same to CP-SAT, and every plan below the asked goal is one by the judge."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from benchmarks.cases.assignment import problem as assignment
from benchmarks.cases.chu_beasley import make
from solver.judge.verdict import verdict
from solver.model.build import Aim, Built, Connect, build, eligible_pairs
from solver.model.mixed import Columns, _rows, run_mixed
from solver.model.program import solve
from solver.model.run import Outcome, run
from solver.problem import Problem
from solver.rules import Rules
from solver.stop import Stop
from tests.solver.lands import small
from tests.tiny import problems

CLOSE = 1e-6


def built(problem: Problem) -> Built:
    return build(problem, *eligible_pairs(problem), aim=Aim.GOAL, connect=Connect.NOT)


def asked(problem: Problem, below: float) -> Outcome | None:
    return run_mixed(built(problem), Stop(seconds=20.0), solve, below=below, seconds=20.0, close_enough=CLOSE)


@given(problem=problems(contiguous=False), room=st.sampled_from([0.01, 0.3, 5.0]))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
def test_both_find_the_same_optimum_and_none_below_it(problem: Problem, room: float) -> None:
    assume(eligible_pairs(problem)[0].size and problem.rules.linear)
    best = run(built(problem), Stop(seconds=20.0), seed=0, workers=1)
    assume(best.optimal or best.infeasible)
    if best.objective is None:
        none = asked(problem, 1e6)
        assert none is None or none.plan is None or verdict(problem, none.plan).violations
        return
    found = asked(problem, best.objective + room)
    assume(found is not None)
    if found.plan is not None and not verdict(problem, found.plan).violations:
        assert verdict(problem, found.plan).objective >= best.objective - 1e-6
        assert found.objective == pytest.approx(best.objective, abs=1e-4)
    lower = asked(problem, best.objective - 1e-3)
    assert lower.plan is None or verdict(problem, lower.plan).violations


def test_it_deals_some_units_anew_around_what_is_fixed() -> None:
    problem = assignment(make("c", 5, 60, 0))
    start = run(built(problem), Stop(seconds=20.0), seed=0, workers=1, close_enough=30.0).plan
    free = np.arange(problem.units) % 2 == 0
    unit, rep = eligible_pairs(problem)
    keep = free[unit]
    fixed = np.where(free, -1, start)
    model = build(problem, unit[keep], rep[keep], fixed=fixed, aim=Aim.GOAL, connect=Connect.NOT)
    best = run(model, Stop(seconds=20.0), seed=0, workers=1)
    found = run_mixed(model, Stop(seconds=20.0), solve, below=best.objective + 5.0, seconds=20.0, close_enough=CLOSE)
    assert found.optimal
    assert found.objective == pytest.approx(best.objective, abs=1e-6)
    assert np.array_equal(found.plan[~free], start[~free])
    judged = verdict(problem, found.plan)
    assert not judged.violations
    assert judged.objective == pytest.approx(found.objective, abs=1e-6)
    none = run_mixed(model, Stop(seconds=20.0), solve, below=best.objective - 1.0, seconds=20.0, close_enough=CLOSE)
    assert none.infeasible
    assert none.plan is None


@pytest.mark.parametrize("seed", range(3))
def test_bands_of_amounts_that_no_grid_holds_are_kept(seed: int) -> None:
    """HiGHS may miss a row by a millionth; what it returns is inside all the same, however tight the bands are."""
    rng = np.random.default_rng(seed)
    size = rng.exponential(1.0, 90) + 0.1
    places = {"lat": rng.uniform(40, 45, 93), "lon": rng.uniform(-80, -70, 93)}
    ids = [f"A{a}" for a in range(90)]
    book = pd.DataFrame({"account_id": ids, "potential": size, "workload": size[::-1]})
    team = pd.DataFrame({"rep_id": ["R0", "R1", "R2"]})
    for name, column in places.items():
        book[name], team[name] = column[:90], column[90:]
    bands = {"potential": 0.002, "workload": 0.004}
    problem = Problem.from_frames(book, team, Rules(bands=bands, goal={"travel": 1.0}))
    found = asked(problem, 1e6)
    assert found.plan is not None
    assert not verdict(problem, found.plan).violations


def test_variables_count_from_their_least() -> None:
    """Whatever the ends of its variables are, a row holds for the columns just when it holds for the variables."""
    model = cp_model.CpModel()
    yes, fixed, free = model.new_bool_var(""), model.new_int_var(3, 3, ""), model.new_int_var(-2, 7, "")
    model.add_linear_constraint(free + fixed - 5 * yes, 0, 4)
    model.add_exactly_one([yes])
    columns = Columns.of(model.proto)
    rows = _rows(model.proto).over(columns)
    assert columns.whole.tolist() == [True, False, False]
    for one, other in itertools.product((0, 1), range(-2, 8)):
        values = np.array([one, 3, other])
        x = np.divide(values - columns.least, columns.width, out=np.zeros(3), where=columns.width > 0)
        load = rows.matrix @ x
        kept = ((load >= rows.lower - 1e-9) & (load <= rows.upper + 1e-9)).tolist()
        assert kept == [0 <= other + 3 - 5 * one <= 4, one == 1]


def test_models_with_conditions_are_left_to_cp_sat() -> None:
    held = small(0).problem
    model = build(held, *eligible_pairs(held), connect=Connect.CUTS)
    assert run_mixed(model, Stop(), solve, below=1e6, seconds=1.0, close_enough=CLOSE) is None
