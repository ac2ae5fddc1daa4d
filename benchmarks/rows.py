"""One measurement: case × method × seed × limit. A JSON file each, so that a killed run goes on where it stopped."""

import dataclasses
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from benchmarks.methods.method import Moment

FOLDER = "rows"


class Outcome(StrEnum):
    """How a process ended: PLAN, or why there is none. A crash, a timeout, too much memory are rows like any other."""

    PLAN = "plan"
    NO_PLAN = "no plan"
    REFUSED = "refused"
    SKIPPED = "skipped"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    CRASH = "crash"


@dataclass(frozen=True)
class Figures:
    """What the judge says of a plan.

    broken : rule → breaches, empty when the plan keeps every rule. inside : share of the reps inside all bands.
    largest, mean : measure → deviation from the fair share. travel : ÷ the nearest-rep plan. stray : connected pieces
    without their rep's home. moved, moved_potential : shares of what is owned that change owner by choice. None = the
    case has no such thing.
    """

    objective: float
    terms: Mapping[str, float]
    broken: Mapping[str, int]
    inside: float | None
    largest: Mapping[str, float]
    mean: Mapping[str, float]
    travel: float | None
    stray: int | None
    moved: float | None
    moved_potential: float | None

    @property
    def keeps_rules(self) -> bool:
        return not self.broken

    @property
    def keeps_bands(self) -> bool:
        return "band" not in self.broken


@dataclass(frozen=True)
class Question:
    """What was asked; a row answers it only when all of this is the same. `identity` is that of the case's input."""

    case: str
    identity: str
    method: str
    seed: int
    seconds: float
    gap: float
    workers: int
    memory_mb: float

    @property
    def key(self) -> str:
        """File name of the row, without its ending."""
        parts = (self.case, self.method, f"seed{self.seed}", f"{self.seconds:g}s", f"gap{self.gap:g}")
        return "__".join(re.sub(r"[^\w.-]+", "-", part) for part in parts)


@dataclass(frozen=True)
class Row:
    """One measurement.

    seconds : what the method took, its model included. loading : reading the case and building the problem. peak_mb :
    of the whole process until the method was done, MiB. beat : seconds of a fixed piece of work on the same machine
    just before, to compare rows of different hours. size : accounts, units, reps. kind : of the case's source. about :
    versions, machine, commit, start, load, hashes of the inputs. best_known, published_bound : published by others.
    """

    question: Question
    outcome: Outcome
    stage: str = ""
    note: str = ""
    figures: Figures | None = None
    bound: float | None = None
    bound_of_case: bool = True
    seconds: float | None = None
    loading: float | None = None
    peak_mb: float | None = None
    beat: float | None = None
    fingerprint: str = ""
    kind: str = ""
    size: Mapping[str, int] = field(default_factory=dict)
    best_known: float | None = None
    published_bound: float | None = None
    trace: tuple[Moment, ...] = ()
    about: Mapping[str, Any] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        """There is a plan, and it keeps every rule."""
        return self.figures is not None and self.figures.keeps_rules

    @property
    def valid_bound(self) -> float | None:
        """The bound, if it holds for the case as stated; from the trace when the method was ended before its answer."""
        known = [moment.bound for moment in self.trace if moment.bound is not None]
        if self.bound is not None and self.bound_of_case:
            known.append(self.bound)
        return max(known, default=None)


def write(folder: Path, row: Row) -> Path:
    """Whole or not at all."""
    path = folder / FOLDER / f"{row.question.key}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(json.dumps(dataclasses.asdict(row), ensure_ascii=False, indent=1) + "\n", "utf-8")
    part.replace(path)
    return path


def read(path: Path) -> Row:
    content = json.loads(path.read_text("utf-8"))
    figures = content["figures"]
    return Row(
        **{
            **content,
            "question": Question(**content["question"]),
            "outcome": Outcome(content["outcome"]),
            "figures": None if figures is None else Figures(**figures),
            "trace": tuple(Moment(**moment) for moment in content["trace"]),
        }
    )


def read_all(folder: Path) -> list[Row]:
    """Every row of a run, by file name."""
    return [read(path) for path in sorted((folder / FOLDER).glob("*.json"))]
