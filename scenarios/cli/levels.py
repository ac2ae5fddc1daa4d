"""The verb levels, and what solve does on top of its plan: overlays and managers."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from scenarios.cli.exits import Exit, exit_of_run
from scenarios.cli.scores import percent
from scenarios.cli.screen import Screen, as_rows
from solver.errors import Finding, InputError

if TYPE_CHECKING:
    from scenarios.files.load import Inputs
    from scenarios.files.schema import Solve
    from scenarios.levels.run import Solved
    from solver.book import Ints
    from solver.problem import Problem
    from solver.result import Result


def levels(screen: Screen, folder: Path, scenario: Path | None, overrides: dict[str, Any], force: bool) -> Exit:
    """Solve the overlays and the hierarchy of a result that is there, and add them to it."""
    inputs, problem, plan = _result(folder, scenario, overrides)
    if not inputs.scenario.extras:
        fix = "add overlays or hierarchy to it, then solve it again"
        raise InputError([Finding("no-levels", "the scenario has neither overlays nor a hierarchy", fix, str(folder))])
    done = on_top(
        screen, folder, inputs, problem, plan, inputs.scenario.solve, inputs.scenario.solve.time_limit, 1.0, force
    )
    code = exit_of(done)
    screen.document({"ok": code is Exit.OK, "exit_code": int(code), "result": str(folder), "levels": as_json(done)})
    return code


def on_top(
    screen: Screen,
    folder: Path,
    inputs: "Inputs",
    problem: "Problem",
    rep_of_unit: "Ints",
    limits: "Solve",
    seconds: float,
    share: float,
    force: bool,
) -> list["Solved"]:
    """Solve all overlays and levels in so many seconds, or with a share of the work limit; write and show them."""
    from scenarios.cli.searching import search
    from scenarios.files.folder import writing
    from scenarios.levels.run import below, solve_all, write_all

    each = share / max(1, len(inputs.scenario.extras))

    def solver(problem: "Problem", given: float) -> "Result":
        part = {"time_limit": max(0.001, given)}
        if limits.work_limit is not None:
            part["work_limit"] = limits.work_limit * each
        return search(screen, problem, limits.model_copy(update=part), True)

    done = solve_all(inputs, below(inputs, problem, rep_of_unit), solver, seconds, screen.aside)
    with writing("result", folder):
        write_all(folder, inputs, done, force)
    for solved in done:
        _show(screen, solved, folder)
    return done


def exit_of(done: list["Solved"]) -> Exit:
    """The gravest of what became of the levels."""
    if any(each.result is None for each in done):
        return Exit.INPUT
    codes = {exit_of_run(each.result) for each in done if each.result is not None}
    return next((code for code in (Exit.NO_PLAN_IN_TIME, Exit.INFEASIBLE) if code in codes), Exit.OK)


def as_json(done: list["Solved"]) -> list[dict[str, Any]]:
    """What became of each, for programs."""
    rows = []
    for each in done:
        row: dict[str, Any] = {"name": each.task.name, "folder": each.task.folder, "findings": as_rows(each.failed)}
        if each.problem is not None and each.result is not None:
            card = each.result.scorecard
            row |= {"status": str(each.result.status), "objective": each.result.objective, "bound": each.result.bound}
            row |= {"gap": each.result.gap, "findings": as_rows(each.problem.notes)}
            row["scorecard"] = None if card is None else card.to_json()
        rows.append(row)
    return rows


def _result(folder: Path, scenario: Path | None, overrides: dict[str, Any]) -> tuple["Inputs", "Problem", "Ints"]:
    """The inputs and the plan of a result folder, verified first: nothing is built on a plan that breaks its rules."""

    from scenarios.audit.audit import ASSIGNMENTS, audit
    from scenarios.audit.plan import read_plan
    from scenarios.audit.record import read_record
    from scenarios.audit.sources import rebuild

    found = audit(folder, scenario, levels=False)
    record, _ = read_record(folder)
    if record is None or not found.ok:
        said = [Finding(each.code, each.message, each.fix, each.table) for each in found.faults]
        raise InputError(said or [Finding("result-unreadable", "the result cannot be read", table=str(folder))])
    sources = rebuild(folder, record, scenario)
    if not record.has_plan or sources.problem is None or sources.inputs is None:
        fix = "solve the scenario until there is a plan"
        raise InputError([Finding("no-plan", "the result has no plan to build on", fix, str(folder))])
    problem, inputs = sources.problem, sources.inputs
    of_account, _ = read_plan(folder / ASSIGNMENTS, ASSIGNMENTS, problem)
    assert of_account is not None
    solve = inputs.scenario.solve.model_copy(update=overrides.get("solve", {}))
    return (
        replace(inputs, scenario=inputs.scenario.model_copy(update={"solve": solve})),
        problem,
        problem.by_unit(of_account),
    )


def _show(screen: Screen, solved: "Solved", folder: Path) -> None:
    """A short table, the summary line, and what was proven about seats."""
    from scenarios.reports.territory_model import in_words

    screen.say()
    screen.say(solved.task.name, "bold")
    screen.findings(solved.failed)
    if solved.problem is None or solved.result is None:
        return
    for note in solved.problem.notes:
        if note.severity == "warning":
            screen.aside(str(note), "yellow")
        elif note.code in ("conditional", "seats"):
            screen.say(note.message, "dim")
    if solved.result.scorecard is not None:
        screen.show(_table(solved))
    screen.say(str(solved.result), "bold")
    for rule in in_words(solved.result.conflict):
        screen.say(f"  cannot hold together with the others: {rule}")
    screen.say(f"result: {folder / solved.task.folder}")


def _table(solved: "Solved") -> Table:
    """A line for each rep: how many members and accounts, potential and workload against the fair share, kilometres."""
    from scenarios.designs.grouping import Grouping

    assert solved.result is not None
    assert solved.result.scorecard is not None
    reps = solved.result.scorecard.reps
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("rep", no_wrap=True)
    counts = _counts(solved)
    hidden = f"{Grouping(solved.task.name, solved.task.noun).counts}_ratio"
    ratios = [str(name) for name in reps.columns if str(name).endswith("_ratio") and name != hidden]
    headings = [*(["members"] if counts else []), "accounts", *(name.removesuffix("_ratio") for name in ratios)]
    for heading in headings:
        table.add_column(heading, justify="right")
    for _, row in reps.iterrows():
        rep_id = str(row["rep_id"])
        shares = ["–" if row[name] != row[name] else percent(float(row[name])) for name in ratios]
        number = [str(counts.get(rep_id, 0))] if counts else []
        table.add_row(Text(rep_id), *number, f"{row['accounts']:,.0f}", *shares)
    return table


def _counts(solved: "Solved") -> dict[str, int]:
    """Rep → how many members."""
    from collections import Counter

    text = dict(solved.texts).get("members.csv", "")
    return Counter(line.split(",")[2] for line in text.splitlines()[1:])
