"""solve(): bound → construct → improve → prove → judge → Result, on one screen."""

import platform
from collections.abc import Callable

import numpy as np

from solver.bound.certified import vouched
from solver.certificate import Certificate
from solver.explain.infeasible import Explanation, explain
from solver.judge.scorecard import scorecard
from solver.large import least_opening
from solver.plan import Plan
from solver.problem import Problem
from solver.record import Record
from solver.result import PROVEN_GAP, Progress, Result, Status
from solver.search.stages import Stages
from solver.stop import Stop


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

    Raises InternalError if the bound, the plan and the judge disagree.
    """
    stop = stop or Stop(seconds=time_limit, work=work_limit, gap=gap)
    record = Record(problem, stop, on_progress)
    # Prices would split an account that is too large for any band; adding up sees it at once.
    record.infeasible = least_opening(problem) > 0
    if not record.infeasible:
        Stages(record, seed, workers).run()
    explanation = explain(record, seed, workers, best_effort=best_effort) if record.infeasible else Explanation()
    return _result(record, explanation, seed)


def _result(record: Record, explanation: Explanation, seed: int) -> Result:
    problem = record.problem
    plan = None if record.plan is None else Plan(record.plan, problem.fingerprint)
    status, reason = _status(record)
    return Result(
        status=status,
        stop_reason=reason,
        plan=plan,
        objective=record.objective,
        terms={} if record.verdict is None else dict(record.verdict.terms),
        bound=record.bound if status is not Status.INFEASIBLE else None,
        seconds=record.stop.elapsed(),
        seed=seed,
        scorecard=None if record.plan is None else scorecard(problem, record.plan[problem.book.unit]),
        opening=explanation.opening,
        relaxed=None if explanation.relaxed is None else Plan(explanation.relaxed, problem.fingerprint),
        conflict=explanation.conflict,
        nearest=None if explanation.nearest is None else Plan(explanation.nearest, problem.fingerprint),
        trace=tuple(record.trace),
        provenance=versions(),
        certificate=_certificate(record, explanation),
    )


def _certificate(record: Record, explanation: Explanation) -> Certificate | None:
    """What goes with the status: prices against every plan, or against plans below the bound."""
    if record.infeasible:
        return explanation.certificate
    found = record.certificate
    return None if found is None else vouched(record.problem, found, record.yardstick)


def _status(record: Record) -> tuple[Status, str]:
    if record.infeasible:
        return Status.INFEASIBLE, "proven"
    reason = record.stop.reason() if record.stop.reached() else "rounding"
    if record.plan is None:
        return Status.UNKNOWN, reason
    if record.gap <= PROVEN_GAP:
        return Status.OPTIMAL, "proven"
    return Status.FEASIBLE, "gap" if record.enough() else reason


def versions() -> dict[str, str]:
    """Versions that a result depends on."""
    from importlib.metadata import version

    return {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scipy": version("scipy"),
        "ortools": version("ortools"),
    }
