"""A process is watched from outside: however it ends, there is a row, and what is measured is not measured again."""

import json
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks import rows
from benchmarks.cases import Case
from benchmarks.cases.folder import Folder
from benchmarks.cases.synthetic import Synthetic, synthetic
from benchmarks.rows import Outcome, Question
from benchmarks.running import run as running
from benchmarks.running import watch
from benchmarks.running.machine import HOUSE, commit_of, packages, peak_mb, status_mb
from benchmarks.running.run import Run, run_all
from benchmarks.running.watch import Phases, measure
from tests.benchmarks.rows import row

QUESTION = Question("tiny", "x", "nearest", 0, 1.0, 0.0, 1, 4_000.0)
CASE = synthetic(60, 3, 0)
SAYS = """
import json, sys, time
diary = open(sys.argv[1], "a")
diary.write(json.dumps({"what": sys.argv[2]}) + chr(10))
diary.flush()
"""


def watched(tmp_path: Path, program: str, mark: str = "started", **changed: float) -> tuple[Outcome, str]:
    diary = tmp_path / "diary.jsonl"
    question = replace(QUESTION, **changed)  # type: ignore[arg-type]
    ended = watch._watched([sys.executable, "-c", SAYS + program, str(diary), mark], diary, question)
    told = {line["what"]: line for line in watch._lines(diary)}
    assert mark in told
    return watch._outcome(ended, told)


def test_a_crash_is_a_row(tmp_path: Path) -> None:
    outcome, note = watched(tmp_path, "sys.exit('the solver fell over')")
    assert outcome is Outcome.CRASH
    assert "the solver fell over" in note


def test_a_signal_is_a_crash(tmp_path: Path) -> None:
    outcome, note = watched(tmp_path, "import os; os.kill(os.getpid(), 11)")
    assert outcome is Outcome.CRASH
    assert "-11" in note


def test_too_slow_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "LATE_SECONDS", 0.3)
    started = time.monotonic()
    outcome, note = watched(tmp_path, "time.sleep(60)", seconds=0.2)
    assert outcome is Outcome.TIMEOUT
    assert "solving" in note
    assert time.monotonic() - started < 20


def test_slow_reading_is_not_the_methods_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "LATE_SECONDS", 0.1)
    assert watched(tmp_path, "time.sleep(1.5)", mark="loaded", seconds=0.1)[0] is Outcome.NO_PLAN
    monkeypatch.setattr(watch, "LOADING_SECONDS", 0.5)
    assert watched(tmp_path, "time.sleep(60)", mark="loaded")[1].endswith("reading")


@pytest.mark.skipif(status_mb("self", "VmRSS") is None, reason="the system does not tell what a process holds")
def test_too_much_memory_is_ended(tmp_path: Path) -> None:
    outcome, _ = watched(tmp_path, "x = bytearray(400_000_000); time.sleep(60)", memory_mb=200.0)
    assert outcome is Outcome.MEMORY


def test_a_cut_line_does_not_count(tmp_path: Path) -> None:
    diary = tmp_path / "diary"
    diary.write_text('{"what": "started"}\n{"what": "mom')
    assert watch._lines(diary) == [{"what": "started"}]
    phases = Phases(diary, 100.0)
    assert phases.moved_on()
    assert phases.limit == 125.0
    assert not phases.moved_on()
    with diary.open("a") as file:
        file.write('ent"}\n{"what": "answered"}\n')
    assert phases.moved_on()
    assert phases.limit == watch.JUDGING_SECONDS


def test_a_measured_row(tmp_path: Path) -> None:
    found = measure(CASE, replace(QUESTION, case=CASE.name), tmp_path / "plan.npy")
    assert found.outcome is Outcome.PLAN, found.note
    assert found.figures is not None
    assert found.size == {"accounts": 60, "units": 60, "reps": 3}
    assert found.fingerprint == Synthetic(60, 3, 0).load().problem.fingerprint
    assert np.load(tmp_path / "plan.npy").shape == (60,)
    assert found.seconds is not None
    assert found.beat is not None
    assert {"commit", "started", "versions", "inputs", "processor"} <= set(found.about)


def test_a_method_that_dies_after_its_answer_is_a_crash_with_its_bound(tmp_path: Path) -> None:
    """The plan cannot be written: that folder does not exist."""
    question = replace(QUESTION, case=CASE.name, method="ours", seconds=2.0)
    found = measure(CASE, question, tmp_path / "nowhere" / "plan.npy")
    assert found.outcome is Outcome.CRASH
    assert found.figures is None
    assert found.valid_bound is not None
    assert found.trace


def test_input_that_cannot_be_used_is_a_row(tmp_path: Path) -> None:
    (tmp_path / "scenario.yaml").write_text("name: broken\n")
    found = measure(Case("broken", Folder(str(tmp_path))), QUESTION, tmp_path / "plan.npy")
    assert found.outcome is Outcome.REFUSED
    assert "accounts" in found.note


def test_what_is_not_installed_or_does_not_fit_is_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = measure(CASE, replace(QUESTION, method="today"), tmp_path / "plan.npy")
    assert found.outcome is Outcome.SKIPPED
    assert "nobody owns" in found.note
    assert packages(("no-such-package-here",))[1] == ["no-such-package-here"]


def test_rows_come_back_as_written(tmp_path: Path) -> None:
    one = row(bound=1.05, trace=((1.0, None, 1.0), (2.0, 1.1, 1.05)))
    two = row(method="highs", objective=None, note="was – ended")
    rows.write(tmp_path, one)
    rows.write(tmp_path, two)
    assert rows.read_all(tmp_path) == [two, one]


def test_a_run_goes_on_where_it_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Question] = []

    def answer(case: Case, question: Question, plan: Path) -> rows.Row:
        asked.append(question)
        return replace(row(), question=question)

    monkeypatch.setattr(running, "measure", answer)
    wanted = Run(tmp_path)
    cases, said = [CASE, synthetic(70, 3, 0)], list[str]()

    def go(run: Run, seconds: float = 1.0) -> int:
        asked.clear()
        run_all(run, run.questions(cases, ["ours", "nearest"], [seconds], [0, 1]), said.append)
        return len(asked)

    assert go(wanted) == 6  # two cases; ours with both seeds, nearest once
    assert go(wanted) == 0
    assert all("kept from c0ffee" in line for line in said[6:])
    next((tmp_path / rows.FOLDER).glob("*60x3*nearest*")).unlink()
    assert go(wanted) == 1
    assert go(wanted, seconds=2.0) == 6
    assert go(replace(wanted, workers=1)) == 6
    assert go(replace(wanted, workers=1)) == 0
    assert go(replace(wanted, workers=1, fresh=True)) == 6  # these are of another commit
    monkeypatch.setattr(running, "commit_of", lambda _: ("c0ffee", ""))
    assert go(replace(wanted, workers=1, fresh=True)) == 0


def test_another_input_under_the_same_name_is_measured_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "measure", lambda case, question, plan: replace(row(), question=question))
    wanted = Run(tmp_path)
    kept = []
    for seed in (0, 0, 1):
        case = Case("book", Synthetic(60, 3, seed))
        ((_, question),) = wanted.questions([case], ["nearest"], [1.0], [0])
        kept.append(wanted.answer(case, question)[1])
    assert kept == [False, True, False]


def test_provenance_names_no_place() -> None:
    about = watch.provenance()
    assert str(HOUSE) not in json.dumps(about)
    assert "/" not in "".join(str(about[name]) for name in ("commit", "changed", "processor", "system"))
    assert len(about["commit"]) in (40, 7)  # `unknown` outside a checkout


def test_a_folder_that_is_no_checkout(tmp_path: Path) -> None:
    assert commit_of(tmp_path) == ("unknown", "")


def test_memory_is_measured() -> None:
    before = peak_mb()
    held = np.ones(40_000_000)
    after = peak_mb()
    assert before is not None
    assert after is not None
    assert after - before > 100 or before > 500
    del held
