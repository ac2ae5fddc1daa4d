"""The verbs that solve: solve and demo."""

import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scenarios.cli.exits import Exit
from scenarios.cli.interrupt import ctrl_c
from scenarios.cli.live import Ticker
from scenarios.cli.look import load
from scenarios.cli.screen import Screen, as_rows
from solver.errors import Finding, InputError

if TYPE_CHECKING:
    from scenarios.files.load import Inputs
    from scenarios.files.schema import Solve
    from solver.problem import Problem
    from solver.result import Result


def solve(
    screen: Screen, scenario: Path, overrides: dict[str, Any], out: Path | None, force: bool, best_effort: bool
) -> Exit:
    """Solve a scenario and write the result folder."""
    inputs, problem = load(screen, scenario, overrides)
    folder = out or scenario.parent / f"{inputs.scenario.name}-result"
    ready(folder, force)
    result = _run(screen, problem, inputs.scenario.solve, best_effort)
    _write(folder, inputs, problem, result, force)
    return _report(screen, inputs, problem, result, folder)


def demo(screen: Screen, folder: Path, overrides: dict[str, Any], force: bool) -> Exit:
    """Write the sample into a folder and solve it."""
    from scenarios.samples import cities

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())) and not force:
        fix = "name another folder with --out, or add --force to write the sample there again"
        raise InputError([Finding("folder-exists", "the folder is there already and not empty", fix, str(folder))])
    scenario = cities.write(folder)
    screen.aside(f"the sample is in {scenario}: US cities as accounts, a made-up team", "dim")
    return solve(screen, scenario, overrides, None, force, False)


def ready(folder: Path, force: bool) -> None:
    """Raise `InputError` when a result cannot be written to `folder`: said before the work, not after it."""
    from scenarios.files.folder import refuse

    refuse(folder, force)
    above = next(parent for parent in (folder, *folder.absolute().parents) if parent.is_dir())
    if not os.access(above, os.W_OK | os.X_OK):
        message, fix = f"the folder {above} cannot be written to", "name another folder with --out"
        raise InputError([Finding("cannot-write", message, fix, str(folder))])


def _run(screen: Screen, problem: "Problem", limits: "Solve", best_effort: bool) -> "Result":
    from solver import engine
    from solver.stop import Stop

    ticker = Ticker(screen.err)
    stop = Stop(seconds=limits.time_limit, work=limits.work_limit, gap=limits.gap)

    def first() -> None:
        ticker.note = "stopping (Ctrl-C again ends at once)"
        if not screen.err.is_terminal:
            screen.aside(ticker.note)

    with ctrl_c(stop, first, screen.restore), ticker.running():
        return engine.solve(
            problem,
            seed=limits.seed,
            workers=limits.workers,
            best_effort=best_effort,
            stop=stop,
            on_progress=ticker,
        )


def _write(folder: Path, inputs: "Inputs", problem: "Problem", result: "Result", force: bool) -> None:
    from scenarios.files import results

    try:
        results.write(folder, inputs, problem, result, force)
    except OSError as error:
        message = f"the result cannot be written: {error.strerror or error}"
        raise InputError([Finding("cannot-write", message, "name another folder with --out", str(folder))]) from None


def _report(screen: Screen, inputs: "Inputs", problem: "Problem", result: "Result", folder: Path) -> Exit:
    from scenarios.cli.scores import show_result, show_scorecard

    if result.scorecard is not None:
        show_scorecard(screen, problem, result.scorecard)
    show_result(screen, problem, result, str(folder))
    code = exit_of(result)
    opening = result.opening
    screen.document(
        {
            "ok": code is Exit.OK,
            "exit_code": int(code),
            "status": str(result.status),
            "stop_reason": result.stop_reason,
            "objective": result.objective,
            "terms": dict(result.terms),
            "bound": result.bound,
            "gap": result.gap,
            "levels": [{**asdict(level), "gap": level.gap} for level in result.levels],
            "seconds": result.seconds,
            "seed": result.seed,
            "result": str(folder),
            "scorecard": None if result.scorecard is None else result.scorecard.to_json(),
            "opening": None if opening is None else {"least": opening.least, "reached": opening.reached},
            "conflict": list(result.conflict),
            "findings": as_rows([*inputs.findings, *problem.notes]),
        }
    )
    return code


def exit_of(result: "Result") -> Exit:
    """A plan is a plan, however the run ended."""
    from solver.result import Status

    if result.plan is not None:
        return Exit.OK
    return Exit.INFEASIBLE if result.status is Status.INFEASIBLE else Exit.NO_PLAN_IN_TIME
