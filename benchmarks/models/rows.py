"""One run of one model: book × question × model × seed. A JSON file each, and the plan beside it."""

import dataclasses
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from solver.book import Ints
from solver.result import LevelResult, Result, Status

ROWS, PLANS, GROUPS = "models", "plans", "comparisons"
NOT_RUN, CRASH = "NOT RUN", "CRASH"


@dataclass(frozen=True)
class Asked:
    """What was asked; a row answers it only when all of this is the same. `identity` is that of the scenario's files.

    question : "reset", without limits on what changes hands, or "limit", with those of the scenario.
    """

    book: str
    identity: str
    question: str
    run: str
    seed: int
    seconds: float
    gap: float
    workers: int

    @property
    def key(self) -> str:
        """File name of the row, without its ending."""
        parts = (self.book, self.question, self.run, f"seed{self.seed}", f"{self.seconds:g}s")
        return "__".join(re.sub(r"[^\w.-]+", "-", part) for part in parts)


@dataclass(frozen=True)
class ModelRow:
    """A run and what the judge says of its plan.

    status : of the engine, or NOT RUN, CRASH, OVER THE LIMIT. run : figures of the result, to compare again without
    solving. kept : the plan keeps every rule of its model. planned : there is a plan, the nearest one if none keeps the
    rules. figures : measure of the comparison → value. why : why no plan keeps the rules, in a line. faults : what the
    plain look at the tables finds against the plan, empty in a sound run. size : accounts, units, reps. about :
    versions, machine, commit.
    """

    asked: Asked
    status: str
    kept: bool = False
    planned: bool = False
    why: str = ""
    run: Mapping[str, Any] = field(default_factory=dict)
    figures: Mapping[str, float | str | None] = field(default_factory=dict)
    faults: tuple[str, ...] = ()
    size: Mapping[str, int] = field(default_factory=dict)
    about: Mapping[str, Any] = field(default_factory=dict)

    def figure(self, key: str) -> float | None:
        """A figure that is a number; None where there is none."""
        value = self.figures.get(key)
        return float(value) if isinstance(value, (int, float)) else None


def stored(result: Result) -> dict[str, Any]:
    """Of a result what a comparison asks for."""
    levels = [dataclasses.asdict(level) for level in result.levels]
    names = ("stop_reason", "objective", "bound", "seconds", "seed")
    terms, conflict = dict(result.terms), list(result.conflict)
    return {name: getattr(result, name) for name in names} | {"terms": terms, "conflict": conflict, "levels": levels}


def restored(row: ModelRow) -> Result:
    """The result again, without its plans."""
    run = dict(row.run)
    levels = tuple(LevelResult(**{**level, "conditional": tuple(level["conditional"])}) for level in run.pop("levels"))
    conflict = tuple(run.pop("conflict"))
    return Result(status=Status(row.status), plan=None, levels=levels, conflict=conflict, **run)


def write(folder: Path, row: ModelRow, rep: Ints | None) -> None:
    """The plan first, so that a row never lacks it; each whole or not at all."""
    (folder / PLANS).mkdir(parents=True, exist_ok=True)
    if rep is not None:
        np.save(folder / PLANS / f"{row.asked.key}.npy", rep.astype(np.int32))
    put(folder / ROWS / f"{row.asked.key}.json", dataclasses.asdict(row))


def put(path: Path, content: Mapping[str, Any]) -> None:
    """JSON into a file, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")
    part.replace(path)


def known(folder: Path, asked: Asked) -> tuple[ModelRow, Ints | None] | None:
    """The row that answers a question, with its plan; None = it has to be measured."""
    path = folder / ROWS / f"{asked.key}.json"
    if not path.is_file():
        return None
    row = read(path)
    plan = folder / PLANS / f"{asked.key}.npy"
    if row.asked != asked or (row.planned and not plan.is_file()):
        return None
    return row, np.load(plan).astype(np.int64) if row.planned else None


def read(path: Path) -> ModelRow:
    content = json.loads(path.read_text("utf-8"))
    return ModelRow(**{**content, "asked": Asked(**content["asked"]), "faults": tuple(content["faults"])})


def read_all(folder: Path) -> list[ModelRow]:
    """Every row of a run, by file name."""
    return [read(path) for path in sorted((folder / ROWS).glob("*.json"))]
