"""Carve-outs and whales."""

import pandas as pd

from scenarios.designs.carve_out import CarveOut, carve_outs
from scenarios.designs.design import Tables
from scenarios.designs.whales import WHALES, Whales, whales
from solver.engine import solve
from solver.problem import Problem
from solver.rules import Rules

BOOK = pd.DataFrame(
    {
        "account_id": ["A", "B", "C", "D"],
        "potential": [10, 10, 10, 10],
        "workload": [1, 1, 1, 1],
        "renewal": ["yes", "", "yes", ""],
    }
)
TEAM = pd.DataFrame({"rep_id": ["R", "S"], "role": ["renewals", "hunter"]})
RULES = Rules(bands={}, goal={"potential": 1.0})


def test_renewals_go_to_the_renewal_team_and_nothing_else_does() -> None:
    teams = {"renewals": CarveOut({"renewal": True}, {"role": "renewals"})}
    made = carve_outs(Tables(BOOK, TEAM), RULES, teams)
    problem = Problem.from_frames(made.tables.accounts, made.tables.reps, made.rules)
    plan = solve(problem, time_limit=5, workers=1).plan
    assert plan is not None
    assert plan.rep_of_unit.tolist() == [0, 1, 0, 1]


def test_a_row_in_two_carve_outs_is_an_error() -> None:
    one, two = CarveOut({"renewal": True}, {"role": "renewals"}), CarveOut({"potential": 10}, {"role": "hunter"})
    teams = {"one": one, "two": two}
    made = carve_outs(Tables(BOOK, TEAM), RULES, teams)
    errors = [finding for finding in made.findings if finding.severity == "error"]
    assert [finding.code for finding in errors] == ["two-carve-outs"]
    assert errors[0].ids == ("A", "C")


def test_whales_are_counted_only_where_a_rule_asks_for_them() -> None:
    book = BOOK.assign(potential=[60, 20, 10, 10])
    assert WHALES not in whales(Tables(book, TEAM), RULES, Whales()).tables.accounts
    bound = Rules(bands={}, goal={"potential": 1.0}, per_rep={WHALES: (None, 1.0)})
    made = whales(Tables(book, TEAM), bound, Whales(above=0.3))
    assert made.tables.accounts[WHALES].tolist() == [1.0, 1.0, 0.0, 0.0]
    problem = Problem.from_frames(made.tables.accounts, made.tables.reps, made.rules)
    plan = solve(problem, time_limit=5, workers=1).plan
    assert plan is not None
    assert plan.rep_of_unit[0] != plan.rep_of_unit[1]
