"""Computes the price bound of a certificate again, from the input tables and with numpy alone.

Whatever the prices π are, no plan that keeps the rules has a goal below

    g(π) = Σ_u min_r (c_ur + Σ_j π_jr · a_jur) + Σ_j value_j(π_j)

(Lagrangian relaxation; A. M. Geoffrion, Math. Programming Study 2, 1974). Summed over units u and priced rules j; the
inner minimum runs over every rep who may own the unit; c_ur is what the pair adds to the goal (travel, reassigned,
cost) and a_jur what it uses of the rule. Of contiguity only the home units count and what is priced of it: an
inequality Σ a · x ≥ b at a price μ makes its pairs cost μ · a less and adds μ · b (`solver.judge.ways`). With loads in
fair shares, goal weights w of the largest and m of the mean deviation, R reps and band b, value_j of a measure is

    − Σ_r π_r + min(0, b · (w − Σ_r max(0, |π_r| − m ÷ R)))

and of a rule lower ≤ load ≤ upper: − Σ_r π_r · upper_r where π_r > 0, − π_r · lower_r where π_r < 0. Of a rule
load_r − f_r · (what r's peer group owns) ≤ 0, or ≥ 0, it is 0, and a unit costs its owner k not π_k but
π_k − Σ π_r f_r over the reps r of his group.

A certificate that there is no plan leaves the goal out: then g(π) > 0 contradicts that a plan costs 0. Bands that open
by z lower g(π) by at most z · Σ |π| over the banded measures, so they must open by at least g(π) ÷ that sum.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from solver.book import Floats
from solver.certificate import Certificate, Proves
from solver.judge.coupling import Coupling, couplings
from solver.judge.reduced import Reduced
from solver.judge.ways import paid
from solver.judge.yardstick import Yardstick
from solver.problem import Problem

ROUNDING = 1e-12
"""Error of floating-point sums, as a share of the amounts that are added up; the bound is made that much lower."""


@dataclass(frozen=True)
class Proof:
    """What the prices of a certificate prove.

    bound : no plan that keeps the rules has a goal below it; −inf = the prices prove nothing, inf = a unit has no rep.
    size : the amounts that were added up, by which differences between two computations are to be judged.
    opening : the least that must be added to every band (as a share) for there to be a plan; inf = bands do not help;
    0 where the certificate says nothing of that, or not that there is no plan. faults : prices that could not be used,
    in words.
    """

    bound: float
    size: float
    opening: float = 0.0
    faults: tuple[str, ...] = ()


def prove(problem: Problem, certificate: Certificate, facts: Yardstick | None = None) -> Proof:
    """The bound at the prices of `certificate`; what it claims plays no part. Any prices give a valid bound."""
    facts = facts or Yardstick.of(problem)
    known = couplings(problem, facts, certificate.proves)
    prices, faults = _matched(certificate, known)
    priced = list(zip(known, prices, strict=True))
    with np.errstate(over="ignore", invalid="ignore"):
        ways = paid(problem, known, certificate.ways)
        reduced = Reduced.of(problem, facts, certificate.proves, priced).with_more(ways.keys, ways.more)
        lowest, size = reduced.minimum()
        values = [c.worth.value(p) for c, p in priced]
        size += sum(map(abs, values)) + sum(float(np.abs(p).sum()) for _, p in priced) + ways.size
        bound = lowest + sum(values) + ways.value - ROUNDING * size
    if not np.isfinite(bound):
        bound = np.inf if lowest == np.inf else -np.inf
    opening = 0.0
    if certificate.proves is Proves.NO_PLAN and bound > 0:
        # Wider bands may undo what is priced of contiguity, so that such a proof says nothing of an opening, unless all
        # that it says is that a unit is out of everybody's reach.
        alone = not any(p.any() for _, p in priced)
        opening = _opening(problem, priced, bound) if not certificate.ways else ways.opening if alone else 0.0
    return Proof(bound, size, opening, (*faults, *ways.faults))


def _opening(problem: Problem, priced: Sequence[tuple[Coupling, Floats]], bound: float) -> float:
    if any(p.any() for c, p in priced if c.around is not None):
        return 0.0  # bands around what a group owns open too, and what that undoes is not counted here
    banded = [p for c, p in priced if c.kind == "measure" and c.rule in problem.rules.around_shares]
    length = sum(float(np.abs(p).sum()) for p in banded)
    return bound / length if length > 0 else np.inf


def _matched(certificate: Certificate, known: Sequence[Coupling]) -> tuple[list[Floats], list[str]]:
    """Legal prices of every rule, 0 where the certificate has none, and what is wrong with those it has."""
    prices = {(c.kind, c.rule): np.zeros(c.prices) for c in known}
    worth = {(c.kind, c.rule): c.worth for c in known}
    seen, faults = set(), []
    for given in certificate.prices:
        key, name = (given.kind, given.rule), f"{given.kind} {given.rule}"
        values = np.asarray(given.prices, dtype=np.float64)
        if key not in prices:
            faults.append(f"{name} is priced, but the input has no such rule")
        elif key in seen:
            faults.append(f"{name} is priced twice")
        elif values.shape != prices[key].shape:
            faults.append(f"{name} has {values.size} prices; it should have {len(prices[key])}")
        else:
            if not np.isfinite(values).all():
                faults.append(f"{name} has a price that is not a finite number")
            prices[key] = worth[key].legal(np.where(np.isfinite(values), values, 0.0))
        seen.add(key)
    return list(prices.values()), faults
