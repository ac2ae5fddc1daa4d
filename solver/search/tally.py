"""Loads of a plan, kept up to date move by move, and what it costs to miss the rows.

A load beyond its row by v (in the coupling's own scale, fair shares for a measure) costs

    |price| · v + stiffness · (v + CURVE · v²)

goal units: near the row it is linear and dearer than the row's price, so that a plan gains nothing by missing it.
"""

from dataclasses import dataclass

import numpy as np

from solver.book import Bools, Floats, Ints
from solver.bound.couplings import Coupling, Kind, couplings
from solver.problem import Problem
from solver.search.critical import PricedPairs

CURVE = 100.0
NOTHING = 1e-6
"""An upper bound that leaves room for nothing but rounding."""
INSIDE = 2e-9
"""Bands are aimed at a hair inside, so that sums in another order stay within the judge's tolerance."""


@dataclass
class Tally:
    """Loads of J couplings in their own scale: `amounts` (J, P) of the pairs, `load`, `lower`, `upper` (J, R).

    `whole` (J,): limits on the plan; their total stands in column 0 and the other columns are empty.
    `margin`, a share of `inward` (J, R): rows are drawn in by so much, for exchanges that cannot hit them exactly.
    `among` : rows around what a peer group owns, by their place; `load` is what their bounds are for, and `change`
    takes the totals of groups as they are: `push` says at first sight what a move does to peers, `missed` exactly.
    """

    amounts: Floats
    load: Floats
    lower: Floats
    upper: Floats
    whole: Bools
    inward: Floats
    slope: Floats
    stiffness: float = 0.0
    margin: float = 0.0
    among: tuple[tuple[int, Coupling], ...] = ()

    @classmethod
    def of(cls, problem: Problem, prices: tuple[Floats, ...], pairs: PricedPairs, own: Ints) -> "Tally":
        """`prices` of the couplings; `own` (U,): the number of the pair that the plan chooses for every unit."""
        rules = couplings(problem)
        reps = problem.reps
        amounts = np.array([c.at(pairs.unit, pairs.rep) for c in rules]).reshape(len(rules), len(pairs.unit))
        edges = [_edges(c, reps) for c in rules]
        lower = np.array([edge[0] for edge in edges]).reshape(len(rules), reps)
        upper = np.array([edge[1] for edge in edges]).reshape(len(rules), reps)
        whole = np.array([c.kind is Kind.LIMIT for c in rules], dtype=bool)
        inward = np.array([_inward(c, reps) for c in rules]).reshape(len(rules), reps)
        slope = np.array([np.broadcast_to(np.abs(price), reps) for price in prices]).reshape(len(rules), reps)
        tally = cls(amounts, np.zeros((len(rules), reps)), lower, upper, whole, inward, slope)
        tally.among = tuple((row, c) for row, c in enumerate(rules) if c.around is not None)
        tally.recount(pairs.rep[own], own)
        return tally

    def recount(self, plan: Ints, own: Ints) -> None:
        """Add everything up again, which removes what rounding has gathered."""
        reps = self.load.shape[1]
        for row, amounts in enumerate(self.amounts):
            self.load[row] = np.bincount(plan, weights=amounts[own], minlength=reps)
            if self.whole[row]:
                self.load[row] = np.where(np.arange(reps) == 0, self.load[row].sum(), 0.0)
        for row, coupling in self.among:
            self.load[row] = coupling.felt(self.load[row] * coupling.unit)

    def move(self, pair: int, own: int, old: int, new: int) -> None:
        """A unit goes from its pair `own` (rep `old`) to `pair` (rep `new`)."""
        less, more = self.amounts[:, own], self.amounts[:, pair]
        single, whole = ~self.whole, self.whole
        self.load[single, old] -= less[single]
        self.load[single, new] += more[single]
        self.load[whole, 0] += more[whole] - less[whole]
        for row, coupling in self.among:
            grown = np.zeros(self.load.shape[1])
            grown[old] -= less[row] * coupling.unit[old]
            grown[new] += more[row] * coupling.unit[new]
            self.load[row] += coupling.felt(grown) - grown / coupling.unit

    def push(self, row: int, coupling: Coupling) -> Floats:
        """(R,) How the price of missing a row of `among` grows with each raw unit that the rep's group has more."""
        low, high = self._drawn_in(row)
        load = self.load[row]
        beyond = _beyond(load, low, high)
        steep = np.sign(beyond) * (self.slope[row] + self.stiffness) + 2 * CURVE * self.stiffness * beyond
        steep = np.where(load > high, steep, -steep)
        return np.asarray(coupling.spread(steep) - steep / coupling.unit)

    def missed(self) -> float:
        """The price of missing the rows of `among`."""
        total = 0.0
        for row, _ in self.among:
            beyond = _beyond(self.load[row], *self._drawn_in(row))
            slope = self.slope[row] + self.stiffness
            total += float((slope * beyond + CURVE * self.stiffness * beyond * beyond).sum())
        return total

    def _drawn_in(self, row: int) -> tuple[Floats, Floats]:
        inward = self.margin * self.inward[row]
        return self.lower[row] + inward, self.upper[row] - inward

    def change(self, rows: Bools, rep: int, more: Floats) -> Floats:
        """Change of the price of missing `rows` if their loads of a rep grew by `more` (rows, …), summed over rows."""
        shape = (-1, *[1] * (more.ndim - 1))
        inward = self.margin * self.inward[rows, rep]
        lower = (self.lower[rows, rep] + inward).reshape(shape)
        upper = (self.upper[rows, rep] - inward).reshape(shape)
        load = self.load[rows, rep].reshape(shape)
        slope = (self.slope[rows, rep] + self.stiffness).reshape(shape)
        now, then = _beyond(load, lower, upper), _beyond(load + more, lower, upper)
        change = slope * (then - now) + (CURVE * self.stiffness) * (then * then - now * now)
        return np.asarray(change.sum(axis=0))


def _beyond(load: Floats, lower: Floats, upper: Floats) -> Floats:
    return np.asarray(np.maximum(np.maximum(load - upper, lower - load), 0.0))


def _inward(coupling: Coupling, reps: int) -> Floats:
    """The width of a row by which it may be drawn in; none where a rep may have nothing at all."""
    if coupling.kind is Kind.MEASURE:
        return np.full(reps, coupling.most)
    if coupling.around is not None:
        return np.where(coupling.around.part > 0, abs(coupling.around.times - 1), 0.0)
    return np.where(np.broadcast_to(coupling.upper, reps) > NOTHING, 1.0, 0.0)


def _edges(coupling: Coupling, reps: int) -> tuple[Floats, Floats]:
    if coupling.around is not None:
        hair = np.where(coupling.around.part > 0, INSIDE, 0.0)
        return np.where(np.isfinite(coupling.lower), hair, -np.inf), np.where(
            np.isfinite(coupling.upper), -hair, np.inf
        )
    inside = coupling.most - INSIDE if coupling.kind is Kind.MEASURE else 0.0
    return np.broadcast_to(coupling.lower - inside, reps), np.broadcast_to(coupling.upper + inside, reps)
