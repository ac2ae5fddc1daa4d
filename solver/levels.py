"""A goal in order, one level at a time: each level is a problem of its own, with the levels before as rules.

A level that is one largest deviation narrows that measure's band; any other becomes a limit on the whole plan, counted
in multiples of what it was settled at. Both are derived, for the methods; the judge reads `Statement.kept`.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from solver.costs import Costs
from solver.intake.amounts import goal_weights
from solver.intake.goal import costs
from solver.problem import Problem
from solver.rules import MEAN, Level
from solver.statement import Kept, Limit, Measure

LEAST_UNIT = 1e-3
"""A level settled below this is counted in multiples of this (goal units), so that 0 can be a limit too."""
WHOLE_ACCOUNT = 1e-6
"""A bound on whole accounts is rounded up to the next whole account, unless it is above one by less than this."""


def at_level(problem: Problem, kept: tuple[Kept, ...], leaning: float = 0.0) -> Problem:
    """The problem of the level after those that are `kept`; a weighted goal is its own first level.

    `leaning` : how many times the weights of all later levels are added to this one, for plans that suit them too.
    """
    if isinstance(problem.rules.goal, Mapping):
        return problem
    levels = problem.rules.levels
    level = dict(levels[len(kept)]) if levels else {}
    if leaning:
        level |= {term: leaning * weight for later in levels[len(kept) + 1 :] for term, weight in later.items()}
    stated = replace(
        problem,
        rules=replace(problem.rules, goal=level),
        measures=tuple(_weighed(measure, level) for measure in problem.measures),
        costs=_costs(problem, level),
        kept=kept,
    )
    for place, each in enumerate(kept, start=1):
        stated = _keep(stated, each, f"goal level {place}")
    return stated


def _weighed(measure: Measure, level: Level) -> Measure:
    weight, mean_weight = goal_weights(measure.name, level)
    return replace(measure, weight=weight, mean_weight=mean_weight)


def _costs(problem: Problem, level: Level) -> Costs:
    given = problem.book, problem.team, problem.units, problem.rules, problem.pairs
    return costs(*given, level, problem.distances)[0]


def _keep(problem: Problem, kept: Kept, name: str) -> Problem:
    """The problem with a level as a rule: bands no wider than it allows, and a limit where bands do not say it all."""
    level, most = kept.level, kept.most + kept.tolerance
    price = _costs(problem, level)
    largest = {m.name: level[m.name] for m in problem.measures if level.get(m.name)}
    mean = {m.name: level[MEAN + m.name] for m in problem.measures if level.get(MEAN + m.name)}
    if not price.negative:
        problem = replace(
            problem,
            measures=tuple(
                _narrowed(m, most, largest.get(m.name, 0.0) + mean.get(m.name, 0.0) / problem.reps)
                for m in problem.measures
            ),
        )
    if not price.counts and not mean and len(largest) <= 1:
        return problem
    unit = max(abs(kept.most), LEAST_UNIT)
    parts = [{name: weight / unit for name, weight in each.items()} for each in (largest, mean)]
    limit = Limit(name, price.times(1.0 / unit), most / unit, 1.0, *parts)
    return replace(problem, limits=(*problem.limits, limit))


def _narrowed(measure: Measure, most: float, weight: float) -> Measure:
    """A deviation of one rep counts at least `weight` in a sum of at most `most`, the rest of which is not negative."""
    if not weight:
        return measure
    band = max(0.0, most) / weight
    return replace(measure, band=band if measure.band is None else min(measure.band, band))


def grain(problem: Problem) -> float | None:
    """The step in which the objective of every plan comes: whole accounts, where the goal counts nothing else."""
    counted = (
        {term: weight for term, weight in problem.rules.levels[0].items() if weight} if problem.rules.levels else {}
    )
    owned = int(np.count_nonzero(problem.book.owned))
    if set(counted) != {"reassigned_accounts"} or not owned:
        return None
    return counted["reassigned_accounts"] / owned
