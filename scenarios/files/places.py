"""What the schema allows at a place of a scenario file, read from its types: a list, a section, keys of one's own."""

import types
from collections.abc import Iterator
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from scenarios.files.schema import Scenario
from scenarios.files.yaml import Path

Shape = Any
"""One of the types that a value may have: a section, `dict[…]`, `list[…]` or a plain one."""


def root() -> list[Shape]:
    """The file itself."""
    return [Scenario]


def inside(shapes: list[Shape], key: str | int) -> list[Shape]:
    """What may stand under a key (or at a place of a list); empty where nothing may."""
    return [inner for shape in shapes for inner in _under(shape, key)]


def takes_list(shapes: list[Shape]) -> bool:
    """Whether a list is one of the things that may stand there."""
    return any(_form(shape) is list for shape in shapes)


def ends(key: str) -> tuple[Path | None, set[str]]:
    """The place that a dotted key names, None = none; and the keys that are known where it ends to be.

    Keys of one's own (measures, columns) may have dots: what is left names one of them, unless more must follow.
    """
    shapes, rest, known = root(), key, set[str]()
    place: Path = ()
    while rest:
        sections = [shape for shape in shapes if _is_section(shape)]
        first, dot, after = rest.partition(".")
        known = {".".join(map(str, (*place, name))) for shape in sections for name in _fields(shape)}
        own = [shape for shape in shapes if _form(shape) is dict]
        if any(first in _fields(shape) for shape in sections) or (dot and any(map(_deep, own))):
            part, rest = first, after
        elif own:
            part, rest = _own_key(own, rest)
        else:
            return None, known
        place, shapes = (*place, part), inside(shapes, part)
        if dot and not rest and part == first:
            return None, known
    return (place or None), known


def _own_key(own: list[Shape], rest: str) -> tuple[str, str]:
    """A key of one's own, and the key after it where what stands there may be a section."""
    after = [name for shape in own for inner in _values(shape) if _is_section(inner) for name in _fields(inner)]
    name = next((name for name in after if rest.endswith(f".{name}")), None)
    return (rest, "") if name is None else (rest.removesuffix(f".{name}"), name)


def shapes_of(annotation: Any) -> Iterator[Shape]:
    """The types of a value: those of a union one by one, without their conditions."""
    if hasattr(annotation, "__metadata__"):
        yield from shapes_of(get_args(annotation)[0])
    elif get_origin(annotation) in (Union, types.UnionType):
        for part in get_args(annotation):
            yield from shapes_of(part)
    else:
        yield annotation


def _under(shape: Shape, key: str | int) -> Iterator[Shape]:
    if _is_section(shape) and key in (known := _fields(shape)):
        yield from shapes_of(known[str(key)].annotation)
    elif _form(shape) is dict and isinstance(key, str):
        yield from shapes_of(get_args(shape)[1])
    elif _form(shape) is list and isinstance(key, int):
        yield from shapes_of(get_args(shape)[0])


def _fields(section: type[BaseModel]) -> dict[str, FieldInfo]:
    """The keys of a section as they are written."""
    return {field.alias or name: field for name, field in section.model_fields.items()}


def _is_section(shape: Shape) -> bool:
    return isinstance(shape, type) and issubclass(shape, BaseModel)


def _deep(shape: Shape) -> bool:
    """Whether what stands under a key of one's own is always a section with keys of its own."""
    return all(map(_is_section, _values(shape)))


def _values(shape: Shape) -> list[Shape]:
    """What may stand under a key of one's own."""
    return list(shapes_of(get_args(shape)[1]))


def _form(shape: Shape) -> Any:
    """What a type is a kind of: `dict` for `dict[str, float]`."""
    return get_origin(shape)
