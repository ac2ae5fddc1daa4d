"""Which territories to look at together: a seed and the reps it trades with."""

from dataclasses import dataclass

import numpy as np

from solver.book import Bools, Floats, Ints
from solver.problem import Problem
from solver.search.critical import PricedPairs

MOST_DRAWS = 40
VISIT = 0.3
"""A rep who was the seed is less wanted by this exponent."""


@dataclass(frozen=True)
class Neighbourhood:
    """Reps whose accounts are dealt anew among them (drawn around `seed`), and the free pairs (sorted by unit).

    `whole` : no pair of the reps was left out.
    """

    seed: int
    reps: Ints
    unit: Ints
    rep: Ints
    whole: bool


class Chooser:
    """Draws neighbourhoods. `pairs` are the pairs that may be used at all, with their reduced costs.

    `widen` (R,): reps added around a seed beyond the count asked for, where smaller neighbourhoods did not help.
    `busy` (R,): reps whose neighbourhood is being solved. `version` (R,): changes of every territory so far;
    `changes` : of the plan.
    """

    def __init__(self, problem: Problem, pairs: PricedPairs, rng: np.random.Generator) -> None:
        self.problem, self.pairs, self.rng = problem, pairs, rng
        self.visits = np.zeros(problem.reps)
        self.widen = np.zeros(problem.reps, dtype=np.int64)
        self.busy = np.zeros(problem.reps, dtype=bool)
        self.version = np.zeros(problem.reps, dtype=np.int64)
        self.changes = 0
        self._exhausted: dict[tuple[int, ...], tuple[tuple[int, ...], float]] = {}

    def draw(
        self, plan: Ints, count: int, most_pairs: int, wanted: Floats, busy: Bools, focused: bool = False
    ) -> Neighbourhood | None:
        """About `count` reps, none `busy`, around a seed drawn by `wanted` (R,) ≥ 0; None where nothing is new.

        `focused` : the others by what they want too, and the same seed however often it was drawn.
        """
        near = self._ties(plan)
        if focused:
            near = (near > 0) * wanted
        for _ in range(MOST_DRAWS):
            weight = np.where(busy, 0.0, wanted if focused else wanted * np.exp(self.visits.min() - self.visits))
            if not weight.any():
                return None
            seed = int(self.rng.choice(len(weight), p=weight / weight.sum()))
            self.visits[seed] += VISIT * (not focused)
            reps = np.sort(self._around(seed, near, ~busy, count + int(self.widen[seed])))
            if len(reps) > 1 and not self._known(reps, most_pairs):
                hood = self._free(plan, seed, reps, most_pairs)
                if len(hood.unit):
                    return hood
        return None

    def _known(self, reps: Ints, most_pairs: int) -> bool:
        versions, pairs = self._exhausted.get(tuple(reps.tolist()), ((), 0))
        return versions == tuple(self.version[reps].tolist()) and most_pairs <= 1.1 * pairs

    def exhaust(self, hood: Neighbourhood, most_pairs: int) -> None:
        """A neighbourhood was solved to the end: as long as its territories stay, it need not be looked at again."""
        pairs = np.inf if hood.whole else most_pairs
        self._exhausted[tuple(hood.reps.tolist())] = tuple(self.version[hood.reps].tolist()), pairs

    def changed(self, reps: Ints) -> None:
        """Territories of these reps have changed."""
        self.version[reps] += 1
        self.changes += 1

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

    def rings(self, plan: Ints, seed: int, most: int, drawn: bool = False) -> Neighbourhood:
        """The seed, the reps next to it, those next to them and so on, closest first, at most `most`, all free.

        `drawn` : not the closest, but by chance, the more two have to trade the likelier.
        """
        near, order, ring = self._ties(plan), [seed], np.array([seed])
        if drawn:
            order = self._around(seed, near, np.ones(len(near), dtype=bool), most).tolist()
        while len(ring) and len(order) < most:
            pull = near[ring].sum(axis=0)
            pull[order] = 0.0
            ring = np.argsort(-pull, kind="stable")[: np.count_nonzero(pull)]
            order += ring.tolist()
        return self._free(plan, seed, np.sort(order[:most]), len(self.pairs.unit))

    def _ties(self, plan: Ints) -> Floats:
        """How much two reps have to trade, (R, R): units on their common border, and those that both price low where
        nothing holds them together.
        """
        reps = self.problem.reps
        land, unit, rep = self.problem.land, self.pairs.unit, self.pairs.rep
        met = [] if land is None else [plan[ends[0]] * reps + plan[ends[1]] for ends in (land.edges(),)]
        free = slice(None) if land is None else ~land.held[unit]
        met.append(plan[unit[free]] * reps + rep[free])
        table = np.bincount(np.concatenate(met), minlength=reps * reps).reshape(reps, reps)
        both = (table + table.T).astype(float)
        np.fill_diagonal(both, 0.0)
        return both

    def _free(self, plan: Ints, seed: int, reps: Ints, most_pairs: int) -> Neighbourhood:
        """The chosen reps' units with their pairs inside the group, the cheapest `most_pairs`, and their own.

        With land all that is held together is in the model, so that its contiguity clauses see whole territories.
        """
        inside = np.zeros(self.problem.reps, dtype=bool)
        inside[reps] = True
        unit, rep, above = self.pairs.unit, self.pairs.rep, self.pairs.above
        keep = np.flatnonzero(inside[plan[unit]] & inside[rep] & (rep != plan[unit]))
        whole = len(keep) <= most_pairs
        if not whole:
            keep = np.sort(keep[np.argpartition(above[keep], most_pairs)[:most_pairs]])
        land, movable = self.problem.land, np.unique(unit[keep])
        if land is not None:
            movable = np.union1d(movable, np.flatnonzero(inside[plan] & land.held))
        all_unit, all_rep = np.r_[unit[keep], movable], np.r_[rep[keep], plan[movable]]
        order = np.lexsort((all_rep, all_unit))
        return Neighbourhood(seed, reps, all_unit[order], all_rep[order], whole)
