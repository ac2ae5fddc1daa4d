"""What stands on top of a plan, overlays and managers: solved on the plan of every model, as `faircarve solve` does."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from scenarios.files.load import Inputs
from scenarios.levels.run import SHARE, Solved, below, solve_all
from solver import engine
from solver.judge import verdict
from solver.problem import Problem
from solver.result import Result
from solver.stop import Stop


@dataclass(frozen=True)
class OnTop:
    """One overlay or level on the plan of one model.

    status : the word of its run, or NOT RUN. deviations : measure with a band → largest |ratio − 1| over its reps; none
    without a plan.
    """

    name: str
    status: str
    deviations: Mapping[str, float] = field(default_factory=dict)


def on_top(inputs: Inputs, problem: Problem, result: Result) -> tuple[OnTop, ...]:
    """All overlays and levels of a scenario on a plan that keeps its rules, in what the plan has left of its time limit
    but a fifth of it at least, as `faircarve solve` does.
    """
    extras, limits = inputs.scenario.extras, inputs.scenario.solve
    if result.plan is None or not extras:
        return ()
    work = None if limits.work_limit is None else SHARE * limits.work_limit / len(extras)

    def solver(task: Problem, seconds: float) -> Result:
        stop = Stop(seconds=max(0.001, seconds), work=work, gap=limits.gap)
        return engine.solve(task, seed=limits.seed, workers=limits.workers, stop=stop)

    plan = below(inputs, problem, result.plan.rep_of_unit)
    seconds = max(SHARE * limits.time_limit, limits.time_limit - result.seconds)
    return tuple(map(_judged, solve_all(inputs, plan, solver, seconds)))


def _judged(solved: Solved) -> OnTop:
    if solved.problem is None or solved.result is None:
        return OnTop(solved.task.name, "NOT RUN")
    status, plan = str(solved.result.status), solved.result.plan
    if plan is None:
        return OnTop(solved.task.name, status)
    tallies = verdict(solved.problem, plan.rep_of_unit).measures.tallies
    deviations = {name: float(tallies[name].deviation.max()) for name in solved.task.given.bands if name in tallies}
    return OnTop(solved.task.name, status, deviations)
