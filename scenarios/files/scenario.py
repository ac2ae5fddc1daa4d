"""The scenario file read and checked as a whole: all its errors at once, and what of it can still be used.

Of a sweep one combination is read, or, where none is chosen, every alternative checked.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from pydantic import ValidationError

from scenarios.files.alternatives import SWEEP, Choice, Factor, combined, covered, factors_of, refuse, too_many
from scenarios.files.contradictions import contradictions
from scenarios.files.mistakes import findings_of, sections_at_fault
from scenarios.files.schema import Scenario
from scenarios.files.yaml import Document, parse
from solver.errors import Finding

_LENIENT: Mapping[str, Any] = {
    "name": "unnamed",
    "accounts": "(accounts)",
    "reps": "(reps)",
    "bands": {},
    "goal": {},
    "owners": {"unknown": "vacate"},
    "missing": {"potential": "exclude", "workload": "exclude", "coordinates": "ignore"},
}
"""What stands in for a key that cannot be read, so that the tables are looked at without false alarms."""

_NEEDED_TO_READ_CELLS = frozenset({"columns", "decimal", "size_classes"})
"""With one of these broken, what stands in the tables cannot be judged."""


@dataclass(frozen=True)
class Reading:
    """A scenario file as far as it could be read.

    `scenario` is None unless the file is free of errors. `draft` is for looking at the tables: broken keys are replaced
    by lenient ones; None when nothing can be looked at. `broken` are the top-level keys concerned. `factors` : values
    with alternatives that are not overridden.
    """

    document: Document
    scenario: Scenario | None
    draft: Scenario | None
    broken: frozenset[str]
    findings: tuple[Finding, ...]
    factors: tuple[Factor, ...] = ()

    @property
    def cells_known(self) -> bool:
        """Whether the contents of the tables can be judged."""
        return self.draft is not None and not self.broken & _NEEDED_TO_READ_CELLS


def read_scenario(
    name: str, data: bytes, overrides: Mapping[str, Any] | None = None, choice: Choice | None = None
) -> Reading:
    """Read a scenario from the bytes of its file; `overrides` replace single settings (nested as in the file).

    choice : the combination of a sweep. Without it a sweep has no scenario, and the findings say so.
    """
    document, findings = parse(name, data)
    given = overrides or {}
    if not document.content or any(finding.code.startswith("scenario-") for finding in findings):
        document = replace(document, content=_merged(document.content, given))
        if not document.content or findings:
            return Reading(document, None, None, frozenset(), tuple(findings))
    factors, said = factors_of(document)
    open_ = [factor for factor in factors if not covered(factor, given)]
    findings += said
    if choice is None and open_:
        return _sweep(name, document, findings, factors, open_, given)
    said = _unknown(choice or {}, factors, open_, document)
    chosen = {factor.key: factor.at(choice) or 0 for factor in factors} if choice else {}
    return _read(document, [*findings, *said], factors, chosen, given)


def _sweep(
    name: str,
    document: Document,
    findings: list[Finding],
    factors: list[Factor],
    open_: list[Factor],
    given: Mapping[str, Any],
) -> Reading:
    """Every alternative checked: in all combinations, or where these are too many one after the other."""
    many = too_many(open_, document)
    first = _read(document, findings, factors, {}, given)
    said = dict.fromkeys([*first.findings, *([] if many is None else [many])])
    for chosen in _combinations(open_) if many is None else _one_by_one(open_):
        said |= dict.fromkeys(_read(document, findings, factors, chosen, given).findings)
    meant = [factor for factor in open_ if not _no_value(factor, document, said)]
    if meant:
        said[refuse(name, meant, document)] = None
    return Reading(document, None, first.draft, first.broken, tuple(_sorted(said)), tuple(open_))


def _no_value(factor: Factor, document: Document, said: Iterable[Finding]) -> bool:
    """Whether a list is none of alternatives: nothing in it can be a value there."""
    wrong = {(finding.line, finding.column) for finding in said if finding.severity == "error"}
    marks = [document.values.get((*factor.source, number)) for number in range(len(factor.values))]
    return all(mark is not None and (mark.line, str(mark.column)) in wrong for mark in marks)


def _combinations(factors: list[Factor]) -> list[dict[str, int]]:
    every = product(*(range(len(factor.values)) for factor in factors))
    return [dict(zip((factor.key for factor in factors), numbers, strict=True)) for numbers in every]


def _one_by_one(factors: list[Factor]) -> list[dict[str, int]]:
    return [{factor.key: number} for factor in factors for number in range(len(factor.values))]


def _unknown(choice: Choice, factors: list[Factor], open_: list[Factor], document: Document) -> list[Finding]:
    """A choice that the file does not offer (any more)."""
    keys = {factor.key for factor in factors}
    wrong = [key for key in choice if key not in keys]
    wrong += [factor.key for factor in open_ if factor.at(choice) is None]
    fix = "put the file back, or run the sweep again"
    said = "the value that the combination has is not among the alternatives of"
    return [document.finding((key,), "no-such-alternative", f"{said} {key}", fix) for key in wrong]


def _read(
    document: Document,
    findings: list[Finding],
    factors: list[Factor],
    chosen: Mapping[str, int],
    given: Mapping[str, Any],
) -> Reading:
    """One scenario, with the chosen alternatives, checked against the schema and against itself."""
    findings = [*findings]
    if factors or SWEEP in document.content:
        document = combined(document, factors, chosen)
    document = replace(document, content=_merged(document.content, given))
    scenario, broken = None, set[str]()
    try:
        scenario = Scenario.model_validate(document.content)
    except ValidationError as error:
        findings = _apart(findings, findings_of(error, document))
        broken = sections_at_fault(error)
    draft = scenario if scenario is not None else _draft(document.content, broken)
    if draft is not None:
        said = contradictions(draft, document)
        broken |= {_section(finding, document) for finding in said if finding.severity == "error"}
        findings = _apart(findings, said)
        draft = scenario if scenario and not broken else _draft(document.content, broken)
    findings = _sorted(findings)
    sound = not any(finding.severity == "error" for finding in findings)
    return Reading(document, scenario if sound else None, draft, frozenset(broken), tuple(findings))


def _sorted(findings: Iterable[Finding]) -> list[Finding]:
    """In the order of their places."""
    return sorted(findings, key=lambda finding: (finding.line or 0, int(finding.column or 0)))


def _draft(content: Mapping[str, Any], broken: set[str]) -> Scenario | None:
    kept = {key: value for key, value in content.items() if key not in broken}
    stand_ins = {key: value for key, value in _LENIENT.items() if key in broken}
    try:
        return Scenario.model_validate(kept | stand_ins)
    except ValidationError:
        return None


def _apart(first: list[Finding], second: list[Finding]) -> list[Finding]:
    """Both lists, without what the second says about a place that the first has already found wrong."""
    taken = {(finding.line, finding.column) for finding in first if finding.line is not None}
    return first + [finding for finding in second if (finding.line, finding.column) not in taken]


def _section(finding: Finding, document: Document) -> str:
    """The top-level key in whose lines a finding stands."""
    starts = sorted((mark.line, str(path[0])) for path, mark in document.keys.items() if len(path) == 1)
    above = [key for line, key in starts if finding.line is not None and line <= finding.line]
    return above[-1] if above else ""


def _merged(content: Mapping[str, Any], overrides: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(content)
    for key, value in overrides.items():
        inner = merged.get(key)
        merged[key] = _merged(inner, value) if isinstance(inner, Mapping) and isinstance(value, Mapping) else value
    return merged
