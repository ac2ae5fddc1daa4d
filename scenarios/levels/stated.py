"""From a scenario and the plan below to the Problem of an overlay or of a level of managers."""

import io
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from scenarios.designs.design import Design
from scenarios.designs.grouping import Grouping, Ratio
from scenarios.designs.hierarchy import Level, level, managers_of, seats_of
from scenarios.designs.overlay import Overlay, overlay
from scenarios.files import levels as written
from scenarios.files.folder import HIERARCHY, OVERLAYS
from scenarios.files.goal import levels_of
from scenarios.files.load import Inputs, build, ordered
from scenarios.files.schema import Scenario
from scenarios.files.words import Words
from scenarios.files.written import table
from scenarios.levels.carved import Carved
from solver.errors import Finding, InputError
from solver.intake.ground import HOME
from solver.problem import Problem

SEATS = ("rep_id", "lat", "lon", HOME)
"""Columns of managers.csv: managers whom no file names."""
MEMBERS = ("member_id", "member_name", "rep_id", "rep_name")


@dataclass(frozen=True)
class Task:
    """One overlay or level. table : its reps among the inputs (`overlays.SE`). folder : of its result, in the result
    below which it stands. noun : what goes to its reps as a whole, "" = accounts.
    """

    name: str
    table: str
    folder: str
    noun: str
    given: written.Extra

    @property
    def seatless(self) -> bool:
        """Whether no file names the reps, so that seats are chosen."""
        return self.given.table is None


def tasks_of(scenario: Scenario) -> list[Task]:
    """Overlays as written, then the levels from below."""
    made, noun = list[Task](), "territory"
    for key, given in scenario.extras.items():
        if isinstance(given, written.Overlay):
            name = key.partition(".")[2]
            pods = "territory" if given.follows == "pods" else ""
            made.append(Task(name, key, f"{OVERLAYS}/{name}", pods, given))
        elif isinstance(given, written.HierarchyLevel):
            made.append(Task(given.level, key, f"{HIERARCHY}/{given.level}", noun, given))
            noun = given.level
    return made


def problem_of(inputs: Inputs, task: Task, below: Carved, managers: pd.DataFrame | None = None) -> Problem:
    """The Problem of a task over the plan below; `managers` where no file names them.

    Raises InputError in the planner's words, with everything that is wrong.
    """
    reps = inputs.frames[task.table] if managers is None else managers
    words = words_of(inputs, task)
    made = _design(inputs, task, below, reps)
    said = tuple(words.of(made.findings))
    if any(finding.severity == "error" for finding in said):
        raise InputError(ordered(said))
    try:
        problem = build(made.tables.frames(), made.rules)
    except InputError as error:
        raise InputError(ordered([*said, *words.of(error.findings)])) from None
    return replace(problem, notes=(_condition(task), *said, *words.of(problem.notes)))


def seats(inputs: Inputs, task: Task, below: Carved, seconds: float) -> tuple[str, tuple[Finding, ...]]:
    """managers.csv for a level whose managers no file names, and what is proven about their seats.

    Raises InputError when no seats can be chosen.
    """
    found, said = seats_of(below.accounts, _level(inputs, task), seconds, below.links)
    if any(finding.severity == "error" for finding in said):
        raise InputError(ordered(words_of(inputs, task).of(said)))
    rows = found[list(SEATS)].itertuples(index=False, name=None)
    return table(SEATS, rows), said


def read_seats(text: str) -> pd.DataFrame:
    """managers.csv as a table of reps. Raises ValueError where it has other columns."""
    frame = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
    if tuple(frame.columns) != SEATS:
        raise ValueError(f"the columns are {', '.join(map(str, frame.columns))}; they must be {', '.join(SEATS)}")
    return frame


def expected_managers(inputs: Inputs, task: Task, below: Carved) -> int:
    """How many managers a level has whose managers no file names."""
    return managers_of(_level(inputs, task), len(np.unique(below.of)))


def members(task: Task, below: Carved, problem: Problem, of: Any) -> str | None:
    """members.csv: which rep of the plan below is with whom; None where every account goes by itself."""
    if not task.noun:
        return None
    _, first = np.unique(below.of, return_index=True)
    rows = sorted(
        (str(below.ids[below.of[at]]), str(below.names[below.of[at]]), *_rep(problem, int(of[at]))) for at in first
    )
    return table(MEMBERS, rows)


def _rep(problem: Problem, rep: int) -> tuple[str, str]:
    return str(problem.team.ids[rep]), str(problem.team.names[rep])


def _design(inputs: Inputs, task: Task, below: Carved, reps: pd.DataFrame) -> Design:
    if not isinstance(task.given, written.Overlay):
        return level(below.accounts, reps, _level(inputs, task), below.links)
    given = task.given
    settings = Overlay(_grouping(inputs, task), given.follows, given.amounts, given.owners or "", given.serves)
    return overlay(below.accounts, inputs.reps, reps, settings, below.links)


def _level(inputs: Inputs, task: Task) -> Level:
    count = getattr(task.given, "count", "auto")
    return Level(_grouping(inputs, task), count if isinstance(count, int) else None)


def _grouping(inputs: Inputs, task: Task) -> Grouping:
    given = task.given
    coordinates = inputs.scenario.missing.get("coordinates")
    return Grouping(
        level=task.name,
        noun=task.noun or "account",
        ratio=Ratio(given.ratio, given.least, given.most),
        bands=dict(given.bands),
        goal=levels_of(given.goal),
        contiguous=given.contiguous,
        missing={} if coordinates is None else {"coordinates": "ignore"},
    )


def words_of(inputs: Inputs, task: Task) -> Words:
    """The planner's words, where the reps are those of the task and measures stand in columns of their own."""
    words = inputs.words
    names = {**words.names, "reps": words.names.get(task.table, f"managers of {task.name}")}
    names["reps of the first role"] = words.names["reps"]
    ours = dict(words.headers.get("accounts", {}))
    ours.update({measure: ours.get(column, column) for measure, column in task.given.amounts.items()})
    headers = {**words.headers, "accounts": ours, "reps": words.headers.get(task.table, {})}
    return replace(words, names=names, headers=headers)


def _condition(task: Task) -> Finding:
    what = "pods" if task.table.startswith(OVERLAYS) else "level"
    if not task.noun:
        message = f"{task.name} is carved by itself over the accounts of the plan"
    else:
        message = (
            f"{what} {task.name}: status and bound hold for the plan below as it stands; with other "
            f"{Grouping(task.name, task.noun).counts} there could be a better one"
        )
    return Finding("conditional", message, table=task.folder, severity="note")
