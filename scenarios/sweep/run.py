"""Every combination solved: one after the other from the best plan so far, or several at the same time from scratch."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from scenarios.compare.jobs import together
from scenarios.sweep.combination import Combination, Sweep
from solver.adopt import adopt, better
from solver.judge import Verdict, verdict
from solver.plan import Plan
from solver.problem import Problem
from solver.result import Result, Status

Solver = Callable[[Combination, Plan | None], Result]
Say = Callable[[str], None]


@dataclass(frozen=True)
class Run:
    """result : None = not run. own : what the run itself found, before plans of others were offered."""

    combination: Combination
    result: Result | None = None
    own: Result | None = None

    @property
    def problem(self) -> Problem:
        assert self.combination.problem is not None
        return self.combination.problem

    @property
    def feasible(self) -> bool:
        """Whether there is a plan that keeps the rules of the combination."""
        return self.result is not None and self.result.plan is not None

    @property
    def adopted(self) -> bool:
        """Whether the plan is that of another combination."""
        return self.result is not self.own

    def owners(self) -> pd.DataFrame:
        """account_id and rep_id of the plan."""
        assert self.result is not None
        assert self.result.plan is not None
        return self.result.plan.frame(self.problem)[["account_id", "rep_id"]]


def run(sweep: Sweep, solver: Solver, jobs: int = 1, say: Say = lambda text: None) -> list[Run]:
    """The runs by number, every plan offered to every combination.

    `solver` runs one combination where `jobs` is 1. With more they run in processes of their own, none starting from
    the plan of another. After a run that was interrupted the rest is left out.
    """
    waiting = [each for each in sweep.in_order if each.problem is not None]
    found = _together(waiting, jobs, say) if jobs > 1 and len(waiting) > 1 else _in_turn(waiting, solver, say)
    done = {each.combination.number: each for each in found}
    return crossed([done.get(each.number, Run(each)) for each in sweep.combinations])


def crossed(runs: Sequence[Run]) -> list[Run]:
    """Every plan offered to every other combination, until none is better anywhere.

    So a combination with wider rules and the same goal is never worse than one with tighter rules: the plan of the
    second keeps the rules of the first. Raises InternalError when a plan keeps rules that were proven to have none, or
    is below a bound.
    """
    found, offered = list(runs), set[tuple[int, bytes]]()
    changed = True
    while changed:
        changed = False
        for maker in [each for each in found if each.feasible]:
            owners, mark = maker.owners(), _mark(maker)
            for place, each in enumerate(found):
                if each.result is None or (each.combination.number, mark) in offered:
                    continue
                offered.add((each.combination.number, mark))
                plan = Plan.of(each.problem, owners)
                result = adopt(each.problem, each.result, plan, each.combination.inputs.scenario.solve.gap)
                if result is not each.result:
                    found[place], changed = replace(each, result=result), True
    return found


def _in_turn(waiting: Sequence[Combination], solver: Solver, say: Say) -> list[Run]:
    found: list[Run] = []
    for place, each in enumerate(waiting, start=1):
        say(f"{place} of {len(waiting)}, combination {each.name}: {each.said}")
        result = solver(each, start_of(each, found))
        say(f"{each.name}: {result}")
        found.append(Run(each, result, result))
        if result.stop_reason == "interrupted":
            break
    return found


def start_of(combination: Combination, found: Sequence[Run]) -> Plan | None:
    """The best plan so far that keeps the combination's rules; else the last one, to be repaired."""
    assert combination.problem is not None
    best: tuple[Plan, Verdict] | None = None
    last: Plan | None = None
    for each in found:
        if not each.feasible:
            continue
        last = Plan.of(combination.problem, each.owners())
        judged = verdict(combination.problem, last.rep_of_unit)
        if better(None if best is None else best[1], judged):
            best = last, judged
    return last if best is None else best[0]


def _together(waiting: Sequence[Combination], jobs: int, say: Say) -> list[Run]:
    say(f"{len(waiting)} combinations, {min(jobs, len(waiting))} at the same time, each from scratch")
    tasks = [(each.problem, each.inputs.scenario.solve) for each in waiting if each.problem is not None]
    found = []
    for at, result in together(tasks, jobs, best_effort=False):
        say(f"{waiting[at].name}: {result}")
        found.append(Run(waiting[at], result, result))
    return found


def _mark(each: Run) -> bytes:
    """Tells plans apart: the owner of every account, whatever the units."""
    assert each.result is not None
    assert each.result.plan is not None
    return each.result.plan.rep_of_unit[each.problem.book.unit].tobytes()


def proven_none(each: Run) -> bool:
    """Whether it is proven that no plan keeps the rules."""
    return each.result is not None and each.result.status is Status.INFEASIBLE
