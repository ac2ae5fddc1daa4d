"""Location–allocation: give the units to the centres, move every centre to the middle of its territory, again.

L. Cooper, SIAM Review 6, 1964; with balanced territories S. W. Hess et al., Oper. Res. 13, 1965.
"""

from collections.abc import Callable

import numpy as np

from solver.book import Floats, Ints
from solver.siting.problem import Siting

MOST_ROUNDS = 20
BLOCK_PAIRS = 4_000_000
EVERYBODY, NEAR_THE_MIDDLE = 5000, 400
"""Territories of more units look for their centre among so many that are cheapest for a sample of the units."""

Allocate = Callable[[Ints], Ints | None]
"""Centres (k,) → the centre of every unit (U,); None where none was found."""


def start(problem: Siting, seed: int) -> Ints:
    """Centres far apart: each drawn by what the units cost under those before (k-means++, D. Arthur and S.
    Vassilvitskii, SODA 2007).
    """
    rng = np.random.default_rng(seed)
    cost = problem.cost
    first = int(rng.choice(problem.units, p=_chances(cost.weight, np.zeros(0, dtype=np.int64))))
    chosen = [first]
    nearest = cost.columns(np.array([first]))[:, 0]
    while len(chosen) < problem.territories:
        chosen.append(int(rng.choice(problem.units, p=_chances(nearest, np.array(chosen)))))
        np.minimum(nearest, cost.columns(np.array(chosen[-1:]))[:, 0], out=nearest)
    return np.array(chosen, dtype=np.int64)


def _chances(weight: Floats, taken: Ints) -> Floats:
    """Chances in proportion to the weights, none for those taken; even where all weights are 0."""
    chance = weight.astype(np.float64).copy()
    chance[taken] = 0.0
    if chance.sum() <= 0:
        chance[:] = 1.0
        chance[taken] = 0.0
    return np.asarray(chance / chance.sum())


def recentred(problem: Siting, centre: Ints) -> Ints:
    """The same territories, each with the centre under which its units cost least (ties: the one it has, the first)."""
    better = np.empty_like(centre)
    for old in np.unique(centre).tolist():
        members = np.flatnonzero(centre == old)
        better[members] = _middle(problem, members, old)
    return better


def _middle(problem: Siting, members: Ints, old: int) -> int:
    part = problem.cost.only(members)
    could = np.arange(len(members))
    if len(members) > EVERYBODY:
        sample = could[:: max(1, len(members) // EVERYBODY)]
        near = np.zeros(len(members))
        for unit in sample.tolist()[:NEAR_THE_MIDDLE]:
            near += part.weight[unit] * part.far(np.array([unit]), could) ** part.power
        could = np.argsort(near, kind="stable")[:NEAR_THE_MIDDLE]
    could = np.unique(np.r_[could, np.searchsorted(members, old)])
    total = np.empty(len(could))
    block = max(1, BLOCK_PAIRS // len(members))
    for at in range(0, len(could), block):
        total[at : at + block] = part.columns(could[at : at + block]).sum(axis=0)
    best = int(np.argmin(total))
    stays = total[np.searchsorted(could, np.searchsorted(members, old))]
    return old if stays <= total[best] * (1 + 1e-12) else int(members[could[best]])


def alternate(problem: Siting, centres: Ints, allocate: Allocate, enough: Callable[[], bool]) -> Ints | None:
    """Allocate and recentre until nothing is gained; the best plan met, None when no allocation was found."""
    best: Ints | None = None
    cheapest = np.inf
    for _ in range(MOST_ROUNDS):
        plan = allocate(centres)
        if plan is None:
            return best
        plan = recentred(problem, plan)
        cost = problem.objective(plan)
        if cost >= cheapest * (1 - 1e-9):
            return best
        best, cheapest, centres = plan, cost, np.unique(plan)
        if enough():
            break
    return best
