"""A few territories taken whole, all the others at their prices.

With prices π the Lagrangian (see `bound/couplings`) lets every unit choose alone. For the reps G of a region nothing is
priced: their loads are counted, and d ≤ most is the largest deviation |load − 1| of a measure. What is left is

    const + Σ_j D_j · d_j + Σ_u (k_ur of its rep r in G, or o_u of the cheapest rep outside)

with k_ur = cost + limits (and rows around what peer groups own) at their prices, o_u = min over r outside of the
reduced cost, and D_j = w_j − Σ_r outside max(0, |π_jr| − m_j ÷ R). Its minimum over the choices that the rules allow to
the reps of G is a bound for the whole problem, because for every plan the parts that were left out (rows of the other
reps, their contiguity, mean deviations in the region) only add. A plan that is better than `ceiling` costs at most
`ceiling` − price bound more than the cheapest reps of its units; with land that holds for all units on the way from a
rep's home together. Pairs beyond that are left out, so that only min(ceiling, minimum) is a bound.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from solver.book import Bools, Floats, Ints
from solver.bound.couplings import NO_WEIGHTS, Kind, added
from solver.bound.cuts import Load
from solver.bound.prices import Priced, Pricing
from solver.land import NO_HOME
from solver.problem import Problem

MOST_PAIRS = 60_000
"""Larger regions are not looked at."""


@dataclass(frozen=True)
class Region:
    """Pairs (unit, rep) with their `cost`, and units that may stay outside with theirs; `seat` (P,) counts in `reps`.

    `at` (G, U): number of a pair, −1 where there is none. Costs are goal units.
    """

    reps: Ints
    unit: Ints
    seat: Ints
    cost: Floats
    outside: Ints
    outside_cost: Floats
    loads: tuple[Load, ...]
    constant: float
    ceiling: float
    at: Ints


def region(pricing: Pricing, priced: Priced, reps: Ints, ceiling: float) -> Region | None:
    """The region of some reps (ascending), for plans better than `ceiling`; None where it would be too large."""
    problem, room = pricing.problem, ceiling - priced.bound
    inside, cheapest, others = _reduced(pricing, priced, reps)
    above = inside - cheapest[:, None]
    seat, unit = np.nonzero(_near(problem, above, reps, room).T)
    if len(unit) > MOST_PAIRS or not len(unit):
        return None
    involved = np.unique(unit)
    stays = np.setdiff1d(np.arange(problem.units), involved)
    free = involved[others[involved] - cheapest[involved] <= room]
    loads, constant = _loads(pricing, priced, reps, unit, seat)
    constant += float(others[stays].sum()) + _others_ways(pricing, reps)
    at = np.full((len(reps), problem.units), -1, dtype=np.int64)
    at[seat, unit] = np.arange(len(unit))
    cost = problem.costs.at(unit, reps[seat]) + _limits(pricing, priced, unit, reps[seat])
    return Region(reps, unit, seat, cost, free, others[free], loads, constant, ceiling, at)


def _others_ways(pricing: Pricing, reps: Ints) -> float:
    """What contiguity at its prices adds for the reps outside; that of the region's own is its inequalities' matter."""
    if pricing.surcharge is None:
        return 0.0
    outside = np.ones(pricing.problem.reps, dtype=bool)
    outside[reps] = False
    return pricing.surcharge.value(outside)


def _reduced(pricing: Pricing, priced: Priced, reps: Ints) -> tuple[Floats, Floats, Floats]:
    """Reduced costs of the region's pairs (U, G), each unit's least over all reps and over those outside, both (U,)."""
    units = pricing.problem.units
    inside, cheapest, others = np.empty((units, len(reps))), np.empty(units), np.empty(units)
    outside = np.ones(pricing.problem.reps, dtype=bool)
    outside[reps] = False
    for start in range(0, units, pricing.block):
        stop = min(start + pricing.block, units)
        block = pricing.priced_block(priced.prices, start, stop)
        inside[start:stop], cheapest[start:stop] = block[:, reps], block.min(axis=1)
        others[start:stop] = block[:, outside].min(axis=1, initial=np.inf)
    return inside, cheapest, others


def _near(problem: Problem, above: Floats, reps: Ints, room: float) -> Bools:
    """Pairs that a plan within `room` of the price bound may use, (U, G)."""
    near = above <= room
    land = problem.land
    if land is None:
        return np.asarray(near)
    tail, head = land.arcs()
    for seat, rep in enumerate(reps.tolist()):
        free, root = near[:, seat], int(land.roots[rep])
        if root == NO_HOME:
            continue
        way = free[tail] & free[head]
        step = np.maximum(above[head[way], seat], 1e-300)  # a stored zero would be no edge
        graph = csr_matrix((step, (tail[way], head[way])), shape=(problem.units, problem.units))
        reached = dijkstra(graph, indices=root) + max(0.0, float(above[root, seat])) <= room
        near[:, seat] = free & (reached | ~land.held)
    return np.asarray(near)


def _limits(pricing: Pricing, priced: Priced, unit: Ints, rep: Ints) -> Floats:
    """What pairs use, at their prices, of the rules that no rep keeps alone: limits on the whole plan, group totals."""
    paid = np.zeros(len(unit))
    for coupling, price in zip(pricing.couplings, priced.prices, strict=True):
        if coupling.joint:
            paid += coupling.amounts.at(unit, rep) * coupling.spread(price)[rep]
    return paid


def _loads(pricing: Pricing, priced: Priced, reps: Ints, unit: Ints, seat: Ints) -> tuple[tuple[Load, ...], float]:
    """What the region's reps must keep, and what the couplings of all the others add to the constant."""
    more, loads, constant = added(pricing.couplings, priced.prices), [], 0.0
    for coupling, price in zip(pricing.couplings, priced.prices, strict=True):
        if coupling.joint:
            constant += coupling.value(price)
            continue
        others = price.copy()
        others[reps] = 0.0
        if coupling.kind is Kind.ROW:
            constant += coupling.value(others)
            loads.append(Load.of(coupling, unit, seat, reps))
            continue
        weight, mean = coupling.weights(more.get(coupling.name, NO_WEIGHTS))
        constant -= float(others.sum())
        beyond = float(np.maximum(0.0, np.abs(others) - mean / len(price)).sum())
        loads.append(Load.of(coupling, unit, seat, reps, weight - beyond))
    return tuple(loads), constant


def reps_with_most_to_lose(losses: Floats, beside: Bools, most: int, share: float) -> Ints | None:
    """`most` reps, ascending: who loses most, and again and again who loses most `beside` (R, R) them; None where the
    `most` who lose most hold less than this share of all that is lost.
    """
    if np.sort(losses)[-most:].sum() < share * losses.sum():
        return None
    waiting, reached = np.ones(len(losses), dtype=bool), np.zeros(len(losses), dtype=bool)
    for _ in range(min(most, len(losses))):
        next_to = waiting & reached if (waiting & reached).any() else waiting
        rep = int(np.argmax(np.where(next_to, losses, -np.inf)))
        waiting[rep] = False
        reached |= beside[rep]
    return np.flatnonzero(~waiting)
