"""What is said of a model that is proven to have no plan."""

import pandas as pd

from scenarios.compare.comparison import Comparison, compare_plans
from scenarios.compare.contender import Contender
from solver.engine import solve
from solver.problem import Problem
from solver.rules import Limits, Rules

REPS = pd.DataFrame({"rep_id": ["X", "Y", "Z"], "sells": ["x", "y", "y"]})


def book(**more: object) -> pd.DataFrame:
    """Nine accounts that X alone serves, three for Y and Z: 2.25 fair shares for one rep, 0.75 for two."""
    ids = [f"A{number:02d}" for number in range(12)]
    return pd.DataFrame({"account_id": ids, "kind": ["x"] * 9 + ["y"] * 3, "potential": 1.0} | more)


def compared(accounts: pd.DataFrame, **limits: float) -> Comparison:
    rules = {"bands": {"potential": 0.1}, "goal": {"potential": 1.0}, "limits": Limits(**limits)}
    free = Problem.from_frames(accounts, REPS, Rules(**rules))
    served = Problem.from_frames(accounts, REPS, Rules(**rules, serves={"kind": "sells"}))
    found = [
        Contender.of(name, each, solve(each, time_limit=10, best_effort=True))
        for name, each in (("open", free), ("vertical", served))
    ]
    return compare_plans(found, free)


def test_the_band_that_would_have_to_open_and_the_plan_that_took_it() -> None:
    found = compared(book())
    ((name, lines),) = found.openings
    assert name == "vertical"
    assert lines[0] == "these rules cannot hold together: who serves what (sells); bands: potential ±10%"
    assert "potential: ±10 % would have to be ±124.99 % at least, because of who may own what" in lines
    assert any(line.startswith("a plan was found with every band 115.00 points wider") for line in lines)
    assert lines[-1] == "the figures are those of that plan, which breaks nothing but bands"
    assert found.frame["vertical"]["potential_largest"] == 1.25
    assert "the plan shown breaks nothing but bands: X" in found.recommendation.why_not("vertical")


def test_the_accounts_that_must_change_hands() -> None:
    found = compared(book(current_owner=["Y"] * 12), reassigned_accounts=0.7)
    assert dict(found.openings)["vertical"][1] == (
        "9 accounts must change hands at least, because of who may own what; reassigned_accounts allows 8"
    )


def test_a_unit_that_nobody_can_reach_and_one_that_is_too_large() -> None:
    """A – B – C – D – E with homes in A and D: E hangs on D, who is nearly all that Q may have."""
    accounts = pd.DataFrame({"account_id": [*"ABCDE"], "lat": 40.0, "lon": [0.0, 1, 2, 3, 4]})
    team = pd.DataFrame({"rep_id": ["P", "Q"], "lat": 40.0, "lon": [0.0, 3.0]})
    edges = pd.DataFrame({"unit_a": [*"ABCD"], "unit_b": [*"BCDE"]})
    rules = Rules(bands={"potential": 0.1}, contiguous=True, goal={"potential": 1.0})
    said = []
    for potential in ([30, 5, 5, 45, 15], [10, 5, 5, 5, 75]):
        free = Problem.from_frames(accounts.assign(potential=potential), team, Rules(bands={}, goal={"potential": 1.0}))
        made = Problem.from_frames(accounts.assign(potential=potential), team, rules, edges=edges)
        found = compare_plans([Contender.of("geographic", made, solve(made, time_limit=5))], free)
        said.append(dict(found.openings)["geographic"])
    assert (
        "E is out of reach in one piece: the lightest way to it is 120.0 % of the fair share of Q in potential"
        in said[0]
    )
    assert any(line.startswith("E alone is 150.0 % of the fair share of") for line in said[1])
