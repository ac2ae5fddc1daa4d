"""Functions called in a process of their own: nothing stops what they call (HiGHS through SciPy) from within."""

import contextlib
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable

SERVE = "import sys; sys.path[:] = {path!r}; from solver.apart import serve; serve()"
POLL_SECONDS = 0.05


class Apart:
    """A process that calls one function, found by its name in its module, with `known` in front of other arguments.

    What is known goes to it once. All arguments and answers are pickled.
    """

    def __init__(self, function: Callable[..., object], *known: object) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", SERVE.format(path=sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # a Ctrl-C in the terminal is for the run, which then closes this
        )
        self._send((function, known))

    def ask(self, *more: object, halt: Callable[[], bool] = lambda: False) -> object | None:
        """What the function answers. None when the process failed, was closed meanwhile or, by `halt()`, is now."""
        answer: list[object] = []

        def work() -> None:
            self._send(more)
            with contextlib.suppress(EOFError, pickle.UnpicklingError, ValueError, OSError):
                if self._process.stdout is not None:
                    answer.append(pickle.load(self._process.stdout))

        thread = threading.Thread(target=work)
        thread.start()
        while thread.is_alive():
            thread.join(POLL_SECONDS)
            if thread.is_alive() and halt():
                self.close()
        return answer[0] if answer else None

    @property
    def closed(self) -> bool:
        return self._process.poll() is not None

    def close(self) -> None:
        """End it, whatever it is doing."""
        self._process.kill()
        self._process.wait()

    def _send(self, what: object) -> None:
        with contextlib.suppress(BrokenPipeError, ValueError):
            if self._process.stdin is not None:
                pickle.dump(what, self._process.stdin)
                self._process.stdin.flush()


class Helpers:
    """Processes for one function, as many as threads ask at the same time; each is begun when it is first needed."""

    def __init__(self, function: Callable[..., object]) -> None:
        self.function = function
        self._idle: list[Apart] = []

    def ask(self, *arguments: object, halt: Callable[[], bool] = lambda: False) -> object | None:
        """See `Apart.ask`."""
        try:
            apart = self._idle.pop()
        except IndexError:
            apart = Apart(self.function)
        answer = apart.ask(*arguments, halt=halt)
        if answer is None:
            apart.close()
        else:
            self._idle.append(apart)
        return answer

    def close(self) -> None:
        """End them; nobody may be asking."""
        while self._idle:
            self._idle.pop().close()


def serve() -> None:
    """What runs in the process: a function with what is known, then calls, until the pipe ends."""
    with contextlib.suppress(EOFError):
        function, known = pickle.load(sys.stdin.buffer)
        while True:
            more = pickle.load(sys.stdin.buffer)
            pickle.dump(function(*known, *more), sys.stdout.buffer)
            sys.stdout.buffer.flush()
