"""The best plan and the best bound of one run. Every plan is judged on its way in; no other plan leaves the engine."""

import math
import threading
from collections.abc import Callable
from functools import cached_property

from solver.book import Ints
from solver.bound.certified import refutation
from solver.bound.prices import Priced, Pricing
from solver.certificate import Certificate, Proves
from solver.errors import InternalError
from solver.judge.verdict import Verdict, verdict
from solver.judge.yardstick import Yardstick
from solver.levels import WHOLE_ACCOUNT, grain
from solver.problem import Problem
from solver.result import PROVEN_GAP, Progress, relative_gap
from solver.stop import Stop

AGREEMENT = 1e-9
"""Relative difference up to which two computations of one number agree."""


class Record:
    """Safe to use from the solver's threads."""

    def __init__(self, problem: Problem, stop: Stop, on_progress: Callable[[Progress], None] | None = None) -> None:
        self.problem, self.stop = problem, stop
        self.plan: Ints | None = None
        self.start: Ints | None = None
        """A plan to begin with that may break rules, −1 = nobody; never given out."""
        self.verdict: Verdict | None = None
        self.bound: float | None = None
        self.infeasible = False
        self.impossible: Ints | None = None
        """Reps of an independent block that has no plan, where that is the proof."""
        self.certificate: Certificate | None = None
        self.stricter = False
        """Whether plans were looked for under stricter rules than those of the problem."""
        self.trace: list[Progress] = []
        self.grain = grain(problem)
        self.stage = "start"
        self._on_progress = on_progress
        self._lock = threading.RLock()

    @cached_property
    def yardstick(self) -> Yardstick:
        """What every plan is judged against."""
        return Yardstick.of(self.problem)

    @property
    def objective(self) -> float | None:
        return None if self.verdict is None else self.verdict.objective

    @property
    def gap(self) -> float:
        """Relative gap; infinite until there is a plan and a bound."""
        if self.objective is None or self.bound is None:
            return float("inf")
        return relative_gap(self.objective, self.bound)

    def enough(self) -> bool:
        """The plan is as good as was asked for (or proven optimal)."""
        return self.gap <= max(self.stop.gap, PROVEN_GAP)

    def done(self) -> bool:
        return self.infeasible or self.enough() or self.stop.reached()

    def offer(self, rep_of_unit: Ints) -> bool:
        """Keep the plan if the judge finds no fault and it is better than what we have."""
        judged = verdict(self.problem, rep_of_unit, self.yardstick)
        if judged.violations:
            return False
        with self._lock:
            if self.objective is not None and judged.objective >= self.objective:
                return False
            self.plan, self.verdict = rep_of_unit.copy(), judged
            self._settle()
            self.tell()
            return True

    def begin(self, rep_of_unit: Ints) -> bool:
        """Start from a plan: it is the first one where it keeps all rules, else what is to be repaired."""
        if self.offer(rep_of_unit):
            return True
        self.start = rep_of_unit.copy()
        return False

    def raise_bound(self, bound: float) -> None:
        """A new proven lower bound on the goal of every plan."""
        if self.grain is not None and math.isfinite(bound):
            bound = max(bound, self.grain * math.ceil(bound / self.grain - WHOLE_ACCOUNT))
        with self._lock:
            if self.bound is None or bound > self.bound:
                self.bound = bound
                self._settle()
                self.tell()

    def certify(self, certificate: Certificate | None) -> None:
        """Keep the prices that prove the most: that there is no plan, or the highest bound."""
        with self._lock:
            if certificate is not None and (self.certificate is None or _rank(certificate) > _rank(self.certificate)):
                self.certificate = certificate

    def refute(self, pricing: Pricing, priced: Priced) -> None:
        """These prices prove that there is no plan."""
        self.infeasible = True
        self.certify(refutation(pricing, priced))

    def _settle(self) -> None:
        """A bound above a plan is a contradiction; a bound above it by a rounding is the plan's own value."""
        if self.objective is None or self.bound is None or self.bound <= self.objective:
            return
        if self.bound > self.objective + AGREEMENT * max(1.0, abs(self.objective)):
            raise InternalError(
                f"bound {self.bound!r} is above {self.objective!r}, the objective of a plan within all rules"
            )
        self.bound = self.objective

    def enter(self, stage: str) -> None:
        """Name what is going on."""
        self.stage = stage
        self.tell()

    def tell(self) -> None:
        """Report where the run stands."""
        progress = Progress(self.stop.elapsed(), self.stage, self.objective, self.bound, *self._figures())
        self.trace.append(progress)
        if self._on_progress is not None:
            self._on_progress(progress)

    def _figures(self) -> tuple[float | None, int | None]:
        """Largest deviation over reps and measures of the rules, and accounts moved by choice."""
        if self.verdict is None:
            return None, None
        measures = self.verdict.measures
        tallied = (measures.tallies.get(name) for name in self.problem.rules.measures())
        wanted = [tally.deviation.max() for tally in tallied if tally is not None]
        return max(map(float, wanted), default=None), measures.moves.accounts


def _rank(certificate: Certificate) -> tuple[bool, float]:
    return certificate.proves is Proves.NO_PLAN, certificate.bound
