"""The share of a rep's five largest accounts, as bounds on sums.

Whatever t ≥ 0 is, the five largest of the accounts a that a rep owns are together at most 5 t + Σ max(0, a − t), and
just that where t is the fifth largest (0 where there are fewer). So for a fixed t

    sufficient  Σ (s · a − max(0, a − t)) ≥ 5 t         over the rep's accounts, s being the limit

and a plan that keeps the limit keeps this with its own fifth largest accounts as t. Necessary is that an account is no
more than s times the most that its rep may own.
"""

from dataclasses import dataclass

import numpy as np

from solver.amounts import Amounts, Pairwise
from solver.book import Floats, Ints
from solver.rules import BAND_TOLERANCE, MEDIAN, PER_REP, TOP, TOP_FIVE
from solver.statement import Row, Statement

EASY = 0.7
"""Part of the room beside a rep's largest account that the next four are to take."""
BLOCK = 4096
"""Accounts that are looked at together."""


def potential(problem: Statement) -> Amounts:
    """What every account (not unit) counts for each rep; a value that is missing counts 0."""
    known = np.nan_to_num(problem.book.values["potential"], nan=0.0)
    pairs, given = problem.pairs, problem.pairs.values.get("potential")
    if given is None:
        return Amounts(known, Pairwise(problem.reps))
    stated = np.flatnonzero(~np.isnan(given))
    return Amounts(known, Pairwise.build(problem.reps, pairs.account[stated], pairs.rep[stated], given[stated]))


def even_threshold(problem: Statement) -> float:
    """The t that makes 5 t + Σ max(0, a − t) ÷ R least: the account that is 5 R-th in size, 0 where there are fewer."""
    descending = np.sort(np.nan_to_num(problem.book.values["potential"], nan=0.0))[::-1]
    place = TOP * problem.reps
    return float(descending[place - 1]) if place <= len(descending) else 0.0


def thresholds(problem: Statement, cap: float, rep_of_unit: Ints) -> Floats:
    """(R,) For each rep a t that suits a plan: the fifth largest account (0 where there are fewer) of those within the
    limit, with which their row has just the room that they have.

    Of those beyond it less: the fifth largest in proportion, and so little that the largest account leaves room for the
    rest, if it can.
    """
    ranked = _ranked(problem, rep_of_unit)
    load = potential_of_reps(problem, rep_of_unit)
    fifth, top = ranked[:, -1].copy(), ranked.sum(axis=1)
    beyond = (top > cap * load) & (top > 0)
    shrunk = fifth * cap * load / np.where(top > 0, top, 1.0)
    beside = EASY * (cap * load - ranked[:, 0]) / (TOP - 1)
    shrunk = np.where(beside > 0, np.minimum(shrunk, beside), shrunk)
    return np.where(beyond, shrunk, fifth)


def over(problem: Statement, cap: float, rep_of_unit: Ints) -> Floats:
    """(R,) By how much the share of the five largest is over the limit, 0 where it is not."""
    load, top = potential_of_reps(problem, rep_of_unit), _ranked(problem, rep_of_unit).sum(axis=1)
    return np.maximum(0.0, np.where(load > 0, top / np.where(load > 0, load, 1.0), 0.0) - cap)


def potential_of_reps(problem: Statement, rep_of_unit: Ints) -> Floats:
    """(R,) What the reps own in a plan."""
    owned, rep = _owned(problem, rep_of_unit)
    return np.bincount(rep, weights=potential(problem).at(owned, rep), minlength=problem.reps).astype(np.float64)


def _owned(problem: Statement, rep_of_unit: Ints) -> tuple[Ints, Ints]:
    """Accounts that somebody has, and who."""
    rep = rep_of_unit[problem.book.unit]
    owned = np.flatnonzero(rep >= 0)
    return owned, rep[owned]


def _ranked(problem: Statement, rep_of_unit: Ints) -> Floats:
    """(R, 5) The largest accounts of every rep, descending; 0 where there are fewer."""
    owned, rep = _owned(problem, rep_of_unit)
    values = potential(problem).at(owned, rep)
    order = np.lexsort((-values, rep))
    who = rep[order]
    rank = np.arange(len(who)) - np.searchsorted(who, who)
    found = np.zeros((problem.reps, TOP))
    at = rank < TOP
    found[who[at], rank[at]] = values[order][at]
    return found


def sufficient(problem: Statement, cap: float, threshold: Floats) -> Row:
    """The row that keeps the limit, at the reps' thresholds (R,)."""
    worth, unit, reps = potential(problem), problem.book.unit, problem.reps
    usual = float(np.median(threshold))

    def counted(values: Floats, at: Floats | float) -> Floats:
        return np.asarray(cap * values - np.maximum(0.0, values - at))

    plain = counted(worth.base, usual)
    account, rep = np.array([], dtype=np.int64), np.array([], dtype=np.int64)
    for one in np.flatnonzero(threshold != usual):
        larger = np.flatnonzero(worth.base > min(usual, threshold[one]))
        account, rep = np.r_[account, larger], np.r_[rep, np.full(len(larger), one)]
    keys = np.unique(np.r_[account * reps + rep, worth.special.keys])
    account, rep = keys // reps, keys % reps
    more = counted(worth.at(account, rep), threshold[rep]) - plain[account]
    base = np.bincount(unit, weights=plain, minlength=problem.units).astype(np.float64)
    changed = Pairwise.build(reps, unit[account], rep, more)
    special = Pairwise(reps, changed.keys, base[changed.unit] + changed.values)
    slack = np.full(reps, max(1e-9, cap * float(worth.base.sum()) / reps))
    return Row(TOP_FIVE, Amounts(base, special), TOP * threshold, np.full(reps, np.inf), slack)


def most_owned(problem: Statement) -> Floats:
    """(R,) The most potential that bands and bounds per rep allow each; infinite where nothing does."""
    most = np.full(problem.reps, np.inf)
    for measure in problem.measures:
        if measure.name == "potential" and measure.band is not None:
            most = np.minimum(most, measure.share * (1 + measure.band + BAND_TOLERANCE))
    for row in problem.rows:
        if row.name in (f"{MEDIAN}potential", f"{PER_REP}potential"):
            most = np.minimum(most, row.upper + BAND_TOLERANCE * np.maximum(1.0, np.abs(row.upper)))
    return most


@dataclass(frozen=True)
class Crowding:
    """An account (index) that is more than the limit of all that `rep`, who may own most, can have: `share` of it."""

    account: int
    amount: float
    rep: int
    share: float


def crowding(problem: Statement) -> list[Crowding]:
    """Accounts that take whoever owns them beyond the limit, the largest first."""
    cap = problem.rules.limits.top_five
    most = most_owned(problem)
    if cap is None or not np.isfinite(most).any():
        return []
    worth, unit, reps = potential(problem), problem.book.unit, np.arange(problem.reps)
    suspects = np.flatnonzero(worth.most() > cap * most.min())
    found = []
    for start in range(0, len(suspects), BLOCK):
        account = suspects[start : start + BLOCK]
        amount = np.broadcast_to(worth.at(account[:, None], reps[None, :]), (len(account), len(reps)))
        allowed = problem.eligibility.ok(unit[account][:, None], reps[None, :])
        share = np.where(allowed, amount / most, np.inf)
        rep = np.argmin(share, axis=1)
        least = share[np.arange(len(account)), rep]
        for at in np.flatnonzero(np.isfinite(least) & (least > cap + 2 * BAND_TOLERANCE)):
            found.append(Crowding(int(account[at]), float(amount[at, rep[at]]), int(rep[at]), float(least[at])))
    return sorted(found, key=lambda each: (-each.share, each.account))
