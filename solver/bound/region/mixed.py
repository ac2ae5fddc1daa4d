"""The region as a mixed-integer program for HiGHS: large units whole, small ones may still be shared."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_matrix, csr_matrix

from solver.book import Bools, Floats, Ints
from solver.bound.cuts import Cut, Load
from solver.bound.region.region import Region

RELATIVE_GAP = 1e-3
"""Nearer to its own bound a program is not solved: cuts help more than the last digits."""
TOLERANCE = 1e-5
"""HiGHS may miss rows by 1e-6; bounds are lowered by this share."""
FINISHED, NO_ANSWER = 0, 2


@dataclass(frozen=True)
class Mixed:
    """Shares of the pairs (P,) in the best solution found, None without one, and the bound that was proven."""

    share: Floats | None
    bound: float
    finished: bool


def solve(region: Region, cuts: Sequence[Cut], whole: Bools, seconds: float) -> Mixed:
    """The least goal of the region in at most so many seconds; `whole` (U,) says which units may not be shared.

    With nothing whole it is the linear relaxation. A bound that is not proven in time is minus infinity.
    """
    pairs, units = len(region.unit), np.unique(region.unit)
    deviations = [load for load in region.loads if load.price is not None]
    cost = np.r_[region.cost, region.outside_cost, [load.price for load in deviations]]
    integral = np.r_[whole[region.unit], whole[region.outside], np.zeros(len(deviations), dtype=bool)]
    upper = np.r_[np.ones(pairs + len(region.outside)), [load.most for load in deviations]]
    columns = len(cost)
    rules = [_owned_once(region, units, columns), *_rows(region, columns)]
    if cuts:
        rules.append(_cut_rows(cuts, columns))
    found = milp(
        cost,
        integrality=integral.astype(np.int64),
        bounds=Bounds(0.0, upper),
        constraints=rules,
        options={"time_limit": seconds, "mip_rel_gap": RELATIVE_GAP},
    )
    if found.status == NO_ANSWER:
        return Mixed(None, region.ceiling, finished=True)
    share = None if found.x is None else np.asarray(found.x)[:pairs]
    proven = found.fun if not integral.any() and found.status == FINISHED else found.mip_dual_bound
    if proven is None or not np.isfinite(proven):
        return Mixed(share, -np.inf, finished=False)
    bound = region.constant + float(proven)
    return Mixed(share, bound - TOLERANCE * max(1.0, abs(bound)), finished=found.status == FINISHED)


def _owned_once(region: Region, units: Ints, columns: int) -> LinearConstraint:
    """Every unit has one rep of the region, or stays outside where it may."""
    row = np.searchsorted(units, np.r_[region.unit, region.outside])
    entries = (np.ones(row.size), (row, np.arange(row.size)))
    return LinearConstraint(csr_matrix(entries, shape=(len(units), columns)), 1.0, 1.0)


def _rows(region: Region, columns: int) -> list[LinearConstraint]:
    """Loads within their bounds and, for a measure, no further from 1 than its deviation."""
    made, column = [], len(region.unit) + len(region.outside)
    for load in region.loads:
        if load.price is None:
            made.append(LinearConstraint(_load_rows(region, load, columns), load.lower, load.upper))
            continue
        counted = _load_rows(region, load, columns)
        reps = len(region.reps)
        one = csr_matrix((np.ones(reps), (np.arange(reps), np.full(reps, column))), shape=(reps, columns))
        made.append(LinearConstraint(counted - one, -np.inf, 1.0))
        made.append(LinearConstraint(counted + one, 1.0, np.inf))
        column += 1
    return made


def _load_rows(region: Region, load: Load, columns: int) -> csr_matrix:
    entries = (load.amounts, (region.seat, np.arange(len(region.unit))))
    return csr_matrix(entries, shape=(len(region.reps), columns))


def _cut_rows(cuts: Sequence[Cut], columns: int) -> LinearConstraint:
    row = np.repeat(np.arange(len(cuts)), [len(cut.pairs) for cut in cuts])
    column = np.concatenate([np.array(cut.pairs, dtype=np.int64) for cut in cuts])
    sign = np.concatenate([np.array(cut.signs) for cut in cuts])
    matrix = coo_matrix((sign, (row, column)), shape=(len(cuts), columns)).tocsr()
    return LinearConstraint(matrix, np.array([cut.least for cut in cuts]), np.inf)
