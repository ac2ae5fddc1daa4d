"""Every plan offered to every other model: a run that ended early takes over what another one has found."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from scenarios.compare.contender import Contender
from solver.adopt import adopt
from solver.plan import Plan
from solver.problem import Problem
from solver.result import Result


def offered(contenders: Sequence[Contender], gaps: Sequence[float | None]) -> list[Contender]:
    """The contenders with the best plan of all that keeps their own rules.

    gaps : the one each run was asked for; None = recorded earlier, and left as it is. Raises InternalError when a plan
    keeps rules that were proven to have none, or is below a bound that holds for it.
    """
    found = list(contenders)
    plans = [(each, plan) for each in contenders if each.result is not None and (plan := each.result.plan) is not None]
    for place, gap in enumerate(gaps):
        own = contenders[place]
        if own.result is None or gap is None:
            continue
        for maker, plan in plans:
            if maker is not own and _same_people(maker.problem, own.problem):
                taken = _adopted(own.problem, found[place].result or own.result, maker.problem, plan, gap)
                if taken is not None:
                    kept = Contender.of(own.name, own.problem, taken, own.promise)
                    found[place] = replace(kept, taken=maker.name)
    return found


def _adopted(problem: Problem, result: Result, of: Problem, made: Plan, gap: float) -> Result | None:
    """The result with a plan that was made for another problem; None where it is not better, or breaks rules."""
    plan = Plan.of(problem, made.frame(of))
    if not np.array_equal(plan.rep_of_unit[problem.book.unit], made.rep_of_unit[of.book.unit]):
        return None  # it divides what moves as a whole here
    changed = adopt(problem, result, plan, gap)
    return None if changed is result else changed


def _same_people(one: Problem, other: Problem) -> bool:
    return np.array_equal(one.book.ids, other.book.ids) and np.array_equal(one.team.ids, other.team.ids)
