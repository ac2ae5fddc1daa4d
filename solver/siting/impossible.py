"""Proofs at a glance that there is no plan."""

import numpy as np

from geo.pieces import pieces
from solver.book import Floats
from solver.errors import listed
from solver.judge.violation import number
from solver.rules import BAND_TOLERANCE
from solver.siting.problem import Siting


def impossible(problem: Siting) -> str:
    """Why no plan can keep the rules, in a sentence; "" where that cannot be told at a glance."""
    if problem.territories > problem.units:
        return f"{problem.territories} territories need as many units, there are {problem.units}"
    room = BAND_TOLERANCE * problem.share
    lower, upper = problem.lower - room, problem.upper + room
    return _large(problem, upper) or _totals(problem, lower, upper) or _islands(problem, lower, upper)


def _large(problem: Siting, upper: Floats) -> str:
    for m, measure in enumerate(problem.measures):
        large = np.flatnonzero(problem.amounts[:, m] > upper[m])
        if len(large):
            ids = listed([str(unit) for unit in problem.unit_ids[large]])
            most = number(float(problem.upper[m]))
            least = number(float(problem.amounts[large, m].min()))
            return f"no territory may hold more than {most} of {measure}, and {ids} alone holds {least} or more"
    return ""


def _totals(problem: Siting, lower: Floats, upper: Floats) -> str:
    for m, measure in enumerate(problem.measures):
        total = float(problem.amounts[:, m].sum())
        if not problem.territories * lower[m] <= total <= problem.territories * upper[m]:
            span = f"{number(float(problem.lower[m]))} to {number(float(problem.upper[m]))}"
            return f"{problem.territories} territories of {span} of {measure} cannot hold {number(total)} in total"
    return ""


def _islands(problem: Siting, lower: Floats, upper: Floats) -> str:
    """Each connected piece of the land has a whole number of territories; together as many as were asked for."""
    if problem.land is None:
        return ""
    label = pieces(problem.land.indptr, problem.land.indices)
    islands = int(label.max(initial=-1)) + 1
    if islands > problem.territories:
        return f"the land is in {islands} pieces that no edge joins, more than the {problem.territories} territories"
    sums = {0}
    for island in range(islands):
        members = label == island
        held = problem.amounts[members].sum(axis=0)
        counts = [n for n in range(1, problem.territories + 1) if _holds(held, n, lower, upper) and n <= members.sum()]
        if not counts:
            some = listed([str(unit) for unit in problem.unit_ids[members]])
            return f"a piece of the land that no edge joins to the rest cannot be divided within the bands: {some}"
        sums = {a + n for a in sums for n in counts if a + n <= problem.territories}
    if problem.territories not in sums:
        return f"the pieces of the land cannot be divided into {problem.territories} territories within the bands"
    return ""


def _holds(held: Floats, count: int, lower: Floats, upper: Floats) -> bool:
    return bool((count * lower <= held).all() and (held <= count * upper).all())
