"""solve(): level by level of the goal bound → construct → improve → prove; judge → Result, on one screen."""

import platform
from collections.abc import Callable, Mapping

import numpy as np

from solver.bound.certified import vouched
from solver.certificate import Certificate
from solver.explain.infeasible import Explanation, explain
from solver.judge.scorecard import scorecard
from solver.order import Order
from solver.plan import Plan
from solver.problem import Problem
from solver.result import PROVEN_GAP, LevelResult, Progress, Result, Status
from solver.stop import Stop
from solver.threads import one_thread


def solve(
    problem: Problem,
    *,
    time_limit: float | None = 60.0,
    gap: float = 0.01,
    seed: int = 0,
    workers: int = 2,
    work_limit: float | None = None,
    best_effort: bool = False,
    stop: Stop | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    start: Plan | None = None,
) -> Result:
    """Find a plan that keeps all rules and a bound on how much better any other could be.

    Parameters
    ----------
    time_limit : seconds; ignored when `work_limit` (CP-SAT's deterministic time) is given.
    gap : relative gap at which to stop; 0 = prove optimality.
    seed, workers : with one worker and a work limit the same inputs give the same plan.
    best_effort : when the rules are proven to conflict, also find the plan of least total violation.
    stop : own limits and a Ctrl-C switch; overrides time_limit, work_limit and gap.
    on_progress : called with every `Progress`, possibly from another thread.
    start : a plan of this problem to begin with (`Plan.of` makes one of another plan of the same accounts and reps).
    If it keeps all rules, no worse one comes out; otherwise it is where repair begins.

    Raises InputError if `start` is the plan of another problem, InternalError if the bound, the plan and the judge
    disagree.
    """
    stop = stop or Stop(seconds=time_limit, work=work_limit, gap=gap)
    order = Order(problem, stop, seed, workers, on_progress, None if start is None else start.of_problem(problem))
    with one_thread():
        order.run()
        last = order.last
        explanation = explain(last, seed, workers, best_effort=best_effort) if last.infeasible else Explanation()
    return _result(order, explanation)


def _result(order: Order, explanation: Explanation) -> Result:
    problem, last, judged = order.problem, order.last, order.verdict
    plan = None if last.plan is None else Plan(last.plan, problem.fingerprint)
    levels = order.results()
    status, reason = _status(order, levels)
    bound = levels[-1].bound if levels else last.bound
    return Result(
        status=status,
        stop_reason=reason,
        plan=plan,
        objective=None if judged is None else judged.objective,
        terms={} if judged is None else dict(judged.terms),
        bound=bound if status is not Status.INFEASIBLE else None,
        seconds=order.stop.elapsed(),
        seed=order.seed,
        scorecard=None if last.plan is None else scorecard(problem, last.plan[problem.book.unit]),
        opening=explanation.opening,
        relaxed=None if explanation.relaxed is None else Plan(explanation.relaxed, problem.fingerprint),
        conflict=explanation.conflict,
        nearest=None if explanation.nearest is None else Plan(explanation.nearest, problem.fingerprint),
        trace=order.trace,
        provenance=versions(),
        levels=levels,
        certificate=_certificate(order, explanation),
        impossible=() if last.impossible is None else tuple(map(str, problem.team.ids[last.impossible])),
    )


def _certificate(order: Order, explanation: Explanation) -> Certificate | None:
    """What goes with the status: prices against every plan, or against plans below the bound of a weighted goal."""
    last = order.last
    if last.infeasible:
        return explanation.certificate
    if last.certificate is None or not isinstance(order.problem.rules.goal, Mapping):
        return None  # the judge does not know the levels that were kept, nor their prices
    return vouched(last.problem, last.certificate, last.yardstick)


def _status(order: Order, levels: tuple[LevelResult, ...]) -> tuple[Status, str]:
    if order.last.infeasible:
        return Status.INFEASIBLE, "proven"
    unfinished = next((each for each in order.records if not each.enough()), order.last)
    stopped = unfinished.stop.reached() or order.stop.reached()
    reason = order.stop.reason() if stopped else "rounding"
    if unfinished.stricter and not stopped:
        reason = "stricter"
    if order.last.plan is None:
        return Status.UNKNOWN, reason
    if all(level.proven for level in levels):
        return Status.OPTIMAL, "proven"
    near = all(level.gap is not None and level.gap <= max(order.stop.gap, PROVEN_GAP) for level in levels)
    return Status.FEASIBLE, "gap" if near else reason


def versions() -> dict[str, str]:
    """Versions that a result depends on."""
    from importlib.metadata import version

    return {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scipy": version("scipy"),
        "ortools": version("ortools"),
    }
