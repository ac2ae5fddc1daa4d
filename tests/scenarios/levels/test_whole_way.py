"""Overlays and managers from the scenario file to the check, with nothing replaced; planted faults are found."""

import csv
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from scenarios.audit import audit
from scenarios.cli.app import app
from scenarios.files.scenario import read_scenario
from scenarios.levels.stated import tasks_of
from tests.scenarios.conftest import Desk

SCENARIO = """\
name: road
accounts: accounts.csv
reps: reps.csv
goal: {potential: 5, workload: 5, travel: 1}
overlays:
  SE: {reps: ses.csv, ratio: 2, least: 2, most: 2, workload: se_hours, bands: {workload: 0.2}, serves: {speaks: speaks}}
  CSM: {reps: csms.csv, follows: accounts, columns: {rep_id: who}}
hierarchy:
  - {level: district, ratio: 2, bands: {potential: 0.2}, contiguous: true}
  - {level: region, managers: vps.csv}
solve: {time_limit: 20}
as_of: 2027-01-31
"""
ENGINEERS = "rep_id,lat,lon,speaks\nS1,40,-100,en; fr\nS2,40,-96,en\n"
SUCCESS = "who,lat,lon\nC1,40,-100\nC2,40,-96\n"
Row = dict[str, str]


def run(*given: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, [str(each) for each in given])
    return result.exit_code, result.stdout, result.stderr


def lay(desk: Desk) -> Path:
    """Four reps along a road with three accounts each, and everybody who works on top of them."""
    lines = [f"a{at},40.0,{-100 + at // 3 + at % 3 / 10},100,10,{1 + at % 3}" for at in range(12)]
    desk.put("accounts.csv", "\n".join(["account_id,lat,lon,potential,workload,se_hours", *lines, ""]))
    reps = [f"R{at},Rep {at},40.0,{-100 + at},{'fr' if at == 2 else ''}" for at in range(4)]
    desk.put("reps.csv", "\n".join(["rep_id,name,lat,lon,speaks", *reps, ""]))
    for name, content in (("ses", ENGINEERS), ("csms", SUCCESS), ("vps", "rep_id,lat,lon\nV1,40,-98\n")):
        desk.put(f"{name}.csv", content)
    return desk.scenario(text=SCENARIO)


@pytest.fixture(scope="module")
def carved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with everything solved once; tests work on copies."""
    folder = tmp_path_factory.mktemp("road")
    code, out, err = run("solve", lay(Desk(folder)), "--debug")
    assert code == 0, out + err
    return folder


@pytest.fixture
def result(carved: Path, tmp_path: Path) -> Path:
    shutil.copytree(carved, tmp_path / "road")
    return tmp_path / "road" / "road-result"


def rows(path: Path) -> list[Row]:
    with path.open(newline="") as lines:
        return list(csv.DictReader(lines))


def test_everything_is_there_and_is_confirmed(result: Path) -> None:
    found = audit(result)
    assert found.faults == ()
    pods = {row["member_id"]: row["rep_id"] for row in rows(result / "overlays" / "SE" / "members.csv")}
    assert sorted(pods) == ["R0", "R1", "R2", "R3"]
    assert pods["R2"] == "S1"  # the only one who speaks French
    assert sorted(pods.values()) == ["S1", "S1", "S2", "S2"]
    first = {row["account_id"]: row["rep_id"] for row in rows(result / "assignments.csv")}
    for row in rows(result / "overlays" / "SE" / "assignments.csv"):
        assert row["rep_id"] == pods[first[row["account_id"]]]
    assert {row["rep_id"] for row in rows(result / "overlays" / "CSM" / "assignments.csv")} == {"C1", "C2"}
    districts = {row["member_id"]: row["rep_id"] for row in rows(result / "hierarchy" / "district" / "members.csv")}
    assert districts == {"R0": "district 1", "R1": "district 1", "R2": "district 2", "R3": "district 2"}
    regions = rows(result / "hierarchy" / "region" / "members.csv")
    assert [(row["member_id"], row["rep_id"]) for row in regions] == [("district 1", "V1"), ("district 2", "V1")]
    for name in ("overlays/SE", "overlays/CSM", "hierarchy/district", "hierarchy/region"):
        record = json.loads((result / name / "result.json").read_text())
        assert record["status"] in ("OPTIMAL", "FEASIBLE")
        assert record["bound"] <= record["objective"]
        assert any(each["code"] == "conditional" for each in record["findings"])
        page = (result / name / "summary.md").read_text()
        assert page.startswith("# road: ")
        level = name.partition("/")[2]
        said = f"a rep is a {level};" if name.startswith("hierarchy") else f"a rep is one of the team {level},"
        assert said in page.partition("## ")[0]


def test_the_hours_of_the_role_are_its_own(result: Path) -> None:
    card = json.loads((result / "overlays" / "SE" / "scorecard.json").read_text())
    assert sum(rep["hours"] for rep in card["reps"]) == 24


def swap(name: str, one: str, other: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        text = (folder / name).read_text()
        assert one in text
        (folder / name).write_text(text.replace(one, other, 1))

    return change


PLANTED: dict[str, tuple[Callable[[Path], None], str]] = {
    "a pod in the list": (swap("overlays/SE/members.csv", "R0,Rep 0,S", "R0,Rep 0,T"), "overlays/SE/members.csv"),
    "an account in a pod": (swap("overlays/SE/assignments.csv", "a0,S1", "a0,S2"), "overlays/SE/assignments.csv"),
    "a figure": (swap("overlays/SE/result.json", '"objective": ', '"objective": 1'), "overlays/SE/result.json"),
    "another plan below": (swap("assignments.csv", "a0,R0", "a0,R1"), "assignments.csv"),
    "the seat": (swap("hierarchy/district/managers.csv", "-9", "-8"), "hierarchy/district/managers.csv"),
    "a manager": (swap("hierarchy/region/assignments.csv", "V1", "V2"), "hierarchy/region/assignments.csv"),
    "the summary": (swap("hierarchy/region/summary.md", "road", "rod"), "hierarchy/region/summary.md"),
}


@pytest.mark.parametrize("fault", PLANTED)
def test_planted_faults_are_found_where_they_are(result: Path, fault: str) -> None:
    plant, where = PLANTED[fault]
    plant(result)
    assert where in {each.table for each in audit(result).faults}


def test_a_level_that_is_gone_and_one_that_nobody_asked_for(result: Path) -> None:
    shutil.copytree(result / "overlays" / "SE", result / "overlays" / "XX")
    assert {(each.code, each.table) for each in audit(result).faults} == {("unexpected-file", "overlays/XX")}
    shutil.rmtree(result / "overlays")
    assert audit(result).ok
    shutil.rmtree(result / "hierarchy" / "district")
    assert {(each.code, each.table) for each in audit(result).faults} == {("no-level-below", "hierarchy/region")}


def test_levels_solves_them_again(result: Path) -> None:
    before = (result / "overlays" / "SE" / "assignments.csv").read_bytes()
    assert run("levels", result)[0] == 2  # they are there: say --force
    code, out, err = run("levels", result, "--force", "--time-limit", "10", "--json")
    assert code == 0, out + err
    said = json.loads(out)
    assert [each["name"] for each in said["levels"]] == ["SE", "CSM", "district", "region"]
    assert (result / "overlays" / "SE" / "assignments.csv").read_bytes() == before
    assert audit(result).ok
    swap("assignments.csv", "a0,R0", "a0,R1")(result)
    code, _, err = run("levels", result, "--force")
    assert code == 2
    assert "assignments.csv" in err or "scorecard" in err


def test_what_is_wrong_is_said_before_anything_is_solved(desk: Desk) -> None:
    scenario = lay(desk)
    desk.put("ses.csv", "rep_id,lat,lon,speaks\nS1,40,-100,en\nS1,40,x,en\nS3,40,-96,en\n")
    desk.put("csms.csv", "who,lat,lon\nC1,140,-100\n")
    code, out, _ = run("validate", scenario, "--json")
    said = {(each["code"], each["table"]) for each in json.loads(out)["findings"] if each["severity"] == "error"}
    assert code == 2
    assert ("ratio", "scenario.yaml") in said
    assert ("duplicate-id", "ses.csv") in said
    assert ("coordinates-out-of-range", "csms.csv") in said


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("ses.csv", "nobody.csv", "missing-file"),
        ("ratio: 2, least: 2, most: 2", "least: 3, most: 2", "bad-value"),
        ("follows: accounts", "follows: accounts, ratio: 3", "no-pods"),
        ("{level: region, managers: vps.csv}", "{level: region}", "missing-key"),
        ("level: region", "level: district", "level-twice"),
        ("columns: {rep_id: who}", "columns: {rep_id: whom}", "no-such-column"),
        ("workload: se_hours", "workload: sehours", "missing-column"),
        ("speaks: speaks", "talks: speaks", "missing-column"),
        ("speaks: speaks", "speaks: talks", "missing-column"),
        ("bands: {workload: 0.2}", "bands: {seats: 0.2}", "unknown-column"),
        ("level: region", "level: a/b", "scenario"),
    ],
)
def test_mistakes_in_the_scenario_have_a_place(desk: Desk, old: str, new: str, code: str) -> None:
    scenario = lay(desk)
    assert old in SCENARIO
    desk.scenario(text=SCENARIO.replace(old, new))
    status, out, _ = run("validate", scenario, "--json")
    found = [each for each in json.loads(out)["findings"] if each["severity"] == "error"]
    assert status == 2
    assert found
    if code != "scenario":
        assert code in {each["code"] for each in found}
    assert all(each["where"] for each in found)


def test_a_level_without_a_plan_stops_those_above_it_only(desk: Desk) -> None:
    scenario = lay(desk)
    desk.scenario(
        text=SCENARIO.replace(
            "level: district, ratio: 2, bands: {potential: 0.2}", "level: district, count: 3, bands: {potential: 0.01}"
        )
    )
    code, out, err = run("solve", scenario, "--json")
    assert code == 0, err
    top = {each["name"]: each for each in json.loads(out)["on_top"]}
    assert top["SE"]["status"] == "OPTIMAL"
    assert top["district"]["status"] == "INFEASIBLE"
    assert "seats-bands" in {each["code"] for each in top["district"]["findings"]}
    assert [each["code"] for each in top["region"]["findings"]] == ["no-level-below"]
    assert audit(desk.folder / "road-result").ok


def test_tasks_are_in_the_order_in_which_they_are_solved(desk: Desk) -> None:
    lay(desk)
    tasks: list[Any] = tasks_of(desk.read().scenario)
    assert [(each.name, each.noun, each.seatless) for each in tasks] == [
        ("SE", "territory", False),
        ("CSM", "", False),
        ("district", "territory", True),
        ("region", "district", False),
    ]


def test_a_level_is_checked_with_its_plan(result: Path) -> None:
    code, _, err = run("check", result / "overlays" / "SE")
    assert code == 2
    assert str(result) in err


def test_the_parts_of_scenarios_in_the_docs_are_valid() -> None:
    text = (Path(__file__).resolve().parents[3] / "docs" / "levels.md").read_text(encoding="utf-8")
    parts = re.findall(r"```yaml\n(.*?)```", text, flags=re.DOTALL)
    assert len(parts) == 3
    for part in parts:
        assert read_scenario("docs.yaml", f"name: x\naccounts: a.csv\nreps: r.csv\n{part}".encode()).findings == ()


def test_a_comparison_solves_them_on_the_plan_of_every_model(tmp_path: Path) -> None:
    """The same balance as `solve` finds, where the plan is the same; today's owners have nobody on top."""
    path = lay(Desk(tmp_path))
    code, out, err = run("compare", path, "--models", "open,vertical", "--time-limit", 10, "--json")
    assert code == 0, err
    told = {each["measure"]: each["values"] for each in json.loads(out)["measures"]}
    assert told["on_top_SE"]["open"] in ("OPTIMAL", "FEASIBLE")
    assert 0 <= told["on_top_SE_workload"]["open"] <= 0.2
    assert 0 <= told["on_top_district_potential"]["open"] <= 0.2
    assert told["on_top_region"]["open"] in ("OPTIMAL", "FEASIBLE")
    assert {told[key]["vertical"] for key in told if key.startswith("on_top_")} == {None}, "it cannot be run"
    assert "open, on top of the plan: SE " in err
