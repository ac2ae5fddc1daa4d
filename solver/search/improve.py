"""Large neighbourhood search: a few territories at a time are dealt anew by CP-SAT, the rest stays.

A plan that still breaks rules is repaired first (least total violation), then improved. Every accepted plan goes to the
record, which judges it.
"""

from dataclasses import dataclass

import numpy as np

from solver.book import Floats, Ints
from solver.model.build import REPAIR_PRICE, Aim, Connect, build
from solver.model.run import run
from solver.problem import Problem
from solver.record import Record
from solver.search.critical import PricedPairs
from solver.search.neighbourhoods import Chooser

STEP_SECONDS = 2.0
STEP_WORK = 2.0
CLOSE_REPAIR, CLOSE_GOAL = 0.2, 2e-5
"""A step is solved well enough this near to its bound: as a share of the price of the violation, in goal units otherwise.
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


def improve(record: Record, pairs: PricedPairs, plan: Ints, seed: int, workers: int, seconds: float = np.inf) -> Ints:
    """Improve (first repair) `plan` until the record is done or `seconds` are over; returns the last plan accepted."""
    problem = record.problem
    chooser = Chooser(problem, pairs, np.random.default_rng(seed))
    size = Size()
    began, step = record.stop.elapsed(), 0
    while not record.done() and record.stop.elapsed() - began < seconds:
        step += 1
        urgency = violation(problem, plan)
        repairing = bool(urgency.any()) or record.plan is None
        record.stage = "repair" if repairing else "improve"
        hood = chooser.draw(plan, round(size.reps), int(size.pairs), urgency)
        if not len(hood.unit):
            size.adapt(finished=True)
            continue
        fixed = plan.copy()
        fixed[hood.unit] = -1
        built = build(
            problem,
            hood.unit,
            hood.rep,
            fixed=fixed,
            aim=Aim.REPAIR if repairing else Aim.GOAL,
            connect=Connect.NOT if problem.land is None else Connect.STATIC,
            current=plan,
        )
        built.draft.hint(plan)
        outcome = run(
            built, record.stop, seed=seed + step, workers=workers, seconds=STEP_SECONDS, work=STEP_WORK,
            close_enough=max(CLOSE_GOAL, CLOSE_REPAIR * REPAIR_PRICE * float(urgency[hood.reps].sum())),
        )
        size.adapt(outcome.optimal)
        if outcome.plan is not None:
            plan = outcome.plan
            record.offer(plan)
        record.tell()
    return plan


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
