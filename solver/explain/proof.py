"""Quick proofs that no plan exists, by prices: for problems too large to ask one exact model."""

from collections.abc import Callable
from dataclasses import replace

from solver.bound.prices import Pricing, find
from solver.problem import Problem

HALVINGS = 6
"""Steps of the search for the least opening that prices cannot refute."""


def refuted(problem: Problem, enough: Callable[[], bool]) -> bool:
    """True when prices prove that no plan keeps the rules (a bound above any plan). False proves nothing."""
    pricing = Pricing(
        replace(problem, measures=tuple(replace(m, weight=0.0, mean_weight=0.0) for m in problem.measures))
    )
    return pricing.refutes(find(pricing, enough))


def opened(problem: Problem, more: float) -> Problem:
    """The problem with `more` (a share) added to every band."""
    measures = tuple(m if m.band is None else replace(m, band=m.band + more) for m in problem.measures)
    return replace(problem, measures=measures)


def least_opening(problem: Problem, widest: float, enough: Callable[[], bool]) -> float:
    """A proven lower bound on what must be added to every band, by halving 0 … `widest`; 0 = nothing refuted."""
    low, high = 0.0, widest
    for _ in range(HALVINGS):
        if enough():
            break
        middle = (low + high) / 2
        if refuted(opened(problem, middle), enough):
            low = middle
        else:
            high = middle
    return low
