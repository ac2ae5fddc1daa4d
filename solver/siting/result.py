"""What a search for sites gives back."""

from dataclasses import dataclass

import numpy as np

from solver.book import Ints
from solver.result import Progress, Status, relative_gap


@dataclass(frozen=True)
class SitingResult:
    """Status, plan and proof. `objective` is the judge's; `bound` holds for the whole problem, over all centres.

    plan : (U,) the unit at the centre of every unit's territory. why : of INFEASIBLE, the reason in a sentence.
    """

    status: Status
    stop_reason: str
    plan: Ints | None
    objective: float | None
    bound: float | None
    seconds: float
    seed: int
    why: str = ""
    trace: tuple[Progress, ...] = ()

    @property
    def centres(self) -> Ints:
        """The units at the centres, ascending; none without a plan."""
        return np.zeros(0, dtype=np.int64) if self.plan is None else np.unique(self.plan)

    @property
    def gap(self) -> float | None:
        """(objective − bound) ÷ |objective|; None without a plan or a bound."""
        return None if self.objective is None or self.bound is None else relative_gap(self.objective, self.bound)

    def __str__(self) -> str:
        gap = "–" if self.gap is None else f"{self.gap:.2%}"
        objective = "–" if self.objective is None else f"{self.objective:.8g}"
        bound = "–" if self.bound is None else f"{self.bound:.8g}"
        figures = f"objective {objective}, bound {bound}, gap {gap}, {self.seconds:.1f} s"
        return f"{self.status} ({self.stop_reason}): {figures}"
