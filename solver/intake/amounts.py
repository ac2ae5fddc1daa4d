"""Amounts per unit and pair, from the accounts' values and the pairs table's overrides."""

from fractions import Fraction

import numpy as np

from solver.amounts import Amounts, Pairwise
from solver.book import Book, Floats, Pairs
from solver.counts import Count, count_of
from solver.intake.peers import Groups
from solver.rules import MEAN, Level, Rules
from solver.statement import Measure


def per_unit(book: Book, units: int, values: Floats) -> Floats:
    """Sum of an account value (A,) over the accounts of every unit, shape (U,)."""
    return np.bincount(book.unit, weights=values, minlength=units).astype(np.float64)


def amounts(book: Book, units: int, reps: int, values: Floats, pairs: Pairs, override: Floats | None) -> Amounts:
    """What every unit counts: the sum of its accounts' `values` (A,), with `override` (P,) where a pair states one.

    A value that is missing counts 0: the intake has made sure that no allowed pair uses it.
    """
    known = np.nan_to_num(values, nan=0.0)
    base = per_unit(book, units, known)
    if override is None or not len(pairs):
        return Amounts(base, Pairwise(reps))
    stated = np.flatnonzero(~np.isnan(override))
    account, rep = pairs.account[stated], pairs.rep[stated]
    unit = book.unit[account]
    default = Pairwise.build(reps, unit, rep, known[account])
    given = Pairwise.build(reps, unit, rep, override[stated])
    # This order of operations leaves the stated value untouched where a unit is one account.
    return Amounts(base, Pairwise(reps, given.keys, (base[given.unit] - default.values) + given.values))


def ones(book: Book, count: Count) -> Floats:
    """1 for every account that counts, 0 for the others, (A,)."""
    return (book.texts[count.column] == count.value if count.column else np.ones(len(book))).astype(np.float64)


def column(book: Book, name: str) -> Floats:
    """What every account counts of a measure, (A,); NaN where it is missing and not needed."""
    count = count_of(name)
    return book.values[name] if count is None else ones(book, count)


def plain(base: Floats, reps: int) -> Amounts:
    """The same for every rep."""
    return Amounts(base, Pairwise(reps))


def portion(share: float, total: float) -> float:
    """`share` × `total` with the share read as the decimal it is written as: 0.29 × 100 is 29, not 28.999…"""
    return float(Fraction(repr(float(share))) * Fraction(total))


def measures(
    book: Book, units: int, rules: Rules, pairs: Pairs, weights: dict[str, Floats], groups: Groups
) -> tuple[Measure, ...]:
    """The measures of the bands and the goal, weighed as its first level does.

    `weights[name]` (R,) are the reps' weights.

    Fair share = total of the peer group over the accounts table × weight ÷ Σ weights of the group (MISSION.md),
    whatever the pairs table says.
    """
    found = []
    level = rules.levels[0] if rules.levels else {}
    for name, weight in weights.items():
        count, values = count_of(name), column(book, name)
        share = groups.shares(np.nan_to_num(values, nan=0.0), weight)
        override = pairs.values.get(name) if count is None else None
        per_pair = amounts(book, units, len(weight), values, pairs, override)
        found.append(Measure(name, per_pair, share, rules.around_shares.get(name), *goal_weights(name, level)))
    return tuple(found)


def goal_weights(measure: str, level: Level) -> tuple[float, float]:
    """Weights of a measure's largest and of its mean deviation in a level of the goal."""
    return float(level.get(measure, 0.0)), float(level.get(MEAN + measure, 0.0))
