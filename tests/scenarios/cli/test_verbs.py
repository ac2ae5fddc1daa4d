"""Every verb as a planner calls it: exit code, what stands on standard output, what on standard error."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

from scenarios.cli.app import app
from solver import engine
from solver.problem import Problem
from solver.result import Culprit, Opening, Progress, Result, Status

Desk = Any


@dataclass
class Writer:
    """Stands in for the result folder: what was written where, and with which permission to overwrite."""

    written: list[tuple[Path, Result, bool]] = field(default_factory=list)
    fails: OSError | None = None

    def write(self, folder: Path, inputs: Any, problem: Problem, result: Result, force: bool) -> None:
        if self.fails:
            raise self.fails
        self.written.append((folder, result, force))


@pytest.fixture
def writer(monkeypatch: pytest.MonkeyPatch) -> Writer:
    import scenarios.files

    made = Writer()
    monkeypatch.setattr(scenarios.files, "results", made, raising=False)
    return made


@pytest.fixture
def solves(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[..., Result]], None]:
    return lambda solve: monkeypatch.setattr(engine, "solve", solve)


def run(*given: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, [str(each) for each in given])
    return result.exit_code, result.stdout, result.stderr


def document(text: str) -> Any:
    """Strict JSON: NaN and Infinity are no JSON."""

    def refuse(name: str) -> None:
        raise AssertionError(name)

    return json.loads(text, parse_constant=refuse)


def without_plan(status: Status, **more: Any) -> Callable[..., Result]:
    """An engine that ends without a plan."""
    reason = "proven" if status is Status.INFEASIBLE else "time_limit"
    result = Result(status, reason, None, None, {}, 1.5 if status is Status.UNKNOWN else None, 0.1, 0)
    return lambda problem, **given: replace(result, **more)


def test_validate_says_what_was_read(desk: Desk) -> None:
    code, out, err = run("validate", desk.folder / "scenario.yaml")
    assert (code, err) == (0, "")
    assert "road: 6 accounts, 2 reps" in out


def test_validate_lists_every_error_on_standard_error(desk: Desk) -> None:
    desk.put("accounts.csv", "account_id,lat,lon,potential,workload\na1,95,-100,x,1\n")
    code, out, err = run("validate", desk.folder / "scenario.yaml")
    assert (code, out) == (2, "")
    assert "accounts.csv, row 2, column potential" in err
    assert "accounts.csv, row 2, column lat" in err
    assert err.rstrip().endswith("2 errors")


def test_many_alike_findings_are_cut_on_the_screen_and_complete_in_json(desk: Desk) -> None:
    desk.put("accounts.csv", "account_id,lat\n" + "".join(f"a{n},1,2\n" for n in range(50)))
    code, out, err = run("validate", desk.folder / "scenario.yaml", "--json")
    assert code == 2
    assert err.count("too many [row-length]\n") == 20
    assert "30 more like these" in err
    assert len([each for each in document(out)["findings"] if each["code"] == "row-length"]) == 50


def test_grade_judges_todays_owners(desk: Desk) -> None:
    code, out, _ = run("grade", desk.folder / "scenario.yaml")
    assert code == 0
    assert "R1 Ann" in out
    assert "133.3 %" in out
    assert "break the rules" in out
    code, out, _ = run("grade", desk.folder / "scenario.yaml", "--json")
    graded = document(out)
    assert (code, graded["exit_code"]) == (0, 0)
    assert {each["rule"] for each in graded["broken_rules"]} >= {"band"}
    assert [row["accounts"] for row in graded["scorecard"]["reps"]] == [4, 1]


def test_a_line_of_the_scorecard_is_never_folded(desk: Desk) -> None:
    name = "Maximiliane Alexandra von Hohenstein-Langenburg"
    desk.put("reps.csv", (desk.folder / "reps.csv").read_text().replace("Ann", name))
    _, out, _ = run("grade", desk.folder / "scenario.yaml")
    assert sum(f"R1 {name}" in line and "133.3 %" in line for line in out.splitlines()) == 1


def test_grade_without_owners_is_an_input_error(desk: Desk) -> None:
    desk.put("accounts.csv", "account_id,lat,lon,potential,workload\na1,40,-100,1,1\na2,40,-95,1,1\n")
    code, _, err = run("grade", desk.folder / "scenario.yaml")
    assert code == 2
    assert "no account has an owner" in err


def test_solve_writes_the_result_beside_the_scenario(desk: Desk, writer: Writer) -> None:
    code, out, err = run("solve", desk.folder / "scenario.yaml")
    assert code == 0
    assert [(folder, force) for folder, _, force in writer.written] == [(desk.folder / "road-result", False)]
    assert "OPTIMAL (proven): objective 1.2, bound 1.2, gap" in out
    assert str(desk.folder / "road-result") in out
    assert "exact model" in err


def test_solve_in_json_puts_one_document_on_standard_output(desk: Desk, writer: Writer) -> None:
    code, out, _ = run("solve", desk.folder / "scenario.yaml", "--json", "--out", desk.folder / "mine")
    solved = document(out)
    assert (code, solved["ok"], solved["status"], solved["result"]) == (0, True, "OPTIMAL", str(desk.folder / "mine"))
    assert solved["objective"] == pytest.approx(1.2)
    assert [row["accounts"] for row in solved["scorecard"]["reps"]] == [3, 3]


def test_settings_on_the_command_line_go_before_the_file(
    desk: Desk, writer: Writer, solves: Callable[[Callable[..., Result]], None]
) -> None:
    seen: dict[str, Any] = {}

    def note(problem: Problem, **given: Any) -> Result:
        seen.update(given)
        return without_plan(Status.UNKNOWN)(problem)

    solves(note)
    desk.scenario("solve: {time_limit: 9, gap: 0.5, seed: 1, workers: 1, work_limit: 3}\n")
    run("solve", desk.folder / "scenario.yaml")
    assert (seen["stop"].seconds, seen["stop"].work, seen["stop"].gap) == (9, 3, 0.5)
    assert (seen["seed"], seen["workers"], seen["best_effort"]) == (1, 1, False)
    options = ["--time-limit", "7", "--gap", "0", "--seed", "5", "--workers", "3", "--best-effort"]
    run("solve", desk.folder / "scenario.yaml", *options)
    assert (seen["stop"].seconds, seen["stop"].work, seen["stop"].gap) == (7, None, 0)
    assert (seen["seed"], seen["workers"], seen["best_effort"]) == (5, 3, True)


def test_an_infeasible_problem_names_what_stands_in_the_way(
    desk: Desk, writer: Writer, solves: Callable[[Callable[..., Result]], None]
) -> None:
    opening = Opening(0.031, 0.04, (Culprit("R1", "potential", 1.2, "a1 alone is 120 %"),))
    solves(without_plan(Status.INFEASIBLE, opening=opening, conflict=("pinned a1 to R1",)))
    code, out, _ = run("solve", desk.folder / "scenario.yaml")
    assert code == 3
    for words in ("at least 3.10 %", "needs 4.00 %", "R1: potential at 120.0 %", "a1 alone", "pinned a1 to R1"):
        assert words in out
    code, out, _ = run("solve", desk.folder / "scenario.yaml", "--json")
    assert (code, document(out)["exit_code"], document(out)["opening"]["least"]) == (3, 3, 0.031)


def test_no_plan_in_time(desk: Desk, writer: Writer, solves: Callable[[Callable[..., Result]], None]) -> None:
    solves(without_plan(Status.UNKNOWN))
    code, out, _ = run("solve", desk.folder / "scenario.yaml")
    assert code == 4
    assert "bound 1.5" in out
    assert len(writer.written) == 1


def test_an_internal_error_is_short_and_debug_shows_where(
    desk: Desk, writer: Writer, solves: Callable[[Callable[..., Result]], None]
) -> None:
    def broken(problem: Problem, **given: Any) -> Result:
        raise RuntimeError("the judge and the model disagree")

    solves(broken)
    code, out, err = run("solve", desk.folder / "scenario.yaml", "--json")
    assert code == 1
    assert "Traceback" not in err
    assert "the judge and the model disagree" in document(out)["error"]
    assert "not of your files" in err
    code, _, err = run("solve", desk.folder / "scenario.yaml", "--debug")
    assert code == 1
    assert "Traceback" in err


@pytest.mark.parametrize(
    ("there", "force", "code", "words"),
    [
        ("nothing", False, 0, ""),
        ("empty", False, 0, ""),
        ("result", False, 2, "--force"),
        ("result", True, 0, ""),
        ("other", False, 2, "something else"),
        ("other", True, 2, "something else"),
        ("file", True, 2, "a file, not a folder"),
    ],
)
def test_a_result_is_never_overwritten_unasked_and_other_folders_never(
    desk: Desk,
    writer: Writer,
    solves: Callable[[Callable[..., Result]], None],
    there: str,
    force: bool,
    code: int,
    words: str,
) -> None:
    worked: list[bool] = []
    real = engine.solve

    def noted(problem: Problem, **given: Any) -> Result:
        worked.append(True)
        return real(problem, **given)

    solves(noted)
    folder = desk.folder / "road-result"
    if there == "file":
        folder.write_text("mine")
    elif there != "nothing":
        folder.mkdir()
        if there != "empty":
            (folder / ("result.json" if there == "result" else "holiday.jpg")).write_text("{}")
    exit_code, _, err = run("solve", desk.folder / "scenario.yaml", *(["--force"] if force else []))
    assert exit_code == code
    assert words in err
    assert bool(worked) is (code == 0), "said before solving, not after"


def test_a_result_that_cannot_be_written_is_an_input_error(desk: Desk, writer: Writer) -> None:
    writer.fails = PermissionError(13, "Permission denied")
    code, _, err = run("solve", desk.folder / "scenario.yaml")
    assert code == 2
    assert "Permission denied" in err


def test_wrong_input_stops_before_solving(
    desk: Desk, writer: Writer, solves: Callable[[Callable[..., Result]], None]
) -> None:
    solves(lambda problem, **given: pytest.fail("solved"))
    desk.scenario("locks: nowhere.csv\n")
    code, out, err = run("solve", desk.folder / "scenario.yaml", "--json")
    assert (code, document(out)["ok"], document(out)["exit_code"]) == (2, False, 2)
    assert document(out)["findings"][0]["where"] == "scenario.yaml, line 5, column 8"
    assert "nowhere.csv" in err


@pytest.mark.parametrize(
    "given",
    [
        ("solve",),
        ("solve", "s.yaml", "--time-limit", "0"),
        ("solve", "s.yaml", "--gap", "2"),
        ("solve", "s.yaml", "--workers", "none"),
        ("validate", "nowhere.yaml"),
        ("grade", "nowhere.yaml", "--json"),
        ("dissolve",),
    ],
)
def test_wrong_commands_are_input_errors(given: tuple[str, ...]) -> None:
    code, _, err = run(*given)
    assert code == 2
    assert err


@dataclass(frozen=True)
class Audit:
    faults: tuple[str, ...]
    proof: SimpleNamespace
    model: str = "open"

    @property
    def ok(self) -> bool:
        return not self.faults


@pytest.mark.parametrize(("faults", "code"), [((), 0), (("account a1 is missing", "hash changed"), 5)])
def test_check_tells_faults_by_its_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, faults: tuple[str, ...], code: int
) -> None:
    stand_in, proof = ModuleType("scenarios.audit"), SimpleNamespace(said=("Price bound 1.5",), bound=1.5)
    stand_in.audit = lambda folder, scenario=None: Audit(faults, proof)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "scenarios.audit", stand_in)
    exit_code, out, err = run("check", tmp_path)
    assert exit_code == code
    assert all(fault in err for fault in faults)
    assert ("Price bound 1.5" in out) == (not faults), "nothing is said of the proof of a result that has faults"
    exit_code, out, _ = run("check", tmp_path, "--json")
    assert document(out)["price_bound"] == 1.5
    assert (exit_code, document(out)["faults"]) == (code, list(faults))


def test_schema_is_one_json_document() -> None:
    code, out, err = run("schema")
    assert (code, err) == (0, "")
    assert document(out)["title"] == "faircarve scenario"
    assert run("schema", "--json")[1] == out


def test_demo_writes_the_sample_and_solves_it(
    tmp_path: Path, writer: Writer, solves: Callable[[Callable[..., Result]], None]
) -> None:
    sizes: list[int] = []
    layered: list[bool] = []

    def note(problem: Problem, **given: Any) -> Result:
        sizes.append(len(problem.book))
        layered.append(bool(problem.rules.serves))
        return without_plan(Status.UNKNOWN)(problem)

    solves(note)
    folder = tmp_path / "demo"
    code, _, err = run("demo", "--out", folder)
    assert (code, len(sizes)) == (4, 1)
    assert sizes[0] > 1000
    assert writer.written[0][0].parent == folder
    assert str(folder) in err
    code, _, err = run("demo", "--out", folder)
    assert (code, len(sizes)) == (2, 1)
    assert "--force" in err
    assert run("demo", "--out", folder, "--force")[0] == 4
    assert run("demo", "--out", folder, "--force", "--model", "open")[0] == 4
    assert layered == [True, True, False], "the hybrid, unless another model is asked for"


def test_progress_is_printed_a_line_a_stage_where_there_is_no_terminal(
    desk: Desk, writer: Writer, solves: Callable[[Callable[..., Result]], None]
) -> None:
    def talk(problem: Problem, *, on_progress: Callable[[Progress], None], **given: Any) -> Result:
        on_progress(Progress(0.5, "bound", None, 1.0))
        on_progress(Progress(1.0, "improve", 1.25, 1.0, 0.098, 1312))
        on_progress(Progress(1.1, "improve", 1.2, 1.0, 0.098, 1312))
        return without_plan(Status.UNKNOWN)(problem)

    solves(talk)
    _, out, err = run("solve", desk.folder / "scenario.yaml", "--json")
    assert err.splitlines() == [
        "0.5 s · bound · objective – · bound 1 · gap – · worst balance – · moved –",
        "1.0 s · improve · objective 1.25 · bound 1 · gap 20.00 % · worst balance 9.8 % · moved 1,312",
    ]
    document(out)
