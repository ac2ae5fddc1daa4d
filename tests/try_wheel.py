"""Build the wheel, look into it, install it where nothing else is, and run the demo from there: `make check-wheel`."""

import json
import os
import subprocess
import sys
import tempfile
import venv
import zipfile
from collections.abc import Iterable
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
SHIPPED = {"faircarve.py", "geo", "solver", "scenarios"}
LIMITS = ["--time-limit", "180", "--gap", "0.03"]
"""Of the demo: as long as a busy machine may need for a good plan, and no longer than it takes."""


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="faircarve-wheel-") as name:
        outside = Path(name)
        wheel = built(outside / "dist")
        looked_into(wheel)
        command = installed(outside / "env", wheel)
        plan_found(command, outside)
    print(f"{wheel.name}: built, looked into, installed from the lock, demo solved and checked outside the repository")


def built(folder: Path) -> Path:
    """The wheel, built from the source archive, so that nothing left over in the checkout gets in."""
    run([sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(HOUSE)], cwd=folder.parent)
    (wheel,) = folder.glob("*.whl")
    return wheel


def looked_into(wheel: Path) -> None:
    """Exactly the modules, tables, maps and sample files of the house, typed, licensed; no tests, no benchmarks."""
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if not name.endswith("/")]
    metadata = {name for name in names if ".dist-info/" in name}
    found = set(names) - metadata
    expected = {"faircarve.py"} | set(relative(HOUSE.glob("*/py.typed"))) | set(relative(shipped_files()))
    for room in sorted(SHIPPED - {"faircarve.py"}):
        expected |= set(relative((HOUSE / room).rglob("*.py")))
    assert found == expected, f"missing: {sorted(expected - found)}; too much: {sorted(found - expected)}"
    assert {name.split("/")[0] for name in found} == SHIPPED
    assert any(name.endswith("licenses/LICENSE") for name in metadata), sorted(metadata)


def shipped_files() -> Iterable[Path]:
    folders = ("geo/gazetteer/us", "geo/units/us_atlas", "scenarios/samples/us_cities")
    return (path for folder in folders for path in (HOUSE / folder).iterdir())


def relative(paths: Iterable[Path]) -> Iterable[str]:
    return (path.relative_to(HOUSE).as_posix() for path in paths)


def installed(folder: Path, wheel: Path) -> Path:
    """A fresh environment with the locked runtime and the wheel; returns the `faircarve` command in it."""
    venv.create(folder, with_pip=True)
    scripts = folder / ("Scripts" if os.name == "nt" else "bin")
    pip = [str(scripts / "python"), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    run([*pip, "--require-hashes", "-r", str(HOUSE / "requirements.lock")], cwd=folder)
    run([*pip, "--no-deps", str(wheel)], cwd=folder)
    run([str(scripts / "python"), "-m", "pip", "--disable-pip-version-check", "check"], cwd=folder)
    return scripts / "faircarve"


def plan_found(command: Path, outside: Path) -> None:
    """The demo returns a plan, and an independent check of the result folder agrees."""
    said = run([str(command), "demo", "--out", "demo", *LIMITS, "--json"], cwd=outside)
    result = json.loads(said)
    assert result["status"] in {"FEASIBLE", "OPTIMAL"}, said[:2000]
    assert result["bound"] <= result["objective"]
    run([str(command), "check", str(Path("demo") / "us-cities-result")], cwd=outside)


def run(command: list[str], cwd: Path) -> str:
    """Run with nothing of the repository on the import path; on failure show what the command said."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run(command, cwd=cwd, env=clean, capture_output=True, text=True, timeout=900)
    if done.returncode:
        sys.exit(
            f"{' '.join(command)}\nended with exit code {done.returncode}\n{done.stdout[-4000:]}{done.stderr[-4000:]}"
        )
    return done.stdout


if __name__ == "__main__":
    main()
