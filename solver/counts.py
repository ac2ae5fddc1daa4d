"""Measures that count accounts instead of adding up a column: `accounts`, and `tier=A` for one value of a text column.

Every account counts 1, whatever the pairs table says, and the fair share is that of any measure of worth.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from solver.book import Floats
from solver.rules import BAND_TOLERANCE

ALL = "accounts"
"""The measure that counts every account."""
SIGN = "="
"""Stands between the column and its value."""


@dataclass(frozen=True)
class Count:
    """Accounts whose text column `column` reads `value`; all accounts where `column` is empty."""

    column: str = ""
    value: str = ""

    @property
    def words(self) -> str:
        """`accounts`, `accounts with tier A`."""
        return f"accounts with {self.column} {self.value}" if self.column else ALL


def count_of(name: str) -> Count | None:
    """What a measure of this name counts; None when it adds up a column."""
    if name == ALL:
        return Count()
    column, sign, value = (part.strip() for part in name.partition(SIGN))
    return Count(column, value) if sign else None


def added_up(names: Iterable[str]) -> tuple[str, ...]:
    """The measures among `names` that add up a numeric column."""
    return tuple(name for name in names if count_of(name) is None)


def counted(names: Iterable[str]) -> dict[str, Count]:
    """The measures among `names` that count accounts."""
    return {name: count for name in names if (count := count_of(name)) is not None}


def spoken(name: str) -> str:
    """A measure as a planner would say it."""
    count = count_of(name)
    return name if count is None else count.words


def room(share: Floats, band: float) -> tuple[Floats, Floats]:
    """The fewest and the most whole accounts inside a band, for every rep (R,); fewest > most where none is."""
    # What is a whole number but for the rounding of share × band is one: the judge's tolerance is of that size.
    low, high = (share * (1 + side * (band + BAND_TOLERANCE)) for side in (-1, 1))
    return np.maximum(np.ceil(low - BAND_TOLERANCE), 0.0), np.floor(high + BAND_TOLERANCE)


def least_band(share: Floats, total: float) -> float:
    """The narrowest band in which whole accounts, `total` of them together, fit for every rep.

    A band that fits stays one when it is widened, so halving finds the edge; rounded up by less than 10⁻⁶.
    """
    low, high = 0.0, max(1.0, total / float(share.min()))
    for _ in range(math.ceil(math.log2(high / 1e-7))):
        middle = (low + high) / 2
        low, high = (low, middle) if fits(share, middle, total) else (middle, high)
    return high


def fits(share: Floats, band: float, total: float) -> bool:
    """Whether some whole numbers of accounts, `total` together, are inside the band for every rep."""
    fewest, most = room(share, band)
    return bool((fewest <= most).all() and fewest.sum() <= total <= most.sum())
