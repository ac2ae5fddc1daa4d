"""The typed input tables: accounts, reps, pairs and locks. What the judge reads; nothing is derived by the model."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Texts = NDArray[np.object_]

NEW = -1
"""`Book.owner` of an account that nobody owns yet: never reassigned, not in the denominator."""
LEFT = -2
"""`Book.owner` of an account whose owner is not in the team: whoever gets it, the move is forced."""


@dataclass(frozen=True)
class Book:
    """The account table, one entry per account (A of them), in the order of the table.

    values : measure → amount per account (money, hours a year, …); NaN where it is missing and not needed.
    lat, lon : degrees; NaN where the account has no place.
    owner : index of the rep who owns the account today, or `NEW`, or `LEFT`.
    owner_ids : the owner as written ("" = none), so that owners who left keep their names.
    unit : index of the basic unit that the account belongs to.
    flags : boolean columns (named, active_deal, customer, moved this year, …).
    texts : text columns that are carried along (name, industry, segment, tier, …).
    """

    ids: Texts
    unit: Ints
    lat: Floats
    lon: Floats
    values: Mapping[str, Floats]
    owner: Ints
    owner_ids: Texts
    flags: Mapping[str, Bools]
    texts: Mapping[str, Texts]

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def owned(self) -> Bools:
        """Accounts owned at the start: the denominator of the reassignment rate."""
        return np.asarray(self.owner != NEW)

    def flag(self, name: str) -> Bools:
        """A boolean column; all false where the table has no such column."""
        return self.flags.get(name, np.zeros(len(self), dtype=bool))


@dataclass(frozen=True)
class Team:
    """The rep table, one entry per rep (R of them).

    fte, ramp : weights > 0; weight = FTE × ramp for potential and other measures of worth, FTE for workload.
    capacity : hours a year; NaN = not stated. max_accounts, max_named : inf = no cap.
    lat, lon : home in degrees; NaN = no home.
    texts : text columns that the rules name (what reps serve, their peer group).
    """

    ids: Texts
    names: Texts
    lat: Floats
    lon: Floats
    fte: Floats
    ramp: Floats
    capacity: Floats
    max_accounts: Floats
    max_named: Floats
    texts: Mapping[str, Texts] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.ids)

    def weight(self, measure: str) -> Floats:
        """Weights of the fair share of a measure (MISSION.md): FTE for workload, FTE × ramp for everything else."""
        return self.fte if measure == "workload" else self.fte * self.ramp

    def sharing(self, measure: str, shared_by: Mapping[str, str]) -> Floats:
        """The same, 0 for reps who have no share of the measure: whose cell in its column of `shared_by` is blank."""
        column = shared_by.get(measure, "")
        return self.weight(measure) * (self.texts[column] != "") if column in self.texts else self.weight(measure)


@dataclass(frozen=True)
class Pairs:
    """Overrides for single pairs (P rows): NaN keeps the default. `allowed`: 1 yes, 0 no, −1 as by default."""

    account: Ints
    rep: Ints
    values: Mapping[str, Floats]
    allowed: Ints

    def __len__(self) -> int:
        return len(self.account)


@dataclass(frozen=True)
class Locks:
    """Locks that bind (expired ones are gone): `pinned` true = only this rep, false = not this rep."""

    account: Ints
    rep: Ints
    pinned: Bools

    def __len__(self) -> int:
        return len(self.account)
