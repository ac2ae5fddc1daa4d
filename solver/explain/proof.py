"""Quick proofs that no plan exists, by adding up and by prices: for problems too large to ask one exact model, and for
certificates.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import chain

from solver import large
from solver.bound import elastic, served
from solver.bound.certified import refutation, shut_out
from solver.bound.elastic import without_goal
from solver.bound.prices import Priced, Pricing, find
from solver.bound.ways import walks
from solver.certificate import Certificate
from solver.judge.certificate import prove
from solver.largest import crowding
from solver.problem import Problem

JUST_BELOW = 0.95
"""Prices that prove this part of the least opening are good enough."""

Refuted = tuple[Pricing, Priced]
"""A pricing and prices of it, at which its bound may be above any plan."""


def refuted(problem: Problem, enough: Callable[[], bool]) -> bool:
    """True when sizes, who serves what or prices prove that no plan keeps the rules. False proves nothing."""
    return by_adding_up(problem) or by_prices(problem, enough)


def by_adding_up(problem: Problem) -> bool:
    """Whether sizes, who serves what, or walks prove that no plan keeps the rules. Quick at any size."""
    sizes = large.least_opening(problem) > 0 or bool(crowding(problem))
    return sizes or any(True for _ in served.proofs(problem)) or walks.any_stranded(problem)


def forced_opening(problem: Problem) -> float:
    """What must be added to every band for units that are too large, or too far for one piece: 0 = there are none."""
    return max(large.least_opening(problem), *(each.opening for each in walks.stranded(problem)), 0.0)


def by_prices(problem: Problem, enough: Callable[[], bool]) -> bool:
    """Whether prices prove it before `enough()`."""
    return elastic.refuted(without_goal(problem), enough)


def opened(problem: Problem, more: float) -> Problem:
    """The problem with `more` (a share) added to every band."""
    measures = tuple(m if m.band is None else replace(m, band=m.band + more) for m in problem.measures)
    return replace(problem, measures=measures)


def least_opening(problem: Problem, enough: Callable[[], bool]) -> tuple[float, Certificate | None]:
    """A proven lower bound on what must be added to every band, infinite when no opening helps, and the prices that
    prove it, or as much of it as prices can.
    """
    climb = elastic.least_opening(without_goal(problem), enough)
    proof = None if climb.priced is None else refutation(climb.pricing, climb.priced, problem)
    return max(forced_opening(problem), climb.bound), proof


def proof_of_none(problem: Problem, least: float | None, enough: Callable[[], bool]) -> Certificate | None:
    """What proves that no plan keeps the rules, with the largest opening of the bands that was found: a unit too large
    for anybody, or prices.

    `least` : the least opening if it is known; None = no opening helps. None is returned where nothing proves it.
    """
    if least is None:
        measures = tuple(replace(m, band=None, weight=0.0, mean_weight=0.0) for m in problem.measures)
        without_bands = replace(problem, measures=measures)
        attempts, wanted = (_priced(each, enough) for each in (without_bands, problem)), math.inf
        return _best(problem, chain(_too_large(problem), _proofs(problem, attempts, enough)), wanted, enough)
    wanted = JUST_BELOW * least
    climbs = chain(_climbed(problem, enough), _tight(problem, enough, at_last=wanted))
    return _best(problem, chain(_too_large(problem), _proofs(problem, climbs, enough)), wanted, enough)


def _too_large(problem: Problem) -> Iterator[Certificate]:
    """That of the unit that takes even the rep where it weighs least furthest beyond a band."""
    band = {m.name: float(m.band) for m in problem.measures if m.band is not None}
    worst = max(large.large_units(problem), key=lambda each: each.ratio - band[each.measure], default=None)
    found = None if worst is None else shut_out(problem, worst.unit, "alone")
    if found is not None:
        yield found


def _proofs(problem: Problem, attempts: Iterable[Refuted], enough: Callable[[], bool]) -> Iterator[Certificate]:
    """Of prices those that the judge sees prove it, until `enough()`."""
    for pricing, priced in attempts:
        found = refutation(pricing, priced, problem)
        if found is not None:
            yield found
        if enough():
            return


def _climbed(problem: Problem, enough: Callable[[], bool]) -> Iterator[Refuted]:
    """Prices of the least opening."""
    climb = elastic.least_opening(without_goal(problem), enough)
    if climb.priced is not None:
        yield climb.pricing, climb.priced


def _best(
    problem: Problem, proofs: Iterable[Certificate], wanted: float, enough: Callable[[], bool]
) -> Certificate | None:
    """The proof with the largest opening, until one has as much as is wanted."""
    best, most = None, 0.0
    for found in proofs:
        opening = prove(problem, found).opening
        if best is None or opening > most:
            best, most = found, opening
        if most >= wanted or enough():
            break
    return best


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
