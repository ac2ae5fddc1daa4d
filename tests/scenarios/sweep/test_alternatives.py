"""Which values of a file are alternatives, which are lists anyway, and what is wrong with how they are written."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from scenarios.files.load import read
from scenarios.files.scenario import read_scenario
from scenarios.files.schema import json_schema
from solver.errors import Finding

HEAD = "name: s\naccounts: a.csv\nreps: r.csv\n"


def factors(extra: str, overrides: dict[str, Any] | None = None) -> dict[str, tuple[Any, ...]]:
    found = read_scenario("s.yaml", (HEAD + extra).encode(), overrides).factors
    return {each.key: each.values for each in found}


def said(extra: str) -> list[Finding]:
    found = read_scenario("s.yaml", (HEAD + extra).encode()).findings
    return [each for each in found if each.code != "is-a-sweep"]


@pytest.mark.parametrize(
    ("extra", "key", "values"),
    [
        ("bands: {potential: [0.05, 0.1]}\n", "bands.potential", (0.05, 0.1)),
        ("bands: [{potential: 0.1}, {accounts: 0.2}]\n", "bands", ({"potential": 0.1}, {"accounts": 0.2})),
        ("limits: {reassigned_accounts: [0.05, null]}\n", "limits.reassigned_accounts", (0.05, None)),
        ("model: [open, hybrid]\n", "model", ("open", "hybrid")),
        ("goal: {travel: [1, 2, 5]}\n", "goal.travel", (1, 2, 5)),
        ("goal: {order: [potential, {workload: [1, 2], travel: 1}]}\n", "goal.order[2].workload", (1, 2)),
        ("model: geographic\ncontiguous: [true, false]\n", "contiguous", (True, False)),
        ("groups: [null, {by: team}]\n", "groups", (None, {"by": "team"})),
        ("limits: {per_rep: {accounts: {most: [3, 4]}}}\n", "limits.per_rep.accounts.most", (3, 4)),
        (
            "sweep: {hybrid.layers: [[named], [cells, geography]]}\n",
            "hybrid.layers",
            (["named"], ["cells", "geography"]),
        ),
        ("sweep: {bands.tier=A: [0.1, 0.2]}\n", "bands.tier=A", (0.1, 0.2)),
        ("sweep: {bands.a.b: [0.1, 0.2]}\n", "bands.a.b", (0.1, 0.2)),
        ("sweep: {limits.per_rep.a.most: [1, 2]}\n", "limits.per_rep.a.most", (1, 2)),
        ("sweep: {goal: [{travel: 1}, {order: [travel]}]}\n", "goal", ({"travel": 1}, {"order": ["travel"]})),
        ("sweep: {named.per_rep: [[0, 10], [0, 20]]}\n", "named.per_rep", ([0, 10], [0, 20])),
    ],
)
def test_a_list_where_the_schema_knows_none_is_one_of_alternatives(extra: str, key: str, values: tuple[Any]) -> None:
    assert factors(extra) == {key: values}
    assert said(extra) == []


@pytest.mark.parametrize(
    "extra",
    [
        "goal: {order: [potential, travel]}\n",
        "hybrid: {layers: [named, geography]}\n",
        "segments: {size: employees, classes: [{name: SMB, up_to: 5}, {name: rest}]}\n",
        "units: {barriers: [[a, b], [c, d]]}\n",
        "pool: {where: {segment: [SMB, mid]}}\n",
        "named: {per_rep: [0, 150]}\n",
        "bands: {potential: 0.1}\nsweep: {}\n",
    ],
)
def test_lists_by_their_meaning_are_left_alone(extra: str) -> None:
    found = read_scenario("s.yaml", (HEAD + extra).encode())
    assert found.factors == ()
    assert found.scenario is not None, [str(each) for each in found.findings]


def test_every_alternative_is_checked_at_its_place_and_all_at_once() -> None:
    text = "bands: {potential: [0.1, 9, wide]}\nmodel: [open, opn]\n"
    text += "sweep:\n  hybrid.layers:\n    - [named]\n    - [nmed]\n"
    assert [(each.code, each.line, each.column) for each in said(text)] == [
        ("bad-value", 4, "26"),
        ("bad-value", 4, "29"),
        ("bad-value", 5, "15"),
        ("bad-value", 9, "8"),
    ]
    assert "did you mean open" in said(text)[2].fix


def test_a_contradiction_of_one_combination_only_is_found() -> None:
    (finding,) = said("contiguous: [false, true]\nmodel: [geographic, open]\n")
    assert (finding.code, finding.line) == ("no-edges", 4)


@pytest.mark.parametrize(
    ("extra", "code", "line", "column", "says"),
    [
        ("name: [a, b]\n", "no-factor", 1, "7", "name cannot have alternatives"),
        ("bands: {potential: []}\n", "no-alternative", 4, "20", "bands.potential has no alternative"),
        ("model: [open, open]\n", "alternative-twice", 4, "15", "open"),
        ("sweep: {bands.potential: 0.1}\n", "sweep-form", 4, "26", "needs a list"),
        ("sweep: [model]\n", "sweep-form", 4, "8", "keys and values"),
        ("sweep: {modle: [open, named]}\n", "unknown-key", 4, "9", "modle is not a key"),
        ("sweep: {hybrid.layer: [[named], [cells]]}\n", "unknown-key", 4, "9", "hybrid.layer"),
        ("sweep: {name.x: [a, b]}\n", "unknown-key", 4, "9", "name.x"),
        ("model: [open, named]\nsweep: {model: [open, pool]}\n", "factor-twice", 5, "9", "here and under model"),
        ("bands: [{potential: 0.1}, {}]\nsweep: {bands.potential: [0.1]}\n", "factor-twice", 5, "9", "under bands"),
    ],
)
def test_what_is_wrong_with_a_sweep(extra: str, code: str, line: int, column: str, says: str) -> None:
    text = (HEAD if not extra.startswith("name") else HEAD.replace("name: s\n", "")) + extra
    if extra.startswith("name"):
        text = extra + HEAD.replace("name: s\n", "")
    found = [each for each in read_scenario("s.yaml", text.encode()).findings if each.code == code]
    assert [(each.line, each.column) for each in found] == [(line, column)]
    assert says in found[0].message


def test_too_many_combinations_name_the_factors() -> None:
    ten = "[0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, x]"
    found = said(f"bands: {{potential: {ten}}}\ngoal: {{travel: [1, 2, 3, 4, 5, 6, 7]}}\n")
    assert [each.code for each in found] == ["too-many-combinations", "bad-value"]
    assert "70 combinations, more than 64: bands.potential (10), goal.travel (7)" in found[0].message


def test_what_the_command_line_says_takes_the_place_of_alternatives() -> None:
    text = "solve: {seed: [1, 2], gap: [0.1, 0.2]}\n"
    assert list(factors(text, {"solve": {"seed": 7}})) == ["solve.gap"]
    data = (HEAD + text).encode()
    found = read_scenario("s.yaml", data, {"solve": {"seed": 7}}, {"solve.gap": 0.2}).scenario
    assert found is not None
    assert (found.solve.seed, found.solve.gap) == (7, 0.2)


def test_a_choice_that_the_file_does_not_offer_is_refused() -> None:
    data = (HEAD + "model: [open, named]\nas_of: [2027-01-31, 2027-02-28]\n").encode()
    fine = read_scenario("s.yaml", data, None, {"model": "named", "as_of": "2027-02-28"}).scenario
    assert fine is not None
    assert (fine.model, str(fine.as_of)) == ("named", "2027-02-28")
    for choice in ({"model": "pool", "as_of": "2027-02-28"}, {"model": "named"}, {"model": "open", "as_of": 1, "x": 2}):
        assert "no-such-alternative" in {each.code for each in read_scenario("s.yaml", data, None, choice).findings}


def test_a_file_with_a_sweep_is_no_single_scenario(desk: Any) -> None:
    desk.scenario("bands: {potential: [0.1, 0.2]}\n")
    finding = desk.error("is-a-sweep")
    assert (finding.line, finding.column) == (5, "20")
    assert "bands.potential (2) make 2 combinations" in finding.message
    assert "faircarve sweep scenario.yaml" in finding.fix
    inputs = read(Path(desk.folder / "scenario.yaml"), None, {"bands.potential": 0.2})
    assert inputs.scenario.bands == {"potential": 0.2}


def test_a_list_in_the_wrong_place_is_no_sweep(desk: Any) -> None:
    desk.scenario("bands: [potential, workload]\n")
    assert {each.code for each in desk.refused()} == {"bad-value"}
    desk.scenario("bands: [{potential: 0.1}, workload]\n")
    assert {each.code for each in desk.refused()} == {"bad-value", "is-a-sweep"}


def test_editors_know_the_key() -> None:
    assert json.dumps(json_schema()["properties"]["sweep"])


def test_the_parts_shown_in_the_docs_are_sweeps() -> None:
    page = (Path(__file__).resolve().parents[3] / "docs" / "sweep.md").read_text(encoding="utf-8")
    parts = re.findall(r"^```yaml\n(.*?)^```", page, flags=re.DOTALL | re.MULTILINE)
    assert [len(factors(part)) for part in parts] == [3, 2]
    assert [said(part) for part in parts] == [[], []]
