"""CP-SAT alone: one plain model of the whole case, solved once.

Where territories must connect, by the static clauses from the homes outward (Zoltners & Sinha 1983): every plan of the
model is connected, but some connected plans are left out, so its bound is one of that restriction.
"""

import numpy as np

from benchmarks.methods.candidates import near_pairs
from benchmarks.methods.method import Answer, Moment, Setting, Tell
from solver.book import Ints
from solver.judge import verdict
from solver.model.build import Connect, build, eligible_pairs
from solver.model.run import run
from solver.problem import Problem
from solver.result import relative_gap
from solver.stop import Stop


def cpsat(problem: Problem, setting: Setting, tell: Tell) -> Answer:
    """Over all eligible pairs."""
    stop = Stop(seconds=setting.seconds, gap=setting.gap)
    return _solve(problem, *eligible_pairs(problem), stop, setting, tell, whole=problem.land is None)


def cpsat_near(problem: Problem, setting: Setting, tell: Tell) -> Answer:
    """Over the cheapest reps of every unit."""
    stop = Stop(seconds=setting.seconds, gap=setting.gap)
    return _solve(problem, *near_pairs(problem), stop, setting, tell, whole=False)


def _solve(problem: Problem, unit: Ints, rep: Ints, stop: Stop, setting: Setting, tell: Tell, *, whole: bool) -> Answer:
    """whole : the model leaves no plan of the case out."""
    built = build(problem, unit, rep, connect=Connect.STATIC)
    best, bound = np.inf, -np.inf

    def on_plan(plan: Ints, _objective: float, _bound: float) -> None:
        nonlocal best
        judged = verdict(problem, plan)
        if judged.ok and judged.objective < best:
            best = judged.objective
            note()

    def on_bound(value: float) -> None:
        nonlocal bound
        if whole and value > bound:
            bound = value
            note()

    def note() -> None:
        tell(Moment(stop.elapsed(), best if best < np.inf else None, bound if bound > -np.inf else None))

    def enough() -> bool:
        return setting.gap > 0 and best < np.inf and bound > -np.inf and relative_gap(best, bound) <= setting.gap

    seed, workers = setting.seed, setting.workers
    outcome = run(built, stop, seed=seed, workers=workers, on_plan=on_plan, on_bound=on_bound, enough=enough)
    stage = "INFEASIBLE" if outcome.infeasible else "OPTIMAL" if outcome.optimal else "FEASIBLE"
    stage = stage if outcome.plan is not None or outcome.infeasible else "UNKNOWN"
    return Answer(outcome.plan, stage, outcome.bound, bound_of_case=whole)
