"""The verbs that solve: solve and demo."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scenarios.cli.exits import Exit, exit_of_run
from scenarios.cli.look import load
from scenarios.cli.screen import Screen, as_rows
from scenarios.cli.searching import search
from solver.errors import Finding, InputError

if TYPE_CHECKING:
    from scenarios.files.load import Inputs
    from scenarios.files.schema import Solve
    from solver.problem import Problem
    from solver.result import Opening, Result


def solve(
    screen: Screen, scenario: Path, overrides: dict[str, Any], out: Path | None, force: bool, best_effort: bool
) -> Exit:
    """Solve a scenario and write the result folder."""
    from scenarios.files.folder import refuse

    _known(overrides)
    inputs, problem = load(screen, scenario, overrides)
    folder = out or scenario.parent / f"{inputs.scenario.name}-result"
    refuse(folder, force)
    limits, extras = inputs.scenario.solve, bool(inputs.scenario.extras)
    result = search(screen, problem, _main_part(limits) if extras else limits, best_effort)
    _write(folder, inputs, problem, result, force)
    return _report(screen, inputs, problem, result, folder)


def demo(screen: Screen, folder: Path, overrides: dict[str, Any], force: bool) -> Exit:
    """Write the sample into a folder and solve it."""
    from scenarios.samples import cities

    _known(overrides)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())) and not force:
        fix = "name another folder with --out, or add --force to write the sample there again"
        raise InputError([Finding("folder-exists", "the folder is there already and not empty", fix, str(folder))])
    scenario = cities.write(folder)
    screen.aside(f"the sample is in {scenario}: US cities as accounts, a made-up team", "dim")
    return solve(screen, scenario, overrides, None, force, False)


def _known(overrides: dict[str, Any]) -> None:
    """Refuse a model of the command line that there is not."""
    from scenarios.designs.models import refuse_unknown

    if (name := overrides.get("model")) is not None:
        refuse_unknown([name], "--model")


def _main_part(limits: "Solve") -> "Solve":
    """The limits of the plan itself where something is to be solved on top of it."""
    from scenarios.levels.run import SHARE

    part = {"time_limit": limits.time_limit * (1 - SHARE)}
    if limits.work_limit is not None:
        part["work_limit"] = limits.work_limit * (1 - SHARE)
    return limits.model_copy(update=part)


def _write(folder: Path, inputs: "Inputs", problem: "Problem", result: "Result", force: bool) -> None:
    from scenarios.files import results
    from scenarios.files.folder import writing

    with writing("result", folder):
        results.write(folder, inputs, problem, result, force)


def _report(screen: Screen, inputs: "Inputs", problem: "Problem", result: "Result", folder: Path) -> Exit:
    from scenarios.cli.scores import show_result, show_scorecard

    if result.scorecard is not None:
        show_scorecard(screen, problem, result.scorecard)
    show_result(screen, problem, result, str(folder))
    code = exit_of_run(result)
    on_top = _on_top(screen, inputs, problem, result, folder)
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
            "opening": None if opening is None else _opened(opening),
            "relaxed": None if result.relaxed is None else str(folder / "relaxed"),
            "conflict": list(result.conflict),
            "on_top": on_top,
            "findings": as_rows([*inputs.findings, *problem.notes]),
        }
    )
    return code


def _on_top(
    screen: Screen, inputs: "Inputs", problem: "Problem", result: "Result", folder: Path
) -> list[dict[str, Any]]:
    """Overlays and managers, with the rest of the limits; none without a plan."""
    if result.plan is None or not inputs.scenario.extras:
        return []
    from scenarios.cli.levels import as_json, on_top
    from scenarios.levels.run import SHARE

    limits = inputs.scenario.solve
    left = max(SHARE * limits.time_limit, limits.time_limit - result.seconds)
    return as_json(on_top(screen, folder, inputs, problem, result.plan.rep_of_unit, limits, left, SHARE, True))


def _opened(opening: "Opening") -> dict[str, Any]:
    large = [
        {"unit_id": unit.unit_id, "measure": unit.measure, "ratio": unit.ratio, "way": list(unit.way)}
        for unit in opening.large
    ]
    return {"least": opening.least, "reached": opening.reached, "large": large}
