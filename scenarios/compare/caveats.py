"""What a recommendation costs, what is proven about it, and what is not."""

from collections.abc import Iterator, Sequence

from scenarios.compare.covers import different_goal
from scenarios.compare.measures.measure import Row, figures
from scenarios.compare.proof import Crossed, Reach, better_found, least_goal
from scenarios.compare.standing import Standing
from scenarios.reports.wording import at_least, at_most, counted
from solver.errors import listed
from solver.problem import Problem
from solver.result import PROVEN_GAP, relative_gap
from solver.result import proven as met


def costs(chosen: str, standings: Sequence[Standing], rows: Sequence[Row]) -> tuple[str, ...]:
    """Main measures in which another plan that keeps its rules is better, with the best of those."""
    found = []
    for row in rows:
        if not (row.measure.main and row.measure.better):
            continue
        able = figures(row, standings)
        if chosen not in able:
            continue
        pick = min if row.measure.better == "less" else max
        best = pick(able, key=lambda name: able[name])
        ours, theirs = row.measure.say(able[chosen]), row.measure.say(able[best])
        if ours != theirs:
            found.append(f"{row.measure.name}: {ours}, {best} has {theirs}")
    return tuple(found)


def proven(chosen: str, reach: Reach | None) -> tuple[str, ...]:
    """How far any model could be better than the one chosen."""
    if reach is None:
        return ()
    if reach.bound <= 0:
        return (f"Nothing is proven about the goal: the bound of {reach.name} is 0, which every plan has or is above.",)
    covered = [name for name in reach.covers if name != reach.name]
    whose = f"{reach.name} and {listed(covered)}" if covered else reach.name
    bound = at_least(reach.bound)
    said = [
        f"No plan of {whose} has a goal below {bound}, the bound of {reach.name}; nor has any plan of another model "
        f"with the same goal, the same fair shares and all rules of {reach.name}."
    ]
    if chosen in reach.gaps:
        gap = reach.gaps[chosen]
        better = "better" if gap <= PROVEN_GAP else f"more than {at_most(gap)} better"
        said.append(f"None of them can be {better} than the plan of {chosen}.")
    else:
        said.append(f"The plan of {chosen} breaks rules of {reach.name}, so its goal cannot be set against that bound.")
    said += [f"The bound says nothing about {name}: {why}." for name, why in reach.beyond.items()]
    return tuple(said)


def not_proven(
    chosen: str, standings: Sequence[Standing], yardstick: Problem, plans: Crossed, reach: Reach | None
) -> tuple[str, ...]:
    """Other models that may have better plans than the one chosen, and runs that ended too early."""
    mine = next(each for each in standings if each.name == chosen)
    assert mine.common is not None
    found = []
    if mine.common.levels:
        goal = mine.common.levels[0].objective
        for each in standings:
            if each.name != chosen and each.contender.result is not None and not each.contender.impossible:
                found += [*_against(chosen, goal, each, yardstick, reach)]
    for model, maker in better_found(standings, plans):
        planned = any(each.name == model and each.planned for each in standings)
        other = f"is better there than the plan that was found for {model}" if planned else "was not found there"
        found.append(
            f"The plan of {maker} keeps every rule of {model} and {other}: the run of {model} ended too early; give it "
            "more time."
        )
    return tuple(found)


def _against(chosen: str, goal: float, other: Standing, yardstick: Problem, reach: Reach | None) -> Iterator[str]:
    bound, reasons = least_goal(other, reach), different_goal(yardstick, other.contender.problem)
    theirs = other.common.levels[0].objective if other.feasible and other.common is not None else goal
    if theirs < goal and not met(goal, theirs):
        yield f"{other.name} has a better goal, {theirs:.6g} against {goal:.6g} of {chosen}: other rules decided."
    elif bound is None or bound <= 0 < goal:
        yield f"Not proven better than {other.name}: nothing is known about plans of {other.name} that were not found."
    elif reasons:
        yield (
            f"Not proven better than {other.name}: its bound is for another measure than the yardstick "
            f"({listed(reasons)})."
        )
    elif not met(goal, bound):
        room = at_most(relative_gap(goal, bound))
        yield (
            f"Not proven better than {other.name}: a plan of {other.name} with a goal of {at_least(bound)} is not "
            f"excluded, which would be {room} better than {goal:.6g} of {chosen}. The gap is too wide to decide."
        )


def sure(chosen: str, standings: Sequence[Standing], yardstick: Problem, reach: Reach | None) -> tuple[str, ...]:
    """Models none of whose plans, found or not, is better than the one chosen."""
    mine = next(each for each in standings if each.name == chosen)
    if mine.common is None or not mine.common.levels:
        return ()
    goal = mine.common.levels[0].objective
    beaten = [
        each.name
        for each in standings
        if each.name != chosen
        and (bound := least_goal(each, reach)) is not None
        and not different_goal(yardstick, each.contender.problem)
        and met(goal, bound)
    ]
    none = [each.name for each in standings if each.contender.impossible]
    said = []
    if beaten:
        said.append(f"Proven: no plan of {listed(beaten)} has a better goal than the plan of {chosen}.")
    if none:
        said.append(f"Proven: {counted(len(none), 'model has', 'models have')} no plan at all: {listed(none)}.")
    return tuple(said)
