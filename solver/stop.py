"""When to stop: seconds, deterministic work, a gap, or the planner's Ctrl-C."""

import threading
import time
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass
class Stop:
    """The limits of one run, or of the part of it that began at `since` (see `clock`).

    `work` is CP-SAT's deterministic time over all calls; with it, seconds do not count.
    """

    seconds: float | None = 60.0
    work: float | None = None
    gap: float = 0.01
    interrupted: threading.Event = field(default_factory=threading.Event)
    started: float = field(default_factory=time.monotonic)
    work_used: float = 0.0
    since: float = 0.0

    def __getstate__(self) -> dict[str, Any]:
        """For another process or machine: the same moment to end by everybody's clock, but no ear for Ctrl-C."""
        return {**vars(self), "interrupted": None, "started": time.time() - self.elapsed()}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self.interrupted = threading.Event()
        self.started = time.monotonic() - (time.time() - state["started"])

    def elapsed(self) -> float:
        return time.monotonic() - self.started

    def clock(self) -> float:
        """What limits are set in: seconds so far, or deterministic work, the same on any machine."""
        return self.elapsed() if self.work is None else self.work_used

    def remaining(self) -> float:
        """Seconds left; infinite when work is what is limited."""
        if self.interrupted.is_set():
            return 0.0
        if self.work is not None or self.seconds is None:
            return float("inf")
        return max(0.0, self.seconds - self.elapsed())

    def part(self, share: float) -> "Stop":
        """A stop after this share of what is left, with the same Ctrl-C; what it uses of the work is its own count."""
        if self.work is not None:
            return replace(self, work=self.work_used + share * self.work_left(), since=self.work_used)
        now = self.elapsed()
        return replace(self, seconds=None if self.seconds is None else now + share * self.remaining(), since=now)

    def work_left(self) -> float:
        return float("inf") if self.work is None else max(0.0, self.work - self.work_used)

    def past(self, share: float) -> bool:
        """Whether this share of the seconds (or of the work) is used up; never without a limit."""
        limit = self.seconds if self.work is None else self.work
        return limit is not None and self.clock() - self.since >= share * (limit - self.since)

    def reached(self) -> bool:
        return self.remaining() <= 0 or self.work_left() <= 0

    def reason(self) -> str:
        """Why a run that did not finish ended: `interrupted`, `work_limit` or `time_limit`."""
        if self.interrupted.is_set():
            return "interrupted"
        return "work_limit" if self.work is not None else "time_limit"
