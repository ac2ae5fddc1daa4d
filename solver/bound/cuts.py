"""What a solution can miss: the loads of some reps, and inequalities over pairs of units with reps."""

from dataclasses import dataclass

from solver.book import Floats
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


@dataclass(frozen=True)
class Cut:
    """Σ sign · x over some pairs ≥ least, for every plan that keeps the rules (and is better than the ceiling)."""

    pairs: tuple[int, ...]
    signs: tuple[float, ...]
    least: float
    way: Way
    """What it says, for the certificate."""
