"""Types a to e of generalized assignment instances, made by the published recipes.

a–d: P. C. Chu and J. E. Beasley, "A genetic algorithm for the generalised assignment problem", Computers & Operations
Research 24 (1997), after S. Martello and P. Toth (1981). e: M. Laguna et al., EJOR 82 (1995), as given by M. Yagiura,
T. Ibaraki and F. Glover, INFORMS J. on Computing 16 (2004). U is uniform; i agents (m), j jobs (n):

    a   use U{5..25}, cost U{10..50}, capacity 9 n/m + 0.4 max_i Σ use_ij over the jobs that are cheapest with i
    b   the same, capacity 0.7 times that of a
    c   the same, capacity 0.8 Σ_j use_ij ÷ m
    d   use U{1..100}, cost 111 − use + U{−10..10}, capacity as c
    e   use 1 − 10 ln U(0, 1], cost 1000 ÷ use − 10 U[0, 1], capacity as c

Everything is made whole, as in the published files: use, cost and capacity are rounded down (e: the cost is taken from
the use before it is rounded, and is at least 1). The random streams are numpy's: other draws than the published ones.
"""

from dataclasses import dataclass

import numpy as np

from solver.book import Ints


@dataclass(frozen=True)
class Instance:
    """cost, use : (agents, jobs). capacity : (agents,)."""

    cost: Ints
    use: Ints
    capacity: Ints


def make(kind: str, agents: int, jobs: int, seed: int) -> Instance:
    """An instance of a type `a` to `e`; the same for the same arguments."""
    rng = np.random.default_rng([ord(kind), agents, jobs, seed])
    shape = (agents, jobs)
    if kind in "abc":
        use, cost = rng.integers(5, 26, shape), rng.integers(10, 51, shape)
    elif kind == "d":
        use = rng.integers(1, 101, shape)
        cost = 111 - use + rng.integers(-10, 11, shape)
    else:
        fine = 1.0 - 10.0 * np.log(1.0 - rng.random(shape))
        use = np.floor(fine).astype(np.int64)
        cost = np.maximum(1, np.floor(1000.0 / fine - 10.0 * rng.random(shape))).astype(np.int64)
    return Instance(cost, use, _capacity(kind, cost, use))


def _capacity(kind: str, cost: Ints, use: Ints) -> Ints:
    agents, jobs = use.shape
    if kind in "cde":
        return np.asarray(8 * use.sum(axis=1) // (10 * agents), dtype=np.int64)
    cheapest = np.argmin(cost, axis=0)
    fullest = np.bincount(cheapest, weights=use[cheapest, np.arange(jobs)], minlength=agents).max()
    room = 9.0 * jobs / agents + 0.4 * fullest
    return np.full(agents, int(room if kind == "a" else 0.7 * room), dtype=np.int64)
