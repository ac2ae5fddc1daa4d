"""One process from its start to its row: limits on time and memory are kept from outside."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.cases import Case, to_json
from benchmarks.methods.method import Moment, Setting
from benchmarks.rows import Figures, Outcome, Question, Row
from benchmarks.running.machine import HOUSE, provenance, status_mb

POLL_SECONDS = 0.1
LOADING_SECONDS, JUDGING_SECONDS = 600.0, 600.0
"""What reading a case and judging a plan may take; neither is part of a method's time."""
LATE_SHARE, LATE_SECONDS = 0.25, 10.0
"""A method that is past its limit by this share and this many seconds is ended."""
MOST_WORDS = 400
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(frozen=True)
class Ended:
    """Why a process is no longer there: its exit code, or what it was ended for. peak_mb : as seen from outside."""

    code: int
    reason: Outcome | None
    peak_mb: float | None
    words: str


def measure(case: Case, question: Question, plan: Path) -> Row:
    """Run one method on one case in a process of its own and wait for it. The plan is kept in `plan` (.npy)."""
    about = provenance()
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        diary, job = Path(folder, "diary.jsonl"), Path(folder, "job.json")
        setting = Setting(question.seconds, question.gap, question.seed, question.workers)
        content = {"source": to_json(case.source), "method": question.method, "setting": asdict(setting)}
        job.write_text(json.dumps({**content, "diary": str(diary), "plan": str(plan)}), "utf-8")
        ended = _watched([sys.executable, "-m", "benchmarks.running.child", str(job)], diary, question)
        return _row(case, question, ended, _lines(diary), about)


def _watched(command: list[str], diary: Path, question: Question) -> Ended:
    environment = {**os.environ, **dict.fromkeys(THREADS, str(question.workers))}
    with tempfile.TemporaryFile() as words:
        child = subprocess.Popen(
            command, cwd=HOUSE, stdout=words, stderr=words, env=environment, start_new_session=True
        )
        try:
            reason, peak = _wait(child, diary, question)
        finally:
            _end(child)
        words.seek(0)
        said = words.read().decode("utf-8", "replace").strip()
    return Ended(child.returncode, reason, peak, said[-MOST_WORDS:])


def _wait(child: "subprocess.Popen[bytes]", diary: Path, question: Question) -> tuple[Outcome | None, float | None]:
    peak: float | None = None
    phases, entered = Phases(diary, question.seconds), time.monotonic()
    while child.poll() is None:
        seen = status_mb(str(child.pid), "VmHWM")
        peak = seen if seen is not None else peak
        held = status_mb(str(child.pid), "VmRSS")
        if held is not None and held > question.memory_mb:
            return Outcome.MEMORY, peak
        if phases.moved_on():
            entered = time.monotonic()
        if time.monotonic() - entered > phases.limit:
            return Outcome.TIMEOUT, peak
        time.sleep(POLL_SECONDS)
    return None, peak


class Phases:
    """Reading, solving, judging: each has its own limit, told by the marks in the diary."""

    def __init__(self, diary: Path, seconds: float) -> None:
        self.diary, self.limit = diary, LOADING_SECONDS
        self._limits = {
            '{"what": "started"': max(seconds * (1 + LATE_SHARE), seconds + LATE_SECONDS),
            '{"what": "answered"': JUDGING_SECONDS,
        }
        self._read = 0

    def moved_on(self) -> bool:
        """Whether a new phase has begun since the last look."""
        if not self.diary.exists() or self.diary.stat().st_size == self._read:
            return False
        with self.diary.open("rb") as file:
            file.seek(self._read)
            news = file.read()
        news = news[: news.rfind(b"\n") + 1]
        self._read += len(news)
        marks = [mark for mark in self._limits if mark.encode() in news]
        if marks:
            self.limit = self._limits[marks[-1]]
        return bool(marks)


def _end(child: "subprocess.Popen[bytes]") -> None:
    """End a process that is still there, and everything that it started."""
    if child.poll() is None:
        if hasattr(os, "killpg"):
            os.killpg(child.pid, signal.SIGKILL)
        else:
            child.kill()
    child.wait()


def _lines(diary: Path) -> list[dict[str, Any]]:
    """The diary; a last line that was cut short does not count."""
    if not diary.exists():
        return []
    text = diary.read_text("utf-8")
    return [json.loads(line) for line in text[: text.rfind("\n") + 1].splitlines()]


def _row(case: Case, question: Question, ended: Ended, lines: list[dict[str, Any]], about: Mapping[str, Any]) -> Row:
    told = {line["what"]: line for line in lines}
    loaded, answered = told.get("loaded", {}), told.get("answered", {})
    figures = Figures(**told["graded"]["figures"]) if "graded" in told else None
    outcome, note = _outcome(ended, told)
    extra = {"versions": told.get("versions", {}).get("versions", {}), "inputs": loaded.get("files", {})}
    return Row(
        question=question,
        outcome=outcome,
        stage=answered.get("stage", ""),
        note=note,
        figures=figures,
        bound=answered.get("bound"),
        bound_of_case=answered.get("bound_of_case", True),
        seconds=answered.get("seconds"),
        loading=loaded.get("loading"),
        peak_mb=answered.get("peak_mb") or ended.peak_mb,
        beat=told.get("beat", {}).get("beat"),
        fingerprint=loaded.get("fingerprint", ""),
        kind=type(case.source).__name__,
        size=loaded.get("size", {}),
        best_known=case.best_known,
        published_bound=case.bound,
        trace=tuple(
            Moment(line["seconds"], line["objective"], line["bound"]) for line in lines if line["what"] == "moment"
        ),
        about={**about, **extra},
    )


def _outcome(ended: Ended, told: Mapping[str, dict[str, Any]]) -> tuple[Outcome, str]:
    """How it ended, and in words."""
    for what, outcome in (("skipped", Outcome.SKIPPED), ("refused", Outcome.REFUSED)):
        if what in told:
            return outcome, told[what]["why"]
    if ended.reason is Outcome.MEMORY:
        return ended.reason, "ended from outside: it held more memory than it may"
    if ended.reason is Outcome.TIMEOUT:
        where = "judging" if "answered" in told else "solving" if "started" in told else "reading"
        return ended.reason, f"ended from outside while {where}"
    if ended.code != 0:
        return Outcome.CRASH, f"exit {ended.code}: {ended.words}"
    return (Outcome.PLAN, "") if "graded" in told else (Outcome.NO_PLAN, "")
