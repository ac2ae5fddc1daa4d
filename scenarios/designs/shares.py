"""What the fair shares of a book are, as far as adding up tells: to say how much a vertical or a segment holds."""

from dataclasses import dataclass

import numpy as np

from solver.book import Floats, Team
from solver.counts import ALL, SIGN, count_of, spoken
from solver.intake.findings import Findings
from solver.intake.missing import fill
from solver.intake.needs import Need
from solver.intake.sheet import Sheet
from solver.rules import Missing, Rules

FILLS = ("median", "segment_median")
WORTH = "potential"
"""The measure by which a design speaks of size, where the book has it."""


@dataclass(frozen=True)
class Scale:
    """A measure to share out. amounts : (A,). weight : (R,) of the reps. band : None = no band."""

    measure: str
    amounts: Floats
    weight: Floats
    band: float | None

    @property
    def full(self) -> float:
        """The fair share of a rep of weight 1 (full time, no new hire)."""
        return float(self.amounts.sum() / self.weight.sum())

    @property
    def words(self) -> str:
        return spoken(self.measure)

    def shares(self, amount: float) -> float:
        """An amount in fair shares of a rep of weight 1."""
        return amount / self.full if self.full > 0 else 0.0


def worth(book: Sheet, team: Team, rules: Rules) -> Scale:
    """The measure by which a design speaks of size: potential, else the first banded one, else the accounts."""
    stated = [name for name in (WORTH, *rules.bands) if count_of(name) is not None or book.has(name)]
    for name in [*stated, ALL]:
        found = scale(book, team, rules, name)
        if found.full > 0:
            return found
    return scale(book, team, rules, ALL)


def banded(book: Sheet, team: Team, rules: Rules) -> list[Scale]:
    """Every measure with a band that the table has."""
    found = [scale(book, team, rules, name) for name in rules.bands]
    return [each for each in found if each.full > 0]


def scale(book: Sheet, team: Team, rules: Rules, measure: str) -> Scale:
    """A measure of the book; what is blank and not filled by rule counts 0 (the intake says what to do about it)."""
    count = count_of(measure)
    if count is None:
        amounts = amounts_of(book, measure, rules.missing.get(measure, "error"))
        amounts = np.where(np.isnan(amounts), 0.0, amounts)
    elif count.column:
        amounts = (book.texts(count.column) == count.value).astype(np.float64)
    else:
        amounts = np.ones(len(book))
    return Scale(measure, amounts, team.weight(measure), rules.bands.get(measure))


def amounts_of(book: Sheet, column: str, how: Missing) -> Floats:
    """A numeric column (A,), its gaps filled as the rules say; NaN where they say error or exclude."""
    numbers = book.numbers(column)
    number = isinstance(how, int | float) and not isinstance(how, bool)
    if not number and how not in FILLS:
        return numbers.values
    everybody = Need(np.ones(len(book), dtype=bool), ())
    filled, _ = fill(book, column, numbers.values, numbers.bad, everybody, how, book.texts("segment"))
    return filled


def unheard(sheet: Sheet) -> Sheet:
    """The same table, to be read again without saying again what is wrong in it."""
    return Sheet(sheet.name, sheet.frame, sheet.rows, sheet.labels, Findings())


def count_measure(column: str, value: str) -> str:
    """The measure that counts the accounts with a value: `tier=A`."""
    return f"{column}{SIGN}{value}"
