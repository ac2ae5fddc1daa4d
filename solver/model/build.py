"""From a problem (and what is already fixed) to a CP-SAT model: the rules one after the other."""

from dataclasses import dataclass
from enum import Enum

import numpy as np

from solver.book import Ints
from solver.model import assignment, contiguity, goal, median, rows, top_five
from solver.model.goal import Scale
from solver.model.softness import MOST_OPENING, Softness
from solver.model.variables import Draft
from solver.problem import Problem


class Aim(Enum):
    """What a model minimises.

    GOAL the planner's goal, all rules hard. OPENING the one opening that is added to every band, the other rules hard.
    VIOLATION the total violation of bands, caps and limits. REPAIR the same, at a high price on top of the goal.
    """

    GOAL = "goal"
    OPENING = "opening"
    VIOLATION = "violation"
    REPAIR = "repair"


REPAIR_PRICE = 20.0
"""Goal units per fair share (or per bound) of violation in a repair: far above what travel can save."""


class Connect(Enum):
    """How contiguity is kept: not at all, by support clauses and separators (exact in the end) or static clauses."""

    NOT = "not"
    CUTS = "cuts"
    STATIC = "static"


@dataclass(frozen=True)
class Built:
    """A finished model and how to read its objective."""

    draft: Draft
    scale: Scale


def eligible_pairs(problem: Problem, block: int = 4096) -> tuple[Ints, Ints]:
    """Every allowed (unit, rep), sorted by unit. Memory is linear in the pairs."""
    units, reps = [], []
    for start in range(0, problem.units, block):
        stop = min(start + block, problem.units)
        at, rep = np.nonzero(problem.eligibility.block(start, stop))
        units.append(at + start)
        reps.append(rep)
    return np.concatenate(units).astype(np.int64), np.concatenate(reps).astype(np.int64)


def build(
    problem: Problem,
    unit: Ints,
    rep: Ints,
    *,
    fixed: Ints | None = None,
    aim: Aim = Aim.GOAL,
    connect: Connect = Connect.CUTS,
    current: Ints | None = None,
    cuts: list[contiguity.Separator] | None = None,
) -> Built:
    """A model over the given pairs (sorted by unit), the other units fixed.

    `current` is the plan whose territories the static clauses follow (None = from the homes outward). Measures
    and caps are added only where they can bind.
    """
    draft = Draft.over(problem, unit, rep, fixed)
    assignment.add(draft)
    softness = _softness(draft, aim)
    for measure in problem.measures:
        rows.add_measure(draft, measure, softness)
    for row in problem.rows:
        rows.add_row(draft, row, softness)
    for limit in problem.limits:
        rows.add_limit(draft, limit, softness)
    if problem.exactly and not softness.soft:
        median.add(draft)
        top_five.add(draft)
    if problem.land is not None and connect is not Connect.NOT:
        if connect is Connect.STATIC:
            contiguity.add_static(draft, problem.land, current)
        else:
            contiguity.add_support(draft, problem.land)
            contiguity.add_separators(draft, cuts or [])
    return Built(draft, _objective(draft, aim, softness))


def _softness(draft: Draft, aim: Aim) -> Softness:
    softness = Softness(soft=aim in (Aim.VIOLATION, Aim.REPAIR))
    if aim is Aim.OPENING:
        softness.opening = draft.model.new_int_var(0, int(MOST_OPENING * softness.resolution.steps), "")
    return softness


def _objective(draft: Draft, aim: Aim, softness: Softness) -> Scale:
    if aim is Aim.REPAIR:
        draft.terms += [(variable, REPAIR_PRICE / softness.resolution.steps) for variable in softness.violations]
    if aim in (Aim.GOAL, Aim.REPAIR):
        return goal.add(draft)
    counted = softness.violations if softness.opening is None else [softness.opening]
    draft.model.minimize(sum(counted))
    return Scale(0.0, float(softness.resolution.steps))
