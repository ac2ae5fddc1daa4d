"""Which rep may own which unit, from locks, pairs and rules, block by block."""

from dataclasses import dataclass

import numpy as np

from solver.book import Bools, Ints
from solver.judge.exceptions import first_rows
from solver.judge.pins import pinned_at_all, pinned_by_rule
from solver.land import NO_HOME
from solver.problem import Problem
from solver.serving import Serving

FREE, NOBODY = -1, -2


@dataclass(frozen=True)
class MayOwn:
    """A unit may go to a rep who may own each of its accounts.

    only : (U,) the one rep a unit is pinned to, `FREE`, or `NOBODY` when two pins contradict each other.
    barred : pairs that are not allowed, as ascending keys unit × R + rep. listed : the only pairs allowed; None = all.
    serving : who serves what.
    """

    reps: int
    only: Ints
    barred: Ints
    listed: Ints | None
    serving: Serving

    @classmethod
    def of(cls, problem: Problem) -> "MayOwn":
        locks, pairs, unit = problem.locks, problem.pairs, problem.book.unit
        never, no = ~locks.pinned, pairs.allowed == 0
        account = np.concatenate([locks.account[never], pairs.account[no]]).astype(np.int64)
        rep = np.concatenate([locks.rep[never], pairs.rep[no]]).astype(np.int64)
        barred = np.unique(unit[account] * problem.reps + rep)
        listed = _listed(problem) if problem.rules.pairs_only else None
        return cls(problem.reps, _only(problem), barred, listed, _serving(problem))

    def block(self, first: int, last: int) -> Bools:
        """Allowed pairs of the units first ≤ unit < last, shape (last − first, R)."""
        flat = np.full((last - first) * self.reps, self.listed is None)
        if self.listed is not None:
            flat[self._inside(self.listed, first, last)] = True
        flat[self._inside(self.barred, first, last)] = False
        mask = flat.reshape(last - first, self.reps)
        if len(self.serving.allows) > 1 or not self.serving.allows.all():
            mask &= self.serving.allows[self.serving.of[first:last]]
        only = self.only[first:last]
        pinned = only != FREE
        mask[pinned] &= only[pinned, None] == np.arange(self.reps)
        return mask

    def _inside(self, keys: Ints, first: int, last: int) -> Ints:
        low, high = np.searchsorted(keys, [first * self.reps, last * self.reps])
        return keys[low:high] - first * self.reps


def _only(problem: Problem) -> Ints:
    """Pins by lock, by protected column and, where territories are one piece, of every rep's home unit."""
    book, locks, land = problem.book, problem.locks, problem.land
    stays = np.flatnonzero(pinned_by_rule(problem))
    unit = [book.unit[locks.account[locks.pinned]], book.unit[stays]]
    rep = [locks.rep[locks.pinned], book.owner[stays]]
    if problem.rules.contiguous and land is not None:
        unit.append(land.roots[land.roots != NO_HOME])
        rep.append(np.flatnonzero(land.roots != NO_HOME))
    where, who = np.concatenate(unit).astype(np.int64), np.concatenate(rep).astype(np.int64)
    only = np.full(problem.units, FREE, dtype=np.int64)
    only[where] = who
    only[where[only[where] != who]] = NOBODY
    return only


def _serving(problem: Problem) -> Serving:
    """Who serves what: for units of several accounts whoever serves each of them."""
    book, team, rules = problem.book, problem.team, problem.rules
    exempt = pinned_at_all(problem)
    return Serving.build(book.unit, problem.units, problem.reps, rules.serves, book.texts, team.texts, exempt)


def _listed(problem: Problem) -> Ints:
    """Pairs of a unit and a rep for whom the pairs table lists every account of the unit, if it has any."""
    pairs, unit = problem.pairs, problem.book.unit
    row = np.flatnonzero(first_rows(problem))
    keys, count = np.unique(unit[pairs.account[row]] * problem.reps + pairs.rep[row], return_counts=True)
    size = np.bincount(unit, minlength=problem.units)
    whole = np.asarray(keys[count == size[keys // problem.reps]], dtype=np.int64)
    empty = np.flatnonzero(size == 0)
    return np.union1d(whole, (empty[:, None] * problem.reps + np.arange(problem.reps)).reshape(-1))
