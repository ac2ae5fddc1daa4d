"""Kinds of neighbourhoods: how large they are and what they gain, both learnt on the way."""

from dataclasses import dataclass

import numpy as np

from solver.problem import Problem

FEWEST_REPS, MOST_REPS = 2, 8
FEWEST_PAIRS, MOST_PAIRS = 300, 6000
MEMORY, CURIOUS = 0.8, 0.2
"""Weight of the past in a kind's rate, and the share of steps whose kind is drawn regardless of it."""


@dataclass
class Kind:
    """A kind of neighbourhood: how much is freed at once, and what it gained lately.

    Grows while steps are solved to the end, shrinks when they run out of time: in pairs, and in reps where those are
    few on purpose. `rate` : goal units a unit of work, averaged over its last steps; new kinds are tried first.
    """

    reps: float
    pairs: float
    fixed_reps: bool = False
    rate: float = np.inf

    def adapt(self, finished: bool) -> None:
        self.pairs = float(np.clip(self.pairs * (1.15 if finished else 0.8), FEWEST_PAIRS, MOST_PAIRS))
        if not self.fixed_reps:
            self.reps = float(np.clip(self.reps + (0.2 if finished else -0.3), FEWEST_REPS, MOST_REPS))

    def earned(self, gain: float, work: float) -> None:
        rate = gain / max(work, 1e-3)
        self.rate = rate if np.isinf(self.rate) else MEMORY * self.rate + (1 - MEMORY) * rate


def kinds(problem: Problem) -> list[Kind]:
    """A few territories in depth and, where nothing must connect, half the team at its most critical pairs."""
    narrow = Kind(4.0, 1500.0)
    return [narrow] if problem.land is not None else [narrow, Kind(max(2.0, problem.reps / 2), 800.0, fixed_reps=True)]


def drawn(among: list[Kind], rng: np.random.Generator) -> Kind:
    """By what they gained lately, every kind now and then."""
    rates = np.array([kind.rate for kind in among])
    if np.isinf(rates).any():
        return among[int(np.argmax(rates))]
    share = rates / rates.sum() if rates.any() else np.full(len(rates), 1.0 / len(rates))
    return among[int(rng.choice(len(rates), p=CURIOUS / len(rates) + (1 - CURIOUS) * share))]
