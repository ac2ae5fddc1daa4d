"""The prices behind a bound: with them anyone can compute it again from the input files, without a solver."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from solver.book import Floats

Kind = Literal["measure", "row", "limit"]
"""What is priced: a measure (band and largest deviation), a rule on each rep's total, a limit on the whole plan."""


class Proves(StrEnum):
    GOAL = "goal"
    """No plan that keeps the rules has a goal below the bound."""
    NO_PLAN = "no plan"
    """With nothing to minimise every plan costs 0; these prices make every plan that keeps the rules cost more."""


@dataclass(frozen=True)
class RulePrices:
    """The prices of one rule, one per rep (R,), or one for a limit on the whole plan (1,).

    In goal units per fair share (measure), per hour or account (row), per account or unit of potential moved (limit).
    Positive: having more is dear. Negative: having less is dear (`lost_per_rep` prices the accounts that are kept).
    """

    kind: Kind
    rule: str
    prices: Floats


WayKind = Literal["separator", "extension", "begun", "walk", "alone"]


@dataclass(frozen=True)
class Way:
    """What a territory in one piece must own, or any may not, and the price of it (goal units, ≥ 0).

    C is the set of units `around`, the home of `rep` (a number in the team) among them; N(C) are the units next to C.

    separator   `unit` is the rep's only if one of `around` is too: they lie between it and the home.
    extension   All of C is less than the rep must have, so one of N(C) is the rep's too.
    begun       If all of C is the rep's and still too little, so is one of those of N(C) that can be carried besides C.
    walk        `unit` is not the rep's: the lightest walk to it from the home is more than he may have. C is empty.
    alone       `unit` is not the rep's: it alone is more than he may have, in one piece or not. C is empty.
    """

    kind: WayKind
    rep: int
    around: tuple[int, ...]
    unit: int = -1
    price: float = 0.0


@dataclass(frozen=True)
class Certificate:
    """Prices, and the bound that they prove. A rule without prices is left out of the proof, which stays valid.

    `ways` : contiguity at its prices, where the proof makes use of it.
    """

    proves: Proves
    bound: float
    prices: tuple[RulePrices, ...]
    ways: tuple[Way, ...] = ()
