"""The JSON schema of a sweep: that of a scenario, with alternatives allowed in the place of any other value."""

from collections.abc import Callable, Mapping
from typing import Any

from scenarios.files.alternatives import FIXED
from scenarios.files.schema import json_schema

Schema = dict[str, Any]
SWEPT = "Swept"
"""Added to the name of a definition: the same section with alternatives inside."""
SAID = ("title", "description", "default", "examples")
"""What editors show; it stands once, outside."""
CHOICES = ("anyOf", "oneOf", "allOf")


def sweep_schema() -> Schema:
    """The JSON schema (draft 2020-12) for files that `faircarve sweep` runs; every scenario keeps to it too.

    An alternative is a plain value: lists of alternatives inside of it are not allowed. Where a list stands by meaning,
    alternatives are written under `sweep`.
    """
    plain = json_schema()
    definitions: Mapping[str, Schema] = plain["$defs"]
    made = _inside(plain, definitions)
    made["properties"] |= {name: plain["properties"][name] for name in FIXED}
    made["$defs"] = {**definitions, **{name + SWEPT: _inside(each, definitions) for name, each in definitions.items()}}
    made["title"] = "faircarve sweep"
    return made


def _inside(schema: Any, definitions: Mapping[str, Schema]) -> Schema:
    """A schema with alternatives for the values inside of what it describes."""
    made = dict(schema)
    if "$ref" in made:
        made["$ref"] += SWEPT
    for key in CHOICES:
        if key in made:
            made[key] = [_inside(each, definitions) for each in made[key]]
    if isinstance(made.get("items"), dict):
        made["items"] = _inside(made["items"], definitions)
    if isinstance(made.get("additionalProperties"), dict):
        made["additionalProperties"] = _either(made["additionalProperties"], definitions)
    for key in ("properties", "patternProperties"):
        if key in made:
            made[key] = {name: _either(each, definitions) for name, each in made[key].items()}
    made.pop("$defs", None)
    return made


def _either(schema: Schema, definitions: Mapping[str, Schema]) -> Schema:
    """A value or a list of alternatives of it; a value that may be a list anyway stays as it is."""
    inside = _inside(schema, definitions)
    if _any(schema, definitions, lambda each: each.get("type") == "array"):
        return inside
    said = {key: inside.pop(key) for key in SAID if key in inside}
    plain = {key: value for key, value in schema.items() if key not in SAID}
    return {**said, "anyOf": [inside, {"type": "array", "minItems": 1, "items": plain}]}


def _any(schema: Schema, definitions: Mapping[str, Schema], holds: Callable[[Schema], bool]) -> bool:
    """Whether something holds for the schema or for one of its choices."""
    parts = [definitions[schema["$ref"].rpartition("/")[2]]] if "$ref" in schema else []
    parts += [each for key in CHOICES for each in schema.get(key, ())]
    return holds(schema) or any(_any(each, definitions, holds) for each in parts)
