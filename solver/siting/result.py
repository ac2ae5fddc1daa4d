"""What a search for sites gives back."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from solver.book import Ints
from solver.result import Outcome, Progress, Status


@dataclass(frozen=True)
class SitingResult(Outcome):
    """Status, plan and proof. `objective` is the judge's; `bound` holds for the whole problem, over all centres.

    Sums of kilometres are told with more digits than a goal.

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
    digits: ClassVar[int] = 8

    @property
    def centres(self) -> Ints:
        """The units at the centres, ascending; none without a plan."""
        return np.zeros(0, dtype=np.int64) if self.plan is None else np.unique(self.plan)
