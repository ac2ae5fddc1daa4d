"""A broken rule, said to a planner."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from solver.book import Team

MOST_DIGITS = 12


@dataclass(frozen=True)
class Violation:
    """One rule that a plan breaks.

    `rule` is the short name of the rule ("band", "capacity", "pinned", …). `ids` are the accounts, reps or units
    concerned. `amount` is what the plan has and `limit` what the rule allows, both in the unit that `message` states.
    """

    rule: str
    message: str
    ids: tuple[str, ...]
    amount: float
    limit: float

    def __str__(self) -> str:
        return f"{self.message} [{self.rule}]"


def number(value: float, digits: int = 0) -> str:
    """An amount as a planner reads it: thousands apart; from 1,000 upwards only the decimals asked for."""
    if abs(value) >= 1000:
        return f"{value:,.{digits}f}"
    return f"{value:.{6 + digits}g}"


def percent(share: float, digits: int = 2) -> str:
    """A share in percent, without idle zeros: 0.1 → `10 %`."""
    text = f"{100 * share:.{digits}f}"
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text} %"


def apart(value: float, limit: float, say: Callable[[float, int], str], digits: int = 0) -> tuple[str, str]:
    """Both amounts with as many digits as tell them apart, so that a breach never reads `10 % over, 10 % allowed`."""
    while say(value, digits) == say(limit, digits) and digits < MOST_DIGITS:
        digits += 1
    return say(value, digits), say(limit, digits)


def rep_label(team: Team, rep: int | np.integer) -> str:
    """`Ann (R1)`, or the id alone where there is no other name."""
    name, rep_id = str(team.names[rep]), str(team.ids[rep])
    return f"{name} ({rep_id})" if name and name != rep_id else rep_id
