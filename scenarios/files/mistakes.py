"""What pydantic finds wrong with a scenario, in a planner's words and at the place in the file."""

import types
from collections.abc import Iterator
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from scenarios.files.bounds import KINDS
from scenarios.files.schema import Columns, Scenario
from scenarios.files.text import did_you_mean, nearest
from scenarios.files.yaml import Document, Path
from solver.errors import Finding

_WANTED = {
    "string_type": "must be text",
    "string_too_short": "is empty",
    "bool_type": "must be true or false",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "finite_number": "must be a finite number",
    "dict_type": "must be a list of keys and values",
    "model_type": "must be a list of keys and values",
    "list_type": "must be a list",
    "too_short": "needs at least one entry",
}
"""Pydantic's error types that say the same for every key."""


def findings_of(error: ValidationError, document: Document) -> list[Finding]:
    """Every error, each at its own line and column."""
    entries = error.errors(include_url=False)
    meant = {(*_path(entry)[:-1], _meant(_path(entry))) for entry in entries if entry["type"] == "extra_forbidden"}
    return [_finding(entry, document) for entry in entries if entry["type"] != "missing" or _path(entry) not in meant]


def _path(entry: Any) -> Path:
    """Where the error stands in the file."""
    return tuple(part for part in entry["loc"] if part not in KINDS)


def sections_at_fault(error: ValidationError) -> set[str]:
    """The top-level keys that an error touches: those misspelt are counted for the key that was meant."""
    faulty = set()
    for entry in error.errors(include_url=False):
        key = str(entry["loc"][0]) if entry["loc"] else ""
        faulty.add(key)
        if entry["type"] == "extra_forbidden" and len(entry["loc"]) == 1:
            faulty.add(_meant((key,)) or key)
    return faulty


def _finding(entry: Any, document: Document) -> Finding:
    kind, path = entry["type"], _path(entry)
    name = spelled(path)
    if kind == "extra_forbidden" and path[:-1] == ("goal",):
        message = f"the goal has an order, and beside it the term {path[-1]}: it must be the one or the other"
        fix = f"put {path[-1]} into the order, alone or in a level {{term: weight}}"
        return document.finding(path, "order-and-weights", message, fix, at_key=True)
    if kind == "extra_forbidden":
        return document.finding(
            path, "unknown-key", f"the key {name} is not known", _where_it_belongs(path), at_key=True
        )
    if kind == "missing":
        fix = f"add a line `{path[-1]}: …`" + (f" under {spelled(path[:-1])}" if len(path) > 1 else "")
        return document.finding(path, "missing-key", f"the key {name} is missing", fix)
    message, fix = _said(kind, entry, path)
    return document.finding(path, "bad-value", f"{name}: {_shown(entry['input'])} {message}", fix)


def _said(kind: str, entry: Any, path: Path) -> tuple[str, str]:
    """What is wrong with a value, and what to do about it."""
    context = entry.get("ctx", {})
    if kind == "literal_error":
        expected = context["expected"].replace("'", "")
        return f"must be {expected}", did_you_mean(str(entry["input"]), _words(expected))
    limits = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}
    for key, words in limits.items():
        if kind.startswith(("greater_than", "less_than")) and key in context:
            return f"must be {words} {context[key]:g}", _share_hint(entry["input"], path)
    if kind == "string_pattern_mismatch":
        return "cannot be the name of a folder", 'leave out / \\ : * ? " < > | and a leading dot'
    if kind == "string_too_long":
        return f"is longer than {context['max_length']} characters", "shorten it"
    return _WANTED.get(kind, entry["msg"]), _type_hint(kind, entry["input"], path)


def _words(expected: str) -> list[str]:
    return [word.strip() for word in expected.replace(" or ", ",").split(",") if word.strip()]


def _share_hint(value: Any, path: Path) -> str:
    shares = {"bands", "limits", "gap", "compare"}
    if shares & set(path) and isinstance(value, int | float) and 1 < value <= 100:
        return f"it is a share: write {value / 100:g} for {value:g} %"
    return ""


def _type_hint(kind: str, value: Any, path: Path) -> str:
    if kind == "bool_type" and str(value).casefold() in ("yes", "no", "on", "off"):
        return f"write {'true' if str(value).casefold() in ('yes', 'on') else 'false'}"
    if kind == "string_type" and value is not None and not isinstance(value, dict | list):
        return f'put it in quotes: "{value}"'
    if kind in ("float_type", "int_type") and isinstance(value, str):
        return _number_hint(value)
    if kind == "float_type" and isinstance(value, dict) and value and path[0] in ("bands", "goal"):
        return f"to count the accounts with one value, write {path[-1]}={next(iter(value))}: and the number"
    if value is None and kind in ("dict_type", "model_type"):
        return f"leave the line {path[-1]} out, or write {{}} for none" if path else ""
    if value is None:
        return "write a value or leave the line out"
    return ""


def _number_hint(text: str) -> str:
    bare = text.strip().rstrip("%").strip().replace(",", ".")
    try:
        value = float(bare)
    except ValueError:
        return ""
    return (
        f"write {value / 100:g}" if text.strip().endswith("%") else f"write {value:g}, without quotes and with a point"
    )


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value)
    return text if len(text) <= 40 else f"{text[:37]}…"


def spelled(path: Path) -> str:
    """`limits.capacity`, `size_classes.classes[2].up_to`; entries of lists count from 1."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def _meant(path: Path) -> str | None:
    """The key of the same section that a misspelt one stands for."""
    here = _section_at(path[:-1])
    return nearest(str(path[-1]), here.model_fields) if here else None


def _where_it_belongs(path: Path) -> str:
    """The nearest key in the same section, or the section that has a key of this name."""
    key = str(path[-1])
    for section, model in _sections():
        if key in model.model_fields and model not in (Columns, _section_at(path[:-1])):
            return f"it belongs under {section}:" if section else "it stands at the start of a line, under no other key"
    here = _section_at(path[:-1])
    return did_you_mean(key, here.model_fields) if here else ""


def _section_at(path: Path) -> type[BaseModel] | None:
    return dict(_sections()).get(".".join(str(part) for part in path if not isinstance(part, int)))


def _sections(model: type[BaseModel] = Scenario, name: str = "") -> Iterator[tuple[str, type[BaseModel]]]:
    """Every section of the file with its dotted name; the file itself has the name ''."""
    yield name, model
    for key, field in model.model_fields.items():
        for inner in _models(field.annotation):
            yield from _sections(inner, f"{name}.{key}".lstrip("."))


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) in (Union, types.UnionType, list):
        for part in get_args(annotation):
            yield from _models(part)
    elif hasattr(annotation, "__metadata__"):
        yield from _models(get_args(annotation)[0])
