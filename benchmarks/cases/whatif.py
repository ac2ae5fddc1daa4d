"""What-ifs: a book whose owners of today are a plan that the engine found, and one thing changes."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np

from benchmarks.cases.case import Case, Loaded, hashed, sha256
from benchmarks.cases.synthetic import RECIPE, RULES, Synthetic, frames
from solver.problem import Problem

Change = Literal["rep-leaves", "band-tightens"]
CHANGES: tuple[Change, ...] = ("rep-leaves", "band-tightens")
TIGHTER = 0.05
"""The bands after they were tightened from ±10 %."""


@dataclass(frozen=True)
class WhatIf:
    """The synthetic book of these sizes, owned as in `plan` (.npy, rep index of each account), and then the change.

    rep-leaves: the rep with the median number of accounts is gone. band-tightens: both bands are ±5 %.
    """

    accounts: int
    reps: int
    seed: int
    change: Change
    plan: str

    def identity(self) -> str:
        return hashed(RECIPE, self.change, Synthetic(self.accounts, self.reps, self.seed), sha256(Path(self.plan)))

    def load(self) -> Loaded:
        accounts, reps = frames(self.accounts, self.reps, self.seed)
        owner = np.load(self.plan)
        accounts["current_owner"] = reps["rep_id"].to_numpy()[owner]
        rules = RULES
        if self.change == "rep-leaves":
            size = np.bincount(owner, minlength=self.reps)
            reps = reps.drop(index=int(np.argsort(size, kind="stable")[self.reps // 2]))
            rules = replace(rules, owners="vacate")
        else:
            rules = replace(rules, bands=dict.fromkeys(rules.bands, TIGHTER))
        return Loaded(Problem.from_frames(accounts, reps, rules), {Path(self.plan).name: sha256(Path(self.plan))})


def what_ifs(base: Synthetic, plan: Path) -> list[Case]:
    """Every change, from one solved plan of `base`."""
    at = str(plan.resolve())
    return [
        Case(f"what-if-{change}-{base.name}", WhatIf(base.accounts, base.reps, base.seed, change, at))
        for change in CHANGES
    ]
