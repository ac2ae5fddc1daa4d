"""One model solved with exact contiguity: separators are learnt round by round until a solution shows no stray piece.

Bounds of every round hold for the problem, because separators and support clauses cut off no contiguous plan.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from solver.book import Ints
from solver.model.build import Aim, Connect, build
from solver.model.contiguity import Separator, separators
from solver.model.run import Outcome, run
from solver.problem import Problem
from solver.stop import Stop

SLICE_SHARE = 0.5
"""Share of the time left that one round may take while separators are still being found."""


@dataclass(frozen=True)
class Settled:
    """What the rounds came to. `optimal` and `infeasible` are proven within the pairs given."""

    plan: Ints | None
    optimal: bool
    infeasible: bool
    bound: float | None


@dataclass
class Rounds:
    """Pairs (sorted by unit), aim and callbacks of a solve. `on_plan` sees contiguous plans only."""

    problem: Problem
    unit: Ints
    rep: Ints
    stop: Stop
    seed: int
    workers: int
    aim: Aim = Aim.GOAL
    on_plan: Callable[[Ints], object] = lambda plan: None
    on_bound: Callable[[float], object] = lambda bound: None
    enough: Callable[[], bool] = lambda: False
    hint: Callable[[], Ints | None] = lambda: None
    cuts: dict[Separator, None] = field(default_factory=dict)

    def solve(self, seconds: float = np.inf) -> Settled:
        """Until proven, `enough()`, the stop or `seconds`."""
        until = self.stop.clock() + seconds
        plan: Ints | None = None
        bound: float | None = None
        share = 1.0 if self.problem.land is None else SLICE_SHARE
        while True:
            before = len(self.cuts)
            outcome = self._round(share, min(self.stop.remaining(), until - self.stop.clock()))
            if outcome.infeasible:
                return Settled(plan, False, plan is None, bound)
            bound = outcome.bound if bound is None else max(bound, outcome.bound or bound)
            if outcome.plan is not None and self._connected(outcome.plan):
                plan = outcome.plan
                if outcome.optimal:
                    return Settled(plan, True, False, bound)
            late = self.stop.reached() or self.stop.clock() >= until or self.enough()
            learnt = len(self.cuts) > before
            if late or (share == 1.0 and not learnt):
                return Settled(plan, False, False, bound)
            share = SLICE_SHARE if learnt else 1.0

    def _round(self, share: float, seconds: float) -> Outcome:
        built = build(self.problem, self.unit, self.rep, aim=self.aim, connect=self._connect(), cuts=list(self.cuts))
        start = self.hint()
        if start is not None:
            built.draft.hint(start)
        return run(
            built,
            self.stop,
            seed=self.seed,
            workers=self.workers,
            seconds=max(0.05, share * seconds) if np.isfinite(seconds) else None,
            work=share * self.stop.work_left() if np.isfinite(self.stop.work_left()) else None,
            on_plan=lambda found, _objective, _bound: void(self._connected(found) and self.on_plan(found)),
            on_bound=lambda bound: void(self.on_bound(bound)),
            enough=self.enough,
        )

    def _connect(self) -> Connect:
        return Connect.NOT if self.problem.land is None else Connect.CUTS

    def _connected(self, plan: Ints) -> bool:
        """True when every territory is in one piece; otherwise its separators are learnt."""
        if self.problem.land is None:
            return True
        strays = separators(self.problem.land, plan)
        self.cuts.update(dict.fromkeys(strays))
        return not strays


def void(_: object) -> None:
    """For callbacks that return nothing."""
