"""Exchanges: a unit goes to another rep, or two units of two reps trade places, whichever lowers most

    Σ cost + price of missed rows (see `tally`)

Pairs of reps wait in a queue; one that traded puts all that its two reps can trade with back into it. Rows are soft at
first and stiffen: the plan settles like a cooling metal, and what one territory has too much flows on through its
neighbours. With land only units on a border move, together with what hangs on them (see `border`).
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from solver.book import Floats, Ints
from solver.problem import Problem
from solver.search.border import Border
from solver.search.critical import PricedPairs
from solver.search.tally import Tally

WIDEST = 64
"""Units a side that two reps look at together, those with the lowest reduced costs."""
BORDER_TRIES = 12
"""Best exchanges of two reps whose connectivity is looked at."""
LEAST_GAIN = 1e-9


@dataclass(frozen=True)
class Offers:
    """What a rep may give to another: `pairs` (n,) to take, with `cost` (n,) and the couplings' amounts that the giver
    loses, `less` (J, n), and the taker gains, `more` (J, n). `bundles` : all pairs of each, where units hang together.
    """

    pairs: Ints
    cost: Floats
    less: Floats
    more: Floats
    bundles: list[list[int]] | None = None

    def moves(self, at: int) -> list[int]:
        """The pairs of an offer; of the one after the last, none."""
        if at == len(self.pairs):
            return []
        return [int(self.pairs[at])] if self.bundles is None else self.bundles[at]


class Exchange:
    """`pairs` must hold the plan's own, `cost` (P,) are their goal costs; `looks` counts work."""

    def __init__(
        self, problem: Problem, prices: tuple[Floats, ...], pairs: PricedPairs, plan: Ints, cost: Floats
    ) -> None:
        self.problem, self.pairs, self.plan, self.cost = problem, pairs, plan.copy(), cost
        self.looks = 0
        self.own = pairs.own(plan)
        self.tally = Tally.of(problem, prices, pairs, self.own)
        self.border = None if problem.land is None else Border(problem.land, pairs.keys(problem.reps), self.plan)
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
        if not len(leave.pairs) and not len(come.pairs):
            return False
        alone = self._gains(a, b, leave, come)
        gain = alone + self._of_peers(a, b, leave, come) if self.tally.among else alone
        for at in self._promising(gain):
            one, other = divmod(int(at), gain.shape[1])
            pairs = leave.moves(one) + come.moves(other)
            whole = self._stays_whole(leave.moves(one), come.moves(other))
            if whole and self._taken(pairs, float(alone[one, other])):
                return True
        return False

    def _taken(self, pairs: list[int], alone: float) -> bool:
        """The pairs taken, `alone` being what changes besides the rows of peers; not where these then cost more."""
        if not self.tally.among:
            self._move_all(pairs)
            return True
        before, missed = [int(self.own[self.pairs.unit[pair]]) for pair in pairs], self.tally.missed()
        self._move_all(pairs)
        if alone + self.tally.missed() - missed < -LEAST_GAIN:
            return True
        self._move_all(before)
        return False

    def _move_all(self, pairs: list[int]) -> None:
        for pair in pairs:
            self._move(pair)

    def _stays_whole(self, leave: list[int], come: list[int]) -> bool:
        return self.border is None or not leave or not come or self.border.apart(leave, come)

    def _promising(self, gain: Floats) -> Ints:
        flat = gain.reshape(-1)
        if self.border is None and not self.tally.among:
            best = int(np.argmin(flat))
            return np.array([best] if flat[best] < -LEAST_GAIN else [], dtype=np.int64)
        few = np.argpartition(flat, BORDER_TRIES)[:BORDER_TRIES] if len(flat) > BORDER_TRIES else np.arange(len(flat))
        few = few[flat[few] < -LEAST_GAIN]
        return np.asarray(few[np.argsort(flat[few], kind="stable")])

    def _offers(self, rep: int, to: int) -> Offers:
        """What `rep` may give to `to`."""
        if self.border is not None:
            bundles = self.border.offers(rep, to)
            pairs = np.array([bundle[0] for bundle in bundles], dtype=np.int64)
        else:
            bundles = None
            pairs = self.pairs_to[to]
            pairs = pairs[self.plan[self.pairs.unit[pairs]] == rep]
        if len(pairs) > WIDEST:
            above = self.pairs.above[pairs] - self.pairs.above[self.own[self.pairs.unit[pairs]]]
            few = np.argpartition(above, WIDEST)[:WIDEST]
            pairs = pairs[few]
            bundles = None if bundles is None else [bundles[at] for at in few.tolist()]
        left = self.own[self.pairs.unit[pairs]]
        # Columns before rows: the amounts of all pairs are many, and copying them is what a look would cost.
        offers = Offers(
            pairs,
            self.cost[pairs] - self.cost[left],
            self.tally.amounts[:, left],
            self.tally.amounts[:, pairs],
            bundles,
        )
        for at, bundle in enumerate(bundles or ()):
            if len(bundle) > 1:
                self._hang(offers, at, np.array(bundle[1:]))
        return offers

    def _hang(self, offers: Offers, at: int, pairs: Ints) -> None:
        """Count what goes along with an offer."""
        left = self.own[self.pairs.unit[pairs]]
        offers.cost[at] += float((self.cost[pairs] - self.cost[left]).sum())
        offers.less[:, at] += self.tally.amounts[:, left].sum(axis=1)
        offers.more[:, at] += self.tally.amounts[:, pairs].sum(axis=1)

    def _gains(self, a: int, b: int, leave: Offers, come: Offers) -> Floats:
        """Change of the price (negative = better) of every exchange, without that of rows around what peer groups own;
        the last row and column stand for no unit.
        """
        tally = self.tally
        gain = np.append(leave.cost, 0.0)[:, None] + np.append(come.cost, 0.0)
        one = ~tally.whole
        one[[row for row, _ in tally.among]] = False
        gain += tally.change(one, a, _across(-leave.less[one], come.more[one]))
        gain += tally.change(one, b, _across(leave.more[one], -come.less[one]))
        if tally.whole.any():
            more = _across((leave.more - leave.less)[tally.whole], (come.more - come.less)[tally.whole])
            gain += tally.change(tally.whole, 0, more)
        return np.asarray(gain)

    def _of_peers(self, a: int, b: int, leave: Offers, come: Offers) -> Floats:
        """The same of these rows, as far as it is seen at first sight."""
        tally = self.tally
        gain = np.zeros((len(leave.pairs) + 1, len(come.pairs) + 1))
        for row, coupling in tally.among:
            push, this = tally.push(row, coupling), np.arange(len(tally.load)) == row
            for rep, rows, columns in ((a, -leave.less, come.more), (b, leave.more, -come.less)):
                more = _across(rows[this], columns[this])
                gain += tally.change(this, rep, more) + push[rep] * coupling.unit[rep] * more[0]
        return gain

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
