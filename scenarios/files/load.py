"""From a scenario's path to its tables and its Problem. Everything that is wrong is said at once."""

import dataclasses
import datetime
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from scenarios.files.effects import without_effect
from scenarios.files.gather import Gathered, gather, in_their_words
from scenarios.files.scenario import Reading, read_scenario
from scenarios.files.schema import Scenario
from scenarios.files.text import did_you_mean, nearest
from solver.errors import Finding, InputError
from solver.problem import Problem
from solver.rules import Rules

_OF_SEVERAL = frozenset({"duplicate-id", "duplicate-pair"})
"""Findings that concern more rows than the one they name."""

_SEVERITY = {"error": 0, "warning": 1, "note": 2}


@dataclass(frozen=True)
class Inputs:
    """Everything a planner gave: the scenario (with `as_of` always set) and its tables under our column names.

    `files` : name, relative to the scenario's folder → SHA-256, the scenario's own included. `names` : table → file.
    `headers` : table → our column → the planner's header. `findings` : warnings and notes, never errors.
    """

    scenario: Scenario
    path: Path
    accounts: pd.DataFrame
    reps: pd.DataFrame
    edges: pd.DataFrame | None
    locks: pd.DataFrame | None
    pairs: pd.DataFrame | None
    files: Mapping[str, str]
    names: Mapping[str, str]
    headers: Mapping[str, Mapping[str, str]]
    findings: tuple[Finding, ...]


def read(path: Path, overrides: Mapping[str, Any] | None = None) -> Inputs:
    """Read a scenario and its tables; `overrides` replace single settings, nested as in the file.

    Raises
    ------
    InputError
        With everything found in the scenario, in the files, and, as far as they can be read, in the tables' contents.
    """
    data = _bytes_of(path)
    reading = read_scenario(path.name, data, overrides)
    if reading.draft is None:
        raise InputError(reading.findings)
    gathered = gather(path.parent, reading)
    findings = [*reading.findings, *gathered.findings]
    findings += without_effect(reading.draft, reading.document, gathered.frames, gathered.names)
    if reading.scenario is None or _faulty(findings):
        raise InputError(_ordered([*findings, *_contents(reading, gathered, findings)]))
    scenario = reading.scenario.model_copy(update={"as_of": reading.scenario.as_of or datetime.date.today()})
    return Inputs(
        scenario=scenario,
        path=path,
        accounts=gathered.frames["accounts"],
        reps=gathered.frames["reps"],
        edges=gathered.frames.get("edges"),
        locks=gathered.frames.get("locks"),
        pairs=gathered.frames.get("pairs"),
        files={path.name: hashlib.sha256(data).hexdigest(), **gathered.hashes},
        names=gathered.names,
        headers=gathered.headers,
        findings=tuple(_ordered(findings)),
    )


def problem_of(inputs: Inputs) -> Problem:
    """The Problem of a scenario; findings, in `Problem.notes` too, name the planner's files and headers.

    Raises
    ------
    InputError
        With everything that is wrong, and the warnings and notes of reading the files.
    """
    frames = {"accounts": inputs.accounts, "reps": inputs.reps}
    frames |= {
        name: frame
        for name, frame in (("edges", inputs.edges), ("locks", inputs.locks), ("pairs", inputs.pairs))
        if frame is not None
    }
    try:
        problem = _build(frames, inputs.scenario.to_rules())
    except InputError as error:
        said = _explained(error.findings, inputs.names, inputs.headers, frames)
        raise InputError(_ordered([*said, *inputs.findings])) from None
    return dataclasses.replace(problem, notes=tuple(_explained(problem.notes, inputs.names, inputs.headers, frames)))


def _build(frames: Mapping[str, pd.DataFrame], rules: Rules) -> Problem:
    return Problem.from_frames(
        frames["accounts"],
        frames["reps"],
        rules,
        edges=frames.get("edges"),
        locks=frames.get("locks"),
        pairs=frames.get("pairs"),
    )


def _contents(reading: Reading, gathered: Gathered, known: list[Finding]) -> list[Finding]:
    """What is wrong inside the tables that can be read, although something else cannot: one run shows everything."""
    if not reading.cells_known or reading.draft is None or not gathered.frames:
        return []
    frames = {"accounts": pd.DataFrame(), "reps": pd.DataFrame()} | dict(gathered.frames)
    try:
        said = _build(frames, reading.draft.to_rules()).notes
    except InputError as error:
        said = error.findings
    about = [finding for finding in said if finding.table in gathered.frames or not finding.table]
    broken_rows = {(finding.table, finding.row) for finding in known if finding.severity == "error" and finding.row}
    return [
        finding
        for finding in _explained(about, gathered.names, gathered.headers, gathered.frames)
        if (finding.table, finding.row) not in broken_rows
        or finding.code in _OF_SEVERAL
        or " rows: " in finding.message
    ]


def _explained(
    findings: Iterable[Finding],
    names: Mapping[str, str],
    headers: Mapping[str, Mapping[str, str]],
    frames: Mapping[str, pd.DataFrame],
) -> list[Finding]:
    """The intake's findings with the lines of a scenario that would mend them, in the planner's own words."""
    said = []
    for finding in findings:
        fix = finding.fix
        if finding.code == "missing-column" and finding.table in frames:
            there = [str(title) for title in frames[finding.table].columns]
            close = nearest(finding.column, there)
            line = f"columns: {{{finding.table}: {{{finding.column}: {close or '<your header>'}}}}}"
            fix = f"{fix}; or add the line: {line}" if fix else f"add the line: {line}"
        if finding.code == "number-format":
            fix = 'write 1234.5, or, where a comma divides the decimals, add the line: decimal: ","'
        said.append(replace(finding, fix=fix))
    return in_their_words(said, names, headers)


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except IsADirectoryError:
        message, fix = "this is a folder, not a scenario file", f"name the scenario in it: {path.name}/scenario.yaml"
    except FileNotFoundError:
        here = path.parent
        known = (
            sorted(entry.name for entry in here.iterdir() if entry.suffix in (".yaml", ".yml")) if here.is_dir() else []
        )
        message, fix = "there is no such scenario file", did_you_mean(path.name, known)
    except OSError as error:
        message, fix = f"the scenario cannot be read: {error.strerror or error}", "check its permissions"
    raise InputError([Finding("missing-scenario", message, fix, str(path))])


def _faulty(findings: Iterable[Finding]) -> bool:
    return any(finding.severity == "error" for finding in findings)


def _ordered(findings: Iterable[Finding]) -> list[Finding]:
    """Errors first; otherwise in the order found."""
    return sorted(findings, key=lambda finding: _SEVERITY[finding.severity])
