"""The combinations of a sweep, and the order in which neighbours differ in one value."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from scenarios.compare.alike import differences
from scenarios.designs.stated import problem_of
from scenarios.files.alternatives import Choice, Factor, told
from scenarios.files.load import Inputs, bytes_of, ordered, read_as
from scenarios.files.scenario import read_scenario
from solver.errors import Finding, InputError
from solver.problem import Problem

SHARES = ("limits.reassigned_", "limits.lost_per_rep", "limits.top_five", "solve.gap")
"""Factors whose alternatives are shares, as their keys begin."""


@dataclass(frozen=True)
class Combination:
    """One alternative of every factor. number : from 1, the last factor counts fastest. places : which alternatives.

    problem : None where this combination alone cannot be built; `failed` says why.
    """

    number: int
    places: tuple[int, ...]
    choice: Choice
    inputs: Inputs
    problem: Problem | None
    failed: tuple[Finding, ...] = ()

    @property
    def name(self) -> str:
        """Of its folder: 01, 02, …"""
        return f"{self.number:02d}"

    @property
    def said(self) -> str:
        """`bands.potential 0.05, model open`."""
        return ", ".join(f"{key} {spoken(value, key)}" for key, value in self.choice.items())


@dataclass(frozen=True)
class Sweep:
    """combinations : by their numbers."""

    factors: tuple[Factor, ...]
    combinations: tuple[Combination, ...]

    @property
    def in_order(self) -> list[Combination]:
        """So that each differs from the one before in one value, by one place in its list (a reflected Gray order)."""
        by_places = {each.places: each for each in self.combinations}
        return [by_places[places] for places in gray([len(factor.values) for factor in self.factors])]


def expand(path: Path, overrides: Mapping[str, Any]) -> Sweep:
    """Read a scenario in all its combinations; `overrides` replace settings, and alternatives of them.

    Raises InputError with everything that is wrong with the file, its alternatives or its tables; when the file is no
    sweep; when no combination can be built; and when the combinations are not about one book and one team.
    """
    data = bytes_of(path)
    reading = read_scenario(path.name, data, overrides)
    if not reading.factors or any(finding.severity == "error" for finding in _real(reading.findings)):
        _refuse(path, data, overrides)
    factors = reading.factors
    combinations, findings = [], dict[Finding, None]()
    for number, places in enumerate(product(*(range(len(each.values)) for each in factors)), start=1):
        choice = {each.key: told(each.values[place]) for each, place in zip(factors, places, strict=True)}
        try:
            combinations.append(_built(number, places, choice, read_as(path, data, overrides, choice)))
        except InputError as error:
            findings |= dict.fromkeys(error.findings)
    if not findings and all(each.problem is None for each in combinations):
        findings |= dict.fromkeys(finding for each in combinations for finding in each.failed)
    if findings:
        raise InputError(ordered(findings))
    _one_book(path, combinations)
    return Sweep(factors, tuple(combinations))


def gray(sizes: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """All places of lists of these sizes, each step changing one of them by one (Knuth 4A, 7.2.1.1, algorithm H)."""
    if not sizes:
        yield ()
        return
    forth = range(sizes[-1])
    for number, before in enumerate(gray(sizes[:-1])):
        yield from ((*before, last) for last in (reversed(forth) if number % 2 else forth))


def spoken(value: Any, key: str = "") -> str:
    """An alternative in a sentence; shares of the factors that are shares in percent."""
    if isinstance(value, int | float) and not isinstance(value, bool) and key.startswith(("bands.", *SHARES)):
        return f"{'±' * key.startswith('bands.')}{100 * value:g} %"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {spoken(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(spoken, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:g}"
    return "none" if value is None else str(value)


def _real(findings: Sequence[Finding]) -> list[Finding]:
    """What is wrong with a sweep other than being one."""
    return [finding for finding in findings if finding.code != "is-a-sweep"]


def _refuse(path: Path, data: bytes, overrides: Mapping[str, Any]) -> None:
    """Raise InputError with all that is wrong, the tables included."""
    try:
        read_as(path, data, overrides)
    except InputError as error:
        raise InputError(_real(error.findings)) from None
    fix = f"give a value alternatives, bands: {{potential: [0.05, 0.10]}}, or run faircarve solve {path.name}"
    raise InputError([Finding("no-sweep", "no value of the scenario has alternatives", fix, path.name)])


def _built(number: int, places: tuple[int, ...], choice: Choice, inputs: Inputs) -> Combination:
    try:
        return Combination(number, places, choice, inputs, problem_of(inputs))
    except InputError as error:
        failed = tuple(finding for finding in error.findings if finding.severity == "error")
        return Combination(number, places, choice, inputs, None, failed)


def _one_book(path: Path, combinations: Sequence[Combination]) -> None:
    first, *others = [each for each in combinations if each.problem is not None]
    found = []
    for each in others:
        assert first.problem is not None
        assert each.problem is not None
        apart = differences(first.problem, each.problem)
        if apart:
            message = f"combination {each.name} ({each.said}) is about another book or team: {'; '.join(apart)}"
            fix = "sweep rules, models and goals; compare other tables with faircarve compare"
            found.append(Finding("not-alike", message, fix, path.name))
    if found:
        raise InputError(found)
