"""Everything that README.md and docs/ show is run: commands in order in one empty folder, snippets, scenarios, keys."""

import io
import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from scenarios.designs.stated import problem_of
from scenarios.files.load import read
from scenarios.files.scenario import read_scenario
from scenarios.files.schema import json_schema
from scenarios.samples import cities

HOUSE = Path(__file__).resolve().parent.parent
README = (HOUSE / "README.md").read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)


def commands(text: str) -> Iterator[list[str]]:
    for block in blocks(text, "bash"):
        yield from (shlex.split(line, comments=True) for line in block.splitlines() if line.strip())


def test_every_command_runs(tmp_path: Path) -> None:
    ran = 0
    for command in commands(README):
        if command[0] == "make":
            # `make test` runs this test: only that the target is there can be looked at from inside.
            command = ["make", "--dry-run", "--directory", str(HOUSE), *command[1:]]
        else:
            assert command[0] == "faircarve", f"a command that no test runs: {command}"
            command = [sys.executable, str(HOUSE / "faircarve.py"), *command[1:]]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, f"{shlex.join(command)}\n{done.stdout}{done.stderr}"
        ran += 1
    assert ran == 12
    assert {path.name for path in (tmp_path / "second-result").iterdir()} == result_files()
    assert json.loads((tmp_path / "second-result" / "result.json").read_text())["status"] in {"FEASIBLE", "OPTIMAL"}


def result_files() -> set[str]:
    """The files that the README lists, without the folders that only some scenarios bring."""
    rows = re.findall(r"^\| (`.*?`) \|", README.split("### What you get")[1].split("\n\n")[1], flags=re.MULTILINE)
    return {name.strip("` ") for row in rows for name in row.split(",")} - {
        "relaxed/",
        "nearest/",
        "overlays/",
        "hierarchy/",
    }


def test_the_snippet_runs() -> None:
    (snippet,) = blocks(README, "python")
    names: dict[str, object] = {}
    with redirect_stdout(io.StringIO()) as printed:
        exec(compile(snippet, "README.md", "exec"), names)
    assert "OPTIMAL" in printed.getvalue()
    assert "previous_rep_id" in printed.getvalue()


def test_the_scenario_shown_is_the_samples(tmp_path: Path) -> None:
    shipped = cities.write(tmp_path)
    (shown,) = blocks(README, "yaml")
    before = read(shipped)
    shipped.write_text(shown)
    after = read(shipped)
    assert after.scenario == before.scenario
    assert problem_of(after).units == 7374


def test_every_key_is_documented_with_its_default() -> None:
    """docs/scenario.md names every key of the schema, also those of its sections, and no others."""
    text = (HOUSE / "docs" / "scenario.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \| ([^|]*) \|", text, flags=re.MULTILINE))
    schema = json_schema()
    sections = {name: set(part["properties"]) for name, part in schema["$defs"].items()}
    told_apart = ("LimitKeys", "Solve", "Units", "Distances")
    assert set(rows) == set(schema["properties"]).union(*(sections[name] for name in told_apart))
    for name, part in schema["$defs"]["Solve"]["properties"].items():
        assert rows[name].strip() == ("none" if part["default"] is None else f"{part['default']:g}")
    for name in ("model", "contiguous", "pairs_only"):
        assert rows[name].strip() == json.dumps(schema["properties"][name]["default"]).strip('"')
    for name in ("bands", "goal"):
        told = "{" + ", ".join(f"{k}: {v:g}" for k, v in schema["properties"][name]["default"].items()) + "}"
        assert rows[name].strip().replace("0.10", "0.1") == told
    assert {name for name, default in rows.items() if default.strip() == "needed"} == set(schema["required"])


@pytest.mark.parametrize(
    ("section", "page"),
    [(name, "models") for name in ("Verticals", "Thin", "Segments", "Named", "Pool", "Hybrid")]
    + [("Territories", "seedless"), ("Overlay", "levels"), ("HierarchyLevel", "levels")],
)
def test_every_key_of_a_section_is_documented(section: str, page: str) -> None:
    text = (HOUSE / "docs" / f"{page}.md").read_text(encoding="utf-8")
    told = set(
        re.findall(r"`?(\w+)`?", " ".join(line for line in text.splitlines() if line.startswith("|") or "`" in line))
    )
    assert set(json_schema()["$defs"][section]["properties"]) <= told


def test_the_scenario_parts_in_the_docs_are_valid() -> None:
    text = (HOUSE / "docs" / "scenario.md").read_text(encoding="utf-8")
    for part in blocks(text, "yaml"):
        reading = read_scenario("docs.yaml", f"name: x\naccounts: a.csv\nreps: r.csv\n{part}".encode())
        assert reading.findings == ()


@pytest.mark.parametrize(
    "page", ["README.md", *(f"docs/{page.name}" for page in sorted((HOUSE / "docs").glob("*.md")))]
)
def test_links_between_pages_lead_somewhere(page: str) -> None:
    text = (HOUSE / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", text):
        assert ((HOUSE / page).parent / target).is_file(), f"{page} → {target}"
