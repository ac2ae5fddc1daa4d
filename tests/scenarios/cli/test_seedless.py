"""seedless, staff, and check of what they write."""

import json

import pandas as pd
import pytest
from typer.testing import CliRunner

from scenarios.cli.app import app
from tests.scenarios.conftest import Desk

SEEDLESS = """\
name: road
accounts: accounts.csv
reps: {count: 2}
as_of: 2027-01-31
solve: {time_limit: 10}
"""
TEAM = "rep_id,lat,lon\nEAST,40.0,-95.0\nWEST,40.0,-100.0\nSPARE,10.0,-80.0\n"


def run(*words: object) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, [*map(str, words)])
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture
def sited(desk: Desk) -> Desk:
    path = desk.scenario(text=SEEDLESS)
    code, out, err = run("seedless", path, "--json")
    assert code == 0, err
    told = json.loads(out)
    assert (told["status"], told["gap"]) == ("OPTIMAL", pytest.approx(0.0, abs=1e-6))
    return desk


def test_the_road_is_cut_in_the_middle(sited: Desk) -> None:
    plan = pd.read_csv(sited.folder / "road-territories" / "plan.csv", dtype=str)
    assert plan["territory"].tolist() == ["T01"] * 3 + ["T02"] * 3
    table = pd.read_csv(sited.folder / "road-territories" / "territories.csv", dtype=str)
    assert table["centre"].tolist() == ["a2", "a5"]
    assert run("check", sited.folder / "road-territories")[0] == 0


def test_the_territories_are_on_the_map_with_their_centres(sited: Desk) -> None:
    folder = sited.folder / "road-territories"
    page, drawn = ((folder / name).read_text(encoding="utf-8") for name in ("summary.html", "map.svg"))
    assert drawn.count("h0") == 6
    assert drawn.count('class="home"') == 2
    assert "<title>T01</title>" in drawn
    assert "A ring is the centre of a territory" in page


def test_the_page_says_how_even_the_territories_are(desk: Desk) -> None:
    path = desk.scenario(text=SEEDLESS + "bands: {potential: 0.5}\n")
    assert run("seedless", path)[0] == 0
    folder = desk.folder / "road-territories"
    text, page = ((folder / f"summary.{ending}").read_text(encoding="utf-8") for ending in ("md", "html"))
    held = pd.read_csv(folder / "territories.csv")["holds potential"]
    least, most = (f"{100 * value / held.mean():.1f} %" for value in (held.min(), held.max()))
    assert f"| potential | ±50 % | {held.mean():,.0f} | {least} | {most} |" in text.replace("  ", " ")
    assert "Every territory keeps its bands." in text
    assert "<h1>road: 2 territories for nobody yet</h1>" in page


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        ("plan.csv", "a3,T01", "a3,T02", "at least 270 is asked for"),
        ("plan.csv", "a3,T01", "a3,T09", "not every account has a territory"),
        ("territories.csv", ",a2,", ",a5,", "2 were asked for"),
        ("territories.json", '"bound": ', '"bound": 9', "bound"),
        ("territories.json", '"objective": ', '"objective": 9', "cost is given"),
        ("../accounts.csv", "a6,40.0", "a6,40.5", "SHA-256 differs"),
    ],
)
def test_whatever_is_changed_is_found(sited: Desk, file: str, old: str, new: str, fault: str) -> None:
    path = sited.folder / "road-territories" / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    code, _, err = run("check", sited.folder / "road-territories")
    assert code == 5
    assert fault in err


def test_a_team_is_matched_and_who_is_left_over_is_said(sited: Desk) -> None:
    sited.put("team.csv", TEAM)
    code, out, err = run("staff", sited.folder / "road-territories", sited.folder / "team.csv", "--json")
    assert code == 0, err
    told = json.loads(out)
    assert {each["territory"]: each["rep_id"] for each in told["matches"]} == {"T01": "WEST", "T02": "EAST"}
    assert told["spare"] == ["SPARE"]
    owners = pd.read_csv(sited.folder / "road-territories" / "assignments.csv", dtype=str)
    assert owners["rep_id"].tolist() == ["WEST"] * 3 + ["EAST"] * 3


def test_a_home_that_cannot_be_read_is_no_missing_home(sited: Desk) -> None:
    sited.put("team.csv", TEAM.replace("40.0,-95.0", "north,-95.0"))
    code, _, err = run("staff", sited.folder / "road-territories", sited.folder / "team.csv")
    assert code == 2
    assert "row 2, column lat" in err
    assert "'north'" in err


def test_a_team_with_decimal_commas_lives_where_it_lives(sited: Desk) -> None:
    """Where 40,0 is no number the reps have no homes, and whoever comes first takes the first territory."""
    rows = [line.split(",") for line in (sited.folder / "accounts.csv").read_text().splitlines()]
    sited.put("accounts.csv", "\n".join(";".join(cell.replace(".", ",") for cell in row) for row in rows) + "\n")
    path = sited.scenario(text=SEEDLESS + 'decimal: ","\n')
    assert run("seedless", path, "--force")[0] == 0
    sited.put("team.csv", TEAM.replace(",", ";").replace(".", ","))
    code, out, err = run("staff", sited.folder / "road-territories", sited.folder / "team.csv", "--json")
    assert code == 0, err
    assert {each["territory"]: each["rep_id"] for each in json.loads(out)["matches"]} == {"T01": "WEST", "T02": "EAST"}
    assert "no-home" not in err


def test_distances_and_power_come_from_the_scenario(desk: Desk) -> None:
    ids = [f"a{at}" for at in range(1, 7)]
    rows = [f"{a},{b},{abs(i - j)}" for i, a in enumerate(ids) for j, b in enumerate(ids) if i < j]
    desk.put("km.csv", "unit_a,unit_b,km\n" + "\n".join(rows) + "\n")
    text = SEEDLESS.replace("{count: 2}", "{count: 2, power: 2, weight: potential, distances: km.csv}")
    code, out, err = run("seedless", desk.scenario(text=text), "--json")
    assert code == 0, err
    assert json.loads(out)["objective"] == pytest.approx(400)


def test_the_number_of_territories_follows_from_hours(desk: Desk) -> None:
    text = SEEDLESS.replace("{count: 2}", "{count: auto, hours: 25, utilisation: 0.8}")
    code, out, _ = run("seedless", desk.scenario(text=text), "--json")
    assert code == 0
    assert json.loads(out)["counted"] == "60 hours ÷ (25 hours a rep × 80 % planned) = 3, rounded up 3"


@pytest.mark.parametrize(
    ("verb", "text", "said"),
    [
        ("solve", SEEDLESS, "there are no people yet"),
        ("compare", SEEDLESS, "there are no people yet"),
        ("seedless", SEEDLESS.replace("{count: 2}", "reps.csv"), "the scenario has a team already"),
        ("seedless", SEEDLESS.replace("{count: 2}", "{count: many}"), "reps.count"),
        ("seedless", SEEDLESS.replace("{count: 2}", "{count: auto}"), "hours"),
        ("seedless", SEEDLESS + "contiguous: true\n", "neighbours"),
    ],
)
def test_what_cannot_be_done_is_said(desk: Desk, verb: str, text: str, said: str) -> None:
    code, _, err = run(verb, desk.scenario(text=text))
    assert code == 2, err
    assert said in err
