"""Rules on what one rep owns in total: bands, capacity, caps."""

import numpy as np

from solver.book import Floats, Ints
from solver.counts import count_of, spoken
from solver.judge.measures import Measures, Tally
from solver.judge.medians import deviation, inside, medians
from solver.judge.violation import Violation, apart, number, percent, rep_label
from solver.judge.yardstick import weight
from solver.problem import Problem
from solver.rules import BAND_TOLERANCE


def bands(problem: Problem, _: Ints, measures: Measures) -> list[Violation]:
    """|ratio − 1| ≤ band, with the tolerance of `BAND_TOLERANCE`: load ÷ fair share, or (load ÷ weight) ÷ the median
    of the same over the rep's peer group.
    """
    found = []
    for name, band in problem.rules.bands.items():
        tally = measures.tallies.get(name)
        if tally is None:
            message = f"the band on {name} cannot be checked: there is no {name} in the input"
            found.append(Violation("band", message, (name,), float("nan"), band))
            continue
        # Written as "not inside", so that a missing amount breaks the band instead of passing it.
        for rep in np.flatnonzero(~inside(problem, tally, band)):
            found.append(_outside(problem, tally, band, int(rep)))
    return found


def _outside(problem: Problem, tally: Tally, band: float, rep: int) -> Violation:
    """A rep outside a band."""
    name, load, middle, what = tally.name, tally.load[rep], tally.share[rep], "fair share"
    if name in problem.rules.around_medians:
        middle = medians(problem, tally)[rep] * weight(problem, name)[rep]
        what = "median of the peer group" if problem.rules.peers else "median of the team"
    held = f"{number(load)} {spoken(name)}" if count_of(name) else f"{name} {number(load)}"
    off = float(deviation(problem, tally)[rep])
    side = "over" if load > middle else "under"
    away, allowed = apart(off, band, percent, digits=2)
    far = f"{away} {side} the {what}, which is {number(middle)} for this rep" if what != "fair share" else ""
    far = far or f"{away} {side} the fair share of {number(middle)}"
    if np.isinf(off):
        far = f"and the {what} is 0"
    message = f"{rep_label(problem.team, rep)} has {held}, {far}; the band allows {allowed}"
    return Violation("band", message, (str(problem.team.ids[rep]), name), off, band)


def capacity(problem: Problem, _: Ints, measures: Measures) -> list[Violation]:
    """Hours owned ≤ limit × capacity; a rep whose capacity is not stated has none to keep."""
    share = problem.rules.limits.capacity
    if share is None:
        return []
    allowed = np.where(np.isnan(problem.team.capacity), np.inf, share * problem.team.capacity)
    tally = measures.tallies.get("workload")
    hours = tally.load if tally is not None else np.full(problem.reps, np.nan)
    found = []
    for rep in np.flatnonzero(np.isfinite(allowed) & ~(hours <= allowed * (1 + BAND_TOLERANCE))):
        used, most = apart(float(hours[rep]), float(allowed[rep]), number)
        message = f"{rep_label(problem.team, rep)} has {used} hours a year; the capacity limit allows {most}"
        ids = (str(problem.team.ids[rep]),)
        found.append(Violation("capacity", message, ids, float(hours[rep]), float(allowed[rep])))
    return found


def account_caps(problem: Problem, _: Ints, measures: Measures) -> list[Violation]:
    """Accounts ≤ the rep's max_accounts."""
    return _over_cap(problem, "max_accounts", "accounts", measures.accounts, problem.team.max_accounts)


def named_caps(problem: Problem, _: Ints, measures: Measures) -> list[Violation]:
    """Named accounts ≤ the tighter of the rep's max_named and the limit for everybody."""
    everybody = problem.rules.limits.named_accounts_per_rep
    cap = problem.team.max_named if everybody is None else np.minimum(problem.team.max_named, everybody)
    return _over_cap(problem, "max_named", "named accounts", measures.named, cap)


def per_rep(problem: Problem, _: Ints, measures: Measures) -> list[Violation]:
    """Least and most of a measure that each rep may own, with the tolerance of `BAND_TOLERANCE` of the bound."""
    found = []
    for name, (least, most) in problem.rules.per_rep.items():
        tally = measures.tallies.get(name)
        load = tally.load if tally is not None else np.full(problem.reps, np.nan)
        for bound, words, side in ((least, "least", 1.0), (most, "most", -1.0)):
            if bound is None:
                continue
            room = BAND_TOLERANCE * max(1.0, abs(bound))
            for rep in np.flatnonzero(~(side * (load - bound) >= -room)):
                held, allowed = apart(float(load[rep]), float(bound), number)
                message = f"{rep_label(problem.team, rep)} has {held} {spoken(name)}; the {words} is {allowed}"
                ids = (str(problem.team.ids[rep]), name)
                found.append(Violation("per_rep", message, ids, float(load[rep]), float(bound)))
    return found


def _over_cap(problem: Problem, rule: str, what: str, count: Ints, cap: Floats) -> list[Violation]:
    return [
        Violation(
            rule,
            f"{rep_label(problem.team, rep)} has {count[rep]} {what}; the cap is {number(cap[rep])}",
            (str(problem.team.ids[rep]),),
            float(count[rep]),
            float(cap[rep]),
        )
        for rep in np.flatnonzero(count > cap)
    ]
