"""The tables of a scenario under our column names, with what was found on the way."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from scenarios.files.columns import Columns, kind_of, recognise, rename
from scenarios.files.contradictions import place_of, used_columns
from scenarios.files.decimals import with_points
from scenarios.files.polygons import BUILT_IN, Borders, read_polygons
from scenarios.files.scenario import Reading
from scenarios.files.schema import Scenario
from scenarios.files.tables import Table, read_table
from scenarios.files.words import Words
from scenarios.files.yaml import Document
from scenarios.files.yaml import Path as Path_
from scenarios.scoring.size_classes import SizeClass, fill
from solver.counts import added_up
from solver.errors import Finding

NUMERIC: Mapping[str, frozenset[str]] = {
    "accounts": frozenset({"lat", "lon"}),
    "reps": frozenset({"lat", "lon", "fte", "ramp", "capacity_hours_year", "max_accounts", "max_named"}),
    "pairs": frozenset({"cost"}),
    "distances": frozenset({"km", "minutes"}),
}
"""Columns of numbers, besides the measures."""


@dataclass(frozen=True)
class Gathered:
    """Tables by our names (`accounts`, `reps`, …); a table that cannot be used is not among `frames`.

    `hashes[file]` is the SHA-256; `words` speaks of the tables as the planner does.
    """

    frames: Mapping[str, pd.DataFrame]
    polygons: Mapping[str, Any] | None
    hashes: Mapping[str, str]
    words: Words
    findings: tuple[Finding, ...]


def gather(folder: Path, reading: Reading) -> Gathered:
    """Read every table that the scenario names; `reading.draft` must be there. Never raises."""
    scenario = reading.draft
    assert scenario is not None
    frames: dict[str, pd.DataFrame] = {}
    names: dict[str, str] = {}
    headers: dict[str, Mapping[str, str]] = {}
    columns: dict[str, tuple[str, ...]] = {}
    hashes: dict[str, str] = {}
    findings: list[Finding] = []
    for table in scenario.tables:
        name = scenario.path_of(table)
        seedless = scenario.territories is not None
        if name is None or place_of(table, seedless)[0] in reading.broken:
            continue
        names[table] = Path(name).as_posix()
        read = read_table(folder, names[table], scenario.decimal)
        if read.sha256 is not None:
            hashes[names[table]] = read.sha256
        if read.frame is None:
            findings += [_located(finding, place_of(table, seedless), reading.document) for finding in read.findings]
            continue
        columns[table] = tuple(str(title) for title in read.frame.columns)
        known = recognise(table, names[table], columns[table], scenario.mapping(table))
        headers[table] = known.theirs
        words = Words(reading.document, names, headers, columns)
        frames[table], said = _prepared(scenario, table, read, known, words)
        findings += said
    words = Words(reading.document, names, headers, columns)
    borders = _borders(folder, scenario, reading)
    if borders.sha256 is not None and scenario.units.polygons is not None:
        hashes[Path(scenario.units.polygons.file).as_posix()] = borders.sha256
    return Gathered(frames, borders.content, hashes, words, (*findings, *borders.findings))


def _borders(folder: Path, scenario: Scenario, reading: Reading) -> Borders:
    """The polygons that the scenario names, unless they are built in."""
    given = scenario.units.polygons
    if given is None or given.file in BUILT_IN or "units" in reading.broken:
        return Borders(None, None)
    return read_polygons(folder, given.file, reading.document)


def _located(finding: Finding, place: Path_, document: Document) -> Finding:
    """A file that is not there is looked for where the scenario names it."""
    if finding.table:
        return finding
    return document.finding(place, finding.code, finding.message, finding.fix)


def _prepared(
    scenario: Scenario, table: str, read: Table, columns: Columns, words: Words
) -> tuple[pd.DataFrame, list[Finding]]:
    """One table under our names, decimal commas and size classes applied."""
    assert read.frame is not None
    used = used_columns(scenario, table)
    frame = rename(read.frame, columns)
    shown = {columns.theirs.get(ours, ours) for ours in used}
    findings = [each for each in read.findings if each.code != "long-number" or each.column in shown]
    findings += columns.findings
    if scenario.decimal == ",":
        numbers = NUMERIC.get(kind_of(table), frozenset()) | (
            (used & _measures(scenario)) if table in ("accounts", "pairs") else set()
        )
        frame, said = with_points(frame, set(numbers), table)
        findings += words.of(said)
    if table == "accounts" and scenario.size_classes is not None:
        frame, said = fill(frame, scenario.size_classes.column, _classes(scenario))
        findings += words.of(said)
    return frame, findings


def _measures(scenario: Scenario) -> set[str]:
    size = {scenario.size_classes.column} if scenario.size_classes is not None else set()
    extras = (column for each in scenario.extras.values() for column in (*each.measures, *each.amounts.values()))
    return {"potential", "workload", *added_up(scenario.to_rules().measures()), *size, *extras}


def _classes(scenario: Scenario) -> tuple[SizeClass, ...]:
    assert scenario.size_classes is not None
    return tuple(
        SizeClass(float("inf") if each.up_to is None else each.up_to, each.potential, each.workload)
        for each in scenario.size_classes.classes
    )
