"""Contiguity at its prices: whether what a certificate says of a territory in one piece is so, and what it is worth.

Looked at from the unit graph and the tables alone. C is the set of units `around`, N(C) the units next to it.

separator   Take C away: `unit` must be cut off from the rep's home, over units that the rep may own. Then
            x_unit ≤ Σ_C x.
extension   C holds the home, and all of C is less than the rep must have of some rule: Σ_N(C) x ≥ 1.
begun       C as before. If the rep has all of C, a unit of N(C) with which it would be more than he may have is out of
            the question: Σ over the other units of N(C) of x + Σ over C without the home of (1 − x) ≥ 1.
walk        `unit` is out of the rep's reach (`solver.judge.walks`): −x_unit ≥ 0.
alone       The same where `unit` alone is more than the rep may have, whether territories are in one piece or not.

At a price μ ≥ 0 such an inequality Σ a · x ≥ b makes each pair cost μ · a less and adds μ · b. What counts less than
nothing could make more units count for less: rules with such amounts are not used.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from solver.book import Bools, Floats, Ints
from solver.certificate import Way
from solver.judge.coupling import Between, Coupling, Deviation
from solver.judge.exceptions import PerUnit
from solver.judge.may_own import MayOwn
from solver.judge.walks import Bound, Walks
from solver.land import NO_HOME, Land
from solver.problem import Problem

SHUT = ("walk", "alone")
"""Kinds that keep a unit from a rep."""


def no_land(problem: Problem) -> Land:
    """A unit graph without edges or homes."""
    none = np.zeros(problem.units + 1, dtype=np.int64)
    return Land(none, none[:0], np.full(problem.reps, NO_HOME, dtype=np.int64))


@dataclass(frozen=True)
class Paid:
    """What ways add to pairs, `keys` (unit × R + rep) and `more`, and to the bound; `faults` : ways that are not so."""

    keys: Ints
    more: Floats
    value: float
    faults: tuple[str, ...]
    opening: float = 0.0
    """What must be added to every band before units that nobody can have are somebody's; 0 where that is not all."""

    @property
    def size(self) -> float:
        """The amounts that are added up."""
        return abs(self.value) + float(np.abs(self.more).sum())


def paid(problem: Problem, rules: Sequence[Coupling], ways: Sequence[Way]) -> Paid:
    """The worth of all ways that are so; the others count nothing."""
    none = np.zeros(0)
    if not ways:
        return Paid(none.astype(np.int64), none, 0.0, ())
    if problem.land is None and any(way.kind != "alone" for way in ways):
        return Paid(none.astype(np.int64), none, 0.0, ("territories need not be in one piece, but that is priced",))
    ground = Ground(problem, problem.land or no_land(problem), tuple(rules))
    keys, more, value, faults = [none.astype(np.int64)], [none], 0.0, []
    for number, way in enumerate(ways, start=1):
        said = ground.wrong(way)
        if said:
            faults.append(f"contiguity {number} ({way.kind}) {said}")
            continue
        units, signs, least = ground.inequality(way)
        keys.append(units * problem.reps + way.rep)
        more.append(-way.price * signs)
        value += way.price * least
    shut = not faults and all(way.kind in SHUT and way.price > 0 for way in ways)
    opening = ground.walks.opening(ways) if shut else 0.0
    return Paid(np.concatenate(keys), np.concatenate(more), value, tuple(faults), opening)


@dataclass(frozen=True)
class Ground:
    """A problem's unit graph and what its rules count."""

    problem: Problem
    land: Land
    rules: tuple[Coupling, ...]

    @cached_property
    def counted(self) -> tuple[Bound, ...]:
        """Every rule on the reps that counts nothing below 0."""
        return tuple(self._counted())

    def _counted(self) -> Iterator[Bound]:
        for rule in self.rules:
            use = rule.use.per_unit(self.problem)
            known = (use.base >= 0).all() and (use.base[use.keys // use.reps] + use.more >= 0).all()
            if rule.kind == "limit" or rule.around is not None or not known:
                continue
            if isinstance(rule.worth, Deviation):
                most = rule.worth.most
                yield Bound(use, (1 - most) * rule.unit, (1 + most) * rule.unit, rule.unit)
            elif isinstance(rule.worth, Between):
                yield Bound(use, rule.worth.lower * rule.unit, rule.worth.upper * rule.unit, None)

    def wrong(self, way: Way) -> str:
        """What is wrong with a way, in words; empty when it is so."""
        units, around = self.problem.units, np.array(way.around, dtype=np.int64)
        if not np.isfinite(way.price) or way.price < 0:
            return f"has the price {way.price!r}; it cannot be below 0"
        known = 0 <= way.rep < self.problem.reps and (around >= 0).all() and (around < units).all() and way.unit < units
        if not known or len(np.unique(around)) < len(around):
            return "names a rep or a unit that is not there, or one twice"
        inside = np.zeros(units, dtype=bool)
        inside[around] = True
        if way.kind == "alone":
            return "" if self.walks.shut(way) else "is not about a unit too large for the rep"
        home = int(self.land.roots[way.rep])
        if home == NO_HOME:
            return "is of a rep who has no home"
        if (~self.land.held[around]).any() or (way.unit >= 0 and not self.land.held[way.unit]):
            return "names a unit that is exempt from contiguity"
        if way.kind == "separator":
            if way.unit < 0 or inside[way.unit] or (not inside[home] and self._joined(home, way, ~inside)):
                return "does not lie between its unit and the home"
            return ""
        if way.kind == "walk":
            return "" if self.walks.shut(way) else "does not keep its unit out of the rep's reach"
        if not inside[home]:
            return "does not hold the home"
        had = np.r_[around, np.flatnonzero(~self.land.held)]
        if not any(self._sum(bound.use, had, way.rep) < bound.least[way.rep] for bound in self.counted):
            return "is as much as the rep must have"
        return ""

    def inequality(self, way: Way) -> tuple[Ints, Floats, float]:
        """Units, their signs a, and b, of a way that is so."""
        around = np.array(way.around, dtype=np.int64)
        if way.kind == "separator":
            return np.r_[around, way.unit], np.r_[np.ones(len(around)), -1.0], 0.0
        if way.kind in SHUT:
            return np.array([way.unit]), np.array([-1.0]), 0.0
        beyond = self._beside(around)
        if way.kind == "extension":
            return beyond, np.ones(len(beyond)), 1.0
        beyond = beyond[[not self._too_much(np.r_[around, unit], way.rep) for unit in beyond.tolist()]]
        owned = around[around != self.land.roots[way.rep]]
        return np.r_[beyond, owned], np.r_[np.ones(len(beyond)), -np.ones(len(owned))], 1.0 - len(owned)

    def _beside(self, around: Ints) -> Ints:
        """N(C)."""
        near = np.unique(np.concatenate([self.land.neighbours(unit) for unit in around.tolist()]))
        return np.setdiff1d(near, around)

    def _too_much(self, units: Ints, rep: int) -> bool:
        return any(self._sum(bound.use, units, rep) > bound.most[rep] for bound in self.counted)

    @cached_property
    def may_own(self) -> MayOwn:
        return MayOwn.of(self.problem)

    @cached_property
    def allowed(self) -> Bools:
        """Who may own what, (U, R)."""
        return self.may_own.block(0, self.problem.units)

    @cached_property
    def walks(self) -> Walks:
        """What a rep must own to own a unit."""
        return Walks(self.land, self.counted, self.allowed, self.may_own.only)

    def _sum(self, use: PerUnit, units: Ints, rep: int) -> float:
        """What those of some units count that the rep may own."""
        units = units[self.allowed[units, rep]]
        keys = units * use.reps + rep
        at = np.minimum(np.searchsorted(use.keys, keys), max(len(use.keys) - 1, 0))
        special = use.more[at][use.keys[at] == keys].sum() if len(use.keys) else 0.0
        return float(use.base[units].sum() + special)

    def _joined(self, home: int, way: Way, free: Bools) -> bool:
        """Whether a walk over free units that the rep may own leads from the home to the unit.

        From both ends, as one of them is soon done.
        """
        free = free & self.allowed[:, way.rep]
        sides = ({home}, [home]), ({way.unit}, [way.unit])
        while all(waiting for _, waiting in sides):
            for (seen, waiting), (goal, _) in (sides, sides[::-1]):
                unit = waiting.pop() if waiting else -1
                if unit in goal:
                    return True
                for near in self.land.neighbours(unit).tolist() if unit >= 0 else ():
                    if free[near] and near not in seen:
                        seen.add(near)
                        waiting.append(near)
        return bool(sides[0][0] & sides[1][0])
