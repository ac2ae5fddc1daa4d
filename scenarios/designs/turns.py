"""Whose turn it is: a round-robin by weights."""

import heapq
from fractions import Fraction

import numpy as np

from solver.book import Floats, Ints


def round_robin(order: Ints, fte: Floats) -> Ints:
    """The rep of every account (P,), when they arrive in `order` (P,) and reps take turns by `fte` (R,), all > 0.

    After every arrival t each rep has more than t·w − 1 and fewer than t·w + 1 accounts, w the rep's share of all FTE.
    Turn k of a rep may come when t·w > k − 1 and must have come when t·w ≥ k; of the turns that may come, the one that
    must come first is next, the earlier rep of the table in a tie. That every turn is in time: Baruah, Cohen, Plaxton &
    Varvel, Algorithmica 15 (1996). By the simpler "largest deficit next" some reps fall behind by more.
    """
    weights = [Fraction(str(float(weight))) for weight in fte]
    total = sum(weights, Fraction(0))
    every = [total / weight for weight in weights]
    # A turn is (last arrival, rep) once it may come, and waits under its first arrival until then.
    waiting = [(1, rep) for rep in range(len(every))]
    taken = [0] * len(every)
    ready: list[tuple[int, int]] = []
    made = np.empty(len(order), dtype=np.int64)
    for arrival, account in enumerate(order, start=1):
        while waiting and waiting[0][0] <= arrival:
            rep = heapq.heappop(waiting)[1]
            heapq.heappush(ready, (_ceiling(every[rep] * (taken[rep] + 1)), rep))
        rep = heapq.heappop(ready)[1]
        made[account] = rep
        taken[rep] += 1
        heapq.heappush(waiting, (_floor(every[rep] * taken[rep]) + 1, rep))
    return made


def _floor(value: Fraction) -> int:
    return value.numerator // value.denominator


def _ceiling(value: Fraction) -> int:
    return -(-value.numerator // value.denominator)
