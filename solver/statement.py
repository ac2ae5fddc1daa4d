"""What a problem states: the input as read, and the rows, limits and costs that are derived from it.

In words: give every basic unit to one eligible rep, keep each row (bands, caps, limits) within its bounds,
keep every territory in one piece where asked, and minimise

    Σ weight · term        largest or mean deviation of a measure | relative travel | share reassigned | cost

A goal in order is stated one level at a time (`solver.levels`): with the levels before as rules.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from solver.amounts import Amounts
from solver.around import Around
from solver.book import Book, Floats, Ints, Locks, Pairs, Team, Texts
from solver.costs import Costs
from solver.distances import Distances
from solver.eligibility import Eligibility
from solver.errors import Finding
from solver.fingerprint import fingerprint
from solver.land import Land
from solver.rules import BAND_TOLERANCE, Level, Rules

HASHED = ("book", "team", "rules", "pairs", "locks", "unit_ids")
"""What makes two problems the same, besides the land; derived arrays do not count."""


@dataclass(frozen=True)
class Measure:
    """An amount to be shared out evenly. `share` (R,) are the fair shares, in the measure's unit.

    `weight` and `mean_weight` are the goal's, of the largest and of the mean deviation over the reps.
    """

    name: str
    amounts: Amounts
    share: Floats
    band: float | None
    weight: float
    mean_weight: float = 0.0

    def deviation(self, rep_of_unit: Ints) -> Floats:
        """|load ÷ fair share − 1| of a plan, shape (R,)."""
        return np.abs(self.amounts.per_rep(rep_of_unit) / self.share - 1)


@dataclass(frozen=True)
class Row:
    """A hard rule on each rep's total: lower ≤ Σ amounts ≤ upper, arrays (R,), infinite where there is no bound.

    `slack` (R,) is the unit in which breaking it is counted (the bound itself), for the least violation. `around` :
    the totals are taken less a part of what the rep's peer group owns, and that is what the bounds are for.
    """

    name: str
    amounts: Amounts
    lower: Floats
    upper: Floats
    slack: Floats
    around: Around | None = None

    @cached_property
    def room(self) -> Floats:
        """(R,) What the judge's tolerance comes to at most."""
        if self.around is not None:
            return np.asarray(BAND_TOLERANCE * self.around.part * float(self.amounts.most().sum()))
        bounds = (np.where(np.isfinite(each), np.abs(each), 0.0) for each in (self.lower, self.upper))
        return np.asarray(BAND_TOLERANCE * np.maximum(1.0, np.maximum(*bounds)))

    def held(self, rep_of_unit: Ints) -> Floats:
        """(R,) The totals of a plan that the bounds are for."""
        load = self.amounts.per_rep(rep_of_unit)
        return load if self.around is None else self.around.felt(load)


@dataclass(frozen=True)
class Limit:
    """A hard rule on the whole plan: Σ over all units (+ Σ weight × deviation, for a goal level that is kept) ≤ upper.

    largest, mean : measure → weight of its largest, of its mean deviation.
    """

    name: str
    amounts: Amounts | Costs
    upper: float
    slack: float
    largest: Mapping[str, float] = field(default_factory=dict)
    mean: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Kept:
    """A level of the goal that was settled before: no plan may be worse. `most` is what the plan in hand has."""

    level: Level
    most: float

    @property
    def tolerance(self) -> float:
        """How much worse a plan may be all the same: the room that floating-point sums need, no more."""
        return BAND_TOLERANCE * max(1.0, abs(self.most))


@dataclass(frozen=True)
class Statement:
    """Immutable. `book`, `team`, `pairs`, `locks`, `rules`, `unit_ids`, `land` are the input as read; the rest is
    derived from them for the methods, and never read by the judge.

    Rows and limits are linear in the plan. Of rules that are not (bands around a median, the largest accounts of a rep)
    they hold what is necessary, so that a bound of the rows is one of the problem; `solver.inner` has what is
    sufficient, and the judge the rules themselves.
    """

    book: Book
    team: Team
    rules: Rules
    pairs: Pairs
    locks: Locks
    unit_ids: Texts
    land: Land | None
    measures: tuple[Measure, ...]
    rows: tuple[Row, ...]
    limits: tuple[Limit, ...]
    eligibility: Eligibility
    costs: Costs
    notes: tuple[Finding, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    """Goal terms that have no data, each with the reason."""
    kept: tuple[Kept, ...] = ()
    """Levels of an ordered goal before the one that `rules.goal` states."""
    exactly: bool = False
    """Whether exact models hold the rules that are not linear too; the rows never say more than what they need."""

    distances: Distances | None = None
    """How far accounts are from reps by a table; None = by the great circle. Input as read, as the first ones."""
    by_plan: bool = False
    """Whether fair shares are those of what a peer group owns in the plan. Bands around them are rows, and the shares
    of measures are only a guess, good for making amounts comparable and for nothing else."""

    @property
    def units(self) -> int:
        return len(self.unit_ids)

    @property
    def reps(self) -> int:
        return len(self.team)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the input as read; equal fingerprints mean the same problem."""
        stated = {name: getattr(self, name) for name in HASHED}
        return fingerprint(stated if self.distances is None else {**stated, "distances": self.distances}, self.land)

    @cached_property
    def size(self) -> Ints:
        """Accounts per unit, shape (U,)."""
        return np.bincount(self.book.unit, minlength=self.units)

    @cached_property
    def single(self) -> bool:
        """Whether accounts move one by one: no unit has several."""
        return int(self.size.max(initial=0)) <= 1

    @property
    def basic_units(self) -> int:
        """Units with accounts: where a rep's territory starts from is none."""
        return int(np.count_nonzero(self.size))

    def by_unit(self, rep_of_account: Ints) -> Ints:
        """The rep of every unit (U,) in a plan by account; of a unit without accounts the rep who starts there."""
        found = np.full(self.units, -1, dtype=np.int64) if self.land is None else self.land.rep_at_home.copy()
        found[self.book.unit] = rep_of_account
        return found

    def use(self, limit: Limit, rep_of_unit: Ints) -> float:
        """What a plan uses of a limit."""
        used = float(limit.amounts.at(np.arange(self.units), rep_of_unit).sum())
        for measure in self.measures:
            largest, mean = limit.largest.get(measure.name, 0.0), limit.mean.get(measure.name, 0.0)
            if largest or mean:
                deviation = measure.deviation(rep_of_unit)
                used += largest * float(deviation.max()) + mean * float(deviation.mean())
        return used
