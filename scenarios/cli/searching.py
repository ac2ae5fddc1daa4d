"""A search with a live line, and an ear for Ctrl-C: what every verb that solves does alike."""

from typing import TYPE_CHECKING

from scenarios.cli.interrupt import ctrl_c
from scenarios.cli.live import Ticker
from scenarios.cli.screen import Screen

if TYPE_CHECKING:
    from scenarios.files.schema import Solve
    from solver.plan import Plan
    from solver.problem import Problem
    from solver.result import Result


def search(
    screen: Screen, problem: "Problem", limits: "Solve", best_effort: bool, start: "Plan | None" = None
) -> "Result":
    """Solve with a live line on standard error; the first Ctrl-C asks for the best plan so far.

    start : a plan to begin with.
    """
    from solver import engine
    from solver.stop import Stop

    ticker = Ticker(screen.err)
    stop = Stop(seconds=limits.time_limit, work=limits.work_limit, gap=limits.gap)

    def first() -> None:
        ticker.note = "stopping (Ctrl-C again ends at once)"
        if not screen.err.is_terminal:
            screen.aside(ticker.note)

    with ctrl_c(stop, first, screen.restore), ticker.running():
        return engine.solve(
            problem,
            seed=limits.seed,
            workers=limits.workers,
            best_effort=best_effort,
            stop=stop,
            on_progress=ticker,
            start=start,
        )
