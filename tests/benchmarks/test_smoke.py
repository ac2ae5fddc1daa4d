"""A whole small run, as `python -m benchmarks` does it: processes, rows, report."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.cases import Case
from benchmarks.commands import main
from benchmarks.rows import Outcome, Question, Row, read_all
from benchmarks.running import run as running
from tests.benchmarks.rows import row


def test_a_small_run_and_its_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    methods = ["ours", "cpsat", "highs", "nearest", "greedy", "kmeans-constrained"]
    out = ["--seconds", "3", "--gap", "0.01", "--out", str(tmp_path)]
    assert main(["run", "--synthetic", "60x3", "--methods", *methods, *out]) == 0
    measured = {row.question.method: row for row in read_all(tmp_path)}
    assert set(measured) == set(methods)
    for name in ("ours", "cpsat", "highs"):
        assert measured[name].outcome is Outcome.PLAN, measured[name].note
        assert measured[name].good
        assert measured[name].valid_bound is not None
    assert not measured["nearest"].good
    assert measured["kmeans-constrained"].outcome in (Outcome.PLAN, Outcome.SKIPPED)
    assert "synthetic-60x3-0" in (tmp_path / "report.md").read_text()
    assert "<svg" in (tmp_path / "report.html").read_text()
    capsys.readouterr()
    assert main(["run", "--synthetic", "60x3", "--methods", *methods, *out]) == 0
    assert capsys.readouterr().out.count("kept") == len(methods)


def test_the_sample_is_a_case(tmp_path: Path) -> None:
    assert main(["run", "--sample", "--methods", "nearest", "today", "--seconds", "5", "--out", str(tmp_path)]) == 0
    today, nearest = sorted(read_all(tmp_path), key=lambda row: row.question.method != "today")
    assert today.figures is not None
    assert today.figures.moved == 0.0
    assert nearest.figures is not None
    # Everybody goes to the nearest rep who may own it: specialists travel, but nobody farther than needed.
    assert 1.0 <= (nearest.figures.travel or 0.0) < (today.figures.travel or 0.0)
    assert len(today.about["inputs"]) == 4


def answered(case: Case, question: Question, plan: Path) -> Row:
    """Instead of a process: everybody gets the same, in a time that grows with the number of accounts."""
    problem = case.source.load().problem
    np.save(plan, np.arange(len(problem.book)) % problem.reps)
    size = {"accounts": len(problem.book), "units": problem.units, "reps": problem.reps}
    trace = ((problem.units / 10, 1.1, 1.099),)
    return replace(row(question.case, trace=trace, size=size, kind=type(case.source).__name__), question=question)


def test_what_ifs_start_from_a_solved_plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "measure", answered)
    assert main(["what-if", "--accounts", "60", "--reps", "3", "--seconds", "5", "--out", str(tmp_path)]) == 0
    found = {row.question.case: row for row in read_all(tmp_path)}
    assert {name: row.size["reps"] for name, row in found.items()} == {
        "synthetic-60x3-0": 3,
        "what-if-rep-leaves-synthetic-60x3-0": 2,
        "what-if-band-tightens-synthetic-60x3-0": 3,
    }


def test_growth(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "measure", answered)
    sizes = ["--accounts", "40", "60", "90", "--at-reps", "2", "--reps", "2", "3", "--at-accounts", "60"]
    assert main(["growth", *sizes, "--out", str(tmp_path)]) == 0
    assert len(read_all(tmp_path)) == 4
    report = (tmp_path / "report.md").read_text()
    assert "| accounts | 40 – 90 | 2 reps | 3 of 3 | 40: 4.00 · 60: 6.00 · 90: 9.00 | 1.00 |" in report


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["report", "nowhere"], "no rows"),
        (["run", "--cases", "nowhere", "--out", "x"], r"scenario.yaml"),
        (["run", "--gap-made", "z-1-1", "--out", "x"], "type"),
    ],
)
def test_mistakes_are_said(
    words: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(words) == 2
    assert said in capsys.readouterr().err


def test_nothing_to_measure_is_a_mistake(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--out", str(tmp_path)]) == 2
    assert "no case" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["run", "--synthetic", "ten", "--out", str(tmp_path)])
