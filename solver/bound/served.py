"""Who may own what, against bands and limits: reps who may own too little, accounts that too few reps may own, owners
who may not keep theirs.

Units of one eligibility class are poured together and shared out among the reps whom the class allows, a measure at a
time. If even that cannot keep every rep within the band, no plan can: by max flow and min cut the reason is a set of
reps and all that they alone may own, or all that they may own at most (Hall's condition). The prices of the linear
program are a proof that anyone can check, see `solver.judge.certificate`.
"""

from collections.abc import Iterator

import numpy as np
from scipy.optimize import OptimizeResult, linprog
from scipy.sparse import csr_array, eye_array, hstack, vstack

from solver.book import Bools, Floats, Ints
from solver.bound.certified import refuting
from solver.certificate import Certificate, RulePrices
from solver.problem import Limit, Measure, Problem
from solver.rules import BAND_TOLERANCE

MOST_PAIRS = 500_000
"""Classes × reps that are looked at."""
NOTICED = 1e-6
"""In fair shares: less beyond the bands is left to the prices of the whole problem."""


def refuted(problem: Problem) -> Certificate | None:
    """A certificate that some band or limit cannot hold, whatever the other rules; None when none was found."""
    return next((proof for prices in proofs(problem) if (proof := refuting(problem, (prices,)))), None)


def proofs(problem: Problem) -> Iterator[RulePrices]:
    """Prices that prove that a band (per fair share) or a limit on the whole plan cannot hold."""
    yield from limits_passed(problem)
    yield from bands_passed(problem)


def limits_passed(problem: Problem) -> Iterator[RulePrices]:
    """For every limit that is broken even when each unit goes to the rep who uses least of it."""
    for limit, _ in passed_limits(problem):
        yield RulePrices("limit", limit.name, np.ones(1))


def passed_limits(problem: Problem) -> Iterator[tuple[Limit, float]]:
    """Every such limit, with what is used of it at least."""
    for limit, least in least_uses(problem):
        if limit.upper + NOTICED * limit.slack < least < np.inf:
            yield limit, least


def least_uses(problem: Problem) -> Iterator[tuple[Limit, float]]:
    """Every limit on the whole plan with what is used at least: each unit at the rep who uses least of it, of those who
    may own it; infinite where nobody may.
    """
    for limit in problem.limits:
        if limit.largest or limit.mean:
            continue
        step = max(1, MOST_PAIRS // problem.reps)
        least = 0.0
        for first in range(0, problem.units, step):
            last = min(first + step, problem.units)
            use = np.where(problem.eligibility.block(first, last), limit.amounts.block(first, last), np.inf)
            least += float(use.min(axis=1).sum())
        yield limit, least


def least_openings(problem: Problem) -> dict[str, float]:
    """Measure → what its band must open by at least, as a share, because of who may own what, whatever the other rules.

    Only measures whose band cannot hold. The same pouring as for the proofs: no plan needs less.
    """
    found = {}
    for measure, allows, mass in _poured(problem):
        least = _least_opening(allows, mass, measure)
        if least > NOTICED:
            found[measure.name] = least - NOTICED
    return found


def bands_passed(problem: Problem) -> Iterator[RulePrices]:
    """For every measure whose band cannot hold."""
    for measure, allows, mass in _poured(problem):
        prices = _prices(allows, mass, measure)
        if prices is not None and _worth(allows, mass, measure, prices) > 0:
            yield RulePrices("measure", measure.name, prices * measure.share)


def _poured(problem: Problem) -> Iterator[tuple[Measure, Bools, Floats]]:
    """Every measure with a band, which reps each class allows (K, R), and the mass of each class (K,); none where
    everybody may own everything, or where there are too many classes.
    """
    allows, of = _classes(problem)
    if allows.size > MOST_PAIRS or allows[: len(problem.eligibility.allows)].all():
        return
    for measure in problem.measures:
        if measure.band is not None and not len(measure.amounts.special):
            mass = np.bincount(of, weights=measure.amounts.base, minlength=len(allows))
            yield measure, allows, mass.astype(np.float64)


def _worth(allows: Bools, mass: Floats, measure: Measure, prices: Floats) -> float:
    """By how much every plan would have to pay more than the bands let it, at these prices per unit of the measure."""
    there = mass > 0
    paid = np.where(allows[there], prices, np.inf).min(axis=1)
    room = _room(measure)
    most = np.where(prices > 0, measure.share * (1 + room), measure.share * (1 - room))
    terms = np.concatenate([mass[there] * paid, -prices * most])
    return float(terms.sum()) - NOTICED * float(np.abs(prices * measure.share).max(initial=0.0))


def _room(measure: Measure) -> float:
    return (measure.band or 0.0) + 2 * BAND_TOLERANCE


def _classes(problem: Problem) -> tuple[Bools, Ints]:
    """Which reps every class allows (K, R), and the class of every unit (U,); pinned units have a class for each rep.

    Pairs that are forbidden one by one count as allowed, and those that are added one by one for the whole class: more
    choice never makes a proof wrong.
    """
    who, reps = problem.eligibility, problem.reps
    allows = who.allows.copy()
    allows[who.unit_class[who.extra.unit], who.extra.rep] = True
    of = np.where(who.pinned >= 0, len(allows) + who.pinned, who.unit_class)
    return np.concatenate([allows, np.eye(reps, dtype=bool)]), np.asarray(of, dtype=np.int64)


def _least_opening(allows: Bools, mass: Floats, measure: Measure) -> float:
    """The least by which a band opens when the classes are shared out, a linear program; 0 = it holds."""
    there = mass > 0
    if not allows[there].any(axis=1).all():
        return 0.0
    wider = csr_array(-np.ones((len(measure.share), 1)))
    found = _shared_out(allows[there], mass[there], measure, wider, wider)
    return float(found.fun) if found.x is not None else 0.0


def _prices(allows: Bools, mass: Floats, measure: Measure) -> Floats | None:
    """Prices per unit of the measure (R,) when the classes cannot be shared out within the band; None when they can."""
    there, reps = mass > 0, len(measure.share)
    over, short = -eye_array(reps, format="csr"), csr_array((reps, reps))
    found = _shared_out(allows[there], mass[there], measure, hstack([over, short]), hstack([short, over]))
    if found.x is None or found.fun <= NOTICED:
        return None
    marginal = np.asarray(found.ineqlin.marginals)
    return np.asarray((marginal[reps:] - marginal[:reps]) / measure.share)


def _shared_out(allows: Bools, mass: Floats, measure: Measure, above: csr_array, below: csr_array) -> OptimizeResult:
    """The linear program that shares out classes, their masses being above 0, with the least sum of what gives way.

    above, below : (R, G) what the G variables that give way add to each rep's row at the upper and at the lower edge.
    """
    kind, rep = np.nonzero(allows)
    pairs, reps, ways = len(kind), len(measure.share), above.shape[1]
    room, columns = _room(measure), np.arange(pairs)
    dealt = csr_array((np.ones(pairs), (kind, columns)), shape=(len(mass), pairs))
    load = csr_array((1.0 / measure.share[rep], (rep, columns)), shape=(reps, pairs))
    return linprog(
        np.r_[np.zeros(pairs), np.ones(ways)],
        A_eq=hstack([dealt, csr_array((len(mass), ways))]),
        b_eq=mass,
        A_ub=vstack([hstack([load, above]), hstack([-load, below])]),
        b_ub=np.r_[np.full(reps, 1 + room), np.full(reps, -(1 - room))],
        bounds=(0, None),
        method="highs",
    )
