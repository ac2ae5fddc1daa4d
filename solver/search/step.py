"""One step of the search: a neighbourhood dealt anew by CP-SAT or, where many reps fit tightly, by HiGHS."""

from dataclasses import dataclass
from functools import partial

from solver.apart import Helpers
from solver.book import Floats, Ints
from solver.model.build import REPAIR_PRICE, Aim, Built, Connect, build
from solver.model.mixed import run_mixed
from solver.model.run import Outcome, run
from solver.record import Record
from solver.search.kinds import Kind
from solver.search.neighbourhoods import Neighbourhood

UNLOCK_SECONDS = 6.0
"""How long getting out of a dead end may take."""
CLOSE_REPAIR, CLOSE_GOAL = 0.2, 2e-5
"""A step is solved well enough this near to its bound: as a share of the price of the violation, else of the goal.
The next step matters more than the last digits."""
MIXED_SHARE = 0.4
"""Of the time left, at most, for a step of HiGHS, which says nothing before it ends."""


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

    def solve(self, record: Record, workers: int, helpers: Helpers | None) -> Outcome:
        """Its best deal, by one thread or of `helpers` one process; if it is stuck by `workers` threads.

        Around a rep who is stuck all is dealt anew from the homes, for the rules alone.
        """
        problem, stop = record.problem, record.stop
        stuck = self.aim is Aim.VIOLATION
        fixed = self.plan.copy()
        fixed[self.hood.unit] = -1
        connect = Connect.NOT if problem.land is None else Connect.STATIC
        current = None if stuck else self.plan
        hood = self.hood
        built = build(problem, hood.unit, hood.rep, fixed=fixed, aim=self.aim, connect=connect, current=current)
        if self.kind.mixed and helpers is not None and (found := self._mixed(built, record, helpers)) is not None:
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

    def _mixed(self, built: Built, record: Record, helpers: Helpers) -> Outcome | None:
        ask = partial(helpers.ask, halt=record.done)
        return run_mixed(
            built,
            record.stop,
            ask,
            below=self.value - self.close,
            seconds=min(self.kind.seconds, MIXED_SHARE * record.stop.remaining()),
            close_enough=self.close,
        )
