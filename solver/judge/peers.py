"""Peer groups: whose accounts are shared out among whom.

An account belongs to a group when only reps of the group may own it. Where every account belongs to one, the total of a
group is that of its accounts, whatever the plan. Where reps of two groups may own some account, it is what the reps of
the group own in the plan.
"""

from dataclasses import dataclass

import numpy as np

from solver.book import Floats, Ints
from solver.judge.may_own import MayOwn
from solver.problem import Problem

BLOCK_PAIRS = 1_000_000
"""Pairs that are looked at together."""
NOBODY, SEVERAL = -1, -2
"""Group of a unit that nobody may own, and of one that reps of several groups may."""


@dataclass(frozen=True)
class Groups:
    """of_rep : (R,) number of every rep's group, from 0. of_unit : (U,) the group whose reps alone may own the unit."""

    of_rep: Ints
    of_unit: Ints

    @classmethod
    def of(cls, problem: Problem) -> "Groups":
        """Without peer groups the whole team is one, and everything is its."""
        of_rep, nothing = peer_group(problem), np.zeros(problem.units, dtype=np.int64)
        if not problem.rules.peers:
            return cls(of_rep, nothing)
        may_own, found = MayOwn.of(problem), []
        step = max(1, BLOCK_PAIRS // problem.reps)
        for first in range(0, problem.units, step):
            allowed = may_own.block(first, min(first + step, problem.units))
            lowest = np.where(allowed, of_rep, len(of_rep)).min(axis=1)
            highest = np.where(allowed, of_rep, NOBODY).max(axis=1)
            found.append(np.where(lowest == highest, highest, np.where(highest == NOBODY, NOBODY, SEVERAL)))
        return cls(of_rep, np.concatenate([nothing[:0], *found]).astype(np.int64))

    @property
    def by_plan(self) -> bool:
        """Whether a group's total is what its reps own in the plan."""
        return bool((self.of_unit == SEVERAL).any())

    def total(self, values: Floats) -> Floats:
        """(R,) The sum of `values` (R,) over the rep's group."""
        return np.asarray(np.bincount(self.of_rep, weights=values)[self.of_rep], dtype=np.float64)

    def shares(self, per_unit: Floats, weights: Floats) -> Floats:
        """(R,) Fair shares of amounts (U,): the group's total × weight ÷ its sum of weights, 0 without a weight."""
        mine = self.of_unit >= 0
        totals = np.bincount(self.of_unit[mine], weights=per_unit[mine], minlength=int(self.of_rep.max(initial=0)) + 1)
        return self._part(totals[self.of_rep].astype(np.float64), weights)

    def owned(self, load: Floats, weights: Floats) -> Floats:
        """(R,) Fair shares of what the groups own, from the loads (R,) of a plan."""
        return self._part(self.total(load), weights)

    def parts(self, weights: Floats) -> Floats:
        """(R,) Weight ÷ the group's sum of weights, 0 without a weight."""
        return self._part(np.ones(len(weights)), weights)

    def _part(self, total: Floats, weights: Floats) -> Floats:
        together = np.where(weights > 0, self.total(weights), 1.0)
        return np.asarray(total * weights / together)


def peer_group(problem: Problem) -> Ints:
    """(R,) Number of every rep's peer group; without groups the whole team is one."""
    peers = problem.rules.peers
    if not peers:
        return np.zeros(problem.reps, dtype=np.int64)
    return np.unique(problem.team.texts[peers].astype(str), return_inverse=True)[1].reshape(-1).astype(np.int64)
