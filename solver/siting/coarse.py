"""First prices of a large book: those of some hundred neighbourhoods, spread over their units by the weight of each.

Only the one measure that goes with the weight is priced here (often both are the workload): then a unit's price is its
weight times a price of its place, which hardly changes from one place to the next.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.spatial import cKDTree

from geo.distance import EARTH_RADIUS_KM, on_sphere
from solver.book import Floats, Ints
from solver.siting.cost import Cost
from solver.siting.groups import Groups
from solver.siting.prices import Prices
from solver.siting.problem import Siting

NEIGHBOURHOODS = 800
ROUNDS = 6
NEAR = (1, 4, 8)
"""Neighbourhoods that the price of a unit is the mean of; which is best is tried."""
ROOM_KM, FALLING = 2.0, 1.5
"""Means are by 1 ÷ (km + room) ^ falling."""
ALIKE = 1e-9


@dataclass(frozen=True)
class Coarse:
    """problem : neighbourhoods as units, with at most one measure. measure : its number in the book's problem, −1 none.

    points : (G, 3) of the neighbourhoods, in kilometres.
    """

    problem: Siting
    measure: int
    points: Floats


def coarse(problem: Siting, groups: Groups) -> Coarse:
    """Neighbourhoods by k-means on the sphere, weighed; each distinct place is one where there are few."""
    cost = problem.cost
    assert cost.lat is not None
    assert cost.lon is not None
    points = np.asarray(on_sphere(cost.lat, cost.lon))
    weight = cost.weight + 1e-9 * max(float(cost.weight.mean()), 1e-9)
    heads = points[groups.first] if len(groups.first) <= NEIGHBOURHOODS else _heads(points, weight)
    own = cKDTree(heads).query(points)[1]
    heads = heads[np.unique(own)]
    own = np.unique(own, return_inverse=True)[1]
    held = np.bincount(own, weights=weight, minlength=len(heads)).astype(np.float64)
    lat = np.degrees(np.arcsin(np.clip(heads[:, 2] / EARTH_RADIUS_KM, -1, 1)))
    lon = np.degrees(np.arctan2(heads[:, 1], heads[:, 0]))
    measure = _measure(problem)
    only = [] if measure < 0 else [measure]
    sums = [np.bincount(own, weights=problem.amounts[:, m], minlength=len(heads)) for m in only]
    small = replace(
        problem,
        unit_ids=np.arange(len(heads)).astype(object),
        measures=tuple(problem.measures[m] for m in only),
        amounts=np.array(sums, dtype=np.float64).reshape(len(only), len(heads)).T,
        lower=problem.lower[only],
        upper=problem.upper[only],
        cost=Cost(held, lat=lat, lon=lon, power=cost.power),
        land=None,
    )
    return Coarse(small, measure, heads)


def _measure(problem: Siting) -> int:
    """The measure in proportion to the weight, −1 where there is none."""
    weight = problem.cost.weight / max(float(problem.cost.weight.sum()), 1e-300)
    for m in range(len(problem.measures)):
        amounts = problem.amounts[:, m] / max(float(problem.amounts[:, m].sum()), 1e-300)
        if np.abs(amounts - weight).max() <= ALIKE:
            return m
    return -1


def _heads(points: Floats, weight: Floats) -> Floats:
    rng = np.random.default_rng(0)
    heads = points[rng.choice(len(points), NEIGHBOURHOODS, replace=False, p=weight / weight.sum())]
    for _ in range(ROUNDS):
        own = cKDTree(heads).query(points)[1]
        sums = [np.bincount(own, weights=weight * points[:, axis], minlength=len(heads)) for axis in range(3)]
        heads = np.array(sums, dtype=np.float64).T[np.bincount(own, minlength=len(heads)) > 0]
        heads *= EARTH_RADIUS_KM / np.linalg.norm(heads, axis=1, keepdims=True)
    return np.asarray(heads)


def spread(problem: Siting, made: Coarse, prices: Prices, near: int) -> Prices:
    """Prices of all units from those of the `near` neighbourhoods around each."""
    cost = problem.cost
    assert cost.lat is not None
    assert cost.lon is not None
    count = min(near, len(made.points))
    found = cKDTree(made.points).query(on_sphere(cost.lat, cost.lon), k=count)
    at = np.reshape(found[1], (-1, count)).astype(np.int64)
    share = 1.0 / (np.reshape(found[0], (-1, count)) + ROOM_KM) ** FALLING
    share /= share.sum(axis=1, keepdims=True)
    least, most = np.zeros_like(problem.amounts), np.zeros_like(problem.amounts)
    if made.measure >= 0:
        least[:, made.measure] = _mean(prices.at_least[:, 0], at, share)
        most[:, made.measure] = _mean(prices.at_most[:, 0], at, share)
    return Prices(cost.weight * _mean(prices.unit / made.problem.cost.weight, at, share), least, most)


def _mean(values: Floats, at: Ints, share: Floats) -> Floats:
    return np.asarray((values[at] * share).sum(axis=1))
