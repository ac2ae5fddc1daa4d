"""From paths to contenders: scenario files are to be solved, result folders are read; all on one book and one team."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from scenarios.audit.audit import ASSIGNMENTS
from scenarios.audit.figures import figures
from scenarios.audit.plan import read_plan
from scenarios.audit.record import Record, read_record
from scenarios.compare.alike import differences
from scenarios.compare.contender import Contender
from scenarios.designs.stated import problem_of
from scenarios.files.folder import MARK
from scenarios.files.load import Inputs, read, read_as
from scenarios.files.models import Units
from solver.book import Ints
from solver.errors import Finding, InputError
from solver.judge.verdict import of_accounts
from solver.plan import Plan
from solver.problem import Problem
from solver.result import LevelResult, Result, Status


@dataclass(frozen=True)
class Source:
    """One path: its inputs and its problem. result, rep : as recorded, with the plan; None = it is to be solved."""

    name: str
    path: Path
    inputs: Inputs
    problem: Problem
    result: Result | None = None
    rep: Ints | None = None
    promise: str = ""

    def contender(self, result: Result | None = None) -> Contender:
        """What is compared; `result` is that of a scenario that was solved now."""
        rules = self.promise or f"{self.inputs.scenario.model} model of {self.path.name}"
        if result is not None:
            return Contender.of(self.name, self.problem, result, rules)
        assert self.result is not None
        return Contender(self.name, self.problem, self.result, self.rep, self.result.seconds, (), rules)


def gather(paths: Sequence[Path], overrides: Mapping[str, Any] | None = None) -> list[Source]:
    """Read every path; `overrides` replace settings of the scenario files.

    Raises InputError with everything that is wrong with any of them, and when two are about another book or team.
    """
    sources, findings = [], []
    for path in paths:
        try:
            sources.append(_result(path) if path.is_dir() else _scenario(path, overrides))
        except InputError as error:
            findings += [each for each in error.findings if each not in findings]
    if any(each.severity == "error" for each in findings):
        raise InputError(findings)
    _refuse_others(sources)
    return _named(sources)


def yardstick_of(inputs: Inputs) -> Problem:
    """The same book, team, goal, bands and limits, with any rep for any account, accounts as units, the whole team one
    peer group.
    """
    plain = {"model": "open", "contiguous": False, "units": Units(), "skills": "preferred", "groups": None}
    scenario = inputs.scenario.model_copy(update=plain | {"carve_outs": {}})
    frames = {name: frame for name, frame in inputs.frames.items() if name != "edges"}
    return problem_of(replace(inputs, scenario=scenario, frames=frames))


def _scenario(path: Path, overrides: Mapping[str, Any] | None) -> Source:
    inputs = read(path, overrides)
    return Source(inputs.scenario.name, path, inputs, problem_of(inputs))


def _result(folder: Path) -> Source:
    """A result folder: the scenario as recorded, the tables as they were solved, the plan."""
    if not (folder / MARK).is_file():
        fix = "name a scenario file, or a folder that faircarve solve has written"
        raise InputError([Finding("not-a-result", "the folder holds no result", fix, str(folder))])
    record, faults = read_record(folder)
    if record is None:
        raise InputError(_inside(folder, faults))
    inputs = read_as(folder / record.scenario_file, json.dumps(record.scenario).encode())
    problem = problem_of(inputs)
    faults = [*_changed(folder, record, inputs, problem)]
    rep = None
    if record.has_plan and not faults:
        rep, faults = read_plan(folder / ASSIGNMENTS, ASSIGNMENTS, problem)
        if rep is not None and not faults:
            faults = [*figures(record, problem, of_accounts(problem, rep), record.gap_asked)]
        faults = _inside(folder, faults)
    if faults:
        raise InputError(faults)
    return Source(inputs.scenario.name, folder, inputs, problem, _recorded(record, problem, rep), rep)


def _inside(folder: Path, faults: Iterable[Finding]) -> list[Finding]:
    """Faults of files in a folder, with its name: there may be several."""
    return [replace(fault, table=f"{folder.name}/{fault.table}") for fault in faults]


def _changed(folder: Path, record: Record, inputs: Inputs, problem: Problem) -> Iterable[Finding]:
    """Tables that are no longer those that were solved. The scenario may have changed since: it is in the record."""
    own = Path(record.scenario_file).name
    for name, found in inputs.files.items():
        if name != own and record.inputs.get(name) != found:
            message = f"the input of {folder.name} is not the one that was solved: its SHA-256 differs"
            yield Finding("input-changed", message, "put the file back, or solve again", name)
    if problem.fingerprint != record.fingerprint:
        message = "the problem is not the one that was solved: its fingerprint differs"
        yield Finding("fingerprint", message, "solve again", f"{folder.name}/{MARK}")


def _recorded(record: Record, problem: Problem, rep: Ints | None) -> Result:
    plan = None
    if rep is not None:
        plan = Plan(problem.by_unit(rep), problem.fingerprint)
    levels = tuple(
        LevelResult(
            each.weights,
            {term: value for term, value in each.terms.items() if value is not None},
            each.objective,
            each.bound,
            each.proven,
            tuple(each.conditional),
        )
        for each in record.levels
    )
    terms = {term: value for term, value in record.terms.items() if value is not None}
    return Result(
        Status(record.status),
        record.stop_reason,
        plan,
        record.objective,
        terms,
        record.bound,
        record.seconds,
        record.seed,
        levels=levels,
    )


def _refuse_others(sources: Sequence[Source]) -> None:
    first = sources[0]
    findings = []
    for each in sources[1:]:
        apart = differences(first.problem, each.problem)
        if apart:
            message = f"not the book and team of {first.path}: {'; '.join(apart)}"
            fix = "compare plans for the same accounts and the same reps"
            findings.append(Finding("not-alike", message, fix, str(each.path)))
    if findings:
        raise InputError(findings)


def _named(sources: Sequence[Source]) -> list[Source]:
    """Names of their own: the scenario's, else the file's or folder's, else the whole path."""
    for names in (
        [each.name for each in sources],
        [each.path.stem.removesuffix("-result") for each in sources],
        [each.path.name for each in sources],
        [str(each.path) for each in sources],
    ):
        if len(set(names)) == len(names):
            return [replace(each, name=name) for each, name in zip(sources, names, strict=True)]
    twice = next(str(each.path) for each in sources if sum(each.path == other.path for other in sources) > 1)
    raise InputError([Finding("same-path", "the path is named twice", "name it once", twice)])
