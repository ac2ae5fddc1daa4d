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
