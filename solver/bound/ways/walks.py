"""Units that no territory in one piece can reach within its rules.

Whoever owns a unit owns all units of some walk to it from his home, and what is pinned to him. If even the lightest
walk is more than a band or a cap lets him have, the unit cannot be his; if it can be nobody's, there is no plan.
Lightest walks are shortest paths with the amounts of units for lengths (E. W. Dijkstra, 1959), one search per rep and
rule; what counts less than nothing could make a longer walk lighter, so such rules are left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from solver.amounts import Amounts
from solver.book import Bools, Floats, Ints
from solver.bound.certified import shut_out
from solver.certificate import Certificate
from solver.land import NO_HOME, Land
from solver.problem import Problem

BEYOND = 1e-6
"""Of the most that a rep may have, or of an average unit where that is more: what is passed by less is not called out
of reach."""
FARTHEST = 16.0
"""In fair shares (or caps): walks are not followed any further, so that an opening of the bands is at most that."""
NOTHING = 1e-15
"""Length of a unit that counts nothing, as a part of the same: an edge of length 0 would be none."""


TINIEST = 1e-300
"""A scale where no unit counts anything."""


@dataclass(frozen=True)
class Stranded:
    """A unit out of everybody's reach, and the rep for whom bands would have to open least.

    amount, ratio : of `measure`, all units of the lightest `way` from the home to the unit with what else is pinned to
    the rep, and the same in fair shares. opening : what must at least be added to every band, as a share.
    """

    unit: int
    rep: int
    measure: str
    amount: float
    ratio: float
    way: tuple[int, ...]
    opening: float


@dataclass(frozen=True)
class Rule:
    """What a rep may have at most, (R,), of amounts that are never below 0. share : (R,) fair shares; None = a cap.

    scale : (R,) what is too little to be told apart is a part of: `most`, or an average unit where that is more.
    """

    name: str
    amounts: Amounts
    most: Floats
    share: Floats | None

    @cached_property
    def scale(self) -> Floats:
        average = max(float(self.amounts.most().mean()), TINIEST)
        return np.where(np.isfinite(self.most), np.maximum(self.most, average), average)

    def reaches(self, rep: int, amount: Floats | float) -> Bools:
        """Whether amounts are within what a rep may have."""
        return np.asarray(amount <= self.most[rep] + BEYOND * self.scale[rep])


@dataclass(frozen=True)
class Walks:
    """The lightest walks of every rep over the units that he may own."""

    problem: Problem
    land: Land
    rules: tuple[Rule, ...]

    @classmethod
    def of(cls, problem: Problem) -> "Walks | None":
        """None where territories need not be in one piece or nothing limits them."""
        rules = tuple(_rules(problem))
        return None if problem.land is None or not rules else cls(problem, problem.land, rules)

    def stranded(self) -> Ints:
        """Units that nobody can reach, ascending."""
        waiting = self.land.held & ~self._near()
        for rep in range(self.problem.reps):
            if not waiting.any():
                break
            waiting &= ~self._reached(rep)
        return np.flatnonzero(waiting)

    def _near(self) -> Bools:
        """Units that everybody may own and that are near a home even as they weigh most: the others are looked at."""
        problem, who = self.problem, self.problem.eligibility
        with np.errstate(divide="ignore", invalid="ignore"):
            weight = np.max([rule.amounts.most() / rule.most.min() for rule in self.rules], axis=0)
        free: Bools = np.asarray(who.allows.all(axis=1))[who.unit_class] & (who.pinned < 0) & np.isfinite(weight)
        free[who.forbidden.unit] = False
        pinned = np.flatnonzero(who.pinned >= 0)
        held = np.bincount(who.pinned[pinned], weights=weight[pinned], minlength=problem.reps)
        settled = np.flatnonzero(self.land.roots != NO_HOME)
        roots = self.land.roots[settled]
        free[roots] = True
        lengths = np.where(free, weight, np.inf)
        lengths[roots] = held[settled]
        return np.asarray(self._from(roots, lengths, NOTHING, 1.0)[0] <= 1.0)

    def _reached(self, rep: int) -> Bools:
        """Units that a rep can reach within every rule alone."""
        reached = np.ones(self.problem.units, dtype=bool)
        for rule in self.rules:
            far = self.lightest(rule, rep, limit=float(rule.most[rep]))[0]
            reached &= np.isfinite(far) & rule.reaches(rep, far)
        return reached

    def lightest(self, rule: Rule, rep: int, limit: float = np.inf) -> tuple[Floats, Ints]:
        """The least that the rep owns with each unit (U,), infinite without a walk, and the unit before it on the walk
        (negative = none). Above `limit` it may be infinite too.
        """
        every = np.arange(self.problem.units)
        to = np.full(len(every), rep)
        amounts = rule.amounts.at(every, to)
        pinned = self.problem.eligibility.pinned == rep
        lengths = np.where(self.problem.eligibility.ok(every, to), np.where(pinned, 0.0, amounts), np.inf)
        held = float(amounts[pinned].sum())
        nothing = NOTHING * float(rule.scale[rep])
        root = self.land.roots[rep : rep + 1]
        room = limit + 2 * BEYOND * float(rule.scale[rep]) - held
        if room < 0 or root[0] == NO_HOME:
            return np.full(len(every), np.inf), np.full(len(every), -1)
        lengths[root] = 0.0
        far, before = self._from(root, lengths, nothing, room)
        return far + held, before

    def _from(self, sources: Ints, lengths: Floats, nothing: float, room: float) -> tuple[Floats, Ints]:
        """Lengths of the shortest walks to every unit from the nearest of some sources, counting both ends; no unit is
        shorter than `nothing`.
        """
        units = self.problem.units
        tail, head = self.land.arcs()
        open_ = np.isfinite(lengths)
        kept = open_[tail] & open_[head]
        tail, head = tail[kept], head[kept]
        start = np.full(len(sources), units)
        rows, columns = np.r_[tail, start], np.r_[head, sources]
        values = np.maximum(lengths[columns], nothing)
        graph = csr_array((values, (rows, columns)), shape=(units + 1, units + 1))
        far, before = dijkstra(graph, indices=units, limit=room, return_predecessors=True)
        return far[:units], np.where(before[:units] == units, -1, before[:units]).astype(np.int64)

    def least(self, units: Ints) -> list[Stranded]:
        """Stranded units with the rep for whom bands would have to open least, the largest opening first; units that
        caps keep from everybody are left out.
        """
        best: dict[int, Stranded] = {}
        for rep in range(self.problem.reps):
            found = [self.lightest(rule, rep, FARTHEST * float(rule.most[rep])) for rule in self.rules]
            for unit in units.tolist():
                needed = [_opening(rule, rep, far[unit]) for rule, (far, _) in zip(self.rules, found, strict=True)]
                worst = int(np.argmax(needed))
                share = self.rules[worst].share
                if share is None or not needed[worst] < (best[unit].opening if unit in best else np.inf):
                    continue
                far, before = found[worst]
                amount, name = float(far[unit]), self.rules[worst].name
                way = tuple(_walk(before, unit))
                best[unit] = Stranded(unit, rep, name, amount, amount / float(share[rep]), way, needed[worst])
        return sorted(best.values(), key=lambda each: (-each.opening, each.unit))


def _rules(problem: Problem) -> Iterator[Rule]:
    for measure in problem.measures:
        if measure.band is not None and (measure.amounts.least() >= 0).all():
            yield Rule(measure.name, measure.amounts, measure.share * (1 + measure.band), measure.share)
    for row in problem.rows:
        if (
            row.around is None
            and np.isfinite(row.upper).any()
            and (row.upper >= 0).all()
            and (row.amounts.least() >= 0).all()
        ):
            yield Rule(row.name, row.amounts, row.upper, None)


def _opening(rule: Rule, rep: int, amount: float) -> float:
    """What must be added to the bands for an amount: 0 = nothing, infinite where bands do not help."""
    if rule.reaches(rep, amount):
        return 0.0
    return np.inf if rule.share is None else (amount - float(rule.most[rep])) / float(rule.share[rep])


def _walk(before: Ints, unit: int) -> Iterator[int]:
    """A walk from its home to a unit, backwards."""
    at = unit
    while at >= 0:
        yield at
        at = int(before[at])


def any_stranded(problem: Problem) -> bool:
    """Whether a unit is out of everybody's reach."""
    walks = Walks.of(problem)
    return walks is not None and len(walks.stranded()) > 0


def stranded(problem: Problem) -> list[Stranded]:
    """Units that nobody can reach, with the opening that they force, the largest first."""
    walks = Walks.of(problem)
    if walks is None or not len(units := walks.stranded()):
        return []
    return walks.least(units)


def refuted(problem: Problem) -> Certificate | None:
    """A certificate that there is no plan, if a unit is out of everybody's reach and the judge finds the same."""
    walks = Walks.of(problem)
    if walks is None or not len(units := walks.stranded()):
        return None
    worst = next((each.unit for each in walks.least(units)), int(units[0]))
    return shut_out(problem, worst, "walk")
