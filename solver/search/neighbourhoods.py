"""Which territories to look at together: a seed and the reps it trades with."""

from dataclasses import dataclass

import numpy as np

from solver.book import Bools, Floats, Ints
from solver.problem import Problem
from solver.search.critical import PricedPairs


@dataclass(frozen=True)
class Neighbourhood:
    """Reps whose accounts are dealt anew among them, and the free pairs (sorted by unit)."""

    reps: Ints
    unit: Ints
    rep: Ints


class Chooser:
    """Draws neighbourhoods. `pairs` are the pairs that may be used at all, with their reduced costs."""

    def __init__(self, problem: Problem, pairs: PricedPairs, rng: np.random.Generator) -> None:
        self.problem, self.pairs, self.rng = problem, pairs, rng
        self.visits = np.zeros(problem.reps)

    def draw(
        self, plan: Ints, hoods: int, count: int, most_pairs: int, urgency: Floats
    ) -> list[Neighbourhood]:
        """Up to `hoods` neighbourhoods without a common rep, each `count` reps around a seed.

        `urgency` (R,) ≥ 0 weighs the seeds (0 everywhere = least visited first).
        """
        near = self._ties(plan)
        free = np.ones(self.problem.reps, dtype=bool)
        drawn = []
        for _ in range(hoods):
            if not free.any():
                break
            reps = self._around(self._seed(np.where(free, urgency, 0.0), free), near, free, count)
            free[reps] = False
            self.visits[reps] += 1
            hood = self._free(plan, np.sort(reps), most_pairs)
            if len(hood.unit):
                drawn.append(hood)
        return drawn

    def _around(self, seed: int, near: Floats, free: Bools, count: int) -> Ints:
        """The seed and reps drawn by how much they have to trade with those drawn before."""
        chosen = [seed]
        pull = near[seed].copy()
        while len(chosen) < count:
            pull[chosen] = 0.0
            pull[~free] = 0.0
            if not pull.any():
                break
            chosen.append(int(self.rng.choice(len(pull), p=pull / pull.sum())))
            pull = pull + near[chosen[-1]]
        return np.array(chosen)

    def _seed(self, urgency: Floats, free: Bools) -> int:
        weight = urgency if urgency.any() else np.where(free, np.exp(self.visits.min() - self.visits) + 1e-12, 0.0)
        return int(self.rng.choice(len(weight), p=weight / weight.sum()))

    def _ties(self, plan: Ints) -> Floats:
        """How much two reps have to trade, (R, R): units on their common border, else units that both price low."""
        reps = self.problem.reps
        if self.problem.land is not None:
            a, b = self.problem.land.edges()
            table = np.bincount(plan[a] * reps + plan[b], minlength=reps * reps).reshape(reps, reps)
        else:
            owner_and_rep = plan[self.pairs.unit] * reps + self.pairs.rep
            table = np.bincount(owner_and_rep, minlength=reps * reps).reshape(reps, reps)
        both = (table + table.T).astype(float)
        np.fill_diagonal(both, 0.0)
        return both

    def _free(self, plan: Ints, reps: Ints, most_pairs: int) -> Neighbourhood:
        """The chosen reps' units with their pairs inside the group, the cheapest `most_pairs`; own pairs are always free."""
        inside = np.zeros(self.problem.reps, dtype=bool)
        inside[reps] = True
        unit, rep, above = self.pairs.unit, self.pairs.rep, self.pairs.above
        keep = np.flatnonzero(inside[plan[unit]] & inside[rep] & (rep != plan[unit]))
        if len(keep) > most_pairs:
            keep = np.sort(keep[np.argpartition(above[keep], most_pairs)[:most_pairs]])
        movable = np.unique(unit[keep])
        all_unit, all_rep = np.r_[unit[keep], movable], np.r_[rep[keep], plan[movable]]
        order = np.lexsort((all_rep, all_unit))
        return Neighbourhood(reps, all_unit[order], all_rep[order])
