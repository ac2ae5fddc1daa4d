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


@dataclass(frozen=True)
class Certificate:
    """Prices, and the bound that they prove. A rule without prices is left out of the proof, which stays valid."""

    proves: Proves
    bound: float
    prices: tuple[RulePrices, ...]
