"""The engine, as anybody calls it."""

from benchmarks.methods.method import Answer, Moment, Setting, Tell
from solver.engine import solve
from solver.problem import Problem
from solver.result import Progress, Status


def ours(problem: Problem, setting: Setting, tell: Tell) -> Answer:
    def on_progress(progress: Progress) -> None:
        tell(Moment(progress.seconds, progress.objective, progress.bound))

    result = solve(
        problem,
        time_limit=setting.seconds,
        gap=setting.gap,
        seed=setting.seed,
        workers=setting.workers,
        on_progress=on_progress,
    )
    plan = None if result.plan is None else result.plan.rep_of_unit
    stage = f"{result.status} ({result.stop_reason})"
    return Answer(plan, stage, None if result.status is Status.INFEASIBLE else result.bound)
