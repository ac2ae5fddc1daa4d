"""site(): start → allocate and recentre → bound → exact model or neighbourhoods → judge → result."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from solver.book import Ints
from solver.errors import InternalError
from solver.judge.siting import judge_siting
from solver.result import PROVEN_GAP, Progress, Status, proven
from solver.siting.allocate import exactly
from solver.siting.climb import climb
from solver.siting.exact import Proof, prove
from solver.siting.groups import groups
from solver.siting.house import with_engine
from solver.siting.impossible import impossible
from solver.siting.locate import alternate, recentred, start
from solver.siting.polish import can_polish, polished
from solver.siting.problem import Siting
from solver.siting.result import SitingResult
from solver.siting.roughly import roughly
from solver.stop import Stop
from solver.threads import one_thread

SMALL = 400
"""Up to so many units the exact model looks at everything at once."""
STARTS = 8
BEST_STARTS = 3
"""Starts that are allocated exactly, of a small problem."""
START_SHARE, ALLOCATE_SHARE, ENGINE_SHARE = 0.12, 0.04, 0.25
"""Of what is left: for starts; then for each allocation, exact or by the engine."""
BOUND_SHARE, BOUND_ONLY_SHARE = 0.6, 0.95
"""Of what is left after that: for the bound, with and without neighbourhoods to come."""
ENGINE_PAST = 0.45
"""Of all time: after that no other allocation is begun."""
ENGINE_ROUNDS, ENGINE_SECONDS = 2, 5.0
"""Allocations from one start, and seconds that the first one gets even of a short time."""
ENGINE_GAP = 0.001


def site(
    problem: Siting,
    *,
    time_limit: float | None = 60.0,
    gap: float = 0.0,
    seed: int = 0,
    workers: int = 2,
    work_limit: float | None = None,
    stop: Stop | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> SitingResult:
    """Choose centres and territories, with a bound for the whole problem.

    Parameters
    ----------
    time_limit : seconds; ignored when `work_limit` is given.
    gap : relative gap at which to stop; 0 = prove optimality, which is usual up to a few hundred units.
    seed : of the starts. stop : own limits and a Ctrl-C switch; overrides time_limit, work_limit and gap.

    Raises InternalError if the bound, the plan and the judge disagree.
    """
    run = Run(problem, stop or Stop(seconds=time_limit, work=work_limit, gap=gap), seed, workers, on_progress)
    run.why = impossible(problem)
    if not run.why:
        with one_thread():
            (run.small if problem.units <= SMALL else run.large)()
    return run.result()


class Run:
    """One search: the best plan that the judge has passed, and the best bound."""

    def __init__(
        self,
        problem: Siting,
        stop: Stop,
        seed: int,
        workers: int,
        on_progress: Callable[[Progress], None] | None,
    ) -> None:
        self.problem, self.stop, self.seed, self.workers = problem, stop, seed, workers
        self.on_progress = on_progress
        self.plan: Ints | None = None
        self.objective = np.inf
        self.bound = -np.inf
        self.why = ""
        self.trace: list[Progress] = []

    def small(self) -> None:
        """Allocate exactly from the best starts, then the exact model."""
        rough = self.starts()
        for _, centres in rough[:BEST_STARTS]:
            part = self.stop.part(ALLOCATE_SHARE)
            before = part.work_used
            plan = alternate(self.problem, centres, lambda at: exactly(self.problem, at, part), part.reached)  # noqa: B023
            self.stop.work_used += part.work_used - before
            self.offer(plan, "allocate")
        target = self.objective if self.plan is not None else rough[0][0]
        places = groups(self.problem)
        priced = climb(self.problem, places, rough[0][1], target, self.stop.reached)
        self.proven(priced.bound, "bound")
        if not self.enough():
            proof = prove(self.problem, places, priced, self.plan, self.stop, self.told)
            self.told(proof)
            if proof.infeasible:
                self.why = "the exact model has looked at all centres and all territories"

    def large(self) -> None:
        """Allocate with the engine, bound, then neighbourhoods."""
        rough = self.starts()
        for _, centres in rough[:BEST_STARTS]:
            self._engine(centres, self._engine_share())
            if self.plan is not None and self.stop.past(ENGINE_PAST):
                break
        places = groups(self.problem)
        target = self.objective if self.plan is not None else rough[0][0]
        seeds = rough[0][1] if self.plan is None else np.unique(self.plan)
        polishes = self.plan is not None and can_polish(self.problem)
        part = self.stop.part(BOUND_SHARE if polishes else BOUND_ONLY_SHARE)
        self.proven(climb(self.problem, places, seeds, target, part.reached).bound, "bound")
        if self.plan is None and not self.stop.reached():
            self._engine(rough[0][1], 1.0)
        if self.plan is not None and polishes and not self.enough():
            polished(self.problem, self.plan, self.stop, lambda plan: self.offer(plan, "polish"))

    def _engine_share(self) -> float:
        """Of what is left, for one allocation: enough for a first plan where time is short."""
        if self.plan is not None or self.stop.work is not None:
            return ENGINE_SHARE
        return min(0.5, max(ENGINE_SHARE, ENGINE_SECONDS / max(self.stop.remaining(), ENGINE_SECONDS)))

    def _engine(self, centres: Ints, share: float) -> None:
        """The engine's allocation to these centres, and again after they have moved to the middle."""
        for _ in range(ENGINE_ROUNDS):
            part = replace(self.stop.part(share), gap=ENGINE_GAP)
            before = part.work_used
            found = with_engine(self.problem, centres, part, self.seed, self.workers)
            self.stop.work_used += part.work_used - before
            if found is None:
                return
            self.offer(found, "allocate")
            moved = recentred(self.problem, found)
            self.offer(moved, "recentre")
            if np.array_equal(np.unique(moved), np.unique(centres)) or self.stop.past(ENGINE_PAST):
                return
            centres = np.unique(moved)

    def starts(self) -> list[tuple[float, Ints]]:
        """Rough plans from several seeds as (cost, centres), the cheapest first; at least one."""
        part = self.stop.part(START_SHARE)
        found: dict[tuple[int, ...], float] = {}
        for at in range(STARTS):
            centres = start(self.problem, self.seed * STARTS + at)
            plan = alternate(self.problem, centres, lambda at: roughly(self.problem, at), part.reached)
            if plan is not None:
                found[tuple(np.unique(plan).tolist())] = self.problem.objective(plan)
            if part.reached():
                break
        return [(cost, np.array(key, dtype=np.int64)) for key, cost in sorted(found.items(), key=lambda item: item[1])]

    def told(self, proof: Proof) -> None:
        self.offer(proof.plan, "prove")
        self.proven(proof.bound, "prove")

    def offer(self, plan: Ints | None, stage: str) -> None:
        """Keep a plan if it is cheaper and the judge passes it."""
        if plan is None:
            return
        verdict = judge_siting(self.problem, plan)
        if verdict.kept and verdict.objective < self.objective:
            self.plan, self.objective = plan, verdict.objective
            self.note(stage)

    def proven(self, bound: float, stage: str) -> None:
        if np.isfinite(bound) and bound > self.bound:
            self.bound = bound
            self.note(stage)

    def note(self, stage: str) -> None:
        objective = None if self.plan is None else self.objective
        bound = self.bound if np.isfinite(self.bound) else None
        self.trace.append(Progress(self.stop.elapsed(), stage, objective, bound))
        if self.on_progress is not None:
            self.on_progress(self.trace[-1])

    def enough(self) -> bool:
        if self.plan is None:
            return False
        return proven(self.objective, self.bound) or self.objective - self.bound <= self.stop.gap * abs(self.objective)

    def result(self) -> SitingResult:
        status, reason = self._status()
        room = PROVEN_GAP * max(1.0, abs(self.objective)) if self.plan is not None else 0.0
        if self.plan is not None and (self.why or self.bound > self.objective + room):
            raise InternalError(f"a plan costs {self.objective:.9g}, the bound is {self.bound:.9g}: {self.why}")
        return SitingResult(
            status=status,
            stop_reason=reason,
            plan=self.plan,
            objective=None if self.plan is None else self.objective,
            bound=min(self.bound, self.objective) if np.isfinite(self.bound) and not self.why else None,
            seconds=self.stop.elapsed(),
            seed=self.seed,
            why=self.why,
            trace=tuple(self.trace),
        )

    def _status(self) -> tuple[Status, str]:
        if self.why:
            return Status.INFEASIBLE, "proven"
        if self.plan is None:
            return Status.UNKNOWN, self.stop.reason() if self.stop.reached() else "nothing_left"
        if proven(self.objective, self.bound):
            return Status.OPTIMAL, "proven"
        if self.enough():
            return Status.FEASIBLE, "gap"
        return Status.FEASIBLE, self.stop.reason() if self.stop.reached() else "nothing_left"
