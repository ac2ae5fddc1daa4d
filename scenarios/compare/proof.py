"""The bounds of the models: none may be beaten by a plan that it holds for, and the widest says how good any can be.

A bound on a model holds for a plan, whoever made it, when the plan keeps every rule of that model: then the model's own
goal of the plan, as the judge measures it, is at least the bound. For plans that nobody has found see `covers`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scenarios.compare.covers import uncovered
from scenarios.compare.standing import Standing
from solver.errors import InternalError
from solver.judge.verdict import of_accounts
from solver.judge.yardstick import Yardstick
from solver.result import relative_gap

AGREEMENT = 1e-7
"""A plan this much below a bound, relative to it, is the rounding of two computations; more is a fault."""

Crossed = Mapping[str, Mapping[str, float]]
"""Model → (maker of a plan that keeps every rule of the model → goal of the model, first level of one in order)."""


@dataclass(frozen=True)
class Reach:
    """The bound of the widest model: no plan of the models `covers` is below it. `beyond` : model → why it may be.

    gaps : maker of a plan that keeps the rules of the widest model → (goal − bound) ÷ goal.
    """

    name: str
    bound: float
    covers: tuple[str, ...]
    beyond: Mapping[str, str]
    gaps: Mapping[str, float]


def bound_of(standing: Standing) -> float | None:
    """A bound on every plan of the model: that of the first level of a goal in order; None = nothing was proven."""
    result = standing.contender.result
    if result is None:
        return None
    if isinstance(standing.contender.problem.rules.goal, Mapping):
        return result.bound
    return result.levels[0].bound if result.levels else None


def least_goal(standing: Standing, reach: Reach | None) -> float | None:
    """What no plan of the model can be below: its own bound, or that of the widest model where it covers this one."""
    own = bound_of(standing)
    wide = reach.bound if reach is not None and standing.name in reach.covers else None
    return max((bound for bound in (own, wide) if bound is not None), default=None)


def crossed(standings: Sequence[Standing]) -> Crossed:
    """Every plan under the rules of every model that was run."""
    return {each.name: _inside(each, standings) for each in standings if each.contender.result is not None}


def _inside(model: Standing, standings: Sequence[Standing]) -> dict[str, float]:
    problem = model.contender.problem
    facts, found = Yardstick.of(problem), {}
    for each in standings:
        if each.contender.rep is None:
            continue
        own = each.own if each.contender.problem is problem else of_accounts(problem, each.contender.rep, facts)
        if own is not None and own.ok and own.levels:
            found[each.name] = own.levels[0].objective
    return found


def never_beaten(standings: Sequence[Standing], plans: Crossed) -> None:
    """Raise InternalError when a plan keeps every rule of a model and is below its bound, or it is said to have none.

    "It" is the model: one that is proven to have no plan can have none, whoever made it.
    """
    for standing in standings:
        if standing.contender.impossible and plans[standing.name]:
            maker = next(iter(plans[standing.name]))
            raise InternalError(f"it is said that no plan keeps the rules of {standing.name}; that of {maker} does")
        bound = bound_of(standing)
        if bound is None:
            continue
        for maker, objective in plans[standing.name].items():
            if objective < bound - AGREEMENT * max(1.0, abs(bound)):
                raise InternalError(
                    f"the plan of {maker} keeps every rule of {standing.name} and its goal there is {objective!r}, "
                    f"below {bound!r}, which is said to be a bound on all such plans"
                )


def widest(standings: Sequence[Standing], plans: Crossed) -> Reach | None:
    """The bound that holds for the most models, the tightest of those; None when no model has a bound."""
    reaches = [_reach(each, bound, standings, plans) for each in standings if (bound := bound_of(each)) is not None]
    return max(reaches, key=lambda reach: (len(reach.covers), reach.bound), default=None)


def _reach(wide: Standing, bound: float, standings: Sequence[Standing], plans: Crossed) -> Reach:
    others = [each for each in standings if each.contender.result is not None]
    why = {each.name: uncovered(wide.contender.problem, each.contender.problem) for each in others}
    return Reach(
        wide.name,
        bound,
        tuple(name for name, reasons in why.items() if not reasons),
        {name: reasons[0] for name, reasons in why.items() if reasons},
        {maker: relative_gap(goal, min(bound, goal)) for maker, goal in plans[wide.name].items()},
    )


def better_found(standings: Sequence[Standing], plans: Crossed) -> list[tuple[str, str]]:
    """(model, maker) where somebody else's plan keeps the model's rules and is better there than the model's own."""
    found = []
    for each in standings:
        inside = plans.get(each.name, {})
        own = inside.get(each.name, float("inf"))
        maker = min(inside, key=lambda name: inside[name], default=each.name)
        if inside and inside[maker] < own - AGREEMENT * max(1.0, abs(inside[maker])):
            found.append((each.name, maker))
    return found
