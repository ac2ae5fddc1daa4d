"""The order of the rooms and what each may touch, read from the source of every module.

Each rule is shown to bite: `PLANTED` holds one small breach of each, which must be found.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parent.parent
ROOMS = ("geo", "solver", "scenarios", "benchmarks")
"""In the order in which they may be imported: each may import itself and the ones before."""

FRONT_DOOR = "faircarve"
NETWORK = {
    "socket",
    "ssl",
    "http",
    "urllib",
    "urllib3",
    "requests",
    "httpx",
    "aiohttp",
    "ftplib",
    "smtplib",
    "webbrowser",
}
"""No part of the house talks to the network."""

FILES_AND_MAPS = {
    "pathlib",
    "os",
    "io",
    "shutil",
    "tempfile",
    "open",
    "logging",
    "geopandas",
    "sqlite3",
    "rich",
    "typer",
}
VAGUE = {"util", "utils", "helper", "helpers", "manager", "core", "data", "misc", "common"}
JUDGE_NEVER = ("solver.model", "solver.bound", "solver.search", "solver.engine", "solver.explain", "ortools")
LONGEST_FILE = 400

Sources = Mapping[str, str]
"""Path from the house, with /, → source."""


@dataclass(frozen=True)
class Import:
    """One imported module, or a name out of module `out_of`; `at_once` when the importing module waits for it."""

    module: str
    out_of: str
    line: int
    relative: bool
    at_once: bool


def house() -> dict[str, str]:
    files = [HOUSE / f"{FRONT_DOOR}.py", *(path for room in ROOMS for path in sorted((HOUSE / room).rglob("*.py")))]
    return {path.relative_to(HOUSE).as_posix(): path.read_text(encoding="utf-8") for path in files}


def module_of(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def imports(source: str) -> list[Import]:
    return list(_imports(ast.parse(source), at_once=True))


def _imports(node: ast.AST, at_once: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (Import(alias.name, "", child.lineno, False, at_once) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            base = child.module or ""
            yield from (
                Import(f"{base}.{alias.name}", base, child.lineno, child.level > 0, at_once) for alias in child.names
            )
        elif isinstance(child, ast.Call) and ast.unparse(child.func).endswith(("import_module", "__import__")):
            yield from (
                Import(str(a.value), "", child.lineno, False, False) for a in child.args if isinstance(a, ast.Constant)
            )
            yield from _imports(child, at_once)
        elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            yield from (found for part in child.body for found in _imports(ast.Module([part], []), False))
            yield from (found for part in child.orelse for found in _imports(ast.Module([part], []), at_once))
        else:
            later = isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
            yield from _imports(child, at_once and not later)


def loaded(imported: Import, modules: Set[str]) -> str:
    """The module that an import loads: `from solver import plan` loads solver.plan, not a name of solver."""
    return imported.module if imported.module in modules else imported.out_of


def within(module: str, package: str) -> bool:
    return module == package or module.startswith(package + ".")


def order(sources: Sources) -> list[str]:
    """A room imports only itself and the rooms before it; nobody imports the front door or the tests."""
    found = []
    for path, source in sources.items():
        room = path.split("/")[0]
        after = ROOMS[ROOMS.index(room) + 1 :] if room in ROOMS else ("benchmarks",)
        for imported in imports(source):
            if any(within(imported.module, other) for other in (*after, FRONT_DOOR, "tests")):
                found.append(f"{path}:{imported.line} imports {imported.module}")
    return found


def absolute(sources: Sources) -> list[str]:
    return [
        f"{path}:{i.line} relative import" for path, source in sources.items() for i in imports(source) if i.relative
    ]


def offline(sources: Sources) -> list[str]:
    return [
        f"{path}:{i.line} imports {i.module}"
        for path, source in sources.items()
        for i in imports(source)
        if i.module.split(".")[0] in NETWORK
    ]


def judge_alone(sources: Sources) -> list[str]:
    """The judge imports no method, not even through another module of the house."""
    found = []
    for start in (path for path in sources if path.startswith("solver/judge/")):
        for module in sorted(_reached(sources, start)):
            if any(within(module, method) for method in JUDGE_NEVER):
                found.append(f"{start} reaches {module}")
    return found


def _reached(sources: Sources, start: str) -> set[str]:
    """Every module that loading `start` loads, and what `start` itself imports later."""
    paths = {module_of(path): path for path in sources}
    reached = {i.module for i in imports(sources[start])}
    waiting, seen = [start], {start}
    while waiting:
        for imported in imports(sources[waiting.pop()]):
            path = paths.get(loaded(imported, paths.keys()), "")
            if imported.at_once and path and path not in seen:
                seen.add(path)
                waiting.append(path)
                reached |= {i.module for i in imports(sources[path]) if i.at_once}
    return reached


def one_home_for_cp_sat(sources: Sources) -> list[str]:
    return [
        f"{path}:{i.line} imports {i.module}"
        for path, source in sources.items()
        for i in imports(source)
        if within(i.module, "ortools.sat") and not path.startswith("solver/model/")
    ]


def no_files_no_printing(sources: Sources) -> list[str]:
    """geo and solver read and write no files, print nothing and draw no maps."""
    found = []
    for path, source in sources.items():
        if not path.startswith(("geo/", "solver/")):
            continue
        banned = FILES_AND_MAPS - ({"geopandas"} if path.startswith("geo/") else set())
        found += [f"{path}:{i.line} imports {i.module}" for i in imports(source) if i.module.split(".")[0] in banned]
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"print", "open", "input", "sys.stdout.write"}:
                found.append(f"{path}:{node.lineno} calls {ast.unparse(node.func)}")
    return found


def no_cycles(sources: Sources) -> list[str]:
    """Modules load in one direction: no module waits, through others, for itself."""
    modules = {module_of(path) for path in sources}
    needs = {
        module_of(path): sorted(
            {loaded(i, modules) for i in imports(source) if i.at_once} & modules - {module_of(path)}
        )
        for path, source in sources.items()
    }
    done: set[str] = set()

    def walk(module: str, above: tuple[str, ...]) -> list[str]:
        if module in above:
            return [" → ".join((*above[above.index(module) :], module))]
        if module in done:
            return []
        rings = [ring for needed in needs[module] for ring in walk(needed, (*above, module))]
        done.add(module)
        return rings

    return [ring for module in sorted(needs) for ring in walk(module, ())]


def plain_names(sources: Sources) -> list[str]:
    """No room for everything and nothing."""
    return [path for path in sources if VAGUE & set(re.split(r"[/_.]", path))]


def short_files(sources: Sources) -> list[str]:
    return [
        f"{path} {source.count(chr(10))} lines" for path, source in sources.items() if source.count("\n") > LONGEST_FILE
    ]


def packages(sources: Sources) -> list[str]:
    """Every folder of a room that holds modules is a package, and says in a few lines what it is for."""
    found = []
    for folder in sorted({path.rpartition("/")[0] for path in sources} - {""}):
        source = sources.get(f"{folder}/__init__.py")
        if source is None:
            found.append(f"{folder} has no __init__.py: it would not be in the wheel")
        elif not ast.get_docstring(ast.parse(source)):
            found.append(f"{folder}/__init__.py does not say what the folder is for")
    return found


RULES: tuple[Callable[[Sources], list[str]], ...] = (
    order,
    absolute,
    offline,
    judge_alone,
    one_home_for_cp_sat,
    no_files_no_printing,
    no_cycles,
    plain_names,
    short_files,
    packages,
)

PLANTED: tuple[tuple[Callable[[Sources], list[str]], dict[str, str]], ...] = (
    (order, {"geo/graph.py": "from solver.problem import Problem"}),
    (order, {"solver/plan.py": "def late():\n    import scenarios.files"}),
    (order, {"solver/plan.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import scenarios"}),
    (order, {"scenarios/cli/app.py": "import faircarve"}),
    (order, {"scenarios/cli/app.py": "from benchmarks import cases"}),
    (order, {"solver/plan.py": "from importlib import import_module\nimport_module('scenarios')"}),
    (order, {"benchmarks/run.py": "from tests.maps import tiny"}),
    (order, {"geo/graph.py": "import benchmarks.rows"}),
    (order, {"solver/plan.py": "def late():\n    from benchmarks import rows"}),
    (one_home_for_cp_sat, {"benchmarks/methods/plain.py": "from ortools.sat.python import cp_model"}),
    (order, {"faircarve.py": "import benchmarks"}),
    (absolute, {"solver/plan.py": "from .problem import Problem"}),
    (absolute, {"solver/plan.py": "from . import problem"}),
    (offline, {"scenarios/cli/app.py": "from urllib.request import urlopen"}),
    (offline, {"geo/graph.py": "def fetch():\n    import requests"}),
    (judge_alone, {"solver/judge/check.py": "import solver.bound.prices"}),
    (judge_alone, {"solver/judge/check.py": "def late():\n    from solver import search"}),
    (judge_alone, {"solver/judge/check.py": "import solver.record", "solver/record.py": "import solver.model.build"}),
    (one_home_for_cp_sat, {"solver/engine.py": "from ortools.sat.python import cp_model"}),
    (one_home_for_cp_sat, {"solver/search/improve.py": "from ortools.sat import cp_model_pb2"}),
    (no_files_no_printing, {"solver/plan.py": "from pathlib import Path"}),
    (no_files_no_printing, {"solver/plan.py": "print('here')"}),
    (no_files_no_printing, {"geo/graph.py": "open('edges.csv')"}),
    (no_files_no_printing, {"solver/land.py": "import geopandas"}),
    (no_cycles, {"solver/a.py": "import solver.b", "solver/b.py": "import solver.c", "solver/c.py": "import solver.a"}),
    (plain_names, {"solver/utils.py": ""}),
    (plain_names, {"scenarios/data/__init__.py": ""}),
    (plain_names, {"geo/graph_helpers.py": ""}),
    (short_files, {"geo/graph.py": "\n" * 401}),
    (packages, {"geo/maps/draw.py": ""}),
    (packages, {"geo/maps/__init__.py": ""}),
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps(rule: Callable[[Sources], list[str]]) -> None:
    assert rule(house()) == []


@pytest.mark.parametrize(("rule", "sources"), PLANTED, ids=lambda value: getattr(value, "__name__", ""))
def test_a_breach_is_found(rule: Callable[[Sources], list[str]], sources: dict[str, str]) -> None:
    assert rule(sources)


def test_what_is_allowed_passes() -> None:
    sources = {
        "geo/__init__.py": '"""The land."""',
        "geo/graph.py": "import numpy",
        "solver/__init__.py": '"""The problem."""',
        "solver/problem.py": "from geo.graph import adjacency\ndef late():\n    from solver.intake import read",
        "solver/intake.py": "import solver.problem",
        "scenarios/__init__.py": '"""The desk."""',
        "scenarios/desk.py": "from pathlib import Path\nfrom solver.problem import Problem\nprint(Path())",
        "benchmarks/__init__.py": '"""Measuring."""',
        "benchmarks/run.py": "import scenarios.desk\nfrom solver.model import build\nfrom geo.graph import adjacency",
    }
    assert [breach for rule in RULES for breach in rule(sources)] == []


def test_every_rule_has_a_planted_breach() -> None:
    assert {rule for rule, _ in PLANTED} == set(RULES)


def test_the_judge_loads_no_solver() -> None:
    """The same by experiment: what really is in memory after the judge has been imported."""
    program = "import sys, solver.judge; print(*sorted(m for m in sys.modules if m.startswith(('ortools', 'solver.'))))"
    loaded = subprocess.run(
        [sys.executable, "-c", program], cwd=HOUSE, capture_output=True, text=True, check=True, timeout=120
    ).stdout.split()
    assert "solver.judge.check" in loaded
    assert [module for module in loaded if any(within(module, method) for method in JUDGE_NEVER)] == []
