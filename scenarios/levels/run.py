"""Solving what stands on top of a plan, one after the other, and writing each into the result below which it stands."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from scenarios.designs.grouping import Grouping, Ratio, fits
from scenarios.designs.overlay import own_amounts
from scenarios.designs.reading import sheet_of
from scenarios.files import results
from scenarios.files.goal import levels_of
from scenarios.files.load import Inputs, build, ordered
from scenarios.levels.carved import Carved, carved_of
from scenarios.levels.stated import Task, members, problem_of, read_seats, seats, tasks_of, words_of
from solver.book import Ints
from solver.errors import Finding, InputError
from solver.intake.findings import Findings
from solver.problem import Problem
from solver.result import Result
from solver.rules import Missing, Rules

SHARE = 0.2
"""Part of the time limit that everything on top of the plan gets together, where `solve` does both."""
FOR_SEATS = 0.5
"""Part of the time of a level that goes into the choice of seats."""

Solver = Callable[[Problem, float], Result]
"""Solves a problem in that many seconds (or with that part of the work limit)."""


@dataclass(frozen=True)
class Solved:
    """One overlay or level. problem, result : None when it could not be stated; `failed` says why.

    texts : files beside the plan (managers.csv, members.csv) → content.
    """

    task: Task
    problem: Problem | None = None
    result: Result | None = None
    texts: tuple[tuple[str, str], ...] = ()
    failed: tuple[Finding, ...] = ()


def below(inputs: Inputs, problem: Problem, rep_of_unit: Ints) -> Carved:
    """The plan of the first role, for what stands on top of it."""
    return carved_of(inputs.accounts, problem, rep_of_unit[problem.book.unit])


def solve_all(
    inputs: Inputs, plan: Carved, solver: Solver, seconds: float, say: Callable[[str], None] = lambda text: None
) -> list[Solved]:
    """All overlays, then the levels from below; each level has the one before below it.

    seconds : for all together; what one leaves over goes to the others. A task that cannot be stated, or has no plan, does not stop the others, but those above it.
    """
    done, under, stuck = list[Solved](), plan, ""
    tasks, ends = tasks_of(inputs.scenario), time.monotonic() + seconds
    for place, task in enumerate(tasks):
        upward = task.table.startswith("hierarchy")
        if upward and stuck:
            message = f"{task.name} is not solved: {stuck}, the level below, has no plan"
            done.append(Solved(task, failed=(Finding("no-level-below", message, table=task.folder),)))
            continue
        say(f"{task.name}, on top of the plan")
        mine = max(seconds / len(tasks), ends - time.monotonic()) / (len(tasks) - place)
        solved = _solved(inputs, task, under if upward else plan, solver, mine)
        done.append(solved)
        if not upward:
            continue
        if solved.problem is None or solved.result is None or solved.result.plan is None:
            stuck = task.name
        else:
            under = under.under(solved.problem.team, solved.result.plan.rep_of_unit[solved.problem.book.unit])
    return done


def _solved(inputs: Inputs, task: Task, under: Carved, solver: Solver, seconds: float) -> Solved:
    texts, said, managers = dict[str, str](), tuple[Finding, ...](), None
    try:
        if task.seatless:
            texts["managers.csv"], said = seats(inputs, task, under, FOR_SEATS * seconds)
            managers = read_seats(texts["managers.csv"])
            seconds *= 1 - FOR_SEATS
        problem = problem_of(inputs, task, under, managers)
    except InputError as error:
        return Solved(task, failed=error.findings)
    problem = replace(problem, notes=(*said, *problem.notes))
    result = solver(problem, seconds)
    if result.plan is not None:
        listed = members(task, under, problem, result.plan.rep_of_unit[problem.book.unit])
        texts |= {} if listed is None else {"members.csv": listed}
    return Solved(task, problem, result, tuple(texts.items()))


def write_all(folder: Path, inputs: Inputs, done: list[Solved], force: bool) -> None:
    """Every one into a folder of its own below the result. Raises InputError as `results.write` does."""
    for each in done:
        if each.problem is not None and each.result is not None:
            title = f"{inputs.scenario.name}: {each.task.name}"
            place = folder / each.task.folder
            results.write(place, inputs, each.problem, each.result, force, title=title, extra=dict(each.texts))


def rehearse(inputs: Inputs, problem: Problem) -> None:
    """Look at everything that will be needed on top of the plan before the plan is carved.

    Raises InputError with all that is wrong in the tables of the teams, in columns, and in the ratios.
    """
    found = list[Finding]()
    book = problem.book
    plan = carved_of(inputs.accounts, problem, np.zeros(len(book), dtype=np.int64))
    number = problem.reps
    for task in tasks_of(inputs.scenario):
        findings, given = Findings(), task.given
        how = Grouping(task.name, task.noun or "account", Ratio(given.ratio, given.least, given.most))
        reps = inputs.frames.get(task.table)
        upward = task.table.startswith("hierarchy")
        if reps is None:
            number = getattr(given, "count", 0) if getattr(given, "count", 0) != "auto" else how.ratio.count(number)
            continue
        if task.noun:
            fits(number if upward else problem.reps, len(reps), how, findings)
        number = len(reps) if upward else number
        words = words_of(inputs, task)
        own = own_amounts(
            sheet_of("accounts", plan.accounts, "account_id", findings),
            given.amounts,
            getattr(given, "owners", "") or "",
        )
        found += words.of(findings.found)
        if not findings.has_errors:
            found += words.of(_wrong(own, reps, inputs, task))
    errors = [finding for finding in found if finding.severity == "error"]
    if errors:
        raise InputError(ordered(errors))


def _wrong(accounts: pd.DataFrame, reps: pd.DataFrame, inputs: Inputs, task: Task) -> tuple[Finding, ...]:
    """What is wrong with the tables of a task, whatever the plan below will be."""
    coordinates: Missing = "ignore" if "coordinates" in inputs.scenario.missing else "error"
    rules = Rules(bands={}, goal=levels_of(task.given.goal), missing={"coordinates": coordinates})
    try:
        build({"accounts": accounts, "reps": reps}, rules)
    except InputError as error:
        return error.findings
    return ()
