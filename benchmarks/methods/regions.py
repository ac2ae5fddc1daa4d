"""From regions without owners to a plan: peers that know no homes get the best reps for what they drew."""

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_matrix

from solver.book import Floats, Ints
from solver.problem import Problem

BLOCK = 4096


def region_costs(problem: Problem, region: Ints, regions: int) -> Floats:
    """(regions, R) what each region costs with each rep, in goal units."""
    total = np.zeros((regions, problem.reps))
    for start in range(0, problem.units, BLOCK):
        stop = min(start + BLOCK, problem.units)
        count = stop - start
        member = csr_matrix((np.ones(count), (region[start:stop], np.arange(count))), (regions, count))
        total += member @ problem.costs.block(start, stop)
    return total


def owned(problem: Problem, region: Ints) -> Ints:
    """(U,) The plan of least cost that gives regions to reps, one each (Hungarian method); regions beyond the number of
    reps go to whoever is cheapest. `region` is the region of every unit, (U,), from 0.
    """
    cost = region_costs(problem, region, int(region.max()) + 1)
    rep = np.argmin(cost, axis=1)
    at, chosen = linear_sum_assignment(cost)
    rep[at] = chosen
    return np.asarray(rep[region], dtype=np.int64)


def places(problem: Problem) -> Floats:
    """(U, 2) latitude and longitude of every unit, the mean over its accounts."""
    book = problem.book
    sums = [np.bincount(book.unit, weights=degrees, minlength=problem.units) for degrees in (book.lat, book.lon)]
    return np.stack(sums, axis=1) / problem.size[:, None]


def no_places(problem: Problem) -> str:
    known = np.isfinite(problem.book.lat).all() and np.isfinite(problem.book.lon).all()
    return "" if known and problem.costs.travel is not None else "it needs a place for every account and a travel goal"


def no_land(problem: Problem) -> str:
    if problem.land is None:
        return "it draws contiguous regions, and this case has no neighbours"
    return no_places(problem) or ("" if _measure(problem) else "it needs a banded measure")


def _measure(problem: Problem) -> bool:
    return any(measure.band is not None for measure in problem.measures)


def banded(problem: Problem) -> tuple[Floats, float, float]:
    """The first banded measure: amounts (U,), mean fair share, band."""
    measure = next(measure for measure in problem.measures if measure.band is not None)
    return measure.amounts.base, float(measure.share.mean()), float(measure.band or 0.0)
