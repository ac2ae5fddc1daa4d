"""Rows made by hand, for what reports say of them."""

from typing import Any

from benchmarks.methods import Moment
from benchmarks.rows import Figures, Outcome, Question, Row


def row(
    case: str = "plain",
    method: str = "ours",
    objective: float | None = 1.1,
    *,
    bound: float | None = None,
    broken: dict[str, int] | None = None,
    seed: int = 0,
    limit: float = 60.0,
    trace: tuple[tuple[float, float | None, float | None], ...] = (),
    **more: Any,
) -> Row:
    """A plan of this worth (None = no plan) after 50 of 60 seconds, unless told otherwise."""
    figures = None
    if objective is not None:
        figures = Figures(
            objective, {"travel": 1.0}, broken or {}, 1.0, {"potential": 0.1}, {"potential": 0.05}, 1.1, 0, 0.1, 0.2
        )
    values: dict[str, Any] = {
        "outcome": Outcome.NO_PLAN if objective is None else Outcome.PLAN,
        "figures": figures,
        "bound": bound,
        "seconds": 50.0,
        "peak_mb": 500.0,
        "beat": 0.01,
        "kind": "Folder",
        "size": {"accounts": 100, "units": 100, "reps": 5},
        "trace": tuple(Moment(*moment) for moment in trace),
        "about": {"commit": "c0ffee", "changed": "", "started": "2026-11-22T00:00:00Z", "load": 0.1, "versions": {}},
    }
    return Row(Question(case, f"hash of {case}", method, seed, limit, 0.0, 2, 12_000.0), **{**values, **more})
