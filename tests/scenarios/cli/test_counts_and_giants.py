"""From files to a checked result: bands on counts, and an account that no band can hold."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from scenarios.samples import cities
from tests.scenarios.cli.test_whole_way import run

Desk = Any


def tiered(desk: Desk, bands: str) -> Path:
    """The road with a tier for every account: A at the ends, B in the middle."""
    rows = (desk.folder / "accounts.csv").read_text().splitlines()
    tiers = ["tier", "A", "A", "B", "B", "A", "A"]
    desk.put("accounts.csv", "\n".join(f"{row},{tier}" for row, tier in zip(rows, tiers, strict=True)))
    scenario: Path = desk.scenario(f"bands: {bands}\ngoal: {{travel: 1}}\n")
    return scenario


def test_counts_are_solved_shown_and_checked(desk: Desk) -> None:
    scenario = tiered(desk, "{accounts: 0.1, tier=A: 0.1, tier=B: 0}")
    code, out, _ = run("solve", scenario)
    assert code == 0
    assert "tier=A" in out
    folder = desk.folder / "road-result"
    card = pd.read_csv(folder / "scorecard.csv")
    assert card["tier=A"].tolist() == [2, 2, 4]
    assert card["accounts_fair_share"].tolist() == [3, 3, 6]
    summary = (folder / "summary.md").read_text()
    assert "accounts with tier A of every rep within ±10 % of the fair share" in summary
    assert run("check", folder)[0] == 0
    desk.put("accounts.csv", (desk.folder / "accounts.csv").read_text().replace("R1,B", "R1,A"))
    assert run("check", folder)[0] == 5


@pytest.mark.parametrize(
    ("bands", "says"),
    [
        ("{tier=D: 0.1}", "no account has the tier D; there are: A (4), B (2)"),
        ("{tier=a: 0.1}", "write tier=A"),
        ("{teir=A: 0.1}", "teir is not a column of the accounts table"),
        ("{tier: {A: 0.1}}", "write tier=A: and the number"),
    ],
)
def test_a_band_on_what_is_not_there_is_said_at_its_line(desk: Desk, bands: str, says: str) -> None:
    code, _, err = run("validate", tiered(desk, bands))
    assert code == 2
    assert says in err
    assert "scenario.yaml, line 5" in err


def test_a_mapped_column_is_counted_by_our_name(desk: Desk) -> None:
    scenario = tiered(desk, "{tier=A: 0.1}")
    desk.put("accounts.csv", (desk.folder / "accounts.csv").read_text().replace("tier", "Klasse"))
    assert run("validate", scenario)[0] == 2
    desk.scenario("bands: {tier=A: 0.1}\ngoal: {travel: 1}\ncolumns: {accounts: {tier: Klasse}}\n")
    assert run("validate", scenario)[0] == 0


def test_a_decimal_comma_leaves_classes_alone(desk: Desk) -> None:
    scenario = tiered(desk, "{tier=A: 0.1}")
    desk.put("accounts.csv", (desk.folder / "accounts.csv").read_text().replace(",A", ",A.1").replace(".0", ""))
    desk.put("reps.csv", (desk.folder / "reps.csv").read_text().replace(".0", ""))
    desk.scenario('bands: {tier=A.1: 0.1}\ngoal: {potential: 1}\ndecimal: ","\n')
    assert run("validate", scenario)[0] == 0


def giant(desk: Desk) -> str:
    """The road with nine times the potential in a1, solved: what the terminal says."""
    text = (desk.folder / "accounts.csv").read_text()
    desk.put("accounts.csv", text.replace("-100.0,100,10,R1", "-100.0,900,10,R1"))
    code, out, _ = run("solve", desk.folder / "scenario.yaml", "--time-limit", "20")
    assert code == 3
    return out


def test_one_giant_account_ends_with_3_and_a_relaxed_plan_that_checks(desk: Desk) -> None:
    out = giant(desk)
    assert "too large for any band: a1" in out
    folder = desk.folder / "road-result"
    assert not (folder / "assignments.csv").exists()
    assert {path.name for path in (folder / "relaxed").iterdir()} == {
        "assignments.csv",
        "broken_rules.csv",
        "scorecard.csv",
        "scorecard.json",
    }
    assert set(pd.read_csv(folder / "relaxed" / "broken_rules.csv")["rule"]) == {"band"}
    summary = (folder / "summary.md").read_text()
    assert "**The plan in `relaxed` does not keep the rules.**" in summary
    assert "| a1 | potential | 900 | 128.6 % |" in summary
    recorded = json.loads((folder / "result.json").read_text())
    assert recorded["opening"]["large"][0]["unit_id"] == "a1"
    assert run("check", folder)[0] == 0


@pytest.mark.parametrize(("key", "value"), [("least", 5.0), ("reached", 0.0), ("ratio", 2.0), ("unit_id", "a9")])
def test_an_opening_that_the_relaxed_plan_does_not_have_is_found(desk: Desk, key: str, value: object) -> None:
    giant(desk)
    path = desk.folder / "road-result" / "result.json"
    recorded = json.loads(path.read_text())
    opening = recorded["opening"]
    (opening if key in opening else opening["large"][0])[key] = value
    path.write_text(json.dumps(recorded))
    assert run("check", desk.folder / "road-result")[0] == 5


def sample(tmp_path: Path, **bands: float) -> Path:
    """The shipped sample with more bands, without limits, and content with a gap of 20 %."""
    scenario = cities.write(tmp_path)
    before, after = scenario.read_text().replace("gap: 0.02", "gap: 0.2").split("limits:\n")
    lines = "".join(f"  {name}: {band}\n" for name, band in bands.items())
    scenario.write_text(f"{before.rstrip()}\n{lines}\nprotect:\n{after.split('protect:')[1]}")
    return scenario


def test_the_sample_with_a_band_on_a_segment(tmp_path: Path) -> None:
    segment = "segment=" + pd.read_csv(cities.write(tmp_path).parent / "accounts.csv")["segment"].mode()[0]
    scenario = sample(tmp_path, **{segment: 0.25})
    code, _, err = run("solve", scenario, "--model", "open", "--time-limit", "60", "--json")
    assert (code, "error" in err) == (0, False)
    card = pd.read_csv(tmp_path / "us-cities-result" / "scorecard.csv")[f"{segment}_ratio"].dropna()
    assert card.between(0.75 - 1e-6, 1.25 + 1e-6).all()
    assert run("check", tmp_path / "us-cities-result")[0] == 0


def test_the_sample_with_one_giant(tmp_path: Path) -> None:
    scenario = sample(tmp_path)
    book = pd.read_csv(tmp_path / "accounts.csv", dtype=str, keep_default_na=False)
    book.loc[book["account_id"] == book["account_id"][3], "potential"] = str(
        2 * book["potential"].astype(float).sum() / 38
    )
    book.to_csv(tmp_path / "accounts.csv", index=False)
    code, out, _ = run("solve", scenario, "--model", "open", "--time-limit", "45", "--json")
    solved = json.loads(out)
    assert (code, solved["status"]) == (3, "INFEASIBLE")
    assert solved["opening"]["large"][0]["unit_id"] == book["account_id"][3]
    assert solved["opening"]["reached"] is not None
    assert run("check", tmp_path / "us-cities-result")[0] == 0
