"""The waist of the house: every territory model becomes a Problem, and everything behind it is written once."""

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from solver.intake import from_frames
from solver.rules import Rules
from solver.statement import Limit, Measure, Row, Statement

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Limit", "Measure", "Problem", "Row"]


@dataclass(frozen=True)
class Problem(Statement):
    """A statement that the methods and the judge work on. Immutable; what-ifs are made with `dataclasses.replace`."""

    @classmethod
    def from_frames(
        cls,
        accounts: "pd.DataFrame",
        reps: "pd.DataFrame",
        rules: Rules | None = None,
        *,
        edges: "pd.DataFrame | None" = None,
        locks: "pd.DataFrame | None" = None,
        pairs: "pd.DataFrame | None" = None,
        distances: "pd.DataFrame | None" = None,
    ) -> "Problem":
        """Build a problem from tables with our column names; raises InputError with every finding.

        See `solver.intake.from_frames` for the columns and for what cells may hold.
        """
        tables = {"edges": edges, "locks": locks, "pairs": pairs, "distances": distances}
        return cls.of(from_frames(accounts, reps, rules or Rules(), **tables))

    @classmethod
    def of(cls, stated: Statement) -> "Problem":
        """The problem of a statement."""
        return cls(**{field.name: getattr(stated, field.name) for field in fields(Statement)})
