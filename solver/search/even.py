"""Evening out: one unit at a time goes where it lowers most

    Σ reduced cost + κ · Σ (distance of each load from its rows)²

an augmented Lagrangian. At good prices many units cost the same with either of two reps, so the square decides, and
what one territory has too much flows on through its neighbours. κ rises when no move helps. With land only units on a
border move, and only where their territory stays in one piece.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from solver.book import Floats, Ints
from solver.bound.couplings import Coupling, Kind, couplings
from solver.land import Land
from solver.problem import Problem
from solver.search.critical import PricedPairs

STIFFNESS = (3.0, 10.0, 30.0, 100.0, 300.0, 1000.0)
"""κ, in multiples of what a territory costs (goal units per fair share)."""
INSIDE = 0.8
"""Loads are drawn into this part of the band, so that rounding has room."""
TRIES = 40
"""Best moves whose connectivity is looked at before a step gives up."""
MOST_STEPS = 20_000
NEAR_LIMIT = 0.01
"""A limit this near (as a share of itself) makes every move dearer or cheaper than it was."""


def even_out(problem: Problem, pairs: PricedPairs, plan: Ints, scale: float, enough: Callable[[], bool]) -> Ints:
    """A better balanced plan (with land: of the same connected territories) over `pairs`, which must hold its own.

    `scale` : goal units per fair share. Stops early when `enough()`.
    """
    walk = Evening(problem, pairs, plan.copy())
    for stiffness in STIFFNESS:
        walk.stiffen(stiffness * scale)
        for _ in range(MOST_STEPS):
            if enough() or not walk.step():
                break
    return walk.plan


class Evening:
    """A plan, its loads, and the gain of every pair as a move (positive = worse)."""

    def __init__(self, problem: Problem, pairs: PricedPairs, plan: Ints) -> None:
        self.problem, self.pairs, self.plan = problem, pairs, plan
        self.keys = pairs.unit * problem.reps + pairs.rep
        self.own = np.searchsorted(self.keys, np.arange(problem.units) * problem.reps + plan)
        self.held = [Held.of(c, pairs, self.own) for c in couplings(problem)]
        self.gain = np.zeros(len(self.keys))
        self.stiffness = 0.0
        if problem.land is not None:
            self.tail = np.repeat(np.arange(problem.units), np.diff(problem.land.indptr))

    def stiffen(self, stiffness: float) -> None:
        """Set κ."""
        self.stiffness = stiffness
        self._weigh(np.arange(len(self.keys)))

    def step(self) -> bool:
        """Make the best allowed move; False when none helps."""
        moves = self._moves()
        if not len(moves):
            return False
        gain = self.gain[moves]
        land = self.problem.land
        tries = np.argpartition(gain, min(TRIES, len(gain) - 1))[:TRIES] if land is not None else [int(np.argmin(gain))]
        for move in sorted(tries, key=lambda at: float(gain[at])):
            if gain[move] >= -1e-12:
                return False
            pair = int(moves[move])
            if land is None or leaves_whole(land, self.plan, int(self.pairs.unit[pair])):
                self._make(pair)
                return True
        return False

    def _moves(self) -> Ints:
        """Pairs that may be moved to: not the unit's own, and across a border where there is land."""
        land = self.problem.land
        if land is None:
            return np.flatnonzero(self.pairs.rep != self.plan[self.pairs.unit])
        across = self.plan[land.indices]
        border = np.flatnonzero(across != self.plan[self.tail])
        wanted = np.unique(self.tail[border] * self.problem.reps + across[border])
        at = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        return np.asarray(at[self.keys[at] == wanted])

    def _make(self, pair: int) -> None:
        unit, new = int(self.pairs.unit[pair]), int(self.pairs.rep[pair])
        old = int(self.plan[unit])
        everywhere = False
        for held in self.held:
            everywhere |= held.move(pair, int(self.own[unit]), old, new)
        self.plan[unit], self.own[unit] = new, pair
        touched = np.zeros(self.problem.reps, dtype=bool)
        touched[[old, new]] = True
        near = touched[self.pairs.rep] | touched[self.plan[self.pairs.unit]]
        self._weigh(np.arange(len(self.keys)) if everywhere else np.flatnonzero(near))

    def _weigh(self, pairs: Ints) -> None:
        """Gains of some pairs as moves from the plan in hand."""
        unit, new = self.pairs.unit[pairs], self.pairs.rep[pairs]
        own, old = self.own[unit], self.plan[unit]
        gain = self.pairs.above[pairs] - self.pairs.above[own]
        for held in self.held:
            gain += self.stiffness * held.change(pairs, own, old, new)
        self.gain[pairs] = gain


@dataclass
class Held:
    """The loads of one coupling, kept up to date move by move (in the coupling's own scale)."""

    amounts: Floats
    load: Floats
    lower: Floats
    upper: Floats
    whole: bool

    @classmethod
    def of(cls, coupling: Coupling, pairs: PricedPairs, own: Ints) -> "Held":
        amounts = coupling.at(pairs.unit, pairs.rep)
        whole = coupling.kind is Kind.LIMIT
        reps = len(coupling.unit)
        load = np.bincount(pairs.rep[own], weights=amounts[own], minlength=reps).astype(np.float64)
        inside = INSIDE * coupling.most if coupling.kind is Kind.MEASURE else 0.0
        lower, upper = coupling.lower - inside, coupling.upper + inside
        return cls(amounts, np.array([load.sum()]) if whole else load, lower, upper, whole)

    def change(self, pairs: Ints, own: Ints, old: Ints, new: Ints) -> Floats:
        """Change of the sum of squared distances if each of the moves were made alone."""
        less, more = self.amounts[own], self.amounts[pairs]
        if self.whole:
            zero = np.zeros(len(pairs), dtype=np.int64)
            return np.asarray(self._square(self.load[0] + more - less, zero) - self._square(self.load, zero[:1])[0])
        now = self._square(self.load, np.arange(len(self.load)))
        gaining = self._square(self.load[new] + more, new) - now[new]
        return gaining + self._square(self.load[old] - less, old) - now[old]

    def move(self, pair: int, own: int, old: int, new: int) -> bool:
        """Make a move; True when the gains of all pairs may have changed."""
        less, more = float(self.amounts[own]), float(self.amounts[pair])
        if not self.whole:
            self.load[old] -= less
            self.load[new] += more
            return False
        before = float(self.load[0])
        self.load[0] += more - less
        return more != less and max(before, float(self.load[0])) > float(self.upper[0]) - NEAR_LIMIT

    def _square(self, load: Floats, row: Ints) -> Floats:
        beyond = np.maximum(load - self.upper[row], 0.0) + np.maximum(self.lower[row] - load, 0.0)
        return np.asarray(beyond * beyond)


def leaves_whole(land: Land, plan: Ints, unit: int) -> bool:
    """Whether a unit's territory stays in one piece (and non-empty) without it."""
    rep = plan[unit]
    around = [u for u in land.neighbours(unit).tolist() if plan[u] == rep]
    if len(around) <= 1:
        return bool(around)
    wanted = set(around[1:])
    seen, front = {unit, around[0]}, [around[0]]
    while front and wanted:
        for other in land.neighbours(front.pop()).tolist():
            if other not in seen and plan[other] == rep:
                seen.add(other)
                wanted.discard(other)
                front.append(other)
    return not wanted
