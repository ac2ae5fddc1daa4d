"""The bound of a region (`bound/region`) on a core of its own, while the search goes on."""

import threading

from solver.book import Ints
from solver.bound.prices import Priced, Pricing
from solver.bound.region.rounds import RegionRounds, rounds_of
from solver.record import Record
from solver.search.score import beside, losses

FIRST_SLICE, LONGER, LONGEST = 6.0, 1.5, 60.0
"""Seconds of the first program with whole units, and how they grow."""
LAST_SECONDS = 2.0
"""A program ends so long before the run does, or is not begun."""
STALLED, MOST_STALLED = 1e-4, 2
"""A round that raises the bound by less, relative, came to nothing; so many in a row end a region."""
CEILING = 0.08
"""Only plans up to so much above the price bound are looked at, relative: the bound can prove no more."""
BETTER = 0.002
"""A plan better by so much, relative, is worth another region."""


class Alongside:
    """One thread that raises the record's bound until the run is over or nothing more comes of it."""

    def __init__(self, record: Record, pricing: Pricing, priced: Priced) -> None:
        self.record, self.pricing, self.priced = record, pricing, priced
        self.failure: BaseException | None = None
        self._thread: threading.Thread | None = None
        self._rounds: RegionRounds | None = None
        self._closed = threading.Event()

    def begin(self, plan: Ints) -> None:
        """Start, once. `plan` tells where the gap is."""
        if self._thread is None and not self.record.done():
            self._thread = threading.Thread(target=self._run, args=(plan,), name="bound of a region", daemon=True)
            self._thread.start()

    def working(self) -> bool:
        """Whether a core is in use."""
        return self._thread is not None and self._thread.is_alive()

    def close(self) -> None:
        """End it. Raises what went wrong in the thread."""
        self._closed.set()
        if self._rounds is not None:
            self._rounds.close()
        if self._thread is not None:
            self._thread.join()  # Python aborts when it ends while a thread is inside compiled code
        if self.failure is not None:
            raise self.failure

    def _run(self, plan: Ints) -> None:
        try:
            while not self._over():
                before = self.record.objective
                self._rounds = self._rounds_of(plan)
                if self._rounds is None:
                    return
                self._work(self._rounds)
                self._rounds.close()
                if self.record.plan is None or not self._better(before):
                    return
                plan = self.record.plan
        except BaseException as failure:  # handed to the main thread
            self.failure = failure

    def _over(self) -> bool:
        return self._closed.is_set() or self.record.done()

    def _better(self, before: float | None) -> bool:
        now = self.record.objective
        return now is not None and (before is None or before - now > BETTER * abs(before))

    def _rounds_of(self, plan: Ints) -> RegionRounds | None:
        ceiling = self.priced.bound + CEILING * abs(self.priced.bound)
        if self.record.objective is not None:
            ceiling = min(ceiling, self.record.objective)
        lost = losses(self.record.problem, self.pricing, self.priced, plan)
        return rounds_of(self.pricing, self.priced, lost, beside(self.record.problem, plan), ceiling, self._over)

    def _work(self, rounds: RegionRounds) -> None:
        record, stalled, seconds = self.record, 0, FIRST_SLICE
        while not self._over() and not rounds.finished and stalled < MOST_STALLED:
            before, whole = rounds.bound, not rounds.linear_next
            left = record.stop.remaining() - LAST_SECONDS
            if left < LAST_SECONDS:
                return
            rounds.round(min(seconds, left))
            if not self._over():
                record.raise_bound(rounds.bound)
            if whole:
                seconds = min(LONGEST, LONGER * seconds)
                stalled = stalled + 1 if rounds.bound - before < STALLED * abs(before) else 0
