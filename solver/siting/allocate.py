"""Units to given centres, exactly: a small mixed-integer program, contiguity by separators."""

import numpy as np

from solver.book import Ints
from solver.siting.cuts import covers, separators
from solver.siting.mixed import Cut, Program, solve
from solver.siting.problem import Siting
from solver.stop import Stop

ROUNDS = 8
SECONDS = 1.5
"""For one program of an allocation."""


def exactly(problem: Siting, centres: Ints, stop: Stop) -> Ints | None:
    """The cheapest plan with these centres, or a good one where time was short; None where none was found."""
    free = np.zeros((problem.units, problem.units), dtype=bool)
    free[:, centres] = True
    free[centres] = False
    free[centres, centres] = True
    scale = float(problem.cost.columns(centres).min(axis=1).sum())
    program = Program.over(problem, free, scale if scale > 0 else 1.0)
    cuts: list[Cut] = []
    for _ in range(ROUNDS):
        if stop.reached():
            return None
        found = solve(program, cuts, stop, SECONDS)
        if found.plan is None:
            return None
        more = [*separators(problem, found.plan, np.diag(free)), *covers(problem, found.plan)]
        if not more:
            return found.plan
        cuts += more
    return None
