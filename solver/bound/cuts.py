"""What a solution can miss: the loads of some reps, and inequalities over pairs of units with reps."""

from dataclasses import dataclass

import numpy as np

from solver.book import Floats, Ints
from solver.bound.couplings import Coupling, Kind
from solver.certificate import Way


@dataclass(frozen=True)
class Load:
    """One measure or row of the region's reps: amounts (P,), its bounds (G,), both in the coupling's own scale.

    `price` : what a measure's largest deviation costs; None for a row, whose bounds are fixed.
    """

    amounts: Floats
    lower: Floats
    upper: Floats
    price: float | None
    most: float

    @classmethod
    def of(cls, coupling: Coupling, unit: Ints, seat: Ints, reps: Ints, price: float | None = None) -> "Load":
        """A measure or row over pairs of units with the reps at `seat` of `reps`."""
        amounts = coupling.at(unit, reps[seat])
        if coupling.kind is Kind.ROW:
            return cls(amounts, coupling.lower[reps], coupling.upper[reps], None, 0.0)
        edge = np.full(len(reps), coupling.most)
        return cls(amounts, 1.0 - edge, 1.0 + edge, price, coupling.most)


@dataclass(frozen=True)
class Cut:
    """Σ sign · x over some pairs ≥ least, for every plan that keeps the rules (and is better than the ceiling)."""

    pairs: tuple[int, ...]
    signs: tuple[float, ...]
    least: float
    way: Way
    """What it says, for the certificate."""
