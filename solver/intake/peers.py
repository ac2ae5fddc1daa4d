"""Peer groups: reps who are compared with each other, and what their fair shares are of.

Where no account may be owned by reps of two groups, that is what only the group may own, the same in every plan. Where
one may, it is what the group owns in the plan: the bands are rows around that (`solver.around`), and shares here are
only a guess, by which amounts of different measures are made comparable.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from solver.book import Book, Bools, Floats, Ints, Team
from solver.eligibility import Eligibility
from solver.rules import Rules

BLOCK_PAIRS = 1_000_000
"""Pairs that are looked at together."""
LEAST_PART = 0.1
"""Of an equal part: no fair share is guessed to be less."""
SEVERAL = -2
"""Group of a unit that reps of two groups may own; −1 = nobody may."""


@dataclass(frozen=True)
class Groups:
    """of_rep : (R,) group of every rep. of_account : (A,) the group whose reps alone may own it, −1, or `SEVERAL`."""

    names: tuple[str, ...]
    of_rep: Ints
    of_account: Ints

    @cached_property
    def by_plan(self) -> bool:
        """Whether fair shares are those of what a group owns in the plan."""
        return bool((self.of_account == SEVERAL).any())

    def parts(self, weight: Floats) -> Floats:
        """Weight ÷ sum of weights of the rep's group, (R,); 0 where that is 0."""
        weights = np.bincount(self.of_rep, weights=weight, minlength=len(self.names))[self.of_rep]
        return np.asarray(weight / np.where(weights > 0, weights, 1.0), dtype=np.float64)

    def guesses(self, values: Floats, weight: Floats) -> Floats:
        """(R,) Everybody's part of what only the group may own and an equal part of what several may, together at least
        a tenth of an equal part of everything.
        """
        even = weight / (float(weight.sum()) or 1.0)
        only = np.where(self.of_account >= 0, values, 0.0)
        theirs = np.bincount(np.maximum(self.of_account, 0), weights=only, minlength=len(self.names))[self.of_rep]
        several = float(values[self.of_account == SEVERAL].sum())
        least = LEAST_PART * float(values.sum()) * even
        return np.asarray(np.maximum(theirs * self.parts(weight) + several * even, least), dtype=np.float64)

    def shares(self, values: Floats, weight: Floats) -> Floats:
        """Fair shares (R,) of `values` (A,): the group's total × weight ÷ its sum of weights, 0 where that is 0."""
        if len(self.names) == 1:
            together = float(weight.sum()) or 1.0
            return np.asarray(float(values.sum()) * weight / together, dtype=np.float64)
        if self.by_plan:
            return self.guesses(values, weight)
        counted = self.of_account >= 0
        total = np.bincount(self.of_account[counted], weights=values[counted], minlength=len(self.names))
        weights = np.bincount(self.of_rep, weights=weight, minlength=len(self.names))
        weights = np.where(weights > 0, weights, 1.0)
        return np.asarray(total[self.of_rep] * weight / weights[self.of_rep], dtype=np.float64)


def totals(book: Book, units: int, team: Team, rules: Rules, who: Eligibility) -> Groups:
    """The peer groups of a team and the accounts of each; without `rules.peers` one group has everything."""
    if not rules.peers or rules.peers not in team.texts:
        everything = np.zeros(len(book), dtype=np.int64)
        return Groups(("",), np.zeros(len(team), dtype=np.int64), everything)
    names, of_rep = np.unique(team.texts[rules.peers].astype(str), return_inverse=True)
    of_rep = np.asarray(of_rep, dtype=np.int64).reshape(-1)
    step = max(1, BLOCK_PAIRS // len(team))
    of_unit = np.concatenate(
        [_only(who.block(first, min(first + step, units)), of_rep, len(names)) for first in range(0, units, step)]
    )
    return Groups(tuple(map(str, names)), of_rep, of_unit[book.unit])


def _only(allowed: Bools, of_rep: Ints, groups: int) -> Ints:
    """The one group of the reps who may own each unit of a block."""
    may = np.stack([allowed[:, of_rep == group].any(axis=1) for group in range(groups)], axis=1)
    count = may.sum(axis=1)
    return np.where(count == 1, may.argmax(axis=1), np.where(count == 0, -1, SEVERAL)).astype(np.int64)
