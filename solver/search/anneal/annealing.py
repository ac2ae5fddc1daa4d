"""Plans by annealing: chains of moves under rows that stiffen, at temperatures that fall.

Largest deviations in the goal are variables of their own: after every slice of draws each takes the value that is
cheapest for the loads as they are, so that rows and plan settle together.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from solver.book import Ints
from solver.bound.couplings import Coupling, Kind, couplings
from solver.bound.prices import Priced
from solver.record import Record
from solver.search.anneal.board import Board, Rows, State, board_of, rows_of, state_of
from solver.search.anneal.compiled import seeded
from solver.search.anneal.kernel import anneal
from solver.search.critical import PricedPairs, with_plan
from solver.search.score import score, territory
from solver.search.tally import INSIDE, Tally

HEATS, COLD = ((2.0, 2.0), (0.5, 8.0)), 0.02
"""First temperatures, each with its stiffness, and the last temperature, in territories' costs (a fair share).
Hot for a plan that must change its shape, less hot for one whose shape is good."""
STIFF, FROZEN = 75.0, 750.0
"""Last stiffness, and that of no temperature at all, in territories' costs (a fair share)."""
FREEZING, DRAWING_IN = 0.05, 0.85
"""The last share of a cooling is at no temperature; from this share on rows are drawn in."""
MARGIN = 0.001
"""Of their width, by which rows are drawn in, because whole units only come near them. Earlier it would cost more."""
DRAWS = 100_000
"""Of a slice, between which deviations settle and the clock is looked at."""
DRAW_WORK = 1e-6
"""Deterministic work of a draw."""


@dataclass
class Annealing:
    """Coolings over one problem. Every better plan that keeps the rules is offered to the record."""

    record: Record
    priced: Priced
    pairs: PricedPairs
    seed: int
    shaped: bool
    """Whether plans keep the rules without a change of shape."""
    coolings: int = 0

    def cooled(self, plan: Ints, seconds: float, workers: int) -> Ints:
        """The best plan after so many seconds (or so much work) for each of some threads, `plan` if there is none."""
        self.record.enter("anneal")
        numbers = range(self.coolings, self.coolings + workers)
        self.coolings += workers
        with ThreadPoolExecutor(workers) as pool:
            jobs = [pool.submit(self._cooled, plan, seconds, number) for number in numbers]
            found = [job.result() for job in jobs]
        return min(found, key=lambda each: score(self.record.problem, each))

    def _cooled(self, plan: Ints, seconds: float, number: int) -> Ints:
        hot, soft = HEATS[-1 if self.shaped else number % len(HEATS)]
        cooling = Cooling.of(self.record, self.priced, self.pairs, plan, self.seed + number)
        stop = self.record.stop
        began = stop.clock()
        while not self.record.done() and (spent := (stop.clock() - began) / seconds) < 1:
            done = min(1.0, spent / (1 - FREEZING))
            cold = 0.0 if done == 1 else hot * (COLD / hot) ** done
            stiff = FROZEN if done == 1 else soft * (STIFF / soft) ** done
            cooling.slice(cold, stiff, MARGIN if done > DRAWING_IN else 0.0)
            stop.work_used += DRAW_WORK * DRAWS
        return cooling.best


@dataclass
class Cooling:
    """One plan on its way, and the best one so far with its score. `unit` : what a territory costs, goal units."""

    record: Record
    board: Board
    rows: Rows
    state: State
    tally: Tally
    rules: list[Coupling]
    unit: float
    best: Ints
    value: tuple[float, float]
    deviations: dict[str, float]

    @classmethod
    def of(cls, record: Record, priced: Priced, pairs: PricedPairs, plan: Ints, seed: int) -> "Cooling":
        """From a plan, at the deviations that the prices expect."""
        problem, pairs = record.problem, with_plan(pairs, plan)
        rules = couplings(problem)
        own = pairs.own(plan)
        tally = Tally.of(problem, priced.prices[: len(rules)], pairs, own)
        board = board_of(problem, tally, pairs, problem.costs.at(pairs.unit, pairs.rep))
        rows, state = rows_of(rules, tally), state_of(board, tally, plan, own, seed)
        unit = territory(problem, priced.bound)
        value, deviations = score(problem, plan), dict(priced.deviations)
        cooling = cls(record, board, rows, state, tally, rules, unit, plan, value, deviations)
        cooling._draw_in(0.0)
        return cooling

    def slice(self, temperature: float, stiffness: float, margin: float) -> None:
        """Some draws; then deviations settle, and a better plan is kept."""
        anneal(self.board, self.rows, self.state, stiffness * self.unit, temperature * self.unit, DRAWS)
        plan = self.state.plan.copy()
        self.tally.recount(plan, self.state.own)
        self.state.load[:] = self.tally.load
        for row, rule in enumerate(self.rules):
            if rule.kind is Kind.MEASURE and rule.weight:
                self.deviations[rule.name] = self._cheapest(row, rule, stiffness * self.unit)
        self._draw_in(margin)
        if (value := score(self.record.problem, plan)) < self.value:
            self.best, self.value = plan, value
            if not value[0]:
                self.record.offer(plan)

    def _draw_in(self, margin: float) -> None:
        """The rows as they are to be kept: at the deviations of the moment, and a little further in."""
        inward = margin * self.tally.inward
        self.rows.lower[:], self.rows.upper[:] = self.tally.lower + inward, self.tally.upper - inward
        for row, rule in enumerate(self.rules):
            if rule.name in self.deviations:
                most = min(self.deviations[rule.name], (1 - margin) * rule.most) - INSIDE
                self.rows.lower[row], self.rows.upper[row] = 1 - most, 1 + most

    def _cheapest(self, row: int, rule: Coupling, stiffness: float) -> float:
        """The largest deviation that is cheapest with these loads: weight · d + what is beyond it."""
        off = np.abs(self.state.load[row] - 1)
        tried = np.unique(np.r_[0.0, np.minimum(off, rule.most)])
        beyond = np.maximum(off - tried[:, None], 0.0)
        cost = (self.rows.slope[row] + stiffness) * beyond
        return float(tried[np.argmin(rule.weight * tried + cost.sum(axis=1))])


def compile_all() -> None:
    """Anneal nothing, on arrays of the types that boards have."""
    whole, real = np.zeros(1, dtype=np.int64), np.zeros(1)
    flag, table = np.zeros(1, dtype=bool), np.zeros((1, 1))
    ends = np.zeros(2, dtype=np.int64)
    board = Board(ends, whole, whole, real, table, real, ends, whole, flag, whole, ends, whole, flag, whole)
    members, chain = np.zeros((1, 1), dtype=np.int32), np.zeros((1, 3), dtype=np.int64)
    state = State(*(whole, whole, table, members, whole, whole, whole, whole, whole, whole, chain, whole, seeded(0)))
    anneal(board, Rows(table, table, table, table), state, 1.0, 1.0, 0)
