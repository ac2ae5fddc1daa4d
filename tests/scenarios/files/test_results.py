"""The result folder: what is in it, strictly formatted, and whole or not at all."""

import csv
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenarios.designs.stated import problem_of
from scenarios.files import results
from scenarios.files.load import read
from scenarios.files.written import cell
from solver.errors import InputError
from solver.judge import verdict
from solver.result import Result, Status
from tests.scenarios import written_road as road


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def strict(path: Path) -> dict[str, Any]:
    def refuse(text: str) -> None:
        raise AssertionError(f"{text} is not JSON")

    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"), parse_constant=refuse)
    return content


def names(folder: Path) -> set[str]:
    return {entry.name for entry in folder.iterdir()}


def test_the_files_of_a_plan(tmp_path: Path) -> None:
    folder, _, _ = road.write(tmp_path)
    assert names(folder) == {
        "assignments.csv",
        "result.json",
        "scorecard.json",
        "scorecard.csv",
        "summary.md",
        "summary.html",
        "map.svg",
    }
    assert (folder / "assignments.csv").read_text(encoding="utf-8") == (
        "account_id,rep_id,unit_id,previous_rep_id,moved\n"
        "a1,R1,a1,R1,false\n"
        "a2,R1,a2,R1,false\n"
        "a3,R1,a3,R1,false\n"
        "a4,R2,a4,R1,true\n"
        "a5,R2,a5,R2,false\n"
        "a6,R2,a6,,false\n"
    )


def test_the_record_has_everything_that_a_reader_needs(tmp_path: Path) -> None:
    folder, inputs, problem = road.write(tmp_path)
    content = strict(folder / "result.json")
    judged = verdict(problem, np.array([0, 0, 0, 1, 1, 1]))
    assert content["objective"] == judged.objective, "to the last digit"
    assert content["terms"] == dict(judged.terms)
    assert sum(content["weighted_terms"].values()) == pytest.approx(content["objective"])
    assert content["gap"] == pytest.approx(0.005)
    assert (content["status"], content["stop_reason"], content["seed"], content["seconds"]) == (
        "FEASIBLE",
        "gap",
        0,
        1.5,
    )
    assert set(content["versions"]) >= {"faircarve", "python", "numpy", "ortools"}
    assert content["inputs"] == dict(inputs.files)
    assert len(content["inputs"]) == 6
    assert content["scenario"]["bands"] == {"potential": 0.2, "workload": 0.2}
    assert content["scenario_file"] == "../scenario.yaml"
    assert content["fingerprint"] == problem.fingerprint
    assert [moment["stage"] for moment in content["trace"]] == ["start", "improve"]


def test_the_scorecard_table_has_a_line_per_rep_and_the_total(tmp_path: Path) -> None:
    folder, _, _ = road.write(tmp_path)
    ann, bob, total = rows(folder / "scorecard.csv")
    assert (ann["rep_id"], ann["name"], ann["potential"], ann["accounts"], ann["pieces"]) == (
        "R1",
        "Ann",
        "300",
        "3",
        "1",
    )
    assert (bob["accounts_gained"], bob["accounts_lost"]) == ("2", "0")
    assert (total["rep_id"], total["accounts"], total["accounts_moved_by_choice"]) == ("TOTAL", "6", "1")
    assert float(total["objective"]) == pytest.approx(strict(folder / "result.json")["objective"], rel=1e-11)
    assert strict(folder / "scorecard.json")["total"]["accounts_owned_today"] == 5


def test_ids_are_text_whatever_they_look_like(tmp_path: Path) -> None:
    scenario = road.put(tmp_path, road.FREE)
    accounts = tmp_path / "accounts.csv"
    accounts.write_text(accounts.read_text().replace("\na1,", '\n"007,a ""b"" ü",').replace("\na2,", "\n1e5,"))
    inputs = read(scenario)
    problem = problem_of(inputs)
    folder = results.write(tmp_path / "out", inputs, problem, road.solved(problem))
    assert [row["account_id"] for row in rows(folder / "assignments.csv")][:2] == ['007,a "b" ü', "1e5"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (float("nan"), ""),
        (float("inf"), ""),
        (True, "true"),
        (3, "3"),
        (3.0, "3"),
        (0.1 + 0.2, "0.3"),
        (1e15, "1000000000000000"),
        (2.5e-5, "0.000025"),
        ("=1+1", "=1+1"),
    ],
)
def test_cells_are_written_plainly(value: Any, text: str) -> None:
    assert cell(value) == text


def test_a_result_is_never_overwritten_without_force(tmp_path: Path) -> None:
    folder, inputs, problem = road.write(tmp_path)
    before = (folder / "result.json").read_bytes()
    with pytest.raises(InputError, match="result-exists"):
        results.write(folder, inputs, problem, road.solved(problem, seed=5), force=False)
    assert (folder / "result.json").read_bytes() == before
    results.write(folder, inputs, problem, road.solved(problem, seed=5), force=True)
    assert strict(folder / "result.json")["seed"] == 5


def test_force_replaces_the_whole_result_but_keeps_what_is_not_of_it(tmp_path: Path) -> None:
    folder, inputs, problem = road.write(tmp_path)
    (folder / "notes.txt").write_text("ask Bob")
    (folder / "maps").mkdir()
    (folder / "maps" / "north.svg").write_text("<svg/>")
    results.write(folder, inputs, problem, road.conflicting(problem), force=True)
    assert names(folder) == {"result.json", "summary.md", "summary.html", "notes.txt", "maps"}
    assert (folder / "maps" / "north.svg").read_text() == "<svg/>"


@pytest.mark.parametrize("force", [False, True])
def test_a_folder_or_file_that_is_no_result_is_never_touched(tmp_path: Path, force: bool) -> None:
    _, inputs, problem = road.write(tmp_path)
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cat.jpg").write_text("cat")
    for name, code in (("photos", "not-a-result"), ("reps.csv", "result-exists")):
        with pytest.raises(InputError, match=code):
            results.write(tmp_path / name, inputs, problem, road.solved(problem), force=force)
    assert names(tmp_path / "photos") == {"cat.jpg"}


def test_an_empty_folder_may_be_used(tmp_path: Path) -> None:
    _, inputs, problem = road.write(tmp_path)
    (tmp_path / "empty").mkdir()
    results.write(tmp_path / "empty", inputs, problem, road.solved(problem))
    assert "result.json" in names(tmp_path / "empty")


@pytest.mark.parametrize("there", [False, True])
@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt()])
def test_a_failure_leaves_everything_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool, error: BaseException
) -> None:
    folder, inputs, problem = road.write(tmp_path)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    if not there:
        folder = tmp_path / "fresh"
    beside = names(tmp_path)

    def fail(*_: Any) -> str:
        raise error

    monkeypatch.setattr(results, "scorecard_table", fail)
    with pytest.raises(type(error)):
        results.write(folder, inputs, problem, road.solved(problem), force=True)
    assert names(tmp_path) == beside, "nothing half-written is left behind"
    assert not there or {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_failure_of_the_last_step_brings_the_old_result_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, inputs, problem = road.write(tmp_path)
    before, beside = (folder / "result.json").read_bytes(), names(tmp_path)
    rename = Path.rename

    def fail(self: Path, target: Path) -> Path:
        if target == folder and (self / "result.json").read_bytes() != before:
            raise OSError("no")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(OSError, match="no"):
        results.write(folder, inputs, problem, road.solved(problem, seed=5), force=True)
    assert (folder / "result.json").read_bytes() == before
    assert names(tmp_path) == beside


@pytest.mark.skipif(os.name != "posix", reason="permissions as on Unix")
def test_others_may_read_the_folder_as_the_user_has_set(tmp_path: Path) -> None:
    folder, _, _ = road.write(tmp_path)
    plain = tmp_path / "plain"
    plain.mkdir()
    assert folder.stat().st_mode == plain.stat().st_mode


def test_a_proven_conflict_has_no_plan_at_the_top(tmp_path: Path) -> None:
    folder, _, _ = road.write(tmp_path, road.conflicting)
    assert names(folder) == {"result.json", "summary.md", "summary.html"}
    content = strict(folder / "result.json")
    assert (content["status"], content["objective"], content["bound"], content["gap"]) == (
        "INFEASIBLE",
        None,
        None,
        None,
    )
    assert content["conflict"] == list(road.CONFLICT)


def test_the_nearest_plan_says_what_it_breaks(tmp_path: Path) -> None:
    folder, _, problem = road.write(tmp_path, lambda problem: road.conflicting(problem, "111122"))
    assert names(folder) == {"result.json", "summary.md", "summary.html", "nearest"}
    assert names(folder / "nearest") == {"assignments.csv", "scorecard.json", "scorecard.csv", "broken_rules.csv"}
    broken = rows(folder / "nearest" / "broken_rules.csv")
    expected = verdict(problem, np.array([0, 0, 0, 0, 1, 1])).violations
    assert [row["message"] for row in broken] == [violation.message for violation in expected]
    assert strict(folder / "result.json")["nearest"]["broken_rules"] == len(expected) > 0


def test_no_plan_in_time(tmp_path: Path) -> None:
    def unknown(problem: Any) -> Result:
        return replace(
            road.conflicting(problem), status=Status.UNKNOWN, stop_reason="time_limit", conflict=(), bound=1.25
        )

    folder, _, _ = road.write(tmp_path, unknown)
    assert names(folder) == {"result.json", "summary.md", "summary.html"}
    assert strict(folder / "result.json")["bound"] == 1.25


def test_infinite_figures_are_null(tmp_path: Path) -> None:
    folder, _, _ = road.write(
        tmp_path,
        lambda problem: replace(road.solved(problem, "111111"), objective=0.0, bound=-1.0),
        scenario=road.FREE + "goal: {}\n",
    )
    assert strict(folder / "result.json")["gap"] is None
