"""Quick proofs that no plan exists, by prices: for problems too large to ask one exact model, and for certificates."""

import math
from collections.abc import Callable, Iterable, Iterator
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
    measures = tuple(replace(m, weight=0.0, mean_weight=0.0) for m in problem.measures)
    pricing = Pricing(replace(problem, measures=measures))
    priced = find(pricing, enough)
    return (pricing, priced) if pricing.refutes(priced) else None


def opened(problem: Problem, more: float) -> Problem:
    """The problem with `more` (a share) added to every band."""
    measures = tuple(m if m.band is None else replace(m, band=m.band + more) for m in problem.measures)
    return replace(problem, measures=measures)


def least_opening(problem: Problem, widest: float, enough: Callable[[], bool]) -> tuple[float, Certificate | None]:
    """A proven lower bound on what must be added to every band, up to `widest`, and the prices that prove it.

    From the bands pulled tight, then by halving what is left. 0 and None = nothing refuted.
    """
    proof, low = _best(problem, _tight(problem, enough), widest, enough)
    low, high = min(low, widest), widest
    for _ in range(HALVINGS):
        if enough() or low >= high:
            break
        middle = (low + high) / 2
        found = _refute(opened(problem, middle), enough)
        if found is None:
            high = middle
        else:
            low = middle
            proof = refutation(*found, problem) or proof
    proven = 0.0 if proof is None else prove(problem, proof).opening
    return max(low, min(proven, widest)), proof


def proof_of_none(problem: Problem, least: float | None, enough: Callable[[], bool]) -> Certificate | None:
    """Prices that prove that no plan keeps the rules, those with the largest opening of the bands that were found.

    `least` : the least opening if it is known; None = no opening helps. None is returned where prices prove nothing.
    """
    if least is None:
        measures = tuple(replace(m, band=None, weight=0.0, mean_weight=0.0) for m in problem.measures)
        without_bands = replace(problem, measures=measures)
        attempts = (_priced(each, enough) for each in (without_bands, problem))
        return _best(problem, attempts, math.inf, enough)[0]
    wanted = JUST_BELOW * least
    return _best(problem, _tight(problem, enough, at_last=wanted), wanted, enough)[0]


def _best(
    problem: Problem, attempts: Iterable[Refuted], wanted: float, enough: Callable[[], bool]
) -> tuple[Certificate | None, float]:
    """The refutation with the largest opening among the attempts, until one has as much as is wanted."""
    best, most = None, 0.0
    for pricing, priced in attempts:
        found = refutation(pricing, priced, problem)
        opening = 0.0 if found is None else prove(problem, found).opening
        if opening > most:
            best, most = found, opening
        if most >= wanted or enough():
            break
    return best, most


def _tight(problem: Problem, enough: Callable[[], bool], at_last: float | None = None) -> Iterator[Refuted]:
    """Prices of the bands pulled as tight as they go, one by one and all together; at last opened by `at_last`."""
    banded = [m.name for m in problem.measures if m.band is not None]
    for names in [{name} for name in banded] + [set(banded)] * (len(banded) > 1):
        yield _priced(_pulled(problem, names), enough)
    if at_last is not None:
        yield _priced(opened(problem, at_last), enough)


def _priced(problem: Problem, enough: Callable[[], bool]) -> Refuted:
    pricing = Pricing(problem)
    return pricing, find(pricing, enough)


def _pulled(problem: Problem, names: set[str]) -> Problem:
    """Instead of keeping its band, the deviation of these measures is what is minimised.

    The prices then stay within the weights, where those of rules that cannot hold grow without end.
    """
    measures = tuple(replace(m, band=None, weight=float(m.name in names), mean_weight=0.0) for m in problem.measures)
    return replace(without_goal(problem), measures=measures)


def without_goal(problem: Problem) -> Problem:
    """The same rules with nothing to minimise: only whether a plan exists."""
    zero = Amounts(np.zeros(problem.units), Pairwise(problem.reps))
    measures = tuple(replace(m, weight=0.0, mean_weight=0.0) for m in problem.measures)
    return replace(problem, measures=measures, costs=replace(problem.costs, travel_weight=0.0, given=zero))
