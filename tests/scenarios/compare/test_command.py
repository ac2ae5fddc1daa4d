"""faircarve compare, from files to the folder it writes."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from scenarios.cli.app import app
from scenarios.compare.gather import gather, yardstick_of
from solver.errors import InputError

Desk = Any


def run(*given: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["compare", *(str(each) for each in given)])
    return result.exit_code, result.stdout, result.stderr


def scenario(desk: Desk, name: str, extra: str = "", accounts: str = "accounts.csv") -> Path:
    text = f"name: {name}\naccounts: {accounts}\nreps: reps.csv\nas_of: 2027-01-31\n{extra}"
    return desk.put(f"{name}.yaml", text)


def test_two_scenarios_are_solved_and_compared(desk: Desk) -> None:
    wide, narrow = scenario(desk, "wide", "bands: {potential: 0.5}\n"), scenario(desk, "narrow")
    code, out, err = run(wide, narrow, "--time-limit", 20)
    assert code == 0
    assert "1 of 2, wide" in err
    assert "Recommended: wide. Decided by rule 5" in out
    assert "target" in out
    folder = desk.folder / "wide-comparison"
    assert len(list(folder.iterdir())) == 5
    code, out, _ = run(wide, narrow, "--out", desk.folder / "two", "--json")
    told = json.loads(out)
    assert (code, told["ok"], told["recommended"], told["comparison"]) == (0, True, "wide", str(desk.folder / "two"))
    assert [model["name"] for model in told["models"]] == ["wide", "narrow"]
    assert {each["measure"]: each["values"] for each in told["measures"]}["accounts_moved"] == {"wide": 1, "narrow": 1}
    code, _, err = run(wide, narrow)
    assert (code, "there is a comparison already" in err) == (2, True)
    assert run(wide, narrow, "--force")[0] == 0


def test_a_result_is_read_as_it_was_solved_whatever_became_of_the_scenario(desk: Desk) -> None:
    path = desk.folder / "scenario.yaml"
    assert CliRunner().invoke(app, ["solve", str(path)]).exit_code == 0
    before = json.loads((desk.folder / "road-result" / "result.json").read_text())
    desk.scenario("bands: {potential: 0.5}\ngoal: {travel: 1}\n")
    code, out, err = run(desk.folder / "road-result", path, "--json")
    told = json.loads(out)
    assert code == 0
    assert "read from" in err
    figures = {each["measure"]: each["values"] for each in told["measures"]}
    assert figures["own_objective"]["road"] == pytest.approx(before["objective"])
    assert figures["bound"]["road"] == before["bound"]
    assert figures["status"] == {"road": "OPTIMAL", "scenario": "OPTIMAL"}


def test_a_result_whose_tables_or_plan_were_changed_is_refused(desk: Desk) -> None:
    path = desk.folder / "scenario.yaml"
    assert CliRunner().invoke(app, ["solve", str(path)]).exit_code == 0
    plan = desk.folder / "road-result" / "assignments.csv"
    kept = plan.read_text()
    plan.write_text(kept.replace("a1,R1", "a1,R9"))
    code, _, err = run(desk.folder / "road-result", path)
    assert (code, "the rep is not in the team: R9" in " ".join(err.split())) == (2, True)
    plan.write_text(kept)
    desk.put("accounts.csv", (desk.folder / "accounts.csv").read_text().replace("a6,40.0", "a6,41.0"))
    code, _, err = run(desk.folder / "road-result", path)
    assert (code, "accounts.csv: the input of road-result is not the one" in err) == (2, True)


def test_a_record_whose_rules_were_changed_is_refused(desk: Desk) -> None:
    assert CliRunner().invoke(app, ["solve", str(desk.folder / "scenario.yaml")]).exit_code == 0
    record = desk.folder / "road-result" / "result.json"
    content = json.loads(record.read_text())
    content["scenario"]["bands"] = {"potential": 0.9}
    record.write_text(json.dumps(content))
    code, _, err = run(desk.folder / "road-result")
    assert (code, "the problem is not the one that was solved" in err) == (2, True)


def test_a_record_that_claims_too_good_a_bound_is_refused(desk: Desk) -> None:
    assert CliRunner().invoke(app, ["solve", str(desk.folder / "scenario.yaml")]).exit_code == 0
    record = desk.folder / "road-result" / "result.json"
    content = json.loads(record.read_text())
    record.write_text(json.dumps({**content, "bound": content["objective"] * 1.01}))
    code, _, err = run(desk.folder / "road-result")
    assert (code, "road-result/result.json: " in err, "bound" in err) == (2, True, True)


def test_other_books_and_folders_without_a_result_are_refused_all_at_once(desk: Desk) -> None:
    other = (desk.folder / "accounts.csv").read_text().replace("a6,40.0,-95.0,100", "a6,40.0,-95.0,120")
    desk.put("other.csv", other)
    code, _, err = run(desk.folder / "scenario.yaml", scenario(desk, "other", accounts="other.csv"))
    assert (code, "the potential of a6" in err) == (2, True)
    code, _, err = run(desk.folder, desk.folder / "nowhere.yaml")
    assert code == 2
    assert "the folder holds no result" in err
    assert "there is no such scenario file" in err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--models", "geographic,verticals"], "--models names verticals, which is no territory model"),
        (["--groups", "colour"], "there is no column colour"),
        (["--skills", "industry"], "names no two columns"),
        (["--skills", "industry=skills"], "there is no column skills"),
    ],
)
def test_what_cannot_be_done_is_said(desk: Desk, options: list[str], said: str) -> None:
    code, _, err = run(desk.folder / "scenario.yaml", *options)
    assert (code, said in err) == (2, True), err


def test_groups_and_skills_are_columns_of_the_tables(desk: Desk) -> None:
    team = "rep_id,name,lat,lon,team,trades\nR1,Ann,40.0,-100.0,west,x;y\nR2,Bob,40.0,-95.0,east,*\n"
    desk.put("reps.csv", team)
    text = (desk.folder / "accounts.csv").read_text().splitlines()
    desk.put("accounts.csv", "\n".join([f"{text[0]},industry", *(f"{line},z" for line in text[1:])]) + "\n")
    code, out, _ = run(desk.folder / "scenario.yaml", "--groups", "team", "--skills", "industry=trades", "--json")
    figures = {each["measure"]: each["values"]["road"] for each in json.loads(out)["measures"]}
    assert code == 0
    assert figures["potential_group_largest"] == 0
    assert figures["expertise"] == pytest.approx(0.5)


def test_several_at_the_same_time_come_out_the_same(desk: Desk) -> None:
    paths = scenario(desk, "one"), scenario(desk, "two", "goal: {travel: 1}\n")
    code, out, err = run(*paths, "--jobs", 2, "--json")
    assert code == 0
    assert "2 runs, 2 at the same time" in err
    alone = json.loads(run(*paths, "--json", "--force")[1])
    both = json.loads(out)
    assert [each["best"] for each in both["measures"]] == [each["best"] for each in alone["measures"]]


def test_the_exit_code_says_what_became_of_the_plans(desk: Desk) -> None:
    locks = "".join(f"a{number},R1,pinned\n" for number in range(1, 6))
    desk.put("locks.csv", f"account_id,rep_id,kind\n{locks}")
    never = scenario(desk, "never", "locks: locks.csv\n")
    code, out, _ = run(never, "--time-limit", 20)
    assert (code, "No plan keeps the rules of its model; none is recommended" in out) == (3, True)
    assert run(never, scenario(desk, "fine"), "--time-limit", 20, "--out", desk.folder / "two")[0] == 0


def test_names_are_told_apart(desk: Desk) -> None:
    first, second = desk.folder / "scenario.yaml", desk.put("again.yaml", (desk.folder / "scenario.yaml").read_bytes())
    assert [each.name for each in gather([first])] == ["road"]
    assert [each.name for each in gather([first, second])] == ["scenario", "again"]
    with pytest.raises(InputError, match="named twice"):
        gather([first, first])


def test_the_yardstick_is_open_on_the_same_book(desk: Desk) -> None:
    desk.put("edges.csv", "unit_a,unit_b\n" + "".join(f"a{n},a{n + 1}\n" for n in range(1, 6)))
    desk.scenario("contiguous: true\nunits: {by: account, edges: edges.csv}\nbands: {potential: 0.2}\n")
    (source,) = gather([desk.folder / "scenario.yaml"])
    yardstick = yardstick_of(source.inputs)
    assert source.problem.rules.contiguous
    assert (yardstick.rules.contiguous, yardstick.land) == (False, None)
    assert yardstick.rules.bands == {"potential": 0.2}


def test_a_misspelt_model_is_told_the_nearest(desk: Desk) -> None:
    code, _, err = run(desk.folder / "scenario.yaml", "--models", "geografic,Open")
    assert code == 2
    assert "did you mean geographic?" in err
    assert "did you mean open?" in err


def test_where_no_model_can_be_run_the_input_is_at_fault(desk: Desk) -> None:
    """Today's owners are no run: that they break rules must not be told as a plan that was not found in time."""
    code, out, _ = run(desk.folder / "scenario.yaml", "--models", "vertical", "--json")
    told = json.loads(out)
    assert (code, [model["name"] for model in told["models"]]) == (2, ["vertical", "today"])
    assert "industry" in told["models"][0]["why_no_plan"]


def test_check_says_what_a_comparison_is(desk: Desk) -> None:
    assert run(desk.folder / "scenario.yaml", "--time-limit", 20)[0] == 0
    done = CliRunner().invoke(app, ["check", str(desk.folder / "road-comparison")])
    assert (done.exit_code, "holds a comparison, not a result" in done.stderr) == (2, True)


def test_a_result_in_place_of_a_scenario_is_told_apart(desk: Desk) -> None:
    (desk.folder / "empty").mkdir()
    assert "there is none in the folder" in run(desk.folder / "empty", "--models", "open")[2]
    assert str(desk.folder / "scenario.yaml") in run(desk.folder, "--models", "open")[2].replace("\n", "")
