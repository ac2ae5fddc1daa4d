"""Generalized assignment: jobs to agents with a capacity, a cost and a consumption for every pair.

Published instances (OR-Library; J. E. Beasley, J. Oper. Res. Soc. 41, 1990) and made ones of the same types.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.cases.case import Case, Loaded, hashed, sha256
from benchmarks.cases.chu_beasley import Instance, make
from solver.errors import Finding, InputError
from solver.problem import Problem
from solver.rules import Limits, Rules

KNOWN = "best_known.csv"
"""Columns Path, Optimum, `Best known bound`, `Best known solution value`; blank = not known."""


@dataclass(frozen=True)
class GapFile:
    """An instance in OR-Library format: m n; m × n costs; m × n consumptions; m capacities."""

    path: str

    def identity(self) -> str:
        return sha256(Path(self.path))

    def load(self) -> Loaded:
        path = Path(self.path)
        numbers = np.array(path.read_text(encoding="ascii").split(), dtype=np.int64)
        agents, jobs = map(int, numbers[:2])
        if len(numbers) != 2 + 2 * agents * jobs + agents:
            message = f"{agents} × {jobs} needs {2 + 2 * agents * jobs + agents} numbers, the file has {len(numbers)}"
            raise InputError([Finding("gap-format", message, "one instance a file, in OR-Library format", path.name)])
        cost, use = numbers[2 : 2 + 2 * agents * jobs].reshape(2, agents, jobs)
        return Loaded(problem(Instance(cost, use, numbers[2 + 2 * agents * jobs :])), {path.name: sha256(path)})


@dataclass(frozen=True)
class GapMade:
    """An instance made by the published recipe of its type, see `chu_beasley`."""

    type: str
    agents: int
    jobs: int
    seed: int

    def identity(self) -> str:
        instance = make(self.type, self.agents, self.jobs, self.seed)
        return hashed(*(array.tobytes().hex() for array in (instance.cost, instance.use, instance.capacity)))

    def load(self) -> Loaded:
        return Loaded(problem(make(self.type, self.agents, self.jobs, self.seed)), {})


def problem(instance: Instance) -> Problem:
    """Jobs as accounts, agents as reps, consumption as workload; the only rule is each rep's capacity."""
    agents, jobs = instance.cost.shape
    agent, job = (index.ravel() for index in np.indices((agents, jobs)))
    job_ids = np.array([f"J{j}" for j in range(jobs)], dtype=object)
    agent_ids = np.array([f"A{i}" for i in range(agents)], dtype=object)
    pairs = pd.DataFrame(
        {
            "account_id": job_ids[job],
            "rep_id": agent_ids[agent],
            "cost": instance.cost.ravel(),
            "workload": instance.use.ravel(),
        }
    )
    reps = pd.DataFrame({"rep_id": agent_ids, "capacity_hours_year": instance.capacity})
    rules = Rules(bands={}, limits=Limits(capacity=1.0), goal={"cost": 1.0})
    return Problem.from_frames(pd.DataFrame({"account_id": job_ids}), reps, rules, pairs=pairs)


def published(folder: Path, names: list[str] | None = None) -> list[Case]:
    """The instances that the folder's best_known.csv lists (all, or those named), with their published values.

    Raises InputError when the list is missing, or a name is not in it.
    """
    folder = folder.resolve()
    if not (folder / KNOWN).is_file():
        message, fix = (
            f"there is no {KNOWN} here",
            "name the folder of the instances and their published values",
        )
        raise InputError([Finding("no-instances", message, fix, str(folder))])
    listed = list(_listed(folder))
    unknown = sorted(set(names or []) - {case.name for case in listed})
    if unknown:
        fix = "name instances as the column Path does, without the folder"
        raise InputError([Finding("no-such-instance", f"not in the list: {', '.join(unknown)}", fix, KNOWN)])
    return [case for case in listed if not names or case.name in names]


def _listed(folder: Path) -> Iterator[Case]:
    known = pd.read_csv(folder / KNOWN)
    for row in known.to_dict("records"):
        path = folder / str(row["Path"])
        optimum, best, bound = (
            _number(row.get(f)) for f in ("Optimum", "Best known solution value", "Best known bound")
        )
        if path.is_file():
            yield Case(path.name, GapFile(str(path)), best if optimum is None else optimum, bound or optimum)


def _number(cell: object) -> float | None:
    value = pd.to_numeric(pd.Series([cell]), errors="coerce").iloc[0]
    return None if np.isnan(value) else float(value)


def made(names: list[str], seed: int) -> list[Case]:
    """Made instances by name: type, agents, jobs, as in `e-80-1600`. Raises InputError for other names."""
    return [_made(name, seed) for name in names]


def _made(name: str, seed: int) -> Case:
    kind, *sizes = name.split("-")
    if kind not in "abcde" or len(sizes) != 2 or not all(size.isdigit() and int(size) > 0 for size in sizes):
        fix = "type a to e, agents, jobs: e-80-1600"
        raise InputError([Finding("no-such-type", f"{name} is not a type and a size of generalized assignment", fix)])
    agents, jobs = map(int, sizes)
    return Case(f"gap-{name}-{seed}", GapMade(kind, agents, jobs, seed))
