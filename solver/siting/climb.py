"""Good prices fast: the volume algorithm, looking closely only at the centres that are worth it just now.

F. Barahona and R. Anbil, Math. Program. 87, 2000: steps along the mean of the solutions met so far, from the best
prices. Only `prices.price` over all units makes a bound; how the prices were found does not matter.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.distance import nearest
from solver.book import Floats, Ints
from solver.siting.coarse import NEAR, coarse, spread
from solver.siting.groups import Groups
from solver.siting.prices import Priced, Prices, cheapest, price
from solver.siting.problem import Siting

Singles = NDArray[np.float32]

STEPS, LEAST_STEPS = 3000, 40
"""Steps of a climb: at most, and even when time is over."""
STEP, SMALLEST_STEP, PATIENCE = 0.5, 1e-4, 20
"""First and last step (as a share of the way to the target), and steps without gain before it shrinks."""
MEMORY, LEAST_MEMORY, FADING, OFTEN = 0.1, 0.01, 0.8, 100
"""Weight of the newest solution in the mean; it fades every so many steps."""
BAND_STEP = 0.3
"""How far prices of bands step, against those of units."""
BEYOND = 1.02
"""The target is put a little above the cost of the plan in hand."""
POOL_PAIRS, CLOSE_PAIRS, BLOCK_PAIRS = 60_000_000, 3_000_000, 500_000
"""Pairs of unit and centre that are kept, that are looked at in every step, and that are looked at together."""
REFRESH = 40
"""Steps after which all centres of the pool are looked at again."""
ALONE = 600
"""Steps before that: on centres spread evenly, whose prices are already near."""
SAMPLED = 500
LARGE = 1500
"""From so many units on, first prices come from neighbourhoods."""
"""Centres by which the first prices of units are set."""


@dataclass
class Pool:
    """Some units as centres: costs (C, U) in single precision, amounts in average territories (U, M).

    count : (C,) how many centres there may be at the place of each.
    """

    centres: Ints
    count: Ints
    costs: Singles
    amounts: Singles
    lower: Floats
    upper: Floats


@dataclass(frozen=True)
class Point:
    """Prices of units (U,) and of the lower and upper bounds of the centres of a pool (C, M)."""

    unit: Floats
    at_least: Floats
    at_most: Floats


@dataclass(frozen=True)
class Seen:
    """The value at a point, how often units have an owner (U,), how far centres stand (C,), loads (C, M)."""

    value: float
    cover: Floats
    stands: Floats
    load: Floats


class Close:
    """The centres of a pool that are looked at in every step: the most worth it at some point."""

    def __init__(self, pool: Pool, territories: int, at: Ints) -> None:
        self.pool, self.territories, self.at = pool, territories, at
        self.costs = pool.costs if len(at) == len(pool.centres) else pool.costs[at]
        self.own = pool.centres[at]

    def look(self, point: Point) -> Seen:
        pool = self.pool
        net, worth = _worth(pool, point, self.at, self.costs)
        chosen, times = cheapest(worth, pool.count[self.at], self.territories)
        taken = net[chosen] < 0
        taken[np.arange(len(chosen)), self.own[chosen]] = True
        stands, load = np.zeros(len(pool.centres)), np.zeros((len(pool.centres), pool.amounts.shape[1]))
        at = self.at[chosen]
        often = times.astype(np.float32)[:, None]
        stands[at], load[at] = times, often * (taken.astype(np.float32) @ pool.amounts)
        value = float(point.unit.sum() + worth[chosen] @ times)
        return Seen(value, (often * taken).sum(axis=0).astype(np.float64), stands, load)


def _worth(pool: Pool, point: Point, at: Ints, costs: Singles) -> tuple[Singles, Floats]:
    """Reduced costs (len(at), U) of some centres (their rows of costs are given) and what each is worth."""
    net = costs - point.unit.astype(np.float32)
    prices = (point.at_least[at] - point.at_most[at]).astype(np.float32)
    for m in np.flatnonzero(prices.any(axis=0)).tolist():
        net -= prices[:, m, None] * pool.amounts[None, :, m]
    own = net[np.arange(len(at)), pool.centres[at]].astype(np.float64)
    worth = np.minimum(net, 0.0).sum(axis=1, dtype=np.float64) + np.maximum(own, 0.0)
    return net, worth + point.at_least[at] @ pool.lower - point.at_most[at] @ pool.upper


def _worth_of_all(pool: Pool, point: Point) -> Floats:
    """What every centre of a pool is worth, in blocks."""
    block = max(1, BLOCK_PAIRS // pool.costs.shape[1])
    parts = [np.arange(at, min(at + block, len(pool.centres))) for at in range(0, len(pool.centres), block)]
    return np.concatenate([_worth(pool, point, part, pool.costs[part[0] : part[-1] + 1])[1] for part in parts])


def climb(problem: Siting, groups: Groups, seeds: Ints, target: float, enough: Callable[[], bool]) -> Priced:
    """The bound over all units at the best prices found.

    `seeds` : centres that are surely looked at. `target` : the cost of a plan, or what one may cost.
    """
    pool = _pool(problem, groups, seeds)
    if problem.units < LARGE or problem.cost.km is not None:
        point = _volume(problem, pool, _start(problem, pool), target, enough)
        return price(problem, _spread(problem, pool, groups, point), groups)
    first = _coarsely(problem, groups, target, enough)
    share, prices = _share(problem), first.prices
    start = Point(prices.unit, prices.at_least[pool.centres] * share, prices.at_most[pool.centres] * share)
    point = _volume(problem, pool, start, target, enough, alone=0)
    last = price(problem, _spread(problem, pool, groups, point), groups)
    return last if last.bound > first.bound else first


def _coarsely(problem: Siting, groups: Groups, target: float, enough: Callable[[], bool]) -> Priced:
    """The best bound at prices that were found on neighbourhoods."""
    made = coarse(problem, groups)
    small = made.problem
    pool = _pool(small, Groups.each(small.units), np.zeros(0, dtype=np.int64))
    point = _volume(small, pool, _start(small, pool), target, enough)
    prices = _spread(small, pool, Groups.each(small.units), point)
    found = [price(problem, spread(problem, made, prices, near), groups) for near in NEAR]
    return max(found, key=lambda priced: priced.bound)


def _pool(problem: Siting, groups: Groups, seeds: Ints) -> Pool:
    """All places as centres, or evenly many of them."""
    most = max(4 * problem.territories, POOL_PAIRS // problem.units)
    centres = groups.first
    if len(centres) > most:
        even = centres[np.linspace(0, len(centres) - 1, most).astype(np.int64)]
        centres = np.unique(np.r_[centres[groups.group[seeds]], even])
    share = _share(problem)
    costs = np.empty((len(centres), problem.units), dtype=np.float32)
    block = max(1, 4 * BLOCK_PAIRS // problem.units)
    for at in range(0, len(centres), block):
        costs[at : at + block] = problem.cost.columns(centres[at : at + block]).T
    amounts = (problem.amounts / share).astype(np.float32)
    count = groups.count[groups.group[centres]]
    return Pool(centres, count, costs, amounts, problem.lower / share, problem.upper / share)


def _share(problem: Siting) -> Floats:
    return np.where(problem.share > 0, problem.share, 1.0)


def _start(problem: Siting, pool: Pool) -> Point:
    """Every unit is worth what it costs under the nearest of twice as many centres, spread over the pool."""
    some = pool.costs[np.linspace(0, len(pool.centres) - 1, min(SAMPLED, len(pool.centres))).astype(np.int64)]
    at = min(len(some) - 1, max(1, len(some) // problem.territories // 2))
    none = np.zeros((len(pool.centres), len(problem.measures)))
    return Point(np.partition(some, at, axis=0)[at].astype(np.float64), none, none)


def _spread(problem: Siting, pool: Pool, groups: Groups, point: Point) -> Prices:
    """Prices of all units: of bands those of the centre of the pool that is nearest, the unit itself if it is there."""
    share = _share(problem)
    at = np.full(problem.units, -1, dtype=np.int64)
    at[pool.centres] = np.arange(len(pool.centres))
    away = np.flatnonzero(at[groups.first] < 0)
    at[groups.first[away]] = _nearest(problem, groups.first[away], pool.centres)
    at[at < 0] = at[groups.first[groups.group[at < 0]]]
    return Prices(point.unit, (point.at_least / share)[at], (point.at_most / share)[at])


def _nearest(problem: Siting, units: Ints, centres: Ints) -> Ints:
    """Position in `centres` of the one nearest to every unit."""
    if not len(units):
        return np.zeros(0, dtype=np.int64)
    if problem.cost.km is not None:
        return np.asarray(np.argmin(problem.cost.km[np.ix_(units, centres)], axis=1))
    assert problem.cost.lat is not None
    assert problem.cost.lon is not None
    lat, lon = problem.cost.lat, problem.cost.lon
    return nearest(lat[units], lon[units], lat[centres], lon[centres])


def _volume(
    problem: Siting, pool: Pool, point: Point, target: float, enough: Callable[[], bool], alone: int = ALONE
) -> Point:
    by_unit = np.maximum(pool.amounts.max(axis=1, initial=0.0), 1e-6) * abs(target) / problem.territories
    by_band = BAND_STEP * abs(target) / problem.territories
    guard = Guard(problem, pool, point)
    close = guard.close
    mean = best = close.look(point)
    step, memory, idle = STEP, MEMORY, 0
    for turn in range(1, STEPS + 1):
        if step < SMALLEST_STEP or (turn > LEAST_STEPS and enough()):
            break
        slope, low, high = _slopes(pool, mean, point)
        length = float(((by_unit * slope) ** 2).sum() + by_band**2 * ((low**2).sum() + (high**2).sum()))
        if length == 0:
            break
        move = step * max(BEYOND * target - best.value, 1e-3 * abs(target)) / length
        tried = Point(
            point.unit + move * by_unit**2 * slope,
            np.maximum(0.0, point.at_least + move * by_band**2 * low),
            np.maximum(0.0, point.at_most + move * by_band**2 * high),
        )
        seen = close.look(tried)
        if seen.value > best.value:
            along = float((by_unit**2 * (1 - seen.cover) * slope).sum())
            point, best, idle, step = tried, seen, 0, min(2.0, 1.1 * step) if along >= 0 else step
        else:
            idle += 1
            step, idle = (step * 0.66, 0) if idle >= PATIENCE else (step, idle)
        mean = _blend(mean, seen, memory)
        if turn % OFTEN == 0:
            memory = max(LEAST_MEMORY, FADING * memory)
        if turn % REFRESH == 0 and turn >= alone and guard.partial:
            point, close = guard.checked(point)
            best = close.look(point)
    return guard.checked(point)[0] if guard.partial else point


class Guard:
    """Sees to it that a step gained over all centres of the pool, not only over those looked at closely.

    After some steps all centres are looked at. Where these steps lost, they are taken back, and the centres that were
    overlooked are looked at closely from then on.
    """

    def __init__(self, problem: Siting, pool: Pool, point: Point) -> None:
        self.problem, self.pool, self.territories = problem, pool, problem.territories
        self.most = max(4 * problem.territories, CLOSE_PAIRS // problem.units)
        self.partial = len(pool.centres) > self.most
        every = np.arange(len(pool.centres))
        self.base = np.linspace(0, len(every) - 1, self.most).astype(np.int64) if self.partial else every
        self.point, self.value = point, -np.inf
        self.close = Close(pool, self.territories, self.base)
        if self.partial:
            self.checked(point)

    def checked(self, point: Point) -> tuple[Point, Close]:
        """The point, or the last good one where it is better, and the centres to look at closely from there."""
        point = self._like_the_nearest(point)
        worth = _worth_of_all(self.pool, point)
        lowest, times = cheapest(worth, self.pool.count, self.territories)
        value = float(point.unit.sum() + worth[lowest] @ times)
        overlooked = np.argpartition(worth, self.most // 4)[: self.most // 4]
        if value > self.value:
            self.point, self.value = point, value
            old = self.close.at
            kept = old[np.argsort(worth[old], kind="stable")[: self.most // 2]]
        else:
            kept = self.close.at
        at = np.unique(np.concatenate([self.base, kept, overlooked]))
        self.close = Close(self.pool, self.territories, at)
        return self.point, self.close

    def _like_the_nearest(self, point: Point) -> Point:
        """Centres that were not looked at closely take the prices of bands of the nearest that was."""
        like = np.full(len(self.pool.centres), -1, dtype=np.int64)
        like[self.close.at] = self.close.at
        away = np.flatnonzero(like < 0)
        near = _nearest(self.problem, self.pool.centres[away], self.pool.centres[self.close.at])
        like[away] = self.close.at[near]
        return Point(point.unit, point.at_least[like], point.at_most[like])


def _slopes(pool: Pool, mean: Seen, point: Point) -> tuple[Floats, Floats, Floats]:
    """What the mean solution misses: owners of units (U,), lower and upper bounds of centres (C, M)."""
    low = pool.lower * mean.stands[:, None] - mean.load
    high = mean.load - pool.upper * mean.stands[:, None]
    low[(point.at_least <= 0) & (low < 0)] = 0.0
    high[(point.at_most <= 0) & (high < 0)] = 0.0
    return 1.0 - mean.cover, low, high


def _blend(mean: Seen, seen: Seen, weight: float) -> Seen:
    kept = 1.0 - weight
    return Seen(
        mean.value,
        kept * mean.cover + weight * seen.cover,
        kept * mean.stands + weight * seen.stands,
        kept * mean.load + weight * seen.load,
    )
