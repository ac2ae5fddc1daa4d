"""Peer groups who may own one another's accounts, from files to a checked result: hybrid, segment, and a comparison."""

import json

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from scenarios.cli.app import app
from tests.scenarios.conftest import Desk

BANDS = "bands: {potential: 0.25}\n"
GOAL = "goal: {travel: 1}\n"
GROUPS = "groups: {by: role}\n"
HYBRID = "model: hybrid\nhybrid: {layers: [cells, geography], feeds: 0.5}\n"


def run(*given: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, [str(each) for each in given])
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def company(desk: Desk) -> Desk:
    """Forty accounts in three segments; two enterprise reps, three in the field, who serve mid-market too."""
    rng = np.random.default_rng(7)
    count = 40
    book = pd.DataFrame(
        {
            "account_id": [f"A{a:02}" for a in range(count)],
            "lat": rng.uniform(38, 42, count).round(3),
            "lon": rng.uniform(-104, -98, count).round(3),
            "potential": rng.integers(5, 15, count) * 10,
            "workload": 10,
            "segment": rng.choice(["enterprise", "mid-market", "SMB"], count),
            "industry": rng.choice(["health", "energy"], count),
        }
    )
    reps = pd.DataFrame(
        {
            "rep_id": ["E1", "E2", "F1", "F2", "F3"],
            "role": ["enterprise", "enterprise", "field", "field", "field"],
            "lat": [39, 41, 38.5, 40, 41.5],
            "lon": [-103, -99, -99, -101, -103],
            "segments": ["enterprise;mid-market"] * 2 + ["mid-market;SMB"] * 3,
            "verticals": ["*"] * 5,
        }
    )
    desk.put("accounts.csv", book.to_csv(index=False))
    desk.put("reps.csv", reps.to_csv(index=False))
    return desk


@pytest.mark.parametrize("model", [HYBRID, "model: segment\n", "model: open\n"])
def test_a_plan_is_solved_checked_and_told(company: Desk, model: str) -> None:
    path = company.scenario(BANDS + GOAL + GROUPS + model)
    code, out, err = run("solve", path, "--time-limit", 20, "--json")
    assert code == 0, err
    assert "may be owned by reps of several peer groups (role)" in err
    folder = company.folder / "road-result"
    assert run("check", folder)[0] == 0
    card = pd.read_csv(folder / "scorecard.csv").iloc[:-1]
    role = np.array(["E", "E", "F", "F", "F"])
    for one in "EF":
        mine = card[role == one]
        share = mine["potential"].sum() / len(mine)
        assert mine["potential_fair_share"].tolist() == pytest.approx([share] * len(mine))
        assert (abs(mine["potential"] / share - 1) <= 0.25 + 1e-9).all()
    page = (folder / "summary.md").read_text()
    assert "a part of what the reps with the same role own together in the plan" in page
    assert "| enterprise | 2 | " in page
    assert json.loads(out)["status"] in ("OPTIMAL", "FEASIBLE")


def test_groups_by_what_reps_serve_may_overlap(company: Desk) -> None:
    """Reps of both lists serve mid-market: said in a note, and the plan's own totals are shared out."""
    path = company.scenario(BANDS + GOAL + "model: segment\ngroups: {by: segments}\n")
    code, _, err = run("solve", path, "--time-limit", 20)
    assert code == 0, err
    assert "peer groups overlap: mid-market is served by reps of the groups" in err
    assert "fair shares are those of what each group owns in the plan" in err
    assert run("check", company.folder / "road-result")[0] == 0


def test_a_goal_with_deviations_is_refused_with_what_to_write(company: Desk) -> None:
    path = company.scenario(f"{BANDS}{GROUPS}goal: {{potential: 5, mean_potential: 1, travel: 2}}\n")
    code, _, err = run("validate", path)
    assert code == 2
    assert err.count("[deviation-by-plan]") == 2
    assert "write goal: {travel: 2}, and the band of potential stays" in err


def test_validate_tells_the_totals_of_the_book(company: Desk) -> None:
    code, out, _ = run("validate", company.scenario(BANDS + GOAL + GROUPS), "--json")
    total = pd.read_csv(company.folder / "accounts.csv")["potential"].sum()
    assert (code, json.loads(out)["totals"]) == (0, {"potential": float(total)})


def test_without_a_plan_wider_bands_are_no_promise(company: Desk) -> None:
    rows = (company.folder / "accounts.csv").read_text().splitlines()
    giant = [rows[0], rows[1].replace(rows[1].split(",")[3], "90000", 1), *rows[2:]]
    company.put("accounts.csv", "\n".join(giant))
    code, out, _ = run("solve", company.scenario(BANDS + GOAL + GROUPS), "--time-limit", 20)
    assert code == 3
    assert "bands: potential ±25%" in out
    folder = company.folder / "road-result"
    page = (folder / "summary.md").read_text()
    assert "By how much the bands would have to open is not known" in page
    assert "Wider bands alone do not help" not in page
    assert run("check", folder)[0] == 0


def test_a_comparison_keeps_the_groups_under_every_model(company: Desk) -> None:
    path = company.scenario(BANDS + GOAL + GROUPS + HYBRID)
    code, out, err = run("compare", path, "--models", "open,segment,hybrid", "--time-limit", 10, "--json")
    assert code == 0, err
    rows = {each["measure"]: each for each in json.loads(out)["measures"]}
    for name in ("open", "segment", "hybrid"):
        assert rows["potential_group_largest"]["values"][name] <= 0.25 + 1e-9
    assert rows["potential_group_largest"]["asked_for"] == "≤ 25 %"
    assert rows["potential_largest"]["asked_for"] == ""
    goal = "goal: {potential: 1, travel: 1}\n"
    code, out, err = run("compare", company.scenario(BANDS + goal + GROUPS), "--models", "open", "--force", "--json")
    assert code == 0, err
    rows = {each["measure"]: each for each in json.loads(out)["measures"]}
    assert rows["potential_largest"]["values"]["open"] <= 0.25 + 1e-9
