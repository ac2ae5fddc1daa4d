"""Programs solved in a process of their own, because HiGHS called through SciPy cannot be stopped any other way."""

import contextlib
import pickle
import subprocess
import sys
from collections.abc import Sequence

from solver.book import Bools
from solver.bound.cuts import Cut
from solver.bound.region.mixed import Mixed, solve
from solver.bound.region.region import Region

SERVE = "import sys; sys.path[:] = {path!r}; from solver.bound.region.apart import serve; serve()"


class Apart:
    """A process that solves one program after the other; the region goes to it once."""

    def __init__(self, region: Region) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", SERVE.format(path=sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # a Ctrl-C in the terminal is for the run, which then closes this
        )
        self._send(region)

    def solve(self, cuts: Sequence[Cut], whole: Bools, seconds: float) -> Mixed | None:
        """See `mixed.solve`; None when the process was closed meanwhile or failed."""
        self._send((tuple(cuts), whole, seconds))
        try:
            answer = pickle.load(self._process.stdout) if self._process.stdout else None
        except (EOFError, pickle.UnpicklingError, ValueError, OSError):
            return None
        return answer if isinstance(answer, Mixed) else None

    def close(self) -> None:
        """End it, whatever it is doing."""
        self._process.kill()
        self._process.wait()

    def _send(self, what: object) -> None:
        with contextlib.suppress(BrokenPipeError, ValueError):
            if self._process.stdin is not None:
                pickle.dump(what, self._process.stdin)
                self._process.stdin.flush()


def serve() -> None:
    """What runs in the process: a region, then programs, until the pipe ends."""
    with contextlib.suppress(EOFError):
        region = pickle.load(sys.stdin.buffer)
        while True:
            cuts, whole, seconds = pickle.load(sys.stdin.buffer)
            pickle.dump(solve(region, cuts, whole, seconds), sys.stdout.buffer)
            sys.stdout.buffer.flush()
