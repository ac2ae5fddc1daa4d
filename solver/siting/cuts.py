"""What a plan of the program breaks, as inequalities that every plan that keeps the rules satisfies."""

import numpy as np

from geo.pieces import pieces
from solver.book import Bools, Floats, Ints
from solver.rules import BAND_TOLERANCE
from solver.siting.mixed import Cut
from solver.siting.problem import Siting

MOST_PER_PIECE = 30


def separators(problem: Siting, centre: Ints, may_centre: Bools) -> list[Cut]:
    """For every stray piece: a unit of it may belong to a centre only if a unit between the two does.

    x(u, j) ≤ Σ x(c, j) over the units c that separate the piece from j (R. Carvajal et al., Oper. Res. 61, 2013), for
    the owner and for all other centres of the plan. `may_centre` (U,) : units that may still be centres.
    """
    if problem.land is None:
        return []
    label = pieces(problem.land.indptr, problem.land.indices, centre)
    found: list[Cut] = []
    for piece in np.unique(label[label != label[centre]]).tolist():
        members = np.flatnonzero(label == piece)
        owner = int(centre[members[0]])
        inside = set(members.tolist())
        for j in [owner, *(c for c in np.flatnonzero(may_centre).tolist() if c != owner and c not in inside)]:
            through = problem.land.between(members, j)
            if through is not None:
                few = members[:MOST_PER_PIECE].tolist() if j == owner else members[:1].tolist()
                found += [_separator(unit, j, through) for unit in few]
    return found


def _separator(unit: int, centre: int, through: tuple[int, ...]) -> Cut:
    return Cut(((unit, centre, -1.0), *((c, centre, 1.0) for c in through)), 0.0)


def loads(problem: Siting, centre: Ints) -> tuple[Ints, Floats]:
    """Centres of a plan and what their territories hold, (T, M)."""
    centres, at = np.unique(centre, return_inverse=True)
    held = [np.bincount(at, weights=column, minlength=len(centres)) for column in problem.amounts.T]
    return centres, np.array(held, dtype=np.float64).reshape(len(problem.measures), len(centres)).T


def covers(problem: Siting, centre: Ints) -> list[Cut]:
    """For every territory out of its bands (HiGHS misses rows by a hair): not these units, or not only these."""
    centres, held = loads(problem, centre)
    room = BAND_TOLERANCE * problem.share
    found: list[Cut] = []
    for j, load in zip(centres.tolist(), held, strict=True):
        mine = np.flatnonzero(centre == j).tolist()
        if (load > problem.upper + room).any():
            found.append(Cut(tuple((u, j, -1.0) for u in mine), 1.0 - len(mine)))
        if (load < problem.lower - room).any():
            others = np.setdiff1d(np.arange(problem.units), mine).tolist()
            found.append(Cut(((j, j, -1.0), *((u, j, 1.0) for u in others)), 0.0))
    return found


def reachable(problem: Siting) -> Bools:
    """Pairs (U, U) whose way through the land is not too heavy for one territory, both ends counted.

    A territory in one piece holds some way from its centre to the unit (Validi et al., 2022).
    """
    units = problem.units
    fits = np.ones((units, units), dtype=bool)
    if problem.land is None:
        return fits
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import connected_components, dijkstra

    tail, head = problem.land.arcs()
    graph = csr_matrix((np.ones(len(tail)), (tail, head)), shape=(units, units))
    label = connected_components(graph, directed=False)[1]
    fits &= label[:, None] == label[None, :]
    for m in range(len(problem.measures)):
        weight = problem.amounts[:, m]
        # A step of no weight is kept as an edge: stored zeros would be none.
        steps = csr_matrix((weight[head] + 1e-12 * problem.share[m] + 1e-300, (tail, head)), shape=(units, units))
        way = dijkstra(steps) + weight[:, None]
        fits &= ~(way > problem.upper[m] + 1e-6 * problem.share[m])
    return fits
