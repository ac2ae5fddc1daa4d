"""Large neighbourhood search: a few territories at a time are dealt anew by CP-SAT, the rest stays.

A plan that still breaks rules is repaired (violation at a high price), then improved. Every plan accepted goes to the
record, which judges it. With several workers as many neighbourhoods without a common rep are solved side by side.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from solver.book import Floats, Ints
from solver.model.build import REPAIR_PRICE, Aim, Connect, build
from solver.model.run import Outcome, run
from solver.problem import Problem
from solver.record import Record
from solver.search.critical import PricedPairs
from solver.search.neighbourhoods import Chooser, Neighbourhood

STEP_SECONDS = 2.0
STEP_WORK = 2.0
CLOSE_REPAIR, CLOSE_GOAL = 0.2, 2e-5
"""A step is solved well enough this near to its bound: as a share of the price of the violation, else in goal units.
The next step matters more than the last digits."""
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
    """A plan on its way to a better one. `problem` may have tighter bands than the record's: plans are aimed at them."""

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

    def _accept(self, hood: Neighbourhood, found: Ints) -> None:
        plan = self.plan.copy()
        plan[hood.unit] = found[hood.unit]
        if (value := score(self.problem, plan)) < self.score:
            self.plan, self.score = plan, value
            self.record.offer(plan)

    def _solve(self, hood: Neighbourhood, urgency: Floats, number: int) -> Outcome:
        fixed = self.plan.copy()
        fixed[hood.unit] = -1
        built = build(
            self.problem,
            hood.unit,
            hood.rep,
            fixed=fixed,
            aim=Aim.REPAIR if urgency.any() else Aim.GOAL,
            connect=Connect.NOT if self.problem.land is None else Connect.STATIC,
            current=self.plan,
        )
        built.draft.hint(self.plan)
        return run(
            built,
            self.record.stop,
            seed=self.seed + self.steps * self.workers + number,
            workers=1,
            seconds=STEP_SECONDS,
            work=STEP_WORK,
            close_enough=max(CLOSE_GOAL, CLOSE_REPAIR * REPAIR_PRICE * float(urgency[hood.reps].sum())),
        )


def score(problem: Problem, plan: Ints) -> tuple[float, float]:
    """What the search compares plans by, less is better: violation first (at its price, with the costs), then the goal."""
    broken = float(violation(problem, plan).sum())
    costs = float(problem.costs.at(np.arange(problem.units), plan).sum())
    if broken:
        return 1.0, broken * REPAIR_PRICE + costs
    deviations = (m.weight * float(np.max(np.abs(m.amounts.per_rep(plan) / m.share - 1))) for m in problem.measures)
    return 0.0, costs + sum(deviations)


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
        beyond += float(_over(np.array((limit.amounts.per_rep(plan).sum() - limit.upper) / limit.slack)))
    return beyond


def _over(excess: Floats) -> Floats:
    return np.where(excess > 1e-9, excess, 0.0)
