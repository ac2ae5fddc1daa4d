"""Mixed-integer programs for HiGHS. Only numpy and SciPy are needed here, so that a process for them begins quickly."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

from solver.book import Bools, Floats

FINISHED, NO_ANSWER = 0, 2


@dataclass(frozen=True)
class Program:
    """Minimise cost · x, at most `most`, with lower ≤ matrix · x ≤ upper and least ≤ x ≤ 1 − least; `whole` ones are 0
    or 1.
    """

    cost: Floats
    most: float
    matrix: csr_matrix
    lower: Floats
    upper: Floats
    least: Floats
    whole: Bools


@dataclass(frozen=True)
class Answer:
    """The best x found, None where there is none; `finished` : it is the best there is, or it is known that none is."""

    x: Floats | None
    finished: bool


def solve(program: Program, seconds: float, close_enough: float) -> Answer:
    """In at most so many seconds of one thread; a solution `close_enough` to the program's bound is called the best."""
    found = milp(
        program.cost,
        integrality=program.whole,
        bounds=Bounds(program.least, 1.0 - program.least),
        constraints=[
            LinearConstraint(program.matrix, program.lower, program.upper),
            LinearConstraint(csr_matrix(program.cost), -np.inf, program.most),
        ],
        options={"time_limit": seconds, "mip_rel_gap": close_enough / max(abs(program.most), close_enough)},
    )
    if found.x is None:
        return Answer(None, found.status == NO_ANSWER)
    return Answer(np.asarray(found.x, dtype=np.float64), found.status == FINISHED)
