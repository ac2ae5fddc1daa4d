"""Cases that are folders with a scenario.yaml and its tables, and the sample that is shipped."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.cases.case import Case, Loaded, hashed, sha256
from scenarios.designs.stated import problem_of
from scenarios.files.load import read
from scenarios.samples import cities
from solver.errors import Finding, InputError

SCENARIO = "scenario.yaml"


@dataclass(frozen=True)
class Folder:
    """A scenario and everything in its folder."""

    path: str

    def identity(self) -> str:
        files = sorted(entry for entry in Path(self.path).iterdir() if entry.is_file())
        return hashed(*((entry.name, sha256(entry)) for entry in files))

    def load(self) -> Loaded:
        inputs = read(Path(self.path) / SCENARIO)
        return Loaded(problem_of(inputs), inputs.files)


@dataclass(frozen=True)
class Sample:
    """The sample that `faircarve demo` writes."""

    def identity(self) -> str:
        with tempfile.TemporaryDirectory() as folder:
            cities.write(Path(folder))
            return Folder(folder).identity()

    def load(self) -> Loaded:
        with tempfile.TemporaryDirectory() as folder:
            cities.write(Path(folder))
            return Folder(folder).load()


def folders(path: Path) -> list[Case]:
    """The case in a folder, or one case for each of its folders that holds a scenario, by name.

    Raises InputError when there is none.
    """
    path = path.resolve()
    holding = [path] if (path / SCENARIO).is_file() else sorted(entry.parent for entry in path.glob(f"*/{SCENARIO}"))
    if not holding:
        fix = f"name a folder with a {SCENARIO}, or a folder of such folders"
        raise InputError([Finding("no-cases", f"there is no {SCENARIO} here, nor one folder down", fix, str(path))])
    return [Case(folder.name, Folder(str(folder))) for folder in holding]
