"""From prices as the engine scales them to a certificate, in the planner's units."""

from dataclasses import replace

import numpy as np

from solver.bound.couplings import Kind
from solver.bound.prices import Priced, Pricing
from solver.certificate import Certificate, Proves, RulePrices, Way, WayKind
from solver.errors import InternalError
from solver.judge.certificate import Proof, prove
from solver.judge.yardstick import Yardstick
from solver.problem import Problem

AGREEMENT = 1e-7
"""Difference between the engine's bound and the judge's, as a share of what is added up, above which one is wrong."""
JUDGED_PAIRS = 5_000_000
"""Up to so many pairs the judge looks at a certificate before it leaves the engine (a second); `check` always."""


def certificate(pricing: Pricing, priced: Priced) -> Certificate:
    """The certificate of a bound on the goal."""
    ways = () if pricing.surcharge is None else pricing.surcharge.ways
    return Certificate(Proves.GOAL, priced.bound, _in_units(pricing, priced), ways)


def refutation(pricing: Pricing, priced: Priced, problem: Problem | None = None) -> Certificate | None:
    """The certificate that there is no plan, if the judge sees it in these prices; the largest of them becomes 1.

    problem : the problem as stated, when `pricing` is of one with other bands or another goal.
    """
    return refuting(problem or pricing.problem, _in_units(pricing, priced))


def refuting(problem: Problem, prices: tuple[RulePrices, ...]) -> Certificate | None:
    """The certificate of these prices that there is no plan, if the judge sees it; the largest of them becomes 1."""
    longest = max((float(np.abs(p.prices).max(initial=0.0)) for p in prices), default=0.0)
    if not longest > 0:
        return None
    scaled = tuple(replace(p, prices=p.prices / longest) for p in prices)
    claim = Certificate(Proves.NO_PLAN, 0.0, scaled)
    bound = prove(problem, claim).bound
    return replace(claim, bound=bound) if 0 < bound < np.inf else None


def shut_out(problem: Problem, unit: int, kind: WayKind) -> Certificate | None:
    """The certificate that there is no plan because nobody who may own a unit can have it, if the judge sees it.

    kind : why not, `alone` or `walk`.
    """
    reps = np.flatnonzero(problem.eligibility.block(unit, unit + 1)[0])
    ways = tuple(Way(kind, rep, (), unit, 1.0) for rep in reps.tolist())
    claim = Certificate(Proves.NO_PLAN, 0.0, (), ways)
    proof = prove(problem, claim)
    return None if proof.faults or not 0 < proof.bound < np.inf else replace(claim, bound=proof.bound)


def _in_units(pricing: Pricing, priced: Priced) -> tuple[RulePrices, ...]:
    """Prices per fair share, hour, account or potential, whatever scale the pricing works in."""
    return tuple(
        RulePrices(c.kind.value, c.name, p.copy() if c.kind is Kind.MEASURE else p / c.unit[: len(p)])
        for c, p in zip(pricing.couplings, priced.prices, strict=True)
    )


def vouched(problem: Problem, claim: Certificate, facts: Yardstick) -> Certificate:
    """The certificate with the bound that the judge computes from it. Raises InternalError if that is another one."""
    if claim.proves is Proves.NO_PLAN or problem.units * problem.reps > JUDGED_PAIRS:
        return claim
    found = prove(problem, claim, facts)
    if found.faults or not agree(claim.bound, found):
        wrong = "; ".join(found.faults) or f"the judge makes it {found.bound!r}"
        raise InternalError(f"the price bound is {claim.bound!r}, but {wrong}")
    return replace(claim, bound=found.bound)


def agree(bound: float, found: Proof) -> bool:
    """Whether the judge found the same bound."""
    return abs(bound - found.bound) <= AGREEMENT * max(1.0, abs(bound), found.size)
