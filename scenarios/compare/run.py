"""Solving what is to be compared, one after the other or several at the same time."""

from collections.abc import Callable, Sequence

from joblib import Parallel, delayed

from scenarios.compare.contender import Contender
from scenarios.compare.gather import Source
from scenarios.files.load import Inputs
from scenarios.files.schema import Solve
from solver.errors import Finding, InputError
from solver.problem import Problem
from solver.result import Result

Solver = Callable[[Source], Result]
Say = Callable[[str], None]


def run(sources: Sequence[Source], solver: Solver, jobs: int = 1, say: Say = lambda text: None) -> list[Contender]:
    """Contenders in the order of the sources. `solver` runs one of them where `jobs` is 1; `say` is told of each.

    With more jobs they run in processes of their own, without a line while they run and without an ear for Ctrl-C.
    """
    waiting = [each for each in sources if each.result is None]
    if jobs == 1 or len(waiting) < 2:
        return [_one(each, len(sources), place, solver, say) for place, each in enumerate(sources, start=1)]
    say(f"{len(waiting)} runs, {min(jobs, len(waiting))} at the same time")
    tasks = (delayed(_solved)(place, each.problem, each.inputs.scenario.solve) for place, each in enumerate(waiting))
    results: dict[str, Result] = {}
    for place, result in Parallel(n_jobs=jobs, return_as="generator_unordered")(tasks):
        results[waiting[place].name] = result
        say(f"{waiting[place].name}: {result}")
    return [each.contender(results.get(each.name)) for each in sources]


def _one(source: Source, of: int, place: int, solver: Solver, say: Say) -> Contender:
    if source.result is not None:
        say(f"{place} of {of}, {source.name}: read from {source.path}")
        return source.contender()
    say(f"{place} of {of}, {source.name}")
    result = solver(source)
    say(f"{source.name}: {result}")
    return source.contender(result)


def _solved(place: int, problem: Problem, limits: Solve) -> tuple[int, Result]:
    from solver import engine
    from solver.stop import Stop

    stop = Stop(seconds=limits.time_limit, work=limits.work_limit, gap=limits.gap)
    return place, engine.solve(problem, seed=limits.seed, workers=limits.workers, stop=stop)


def run_models(
    inputs: Inputs, models: Sequence[str], solver: Solver, jobs: int = 1, say: Say = lambda text: None
) -> list[Contender]:
    """Every territory model on one scenario. A model that cannot be run on this book is a contender that failed.

    Raises InputError: the models are not in this version yet.
    """
    fix = "write a scenario file per model, and compare those: faircarve compare A.yaml B.yaml"
    message = f"running the models {', '.join(models)} on one scenario is not in this version yet"
    raise InputError([Finding("models-later", message, fix, inputs.path.name)])
