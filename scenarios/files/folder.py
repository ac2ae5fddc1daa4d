"""A folder that appears whole or not at all."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from solver.errors import Finding, InputError

MARK = "result.json"
"""The file by which a result folder is told: no other folder is ever replaced."""
MAP = "map.svg"
"""The map of the territories."""
RELAXED = "relaxed"
"""The sub-folder with the plan that breaks nothing but bands, where no plan keeps them."""
NEAREST = "nearest"
"""The sub-folder with the plan that breaks the rules least."""
OVERLAYS, HIERARCHY = "overlays", "hierarchy"
"""The sub-folders with what was solved on top of the plan, each a result of its own."""
OURS = frozenset(
    {MARK, "assignments.csv", "scorecard.json", "scorecard.csv", "summary.md", "summary.html", "certificate.json"}
    | {MAP, RELAXED, NEAREST, "members.csv", "managers.csv", OVERLAYS, HIERARCHY}
)
"""Everything that a result may consist of."""


@dataclass(frozen=True)
class Kind:
    """A kind of folder: what it is called, the file by which it is told, everything that it may consist of."""

    name: str
    mark: str
    ours: frozenset[str]


RESULT = Kind("result", MARK, OURS)
COMPARISON = Kind(
    "comparison",
    "comparison.json",
    frozenset(f"comparison.{ending}" for ending in ("json", "csv", "md", "svg", "html")),
)
TERRITORIES = Kind(
    "set of territories",
    "territories.json",
    frozenset(
        {"territories.json", "territories.csv", "plan.csv", "summary.md", "summary.html", MAP}
        | {"staffing.csv", "assignments.csv"}
    ),
)

SWEEP = Kind(
    "sweep",
    "sweep.json",
    frozenset({"sweep.json", "sweep.csv", "sweep.html", "frontier.svg", *(f"{n:02d}" for n in range(1, 100))}),
)


@contextmanager
def appearing(folder: Path, force: bool, kind: Kind = RESULT) -> Iterator[Path]:
    """A temporary folder to write into, beside `folder`; it takes the place of `folder` when the block ends well.

    An error, or Ctrl-C, inside the block leaves everything as it was. With `force` an earlier one of its kind is
    replaced; files in it that are not of the kind (a planner's notes) are kept. Raises InputError when `folder` may not
    be written.
    """
    refuse(folder, force, kind)
    folder.parent.mkdir(parents=True, exist_ok=True)
    # A dot in front keeps the unfinished folder out of the planner's sight.
    part = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        yield part
        part.chmod(0o777 & ~_umask())
        _swap(part, folder, kind)
    finally:
        shutil.rmtree(part, ignore_errors=True)


@contextmanager
def writing(what: str, folder: Path) -> Iterator[None]:
    """Whatever the system says against writing into `folder` as an InputError; `what` : "result", "comparison", …"""
    try:
        yield
    except OSError as error:
        message = f"the {what} cannot be written: {error.strerror or error}"
        raise InputError([Finding("cannot-write", message, "name another folder with --out", str(folder))]) from None


def refuse(folder: Path, force: bool, kind: Kind = RESULT) -> None:
    """Raise InputError when a result cannot be written: said before the work too, not only after it.

    `folder` is a file, holds something else than its kind or one that may not go, or stands where nothing can be
    written.
    """
    found = None
    above = next(parent for parent in (folder, *folder.absolute().parents) if parent.is_dir())
    if folder.exists() and not folder.is_dir():
        found = (f"{kind.name}-exists", "this is a file, not a folder", "name another folder with --out")
    elif folder.is_dir() and any(folder.iterdir()):
        other = "name another folder with --out"
        if not (folder / kind.mark).is_file():
            found = (f"not-a-{kind.name}", f"the folder holds something else than a {kind.name}", other)
        elif not force:
            fix = "add --force to overwrite it, or name another --out"
            found = (f"{kind.name}-exists", f"there is a {kind.name} already", fix)
    if found is None and not os.access(above, os.W_OK | os.X_OK):
        found = ("cannot-write", f"the folder {above} cannot be written to", "name another folder with --out")
    if found is not None:
        raise InputError([Finding(*found, str(folder))])


def _swap(part: Path, folder: Path, kind: Kind) -> None:
    """Put `part` in the place of `folder`; if that fails, the old folder is back where it was."""
    if not folder.exists():
        part.rename(folder)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{folder.name}-old-", dir=folder.parent)) / folder.name
    folder.rename(old)
    try:
        _keep_foreign(old, part, kind)
        part.rename(folder)
    except BaseException:
        old.rename(folder)
        raise
    finally:
        shutil.rmtree(old.parent, ignore_errors=True)


def _keep_foreign(old: Path, new: Path, kind: Kind) -> None:
    """Carry over what no folder of the kind holds."""
    for entry in old.iterdir():
        if entry.name not in kind.ours and not (new / entry.name).exists():
            if entry.is_dir():
                shutil.copytree(entry, new / entry.name, symlinks=True)
            else:
                shutil.copy2(entry, new / entry.name, follow_symlinks=False)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
