"""From prices to a plan: the largest units freeze first, and the prices of the rest answer.

A split plan fits all rows, but whole units do not. What rounding a large unit upsets has to flow on over many reps,
most of them at the edge of a row; exchanges of two reps cannot move it there, because none of them gains anything
alone. Prices can: with the largest units frozen as they were rounded, a few more steps of the climb find the best split
of all others, in which the flow is spread over the whole team. Then the next largest freeze.

Colder prices also prove a little more: where few units are split the soft minimum is nearly the exact one.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from solver.book import Bools, Floats, Ints
from solver.bound.pools import Pool, Sample, Special
from solver.bound.prices import Priced, Pricing, cost_scale
from solver.bound.smoothing import Smoothed

COLDER, STEPS = (0.003, 0.001, 0.0004), 60
"""Temperatures after those of the prices, the last one kept while units freeze, and steps of every climb."""
LIVE_PER_REP, CANDIDATES = 200, 20
"""Units nearest the fence that stay open, and each one's cheapest reps; all others are where the prices put them."""
WHOLE = 0.95
"""A unit whose largest part is smaller counts as split."""
SHARES = (0.05, 0.1, 0.2, 0.4, 0.6)
"""In every round the largest units freeze that hold this share of the split ones; after the last, all."""


def frozen(pricing: Pricing, priced: Priced, enough: Callable[[], bool] = lambda: False) -> Priced:
    """The best prices met, with a `rounded` plan to which all units froze and the `deviations` of its last split.

    Prices found while units are frozen prove nothing and are not kept.
    """
    if priced.rounded is None or pricing.problem.reps < 2 or enough():
        return priced
    scale = cost_scale(pricing, pricing.exact(pricing.zero()))
    fence, theta, best = Fence.of(pricing, priced), np.concatenate(priced.prices), priced
    for temperature in COLDER:
        smooth = fence.smooth(temperature * scale)
        theta = smooth.climb(theta, enough, STEPS)
    best = max(best, pricing.exact(pricing.split(theta)), key=lambda each: each.bound)
    for share in SHARES:
        split = smooth.shares(theta).max(axis=1)[: len(fence.live)] < WHOLE
        if enough() or not split.any():
            break
        fence = fence.freeze(smooth.rounded(theta), _largest(fence.pool.size, split, share))
        smooth = fence.smooth(COLDER[-1] * scale)
        theta = smooth.climb(theta, enough, STEPS)
    whole = fence.freeze(smooth.rounded(theta), np.ones(len(fence.live), dtype=bool))
    return replace(best, deviations=smooth.deviations(theta), rounded=whole.plan)


def _largest(size: Floats, split: Bools, share: float) -> Bools:
    """The largest units (n,), down to one with which this share of those that are `split` are among them."""
    order = np.argsort(-size, kind="stable")
    held = np.cumsum(split[order])
    found = np.zeros(len(size), dtype=bool)
    found[order[: int(np.searchsorted(held, share * held[-1])) + 1]] = True
    return found


@dataclass(frozen=True)
class Fence:
    """Units that are still open, `live` (n,) ascending, with their candidates; `plan` (U,) of all others, −1 there."""

    pricing: Pricing
    live: Ints
    pool: Pool
    plan: Ints

    @classmethod
    def of(cls, pricing: Pricing, priced: Priced) -> "Fence":
        """The units that the least change of prices would move, relative to their size."""
        problem = pricing.problem
        pool = pricing.pool(priced.prices, CANDIDATES, Sample.everything(problem.units))
        facing = np.array([c.spread(price) for c, price in zip(pricing.couplings, priced.prices, strict=True)])
        reduced = pool.cost.copy()
        pool.add_priced(reduced, facing.astype(np.float32))
        lowest = np.partition(reduced, 1, axis=1)[:, :2]
        distance = (lowest[:, 1] - lowest[:, 0]) / pool.size
        most = min(LIVE_PER_REP * problem.reps, problem.units)
        live = np.zeros(problem.units, dtype=bool)
        live[np.argpartition(distance, most - 1)[:most]] = True
        return cls(pricing, np.flatnonzero(live), only(pool, live), np.where(live, -1, priced.choice))

    def smooth(self, temperature: float) -> Smoothed:
        """The Lagrangian of the live units; what the others load every rep with stands there as one unit of his."""
        loads = np.array([c.amounts.per_rep(self.plan) for c in self.pricing.couplings])
        return Smoothed(self.pricing.couplings, held(self.pool, loads), temperature)

    def freeze(self, rounded: Ints, which: Bools) -> "Fence":
        """Some of the live units (n,) go to the reps where `rounded` (n, …) puts them."""
        plan = self.plan.copy()
        plan[self.live[which]] = rounded[: len(self.live)][which]
        return Fence(self.pricing, self.live[~which], only(self.pool, ~which), plan)


def only(pool: Pool, keep: Bools) -> Pool:
    """Some of the units, `keep` (U,)."""
    width = pool.cost.shape[1]
    place = np.cumsum(keep) - 1
    special = []
    for each in pool.special:
        unit, column = np.divmod(each.at, width)
        here = keep[unit]
        special.append(Special((place[unit] * width + column)[here], each.rep[here], each.more[here]))
    rep = None if pool.rep is None else pool.rep[keep]
    amounts = tuple(None if each is None else each[keep] for each in pool.each)
    return Pool(pool.cost[keep], rep, pool.base[:, keep], pool.size[keep], tuple(special), amounts)


def held(pool: Pool, loads: Floats) -> Pool:
    """With a last unit for every rep that nobody else may own and that loads him with `loads` (J, R), raw."""
    reps, width = loads.shape[1], pool.cost.shape[1]
    his = np.full((reps, width), np.inf, dtype=np.float32)
    his[np.arange(reps), np.arange(reps) if pool.rep is None else 0] = 0.0
    rep = None if pool.rep is None else np.r_[pool.rep, np.repeat(np.arange(reps)[:, None], width, axis=1)]
    base = np.concatenate([pool.base, loads.astype(np.float32)], axis=1)
    more = (np.repeat(load[:, None], width, axis=1).astype(np.float32) for load in loads)
    each = tuple(None if old is None else np.r_[old, new] for old, new in zip(pool.each, more, strict=True))
    return Pool(np.r_[pool.cost, his], rep, base, np.r_[pool.size, np.ones(reps)], pool.special, each)
