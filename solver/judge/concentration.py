"""How much of what a rep owns is in few accounts."""

import numpy as np

from solver.book import Floats, Ints
from solver.judge.measures import Measures, with_overrides
from solver.judge.violation import Violation, apart, percent, rep_label
from solver.judge.yardstick import amounts
from solver.problem import Problem
from solver.rules import BAND_TOLERANCE, TOP, TOP_FIVE


def top_share(rep: Ints, potential: Floats, reps: int, count: int = TOP) -> Floats:
    """(R,) Potential of the rep's `count` largest accounts ÷ the rep's potential; NaN for a rep without potential.

    rep (A,), −1 = nobody; potential (A,). A rep with `count` accounts or fewer has the share 1.
    """
    owned = np.flatnonzero(rep >= 0)
    order = owned[np.lexsort((-potential[owned], rep[owned]))]
    who = rep[order]
    rank = np.arange(len(who)) - np.searchsorted(who, who)
    held = np.bincount(who, weights=potential[order], minlength=reps)
    top = np.bincount(who[rank < count], weights=potential[order][rank < count], minlength=reps)
    return np.where(held > 0, top / np.where(held > 0, held, 1.0), np.nan)


def top_five(problem: Problem, rep: Ints) -> Floats:
    """(R,) Share of the rep's five largest accounts, by the potential that the accounts have for their rep."""
    return top_share(rep, with_overrides(problem, "potential", amounts(problem, "potential"), rep), problem.reps)


def top_five_cap(problem: Problem, rep: Ints, measures: Measures) -> list[Violation]:
    """Share of the five largest ≤ the limit, with a tolerance of `BAND_TOLERANCE`; without potential there is none."""
    limit = problem.rules.limits.top_five
    if limit is None:
        return []
    share = top_five(problem, rep)
    tally = measures.tallies.get("potential")
    nothing = np.zeros(problem.reps, dtype=bool) if tally is None else tally.load == 0
    found = []
    # Written as "not inside", so that a missing amount breaks the limit instead of passing it.
    for one in np.flatnonzero(~(nothing | (share <= limit + BAND_TOLERANCE))):
        has, most = apart(float(share[one]), limit, percent, digits=2)
        count = int(measures.accounts[one])
        which = f"the {TOP} largest of {count:,} accounts" if count > TOP else f"{count} accounts, no more,"
        message = f"{rep_label(problem.team, one)} has {has} of the potential in {which}; the limit top_five is {most}"
        found.append(Violation(TOP_FIVE, message, (str(problem.team.ids[one]),), float(share[one]), limit))
    return found
