"""From files to a checked result: a band around the median, and a limit on the five largest accounts."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.scenarios.cli.test_whole_way import run

Desk = Any
REPS = ["rep_id,name,lat,lon", "R1,Ann,34.0,-100.0", "R2,Bob,34.0,-97.0", "R3,Cyd,34.0,-94.0"]


def wide_road(desk: Desk, rules: str, largest: float = 30.0) -> Path:
    """Thirty accounts for three reps; the first is the largest, and those at one end are larger than at the other."""
    rows = [f"a{n},{largest if n == 0 else 12 - n // 5},1,34.0,{-100 + n / 5}" for n in range(30)]
    desk.put("accounts.csv", "\n".join(["account_id,potential,workload,lat,lon", *rows]))
    desk.put("reps.csv", "\n".join(REPS))
    scenario: Path = desk.scenario(f"goal: {{travel: 1}}\nsolve: {{time_limit: 20, gap: 0.2}}\n{rules}")
    return scenario


def test_both_rules_are_solved_shown_and_checked(desk: Desk) -> None:
    rules = "bands: {potential: {within: 0.1, reference: median}}\nlimits: {top_five: 0.75}\n"
    code, out, _ = run("solve", wide_road(desk, rules))
    assert code == 0
    assert "÷ median" in out
    assert "top five" in out
    folder = desk.folder / "road-result"
    card = pd.read_csv(folder / "scorecard.csv").iloc[:3]
    assert card["potential_to_median"].between(0.9 - 1e-9, 1.1 + 1e-9).all()
    assert (card["top_five_share"] <= 0.75 + 1e-9).all()
    assert (card["top_five_cap"] == 0.75).all()
    summary = (folder / "summary.md").read_text()
    assert "potential of every rep within ±10 % of the median (by weight)" in summary
    assert "at most 75 % of a rep's potential in the five largest accounts" in summary
    assert "share of the median, by weight" in summary
    assert "the limit is 75.0 %" in summary
    assert run("check", folder)[0] == 0


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        ("bands: {potential: {within: 0.1, reference: median}}\n", "broken-band"),
        ("bands: {}\nlimits: {top_five: 0.75}\n", "broken-top_five"),
    ],
)
def test_a_plan_that_breaks_one_of_them_is_found(desk: Desk, rules: str, code: str) -> None:
    assert run("solve", wide_road(desk, rules))[0] == 0
    folder = desk.folder / "road-result"
    plan = pd.read_csv(folder / "assignments.csv", dtype=str)
    few = plan["account_id"].isin(["a0", "a1", "a2", "a3", "a4"])
    plan.loc[~few & (plan["rep_id"] == "R1"), "rep_id"] = "R2"
    plan.loc[few, "rep_id"] = "R1"
    plan.to_csv(folder / "assignments.csv", index=False)
    found, out, err = run("check", folder)
    assert found == 5
    assert code in out + err


def test_an_account_that_no_limit_can_hold_is_named(desk: Desk) -> None:
    scenario = wide_road(desk, "bands: {potential: 0.1}\nlimits: {top_five: 0.5}\n", largest=90.0)
    code, out, err = run("validate", scenario)
    assert code == 0
    assert "a0" in out + err
    assert "nobody can own it" in out + err
    code, out, _ = run("solve", scenario)
    assert code == 3
    assert "limits: top_five" in out
    assert "bands: potential ±10%" in out
    assert run("check", desk.folder / "road-result")[0] == 0


def test_territories_for_nobody_have_no_median(desk: Desk) -> None:
    scenario = wide_road(desk, "bands: {potential: {within: 0.1, reference: median}}\n")
    scenario.write_text(scenario.read_text().replace("reps: reps.csv", "reps: {count: 3}"))
    code, out, err = run("seedless", scenario)
    assert code == 2
    assert "bands around a median and the limit top_five are for people" in out + err
