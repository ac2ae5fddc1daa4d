"""Quick proofs that no plan exists, by prices: for problems too large to ask one exact model, and for certificates."""

import math
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from solver.amounts import Amounts, Pairwise
from solver.bound.certified import refutation
from solver.bound.prices import Priced, Pricing, find
from solver.certificate import Certificate
from solver.judge.certificate import prove
from solver.problem import Problem

HALVINGS = 6
"""Steps of the search for the least opening that prices cannot refute."""
JUST_BELOW = 0.95
"""Prices that prove this part of the least opening are good enough."""

Refuted = tuple[Pricing, Priced]
"""A pricing and prices of it, at which its bound may be above any plan."""


def refuted(problem: Problem, enough: Callable[[], bool]) -> bool:
    """True when prices prove that no plan keeps the rules (a bound above any plan). False proves nothing."""
    return _refute(problem, enough) is not None


def _refute(problem: Problem, enough: Callable[[], bool]) -> Refuted | None:
    pricing = Pricing(replace(problem, measures=tuple(replace(m, weight=0.0) for m in problem.measures)))
    priced = find(pricing, enough)
    return (pricing, priced) if pricing.refutes(priced) else None


def opened(problem: Problem, more: float) -> Problem:
    """The problem with `more` (a share) added to every band."""
    measures = tuple(m if m.band is None else replace(m, band=m.band + more) for m in problem.measures)
    return replace(problem, measures=measures)


def least_opening(problem: Problem, widest: float, enough: Callable[[], bool]) -> tuple[float, Certificate | None]:
    """A proven lower bound on what must be added to every band, by halving 0 … `widest`, and the prices that prove it.

    0 and None = nothing refuted.
    """
    low, high = 0.0, widest
    last: Refuted | None = None
    for _ in range(HALVINGS):
        if enough():
            break
        middle = (low + high) / 2
        found = _refute(opened(problem, middle), enough)
        if found is None:
            high = middle
        else:
            low, last = middle, found
    proof = None if last is None else refutation(*last, problem)
    proven = 0.0 if proof is None else prove(problem, proof).opening
    return max(low, proven) if math.isfinite(proven) else low, proof


def proof_of_none(problem: Problem, least: float | None, enough: Callable[[], bool]) -> Certificate | None:
    """Prices that prove that no plan keeps the rules, those with the largest opening of the bands that were found.

    `least` : the least opening if it is known; None = no opening helps. None is returned where prices prove nothing.
    """
    best, most = None, 0.0
    for pricing, priced in _attempts(problem, least, enough):
        found = refutation(pricing, priced, problem)
        opening = 0.0 if found is None else prove(problem, found).opening
        if opening > most:
            best, most = found, opening
        if most >= JUST_BELOW * (np.inf if least is None else least) or enough():
            break
    return best


def _attempts(problem: Problem, least: float | None, enough: Callable[[], bool]) -> Iterator[Refuted]:
    """Prices that may refute: of the bands pulled as tight as they go, then of the rules as they are."""
    banded = [m.name for m in problem.measures if m.band is not None]
    pulled = [{name} for name in banded] + [set(banded)] * (len(banded) > 1)
    for names in pulled if least is not None else []:
        yield _priced(_pulled(problem, names), enough)
    without_bands = replace(problem, measures=tuple(replace(m, band=None, weight=0.0) for m in problem.measures))
    yield _priced(without_bands if least is None else opened(problem, JUST_BELOW * least), enough)
    yield _priced(problem, enough)


def _priced(problem: Problem, enough: Callable[[], bool]) -> Refuted:
    pricing = Pricing(problem)
    return pricing, find(pricing, enough)


def _pulled(problem: Problem, names: set[str]) -> Problem:
    """Instead of keeping its band, the deviation of these measures is what is minimised.

    The prices then stay within the weights, where those of rules that cannot hold grow without end.
    """
    measures = tuple(replace(m, band=None, weight=float(m.name in names)) for m in problem.measures)
    return replace(without_goal(problem), measures=measures)


def without_goal(problem: Problem) -> Problem:
    """The same rules with nothing to minimise: only whether a plan exists."""
    zero = Amounts(np.zeros(problem.units), Pairwise(problem.reps))
    measures = tuple(replace(m, weight=0.0) for m in problem.measures)
    return replace(problem, measures=measures, costs=replace(problem.costs, travel_weight=0.0, given=zero))
