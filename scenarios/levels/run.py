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
from scenarios.files.levels import HierarchyLevel, Overlay
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

ANY = 5.0
"""A band in which nearly every plan is."""

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

    seconds : for all together; what one leaves over goes to the others. A task that cannot be stated, or has no plan,
    does not stop the others, but those above it.
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
            texts, about = dict(each.texts), _about(each.task)
            results.write(place, inputs, each.problem, each.result, force, title=title, about=about, extra=texts)


def _about(task: Task) -> str:
    """What a rep is in the words of the summary, which are those of every plan."""
    if task.table.startswith("hierarchy"):
        return f"On this page a rep is a {task.name}; who belongs to it is in members.csv."
    return f"On this page a rep is one of the team {task.name}, who works on top of the plan."


def rehearse(inputs: Inputs, problem: Problem) -> None:
    """Look at everything that will be needed on top of the plan before the plan is carved.

    Raises InputError with all that is wrong in the tables of the teams, in columns, and in the ratios.
    """
    found, number = list[Finding](), problem.reps
    accounts = carved_of(inputs.accounts, problem, np.zeros(len(problem.book), dtype=np.int64)).accounts
    for task in tasks_of(inputs.scenario):
        findings, given = Findings(), task.given
        reps = inputs.frames.get(task.table)
        upward = isinstance(given, HierarchyLevel)
        if task.noun and reps is not None:
            fits(number if upward else problem.reps, len(reps), _ratio(task), findings)
        if isinstance(given, HierarchyLevel):
            stated = given.count if isinstance(given.count, int) else _ratio(task).ratio.count(number)
            number = stated if reps is None else len(reps)
        own = _own(accounts, inputs, task, findings)
        found += words_of(inputs, task).of(findings.found)
        if own is not None:
            found += words_of(inputs, task).of(_wrong(own, reps, inputs, task))
    errors = [finding for finding in found if finding.severity == "error"]
    if errors:
        raise InputError(ordered(dict.fromkeys(errors)))


def _ratio(task: Task) -> Grouping:
    return Grouping(task.name, task.noun, Ratio(task.given.ratio, task.given.least, task.given.most))


def _own(accounts: pd.DataFrame, inputs: Inputs, task: Task, findings: Findings) -> pd.DataFrame | None:
    """The accounts as a task reads them; None where a column is lacking."""
    given = task.given
    book = sheet_of("accounts", accounts, "account_id", findings)
    if not isinstance(given, Overlay):
        return own_amounts(book, {}, "")
    before = len(findings.found)
    own = own_amounts(book, given.amounts, given.owners or "")
    sound = len(findings.found) == before
    if given.follows == "pods":
        first = sheet_of("reps of the first role", inputs.reps, "rep_id", findings)
        team = sheet_of("reps", inputs.frames[task.table], "rep_id", findings)
        for ours, theirs in given.serves.items():
            first.require(ours, "serves names it")
            team.require(theirs, "serves names it")
    return own if sound else None


def _wrong(accounts: pd.DataFrame, reps: pd.DataFrame | None, inputs: Inputs, task: Task) -> tuple[Finding, ...]:
    """What is wrong with the tables of a task, whatever the plan below will be."""
    given = task.given
    terms = Rules(goal=levels_of(given.goal)).terms
    goal = {term: 1.0 for term in terms if term != "travel" or reps is not None}
    team = pd.DataFrame({"rep_id": ["one"]}) if reps is None else reps
    serves = dict(given.serves) if isinstance(given, Overlay) and given.follows == "accounts" else {}
    coordinates: Missing = "ignore" if "coordinates" in inputs.scenario.missing else "error"
    try:
        rules = Rules(
            bands=dict.fromkeys(given.bands, ANY), goal=goal, serves=serves, missing={"coordinates": coordinates}
        )
        build({"accounts": accounts, "reps": team}, rules)
    except InputError as error:
        return error.findings
    return ()
