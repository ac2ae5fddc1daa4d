"""From files to a checked result, with nothing replaced."""

import json
from typing import Any

from typer.testing import CliRunner

from scenarios.cli.app import app

Desk = Any


def run(*given: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, [str(each) for each in given])
    return result.exit_code, result.stdout, result.stderr


def test_a_plan_is_solved_checked_and_a_changed_input_is_noticed(desk: Desk) -> None:
    scenario = desk.folder / "scenario.yaml"
    code, out, _ = run("solve", scenario, "--json")
    solved = json.loads(out)
    assert (code, solved["status"]) == (0, "OPTIMAL")
    written = json.loads((desk.folder / "road-result" / "result.json").read_text())
    assert written["objective"] == solved["objective"]
    assert set(written["inputs"]) == {"scenario.yaml", "accounts.csv", "reps.csv"}
    assert run("check", desk.folder / "road-result")[0] == 0
    desk.put("accounts.csv", (desk.folder / "accounts.csv").read_text().replace("a6,40.0", "a6,41.0"))
    code, out, err = run("check", desk.folder / "road-result", "--json")
    checked = json.loads(out)
    assert (code, checked["ok"]) == (5, False)
    assert any("accounts.csv" in fault for fault in checked["faults"])
    assert "fault" in err


def test_a_result_under_another_model_is_checked_under_that_model(desk: Desk) -> None:
    text = (desk.folder / "accounts.csv").read_text().splitlines()
    health = [text[0] + ",industry", *(f"{row},{'energy' if at % 2 else 'health'}" for at, row in enumerate(text[1:]))]
    desk.put("accounts.csv", "\n".join(health))
    reps = (desk.folder / "reps.csv").read_text().splitlines()
    desk.put("reps.csv", "\n".join([reps[0] + ",verticals", reps[1] + ",health", reps[2] + ",energy"]))
    scenario, folder = desk.folder / "scenario.yaml", desk.folder / "road-result"
    assert run("solve", scenario, "--model", "vertical")[0] == 0
    assert json.loads((folder / "result.json").read_text())["scenario"]["model"] == "vertical"
    owners = (folder / "assignments.csv").read_text()
    assert all(f"a{at},{'R2' if at % 2 == 0 else 'R1'}" in owners for at in range(1, 7))
    code, out, _ = run("check", folder, "--json")
    assert (code, json.loads(out)["model"]) == (0, "vertical")
    assert "Territory model: vertical." in run("check", folder)[1]
    desk.scenario("model: segment\n")
    assert run("check", folder)[0] == 5, "the scenario is not the one that was solved"


def test_a_model_that_there_is_not_is_refused_before_anything_is_written(desk: Desk) -> None:
    for verb in (["solve", desk.folder / "scenario.yaml"], ["demo", "--out", desk.folder / "demo"]):
        code, _, err = run(*verb, "--model", "luck")
        assert code == 2
        assert "--model names luck" in err
        assert "hybrid" in err
    assert not (desk.folder / "demo").exists()


def test_a_second_solve_needs_force_and_then_replaces_the_first(desk: Desk) -> None:
    scenario = desk.folder / "scenario.yaml"
    assert run("solve", scenario)[0] == 0
    before = (desk.folder / "road-result" / "assignments.csv").read_bytes()
    desk.scenario("protect: {active_deal: pin}\n")
    text = (desk.folder / "accounts.csv").read_text().splitlines()
    desk.put("accounts.csv", "\n".join([text[0] + ",active_deal", *(row + ",no" for row in text[1:])]))
    assert run("solve", scenario)[0] == 2
    assert (desk.folder / "road-result" / "assignments.csv").read_bytes() == before
    assert run("solve", scenario, "--force")[0] == 0
    assert run("check", desk.folder / "road-result")[0] == 0


def test_rules_that_cannot_hold_end_with_3_and_the_nearest_plan_on_request(desk: Desk) -> None:
    text = (desk.folder / "accounts.csv").read_text()
    desk.put("accounts.csv", text.replace("a1,40.0,-100.0,100", "a1,40.0,-100.0,900"))
    code, out, _ = run("solve", desk.folder / "scenario.yaml", "--time-limit", "20")
    assert code == 3
    assert "INFEASIBLE" in out
    assert "the bands cannot all hold" in out
    folder = desk.folder / "road-result"
    assert not (folder / "assignments.csv").exists()
    code, out, _ = run(
        "solve", desk.folder / "scenario.yaml", "--time-limit", "20", "--best-effort", "--force", "--json"
    )
    assert (code, json.loads(out)["exit_code"]) == (3, 3)
    assert (folder / "nearest" / "assignments.csv").exists()


def test_check_says_which_part_of_the_proof_it_computed_again(desk: Desk) -> None:
    folder = desk.folder / "road-result"
    assert run("solve", desk.folder / "scenario.yaml")[0] == 0
    code, out, _ = run("check", folder)
    said = " ".join(out.split())
    assert code == 0
    assert "recomputed from the input files: any plan costs at least that. Gap that anyone can re-check:" in said
    assert "rests on the solver's" in said
    checked = json.loads(run("check", folder, "--json")[1])
    written = json.loads((folder / "result.json").read_text())
    assert 0 < checked["price_bound"] <= written["bound"] + 1e-9
    assert len(checked["proof"]) == 2
    content = json.loads((folder / "certificate.json").read_text())
    assert content["bound"] == checked["price_bound"]
    (folder / "certificate.json").unlink()
    code, out, err = run("check", folder)
    assert code == 5
    assert "certificate.json" in err


def test_check_computes_again_that_there_is_no_plan(desk: Desk) -> None:
    """R1 is pinned to all but one; nobody needs a solver to see that no band of 10 % can hold."""
    rows = "".join(f"a{n},R1,pinned\n" for n in range(1, 6))
    desk.put("locks.csv", "account_id,rep_id,kind\n" + rows)
    desk.scenario("locks: locks.csv\n")
    assert run("solve", desk.folder / "scenario.yaml", "--time-limit", "20")[0] == 3
    code, out, _ = run("check", desk.folder / "road-result")
    said = " ".join(out.split())
    assert code == 0, said
    assert "No plan keeps all the rules: recomputed from the input files" in said
    assert "Every band must open by at least 56.6" in said, "500 of a share of 300 is 67 % over, and 10 are allowed"


def test_check_says_when_it_cannot_compute_again_that_there_is_no_plan(desk: Desk) -> None:
    """One of three accounts of 900 could be halved between two reps, for all that prices know."""
    text = (desk.folder / "accounts.csv").read_text()
    for place in ("a1,40.0,-100.0", "a2,40.0,-99.0", "a3,40.0,-98.0"):
        text = text.replace(f"{place},100", f"{place},900")
    desk.put("accounts.csv", text)
    assert run("solve", desk.folder / "scenario.yaml", "--time-limit", "20")[0] == 3
    code, out, _ = run("check", desk.folder / "road-result")
    assert code == 0
    assert "That no plan keeps all the rules rests on the solver's word" in " ".join(out.split())


def test_check_computes_again_that_one_account_is_too_large_for_everybody(desk: Desk) -> None:
    """900 of a fair share of 700 is 28.57 % over, and 10 are allowed."""
    text = (desk.folder / "accounts.csv").read_text()
    desk.put("accounts.csv", text.replace("a1,40.0,-100.0,100", "a1,40.0,-100.0,900"))
    assert run("solve", desk.folder / "scenario.yaml", "--time-limit", "20")[0] == 3
    code, out, _ = run("check", desk.folder / "road-result")
    assert code == 0
    assert "Every band must open by at least 18.57 points: recomputed too." in " ".join(out.split())


def test_no_time_means_no_plan_and_exit_code_4(desk: Desk) -> None:
    rows = "".join(f"a{n},{30 + n % 17},{-120 + n % 41},{97 + n * 31 % 53},{7 + n * 13 % 11},\n" for n in range(3000))
    desk.put("accounts.csv", "account_id,lat,lon,potential,workload,current_owner\n" + rows)
    desk.put("reps.csv", "rep_id,lat,lon\n" + "".join(f"R{n},{31 + n % 7 * 2},{-118 + n}\n" for n in range(25)))
    desk.scenario("bands: {potential: 0.0001, workload: 0.0001}\n")
    code, out, _ = run("solve", desk.folder / "scenario.yaml", "--time-limit", "0.01", "--json")
    solved = json.loads(out)
    assert (code, solved["status"]) == (4, "UNKNOWN")
    assert not (desk.folder / "road-result" / "assignments.csv").exists()
