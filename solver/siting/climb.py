"""Good prices fast: the volume algorithm on some of the units as centres, then on those that turned out worth it.

F. Barahona and R. Anbil, Math. Program. 87, 2000: steps along the mean of the solutions met so far, from the best
prices. Only `prices.price` over all units makes a bound; how the prices were found does not matter.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from solver.book import Floats, Ints
from solver.siting.groups import Groups
from solver.siting.prices import Priced, Prices, price
from solver.siting.problem import Siting

STEPS, MOST_STEPS, CHEAP_PAIRS, LEAST_STEPS = 600, 4000, 40_000_000, 40
"""Steps on a pool: more where one step is cheap, few when time is over."""
STEP, SMALLEST_STEP, PATIENCE = 0.5, 1e-4, 20
"""First and last step (as a share of the way to the target), and steps without gain before it shrinks."""
MEMORY, LEAST_MEMORY, FADING, OFTEN = 0.1, 0.01, 0.8, 100
"""Weight of the newest solution in the mean; it fades every so many steps."""
BAND_STEP = 0.3
"""How far prices of bands step, against those of units."""
BEYOND = 1.02
"""The target is put a little above the cost of the plan in hand."""
POOL_PAIRS = 4_000_000
ROUNDS = 6


@dataclass
class Pool:
    """Some units as centres: costs (U, C) in single precision, amounts in average territories (U, M)."""

    centres: Ints
    costs: Floats
    amounts: Floats
    lower: Floats
    upper: Floats
    unit: Floats
    at_least: Floats
    at_most: Floats


@dataclass(frozen=True)
class Step:
    """The value at some prices, which units have an owner how often (U,), which centres stand (C,), loads (C, M)."""

    value: float
    cover: Floats
    open: Floats
    load: Floats


def climb(
    problem: Siting,
    groups: Groups,
    seeds: Ints,
    target: float,
    enough: Callable[[], bool],
    on_bound: Callable[[Priced], None] = lambda _: None,
) -> Priced:
    """The best bound of a few rounds: prices on a pool, the bound over all units, a pool of those that bound it.

    `seeds` : centres to begin with. `target` : the cost of a plan, or what one may cost.
    """
    centres = _pool(problem, groups, seeds, None)
    pool = _fresh(problem, centres)
    best: Priced | None = None
    for _ in range(ROUNDS):
        _volume(problem, pool, target, enough)
        found = price(problem, _spread(problem, pool, groups), groups)
        if best is None or found.bound > best.bound:
            best = found
            on_bound(best)
        wanted = _pool(problem, groups, seeds, found.worth)
        if enough() or len(np.setdiff1d(wanted, pool.centres)) == 0:
            break
        pool = _renewed(problem, pool, wanted, found.prices)
    assert best is not None
    return best


def _pool(problem: Siting, groups: Groups, seeds: Ints, worth: Floats | None) -> Ints:
    """Units to look at as centres: all places where that is cheap, else seeds and an even part or the best of them."""
    most = max(4 * problem.territories, POOL_PAIRS // problem.units)
    if len(groups.first) <= most:
        return groups.first
    if worth is None:
        even = groups.first[np.linspace(0, len(groups.first) - 1, most).astype(np.int64)]
        return np.unique(np.r_[groups.first[groups.group[seeds]], even])
    order = groups.first[np.argsort(worth[groups.first], kind="stable")[:most]]
    return np.unique(np.r_[groups.first[groups.group[seeds]], order])


def _fresh(problem: Siting, centres: Ints) -> Pool:
    share = np.where(problem.share > 0, problem.share, 1.0)
    costs = problem.cost.columns(centres).astype(np.float32)
    at = min(len(centres) - 1, max(1, len(centres) // problem.territories // 2))
    unit = np.partition(costs, at, axis=1)[:, at].astype(np.float64)
    none = np.zeros((len(centres), len(problem.measures)))
    return Pool(centres, costs, problem.amounts / share, problem.lower / share, problem.upper / share, unit, none, none)


def _renewed(problem: Siting, old: Pool, centres: Ints, prices: Prices) -> Pool:
    share = np.where(problem.share > 0, problem.share, 1.0)
    costs = problem.cost.columns(centres).astype(np.float32)
    least, most = prices.at_least[centres] * share, prices.at_most[centres] * share
    return Pool(centres, costs, old.amounts, old.lower, old.upper, prices.unit, least, most)


def _spread(problem: Siting, pool: Pool, groups: Groups) -> Prices:
    """Prices of all units: of bands those of the centre of the pool that is nearest."""
    share = np.where(problem.share > 0, problem.share, 1.0)
    like = _nearest(problem, pool.centres, groups)[groups.group]
    return Prices(pool.unit, (pool.at_least / share)[like], (pool.at_most / share)[like])


def _nearest(problem: Siting, centres: Ints, groups: Groups) -> Ints:
    """Position in `centres` of the one nearest to every group's first unit."""
    if problem.cost.km is None:
        assert problem.cost.lat is not None and problem.cost.lon is not None
        from geo.distance import nearest

        lat, lon = problem.cost.lat, problem.cost.lon
        return nearest(lat[groups.first], lon[groups.first], lat[centres], lon[centres])
    return np.asarray(np.argmin(problem.cost.km[np.ix_(groups.first, centres)], axis=1))


def _volume(problem: Siting, pool: Pool, target: float, enough: Callable[[], bool]) -> None:
    """Improves the prices of a pool in place."""
    by_unit = np.maximum(pool.amounts.max(axis=1, initial=0.0), 1e-6) * abs(target) / problem.territories
    by_band = BAND_STEP * abs(target) / problem.territories
    mean = best = _look(problem, pool, pool.unit, pool.at_least, pool.at_most)
    step, memory, idle = STEP, MEMORY, 0
    steps = int(np.clip(CHEAP_PAIRS / pool.costs.size, STEPS, MOST_STEPS))
    for turn in range(1, steps + 1):
        if step < SMALLEST_STEP or (turn > LEAST_STEPS and enough()):
            break
        slope, low, high = _slopes(pool, mean)
        length = float(((by_unit * slope) ** 2).sum() + by_band**2 * ((low**2).sum() + (high**2).sum()))
        if length == 0:
            break
        move = step * (max(target, target * BEYOND) - best.value) / length
        unit = pool.unit + move * by_unit**2 * slope
        least = np.maximum(0.0, pool.at_least + move * by_band**2 * low)
        most = np.maximum(0.0, pool.at_most + move * by_band**2 * high)
        seen = _look(problem, pool, unit, least, most)
        if seen.value > best.value:
            along = float((by_unit**2 * (1 - seen.cover) * slope).sum())
            best, idle, step = seen, 0, min(2.0, 1.1 * step) if along >= 0 else step
            pool.unit, pool.at_least, pool.at_most = unit, least, most
        else:
            idle += 1
            step, idle = (step * 0.66, 0) if idle >= PATIENCE else (step, idle)
        mean = _blend(mean, seen, memory)
        if turn % OFTEN == 0:
            memory = max(LEAST_MEMORY, FADING * memory)


def _slopes(pool: Pool, mean: Step) -> tuple[Floats, Floats, Floats]:
    """What the mean solution misses: owners of units (U,), lower and upper bounds of centres (C, M)."""
    low = pool.lower * mean.open[:, None] - mean.load
    high = mean.load - pool.upper * mean.open[:, None]
    low[(pool.at_least <= 0) & (low < 0)] = 0.0
    high[(pool.at_most <= 0) & (high < 0)] = 0.0
    return 1.0 - mean.cover, low, high


def _blend(mean: Step, seen: Step, weight: float) -> Step:
    kept = 1.0 - weight
    return Step(
        mean.value,
        kept * mean.cover + weight * seen.cover,
        kept * mean.open + weight * seen.open,
        kept * mean.load + weight * seen.load,
    )


def _look(problem: Siting, pool: Pool, unit: Floats, at_least: Floats, at_most: Floats) -> Step:
    """The Lagrangian of the pool and the solution it takes."""
    every = np.arange(len(pool.centres))
    net = pool.costs - unit[:, None].astype(np.float32)
    prices = at_least - at_most
    if prices.any():
        net -= pool.amounts.astype(np.float32) @ prices.T.astype(np.float32)
    own = net[pool.centres, every].astype(np.float64)
    worth = np.minimum(net, 0.0).sum(axis=0, dtype=np.float64) + np.maximum(own, 0.0)
    worth += at_least @ pool.lower - at_most @ pool.upper
    chosen = np.argpartition(worth, problem.territories - 1)[: problem.territories]
    taken = (net[:, chosen] < 0).astype(np.float64)
    taken[pool.centres[chosen], np.arange(len(chosen))] = 1.0
    stands, load = np.zeros(len(every)), np.zeros((len(every), pool.amounts.shape[1]))
    stands[chosen], load[chosen] = 1.0, taken.T @ pool.amounts
    return Step(float(unit.sum() + worth[chosen].sum()), taken.sum(axis=1), stands, load)
