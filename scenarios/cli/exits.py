"""Exit codes, and what becomes of an exception on its way to one."""

import sys
import traceback
from collections.abc import Callable
from enum import IntEnum
from typing import TYPE_CHECKING

from scenarios.cli.screen import Screen
from solver.errors import InputError

if TYPE_CHECKING:
    from solver.result import Result

REPORT = "please report it with the output of the same command with --debug"


class Exit(IntEnum):
    """What a verb says to the shell."""

    OK = 0
    INTERNAL = 1
    INPUT = 2
    INFEASIBLE = 3
    NO_PLAN_IN_TIME = 4
    CHECK_FAILED = 5
    KILLED = 130
    """128 + SIGINT, as shells expect."""


def exit_of_run(result: "Result") -> Exit:
    """A plan is a plan, however the run ended."""
    from solver.result import Status

    if result.plan is not None:
        return Exit.OK
    return Exit.INFEASIBLE if result.status is Status.INFEASIBLE else Exit.NO_PLAN_IN_TIME


def guarded(work: Callable[[], Exit], screen: Screen) -> Exit:
    """Run a verb; every exception becomes a message and an exit code."""
    try:
        return work()
    except InputError as error:
        screen.refuse(error.findings, Exit.INPUT)
        return Exit.INPUT
    except KeyboardInterrupt:
        screen.fail("stopped", Exit.KILLED)
        return Exit.KILLED
    except BrokenPipeError:
        # The reader of our output (`| head`) has gone: nobody is left to tell.
        sys.stderr.close()
        return Exit.OK
    except Exception as error:
        if screen.debug:
            traceback.print_exc(file=sys.stderr)
        said = f"internal error: {type(error).__name__}: {error}".rstrip(": ")
        screen.fail(f"{said}\nThis is a fault of faircarve, not of your files; {REPORT}.", Exit.INTERNAL)
        return Exit.INTERNAL
