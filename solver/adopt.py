"""A result with a better plan from elsewhere: what was proven stays proven, what was found becomes better."""

from dataclasses import replace

from solver.errors import InternalError
from solver.judge.scorecard import scorecard
from solver.judge.verdict import Verdict, verdict
from solver.order import level_result
from solver.plan import Plan
from solver.problem import Problem
from solver.record import AGREEMENT
from solver.result import PROVEN_GAP, LevelResult, Result, Status


def better(ours: Verdict | None, theirs: Verdict) -> bool:
    """Whether a plan that keeps the rules beats ours, level by level; None = we have none that keeps them."""
    if not theirs.ok:
        return False
    if ours is None:
        return True
    for one, other in zip(ours.levels, theirs.levels, strict=True):
        if abs(one.objective - other.objective) > AGREEMENT * max(1.0, abs(one.objective)):
            return other.objective < one.objective
    return False


def adopt(problem: Problem, result: Result, plan: Plan, gap: float) -> Result:
    """The result with `plan` in the place of its own if it is better; otherwise as it is.

    gap : the one that was asked for. Bounds are those of the run: they hold for every plan, whoever made it.
    Raises InternalError when the plan keeps the rules and is below the bound, or there was proven to be none.
    """
    own = None if result.plan is None else verdict(problem, result.plan.rep_of_unit)
    judged = verdict(problem, plan.of_problem(problem))
    if not better(own, judged):
        return result
    if result.status is Status.INFEASIBLE:
        raise InternalError("it was said that no plan keeps the rules; one from elsewhere does")
    levels = _levels(result, judged)
    bound = levels[-1].bound if levels else result.bound
    status = Status.OPTIMAL if levels and all(level.proven for level in levels) else Status.FEASIBLE
    changed = replace(
        result,
        status=status,
        plan=plan,
        objective=judged.objective,
        terms=dict(judged.terms),
        bound=bound,
        scorecard=scorecard(problem, plan.rep_of_unit[problem.book.unit], judged.measures),
        levels=levels,
    )
    return replace(changed, stop_reason=_reason(changed, result.stop_reason, gap))


def _levels(result: Result, judged: Verdict) -> tuple[LevelResult, ...]:
    """The levels of the better plan. The bound of one holds among plans that are as good as the old one at the levels
    before: it stays where the new one is that.
    """
    old = result.levels
    found: list[LevelResult] = []
    as_good = True
    for place, level in enumerate(judged.levels):
        bound = old[place].bound if old and as_good else None
        if not old and not place:
            bound = result.bound
        conditional = tuple(number for number, each in enumerate(found, start=1) if not each.proven)
        found.append(level_result(level, bound, conditional, place + 1 == len(judged.levels)))
        as_good = as_good and bool(old) and level.objective <= old[place].objective
    return tuple(found)


def _reason(changed: Result, before: str, gap: float) -> str:
    """Why the run ended, as it looks now."""
    if changed.status is Status.OPTIMAL:
        return "proven"
    near = all(level.gap is not None and level.gap <= max(gap, PROVEN_GAP) for level in changed.levels)
    if near:
        return "gap"
    return "rounding" if before in ("gap", "proven") else before
