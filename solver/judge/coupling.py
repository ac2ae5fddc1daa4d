"""The rules that couple accounts, as the judge reads them from the tables, and what a price on each is worth.

A price π_r on a rule makes each unit of what rep r has of it cost π_r more. Whatever a plan does, it pays back at least
`value(π)` in total, as long as it keeps the rule; see `solver.judge.certificate` for the sum.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from solver.book import NEW, Floats
from solver.certificate import Kind, Proves
from solver.counts import count_of
from solver.judge.exceptions import Use
from solver.judge.peers import Groups
from solver.judge.terms import no_data
from solver.judge.yardstick import Yardstick, amounts, sharing
from solver.medians import necessary
from solver.problem import Problem
from solver.rules import BAND, BAND_TOLERANCE, LEAST, MEAN, MEDIAN, MOST, PER_REP


class Worth(Protocol):
    """What is known of a rule's totals, whatever the plan."""

    def legal(self, prices: Floats) -> Floats:
        """The prices, 0 where their sign stands for a bound that does not exist."""

    def value(self, prices: Floats) -> float:
        """The part of the bound that does not depend on units."""


@dataclass(frozen=True)
class Deviation:
    """Loads in fair shares; the goal counts `weight` × the largest |load − 1|, which is never above `most`, and
    `mean` × its mean over the reps.
    """

    weight: float
    most: float
    mean: float = 0.0

    def legal(self, prices: Floats) -> Floats:
        return prices

    def value(self, prices: Floats) -> float:
        """min over 0 ≤ d ≤ most of weight · d + mean · Σ |load_r − 1| ÷ R − Σ π_r (load_r), |load_r − 1| ≤ d."""
        beyond = np.maximum(0.0, np.abs(prices) - self.mean / len(prices))
        return -float(prices.sum()) + min(0.0, self.most * (self.weight - float(beyond.sum())))


@dataclass(frozen=True)
class Between:
    """lower ≤ load ≤ upper, infinite where there is no bound; arrays (R,), or (1,) for the whole plan."""

    lower: Floats
    upper: Floats

    def legal(self, prices: Floats) -> Floats:
        dear, cheap = np.isfinite(self.upper), np.isfinite(self.lower)
        return np.where(((prices > 0) & dear) | ((prices < 0) & cheap), prices, 0.0)

    def value(self, prices: Floats) -> float:
        bound = np.where(prices > 0, self.upper, self.lower)
        return -float((prices * np.where(prices == 0, 0.0, bound)).sum())


@dataclass(frozen=True)
class Around:
    """A rule on load − `factor` × what the rep's group owns, both (R,)."""

    groups: Groups
    factor: Floats

    def of_peers(self, prices: Floats) -> Floats:
        """(R,) What a unit that rep k owns spares at prices π of the rules, because the group of k owns one more:
        Σ π_r · factor_r over the reps r of that group.
        """
        return self.groups.total(prices * self.factor)


@dataclass(frozen=True)
class Coupling:
    """One rule: what accounts use of it, in units of `unit` (R,), and what its prices are worth. `around` : the rule is
    on loads less a part of what the peer group owns.
    """

    kind: Kind
    rule: str
    use: Use
    unit: Floats
    worth: Worth
    around: Around | None = None

    @property
    def prices(self) -> int:
        """Number of prices: one per rep, or one for the whole plan."""
        return 1 if self.kind == "limit" else len(self.unit)

    def faced(self, prices: Floats) -> Floats:
        """What a unit of use costs each rep at these prices, (R,)."""
        own = prices / self.unit
        return own if self.around is None else own - self.around.of_peers(own)


def couplings(problem: Problem, facts: Yardstick, proves: Proves) -> list[Coupling]:
    """Every rule that may be priced, each with the tolerance that the judge allows a plan."""
    rows = [*_caps(problem), *_lost(problem)]
    if facts.groups.by_plan:
        return [*rows, *_among_peers(problem, facts), *_reassigned(problem, facts)]
    rows += [*_shared_by_some(problem, facts), *_medians(problem, facts)]
    return [*_measures(problem, facts, proves), *rows, *_reassigned(problem, facts)]


def _measures(problem: Problem, facts: Yardstick, proves: Proves) -> Iterator[Coupling]:
    """A measure without usable fair shares has no prices; that leaves its band and its goal term out of the proof."""
    for name in problem.rules.measures():
        share = facts.shares.get(name)
        if name in problem.rules.shared_by or share is None or not np.all(share > 0) or no_data(problem, facts, name):
            continue
        use = Use(amounts(problem, name), problem.pairs.values.get(name))
        most = max(1.0, float(use.per_unit(problem).peak().sum()) / float(share.min()) - 1.0)
        band = problem.rules.around_shares.get(name)
        if band is not None:
            most = min(most, band + BAND_TOLERANCE)
        goal = weighed(problem) if proves is Proves.GOAL else {}
        yield Coupling("measure", name, use, share, Deviation(goal.get(name, 0.0), most, goal.get(MEAN + name, 0.0)))


def _shared_by_some(problem: Problem, facts: Yardstick) -> Iterator[Coupling]:
    """Bands of measures of which some reps have no share."""
    for name in problem.rules.shared_by:
        share, band = facts.shares.get(name), problem.rules.bands[name] + BAND_TOLERANCE
        if share is not None and np.isfinite(share).all():
            use = Use(amounts(problem, name), problem.pairs.values.get(name) if count_of(name) is None else None)
            yield _row(problem, f"{BAND}{name}", use, share * (1 - band), share * (1 + band))


def _among_peers(problem: Problem, facts: Yardstick) -> Iterator[Coupling]:
    """Bands around the fair shares of what peer groups own in the plan, and what bands around medians ask at least."""
    rules = problem.rules
    ends = {
        f"{BAND}{name}": (name, 1 - b - BAND_TOLERANCE, 1 + b + BAND_TOLERANCE)
        for name, b in rules.around_shares.items()
    }
    ends |= {f"{MEDIAN}{name}": (name, *necessary(band)) for name, band in rules.around_medians.items()}
    none = np.zeros(problem.reps)
    for rule, (name, least, most) in ends.items():
        share = facts.shares.get(name)
        if share is None or not np.isfinite(share).all():
            continue
        use = Use(amounts(problem, name), None if count_of(name) else problem.pairs.values.get(name))
        parts = facts.groups.parts(sharing(problem, name))
        if np.isfinite(most):
            row = _row(problem, f"{rule}{MOST}", use, upper=none)
            yield replace(row, around=Around(facts.groups, most * parts))
        if least > 0:
            row = _row(problem, f"{rule}{LEAST}", use, lower=none)
            yield replace(row, around=Around(facts.groups, least * parts))


def weighed(problem: Problem) -> Mapping[str, float]:
    """The weights of the goal. Raises ValueError for a goal in order, which no certificate is about."""
    goal = problem.rules.goal
    if not isinstance(goal, Mapping) or problem.kept:
        raise ValueError("a certificate is about a goal with weights, not about one in order")
    return goal


def _caps(problem: Problem) -> Iterator[Coupling]:
    book, team, limits = problem.book, problem.team, problem.rules.limits
    if limits.capacity is not None:
        hours = np.where(np.isnan(team.capacity), np.inf, limits.capacity * team.capacity * (1 + BAND_TOLERANCE))
        use = Use(amounts(problem, "workload"), problem.pairs.values.get("workload"))
        yield _row(problem, "capacity", use, upper=hours)
    yield _row(problem, "accounts", Use(np.ones(len(book))), upper=team.max_accounts)
    everybody = np.inf if limits.named_accounts_per_rep is None else float(limits.named_accounts_per_rep)
    named = Use(book.flag("named").astype(np.float64))
    yield _row(problem, "named", named, upper=np.minimum(team.max_named, everybody))
    for name, (least, most) in problem.rules.per_rep.items():
        override = problem.pairs.values.get(name) if count_of(name) is None else None
        room = [BAND_TOLERANCE * max(1.0, abs(end or 0.0)) for end in (least, most)]
        lower = None if least is None else np.full(problem.reps, least - room[0])
        upper = None if most is None else np.full(problem.reps, most + room[1])
        yield _row(problem, f"{PER_REP}{name}", Use(amounts(problem, name), override), lower, upper)


def _medians(problem: Problem, facts: Yardstick) -> Iterator[Coupling]:
    """What a band around the median asks of every rep at least (`solver.medians`)."""
    for name, band in problem.rules.around_medians.items():
        share = facts.shares.get(name)
        if share is None or not np.all(share > 0) or no_data(problem, facts, name):
            continue
        use = Use(amounts(problem, name), None if count_of(name) else problem.pairs.values.get(name))
        if len(use.per_unit(problem).keys):
            continue  # what the group owns depends on who owns it
        least, most = necessary(band)
        lower, upper = least * share, most * share  # shares are above 0: an infinite end stays one
        room = BAND_TOLERANCE * np.maximum(1.0, np.where(np.isfinite(upper), upper, lower))
        yield _row(problem, f"{MEDIAN}{name}", use, lower - room, upper + room)


def _lost(problem: Problem) -> Iterator[Coupling]:
    """Accounts that stay with their owner of today ≥ owned − what may be lost."""
    limit, owner = problem.rules.limits.lost_per_rep, problem.book.owner
    if limit is not None:
        owned = np.bincount(owner[owner >= 0], minlength=problem.reps).astype(np.float64)
        use = Use(np.zeros(len(owner)), kept=np.ones(len(owner)))
        yield _row(problem, "lost_per_rep", use, lower=owned - (limit + BAND_TOLERANCE) * owned)


def _row(problem: Problem, rule: str, use: Use, lower: Floats | None = None, upper: Floats | None = None) -> Coupling:
    none = np.full(problem.reps, np.inf)
    worth = Between(-none if lower is None else lower, none if upper is None else upper)
    return Coupling("row", rule, use, np.ones(problem.reps), worth)


def _reassigned(problem: Problem, facts: Yardstick) -> Iterator[Coupling]:
    """Moves by choice ≤ limit × owned − moved earlier; a book that nobody owns has no limit to keep."""
    limits, potential = problem.rules.limits, amounts(problem, "potential")
    before, owned = (facts.moved_before, facts.moved_before_potential), (facts.owned_accounts, facts.owned_potential)
    each = (np.ones(len(potential)), potential)
    wanted = (limits.reassigned_accounts, limits.reassigned_potential)
    for i, rule in enumerate(("reassigned_accounts", "reassigned_potential")):
        limit = wanted[i]
        if limit is not None and np.any(problem.book.owner != NEW) and np.isfinite(owned[i] + before[i]):
            upper = np.array([(limit + BAND_TOLERANCE) * owned[i] - before[i]])
            worth = Between(np.array([-np.inf]), upper)
            yield Coupling("limit", rule, moved(problem, each[i]), np.ones(problem.reps), worth)


def moved(problem: Problem, values: Floats) -> Use:
    """`values` (A,) of the accounts whose owner is in the team, where they go to another rep."""
    held = np.where(problem.book.owner >= 0, values, 0.0)
    return replace(Use(held), kept=-held)
