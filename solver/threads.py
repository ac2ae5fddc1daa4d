"""One thread for linear algebra while the engine works.

Prices climb in some dozens of dimensions. There the threads of a BLAS wait for each other: alone on two cores they gain
nothing, and beside other work (search and bound side by side, two runs at a time) a climb took ten times as long.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from threadpoolctl import threadpool_limits


class _Guard:
    """Set by the first run of a process and lifted by the last: runs in several threads share the libraries."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.runs = 0
        self.limits: threadpool_limits | None = None

    def enter(self) -> None:
        with self.lock:
            if not self.runs:
                self.limits = threadpool_limits(limits=1, user_api="blas")
            self.runs += 1

    def leave(self) -> None:
        with self.lock:
            self.runs -= 1
            if not self.runs and self.limits is not None:
                self.limits.restore_original_limits()
                self.limits = None


_GUARD = _Guard()


@contextmanager
def one_thread() -> Iterator[None]:
    """BLAS with one thread inside; as it was afterwards, once no run is left. (Where runs overlap and the last one ends
    in another thread than the first began in, OpenBLAS may stay at one.)
    """
    _GUARD.enter()
    try:
        yield
    finally:
        _GUARD.leave()
