"""What accounts use of a rule, added up per unit: the same for every rep, and the pairs that are exceptions."""

from dataclasses import dataclass

import numpy as np

from solver.book import Bools, Floats, Ints
from solver.problem import Problem


@dataclass(frozen=True)
class PerUnit:
    """`base` (U,) for every rep; at the pairs `keys` (unit × R + rep, ascending, each once) `more` on top."""

    base: Floats
    keys: Ints
    more: Floats
    reps: int

    def peak(self) -> Floats:
        """The most that each unit can use, with whatever rep, (U,)."""
        extra = np.zeros(len(self.base))
        np.maximum.at(extra, self.keys // self.reps, self.more)
        return np.asarray(self.base + extra)

    def size(self) -> Floats:
        """No use of a unit is larger in absolute value, (U,)."""
        extra = np.zeros(len(self.base))
        np.maximum.at(extra, self.keys // self.reps, np.abs(self.more))
        return np.asarray(np.abs(self.base) + extra)


@dataclass(frozen=True)
class Use:
    """What an account counts, whoever has it (`base`, (A,)), and the exceptions.

    stated : (P,) what it counts for the rep of a pair instead; NaN = no exception. kept : (A,) what it counts on top
    when it stays with its owner of today. A value that is missing counts 0: plans for which it would count are not
    accepted, and less use never raises a bound.
    """

    base: Floats
    stated: Floats | None = None
    kept: Floats | None = None

    def per_unit(self, problem: Problem) -> PerUnit:
        """Add up."""
        book, reps = problem.book, problem.reps
        known = np.nan_to_num(self.base, nan=0.0)
        base = np.bincount(book.unit, weights=known, minlength=problem.units).astype(np.float64)
        keys, more = [np.zeros(0, dtype=np.int64)], [np.zeros(0)]
        if self.stated is not None and len(self.stated):
            row = np.flatnonzero(~np.isnan(self.stated) & first_rows(problem))
            account = problem.pairs.account[row]
            keys.append(book.unit[account] * reps + problem.pairs.rep[row])
            more.append(self.stated[row] - known[account])
        if self.kept is not None:
            held = np.flatnonzero((book.owner >= 0) & ~np.isnan(self.kept))
            keys.append(book.unit[held] * reps + book.owner[held])
            more.append(self.kept[held])
        return merged(base, np.concatenate(keys), np.concatenate(more), reps)


def merged(base: Floats, keys: Ints, more: Floats, reps: int) -> PerUnit:
    """Exceptions of one pair added together."""
    once, at = np.unique(keys, return_inverse=True)
    total = np.bincount(at, weights=more, minlength=len(once)).astype(np.float64)
    return PerUnit(base, once.astype(np.int64), total, reps)


def first_rows(problem: Problem) -> Bools:
    """(P,) True for the row of the pairs table that counts, where a pair is listed twice."""
    pairs = problem.pairs
    first = np.zeros(len(pairs), dtype=bool)
    first[np.unique(pairs.account * problem.reps + pairs.rep, return_index=True)[1]] = True
    return first
