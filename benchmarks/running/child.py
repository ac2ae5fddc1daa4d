"""The process that runs one method on one case: `python -m benchmarks.running.child job.json`.

It says what it does in a file, one JSON object a line, so that nothing is lost when it is ended from outside.
"""

import json
import sys
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.cases import from_json
from benchmarks.methods import METHODS
from benchmarks.methods.method import Moment, Setting
from benchmarks.running.machine import beat, packages, peak_mb
from solver.errors import InputError


@dataclass
class Diary:
    """Lines for the watching process; methods may speak from several threads."""

    path: Path

    def __post_init__(self) -> None:
        self._file = self.path.open("a", encoding="utf-8")
        self._lock = threading.Lock()

    def note(self, what: str, **content: Any) -> None:
        with self._lock:
            self._file.write(json.dumps({"what": what, **content}) + "\n")
            self._file.flush()


def main(job_file: Path) -> None:
    """Raises whatever the method raises: the watching process makes a row of it."""
    import numpy as np

    job = json.loads(job_file.read_text("utf-8"))
    diary, method = Diary(Path(job["diary"])), METHODS[job["method"]]
    found, missing = packages(method.packages)
    diary.note("versions", versions=found)
    if missing:
        diary.note("skipped", why=f"not installed: {', '.join(missing)} (pip install '.[bench]')")
        return
    started = time.perf_counter()
    try:
        loaded = from_json(job["source"]).load()
    except InputError as error:
        diary.note("refused", why=str(error))
        return
    problem = loaded.problem
    diary.note(
        "loaded",
        loading=time.perf_counter() - started,
        fingerprint=problem.fingerprint,
        size={"accounts": len(problem.book), "units": problem.basic_units, "reps": problem.reps},
        files=dict(loaded.files),
    )
    unfit = method.unfit(problem)
    if unfit:
        diary.note("skipped", why=unfit)
        return
    diary.note("beat", beat=beat())
    solve, tell = method.load(), _teller(diary)
    diary.note("started")
    started = time.perf_counter()
    answer = solve(problem, Setting(**job["setting"]), tell)
    diary.note(
        "answered",
        seconds=time.perf_counter() - started,
        peak_mb=peak_mb(),
        stage=answer.stage,
        bound=answer.bound,
        bound_of_case=answer.bound_of_case,
        plan=answer.plan is not None,
    )
    if answer.plan is not None:
        from benchmarks.grade import grade

        np.save(Path(job["plan"]), answer.plan[problem.book.unit])
        diary.note("graded", figures=asdict(grade(problem, answer.plan)))


def _teller(diary: Diary) -> Any:
    """Notes a moment when something in it has changed."""
    last: list[tuple[float | None, float | None]] = [(None, None)]

    def tell(moment: Moment) -> None:
        now = (moment.objective, moment.bound)
        if now != last[0]:
            last[0] = now
            diary.note("moment", **asdict(moment))

    return tell


if __name__ == "__main__":
    main(Path(sys.argv[1]))
