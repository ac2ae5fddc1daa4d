"""From a scenario's path to its tables and its Problem. Everything that is wrong is said at once."""

import datetime
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from scenarios.files.alternatives import Choice
from scenarios.files.effects import without_effect
from scenarios.files.gather import Gathered, gather
from scenarios.files.scenario import Reading, read_scenario
from scenarios.files.schema import Scenario
from scenarios.files.text import did_you_mean
from scenarios.files.words import RULES, Words
from solver.errors import Finding, InputError, listed
from solver.problem import Problem
from solver.rules import Rules

_OF_SEVERAL = frozenset({"duplicate-id", "duplicate-pair"})
"""Findings that concern more rows than the one they name."""

_SEVERITY = {"error": 0, "warning": 1, "note": 2}


@dataclass(frozen=True)
class Inputs:
    """Everything a planner gave: the scenario (with `as_of` always set) and its tables under our column names.

    `frames` : table → content, by the names of `Scenario.tables`. `polygons` : the content of a GeoJSON file. `files` :
    name, relative to the scenario's folder → SHA-256, the scenario's own included. `words` : the planner's files,
    headers and lines, to speak of our tables in. `findings` : warnings and notes, never errors. `combination` : chosen
    of a sweep.
    """

    scenario: Scenario
    path: Path
    frames: Mapping[str, pd.DataFrame]
    polygons: Mapping[str, Any] | None
    files: Mapping[str, str]
    words: Words
    findings: tuple[Finding, ...]
    combination: Choice = field(default_factory=dict)

    @property
    def accounts(self) -> pd.DataFrame:
        return self.frames["accounts"]

    @property
    def reps(self) -> pd.DataFrame:
        return self.frames["reps"]


def read(path: Path, overrides: Mapping[str, Any] | None = None, choice: Choice | None = None) -> Inputs:
    """Read a scenario and its tables; `overrides` replace single settings, nested as in the file.

    choice : the combination of a sweep that is wanted; without it a sweep is refused.

    Raises
    ------
    InputError
        With everything found in the scenario, in the files, and, as far as they can be read, in the tables' contents.
    """
    return read_as(path, bytes_of(path), overrides, choice)


def read_as(
    path: Path, data: bytes, overrides: Mapping[str, Any] | None = None, choice: Choice | None = None
) -> Inputs:
    """The same of a scenario whose content is known, as if it stood in `path`: for one as it was recorded."""
    reading = read_scenario(path.name, data, overrides, choice)
    if reading.draft is None:
        raise InputError(reading.findings)
    gathered = gather(path.parent, reading)
    findings = [*reading.findings, *gathered.findings]
    findings += without_effect(reading.draft, reading.document, gathered.frames, gathered.words.names)
    if reading.scenario is None or _faulty(findings):
        raise InputError(ordered([*findings, *_contents(reading, gathered, findings)]))
    scenario = reading.scenario.model_copy(update={"as_of": reading.scenario.as_of or datetime.date.today()})
    return Inputs(
        scenario=scenario,
        path=path,
        frames=gathered.frames,
        polygons=gathered.polygons,
        files={path.name: hashlib.sha256(data).hexdigest(), **gathered.hashes},
        words=gathered.words,
        findings=tuple(ordered(findings)),
        combination=dict(choice or {}),
    )


def build(frames: Mapping[str, pd.DataFrame], rules: Rules) -> Problem:
    """The Problem of tables by our names; raises InputError in the names of the intake."""
    return Problem.from_frames(
        frames["accounts"],
        frames["reps"],
        rules,
        edges=frames.get("edges"),
        locks=frames.get("locks"),
        pairs=frames.get("pairs"),
        distances=frames.get("distances"),
    )


def _contents(reading: Reading, gathered: Gathered, known: list[Finding]) -> list[Finding]:
    """What is wrong inside the tables that can be read, although something else cannot: one run shows everything."""
    if not reading.cells_known or reading.draft is None or not gathered.frames:
        return []
    frames = {"accounts": pd.DataFrame(), "reps": pd.DataFrame()} | dict(gathered.frames)
    rules = replace(reading.draft.to_rules(), peers="", per_rep={})
    # What a territory model adds to the tables is not there yet.
    if rules.distances_by not in {"", *frames["accounts"].columns}:
        frames.pop("distances", None)
        rules = replace(rules, distances_by="", straight_line=None)
    try:
        said = build(frames, rules).notes
    except InputError as error:
        said = error.findings
    mapped = {(table, ours) for table in reading.draft.tables for ours in reading.draft.mapping(table)}
    readable = {*gathered.frames, ""} | ({RULES} if "accounts" in gathered.frames else set())
    news = [
        finding
        for finding in said
        if finding.table in readable
        and not (finding.code == "missing-column" and (finding.table, finding.column) in mapped)
    ]
    broken_rows = {(finding.table, finding.row) for finding in known if finding.severity == "error" and finding.row}
    return [
        finding
        for finding in gathered.words.of(news)
        if (finding.table, finding.row) not in broken_rows
        or finding.code in _OF_SEVERAL
        or " rows: " in finding.message
    ]


def bytes_of(path: Path) -> bytes:
    """The content of a scenario file. Raises InputError when it cannot be read."""
    try:
        return path.read_bytes()
    except IsADirectoryError:
        message, fix = "this is a folder, not a scenario file", _scenario_in(path)
    except FileNotFoundError:
        message, fix = "there is no such scenario file", did_you_mean(path.name, _scenarios(path.parent))
    except OSError as error:
        message, fix = f"the scenario cannot be read: {error.strerror or error}", "check its permissions"
    raise InputError([Finding("missing-scenario", message, fix, str(path))])


def _scenario_in(folder: Path) -> str:
    """What to write instead of a folder."""
    known = _scenarios(folder)
    if known:
        return f"name the scenario in it: {listed([str(folder / name) for name in known])}"
    return "name the scenario file itself: there is none in the folder"


def _scenarios(folder: Path) -> list[str]:
    if not folder.is_dir():
        return []
    return sorted(entry.name for entry in folder.iterdir() if entry.suffix in (".yaml", ".yml"))


def _faulty(findings: Iterable[Finding]) -> bool:
    return any(finding.severity == "error" for finding in findings)


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """Errors first; otherwise in the order found."""
    return sorted(findings, key=lambda finding: _SEVERITY[finding.severity])
