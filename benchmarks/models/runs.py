"""Every model on one book and seed: solved, judged, looked at again, kept as rows; then compared."""

import tempfile
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.cases.folder import Folder
from benchmarks.models import rows
from benchmarks.models.checks import Promise, faults
from benchmarks.models.moves import OVER, too_many
from benchmarks.models.rows import CRASH, NOT_RUN, Asked, ModelRow
from benchmarks.running.machine import packages, provenance
from scenarios.compare.comparison import Comparison, compare_plans
from scenarios.compare.contender import Contender
from scenarios.compare.gather import Source, yardstick_of
from scenarios.compare.run import expertise, sources_of
from scenarios.files.load import Inputs, read
from solver import engine
from solver.book import Ints
from solver.errors import InputError, InternalError
from solver.judge.scorecard import label
from solver.problem import Problem
from solver.result import Result
from solver.stop import Stop

PEERS = ", peers"
RUNS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "open": ("open", {}),
    "geographic": ("geographic", {}),
    "vertical": ("vertical", {}),
    "segment": ("segment", {}),
    "named": ("named", {}),
    "pool": ("pool", {}),
    "hybrid": ("hybrid", {}),
    f"vertical{PEERS}": ("vertical", {"groups": {"by": "verticals"}}),
    f"segment{PEERS}": ("segment", {"groups": {"by": "segments"}}),
}
"""Run → territory model, and what it changes in the scenario file."""
QUESTIONS = ("reset", "limit")
NOTICED = 5e-4
"""An opening of the bands that is less than this share is not worth a word."""
Say = Callable[[str], None]


@dataclass(frozen=True)
class Subject:
    """A book that can be written as a scenario. cells : those of the geographic model, "" = as the scenario says."""

    name: str
    write: Callable[[int, Path], Path]
    cells: str = ""


@dataclass(frozen=True)
class Effort:
    """How hard every model is worked on, and where the rows go."""

    folder: Path
    seconds: float
    gap: float
    workers: int


def run_subject(
    subject: Subject, seed: int, questions: Sequence[str], runs: Sequence[str], effort: Effort, say: Say
) -> None:
    """All runs on one book and seed, then a comparison for each question."""
    with tempfile.TemporaryDirectory() as made:
        path = subject.write(seed, Path(made))
        identity = Folder(made).identity()
        base = read(path)
        for question in questions:
            # Peer groups change the fair shares; moves are counted over the same team in all of them.
            asked = [run for run in runs if question == "reset" or PEERS not in run]
            _question(
                subject,
                path,
                base,
                [_asked(subject, identity, question, run, seed, effort) for run in asked],
                effort,
                say,
            )


def _asked(subject: Subject, identity: str, question: str, run: str, seed: int, effort: Effort) -> Asked:
    return Asked(subject.name, identity, question, run, seed, effort.seconds, effort.gap, effort.workers)


def _question(subject: Subject, path: Path, base: Inputs, asked: Sequence[Asked], effort: Effort, say: Say) -> None:
    yardstick = yardstick_of(_settled(base, asked[0].question))
    contenders = []
    for each in asked:
        model, changes = RUNS[each.run]
        if model == "geographic" and subject.cells:
            changes = {**changes, "units": {"by": subject.cells}}
        inputs = read(path, changes) if changes else base
        source = _named(sources_of(inputs, [model], reset=each.question == "reset")[0], each.run)
        found = rows.known(effort.folder, each)
        row, rep = found or _measured(each, model, source, inputs, yardstick, effort)
        if found is None:
            rows.write(effort.folder, row, rep)
        say(line(row) + ("   kept" if found else ""))
        contenders.append(_again(source, row, rep))
    _compared(asked[0], base, yardstick, contenders, effort.folder)


def _settled(inputs: Inputs, question: str) -> Inputs:
    """Without the limits on moves for a reset: the yardstick is that of the question."""
    if question != "reset":
        return inputs
    none = {"reassigned_accounts": None, "reassigned_potential": None, "lost_per_rep": None}
    limits = inputs.scenario.limits.model_copy(update=none)
    return replace(inputs, scenario=inputs.scenario.model_copy(update={"limits": limits}))


def _named(source: Source | Contender, name: str) -> Source | Contender:
    return replace(source, name=name)


def _measured(
    asked: Asked, model: str, source: Source | Contender, inputs: Inputs, yardstick: Problem, effort: Effort
) -> tuple[ModelRow, Ints | None]:
    about = {**provenance(), "versions": packages(())[0], "inputs": dict(inputs.files)}
    if isinstance(source, Contender):
        more = f" (and {len(source.failed) - 1} more findings)" if len(source.failed) > 1 else ""
        why = source.failed[0].message + more
        return ModelRow(asked, NOT_RUN, why=why, about=about), None
    problem = source.problem
    size = {"accounts": len(problem.book), "units": problem.basic_units, "reps": problem.reps}
    limit = inputs.scenario.limits.reassigned_accounts
    if asked.question == "limit" and (why := too_many(problem, limit)):
        return ModelRow(asked, OVER, why=why, size=size, about=about), None
    try:
        stop = Stop(seconds=effort.seconds, gap=effort.gap)
        result = engine.solve(problem, seed=asked.seed, workers=effort.workers, stop=stop, best_effort=True)
    except Exception:
        return ModelRow(asked, CRASH, why=traceback.format_exc(limit=-3), size=size, about=about), None
    contender = source.contender(result)
    found = _compare([contender], yardstick, inputs, source)
    standing = found.standings[0]
    said = [] if standing.feasible else _reasons(result) or list(standing.broken[:2])
    return (
        ModelRow(
            asked,
            str(result.status),
            kept=standing.feasible,
            planned=standing.planned,
            why="; ".join(said) or standing.why_none,
            run=rows.stored(result),
            figures={str(key): _plain(value) for key, value in found.frame[asked.run].items()},
            faults=() if contender.rep is None else tuple(_faults(model, source, inputs, contender.rep)),
            size=size,
            about=about,
        ),
        contender.rep,
    )


def _reasons(result: Result) -> list[str]:
    """The conflict that the engine names, how far bands would have to open, and the units that are too large."""
    said = [f"these cannot hold together: {', '.join(result.conflict)}"] if result.conflict else []
    if result.opening is not None:
        large = result.opening.large[:2]
        if result.opening.least >= NOTICED:
            said += [f"the bands would have to open by {100 * result.opening.least:.1f} points or more"]
        said += [
            f"{unit.unit_id} {'with the lightest way there' if unit.way else 'alone'} is {unit.ratio:.2f} fair shares "
            f"of {label(unit.measure)}"
            for unit in large
        ]
    return said


def _plain(value: Any) -> float | str | None:
    return value if value is None or isinstance(value, str) else float(value)


def _again(source: Source | Contender, row: ModelRow, rep: Ints | None) -> Contender:
    """The contender that a row tells of."""
    if isinstance(source, Contender):
        return source
    if row.status in (CRASH, OVER):
        return Contender(source.name, source.problem, None, None, promise=source.promise)
    result = rows.restored(row)
    return Contender(source.name, source.problem, result, rep, result.seconds, promise=source.promise)


def _compare(
    contenders: Sequence[Contender], yardstick: Problem, inputs: Inputs, source: Source | None = None
) -> Comparison:
    accounts, usual = expertise(inputs)
    groups = None
    if source is not None and inputs.scenario.groups is not None:
        groups = inputs.reps.set_index("rep_id")[inputs.scenario.groups.by]
    return compare_plans(contenders, yardstick, accounts=accounts, reps=inputs.reps, serves=usual, groups=groups)


def _compared(asked: Asked, inputs: Inputs, yardstick: Problem, contenders: list[Contender], folder: Path) -> None:
    """All of one question side by side: a bound that a plan beats is a fault."""
    content: dict[str, Any] = {"book": asked.book, "question": asked.question, "seed": asked.seed, "faults": []}
    if (yardstick.book.owner >= 0).any():
        contenders = [*contenders, Contender.today(yardstick)]
    try:
        found = _compare(contenders, yardstick, inputs)
    except InternalError as error:
        content["faults"] = [str(error)]
    else:
        said = found.recommendation
        today = found.frame["today"] if "today" in found.names else pd.Series(dtype=object)
        content |= {
            "headline": said.headline,
            "best": found.best,
            "proven": list(said.proven),
            "open": list(said.open),
            "today": {str(key): _plain(value) for key, value in today.items()},
        }
    rows.put(folder / rows.GROUPS / f"{asked.book}__{asked.question}__seed{asked.seed}.json", content)


def _faults(model: str, source: Source, inputs: Inputs, rep: Ints) -> Iterator[str]:
    """What the plan breaks, from the tables alone. Cells that no column names are those of the tables as made over."""
    scenario, problem = inputs.scenario, source.problem
    by = scenario.units.by
    labels = np.append(problem.team.ids.astype(object), "")
    accounts = inputs.accounts.assign(rep_id=labels[rep])
    if by not in accounts:
        accounts, by = accounts.assign(cell=problem.book.unit), "cell"
    given = scenario.verticals
    promise = Promise(
        cell=by,
        industry=given.column,
        names=given.names,
        attach=given.thin.attach if given.thin is not None else {},
        blank="" if given.blank in ("error", "anybody") else given.blank,
        verticals=given.reps,
        segment="" if scenario.segments.size else scenario.segments.column,
        segments=scenario.segments.reps,
        named_reps=scenario.named.reps or "",
        pins=tuple(column for column, how in scenario.protect.items() if how == "pin"),
    )
    locks = inputs.frames.get("locks")
    yield from faults(model, promise, accounts, inputs.reps, pd.DataFrame() if locks is None else locks)


def line(row: ModelRow) -> str:
    """`us_hospitals  reset  hybrid  seed 0: FEASIBLE, keeps its rules, goal 1.3412, gap 0.8 %, 20.0 s`"""
    asked = row.asked
    text = f"{asked.book}  {asked.question}  {asked.run}  seed {asked.seed}: {row.status}"
    if row.planned:
        text += f", {'keeps its rules' if row.kept else 'breaks its rules'}, goal {row.figure('objective'):.4f}"
    gap = row.figure("gap")
    text += f", gap {gap:.2%}" if gap is not None and row.kept else ""
    text += f", {row.run['seconds']:.1f} s" if row.run else ""
    return (
        text
        + (f" ({row.why.splitlines()[-1][:160]})" if row.why else "")
        + "".join(f"\n  FAULT: {f}" for f in row.faults[:3])
    )


__all__ = ["Effort", "InputError", "QUESTIONS", "RUNS", "Subject", "line", "run_subject"]
