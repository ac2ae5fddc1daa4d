"""Values of a scenario file that are lists of alternatives: which they are, and the file with one of each.

A list is one of alternatives where the schema knows no list (`bands: {potential: [0.05, 0.10]}`). Values that are
lists anyway are swept under `sweep:`, by dotted keys: `sweep: {hybrid.layers: [[named], [named, geography]]}`.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from math import prod
from typing import Any

from scenarios.files.mistakes import spelled
from scenarios.files.places import Shape, ends, inside, root, takes_list
from scenarios.files.text import did_you_mean
from scenarios.files.yaml import Document, Path
from solver.errors import Finding

SWEEP = "sweep"
MOST = 64
"""Combinations of one sweep: at a minute each a little more than an hour."""
FIXED = frozenset({"name", SWEEP})
"""Keys without alternatives."""

Choice = Mapping[str, Any]
"""Dotted key of a factor → the alternative that was chosen, as `told`."""


@dataclass(frozen=True)
class Factor:
    """A value with alternatives. key : dotted. place : where it belongs in the file. source : where its list stands."""

    key: str
    place: Path
    source: Path
    values: tuple[Any, ...]

    def at(self, choice: Choice) -> int | None:
        """Which alternative was chosen; None = none of these."""
        return next((n for n, value in enumerate(self.values) if same(told(value), choice.get(self.key, self))), None)


def factors_of(document: Document) -> tuple[list[Factor], list[Finding]]:
    """The factors of a file in its order, and everything that is wrong with how they are written."""
    listed = [Factor(spelled(path), path, path, tuple(value)) for path, value in _lists(document.content, (), root())]
    stated, findings = _stated(document)
    found = [*listed, *stated]
    for each in found:
        findings += _wrong(each, found, document)
    return [each for each in found if each.values and each.place[0] not in FIXED], findings


def combined(document: Document, factors: Iterable[Factor], chosen: Mapping[str, int]) -> Document:
    """The file as if it held the alternative number `chosen[key]` (0 where it is not named) of every factor.

    Places lead to the alternative in the file.
    """
    content = {key: value for key, value in document.content.items() if key != SWEEP}
    values, keys = dict(document.values), dict(document.keys)
    for each in factors:
        number = chosen.get(each.key, 0)
        content = _put(content, each.place, each.values[number])
        for marks in (values, keys):
            source = (*each.source, number)
            moved = {each.place + path[len(source) :]: marks[path] for path in marks if path[: len(source)] == source}
            gone = [path for path in marks if path[: len(each.place)] == each.place and path != each.place]
            for path in gone:
                del marks[path]
            marks |= moved
    return replace(document, content=content, values=values, keys=keys)


def refuse(name: str, factors: list[Factor], document: Document) -> Finding:
    """That a file is a sweep, where one scenario is asked for."""
    size = prod(len(each.values) for each in factors)
    message = f"the scenario is a sweep: {named(factors)} make {size} combination{'s' * (size != 1)}"
    fix = f"run: faircarve sweep {name}; or leave one value where there is a list"
    return document.finding(factors[0].source, "is-a-sweep", message, fix)


def too_many(factors: list[Factor], document: Document) -> Finding | None:
    """More combinations than are run."""
    size = prod(len(each.values) for each in factors)
    if size <= MOST:
        return None
    message = f"the sweep has {size:,} combinations, more than {MOST}: {named(factors)}"
    return document.finding(factors[0].source, "too-many-combinations", message, "leave alternatives out")


def named(factors: Iterable[Factor]) -> str:
    """`bands.potential (3), model (2)`."""
    return ", ".join(f"{each.key} ({len(each.values)})" for each in factors)


def told(value: Any) -> Any:
    """A value of a file as JSON knows it."""
    if isinstance(value, Mapping):
        return {str(key): told(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [told(inner) for inner in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def same(one: Any, other: Any) -> bool:
    """Whether two alternatives are equal; true is not 1."""
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


def _lists(value: Any, path: Path, shapes: list[Shape]) -> Iterator[tuple[Path, list[Any]]]:
    """Every list where the schema knows none; lists in a list are left to the schema."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if (*path, key) != (SWEEP,):
                yield from _lists(inner, (*path, key), inside(shapes, key))
    elif isinstance(value, list) and shapes and not takes_list(shapes):
        yield path, value
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            if isinstance(inner, Mapping):
                yield from _lists(inner, (*path, place), inside(shapes, place))


def _stated(document: Document) -> tuple[list[Factor], list[Finding]]:
    """What stands under `sweep`."""
    given = document.content.get(SWEEP, {})
    form = "write `sweep: {hybrid.layers: [[named], [named, geography]]}`"
    if not isinstance(given, Mapping):
        return [], [document.finding((SWEEP,), "sweep-form", "sweep must be a list of keys and values", form)]
    found, findings = [], []
    for key, values in given.items():
        source: Path = (SWEEP, key)
        place, known = ends(key)
        if place is None:
            message = f"{key} is not a key of a scenario"
            findings.append(
                document.finding(source, "unknown-key", message, did_you_mean(key, sorted(known)), at_key=True)
            )
        elif not isinstance(values, list):
            findings.append(document.finding(source, "sweep-form", f"{key} needs a list of alternatives", form))
        else:
            found.append(Factor(key, place, source, tuple(values)))
    return found, findings


def covered(factor: Factor, overrides: Any) -> bool:
    """Whether overrides say what stands in the place of a factor."""
    for part in factor.place:
        if not isinstance(overrides, Mapping) or part not in overrides:
            return False
        overrides = overrides[part]
    return True


def _wrong(factor: Factor, every: list[Factor], document: Document) -> Iterator[Finding]:
    key, source = factor.key, factor.source
    if factor.place[0] in FIXED:
        yield document.finding(source, "no-factor", f"{key} cannot have alternatives", "write one value")
    if not factor.values:
        yield document.finding(source, "no-alternative", f"{key} has no alternative", "name at least one")
    for number, value in enumerate(factor.values):
        if any(same(value, other) for other in factor.values[:number]):
            message = f"{key} has the same alternative twice: {value}"
            yield document.finding((*source, number), "alternative-twice", message, "keep one of them")
    for other in every[: every.index(factor)]:
        length = min(len(other.place), len(factor.place))
        if other.place[:length] == factor.place[:length]:
            message = f"{key} has alternatives here and under {other.key}"
            yield document.finding(source, "factor-twice", message, "write them in one place", at_key=True)


def _put(content: Mapping[str, Any], place: Path, value: Any) -> dict[str, Any]:
    """The content with another value at a place; sections on the way are made."""
    changed: Any = _with(content, place, value)
    result: dict[str, Any] = changed
    return result


def _with(content: Any, place: Path, value: Any) -> Any:
    if not place:
        return value
    if isinstance(content, list) and isinstance(place[0], int):
        return [_with(each, place[1:], value) if n == place[0] else each for n, each in enumerate(content)]
    held = content if isinstance(content, Mapping) else {}
    return {**held, place[0]: _with(held.get(place[0]), place[1:], value)}
