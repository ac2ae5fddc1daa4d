"""Large neighbourhood search: a few territories at a time are dealt anew by CP-SAT, the rest stays.

A plan that still breaks rules is repaired (violation at a high price), then improved. Every plan accepted goes to the
record, which judges it. Every worker solves one neighbourhood after the other; those in work share no rep.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from solver.book import Floats, Ints
from solver.model.build import REPAIR_PRICE, Aim, Connect, build
from solver.model.contiguity import separators
from solver.model.run import Outcome, run
from solver.problem import Problem
from solver.record import Record
from solver.search.critical import PricedPairs
from solver.search.neighbourhoods import Chooser, Neighbourhood
from solver.search.score import score, violation

STEP_SECONDS = 2.0
"""Of CP-SAT for a step, wall-clock or (with a work limit) deterministic."""
FIRST_UNLOCK, UNLOCK_SECONDS = 4, 6.0
"""Reps looked at together to get out of a dead end (two more every time it fails), and how long that may take."""
MOST_IDLE = 3
LEAST_LOSS = 1e-7
"""Every rep is looked at now and then (goal units)."""
CLOSE_REPAIR, CLOSE_GOAL = 0.2, 2e-5
"""A step is solved well enough this near to its bound: as a share of the price of the violation, else in goal units.
The next step matters more than the last digits."""
HELPED, MOST_WIDER, MOST_WIDENED = 0.7, 1, 6
"""A step helped when it left at most this share of the violation; else so many more reps are looked at together."""
FEWEST_REPS, MOST_REPS = 2, 8
FEWEST_PAIRS, MOST_PAIRS = 300, 6000


@dataclass
class Size:
    """How much is freed at once: grows while steps are solved to the end, shrinks when they run out of time."""

    reps: float = 4.0
    pairs: float = 1500.0

    def adapt(self, finished: bool) -> None:
        self.pairs = float(np.clip(self.pairs * (1.15 if finished else 0.8), FEWEST_PAIRS, MOST_PAIRS))
        self.reps = float(np.clip(self.reps + (0.2 if finished else -0.3), FEWEST_REPS, MOST_REPS))


@dataclass
class Search:
    """A plan on its way to a better one. `problem` may have tighter bands than the record's, to aim at.

    `loss` : plan → what every rep costs more than the prices say he should, (R,): where there is something to gain.
    """

    record: Record
    problem: Problem
    pairs: PricedPairs
    plan: Ints
    seed: int
    workers: int
    loss: Callable[[Ints], Floats]
    size: Size = field(default_factory=Size)
    steps: int = 0

    def __post_init__(self) -> None:
        self.chooser = Chooser(self.problem, self.pairs, np.random.default_rng(self.seed))
        self.score = score(self.problem, self.plan)
        self.lock = threading.RLock()

    def repair(self, seconds: float) -> Ints:
        """Until the rules of `problem` are kept, the record is done or `seconds` are over."""
        self._work("repair", seconds, while_broken=True)
        return self.plan

    def improve(self, seconds: float) -> Ints:
        """Until the record is done, nothing new is left to try or `seconds` are over."""
        self._work("improve", seconds, while_broken=False)
        return self.plan

    def _work(self, stage: str, seconds: float, *, while_broken: bool) -> None:
        self.record.enter(stage)
        until = self.record.stop.elapsed() + seconds
        with ThreadPoolExecutor(self.workers) as pool:
            loops = [pool.submit(self._loop, until, while_broken) for _ in range(self.workers)]
            for loop in loops:
                loop.result()

    def _loop(self, until: float, while_broken: bool) -> None:
        """One worker: a neighbourhood after the other."""
        record, idle = self.record, 0
        while not record.done() and record.stop.elapsed() < until and idle < MOST_IDLE:
            with self.lock:
                self._adopt()
                urgency = violation(self.problem, self.plan)
                if while_broken and not urgency.any():
                    return
                stuck = np.flatnonzero((urgency > 0) & (self.chooser.widen > MOST_WIDER) & ~self.chooser.busy)
                hood, aim = self._draw(urgency, stuck)
                self.steps += 1
                number = self.steps
            if hood is None:
                idle += 1
                continue
            idle = 0
            self._step(hood, aim, urgency, number)

    def _adopt(self) -> None:
        """Go on from the record's plan where somebody else has found a better one."""
        found = self.record.plan
        if found is not None and not self.chooser.busy.any() and (value := score(self.problem, found)) < self.score:
            self.chooser.changed(np.unique(np.r_[found[found != self.plan], self.plan[found != self.plan]]))
            self.plan, self.score = found.copy(), value

    def _draw(self, urgency: Floats, stuck: Ints) -> tuple[Neighbourhood | None, Aim]:
        chooser = self.chooser
        hood: Neighbourhood | None
        if len(stuck):
            seed = int(stuck[np.argmax(urgency[stuck])])
            hood = chooser.rings(self.plan, seed, FIRST_UNLOCK + 2 * int(chooser.widen[seed] - MOST_WIDER))
            aim = Aim.VIOLATION
        else:
            wanted = urgency if urgency[~chooser.busy].any() else self.loss(self.plan) + LEAST_LOSS
            hood = chooser.draw(self.plan, round(self.size.reps), int(self.size.pairs), wanted)
            aim = Aim.REPAIR if urgency.any() else Aim.GOAL
            if hood is None:
                self.size.adapt(finished=True)
        if hood is not None:
            chooser.busy[hood.reps] = True
        return hood, aim

    def _step(self, hood: Neighbourhood, aim: Aim, urgency: Floats, number: int) -> None:
        outcome = self._solve(hood, aim, urgency, number)
        with self.lock:
            self.chooser.busy[hood.reps] = False
            if aim is not Aim.VIOLATION:
                self.size.adapt(outcome.optimal)
            if outcome.plan is not None:
                self._accept(hood, outcome.plan)
            if outcome.optimal:
                self.chooser.exhaust(hood.reps, int(self.size.pairs))
            self._widen(hood, urgency)

    def _accept(self, hood: Neighbourhood, found: Ints) -> None:
        """Take the neighbourhood's part of a solution if the whole gets better."""
        plan = self.plan.copy()
        plan[hood.unit] = found[hood.unit]
        land = self.problem.land
        if land is not None and separators(land, plan):
            return
        if (value := score(self.problem, plan)) < self.score:
            self.chooser.changed(hood.reps)
            self.plan, self.score = plan, value
            self.record.offer(plan)

    def _widen(self, hood: Neighbourhood, urgency: Floats) -> None:
        """A rep who is still off after a step gets a wider neighbourhood next time."""
        if urgency[hood.seed]:
            better = violation(self.problem, self.plan)[hood.seed] < HELPED * urgency[hood.seed]
            widen = self.chooser.widen
            widen[hood.seed] = 0 if better or widen[hood.seed] > MOST_WIDENED else widen[hood.seed] + 1

    def _solve(self, hood: Neighbourhood, aim: Aim, urgency: Floats, number: int) -> Outcome:
        """A step of CP-SAT. Around a rep who is stuck all is dealt anew from the homes, for the rules alone."""
        stuck = aim is Aim.VIOLATION
        fixed = self.plan.copy()
        fixed[hood.unit] = -1
        current = None if stuck else self.plan
        connect = Connect.NOT if self.problem.land is None else Connect.STATIC
        built = build(self.problem, hood.unit, hood.rep, fixed=fixed, aim=aim, connect=connect, current=current)
        if current is not None:
            built.draft.hint(current)
        close = 1e-4 if stuck else max(CLOSE_GOAL, CLOSE_REPAIR * REPAIR_PRICE * float(urgency[hood.reps].sum()))
        seconds = UNLOCK_SECONDS if stuck else STEP_SECONDS
        return run(
            built,
            self.record.stop,
            seed=self.seed + number,
            workers=1,
            seconds=seconds,
            work=seconds,
            close_enough=close,
        )
