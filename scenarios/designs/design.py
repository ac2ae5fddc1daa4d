"""What every territory model takes and gives: tables and rules, from which one Problem is built."""

from dataclasses import dataclass

import pandas as pd

from solver.errors import Finding
from solver.rules import Rules


@dataclass(frozen=True)
class Tables:
    """The tables of a problem under our column names; cells as text, as files give them, or typed.

    `accounts`, `reps` : one row each. `edges` : unit_a, unit_b. `locks`, `pairs`, `distances` : as
    `Problem.from_frames` takes them.
    `frame.attrs["rows"]` may give the spreadsheet row of each row.
    """

    accounts: pd.DataFrame
    reps: pd.DataFrame
    edges: pd.DataFrame | None = None
    locks: pd.DataFrame | None = None
    pairs: pd.DataFrame | None = None
    distances: pd.DataFrame | None = None

    def frames(self) -> dict[str, pd.DataFrame]:
        """Those that there are, by name."""
        return {name: frame for name, frame in vars(self).items() if frame is not None}


@dataclass(frozen=True)
class Design:
    """A book and a team carved by a territory model, not solved yet, and everything that was found on the way.

    Against the tables that went in, columns and locks may have been added; no row is dropped or reordered.
    """

    tables: Tables
    rules: Rules
    findings: tuple[Finding, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether something found is an error, so that the design cannot be used."""
        return any(finding.severity == "error" for finding in self.findings)
