"""What only a process of its own can show: how fast help is there, and what Ctrl-C does."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

Desk = Any

ROOT = Path(__file__).parents[3]
MAIN = "from scenarios.cli import main; main()"

SLOW = """
import sys, threading
from solver import engine
real = engine.solve

def slow(problem, *, stop, on_progress, **given):
    sys.stderr.write("solving\\n")
    sys.stderr.flush()
    while not stop.interrupted.wait(0.05):
        pass
    if "deaf" in sys.argv[-1]:
        sys.stderr.write("deaf\\n")
        sys.stderr.flush()
        threading.Event().wait(60)
    return real(problem, stop=type(stop)(seconds=20), on_progress=on_progress, **given)

engine.solve = slow
import types, scenarios.files
scenarios.files.results = types.SimpleNamespace(write=lambda *given: None)
from scenarios.cli import main
main()
"""


def start(code: str, *given: object) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, given)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for(process: "subprocess.Popen[str]", word: str) -> None:
    assert process.stderr is not None
    for line in process.stderr:
        if word in line:
            return
    pytest.fail(f"never said {word}")


def test_help_needs_nothing_heavy() -> None:
    code = "import sys, scenarios.cli; sys.exit(any(name in sys.modules for name in " + (
        "('pandas', 'numpy', 'ortools', 'scipy', 'pydantic', 'ruamel.yaml')))"
    )
    process = start(code)
    process.communicate(timeout=20)
    assert process.returncode == 0


def test_help_is_there_in_half_a_second() -> None:
    seconds = []
    for _ in range(4):
        began = time.perf_counter()
        process = start(MAIN, "--help")
        out, _ = process.communicate(timeout=20)
        seconds.append(time.perf_counter() - began)
        assert process.returncode == 0
        assert "validate" in out
    assert min(seconds) < 0.5


def test_ctrl_c_returns_the_best_plan_so_far(desk: Desk) -> None:
    process = start(SLOW, "solve", desk.folder / "scenario.yaml")
    wait_for(process, "solving")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=40)
    assert process.returncode == 0, err
    assert "objective 1.2" in out
    assert "stopping" in err


def test_a_second_ctrl_c_ends_at_once(desk: Desk) -> None:
    process = start(SLOW, "solve", desk.folder / "scenario.yaml", "--out", desk.folder / "deaf")
    wait_for(process, "solving")
    process.send_signal(signal.SIGINT)
    wait_for(process, "deaf")
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)
    assert process.returncode == 130
