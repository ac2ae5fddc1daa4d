"""Where floats become integers, and what that may cost.

CP-SAT counts in integers. Decimal data are scaled exactly; anything else is rounded to a fine grid, and the
total rounding error is handed on, so that a model can be relaxed by it: a relaxed model never loses a plan,
hence its bounds and its INFEASIBLE hold for the problem as stated.
"""

from dataclasses import dataclass

import numpy as np

from solver.book import Floats, Ints

MOST_DECIMALS = 6
"""Decimals that are still scaled exactly; data with more are on a grid."""
GRID_TOTAL = 2.0**44
"""Scaled total of data that are on a grid: the rounding of one account is then about 10⁻¹³ of the total."""
EXACT_TOTAL = 2.0**50
"""Largest scaled total of exact data: sums stay exact in floats and far from CP-SAT's 2⁶³."""


@dataclass(frozen=True)
class Scaled:
    """`ints` ≈ values × `factor`; each is off by at most `error` (0 = exact)."""

    ints: Ints
    factor: float
    error: float


def scaled(values: Floats, total: float) -> Scaled:
    """Integers for `values`, of which at most `total` (of their sizes) can ever be added up."""
    for decimals in range(MOST_DECIMALS + 1):
        factor = 10.0**decimals
        if total * factor > EXACT_TOTAL:
            break
        ints = np.rint(values * factor)
        if np.array_equal(ints / factor, values):
            common = int(np.gcd.reduce(ints.astype(np.int64))) if len(ints) else 1
            common = max(common, 1)
            return Scaled(ints.astype(np.int64) // common, factor / common, 0.0)
    factor = 2.0 ** np.floor(np.log2(GRID_TOTAL / max(total, 1e-300)))
    return Scaled(np.rint(values * factor).astype(np.int64), float(factor), 0.5)
