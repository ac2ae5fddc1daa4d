"""The exact model over the whole problem: plans, a bound, or the proof that there is none.

A pair is left out only with a proof that no better plan uses it (reduced-cost fixing: Lagrangian bound + reduced cost of
the pair ≥ the best plan's objective).
"""

import numpy as np

from solver.book import Ints
from solver.record import Record
from solver.search.rounds import Rounds


def exact(
    record: Record, unit: Ints, rep: Ints, seed: int, workers: int, *, ceiling: float = np.inf, seconds: float = np.inf
) -> bool:
    """Solve over the given pairs (sorted by unit). True when it is settled: the best plan is proven, or that there is none.

    `ceiling` : every plan that uses another pair is at least this bad; infinite = no eligible pair was left out.
    """

    def raise_bound(bound: float) -> None:
        record.raise_bound(min(bound, ceiling))

    settled = Rounds(
        record.problem,
        unit,
        rep,
        record.stop,
        seed,
        workers,
        on_plan=record.offer,
        on_bound=raise_bound,
        enough=record.enough,
        hint=lambda: record.plan,
    ).solve(seconds)
    if settled.plan is not None:
        record.offer(settled.plan)
    if settled.bound is not None:
        raise_bound(settled.bound)
    if settled.infeasible:
        if np.isfinite(ceiling):
            record.raise_bound(ceiling)
        elif record.plan is None:
            record.infeasible = True
    return settled.optimal or settled.infeasible
