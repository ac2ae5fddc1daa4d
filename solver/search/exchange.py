"""Exchanges: a unit goes to another rep, or two units of two reps trade places, whichever lowers most

    Σ cost + price of missed rows (see `tally`)

Pairs of reps wait in a queue; one that traded puts all that its two reps can trade with back into it. Rows are soft at
first and stiffen: the plan settles like a cooling metal, and what one territory has too much flows on through its
neighbours. With land only units on a border move, and only where both territories stay in one piece.
"""

from collections import deque
from collections.abc import Callable

import numpy as np

from solver.book import Bools, Floats, Ints
from solver.problem import Problem
from solver.search.border import Border
from solver.search.critical import PricedPairs
from solver.search.tally import Tally

WIDEST = 64
"""Units a side that two reps look at together, those with the lowest reduced costs."""
BORDER_TRIES = 12
"""Best exchanges of two reps whose connectivity is looked at."""
LEAST_GAIN = 1e-9


class Exchange:
    """`pairs` must hold the plan's own, `cost` (P,) are their goal costs; `looks` counts work."""

    def __init__(
        self, problem: Problem, prices: tuple[Floats, ...], pairs: PricedPairs, plan: Ints, cost: Floats
    ) -> None:
        self.problem, self.pairs, self.plan, self.cost = problem, pairs, plan.copy(), cost
        self.looks = 0
        keys = pairs.unit * problem.reps + pairs.rep
        self.own = np.searchsorted(keys, np.arange(problem.units) * problem.reps + plan)
        self.tally = Tally.of(problem, prices, pairs, self.own)
        self.border = None if problem.land is None else Border(problem.land, keys, self.plan)
        order = np.argsort(pairs.rep, kind="stable")
        self.pairs_to = np.split(order, np.searchsorted(pairs.rep[order], np.arange(1, problem.reps)))

    def settle(self, stiffness: float, margin: float, enough: Callable[[], bool]) -> None:
        """Trade until no two reps can lower the price at this stiffness and margin, or `enough()`."""
        self.tally.stiffness, self.tally.margin = stiffness, margin
        self.tally.recount(self.plan, self.own)
        partners = self._partners()
        queue = deque(sorted({(min(a, b), max(a, b)) for a, others in enumerate(partners) for b in others}))
        waiting = set(queue)
        while queue and not enough():
            a, b = queue.popleft()
            waiting.discard((a, b))
            if not self._trade(a, b):
                continue
            for rep in (a, b):
                if self.border is not None:
                    partners[rep] |= self.border.beside(rep)
                for other in sorted(partners[rep]):
                    two = (min(rep, other), max(rep, other))
                    if two not in waiting:
                        waiting.add(two)
                        queue.append(two)

    def _partners(self) -> list[set[int]]:
        """For every rep those whose units he may take across a border; without land, all with a unit for both."""
        if self.border is not None:
            return [self.border.beside(rep) for rep in range(self.problem.reps)]
        partners = np.zeros((self.problem.reps, self.problem.reps), dtype=bool)
        partners[self.plan[self.pairs.unit], self.pairs.rep] = True
        np.fill_diagonal(partners, False)
        return [set(np.flatnonzero(row).tolist()) for row in partners | partners.T]

    def _trade(self, a: int, b: int) -> bool:
        """All exchanges of two reps that pay, best first; False when there is none."""
        traded = False
        while self._best(a, b):
            traded = True
        return traded

    def _best(self, a: int, b: int) -> bool:
        self.looks += 1
        leave, come = self._offers(a, b), self._offers(b, a)
        if not len(leave) and not len(come):
            return False
        gain = self._gains(a, b, leave, come)
        for at in self._promising(gain):
            one, other = divmod(int(at), gain.shape[1])
            moves = [int(pairs[i]) for pairs, i in ((leave, one), (come, other)) if i < len(pairs)]
            if self._stays_whole(moves):
                for pair in moves:
                    self._move(pair)
                return True
        return False

    def _stays_whole(self, moves: list[int]) -> bool:
        if self.border is None:
            return True
        units, reps = self.pairs.unit[moves].tolist(), self.pairs.rep[moves].tolist()
        return self.border.keep_whole(units, reps)

    def _promising(self, gain: Floats) -> Ints:
        flat = gain.reshape(-1)
        if self.border is None:
            best = int(np.argmin(flat))
            return np.array([best] if flat[best] < -LEAST_GAIN else [], dtype=np.int64)
        few = np.argpartition(flat, BORDER_TRIES)[:BORDER_TRIES] if len(flat) > BORDER_TRIES else np.arange(len(flat))
        few = few[flat[few] < -LEAST_GAIN]
        return np.asarray(few[np.argsort(flat[few], kind="stable")])

    def _offers(self, rep: int, to: int) -> Ints:
        """Pairs by which a unit of `rep` may go to `to`."""
        if self.border is not None:
            pairs = np.array(self.border.offers(rep, to), dtype=np.int64)
        else:
            pairs = self.pairs_to[to]
            pairs = pairs[self.plan[self.pairs.unit[pairs]] == rep]
        if len(pairs) > WIDEST:
            above = self.pairs.above[pairs] - self.pairs.above[self.own[self.pairs.unit[pairs]]]
            pairs = pairs[np.argpartition(above, WIDEST)[:WIDEST]]
        return np.asarray(pairs)

    def _gains(self, a: int, b: int, leave: Ints, come: Ints) -> Floats:
        """Change of the price (negative = better) of every exchange; the last row and column stand for no unit."""
        tally, unit = self.tally, self.pairs.unit
        left, came = self.own[unit[leave]], self.own[unit[come]]
        gain = np.append(self.cost[leave] - self.cost[left], 0.0)[:, None]
        gain = gain + np.append(self.cost[come] - self.cost[came], 0.0)
        one = ~tally.whole
        # Columns before rows: the amounts of all pairs are many, and copying them is what a look would cost.
        go, gone, enter, entered = (tally.amounts[:, pairs] for pairs in (leave, left, come, came))
        gain += tally.change(one, a, _across(-gone[one], enter[one]))
        gain += tally.change(one, b, _across(go[one], -entered[one]))
        if tally.whole.any():
            more = _across((go - gone)[tally.whole], (enter - entered)[tally.whole])
            gain += tally.change(tally.whole, 0, more)
        return np.asarray(gain)

    def _move(self, pair: int) -> None:
        unit, new = int(self.pairs.unit[pair]), int(self.pairs.rep[pair])
        old = int(self.plan[unit])
        self.tally.move(pair, int(self.own[unit]), old, new)
        self.plan[unit], self.own[unit] = new, pair
        if self.border is not None:
            self.border.moved(unit, new)


def _across(rows: Floats, columns: Floats) -> Floats:
    """Sums of every row entry with every column entry, a zero added to both: (J, n + 1, m + 1)."""
    none = np.zeros((len(rows), 1))
    return np.hstack([rows, none])[:, :, None] + np.hstack([columns, none])[:, None, :]
