"""Who serves what: an account's value (an industry, a segment, a cell of both) against the lists of the reps.

A rep's cell is a list, "Healthcare; Pharma"; "*" stands for everything, a blank for nothing. Case and the spaces around
a value do not matter. An account whose cell is blank may go to anybody.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from solver.book import Bools, Ints, Texts

SEPARATOR = ";"
EVERYTHING = "*"


def folded(value: str) -> str:
    """A value as it is compared."""
    return " ".join(value.split()).casefold()


def listed_in(cell: str) -> frozenset[str]:
    """The values of a rep's cell, as they are compared."""
    return frozenset(word for word in map(folded, cell.split(SEPARATOR)) if word)


def accepts(cells: Iterable[str], value: str) -> Bools:
    """Which reps, given by their cells, may have an account with this value."""
    wanted = folded(value)
    if not wanted:
        return np.array([True for _ in cells], dtype=bool)
    return np.array([bool({wanted, EVERYTHING} & listed_in(cell)) for cell in cells], dtype=bool)


@dataclass(frozen=True)
class Serving:
    """Units of one class may go to the same reps. of : (U,) class of every unit. allows : (classes, R)."""

    of: Ints
    allows: Bools

    @classmethod
    def everybody(cls, units: int, reps: int) -> "Serving":
        """No rule on who serves what."""
        return cls(np.zeros(units, dtype=np.int64), np.ones((1, reps), dtype=bool))

    @classmethod
    def build(
        cls,
        unit: Ints,
        units: int,
        team: int,
        serves: Mapping[str, str],
        accounts: Mapping[str, Texts],
        reps: Mapping[str, Texts],
        exempt: Bools,
    ) -> "Serving":
        """`unit` : (A,) of `units`, `team` reps. `serves` : account column → rep column. `exempt` (A,) : accounts that
        the rule does not bind.

        A unit may go to a rep who may have each of its accounts.
        """
        made = cls.everybody(units, team)
        for column, lists in serves.items():
            values, number = np.unique(np.where(exempt, "", accounts[column]).astype(str), return_inverse=True)
            one = np.stack([accepts(reps[lists], str(value)) for value in values])
            made = made.both(_of_units(one, np.asarray(number, dtype=np.int64).reshape(-1), unit, units))
        return made

    def both(self, other: "Serving") -> "Serving":
        """Units that two rules bind."""
        pairs, of = np.unique(self.of * len(other.allows) + other.of, return_inverse=True)
        mine, its = np.divmod(pairs, len(other.allows))
        return Serving(np.asarray(of, dtype=np.int64).reshape(-1), self.allows[mine] & other.allows[its])


def _of_units(allows: Bools, number: Ints, unit: Ints, units: int) -> Serving:
    """Classes of units from the classes `number` (A,) of their accounts: what all of them allow."""
    if units == len(unit) and (unit == np.arange(units)).all():
        return Serving(number, allows)
    packed = np.packbits(allows, axis=1)
    order = np.argsort(unit, kind="stable")
    start = np.searchsorted(unit[order], np.arange(units + 1))
    filled = np.flatnonzero(np.diff(start))
    rows = np.tile(np.packbits(np.ones(allows.shape[1], dtype=bool)), (units, 1))
    rows[filled] = np.bitwise_and.reduceat(packed[number[order]], start[filled], axis=0)
    distinct, of = np.unique(rows, axis=0, return_inverse=True)
    unpacked = np.unpackbits(distinct, axis=1, count=allows.shape[1]).astype(bool)
    return Serving(np.asarray(of, dtype=np.int64).reshape(-1), unpacked)
