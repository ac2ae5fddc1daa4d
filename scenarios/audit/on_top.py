"""Overlays and levels of managers: each is a result of its own, over the plan below it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from scenarios.audit.plan import read_plan
from scenarios.audit.record import Record, read_record
from scenarios.files.folder import HIERARCHY, MARK, OVERLAYS
from scenarios.files.load import Inputs
from scenarios.levels.carved import Carved, carved_of
from scenarios.levels.stated import Task, expected_managers, members, problem_of, read_seats, tasks_of
from solver.book import Ints
from solver.errors import Finding, InputError, listed
from solver.intake.ground import HOME
from solver.problem import Problem

PLAN, MEMBERS, MANAGERS = "assignments.csv", "members.csv", "managers.csv"
Verify = Callable[[Path, Record, Problem], list[Finding]]
"""What is wrong with a result folder whose problem is known."""


def on_top(folder: Path, main: Record, inputs: Inputs, problem: Problem, of: Ints, verify: Verify) -> Iterator[Finding]:
    """Faults of everything that was solved on top of a plan. `of` (A,): the rep of each account; none is −1."""
    tasks = tasks_of(inputs.scenario)
    yield from _strangers(folder, {task.folder for task in tasks})
    plan = carved_of(inputs.accounts, problem, of)
    under: Carved | None = plan
    for task in tasks:
        upward = task.table.startswith(HIERARCHY)
        place, beneath = folder / task.folder, under if upward else plan
        if not place.exists():
            under = None if upward else under
            continue
        if beneath is None:
            yield Finding("no-level-below", "the level below it is missing, or has no plan", table=task.folder)
            continue
        above, faults = _checked(place, main, inputs, task, beneath, verify)
        yield from (
            replace(each, table=f"{task.folder}/{each.table}" if each.table else task.folder) for each in faults
        )
        under = above if upward else under


def _strangers(folder: Path, known: set[str]) -> Iterator[Finding]:
    for kind in (OVERLAYS, HIERARCHY):
        for place in sorted((folder / kind).glob("*")):
            if f"{kind}/{place.name}" not in known:
                message = "the scenario has nothing of this name on top of its plan"
                yield Finding("unexpected-file", message, table=f"{kind}/{place.name}")


def _checked(
    place: Path, main: Record, inputs: Inputs, task: Task, below: Carved, verify: Verify
) -> tuple[Carved | None, list[Finding]]:
    """The accounts under the reps of a task, None without a plan, and what is wrong."""
    record, faults = read_record(place)
    if record is None:
        return None, faults
    faults += _same_inputs(main, record)
    try:
        managers = read_seats((place / MANAGERS).read_text("utf-8")) if task.seatless else None
        if managers is not None:
            faults += _seats(managers, inputs, task, below)
        problem = problem_of(inputs, task, below, managers)
    except (OSError, UnicodeDecodeError, ValueError) as error:
        said = [str(each) for each in error.findings] if isinstance(error, InputError) else [str(error)]
        message = f"the problem cannot be stated from the plan below and the input files: {listed(said)}"
        return None, [*faults, Finding("inputs-refused", message, table=MANAGERS if task.seatless else "")]
    if problem.fingerprint != record.fingerprint:
        message = "the fingerprint is not that of the problem which the plan below and the input files give"
        faults.append(Finding("fingerprint", message, table=MARK))
    faults += verify(place, record, problem)
    if not record.has_plan:
        return None, faults
    of, _ = read_plan(place / PLAN, PLAN, problem)
    if of is None or (of < 0).any():
        return None, faults
    expected = members(task, below, problem, of)
    faults += _text(place / MEMBERS, MEMBERS, expected)
    return below.under(problem.team, of), faults


def _same_inputs(main: Record, record: Record) -> Iterator[Finding]:
    """It was solved from the same files and rules as the plan; limits of the search may differ."""
    ours, theirs = ({**each.scenario, "solve": None} for each in (main, record))
    if ours != theirs or main.inputs != record.inputs:
        message = "the scenario or the input files as recorded are not those of the plan"
        yield Finding("scenario-differs", message, "solve again: faircarve levels", table=MARK)


def _seats(managers: pd.DataFrame, inputs: Inputs, task: Task, below: Carved) -> Iterator[Finding]:
    """Seats are members, each at most once, as many as the rules say, and lie where these lie."""
    wanted = expected_managers(inputs, task, below)
    if len(managers) != wanted or managers[HOME].nunique() != len(managers):
        message = f"there are {managers[HOME].nunique()} seats; there should be {wanted}"
        yield Finding("seats", message, table=MANAGERS)
    for _, row in managers.iterrows():
        mine = below.of == np.flatnonzero(below.ids == row[HOME])[0] if row[HOME] in below.ids else np.zeros(0, bool)
        places = below.accounts.loc[mine, ["lat", "lon"]].mean() if mine.any() else None
        if places is None or not np.allclose(places, [float(row["lat"]), float(row["lon"])], rtol=0, atol=1e-6):
            yield Finding("seats", f"{row['rep_id']} does not sit where {row[HOME]} lies", table=MANAGERS)


def _text(path: Path, name: str, expected: str | None) -> Iterator[Finding]:
    if expected is None:
        return
    try:
        found = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        yield Finding("missing-file", f"cannot be read: {error}", table=name)
        return
    if found != expected:
        yield Finding("members", "not who is with whom by the plans below and above", table=name)
