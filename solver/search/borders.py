"""Evening out contiguous territories by moving border units one at a time.

Every step takes the border move that lowers most

    Σ reduced cost + κ · Σ (distance of each load from its rows)²

an augmented Lagrangian: at good prices many border units cost the same on either side, so the square decides, and what
one territory has too much flows on through its neighbours. κ rises when no move helps.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from solver.book import Floats, Ints
from solver.bound.couplings import Coupling, Kind
from solver.bound.prices import Priced, Pricing
from solver.land import Land

STIFFNESS = (3.0, 10.0, 30.0, 100.0, 300.0)
"""κ, in multiples of what a territory costs (goal units per fair share)."""
INSIDE = 0.8
"""Loads are drawn into this part of the band, so that rounding has room."""
TRIES = 40
"""Best moves whose connectivity is looked at before a step gives up."""


def even_out(pricing: Pricing, priced: Priced, land: Land, plan: Ints, enough: Callable[[], bool]) -> Ints:
    """A plan with the same connected territories, better balanced; stops early when `enough()`."""
    walk = Borders(pricing, priced, land, plan.copy())
    scale = max(abs(priced.bound), 1e-9) / pricing.problem.reps
    for stiffness in STIFFNESS:
        while not enough() and walk.step(stiffness * scale):
            pass
    return walk.plan


class Borders:
    """The plan, its loads, and the moves along its borders."""

    def __init__(self, pricing: Pricing, priced: Priced, land: Land, plan: Ints) -> None:
        self.pricing, self.priced, self.land, self.plan = pricing, priced, land, plan
        self.tail = np.repeat(np.arange(len(plan)), np.diff(land.indptr))
        self.rows = [Held(c, plan) for c in pricing.couplings]

    def step(self, stiffness: float) -> bool:
        """Make the best allowed move; False when none helps."""
        unit, rep = self._moves()
        if not len(unit):
            return False
        gain = self._reduced(unit, rep) - self._reduced(unit, self.plan[unit])
        for held in self.rows:
            gain += stiffness * held.change(unit, self.plan[unit], rep)
        best = np.argpartition(gain, min(TRIES, len(gain) - 1))[:TRIES]
        for move in best[np.argsort(gain[best])].tolist():
            if gain[move] >= -1e-12:
                return False
            if leaves_whole(self.land, self.plan, int(unit[move])):
                self._make(int(unit[move]), int(rep[move]))
                return True
        return False

    def _moves(self) -> tuple[Ints, Ints]:
        """Units on a border with the rep across it, allowed pairs only."""
        across = self.plan[self.land.indices]
        border = np.flatnonzero(across != self.plan[self.tail])
        keys = np.unique(self.tail[border] * self.pricing.problem.reps + across[border])
        unit, rep = keys // self.pricing.problem.reps, keys % self.pricing.problem.reps
        allowed = self.pricing.problem.eligibility.ok(unit, rep)
        return unit[allowed], rep[allowed]

    def _reduced(self, unit: Ints, rep: Ints) -> Floats:
        total = self.pricing.problem.costs.at(unit, rep)
        for c, price in zip(self.pricing.couplings, self.priced.prices, strict=True):
            total = total + c.at(unit, rep) * np.broadcast_to(price, c.unit.shape)[rep]
        return total

    def _make(self, unit: int, rep: int) -> None:
        for held in self.rows:
            held.move(unit, int(self.plan[unit]), rep)
        self.plan[unit] = rep


@dataclass
class Held:
    """The loads of one coupling, kept up to date move by move (in the coupling's own scale)."""

    coupling: Coupling
    load: Floats

    def __init__(self, coupling: Coupling, plan: Ints) -> None:
        self.coupling = coupling
        load = coupling.amounts.per_rep(plan) / coupling.unit
        self.load = np.array([load.sum()]) if coupling.kind is Kind.LIMIT else load
        inside = INSIDE * coupling.most if coupling.kind is Kind.MEASURE else 0.0
        self.lower, self.upper = coupling.lower - inside, coupling.upper + inside

    def change(self, unit: Ints, old: Ints, new: Ints) -> Floats:
        """Change of the sum of squared distances if each of the units moved alone."""
        less, more = self.coupling.at(unit, old), self.coupling.at(unit, new)
        if self.coupling.kind is Kind.LIMIT:
            zero = np.zeros(len(unit), dtype=np.int64)
            return self._square(self.load + more - less, zero) - self._square(self.load[zero], zero)
        return (
            self._square(self.load[new] + more, new)
            - self._square(self.load[new], new)
            + self._square(self.load[old] - less, old)
            - self._square(self.load[old], old)
        )

    def move(self, unit: int, old: int, new: int) -> None:
        at = np.array([unit, unit])
        less, more = self.coupling.at(at, np.array([old, new])).tolist()
        if self.coupling.kind is Kind.LIMIT:
            self.load[0] += more - less
        else:
            self.load[old] -= less
            self.load[new] += more

    def _square(self, load: Floats, row: Ints) -> Floats:
        beyond = np.maximum(load - self.upper[row], 0.0) + np.maximum(self.lower[row] - load, 0.0)
        return np.where(np.isfinite(beyond), beyond, 0.0) ** 2


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
