"""Ctrl-C: the first one asks for the best plan so far, the second one ends the program at once."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from scenarios.cli.exits import Exit
from solver.stop import Stop


@contextmanager
def ctrl_c(stop: Stop, on_first: Callable[[], None], on_second: Callable[[], None]) -> Iterator[None]:
    """While inside, Ctrl-C sets `stop.interrupted`; the handler of before comes back afterwards."""

    def handle(number: int, frame: FrameType | None) -> None:
        if stop.interrupted.is_set():
            on_second()
            # Solver threads may be deep in compiled code: only this ends them for certain.
            os._exit(Exit.KILLED)
        stop.interrupted.set()
        on_first()

    before = signal.signal(signal.SIGINT, handle)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
