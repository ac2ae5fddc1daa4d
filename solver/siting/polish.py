"""Better plans by exact neighbourhoods: neighbouring territories are sited and divided anew, exactly."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from geo.graph import adjacency
from solver.book import Ints
from solver.land import Land
from solver.siting.climb import climb
from solver.siting.exact import prove
from solver.siting.groups import groups
from solver.siting.problem import Siting
from solver.stop import Stop

TOGETHER = (3, 2)
"""Territories of a neighbourhood; fewer where they have too many units together."""
MOST_UNITS = 320
SECONDS = 6.0
"""For one neighbourhood."""
GAIN = 1e-9


def can_polish(problem: Siting) -> bool:
    """Whether two territories of average size make a neighbourhood that is not too large."""
    return TOGETHER[-1] <= problem.territories and TOGETHER[-1] * problem.units <= MOST_UNITS * problem.territories


def polished(problem: Siting, plan: Ints, stop: Stop, on_plan: Callable[[Ints], None]) -> Ints:
    """The plan after every territory has been looked at with its nearest ones, and nothing was gained."""
    waiting = np.unique(plan).tolist()
    while waiting and not stop.reached():
        middle = waiting.pop(0)
        if plan[middle] != middle:
            continue
        units = _around(problem, plan, middle)
        if units is None:
            continue
        better = _again(problem, plan, units, stop)
        if better is not None:
            moved = np.unique(better[units]).tolist()
            plan = better
            on_plan(plan)
            waiting += [centre for centre in moved if centre not in waiting]
    return plan


def _around(problem: Siting, plan: Ints, middle: int) -> Ints | None:
    """Units of the territory and of those whose centres are nearest; None where these are too many."""
    centres = np.unique(plan)
    km = problem.cost.far(np.array([middle]), centres)
    near = centres[np.argsort(km, kind="stable")]
    for count in TOGETHER:
        units = np.flatnonzero(np.isin(plan, near[:count]))
        if len(units) <= MOST_UNITS and len(near) >= count:
            return units
    return None


def _again(problem: Siting, plan: Ints, units: Ints, stop: Stop) -> Ints | None:
    """A cheaper plan that differs only among these units."""
    part = among(problem, units, len(np.unique(plan[units])))
    today = np.searchsorted(units, plan[units])
    cost = part.objective(today)
    if not cost:
        return None
    share = SECONDS / max(stop.remaining(), SECONDS) if stop.work is None else SECONDS / max(stop.work_left(), SECONDS)
    short = stop.part(share)
    places = groups(part)
    before = short.work_used
    proof = prove(part, places, climb(part, places, np.unique(today), cost, short.reached), today, short)
    stop.work_used += short.work_used - before
    if proof.plan is None or proof.objective >= cost * (1 - GAIN):
        return None
    better = plan.copy()
    better[units] = units[proof.plan]
    return better


def among(problem: Siting, units: Ints, territories: int) -> Siting:
    """The same rules for some of the units alone (ascending)."""
    land = None
    if problem.land is not None:
        new = np.full(problem.units, -1, dtype=np.int64)
        new[units] = np.arange(len(units))
        a, b = (new[ends] for ends in problem.land.edges())
        both = (a >= 0) & (b >= 0)
        land = Land(*adjacency(len(units), a[both], b[both]), roots=np.zeros(0, dtype=np.int64))
    return replace(
        problem,
        unit_ids=problem.unit_ids[units],
        amounts=problem.amounts[units],
        territories=territories,
        cost=problem.cost.only(units),
        land=land,
    )
