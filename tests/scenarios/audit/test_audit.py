"""Every planted fault is found, and nothing is found where there is none."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scenarios.audit import audit
from solver.errors import InputError
from tests.scenarios import written_road as road


@pytest.fixture
def result(tmp_path: Path) -> Path:
    return road.write(tmp_path)[0]


def codes(folder: Path, scenario: Path | None = None) -> set[str]:
    return {fault.code for fault in audit(folder, scenario).faults}


def test_an_untouched_result_is_confirmed(result: Path) -> None:
    found = audit(result)
    assert found.faults == ()
    assert found.ok
    assert found.status == "FEASIBLE"
    assert found.verdict is not None
    assert found.verdict.ok


def test_a_proven_optimum_is_confirmed(tmp_path: Path) -> None:
    folder, _, _ = road.write(tmp_path, lambda problem: road.solved(problem, bound=1))
    assert audit(folder).ok


def test_a_folder_that_was_moved_needs_the_scenario_only_when_it_lost_it(result: Path, tmp_path: Path) -> None:
    away = tmp_path / "elsewhere" / "deep" / "kept"
    shutil.copytree(result, away)
    assert codes(away) == {"scenario-missing"}
    assert audit(away, tmp_path / "scenario.yaml").ok
    both = tmp_path / "copy"
    both.mkdir()
    for path in tmp_path.iterdir():
        if path.is_file():
            shutil.copy(path, both / path.name)
    shutil.copytree(result, both / "road-result")
    assert audit(both / "road-result").ok


def test_a_renamed_scenario_is_the_same_scenario(result: Path, tmp_path: Path) -> None:
    renamed = (tmp_path / "scenario.yaml").rename(tmp_path / "mine.yaml")
    assert audit(result, renamed).ok


def test_command_line_overrides_do_not_break_the_check(tmp_path: Path) -> None:
    solve = {"seed": 7, "time_limit": 5.0, "work_limit": None}
    folder, _, _ = road.write(tmp_path, lambda problem: road.solved(problem, seed=7), solve=solve)
    assert audit(folder).ok


def test_a_result_is_checked_as_of_the_day_it_was_made(tmp_path: Path) -> None:
    folder, _, problem = road.write(tmp_path, as_of="2025-01-01")
    assert len(problem.locks) == 3, "the lock that has expired since was binding then"
    assert audit(folder).ok


BREACHES = {
    "broken-band": "111122",
    "broken-capacity": "111122",
    "broken-max_accounts": "111122",
    "broken-max_named": "112212",
    "broken-pinned": "111212",
    "broken-not": "111221",
    "broken-protected": "121222",
    "broken-not_allowed": "211222",
    "broken-pairs_only": "112222",
    "broken-reassigned_accounts": "112222",
    "broken-reassigned_potential": "112222",
    "broken-lost_per_rep": "112222",
    "broken-contiguity": "112122",
    "broken-home_unit": "211222",
}


@pytest.mark.parametrize("code", BREACHES)
def test_every_broken_rule_is_found(result: Path, code: str) -> None:
    road.reassign(result, BREACHES[code])
    assert code in codes(result)


def test_another_plan_that_keeps_every_rule_is_found_by_its_figures(tmp_path: Path) -> None:
    folder, _, _ = road.write(tmp_path, scenario=road.FREE)
    road.reassign(folder, "111222")
    assert audit(folder).ok
    road.reassign(folder, "112222")
    found = audit(folder)
    assert {"objective", "terms", "weighted-terms", "gap", "scorecard"} <= {fault.code for fault in found.faults}
    assert found.verdict is not None
    assert found.verdict.ok


ROWS: dict[str, tuple[str, str]] = {
    # fault: (what stands there, what is put in its place)
    "account-missing": ("a3,R1,a3,R1,false\n", ""),
    "account-twice": ("a3,R1,a3,R1,false\n", "a3,R1,a3,R1,false\na3,R1,a3,R1,false\n"),
    "account-unknown": ("a3,R1,a3,R1,false\n", "a3,R1,a3,R1,false\na9,R1,a9,R1,false\n"),
    "rep-unknown": ("a3,R1,a3,R1,false\n", "a3,R9,a3,R1,true\n"),
    "unit-wrong": ("a3,R1,a3,R1,false\n", "a3,R1,a2,R1,false\n"),
    "previous-wrong": ("a6,R2,a6,,false\n", "a6,R2,a6,R2,false\n"),
    "moved-wrong": ("a4,R2,a4,R1,true\n", "a4,R2,a4,R1,false\n"),
    "cells": ("a3,R1,a3,R1,false\n", "a3,R1,a3,R1\n"),
    "columns": ("previous_rep_id", "before"),
}


@pytest.mark.parametrize("code", ROWS)
def test_every_wrong_row_is_found(result: Path, code: str) -> None:
    path = result / "assignments.csv"
    text = path.read_text(encoding="utf-8")
    before, after = ROWS[code]
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")
    found = {fault.code: fault for fault in audit(result).faults}
    assert code in found
    assert found[code].table == "assignments.csv"
    if code in ("account-twice", "account-unknown", "rep-unknown", "unit-wrong"):
        assert found[code].row is not None
        assert len(found[code].ids) == 1


def test_two_rows_of_one_account_with_two_reps_are_one_fault(result: Path) -> None:
    path = result / "assignments.csv"
    path.write_text(path.read_text() + "a1,R2,a1,R1,true\n")
    assert codes(result) == {"account-twice"}


def set_to(name: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(content: dict[str, Any]) -> None:
        inner = content
        *way, last = name.split("/")
        for key in way:
            inner = inner[key]
        inner[last] = value(inner.get(last)) if callable(value) else value

    return change


def above_objective(content: dict[str, Any]) -> None:
    content["bound"] = content["objective"] * 1.001
    content["gap"] = road.gap_of(content)


def nearly_optimal(content: dict[str, Any]) -> None:
    content["bound"] = content["objective"] * (1 - 1e-7)
    content["gap"] = road.gap_of(content)


def looser(content: dict[str, Any]) -> None:
    content["bound"] = content["objective"] * 0.9
    content["gap"] = road.gap_of(content)


RECORD: dict[str, tuple[Callable[[dict[str, Any]], None], str]] = {
    "objective": (set_to("objective", lambda x: x * (1 + 1e-6)), "objective"),
    "objective gone": (set_to("objective", None), "objective"),
    "a term": (set_to("terms/travel", lambda x: x + 1e-6), "terms"),
    "a term too many": (set_to("terms/luck", 1.0), "terms"),
    "a weighted term": (set_to("weighted_terms/cost", lambda x: x + 1), "weighted-terms"),
    "the goal": (set_to("goal/travel", 2.0), "goal"),
    "a term left out": (set_to("left_out/travel", "no reason"), "left-out"),
    "bound above the plan": (above_objective, "bound"),
    "gap": (set_to("gap", 0.001), "gap"),
    "no bound": (set_to("bound", None), "gap"),
    "optimal without proof": (set_to("status", "OPTIMAL"), "status"),
    "feasible though proven": (nearly_optimal, "status"),
    "stopped at a gap that was not reached": (looser, "stop-reason"),
    "stop reason": (set_to("stop_reason", "tired"), "stop-reason"),
    "proven, yet only feasible": (set_to("stop_reason", "proven"), "stop-reason"),
    "no plan, says the status": (set_to("status", "UNKNOWN"), "status"),
    "no plan, says the status; its files": (set_to("status", "UNKNOWN"), "unexpected-file"),
    "seed": (set_to("seed", 99), "seed"),
    "fingerprint": (set_to("fingerprint", "0" * 64), "fingerprint"),
    "hash": (set_to("inputs/accounts.csv", "0" * 64), "input-changed"),
    "hash of the scenario": (set_to("inputs/scenario.yaml", "0" * 64), "input-changed"),
    "hash gone": (lambda content: content["inputs"].pop("reps.csv"), "input-unrecorded"),
    "a file that is none": (set_to("inputs/other.csv", "0" * 64), "input-missing"),
    "scenario as read": (set_to("scenario/bands/potential", 0.3), "scenario-differs"),
    "another model": (set_to("scenario/model", "vertical"), "inputs-refused"),
    "a model with other rules": (set_to("scenario/model", "geographic"), "fingerprint"),
    "no such model": (set_to("scenario/model", "luck"), "inputs-refused"),
    "a model that is none": (set_to("scenario/model", None), "scenario-differs"),
    "scenario's limits": (set_to("scenario/limits/capacity", None), "scenario-differs"),
    "day": (set_to("scenario/as_of", "2025-01-01"), "fingerprint"),
    "day that is none": (set_to("scenario/as_of", "some day"), "inputs-refused"),
    "layout": (set_to("format", 2), "result-format"),
    "unknown key": (set_to("approved", True), "result-malformed"),
    "wrong type": (set_to("seed", "0"), "result-malformed"),
    "key gone": (lambda content: content.pop("versions"), "result-malformed"),
    "scenario gone": (set_to("scenario_file", "gone.yaml"), "scenario-missing"),
}


@pytest.mark.parametrize("name", RECORD)
def test_every_change_of_the_record_is_found(result: Path, name: str) -> None:
    change, code = RECORD[name]
    road.edit(result / "result.json", change)
    assert code in codes(result)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "result-unreadable"),
        ("[]", "result-unreadable"),
        ('{"format": NaN}', "result-unreadable"),
        ('{"format": 1, "format": 1}', "result-unreadable"),
        ("", "result-unreadable"),
    ],
)
def test_a_record_that_is_not_strict_json_is_found(result: Path, text: str, code: str) -> None:
    (result / "result.json").write_text(text)
    assert codes(result) == {code}


@pytest.mark.parametrize("name", ["accounts.csv", "reps.csv", "edges.csv", "locks.csv", "pairs.csv", "scenario.yaml"])
def test_every_changed_input_is_found_even_when_it_means_the_same(result: Path, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(path.read_text() + "\n")
    found = audit(result)
    assert {fault.code for fault in found.faults} == {"input-changed"}
    assert [fault.table for fault in found.faults] == [name]


def test_an_input_that_changed_the_problem_is_found_by_hash_and_fingerprint(result: Path, tmp_path: Path) -> None:
    path = tmp_path / "accounts.csv"
    path.write_text(path.read_text().replace("a3,40.0,-98.0,100", "a3,40.0,-98.0,120"))
    assert {"input-changed", "fingerprint", "objective", "scorecard"} <= codes(result)


def test_a_rule_that_was_changed_afterwards_is_found(result: Path, tmp_path: Path) -> None:
    path = tmp_path / "scenario.yaml"
    path.write_text(path.read_text().replace("reassigned_accounts: 0.2", "reassigned_accounts: 0.1"))
    assert {"input-changed", "scenario-differs", "fingerprint", "broken-reassigned_accounts"} <= codes(result)


def test_inputs_that_are_gone_or_broken_are_said(result: Path, tmp_path: Path) -> None:
    (tmp_path / "accounts.csv").unlink()
    found = audit(result)
    assert {fault.code for fault in found.faults} == {"input-missing", "inputs-refused"}


def test_changed_scorecards_are_found(result: Path) -> None:
    road.edit(result / "scorecard.json", set_to("total/potential_gini", 0.5))
    (found,) = audit(result).faults
    assert (found.code, found.table) == ("scorecard", "scorecard.json")
    assert "total.potential_gini" in found.message


def test_one_changed_cell_of_the_scorecard_table_is_found(result: Path) -> None:
    path = result / "scorecard.csv"
    text = path.read_text()
    path.write_text(text.replace("R1,Ann,300,", "R1,Ann,301,"))
    (found,) = audit(result).faults
    assert (found.code, found.table) == ("scorecard", "scorecard.csv")
    assert "row 2, column potential: 301 instead of 300" in found.message


def test_a_changed_summary_is_found(result: Path) -> None:
    path = result / "summary.md"
    path.write_text(path.read_text().replace("more than", "less than"))
    assert codes(result) == {"output-changed"}


@pytest.mark.parametrize("name", ["assignments.csv", "scorecard.json", "scorecard.csv", "summary.md"])
def test_a_missing_file_is_found(result: Path, name: str) -> None:
    (result / name).unlink()
    assert "missing-file" in codes(result)


def test_a_missing_record_is_a_fault_and_a_missing_folder_an_input_error(result: Path) -> None:
    (result / "result.json").unlink()
    assert codes(result) == {"result-unreadable"}
    with pytest.raises(InputError):
        audit(result / "nowhere")


def test_two_faults_are_both_found(result: Path) -> None:
    road.edit(result / "result.json", set_to("objective", 1.0))
    (result / "summary.md").unlink()
    assert {"objective", "missing-file"} <= codes(result)


@pytest.fixture
def infeasible(tmp_path: Path) -> Path:
    return road.write(tmp_path, lambda problem: road.conflicting(problem, "111122"))[0]


def test_a_proven_conflict_with_its_nearest_plan_is_confirmed(infeasible: Path, tmp_path: Path) -> None:
    assert audit(infeasible).ok
    bare, _, _ = road.write(tmp_path / "bare", road.conflicting)
    assert audit(bare).ok


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda folder: road.reassign(folder / "nearest", "111222"), "broken-rules"),
        (lambda folder: (folder / "nearest" / "broken_rules.csv").write_text("rule\n"), "scorecard"),
        (lambda folder: (folder / "nearest" / "scorecard.csv").unlink(), "missing-file"),
        (lambda folder: shutil.rmtree(folder / "nearest"), "missing-file"),
        (lambda folder: road.edit(folder / "result.json", set_to("nearest", None)), "unexpected-file"),
        (lambda folder: road.edit(folder / "result.json", set_to("nearest/objective", 0.0)), "nearest"),
        (lambda folder: road.edit(folder / "result.json", set_to("bound", 1.0)), "status"),
        (lambda folder: road.edit(folder / "result.json", set_to("objective", 1.0)), "status"),
        (lambda folder: shutil.copy(folder / "nearest" / "assignments.csv", folder), "unexpected-file"),
    ],
)
def test_faults_of_a_result_without_a_plan(infeasible: Path, change: Callable[[Path], object], code: str) -> None:
    change(infeasible)
    assert code in codes(infeasible)


def test_no_solver_is_loaded(tmp_path: Path) -> None:
    """Not even to compute the price bound again."""
    result, _, _ = road.write(tmp_path, road.certified)
    script = (
        "import sys; from pathlib import Path; from scenarios.audit import audit; assert audit(Path(sys.argv[1])).ok;"
        "rooms = ('ortools', 'solver.model', 'solver.bound', 'solver.search', 'solver.engine');"
        "print([name for name in sys.modules if name.startswith(rooms)])"
    )
    house = Path(__file__).resolve().parents[3]
    done = subprocess.run(
        [sys.executable, "-c", script, str(result)], cwd=house, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
