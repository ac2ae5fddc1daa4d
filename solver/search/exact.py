"""The exact model over the whole problem: plans, a bound, or the proof that there is none.

A pair is left out only with a proof that no better plan uses it (reduced-cost fixing: Lagrangian bound + reduced cost
of the pair ≥ the best plan's objective).
"""

from dataclasses import replace

import numpy as np

from solver.book import Ints
from solver.problem import Measure, Problem
from solver.record import Record
from solver.search.rounds import Rounds, Settled


def exact(
    record: Record, unit: Ints, rep: Ints, seed: int, workers: int, *, ceiling: float = np.inf, seconds: float = np.inf
) -> bool:
    """Solve over the given pairs (sorted by unit). True when it is settled: the best plan, or that there is none.

    `ceiling` : every plan that uses another pair is at least this bad; infinite = no eligible pair was left out.
    """

    settled = _solve(record, record.problem, unit, rep, seed, workers, ceiling, seconds)
    if settled.infeasible and not np.isfinite(ceiling) and record.plan is None:
        record.infeasible = True
    if settled.optimal and record.objective is not None and not record.enough():
        closer = _no_worse(record.problem, record.objective)
        settled = _solve(record, closer, unit, rep, seed, workers, record.objective, seconds)
    return settled.optimal or settled.infeasible


def _solve(
    record: Record, problem: Problem, unit: Ints, rep: Ints, seed: int, workers: int, ceiling: float, seconds: float
) -> Settled:
    def raise_bound(bound: float) -> None:
        record.raise_bound(min(bound, ceiling))

    settled = Rounds(
        problem,
        unit,
        rep,
        record.stop,
        seed,
        workers,
        on_plan=record.offer,
        on_bound=raise_bound,
        enough=record.enough,
        hint=lambda: record.plan,
    ).solve(seconds)
    if settled.plan is not None:
        record.offer(settled.plan)
    if settled.bound is not None:
        raise_bound(settled.bound)
    if settled.infeasible and np.isfinite(ceiling):
        record.raise_bound(ceiling)
    return settled


def _no_worse(problem: Problem, objective: float) -> Problem:
    """The problem with bands no wider than a plan of this objective can need: narrow bands are counted in finer steps.

    Only where no term of the goal can be negative: the others are at least 0, a deviation at most objective ÷ weight.
    """
    if problem.costs.negative:
        return problem

    def narrow(measure: Measure) -> Measure:
        each = measure.weight + measure.mean_weight / problem.reps
        if not each:
            return measure
        most = objective / each * (1 + 1e-9) + 1e-12
        return replace(measure, band=most if measure.band is None else min(measure.band, most))

    return replace(problem, measures=tuple(narrow(measure) for measure in problem.measures))
