"""Running CP-SAT so that limits, Ctrl-C and progress work."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

from solver.book import Ints
from solver.errors import InternalError
from solver.model.build import Built
from solver.stop import Stop

POLL_SECONDS = 0.05
"""How often a running solve looks for Ctrl-C."""

MOST_WORDS = 300
"""Characters of CP-SAT's complaint about a model; it lists every variable."""

FOUND = (cp_model.OPTIMAL, cp_model.FEASIBLE)


@dataclass(frozen=True)
class Outcome:
    """What CP-SAT said. `bound` is in the goal's own scale and holds for the model that was built."""

    plan: Ints | None
    infeasible: bool
    optimal: bool
    objective: float | None
    bound: float | None
    work: float = 0.0
    """CP-SAT's deterministic time."""


class _Watch(cp_model.CpSolverSolutionCallback):
    """Hands every better plan on, and its bound."""

    def __init__(self, built: Built, on_plan: Callable[[Ints, float, float], None] | None) -> None:
        super().__init__()
        self.built, self.on_plan = built, on_plan

    def on_solution_callback(self) -> None:
        if self.on_plan is None:
            return
        scale = self.built.scale
        objective, bound = scale.value(self.objective_value), scale.value(self.best_objective_bound)
        self.on_plan(self.built.draft.plan([self.boolean_value(v) for v in self.built.draft.x]), objective, bound)


def run(
    built: Built,
    stop: Stop,
    *,
    seed: int,
    workers: int,
    seconds: float | None = None,
    work: float | None = None,
    close_enough: float = 0.0,
    proves: bool = True,
    on_plan: Callable[[Ints, float, float], None] | None = None,
    on_bound: Callable[[float], None] | None = None,
    enough: Callable[[], bool] = lambda: False,
) -> Outcome:
    """Solve until optimal, `enough()`, `seconds`/`work` (slices of what `stop` has left) or Ctrl-C.

    `close_enough` : a plan this near to the model's own bound is called optimal (goal units; 0 = exactly).
    `proves` : whether something is concluded from its bound, its optimality or its infeasibility; a step of a search
    needs none of them, and goes the faster way.

    The solve runs in a thread of its own, because Python delivers Ctrl-C only to a main thread that is awake.
    """
    if stop.reached():
        return Outcome(None, infeasible=False, optimal=False, objective=None, bound=None)
    solver = cp_model.CpSolver()
    solver.parameters.random_seed = seed
    solver.parameters.num_workers = workers
    solver.parameters.catch_sigint_signal = False
    # CP-SAT 9.15 cuts off optima when it substitutes variables with large coefficients (also where all products stay
    # below 2⁴²); tests/solver/test_engine_optimum.py keeps a case.
    solver.parameters.presolve_substitution_level = 0
    if proves:
        # It also cuts off optima where it puts linear constraints and "exactly one" together (google/or-tools #5293);
        # tests/solver/test_shares_by_plan.py keeps a case.
        solver.parameters.presolve_inclusion_work_limit = 0
    solver.parameters.absolute_gap_limit = max(1e-4, close_enough * built.scale.factor)
    _limit(solver, stop, seconds, work)
    if on_bound is not None:
        scale = built.scale
        solver.best_bound_callback = lambda value: on_bound(scale.value(value))
    watch = _Watch(built, on_plan)
    status = _solve(solver, built, watch, lambda: stop.interrupted.is_set() or enough())
    work = solver.response_proto.deterministic_time
    stop.work_used += work
    return replace(_outcome(solver, built, status), work=work)


def _limit(solver: cp_model.CpSolver, stop: Stop, seconds: float | None, work: float | None) -> None:
    left = min(stop.remaining(), float("inf") if seconds is None or stop.work is not None else seconds)
    if left < float("inf"):
        solver.parameters.max_time_in_seconds = max(left, 0.01)
    work_left = min(stop.work_left(), float("inf") if work is None else work)
    if work_left < float("inf"):
        solver.parameters.max_deterministic_time = work_left


def _solve(solver: cp_model.CpSolver, built: Built, watch: _Watch, halt: Callable[[], bool]) -> cp_model.CpSolverStatus:
    answer: list[cp_model.CpSolverStatus] = []
    failure: list[BaseException] = []

    def work() -> None:
        try:
            answer.append(solver.solve(built.draft.model, watch))
        except BaseException as error:  # handed to the caller's thread
            failure.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(POLL_SECONDS)
        if halt():
            solver.stop_search()
            time.sleep(POLL_SECONDS)
    if failure:
        raise failure[0]
    return answer[0]


def _outcome(solver: cp_model.CpSolver, built: Built, status: cp_model.CpSolverStatus) -> Outcome:
    if status == cp_model.INFEASIBLE:
        return Outcome(None, True, False, None, None)
    if status == cp_model.MODEL_INVALID:
        raise InternalError(f"the CP-SAT model is invalid: {built.draft.model.validate()[:MOST_WORDS]}")
    bound = built.scale.value(solver.best_objective_bound)
    if status not in FOUND:
        return Outcome(None, False, False, None, bound)
    plan = built.draft.plan([solver.boolean_value(v) for v in built.draft.x])
    objective = built.scale.value(solver.objective_value)
    return Outcome(plan, False, status == cp_model.OPTIMAL, objective, bound)
