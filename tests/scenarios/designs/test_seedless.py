"""Territories for nobody yet: how many, where, and that they carve like any team."""

import numpy as np
import pandas as pd
import pytest

from scenarios.designs.design import Tables
from scenarios.designs.headcount import Headcount, headcount
from scenarios.designs.seedless import Seedless, seedless
from solver.engine import solve
from solver.intake.findings import Findings
from solver.problem import Problem
from solver.result import Status
from solver.rules import Rules
from tests.conftest import EDGES, new_valley
from tests.scenarios.designs.books import errors, found

RULES = Rules(bands={"potential": 0.0})


def valley_tables(**more: pd.DataFrame) -> Tables:
    made = new_valley()
    return Tables(made.accounts, pd.DataFrame(), **more)


def edges() -> pd.DataFrame:
    return pd.DataFrame([pair.split("-") for pair in EDGES.split()], columns=["unit_a", "unit_b"])


@pytest.mark.parametrize(
    ("hours", "wanted", "count", "words"),
    [
        (1000, Headcount(capacity=100), 10, "1,000 hours ÷ (100 hours a rep × 100 % planned) = 10, rounded up 10"),
        (1001, Headcount(capacity=100), 11, "rounded up 11"),
        (1000, Headcount(capacity=100, utilisation=0.8), 13, "× 80 % planned) = 12.5, rounded up 13"),
        (100, Headcount(capacity=100, least=3), 3, "at least 3 are asked for: 3"),
        (1000, Headcount(capacity=100, most=8), 8, "at most 8 are allowed: 8"),
        (0.3, Headcount(capacity=0.1), 3, "rounded up 3"),
        (0, Headcount(reps=12), 12, "12 as asked"),
    ],
)
def test_the_number_of_territories_is_told(hours: float, wanted: Headcount, count: int, words: str) -> None:
    findings = Findings()
    counted = headcount(hours, wanted, findings)
    assert counted.territories == count
    assert words in counted.words
    assert not findings.has_errors
    assert findings.about("rules") is False
    assert any(finding.code == "too-few-reps" for finding in findings.found) == (wanted.most == 8)


@pytest.mark.parametrize(
    ("hours", "wanted", "code"),
    [
        (10, Headcount(), "no-capacity"),
        (10, Headcount(capacity=0), "no-capacity"),
        (10, Headcount(capacity=5, utilisation=1.2), "utilisation"),
        (10, Headcount(capacity=5, least=4, most=3), "headcount"),
        (0, Headcount(capacity=5), "no-workload"),
        (10, Headcount(reps=0), "headcount"),
    ],
)
def test_a_number_that_cannot_be_told_is_an_error(hours: float, wanted: Headcount, code: str) -> None:
    findings = Findings()
    assert headcount(hours, wanted, findings).territories == 1
    assert [finding.code for finding in findings.found] == [code]


def test_the_valley_without_its_reps_falls_into_its_halves() -> None:
    made = seedless(
        valley_tables(edges=edges()), Rules(bands={"potential": 0.0}, contiguous=True), Seedless(Headcount(2))
    )
    assert errors(made.design) == []
    assert made.result is not None
    assert made.result.status is Status.OPTIMAL
    assert made.plan is not None
    halves = made.plan.groupby("territory")["account_id"].apply(set).tolist()
    assert sorted(sorted(half) for half in halves) == [["A1", "A2", "B1", "B2"], ["A3", "A4", "B3", "B4"]]
    assert made.territories is not None
    assert made.territories["rep_id"].tolist() == ["T01", "T02"]
    assert made.territories["holds potential"].tolist() == [100.0, 100.0]


def test_the_territories_are_a_team_that_the_engine_carves_for() -> None:
    made = seedless(valley_tables(), RULES, Seedless(Headcount(capacity=12.0)))
    assert made.counted.territories == 2
    assert "20 hours ÷ (12 hours a rep" in found(made.design, "headcount").message
    accounts = made.design.tables.accounts.drop(columns="current_owner")
    problem = Problem.from_frames(
        accounts, made.design.tables.reps, Rules(bands={"potential": 0.0}, goal={"travel": 1.0})
    )
    result = solve(problem, time_limit=10, gap=0.0)
    assert result.plan is not None
    assert made.plan is not None
    cost = problem.costs.per_rep(result.plan.rep_of_unit).sum()
    ours = problem.team.ids.tolist()
    seeded = np.array([ours.index(name) for name in made.plan["territory"]])
    assert problem.costs.per_rep(seeded).sum() == pytest.approx(cost)  # nobody serves these homes with less travel


def test_units_go_together() -> None:
    tables = valley_tables()
    tables.accounts["state"] = ["W", "W", "E", "E", "W", "W", "E", "E"]
    made = seedless(tables, Rules(bands={"potential": 0.0}, units="state"), Seedless(Headcount(2)))
    assert made.plan is not None
    assert made.plan.assign(state=tables.accounts["state"]).groupby("state")["territory"].nunique().tolist() == [1, 1]
    assert made.territories is not None
    assert sorted(made.territories["centre"]) == ["E", "W"]


def test_a_table_of_distances_replaces_the_places() -> None:
    names = ["A1", "A2", "A3", "A4", "B1", "B2", "B3", "B4"]
    rows = [(a, b, abs(int(a[1]) - int(b[1]))) for at, a in enumerate(names) for b in names[at + 1 :]]
    km = pd.DataFrame(rows, columns=["unit_a", "unit_b", "km"])
    tables = valley_tables()
    tables.accounts[["lat", "lon"]] = ""
    made = seedless(tables, RULES, Seedless(Headcount(2), weight="potential", power=2, distances=km))
    assert made.result is not None
    assert made.result.status is Status.OPTIMAL
    assert made.territories is not None
    assert "lat" not in made.territories


def test_what_is_wrong_is_said_and_nothing_is_guessed() -> None:
    tables = valley_tables(locks=pd.DataFrame({"account_id": ["A1"], "rep_id": ["WES"], "kind": ["pinned"]}))
    tables.accounts.loc[0, "potential"] = ""
    tables.accounts.loc[1, ["lat", "lon"]] = ""
    made = seedless(tables, Rules(bands={"potential": 0.1}, contiguous=True), Seedless(Headcount()))
    assert {"locks-without-reps", "missing-number", "missing-place", "no-capacity"} <= set(errors(made.design))
    assert made.result is None
    assert found(made.design, "missing-number").ids == ("A1",)
    tables = valley_tables()
    assert errors(seedless(tables, Rules(contiguous=True), Seedless(Headcount(2))).design) == ["no-edges"]


def test_bands_that_cannot_hold_are_proven_so() -> None:
    made = seedless(valley_tables(), Rules(bands={"potential": 0.0}), Seedless(Headcount(7)))
    assert errors(made.design) == ["no-territories"]
    assert made.result is not None
    assert made.result.status is Status.INFEASIBLE
