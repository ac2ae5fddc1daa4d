"""What a problem states: the input as read, and the rows, limits and costs that are derived from it.

In words: give every basic unit to one eligible rep, keep each row (bands, caps, limits) within its bounds,
keep every territory in one piece where asked, and minimise

    Σ weight · term        largest deviation of a measure | relative travel | share reassigned | cost
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from solver.amounts import Amounts
from solver.book import Book, Floats, Ints, Locks, Pairs, Team, Texts
from solver.costs import Costs
from solver.eligibility import Eligibility
from solver.errors import Finding
from solver.fingerprint import fingerprint
from solver.land import Land
from solver.rules import Rules

HASHED = ("book", "team", "rules", "pairs", "locks", "unit_ids")
"""What makes two problems the same, besides the land; derived arrays do not count."""


@dataclass(frozen=True)
class Measure:
    """An amount to be shared out evenly. `share` (R,) are the fair shares, in the measure's unit."""

    name: str
    amounts: Amounts
    share: Floats
    band: float | None
    weight: float


@dataclass(frozen=True)
class Row:
    """A hard rule on each rep's total: lower ≤ Σ amounts ≤ upper, arrays (R,), infinite where there is no bound.

    `slack` (R,) is the unit in which breaking it is counted (the bound itself), for the least violation.
    """

    name: str
    amounts: Amounts
    lower: Floats
    upper: Floats
    slack: Floats


@dataclass(frozen=True)
class Limit:
    """A hard rule on the whole plan: Σ over all units ≤ upper."""

    name: str
    amounts: Amounts
    upper: float
    slack: float


@dataclass(frozen=True)
class Statement:
    """Immutable. `book`, `team`, `pairs`, `locks`, `rules`, `unit_ids`, `land` are the input as read; the rest is
    derived from them for the methods, and never read by the judge.
    """

    book: Book
    team: Team
    rules: Rules
    pairs: Pairs
    locks: Locks
    unit_ids: Texts
    land: Land | None
    measures: tuple[Measure, ...]
    rows: tuple[Row, ...]
    limits: tuple[Limit, ...]
    eligibility: Eligibility
    costs: Costs
    notes: tuple[Finding, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    """Goal terms that have no data, each with the reason."""

    @property
    def units(self) -> int:
        return len(self.unit_ids)

    @property
    def reps(self) -> int:
        return len(self.team)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the input as read; equal fingerprints mean the same problem."""
        return fingerprint({name: getattr(self, name) for name in HASHED}, self.land)

    @cached_property
    def size(self) -> Ints:
        """Accounts per unit, shape (U,)."""
        return np.bincount(self.book.unit, minlength=self.units)
