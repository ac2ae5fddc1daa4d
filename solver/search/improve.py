"""Large neighbourhood search: a few territories at a time are dealt anew by CP-SAT, the rest stays.

A plan that still breaks rules is repaired (violation at a high price), then improved. Every plan accepted goes to the
record, which judges it. Every worker solves one neighbourhood after the other; those in work share no rep.
"""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from solver.apart import Helpers
from solver.book import Floats, Ints
from solver.bound.prices import Priced, Pricing
from solver.bound.region.rounds import LARGE
from solver.model.build import Aim
from solver.model.contiguity import separators
from solver.record import Record
from solver.search.critical import PricedPairs
from solver.search.kinds import Kind, drawn, kinds
from solver.search.neighbourhoods import Chooser, Neighbourhood
from solver.search.score import losses, score, violation
from solver.search.settling import LITTLE
from solver.search.step import UNLOCK_SECONDS, Step

BUILD_WORK = 3e-5
"""Of a pair: what building its model takes, in CP-SAT's deterministic seconds."""
NEAREST, DRAWN = False, True
UNLOCKED = (
    *((most, NEAREST) for most in (4, 5, 6)),
    *((most, DRAWN) for most in (5, 6, 6)),
    *((most, NEAREST) for most in (7, 8, 10, 12)),
)
"""How many reps are looked at together to get out of a dead end: the nearest, or drawn by what they have to trade."""
MOST_IDLE, WAIT_SECONDS = 3, 0.02
MOST_KNOTS = 3
"""Where more reps are far off, small neighbourhoods come first."""
LEAST_LOSS = 1e-7
"""Every rep is looked at now and then (goal units)."""
HELPED, MOST_WIDER = 0.7, 1
"""A step helped when it left at most this share of the violation; else so many more reps are looked at together."""


@dataclass
class Search:
    """A plan on its way to a better one. The prices say where there is something to gain."""

    record: Record
    pricing: Pricing
    priced: Priced
    pairs: PricedPairs
    plan: Ints
    seed: int
    workers: int
    helpers: Helpers | None = None
    """For steps of HiGHS; None = there are none."""
    steps: int = 0

    def __post_init__(self) -> None:
        self.problem = self.record.problem
        self.rng = np.random.default_rng(self.seed)
        self.chooser = Chooser(self.problem, self.pairs, self.rng)
        mixed = self.helpers is not None and self.record.stop.work is None
        self.kinds = kinds(self.problem, mixed, knots=bool((self.pricing.size > LARGE).any()))
        self.unlocking = False
        self.unlocked = np.zeros(self.problem.reps, dtype=bool)
        self.score = score(self.problem, self.plan)
        self.scale = abs(self.score[1]) or 1.0
        self.lock = threading.RLock()

    def repair(self, seconds: float) -> Ints:
        """Until the rules of `problem` are kept, the record is done or `seconds` are over."""
        self._work("repair", seconds, while_broken=True)
        return self.plan

    def improve(self, seconds: float) -> Ints:
        """Until the record is done, nothing new is left to try or `seconds` are over."""
        self._work("improve", seconds, while_broken=False)
        return self.plan

    @property
    def spent(self) -> bool:
        """Whether there is nothing left to look at."""
        return all(kind.spent == self.chooser.changes for kind in self.kinds if kind.improves)

    def nearly(self, other: Ints) -> bool:
        """Whether what is missed here may still flow on, and what another plan misses may not."""
        now, then = (violation(self.problem, plan).max() for plan in (self.plan, other))
        return bool(now <= LITTLE < then)

    def consider(self, plan: Ints) -> None:
        """Go on from this plan if it is better."""
        if (value := score(self.problem, plan)) < self.score:
            self.chooser.changed(np.unique(np.r_[plan[plan != self.plan], self.plan[plan != self.plan]]))
            self.plan, self.score = plan.copy(), value

    def _work(self, stage: str, seconds: float, *, while_broken: bool) -> None:
        self.record.enter(stage)
        until = self.record.stop.clock() + seconds
        with ThreadPoolExecutor(self.workers) as pool:
            loops = [pool.submit(self._loop, until, while_broken) for _ in range(self.workers)]
            for loop in loops:
                loop.result()

    def _loop(self, until: float, while_broken: bool) -> None:
        """One worker: a neighbourhood after the other."""
        record, idle = self.record, 0
        while not record.done() and record.stop.clock() < until and idle < MOST_IDLE:
            with self.lock:
                self._adopt()
                urgency = violation(self.problem, self.plan)
                if while_broken and not urgency.any():
                    return
                stuck = self._stuck(urgency)
                unlock = len(stuck) > 0 and not self.unlocking
                step = None if unlock or self.unlocking else self._draw(urgency)
                waiting = self.unlocking or bool(self.chooser.busy.any()) or any(kind.taken for kind in self.kinds)
                self.unlocking |= unlock
            if unlock:
                self._unlock(int(stuck[np.argmax(urgency[stuck])]), urgency)
                self.unlocking = False
            elif step is None:
                idle += not waiting
                time.sleep(WAIT_SECONDS * waiting)
            else:
                idle = 0
                self._take(step)

    def _stuck(self, urgency: Floats) -> Ints:
        """Reps for whom small neighbourhoods do no good: they were tried, or a few miss more than what flows on."""
        tried, far = self.chooser.widen > MOST_WIDER, urgency > LITTLE
        knotted = far & ~self.unlocked & (np.count_nonzero(far) <= MOST_KNOTS)
        return np.flatnonzero((urgency > 0) & tried | knotted)

    def _adopt(self) -> None:
        """Go on from the record's plan where somebody else has found a better one."""
        if self.record.plan is not None and not self.chooser.busy.any():
            self.consider(self.record.plan)

    def _unlock(self, seed: int, urgency: Floats) -> None:
        """Out of a dead end: more and more territories around a rep, dealt anew from the homes for the rules alone."""
        with self.lock:
            self.chooser.widen[seed] = 0
            self.unlocked[seed] = True
        until = self.record.stop.clock() + UNLOCK_SECONDS
        for most, drawn_anew in UNLOCKED:
            with self.lock:
                hood = self.chooser.rings(self.plan, seed, most, drawn_anew)
                step = self._step(hood, Aim.VIOLATION, self.kinds[0], urgency)
            self._take(step)
            late = self.record.done() or self.record.stop.clock() > until
            if late or violation(self.problem, self.plan)[seed] < HELPED * urgency[seed]:
                return

    def _draw(self, urgency: Floats) -> Step | None:
        """What to do next; None when there is nothing (left) to look at."""
        chooser = self.chooser
        wanted = urgency if urgency[~chooser.busy].any() else self._losses()
        among = [kind for kind in self.kinds if (kind.repairs if urgency.any() else kind.improves) and not kind.taken]
        while (kind := drawn(among, chooser.changes, self.rng)) is not None:
            busy = chooser.busy & (not kind.mixed)
            hood = chooser.draw(self.plan, round(kind.reps), int(kind.pairs), wanted, busy, kind.focused)
            if hood is not None:
                return self._step(hood, Aim.REPAIR if urgency.any() else Aim.GOAL, kind, urgency)
            if busy.any():
                break
            if not kind.adapt(finished=True):
                kind.spent = chooser.changes
        return None

    def _losses(self) -> Floats:
        return losses(self.problem, self.pricing, self.priced, self.plan) + LEAST_LOSS

    def _step(self, hood: Neighbourhood, aim: Aim, kind: Kind, urgency: Floats) -> Step:
        """A step whose reps are busy from now on; one of many reps is in nobody's way."""
        self.chooser.busy[hood.reps] |= not kind.mixed
        kind.taken = kind.mixed and len(hood.reps) == self.problem.reps
        self.steps += 1
        seed, value = self.seed + self.steps, self.score[1]
        return Step(hood, aim, kind, int(kind.pairs), urgency, seed, self.plan, value, self.scale)

    def _take(self, step: Step) -> None:
        outcome, hood = step.solve(self.record, self.workers, self.helpers), step.hood
        with self.lock:
            self.chooser.busy[hood.reps] &= step.kind.mixed
            step.kind.taken = False
            before = self.score
            if outcome.plan is not None and not self._accept(hood, outcome.plan) and step.kind.mixed:
                self.consider(outcome.plan)  # others have changed the plan meanwhile
                self.record.offer(self.plan)
            if step.aim is Aim.VIOLATION:
                return
            step.kind.adapt(outcome.optimal)
            gain = before[1] - self.score[1] if before[0] == self.score[0] else 0.0
            step.kind.earned(gain, outcome.work + BUILD_WORK * len(hood.unit))
            if outcome.optimal and step.aim is Aim.GOAL:
                self.chooser.exhaust(hood, step.pairs)
            self._widen(hood, step.urgency)

    def _accept(self, hood: Neighbourhood, found: Ints) -> bool:
        """Take the neighbourhood's part of a solution if the whole gets better; whether it does."""
        plan = self.plan.copy()
        plan[hood.unit] = found[hood.unit]
        land = self.problem.land
        if land is not None and separators(land, plan):
            return False
        if better := (value := score(self.problem, plan)) < self.score:
            self.chooser.changed(hood.reps)
            self.plan, self.score = plan, value
            self.record.offer(plan)
        return better

    def _widen(self, hood: Neighbourhood, urgency: Floats) -> None:
        """A rep who is still off after a step gets a wider neighbourhood next time."""
        if urgency[hood.seed]:
            better = violation(self.problem, self.plan)[hood.seed] < HELPED * urgency[hood.seed]
            widen = self.chooser.widen
            widen[hood.seed] = 0 if better else widen[hood.seed] + 1
