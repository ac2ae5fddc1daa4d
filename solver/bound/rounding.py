"""From shares of units to whole units, with loads that stay where they are.

The largest split units are decided first. Each goes to the rep who by then lacks most of what the split gives him, and
what that rounds up or down is passed on to the smaller units that come after (error diffusion).
"""

import numpy as np

from solver.book import Floats, Ints
from solver.bound.pools import Singles

LEAST_CHANCE = 0.05
"""A rep with a smaller share of a unit never gets the whole of it."""


def whole_units(weight: Singles, rep: Ints | None, base: Floats, unit: Floats) -> Ints:
    """A rep for every unit, shape (U,).

    weight : (U, K) share of every candidate. rep : (U, K) the candidates, None = column k is rep k.
    base : (J, U) amounts; unit : (J, R) what they are counted in.
    """
    units = len(weight)
    best = weight.argmax(axis=1)
    chosen = best if rep is None else rep[np.arange(units), best]
    split = np.flatnonzero(weight[np.arange(units), best] < 1.0 - LEAST_CHANCE)
    per_share = base / unit.mean(axis=1, keepdims=True)
    lacking = np.zeros((unit.shape[1], len(unit)))
    for u in split[np.argsort(-per_share[:, split].max(axis=0), kind="stable")].tolist():
        shares = weight[u]
        candidates = np.flatnonzero(shares >= min(LEAST_CHANCE, shares[best[u]]))
        reps = candidates if rep is None else rep[u, candidates]
        size = per_share[:, u]
        lacking[reps] += shares[candidates, None] * size
        taker = reps[int(np.argmax(lacking[reps] @ size))]
        lacking[taker] -= size
        chosen[u] = taker
    return np.asarray(chosen, dtype=np.int64)
