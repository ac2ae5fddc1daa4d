"""Which territories to look at together: a seed and the reps it trades with."""

from dataclasses import dataclass

import numpy as np

from solver.book import Floats, Ints
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

    def draw(self, plan: Ints, count: int, most_pairs: int, urgency: Floats) -> Neighbourhood:
        """`count` reps around a seed. `urgency` (R,) ≥ 0 weighs the seeds (0 everywhere = least visited first)."""
        near = self._ties(plan)
        seed = self._seed(urgency)
        chosen = [seed]
        pull = near[seed].astype(float)
        while len(chosen) < min(count, self.problem.reps):
            pull[chosen] = 0.0
            if not pull.any():
                break
            chosen.append(int(self.rng.choice(len(pull), p=pull / pull.sum())))
            pull = pull + near[chosen[-1]]
        self.visits[chosen] += 1
        return self._free(plan, np.array(sorted(chosen)), most_pairs)

    def _seed(self, urgency: Floats) -> int:
        weight = urgency if urgency.any() else np.exp(self.visits.min() - self.visits)
        return int(self.rng.choice(len(weight), p=weight / weight.sum()))

    def _ties(self, plan: Ints) -> Floats:
        """How much two reps have to trade, (R, R): units of one on the border to the other, else units that both price low."""
        reps = self.problem.reps
        if self.problem.land is not None:
            a, b = self.problem.land.edges()
            table = np.bincount(plan[a] * reps + plan[b], minlength=reps * reps).reshape(reps, reps)
        else:
            table = np.bincount(plan[self.pairs.unit] * reps + self.pairs.rep, minlength=reps * reps).reshape(reps, reps)
        both = (table + table.T).astype(float)
        np.fill_diagonal(both, 0.0)
        return both

    def _free(self, plan: Ints, reps: Ints, most_pairs: int) -> Neighbourhood:
        """The chosen reps' units with their pairs inside the group, the cheapest `most_pairs`; a unit's own pair is always free."""
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
