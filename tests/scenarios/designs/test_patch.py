"""The patch of a hybrid held together: map cells in one piece around each home, everything else exempt."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from scenarios.designs.design import Design, Tables
from scenarios.designs.hybrid import Hybrid
from scenarios.designs.keys import UnitKeys
from scenarios.designs.models import Settings, design
from scenarios.designs.named import Named
from scenarios.designs.patch import PATCH
from solver.engine import solve
from solver.land import NO_HOME
from solver.rules import Rules
from tests.in_one_piece import in_one_piece
from tests.scenarios.conftest import Desk
from tests.scenarios.designs.books import errors, found, stated

RULES = Rules(bands={"potential": 0.35}, goal={"potential": 1.0, "travel": 1.0})
COUNTIES = ["13001", "13161", "13279", "13283", "13175", "13309", "13271", "13069"]
"""A chain of counties in Georgia and some beside it."""


def book(count: int = 40) -> pd.DataFrame:
    rng = np.random.default_rng(3)
    county = [COUNTIES[at % len(COUNTIES)] for at in range(count)]
    return pd.DataFrame(
        {
            "account_id": [f"A{at}" for at in range(count)],
            "lat": 31.7 + rng.random(count) / 2,
            "lon": -82.5 + rng.random(count) / 2,
            "county_fips": county,
            "potential": rng.integers(5, 20, count),
            "workload": 1.0,
            "named": ["yes" if at % 3 == 0 else "" for at in range(count)],
        }
    ).astype({"county_fips": object})


def team() -> pd.DataFrame:
    rows = [("WES", 31.75, -82.3, "yes"), ("EVA", 32.2, -82.6, "yes"), ("NAT", "", "", "")]
    return pd.DataFrame(rows, columns=["rep_id", "lat", "lon", "has_patch"], dtype=object)


SETTINGS = Settings(
    units=UnitKeys(by="county"), layers=("named", "geography"), contiguous_layers=("geography",), patch_reps="has_patch"
)


def made(settings: Settings = SETTINGS, rules: Rules = RULES, **tables: pd.DataFrame) -> Design:
    return design("hybrid", Tables(**{"accounts": book(), "reps": team(), **tables}), rules, settings)


def without_travel(rules: Rules = RULES) -> Rules:
    return replace(rules, goal={"potential": 1.0})


def test_the_patch_is_land_and_the_rest_is_exempt() -> None:
    one = made(rules=without_travel())
    assert errors(one) == []
    assert one.rules.contiguous
    assert one.rules.contiguous_where == PATCH
    accounts = one.tables.accounts
    named = book()["named"] == "yes"
    assert (accounts[PATCH] == "no").tolist() == named.tolist()
    assert [*accounts["unit_id"][named]] == [""] * int(named.sum())
    assert set(accounts["unit_id"][~named]) == set(COUNTIES)
    assert "14 accounts outside the patch" in found(one, "exempt").message
    assert one.tables.reps["layers_served"].tolist() == [*["named; cells; geography"] * 2, "named; cells"]
    problem = stated(one)
    assert problem.land is not None
    assert problem.land.roots[2] == NO_HOME
    assert problem.units == len(COUNTIES) + 14


def test_a_pinned_account_of_the_patch_is_exempt() -> None:
    locks = pd.DataFrame({"account_id": ["A1"], "rep_id": ["EVA"], "kind": ["pinned"]})
    one = made(rules=without_travel(), locks=locks)
    assert one.tables.accounts[PATCH].tolist()[1] == "no"
    assert "15 accounts outside the patch" in found(one, "exempt").message


def test_rows_of_the_planners_file_stay_in_what_is_said() -> None:
    accounts = book()
    accounts.loc[10, "county_fips"] = "99999"
    accounts.loc[10, ["lat", "lon"]] = np.nan
    one = made(rules=without_travel(), accounts=accounts)
    assert errors(one) == ["unplaced-account"]
    assert found(one, "unplaced-account").row == 12


def test_the_plan_is_one_piece_per_patch() -> None:
    reps = team()
    reps.loc[2, ["lat", "lon"]] = [32.0, -82.0]
    problem = stated(made(reps=reps))
    result = solve(problem, time_limit=5, gap=0.0, workers=1)
    assert result.plan is not None
    land = problem.land
    assert land is not None
    edges = list(zip(*(ends.tolist() for ends in land.edges()), strict=True))
    plan = result.plan.rep_of_unit
    for rep in (0, 1):
        mine = np.flatnonzero(land.held & (plan == rep))
        assert land.roots[rep] in mine
        assert in_one_piece(mine.tolist(), edges)
    assert not (plan[land.held] == 2).any()


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        (replace(SETTINGS, patch_reps="nowhere"), "missing-column"),
        (replace(SETTINGS, units=UnitKeys(by="family"), named=Named(family="")), "families-on-the-map"),
    ],
)
def test_what_is_wrong_is_said(settings: Settings, code: str) -> None:
    accounts = book().assign(family="F")
    assert code in errors(made(settings, without_travel(), accounts=accounts))


def test_nobody_with_a_patch_is_an_error() -> None:
    assert errors(made(rules=without_travel(), reps=team().assign(has_patch=""))) == ["no-carrier"]


def test_without_a_patch_nothing_is_held_together() -> None:
    one = made(rules=without_travel(), accounts=book().assign(named="yes"))
    assert "no-patch" in [finding.code for finding in one.findings if finding.severity == "warning"]
    assert not one.rules.contiguous


def test_without_the_setting_the_hybrid_is_as_it_was() -> None:
    one = made(replace(SETTINGS, contiguous_layers=(), patch_reps=""), without_travel())
    assert not one.rules.contiguous
    assert PATCH not in one.tables.accounts
    assert "layers_served" not in one.tables.reps
    assert Hybrid().contiguous == ()


def test_from_the_file_to_the_check(desk: Desk) -> None:
    reps = team()
    reps.loc[2, ["lat", "lon"]] = [32.0, -82.0]
    desk.put("accounts.csv", book().to_csv(index=False))
    desk.put("reps.csv", reps.to_csv(index=False))
    keys = "hybrid: {layers: [named, geography], contiguous: [geography], reps: has_patch}\nunits: {by: county}\n"
    rules = "bands: {potential: 0.35}\ngoal: {potential: 1, travel: 1}\nsolve: {time_limit: 5}\n"
    summary = desk.solved(f"model: hybrid\n{keys}{rules}")
    assert "what a rep has of the patch is one connected piece" in summary
