"""Compiling beside the run: the first time on a machine it takes some seconds, which no run should wait for."""

import threading
from functools import cache

import numpy as np

from solver.search.anneal.board import Board, Rows, State
from solver.search.anneal.compiled import seeded
from solver.search.anneal.kernel import anneal


class _Making:
    """One thread a process. Python waits for it before it ends."""

    def __init__(self) -> None:
        self.done = threading.Event()
        self.thread = threading.Thread(target=self._make, name="compiling")
        self.thread.start()

    def _make(self) -> None:
        try:
            _compile()
        finally:
            self.done.set()


@cache
def _making() -> _Making:
    return _Making()


def begin() -> None:
    """Start compiling, or reading what was compiled before, once a process."""
    _making()


def ready(*, wait: bool) -> bool:
    """Whether annealing can begin at once; `wait` : until it can."""
    return _making().done.wait(None if wait else 0.0)


def _compile() -> None:
    """Anneal nothing, on arrays of the types that boards have."""
    whole, real = np.zeros(1, dtype=np.int64), np.zeros(1)
    flag, table = np.zeros(1, dtype=bool), np.zeros((1, 1))
    ends = np.zeros(2, dtype=np.int64)
    board = Board(
        ends, whole, whole, real, table, real, ends, whole, flag, whole, ends, whole, flag, whole
    )  # fmt: skip
    rows = Rows(table, table, table, table)
    members, chain = np.zeros((1, 1), dtype=np.int32), np.zeros((1, 3), dtype=np.int64)
    counters = np.zeros(3, dtype=np.int64)
    state = State(
        whole, whole, table, members, whole, whole, whole, whole, whole, whole, chain, counters, seeded(0)
    )  # fmt: skip
    anneal(board, rows, state, 1.0, 1.0, 0)
