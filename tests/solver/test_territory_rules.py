"""Units of several accounts, who serves what, peer groups and bounds per rep, against brute force."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

from solver.engine import solve
from solver.errors import InputError
from solver.judge.verdict import of_accounts
from solver.problem import Problem
from solver.result import Status
from solver.rules import Rules
from tests import tiny
from tests.solver.brute_force import engine_agrees, judge_agrees

CHECKS = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


@settings(max_examples=30, deadline=None, suppress_health_check=CHECKS)
@given(tiny.problems(modelled=True))
def test_engine_bound_and_certificate_agree_with_brute_force(problem: Problem) -> None:
    engine_agrees(problem, time_limit=20)


@settings(max_examples=30, deadline=None, suppress_health_check=CHECKS)
@given(tiny.problems(modelled=True))
def test_the_judge_finds_what_the_oracle_finds(problem: Problem) -> None:
    judge_agrees(problem, every=7)


def book(**columns: list[object]) -> pd.DataFrame:
    count = len(next(iter(columns.values())))
    made = {"account_id": [f"A{i}" for i in range(count)], "potential": [10] * count, "workload": [1] * count}
    return pd.DataFrame(made | columns)


REPS = pd.DataFrame({"rep_id": ["HAL", "PIA"], "sells": ["Health; Pharma", "pharma"], "team": ["north", "south"]})
GOAL = {"potential": 1.0}


def findings(frame: pd.DataFrame, rules: Rules, **tables: pd.DataFrame) -> list[str]:
    with pytest.raises(InputError) as caught:
        Problem.from_frames(frame, REPS, rules, **tables)
    return [str(finding) for finding in caught.value.findings if finding.severity == "error"]


def test_a_value_that_nobody_serves_is_named_with_its_accounts() -> None:
    rules = Rules(bands={}, goal=GOAL, serves={"industry": "sells"})
    said = findings(book(industry=["Health", "Mining", "Mining", "Steel"]), rules)
    assert len(said) == 1
    assert "no rep serves industry Mining (2), Steel (1)" in said[0]
    assert "A1, A2, A3" in said[0]


def test_a_unit_that_no_rep_serves_as_a_whole_is_an_error() -> None:
    rules = Rules(bands={}, goal=GOAL, serves={"industry": "sells", "region": "team"}, units="family")
    frame = book(industry=["Health", "Pharma", ""], region=["", "south", ""], family=["F", "F", ""])
    assert "no rep serves all that the account and its unit need" in findings(frame, rules)[0]


def test_a_pinned_account_goes_where_it_is_pinned_whatever_the_rep_serves() -> None:
    rules = Rules(bands={}, goal=GOAL, serves={"industry": "sells"})
    locks = pd.DataFrame({"account_id": ["A0"], "rep_id": ["PIA"], "kind": ["pinned"]})
    problem = Problem.from_frames(book(industry=["Health", "Health"]), REPS, rules, locks=locks)
    assert solve(problem, time_limit=5, workers=1).status is Status.OPTIMAL
    assert not of_accounts(problem, np.array([1, 0])).violations
    assert [v.rule for v in of_accounts(problem, np.array([1, 1])).violations] == ["serves"]


def test_peer_groups_share_out_what_only_they_may_own() -> None:
    reps = pd.DataFrame({"rep_id": list("abc"), "sells": ["x", "x", "y"], "fte": [1, 0.5, 1]})
    rules = Rules(bands={"potential": 0.2}, goal=GOAL, serves={"kind": "sells"}, peers="sells")
    frame = book(kind=["x", "x", "x", "y"], potential=[40, 30, 20, 7])
    problem = Problem.from_frames(frame, reps, rules)
    assert problem.measures[0].share.tolist() == pytest.approx([60, 30, 7])
    card = of_accounts(problem, np.array([0, 1, 0, 2]))
    assert not card.violations
    assert card.objective == pytest.approx(0.0)


def test_units_by_column_keep_their_names_and_edges_name_them() -> None:
    frame = book(family=["F", "", "F"], lat=[0, 1, 0], lon=[0, 1, 1])
    reps = pd.DataFrame({"rep_id": ["a"], "lat": [0], "lon": [0]})
    edges = pd.DataFrame({"unit_a": ["F"], "unit_b": ["A1"]})
    problem = Problem.from_frames(frame, reps, Rules(bands={}, goal=GOAL, units="family", contiguous=True), edges=edges)
    assert problem.unit_ids.tolist() == ["F", "A1"]
    assert problem.book.unit.tolist() == [0, 1, 0]
    assert problem.land is not None
    assert problem.land.edges()[0].tolist() == [0]
    wrong = pd.DataFrame({"unit_a": ["F"], "unit_b": ["A0"]})
    with pytest.raises(InputError, match="not in the column family of the accounts table: A0"):
        Problem.from_frames(frame, reps, Rules(bands={}, goal=GOAL, units="family", contiguous=True), edges=wrong)


def test_a_unit_may_not_bear_the_id_of_an_account_that_is_one_by_itself() -> None:
    rules = Rules(bands={}, goal=GOAL, units="family")
    assert "its id is the name of another unit" in findings(book(family=["A1", "", "A1"]), rules)[0]


def test_bounds_per_rep_bind_and_are_checked_before_the_search() -> None:
    rules = Rules(bands={}, goal=GOAL, per_rep={"accounts": (1, 1)})
    problem = Problem.from_frames(book(lat=[0, 0, 0], lon=[0, 0, 0]), REPS, rules)
    assert solve(problem, time_limit=5, workers=1).status is Status.INFEASIBLE
    assert [v.rule for v in of_accounts(problem, np.array([0, 0, 1])).violations] == ["per_rep"]


@pytest.mark.parametrize(
    ("ends", "wrong"),
    [((None, None), "a least, a most or both"), ((3, 1), "not above the most"), ((-1, None), "from 0 up")],
)
def test_bounds_per_rep_that_cannot_be_meant(ends: tuple[float | None, float | None], wrong: str) -> None:
    assert wrong in findings(book(tier=["A"]), Rules(bands={}, goal=GOAL, per_rep={"accounts": ends}))[0]
