"""From shares of units to whole units, with loads that stay where they are.

The largest split units are decided first. Each goes to the rep who by then lacks most of what the split gives him, and
what that rounds up or down is passed on to the smaller units that come after (error diffusion).
"""

from collections.abc import Callable

import numpy as np

from solver.book import Floats, Ints
from solver.bound.pools import Singles

LEAST_CHANCE = 0.05
"""A rep with a smaller share of a unit never gets the whole of it."""


def whole_units(weight: Singles, rep: Ints | None, amounts: Callable[[Ints], Singles], unit: Floats) -> Ints:
    """A rep for every unit, shape (U,).

    weight : (U, K) share of every candidate. rep : (U, K) the candidates, None = column k is rep k.
    amounts : what some units (n,) count with every candidate, (J, n, K); unit : (J, R) what that is counted in.
    """
    units = len(weight)
    best = weight.argmax(axis=1)
    chosen = best if rep is None else rep[np.arange(units), best]
    split = np.flatnonzero(weight[np.arange(units), best] < 1.0 - LEAST_CHANCE)
    takers = np.broadcast_to(np.arange(unit.shape[1]), (len(split), weight.shape[1])) if rep is None else rep[split]
    size = np.moveaxis(amounts(split) / unit[:, takers], 0, 2)
    lacking = np.zeros((unit.shape[1], len(unit)))
    for at in np.argsort(-size.max(axis=(1, 2), initial=0.0), kind="stable").tolist():
        shares = weight[split[at]]
        candidates = np.flatnonzero(shares >= min(LEAST_CHANCE, shares.max()))
        reps, each = takers[at, candidates], size[at, candidates]
        lacking[reps] += shares[candidates, None] * each
        # The rep for whom the sum of squares of what is lacking falls most.
        taker = int(np.argmax((lacking[reps] * each).sum(axis=1) - (each**2).sum(axis=1) / 2))
        lacking[reps[taker]] -= each[taker]
        chosen[split[at]] = reps[taker]
    return np.asarray(chosen, dtype=np.int64)
