"""Several runs at the same time, in processes of their own."""

from collections.abc import Iterator, Sequence

from joblib import Parallel, delayed

from scenarios.files.schema import Solve
from solver.problem import Problem
from solver.result import Result

Task = tuple[Problem, Solve]
"""What is solved, and the limits of its run."""


def together(tasks: Sequence[Task], jobs: int, *, best_effort: bool) -> Iterator[tuple[int, Result]]:
    """(place of the task, result) as they end: without a line while they run, and without an ear for Ctrl-C."""
    calls = (delayed(_solved)(place, *task, best_effort) for place, task in enumerate(tasks))
    yield from Parallel(n_jobs=jobs, return_as="generator_unordered")(calls)


def _solved(place: int, problem: Problem, limits: Solve, best_effort: bool) -> tuple[int, Result]:
    from solver import engine
    from solver.stop import Stop

    stop = Stop(seconds=limits.time_limit, work=limits.work_limit, gap=limits.gap)
    return place, engine.solve(problem, seed=limits.seed, workers=limits.workers, stop=stop, best_effort=best_effort)
