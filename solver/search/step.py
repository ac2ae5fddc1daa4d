"""One step of the search: a neighbourhood dealt anew by CP-SAT or, where many reps fit tightly, by HiGHS."""

from dataclasses import dataclass

from solver.book import Floats, Ints
from solver.model.build import REPAIR_PRICE, Aim, Built, Connect, build
from solver.model.mixed import run_mixed
from solver.model.run import Outcome, run
from solver.problem import Problem
from solver.search.kinds import Kind
from solver.search.neighbourhoods import Neighbourhood
from solver.stop import Stop

UNLOCK_SECONDS = 6.0
"""How long getting out of a dead end may take."""
CLOSE_REPAIR, CLOSE_GOAL = 0.2, 2e-5
"""A step is solved well enough this near to its bound: as a share of the price of the violation, else of the goal.
The next step matters more than the last digits."""
MIXED_SHARE = 0.2
"""Of the time left, at most, for a step that cannot be stopped on the way."""


@dataclass(frozen=True)
class Step:
    """A neighbourhood to be solved, what for, of which kind, and what was broken when it was drawn.

    `plan` : from which it starts; `scale` : what such plans cost, goal units; `value` : what this one does.
    """

    hood: Neighbourhood
    aim: Aim
    kind: Kind
    pairs: int
    urgency: Floats
    seed: int
    plan: Ints
    value: float
    scale: float

    @property
    def close(self) -> float:
        """How near to its bound it is solved well enough, goal units."""
        if self.aim is Aim.VIOLATION:
            return 1e-4
        return max(CLOSE_GOAL * self.scale, CLOSE_REPAIR * REPAIR_PRICE * float(self.urgency[self.hood.reps].sum()))

    def solve(self, problem: Problem, stop: Stop, workers: int) -> Outcome:
        """Its best deal. Around a rep who is stuck all is dealt anew from the homes, for the rules alone."""
        stuck = self.aim is Aim.VIOLATION
        fixed = self.plan.copy()
        fixed[self.hood.unit] = -1
        connect = Connect.NOT if problem.land is None else Connect.STATIC
        current = None if stuck else self.plan
        hood = self.hood
        built = build(problem, hood.unit, hood.rep, fixed=fixed, aim=self.aim, connect=connect, current=current)
        if self.kind.mixed and (found := self._mixed(built, stop)) is not None:
            return found
        if current is not None:
            built.draft.hint(current)
        seconds = UNLOCK_SECONDS if stuck else self.kind.seconds
        return run(
            built,
            stop,
            seed=self.seed,
            workers=workers if stuck else 1,
            seconds=seconds,
            work=seconds,
            close_enough=self.close,
            proves=False,
        )

    def _mixed(self, built: Built, stop: Stop) -> Outcome | None:
        seconds = min(self.kind.seconds, MIXED_SHARE * stop.remaining())
        return run_mixed(built, stop, below=self.value - self.close, seconds=seconds, close_enough=self.close)
