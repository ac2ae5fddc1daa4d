"""The input files of a result: are they still the same, and do they still give the same problem?"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scenarios.audit.record import Record
from scenarios.designs.stated import problem_of
from scenarios.files.folder import MARK
from scenarios.files.load import Inputs, read
from scenarios.files.scenario import read_scenario
from solver.errors import Finding, InputError, listed
from solver.problem import Problem

MOST_ERRORS = 5
"""Input errors that are repeated when the inputs cannot be used any more."""


@dataclass(frozen=True)
class Sources:
    """The problem, rebuilt from the files, and the inputs; None when that is not possible."""

    problem: Problem | None
    faults: tuple[Finding, ...]
    inputs: Inputs | None = None


def rebuild(folder: Path, record: Record, scenario: Path | None) -> Sources:
    """Find the scenario (`scenario`, or where the record says), compare every hash, and build the problem again."""
    path = scenario or folder / record.scenario_file
    if not path.is_file():
        fix = "name the scenario with --scenario"
        return Sources(None, (Finding("scenario-missing", f"the scenario {path} is not there", fix, MARK),))
    faults = [*_hashes(path, record)]
    # What the command line may override is taken as it was solved.
    settings = {"solve": record.scenario.get("solve", {}), "as_of": record.scenario.get("as_of")}
    if isinstance(record.scenario.get("model"), str):
        settings["model"] = record.scenario["model"]
    try:
        inputs = read(path, settings, record.combination)
        problem = problem_of(inputs)
    except InputError as error:
        wrong = [str(finding) for finding in error.findings if finding.severity == "error"]
        message = f"the input files can no longer be used: {listed(wrong, MOST_ERRORS)}"
        return Sources(None, (*faults, Finding("inputs-refused", message, "see faircarve validate", path.name)))
    faults += [*_names(path, record, inputs), *_scenario(path, record, inputs)]
    if problem.fingerprint != record.fingerprint:
        message = "the fingerprint is not that of the problem which the input files give"
        faults.append(Finding("fingerprint", message, table=MARK))
    return Sources(problem, tuple(faults), inputs)


def _own(record: Record) -> str:
    """The scenario's name in the list of inputs."""
    return Path(record.scenario_file).name


def _hashes(path: Path, record: Record) -> Iterator[Finding]:
    for name, recorded in record.inputs.items():
        file = path if name == _own(record) else path.parent / name
        try:
            found = hashlib.sha256(file.read_bytes()).hexdigest()
        except OSError:
            yield Finding("input-missing", "the input file is not there any more", table=name)
            continue
        if found != recorded:
            message = "the input file is not the one that was solved: its SHA-256 differs"
            yield Finding("input-changed", message, "put the file back, or solve again", name)


def _names(path: Path, record: Record, inputs: Inputs) -> Iterator[Finding]:
    """Files that the scenario uses and the record does not know, and the other way round."""
    used = {_own(record) if name == path.name else name for name in inputs.files}
    for name in sorted(used - set(record.inputs)):
        yield Finding("input-unrecorded", "the scenario uses the file, but its SHA-256 is not recorded", table=name)
    for name in sorted(set(record.inputs) - used):
        yield Finding("input-unused", "the file is recorded as an input, but the scenario does not use it", table=name)


def _scenario(path: Path, record: Record, inputs: Inputs) -> Iterator[Finding]:
    """The scenario as recorded against the file; `solve` and `model` may differ, the command line overrides them."""
    stated = read_scenario(path.name, path.read_bytes(), None, record.combination).scenario
    if stated is not None and stated.as_of is not None and str(stated.as_of) != record.scenario.get("as_of"):
        yield Finding("scenario-differs", f"as_of is recorded as {record.scenario.get('as_of')}", table=MARK)
    different = sorted(_differing(inputs.scenario.model_dump(mode="json", by_alias=True), record.scenario))
    if different:
        message = f"the scenario as recorded is not the one in {path.name}: {listed(different)}"
        yield Finding("scenario-differs", message, table=MARK)
    if record.seed != inputs.scenario.solve.seed:
        message = f"the seed is given as {record.seed}, the scenario as recorded has {inputs.scenario.solve.seed}"
        yield Finding("seed", message, table=MARK)


def _differing(ours: Any, theirs: Any, place: str = "") -> Iterator[str]:
    """Dotted names of everything that differs."""
    if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
        for key in {*ours, *theirs}:
            inner = f"{place}.{key}" if place else str(key)
            if key not in ours or key not in theirs:
                yield inner
            else:
                yield from _differing(ours[key], theirs[key], inner)
    elif ours != theirs:
        yield place
