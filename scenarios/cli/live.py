"""While solving: one line that says how good the plan in hand is and how good any plan could be."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.live import Live
from rich.text import Text

from scenarios.cli.scores import percent
from solver.result import Progress

REDRAWS_PER_SECOND = 5
QUIET_SECONDS = 10.0
"""Where there is no terminal a line is printed for every stage, and otherwise at most this often."""


def line(progress: Progress, seconds: float) -> str:
    """`12.3 s · improve · objective 1.23 · bound 1.22 · gap 0.81 % · worst balance 9.8 % · moved 312`"""
    gap = "–" if progress.gap is None else percent(progress.gap, 2)
    worst = "–" if progress.worst is None else percent(progress.worst)
    moved = "–" if progress.moved is None else f"{progress.moved:,}"
    figures = f"objective {_number(progress.objective)} · bound {_number(progress.bound)} · gap {gap}"
    return f"{seconds:.1f} s · {progress.stage} · {figures} · worst balance {worst} · moved {moved}"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.5g}"


class Ticker:
    """Takes every `Progress` (from any thread) and shows the last one."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.last = Progress(0.0, "reading the problem")
        self.note = ""
        self._started = time.monotonic()
        self._printed = float("-inf")
        self._stage = ""

    def __call__(self, progress: Progress) -> None:
        self.last = progress
        if self.console.is_terminal:
            return
        now = time.monotonic()
        if progress.stage != self._stage or now - self._printed >= QUIET_SECONDS:
            self._stage, self._printed = progress.stage, now
            self.console.print(Text(line(progress, progress.seconds)))

    def __rich__(self) -> Text:
        text = Text(no_wrap=True, overflow="ellipsis")
        if self.note:
            text.append(f"{self.note} · ", "yellow")
        return text.append(line(self.last, time.monotonic() - self._started))

    @contextmanager
    def running(self) -> Iterator[None]:
        """Draw the line until the block ends; it is gone afterwards."""
        self._started = time.monotonic()
        if not self.console.is_terminal:
            yield
            return
        with Live(self, console=self.console, refresh_per_second=REDRAWS_PER_SECOND, transient=True):
            yield
