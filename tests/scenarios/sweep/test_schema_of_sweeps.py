"""The JSON schema of sweeps against files as the sweep itself reads them, with a small validator of what it uses."""

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from scenarios.files.scenario import read_scenario
from scenarios.files.schema import json_schema
from scenarios.files.sweep_schema import sweep_schema

HEAD = "name: road\naccounts: accounts.csv\nreps: reps.csv\n"
SWEEP = """\
model: [open, geographic]
bands: {potential: [0.10, 0.05], workload: 0.10}
limits: {reassigned_accounts: [0.05, null]}
goal: {potential: 5, travel: [1, 2, 5]}
segments: {classes: [{name: SMB, up_to: [100, 200]}, {name: rest}]}
hybrid: {layers: [named, geography], feeds: [1, 2]}
solve: [{time_limit: 10}, {time_limit: 20, gap: 0.1}]
sweep: {hybrid.layers: [[named, geography], [named, cells, geography]]}
"""
KINDS: dict[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "number": (int, float),
    "integer": int,
    "null": type(None),
}


def fits(value: Any, schema: Any, whole: Any) -> bool:
    """Whether a value keeps to a schema: the keywords that ours has, but for formats."""
    if not isinstance(schema, dict):
        return bool(schema)
    if "$ref" in schema and not fits(value, whole["$defs"][schema["$ref"].rpartition("/")[2]], whole):
        return False
    kind = schema.get("type")
    if kind and (not isinstance(value, KINDS[kind]) or (isinstance(value, bool) and kind in ("number", "integer"))):
        return False
    if ("const" in schema and value != schema["const"]) or ("enum" in schema and value not in schema["enum"]):
        return False
    for key, enough in (("anyOf", any), ("allOf", all)):
        if key in schema and not enough(fits(value, each, whole) for each in schema[key]):
            return False
    if "oneOf" in schema and sum(fits(value, each, whole) for each in schema["oneOf"]) != 1:
        return False
    if isinstance(value, str):
        return len(value) >= schema.get("minLength", 0) and bool(re.search(schema.get("pattern", ""), value))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        above = value > schema.get("exclusiveMinimum", float("-inf"))
        return above and schema.get("minimum", float("-inf")) <= value <= schema.get("maximum", float("inf"))
    if isinstance(value, list):
        return len(value) >= schema.get("minItems", 0) and all(
            fits(each, schema.get("items", True), whole) for each in value
        )
    return not isinstance(value, dict) or _keys_fit(value, schema, whole)


def _keys_fit(value: dict[str, Any], schema: Any, whole: Any) -> bool:
    if not set(schema.get("required", ())) <= set(value):
        return False
    for key, inner in value.items():
        known = [schema["properties"][key]] if key in schema.get("properties", {}) else []
        known += [each for pattern, each in schema.get("patternProperties", {}).items() if re.search(pattern, key)]
        if not all(fits(inner, each, whole) for each in known or [schema.get("additionalProperties", True)]):
            return False
    return True


def keeps(text: str, schema: Any) -> bool:
    return fits(YAML(typ="safe", pure=True).load(HEAD + text), schema, schema)


def test_a_real_sweep_keeps_to_the_schema_of_sweeps_and_to_no_other() -> None:
    assert [each.key for each in read_scenario("s.yaml", (HEAD + SWEEP).encode()).factors]
    assert keeps(SWEEP, sweep_schema())
    assert not keeps(SWEEP, json_schema())


@pytest.mark.parametrize("line", SWEEP.splitlines())
def test_every_line_by_itself(line: str) -> None:
    assert keeps(line, sweep_schema())
    assert keeps(line, json_schema()) == line.startswith("sweep:")


def test_the_parts_shown_in_the_docs() -> None:
    page = (Path(__file__).resolve().parents[3] / "docs" / "sweep.md").read_text(encoding="utf-8")
    parts = re.findall(r"^```yaml\n(.*?)^```", page, flags=re.DOTALL | re.MULTILINE)
    assert parts
    assert all(keeps(part, sweep_schema()) for part in parts)


@pytest.mark.parametrize(
    "line",
    [
        "model: [open, verticals]",
        "bands: {potential: [0.1, -1]}",
        "bands: [{potential: [0.1, 0.2]}]",
        "bands: {potential: []}",
        "goal: {travel: [[1, 2]]}",
        "limits: {foo: [1]}",
        "hybrid: {layers: [[named], [geography]]}",
        "name: [a, b]",
    ],
)
def test_what_the_sweep_refuses_the_schema_refuses(line: str) -> None:
    text = line if line.startswith("name") else HEAD + line
    data = (HEAD.partition("\n")[2] + text if line.startswith("name") else text).encode()
    assert {each.severity for each in read_scenario("s.yaml", data).findings if each.code != "is-a-sweep"} == {"error"}
    loaded = YAML(typ="safe", pure=True).load(data.decode())
    assert not fits(loaded, sweep_schema(), sweep_schema())


def test_a_plain_scenario_keeps_to_both() -> None:
    for part in ("", "model: vertical\nbands: {potential: 0.1}\n", "goal: {order: [travel, {potential: 2}]}\n"):
        assert keeps(part, json_schema())
        assert keeps(part, sweep_schema())
