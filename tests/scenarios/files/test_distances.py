"""`distances:` from the file to the check: minutes on the road decide, and what is wrong is said of the file."""

import pytest
from typer.testing import CliRunner

from scenarios.audit import audit
from scenarios.cli.app import app
from scenarios.compare.covers import different_goal
from scenarios.files.scenario import read_scenario
from solver.errors import Finding
from tests.scenarios.conftest import Desk

GOAL = "bands: {}\ngoal: {travel: 1}\nsolve: {time_limit: 5}\n"
MINUTES = "account_id,rep_id,minutes\n" + "".join(
    f"a{a},R{r},{10 * a if r == 1 else 15}\n" for a in range(1, 7) for r in (1, 2)
)
"""R1 needs 10 minutes for each account on the way, R2 15 for whichever: a1 to R1, the others to R2."""
BOOK_WITH_AREAS = "account_id,potential,workload,area\n" + "".join(f"a{a},100,10,0{a // 3}\n" for a in range(1, 7))
AREAS = "area,User ID,km\n00,R1,1\n00,R2,9\n01,R1,9\n01,R2,1\n02,R1,9\n02,R2,1\n"


def errors(desk: Desk, extra: str) -> list[Finding]:
    desk.scenario(GOAL + extra)
    return [finding for finding in desk.refused() if finding.severity == "error"]


def solved(desk: Desk, extra: str) -> dict[str, str]:
    done = CliRunner().invoke(app, ["solve", str(desk.scenario(GOAL + extra))])
    assert done.exit_code == 0, done.output
    assert audit(desk.folder / "road-result").faults == ()
    rows = (desk.folder / "road-result" / "assignments.csv").read_text().splitlines()
    head = rows[0].split(",")
    cells = [dict(zip(head, row.split(","), strict=True)) for row in rows[1:]]
    return {each["account_id"]: each["rep_id"] for each in cells}


def test_minutes_decide_and_are_shown_and_checked(desk: Desk) -> None:
    desk.put("drive.csv", MINUTES)
    plan = solved(desk, "distances: drive.csv\n")
    assert plan == {"a1": "R1", **{f"a{a}": "R2" for a in range(2, 7)}}
    summary = (desk.folder / "road-result" / "summary.md").read_text()
    assert "mean minutes to an account, by hours" in summary
    assert "mean km" not in summary
    desk.put("drive.csv", MINUTES.replace("a1,R1,10", "a1,R1,11"))
    assert "input-changed" in [fault.code for fault in audit(desk.folder / "road-result").faults]


def test_a_file_by_postal_area_needs_no_coordinates(desk: Desk) -> None:
    desk.put("accounts.csv", BOOK_WITH_AREAS)
    desk.put("reps.csv", "rep_id\nR1\nR2\n")
    desk.put("roads.csv", AREAS)
    plan = solved(desk, "distances: {file: roads.csv, by: area}\n")
    assert plan == {"a1": "R1", "a2": "R1", **{f"a{a}": "R2" for a in range(3, 7)}}


def test_the_straight_line_stands_in_where_it_is_asked_to(desk: Desk) -> None:
    desk.put("drive.csv", "account_id,rep_id,km\na5,R1,1\n")
    found = errors(desk, "distances: drive.csv\n")
    assert [(finding.code, finding.table) for finding in found] == [("unlisted-pairs", "drive.csv")]
    assert "straight_line: 1.3" in found[0].fix
    plan = solved(desk, "distances: {file: drive.csv, straight_line: 1.3}\n")
    assert plan == {"a1": "R1", "a2": "R1", "a3": "R1", "a4": "R2", "a5": "R1", "a6": "R2"}


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        ("distances: {by: area}\n", "missing-key"),
        ("distances: {file: d.csv, straight_line: 0}\n", "bad-value"),
        ("distances: {file: d.csv, detour: 2}\n", "unknown-key"),
        ("distances: d.csv\nreps: {count: 2}\n", "no-people"),
        ("distances: /tmp/d.csv\n", "absolute-path"),
    ],
)
def test_what_is_wrong_with_the_key_is_said(extra: str, code: str) -> None:
    head = "name: n\naccounts: a.csv\n" + ("" if "reps:" in extra else "reps: r.csv\n")
    assert code in [finding.code for finding in read_scenario("s.yaml", (head + extra).encode()).findings]


def test_a_column_that_the_accounts_lack_is_said_once(desk: Desk) -> None:
    desk.put("roads.csv", AREAS)
    assert [finding.code for finding in errors(desk, "distances: {file: roads.csv, by: area}\n")] == ["unknown-column"]


def test_plans_over_other_distances_are_not_the_same_number(desk: Desk) -> None:
    desk.put("drive.csv", MINUTES)
    desk.scenario(GOAL)
    straight = desk.problem()
    desk.scenario(GOAL + "distances: drive.csv\n")
    by_road = desk.problem()
    assert different_goal(straight, by_road) == ["another table of distances"]
    assert different_goal(by_road, by_road) == []


def test_models_are_compared_over_the_same_distances(desk: Desk) -> None:
    desk.put("drive.csv", MINUTES)
    path = desk.scenario(GOAL + "distances: drive.csv\n")
    out = desk.folder / "compared"
    done = CliRunner().invoke(app, ["compare", str(path), "--models", "open,geographic", "--out", str(out)])
    assert done.exit_code == 0, done.output
    written = [path.read_text() for path in out.rglob("*") if path.suffix in (".csv", ".json", ".md")]
    assert any("mean_minutes" in text or "mean minutes" in text for text in written)
    assert not any("kilometres" in text for text in written)
