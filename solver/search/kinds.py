"""Kinds of neighbourhoods: how large they are and what they gain, both learnt on the way.

Small neighbourhoods are solved in a twentieth of the time of large ones and gain most a second, until all of them have
been looked at; then the large ones' turn has come. So kinds share the work by what each gained lately a unit of work.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from solver.problem import Problem

FEWEST_REPS, MOST_REPS = 2, 8
FEWEST_PAIRS, MOST_PAIRS = 300, 6000
LATELY, CURIOUS = 1.0, 0.2
"""What was gained counts half after so much more work of its kind; this share of the work goes to all kinds alike."""
MIXED_UNITS = 200
"""Units a rep, on average, up to which there are steps for HiGHS; of more, exchanges fill every row as well."""
MIXED_PAIRS = 15
"""Pairs a rep at which such a step begins, beside the plan's own: a split unit or two of every row, and some choice."""
TRIAL, LEAST_WORK = 0.5, 0.01
"""Work after which it is known what a kind gains; what a step is counted at least."""


@dataclass
class Kind:
    """A kind of neighbourhood: how many reps and pairs are freed at once, in how much time, and what it gained lately.

    `repairs`, `improves` : of use while rules are broken, for which room is wanted rather than the last digits, and
    when they are kept. `seconds` : of CP-SAT for a step, wall-clock or (with a work limit) deterministic. Grows while
    steps are solved to the end, shrinks when they run out of time: in pairs, and in reps unless those are fixed on
    purpose. `gain` (goal units), `work` and `steps` fade with its work; `spent` : changes of the plan by which all of
    this kind had been looked at, or −1. `mixed` : for HiGHS, which likes many reps, up to `most_reps`.
    `taken` : a step over all reps is in work; one is enough. `focused` : around those who lose most, however often.
    """

    reps: float
    pairs: float
    seconds: float = 2.0
    fixed_reps: bool = False
    repairs: bool = True
    improves: bool = True
    gain: float = 0.0
    work: float = 0.0
    steps: float = 0.0
    spent: int = -1
    mixed: bool = False
    most_reps: float = MOST_REPS
    focused: bool = False
    taken: bool = False

    def adapt(self, finished: bool) -> bool:
        """Grow or shrink; whether that was still possible."""
        before = self.pairs, self.reps
        self.pairs = float(np.clip(self.pairs * (1.15 if finished else 0.8), FEWEST_PAIRS, MOST_PAIRS))
        if not self.fixed_reps:
            self.reps = float(np.clip(self.reps * (1.05 if finished else 0.925), FEWEST_REPS, self.most_reps))
        return before != (self.pairs, self.reps)

    def earned(self, gain: float, work: float) -> None:
        work = max(work, LEAST_WORK)
        faded = 0.5 ** (work / LATELY)
        self.gain, self.work, self.steps = faded * self.gain + gain, faded * self.work + work, faded * self.steps + 1.0

    @property
    def rate(self) -> float:
        """Goal units a unit of work, lately; new kinds are tried first."""
        return self.gain / self.work if self.work >= TRIAL else np.inf

    @property
    def each(self) -> float:
        """Work of a step, lately."""
        return self.work / self.steps if self.steps else LEAST_WORK


def kinds(problem: Problem, mixed: bool = False, knots: bool = False) -> list[Kind]:
    """Two and three territories to the end, many at their most critical pairs, and a few in depth: with land the latter
    only repair. `mixed` : without land, all territories and half of them for HiGHS too, whose time is seconds.
    `knots` : with land, the reps who lose most and lie beside each other too; large units are dealt better only so.
    """

    def fixed(reps: float, pairs: float, seconds: float, *, repairs: bool = False) -> Kind:
        return Kind(reps, pairs, seconds, fixed_reps=True, repairs=repairs)

    small, deep = [fixed(2.0, 500.0, 1.0), fixed(3.0, 800.0, 1.0)], Kind(4.0, 1500.0)
    if problem.land is not None:
        found = [*small, fixed(8.0, 1000.0, 2.0), replace(deep, improves=False)]
        return [*found, Kind(8.0, 3000.0, seconds=4.0, most_reps=14.0, focused=True)] if knots else found
    half = max(2.0, problem.reps / 2)
    found = [*small, deep, fixed(half, 800.0, 2.0, repairs=True)]
    if mixed and problem.units <= MIXED_UNITS * problem.reps:
        critical = float(np.clip(MIXED_PAIRS * problem.reps, FEWEST_PAIRS, MOST_PAIRS))
        whole = replace(fixed(problem.reps, critical, 8.0), mixed=True)
        found += [whole, Kind(half, critical / 2, 4.0, repairs=False, mixed=True, most_reps=float(problem.reps))]
    return found


def drawn(among: Sequence[Kind], changes: int, rng: np.random.Generator) -> Kind | None:
    """One of those with something left to look at after so many changes of the plan; None = there is none.

    The chance of a kind is its share of the work ÷ the work of a step.
    """
    left = [kind for kind in among if kind.spent != changes]
    if not left:
        return None
    rates = np.array([kind.rate for kind in left])
    if np.isinf(rates).any():
        return left[int(np.argmax(rates))]
    share = rates / rates.sum() if rates.any() else np.full(len(rates), 1.0 / len(rates))
    chance = (CURIOUS / len(left) + (1 - CURIOUS) * share) / np.array([kind.each for kind in left])
    return left[int(rng.choice(len(left), p=chance / chance.sum()))]
