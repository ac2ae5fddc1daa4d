"""A case: a name, where its problem comes from, and what the world knows about its optimum."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from solver.problem import Problem


@dataclass(frozen=True)
class Loaded:
    """A problem that is ready to be solved, and the SHA-256 of every file it was read from."""

    problem: Problem
    files: Mapping[str, str]


class Source(Protocol):
    """Where a problem comes from. A small dataclass: it travels as JSON to the process that solves it."""

    def identity(self) -> str:
        """A hash that changes when the problem does, without building the problem."""
        ...

    def load(self) -> Loaded:
        """Build the problem. Raises InputError when the tables cannot be used."""
        ...


@dataclass(frozen=True)
class Case:
    """best_known, bound : published value of the best plan, and lower bound, in goal units. None = not known."""

    name: str
    source: Source
    best_known: float | None = None
    bound: float | None = None


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def hashed(*parts: object) -> str:
    """One hash of several values, as they print."""
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()
