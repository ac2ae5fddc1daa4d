"""Large neighbourhood search: a few territories at a time are dealt anew by CP-SAT, the rest stays.

A plan that still breaks rules is repaired (violation at a high price), then improved. Every plan accepted goes to the
record, which judges it. With several workers as many neighbourhoods without a common rep are solved side by side.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from solver.book import Floats, Ints
from solver.model.build import REPAIR_PRICE, Aim, Connect, build
from solver.model.contiguity import separators
from solver.model.run import Outcome, run
from solver.problem import Measure, Problem
from solver.record import Record
from solver.search.critical import PricedPairs
from solver.search.neighbourhoods import Chooser, Neighbourhood

STEP_SECONDS = 2.0
"""Of CP-SAT for a step, wall-clock or (with a work limit) deterministic."""
FIRST_UNLOCK, MOST_UNLOCK, UNLOCK_SECONDS = 4, 14, 6.0
"""Reps looked at together to get out of a dead end, and how long that may take."""
CLOSE_REPAIR, CLOSE_GOAL = 0.2, 2e-5
"""A step is solved well enough this near to its bound: as a share of the price of the violation, else in goal units.
The next step matters more than the last digits."""
HELPED, MOST_WIDER = 0.7, 1
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
    """A plan on its way to a better one. `problem` may have tighter bands than the record's, to aim at."""

    record: Record
    problem: Problem
    pairs: PricedPairs
    plan: Ints
    seed: int
    workers: int
    size: Size = field(default_factory=Size)
    steps: int = 0

    def __post_init__(self) -> None:
        self.chooser = Chooser(self.problem, self.pairs, np.random.default_rng(self.seed))
        self.score = score(self.problem, self.plan)

    def repair(self, seconds: float) -> Ints:
        """Until the rules of `problem` are kept, the record is done or `seconds` are over."""
        self._work("repair", seconds, while_broken=True)
        return self.plan

    def improve(self, seconds: float) -> Ints:
        """Until the record is done or `seconds` are over."""
        self._work("improve", seconds, while_broken=False)
        return self.plan

    def _work(self, stage: str, seconds: float, *, while_broken: bool) -> None:
        record = self.record
        until = record.stop.elapsed() + seconds
        with ThreadPoolExecutor(self.workers) as pool:
            while not record.done() and record.stop.elapsed() < until:
                urgency = violation(self.problem, self.plan)
                if while_broken and not urgency.any():
                    return
                record.stage = stage
                stuck = np.flatnonzero((urgency > 0) & (self.chooser.widen > MOST_WIDER))
                if len(stuck):
                    self._unlock(int(stuck[np.argmax(urgency[stuck])]))
                else:
                    self._round(pool, urgency)
                record.tell()

    def _round(self, pool: ThreadPoolExecutor, urgency: Floats) -> None:
        hoods = self.chooser.draw(self.plan, self.workers, round(self.size.reps), int(self.size.pairs), urgency)
        if not hoods:
            self.size.adapt(finished=True)
            return
        self.steps += 1
        solved = pool.map(lambda number: self._solve(hoods[number], urgency, number), range(len(hoods)))
        for hood, outcome in zip(hoods, solved, strict=True):
            self.size.adapt(outcome.optimal)
            if outcome.plan is not None:
                self._accept(hood, outcome.plan)
            self._widen(hood, urgency)

    def _accept(self, hood: Neighbourhood, found: Ints) -> None:
        """Take the neighbourhood's part of a solution if the whole gets better."""
        plan = self.plan.copy()
        plan[hood.unit] = found[hood.unit]
        land = self.problem.land
        if land is not None and separators(land, plan):
            return
        if (value := score(self.problem, plan)) < self.score:
            self.plan, self.score = plan, value
            self.record.offer(plan)

    def _widen(self, hood: Neighbourhood, urgency: Floats) -> None:
        """A rep who is still off after a step gets a wider neighbourhood next time."""
        if urgency[hood.seed]:
            better = violation(self.problem, self.plan)[hood.seed] < HELPED * urgency[hood.seed]
            widen = self.chooser.widen
            widen[hood.seed] = 0 if better else widen[hood.seed] + 1

    def _unlock(self, seed: int) -> None:
        """Out of a dead end: more and more territories around a rep, dealt anew from the homes for the rules alone."""
        self.chooser.widen[seed] = 0
        before = violation(self.problem, self.plan)[seed]
        until = self.record.stop.elapsed() + UNLOCK_SECONDS
        for most in range(FIRST_UNLOCK, MOST_UNLOCK + 1, 2):
            if self.record.done() or self.record.stop.elapsed() > until:
                return
            self.steps += 1
            hood = self.chooser.rings(self.plan, seed, most)
            outcome = self._run(hood, Aim.VIOLATION, None, UNLOCK_SECONDS, self.workers, 1e-4)
            if outcome.plan is not None:
                self._accept(hood, outcome.plan)
            if violation(self.problem, self.plan)[seed] < HELPED * before:
                return

    def _solve(self, hood: Neighbourhood, urgency: Floats, number: int) -> Outcome:
        close = max(CLOSE_GOAL, CLOSE_REPAIR * REPAIR_PRICE * float(urgency[hood.reps].sum()))
        aim = Aim.REPAIR if urgency.any() else Aim.GOAL
        return self._run(hood, aim, self.plan, STEP_SECONDS, 1, close, number)

    def _run(
        self,
        hood: Neighbourhood,
        aim: Aim,
        current: Ints | None,
        seconds: float,
        workers: int,
        close: float,
        number: int = 0,
    ) -> Outcome:
        fixed = self.plan.copy()
        fixed[hood.unit] = -1
        connect = Connect.NOT if self.problem.land is None else Connect.STATIC
        built = build(self.problem, hood.unit, hood.rep, fixed=fixed, aim=aim, connect=connect, current=current)
        if current is not None:
            built.draft.hint(current)
        seed = self.seed + self.steps * self.workers + number
        stop = self.record.stop
        return run(built, stop, seed=seed, workers=workers, seconds=seconds, work=seconds, close_enough=close)


def score(problem: Problem, plan: Ints) -> tuple[float, float]:
    """What plans are compared by, less is better: violation first (at its price, with the costs), then the goal."""
    broken = float(violation(problem, plan).sum())
    costs = float(problem.costs.at(np.arange(problem.units), plan).sum())
    if broken:
        return 1.0, broken * REPAIR_PRICE + costs
    return 0.0, costs + sum(_deviation(m, plan) for m in problem.measures if m.weight or m.mean_weight)


def _deviation(measure: Measure, plan: Ints) -> float:
    """What a measure adds to the goal."""
    deviation = measure.deviation(plan)
    return measure.weight * float(deviation.max()) + measure.mean_weight * float(deviation.mean())


def violation(problem: Problem, plan: Ints) -> Floats:
    """How far each rep is beyond its rows, in shares and bounds, shape (R,); broken limits count for everybody."""
    beyond = np.zeros(problem.reps)
    for m in problem.measures:
        if m.band is not None:
            beyond += _over(np.abs(m.amounts.per_rep(plan) / m.share - 1) - m.band)
    for row in problem.rows:
        load = row.amounts.per_rep(plan)
        beyond += _over((load - row.upper) / row.slack) + _over((row.lower - load) / row.slack)
    for limit in problem.limits:
        beyond += float(_over(np.array((problem.use(limit, plan) - limit.upper) / limit.slack)))
    return beyond


def _over(excess: Floats) -> Floats:
    return np.where(excess > 1e-9, excess, 0.0)
