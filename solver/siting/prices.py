"""The Lagrangian of a siting problem: what it is worth at given prices, over every unit as a centre.

With a price α(i) for giving unit i an owner and prices β(j, m) ≥ 0, γ(j, m) ≥ 0 for the lower and upper bounds of the
territory with centre j,

    Σ_i α(i) + the k smallest of  w(j) = r(j, j) + Σ_{i ≠ j} min(0, r(i, j)) + Σ_m (β(j, m) lower_m − γ(j, m) upper_m)
    r(i, j) = c(i, j) − α(i) − Σ_m (β(j, m) − γ(j, m)) a(i, m)

is never above the cost of a plan, whatever the prices; contiguity is left out, and what is left out only lowers it
(E. L. Johnson, A. Mehrotra and G. L. Nemhauser, Math. Program. 62, 1993; H. Validi, A. Buchanan and E. Lykhovyd, Oper.
Res. 70, 2022).
"""

from dataclasses import dataclass

import numpy as np

from solver.book import Bools, Floats, Ints
from solver.siting.groups import Groups
from solver.siting.problem import Siting

BLOCK_PAIRS = 4_000_000
SAFETY = 1e-11
"""Relative floating-point error of a bound; it is subtracted."""


@dataclass(frozen=True)
class Prices:
    """unit : (U,) α. at_least, at_most : (U, M) β and γ of every unit as a centre, ≥ 0, per amount."""

    unit: Floats
    at_least: Floats
    at_most: Floats

    @property
    def net(self) -> Floats:
        return np.asarray(self.at_least - self.at_most)


@dataclass(frozen=True)
class Priced:
    """A bound, and w(j) of every unit as a centre (U,) (from below, where places are grouped)."""

    prices: Prices
    bound: float
    worth: Floats


def worth_of_bands(problem: Siting, prices: Prices, centres: Ints) -> Floats:
    """Σ_m (β lower − γ upper) of some centres."""
    return np.asarray(prices.at_least[centres] @ problem.lower - prices.at_most[centres] @ problem.upper)


def reduced(problem: Siting, prices: Prices, centres: Ints) -> Floats:
    """r(i, j) of all units under some centres, shape (U, len(centres))."""
    costs = problem.cost.columns(centres)
    costs -= prices.unit[:, None]
    net = prices.net[centres]
    if net.any():
        costs -= problem.amounts @ net.T
    return costs


def price(problem: Siting, prices: Prices, groups: Groups) -> Priced:
    """The bound at these prices over all units as centres, in blocks. Of a group the first unit stands for all.

    The prices of bounds of a group are those of its first unit.
    """
    worth, size = np.empty(len(groups.first)), float(np.abs(prices.unit).sum())
    block = max(1, BLOCK_PAIRS // problem.units)
    for start in range(0, len(groups.first), block):
        part = slice(start, min(start + block, len(groups.first)))
        worth[part] = _worth(problem, prices, groups, part)
    chosen, times = cheapest(worth, groups.count, problem.territories)
    bound = float(worth[chosen] @ times)
    size += float(np.abs(worth[chosen]).sum()) * problem.territories
    total = float(prices.unit.sum()) + bound
    return Priced(prices, total - SAFETY * size, worth[groups.group])


def _worth(problem: Siting, prices: Prices, groups: Groups, part: slice) -> Floats:
    first = groups.first[part]
    costs = groups.nearer(problem, part)
    costs -= prices.unit[:, None]
    net = prices.net[first]
    if net.any():
        costs -= problem.amounts @ net.T
    if groups.exact:
        # Units of one place differ as centres only in which of them is forced in: the least that may cost.
        own = _own(costs, groups, part)
        return np.asarray(np.minimum(costs, 0.0).sum(axis=0) + own + worth_of_bands(problem, prices, first))
    return np.asarray(np.minimum(costs, 0.0).sum(axis=0) + worth_of_bands(problem, prices, first))


def _own(costs: Floats, groups: Groups, part: slice) -> Floats:
    """The least that forcing a unit of the place into its own territory adds, (places,)."""
    members = groups.members[groups.start[part.start] : groups.start[part.stop]]
    column = groups.group[members] - part.start
    added = np.maximum(costs[members, column], 0.0)
    offsets = groups.start[part.start : part.stop] - groups.start[part.start]
    return np.asarray(np.minimum.reduceat(added, offsets))


def cheapest(worth: Floats, count: Ints, territories: int) -> tuple[Ints, Ints]:
    """The places with the smallest worth and how often each is taken, at most `count` times, `territories` in all."""
    some = np.argpartition(worth, territories - 1)[:territories] if territories < len(worth) else np.arange(len(worth))
    order = some[np.argsort(worth[some], kind="stable")]
    times = np.minimum(count[order], np.maximum(0, territories - (np.cumsum(count[order]) - count[order])))
    return order[times > 0], times[times > 0]


def worth_fixing(problem: Siting, priced: Priced, upper: float) -> Bools:
    """Pairs (U, U) that a plan cheaper than `upper` may use: bound + what the pair adds < upper (reduced-cost fixing).

    x(i, j) = 1 opens j, at the loss of the worst of the chosen centres, and adds r(i, j) where that is above 0.
    """
    all_units = np.arange(problem.units)
    net = reduced(problem, priced.prices, all_units)
    own = np.diag(net)
    worth = np.minimum(net, 0.0).sum(axis=0) + np.maximum(own, 0.0)
    worth += worth_of_bands(problem, priced.prices, all_units)
    last = np.partition(worth, problem.territories - 1)[problem.territories - 1]
    opening = priced.bound + np.maximum(0.0, worth - last)
    least = opening[None, :] + np.maximum(net, 0.0)
    np.fill_diagonal(least, opening)
    room = 1e-9 * max(1.0, abs(upper))
    return np.asarray((least < upper + room) & (opening < upper + room)[None, :])
