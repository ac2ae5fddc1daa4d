"""Quick proofs that no plan exists, by prices: for problems too large to ask one exact model, and for certificates."""

import math
from collections.abc import Callable
from dataclasses import replace

from solver.bound.certified import refutation
from solver.bound.prices import Priced, Pricing, find
from solver.certificate import Certificate
from solver.judge.certificate import prove
from solver.problem import Problem

HALVINGS = 6
"""Steps of the search for the least opening that prices cannot refute."""
JUST_BELOW = 0.95
"""Prices that are to prove a least opening are looked for with bands opened by this part of it."""

Refuted = tuple[Pricing, Priced]
"""A pricing and prices at which its bound is above any plan."""


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
    """Prices that prove that no plan keeps the rules, if there are any; they prove an opening near `least` if they can.

    `least` : None = no opening of the bands helps.
    """
    without_bands = replace(problem, measures=tuple(replace(m, band=None) for m in problem.measures))
    first = without_bands if least is None else opened(problem, JUST_BELOW * least)
    for variant in (first, problem):
        found = _refute(variant, enough)
        certificate = None if found is None else refutation(*found, problem)
        if certificate is not None:
            return certificate
    return None
