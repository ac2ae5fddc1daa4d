"""Whether annealing is of use, and compiling it beside the run: the first time on a machine that takes some seconds,
which no run should wait for. Nothing here imports the compiler, which problems that are not annealed need not load.
"""

import threading
from functools import cache

from solver.problem import Problem

LARGEST, MOST_UNITS = 0.6, 12_000
"""Of a fair share; where units are larger, territories are a matter of which of them go together. Of more units, each
is drawn too seldom within a minute to gain on exchanges."""


def anneals(problem: Problem) -> bool:
    """Whether annealing is of use: territories on land, units not too many, small enough to move freely, and rows that
    the compiled code knows, each about a rep's own load or the whole plan.
    """
    if problem.land is None or problem.units > MOST_UNITS:
        return False
    largest = max(
        (float((m.amounts.most() / max(m.share.mean(), 1e-12)).max(initial=0.0)) for m in problem.measures), default=0.0
    )
    return largest <= LARGEST and all(row.around is None for row in problem.rows)


def begin() -> None:
    """Start compiling, or reading what was compiled before, once a process."""
    _compiling()


def ready(*, wait: bool) -> bool:
    """Whether annealing can begin at once; `wait` : until it can."""
    thread = _compiling()
    thread.join(None if wait else 0.0)
    return not thread.is_alive()


@cache
def _compiling() -> threading.Thread:
    """One thread a process; Python waits for it before it ends."""
    thread = threading.Thread(target=_compile, name="compiling")
    thread.start()
    return thread


def _compile() -> None:
    from solver.search.anneal.annealing import compile_all

    compile_all()
