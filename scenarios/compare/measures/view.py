"""What the figures of one contender are made from."""

from dataclasses import dataclass

import numpy as np

from scenarios.compare.proof import Reach
from scenarios.compare.standing import Standing
from scenarios.compare.traits import Traits
from solver.book import Ints
from solver.judge.measures import Measures, Tally
from solver.judge.verdict import Verdict
from solver.judge.yardstick import Yardstick
from solver.problem import Problem

WHALE = 0.05
"""An account over this share of its owner's fair share is a whale (MISSION.md)."""


@dataclass(frozen=True)
class Ground:
    """The same for all contenders.

    problem, facts : the yardstick. whale : see `WHALE`. land : the problem with the map on which pieces are counted.
    reach : whose plans the widest bound holds for. on_top : overlays and levels, each with its measures. within :
    whether the bands of all models are within peer groups, and none is asked for over the team.
    """

    problem: Problem
    facts: Yardstick
    traits: Traits
    whale: float = WHALE
    land: Problem | None = None
    reach: Reach | None = None
    on_top: tuple[tuple[str, tuple[str, ...]], ...] = ()
    within: bool = False


@dataclass(frozen=True)
class View:
    """One contender; all but `standing` and `ground` need a plan."""

    ground: Ground
    standing: Standing

    @property
    def verdict(self) -> Verdict:
        """On the yardstick."""
        assert self.standing.common is not None
        return self.standing.common

    @property
    def own(self) -> Verdict:
        """Under the rules of its own model."""
        assert self.standing.own is not None
        return self.standing.own

    @property
    def measures(self) -> Measures:
        return self.verdict.measures

    def tally(self, name: str) -> Tally:
        return self.measures.tallies[name]

    @property
    def rep(self) -> Ints:
        """(A,) The plan."""
        assert self.standing.contender.rep is not None
        return np.asarray(self.standing.contender.rep)
