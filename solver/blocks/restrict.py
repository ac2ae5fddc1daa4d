"""A block as a problem of its own, for the methods only.

What the methods read is cut out of the whole problem as it is: fair shares, bounds, costs and the unit in which travel
is counted stay those of the whole. The tables are cut too, but nothing may be derived from them again, and the judge
never sees a block: fair shares of a part of the team would be others. Plans are judged when they are joined.
"""

from dataclasses import replace

import numpy as np

from solver.amounts import Amounts, Pairwise
from solver.blocks.find import Block
from solver.book import LEFT, Book, Bools, Ints, Locks, Pairs, Team
from solver.costs import Costs, Travel
from solver.distances import Distances
from solver.eligibility import Eligibility
from solver.land import NO_HOME, Land
from solver.problem import Measure, Problem, Row


class Restriction:
    """Cuts what belongs to one block out of a whole problem. `unit` (U,), `rep` (R,) : new numbers, −1 = elsewhere."""

    def __init__(self, problem: Problem, block: Block) -> None:
        self.problem, self.block = problem, block
        self.unit = _numbered(problem.units, block.units)
        self.rep = _numbered(problem.reps, block.reps)
        self.accounts = np.flatnonzero(self.unit[problem.book.unit] >= 0)

    def stated(self) -> Problem:
        """The block's problem, without the limits on the whole plan and with the goal's weights as they are.

        A mean deviation over the whole team counts for as much as the block has reps of it.
        """
        problem, part = self.problem, len(self.block.reps) / self.problem.reps
        return replace(
            problem,
            book=self._book(),
            team=self._team(),
            pairs=self._pairs(),
            locks=self._locks(),
            unit_ids=problem.unit_ids[self.block.units],
            land=None if problem.land is None else self._land(problem.land),
            measures=tuple(self._measure(measure, part) for measure in problem.measures),
            rows=tuple(self._row(row) for row in problem.rows),
            limits=(),
            eligibility=self._eligibility(),
            costs=self._costs(problem.costs),
            notes=(),
            kept=(),
        )

    def _measure(self, measure: Measure, part: float) -> Measure:
        amounts, share = self._amounts(measure.amounts), measure.share[self.block.reps]
        return replace(measure, amounts=amounts, share=share, mean_weight=measure.mean_weight * part)

    def _row(self, row: Row) -> Row:
        lower, upper, slack = (each[self.block.reps] for each in (row.lower, row.upper, row.slack))
        around = None if row.around is None else row.around.of_reps(self.block.reps)
        return Row(row.name, self._amounts(row.amounts), lower, upper, slack, around)

    def _amounts(self, amounts: Amounts) -> Amounts:
        return Amounts(amounts.base[self.block.units], self._pairwise(amounts.special))

    def _pairwise(self, pairs: Pairwise) -> Pairwise:
        """Pairs within the block, under their new numbers (which keep the order)."""
        unit, rep = self.unit[pairs.unit], self.rep[pairs.rep]
        both = (unit >= 0) & (rep >= 0)
        reps = len(self.block.reps)
        return Pairwise(reps, unit[both] * reps + rep[both], pairs.values[both])

    def _eligibility(self) -> Eligibility:
        who = self.problem.eligibility
        pin = who.pinned[self.block.units]
        return Eligibility(
            unit_class=who.unit_class[self.block.units],
            allows=who.allows[:, self.block.reps],
            extra=self._pairwise(who.extra),
            forbidden=self._pairwise(who.forbidden),
            pinned=np.where(pin >= 0, self.rep[pin], -1),
        )

    def _costs(self, costs: Costs) -> Costs:
        travel = None if costs.travel is None else self._travel(costs.travel)
        return Costs(travel, costs.travel_weight, self._amounts(costs.given))

    def _travel(self, travel: Travel) -> Travel:
        size = np.diff(travel.start)
        mine = np.repeat(self.unit >= 0, size)
        start = np.concatenate([[0], np.cumsum(size[self.block.units])]).astype(np.int64)
        return replace(
            travel,
            start=start,
            lat=travel.lat[mine],
            lon=travel.lon[mine],
            hours=travel.hours[mine],
            rep_lat=travel.rep_lat[self.block.reps],
            rep_lon=travel.rep_lon[self.block.reps],
            table=None if travel.table is None else self._table(travel.table, mine),
        )

    def _table(self, table: Distances, mine: Bools) -> Distances:
        """Distances of the block's reps and accounts, `mine` among those of the whole as travel sorts them."""
        rep = self.rep[table.keys % table.reps]
        ours, reps = rep >= 0, len(self.block.reps)
        keys = (table.keys // table.reps)[ours] * reps + rep[ours]
        return replace(table, reps=reps, place=table.place[mine], keys=keys, values=table.values[ours])

    def _land(self, land: Land) -> Land:
        """The unit graph within the block: a territory has no other units to be connected through."""
        tail = np.repeat(self.unit, np.diff(land.indptr))
        head = self.unit[land.indices]
        inside = (tail >= 0) & (head >= 0)
        degree = np.bincount(tail[inside], minlength=len(self.block.units))
        indptr = np.concatenate([[0], np.cumsum(degree)]).astype(np.int64)
        bridges = tuple((int(self.unit[a]), int(self.unit[b])) for a, b in land.bridges)
        return Land(
            indptr,
            head[inside],
            np.where(land.roots == NO_HOME, NO_HOME, self.unit[land.roots])[self.block.reps],
            tuple(bridge for bridge in bridges if min(bridge) >= 0),
            *(None if each is None else each[self.block.units] for each in (land.exempt, land.gates)),
        )

    def _book(self) -> Book:
        """The block's accounts; an owner outside the block cannot keep an account, as one who has left."""
        book, at = self.problem.book, self.accounts
        return replace(
            book,
            ids=book.ids[at],
            unit=self.unit[book.unit[at]],
            lat=book.lat[at],
            lon=book.lon[at],
            values={name: values[at] for name, values in book.values.items()},
            owner=np.where(book.owner[at] >= 0, _or(self.rep[book.owner[at]], LEFT), book.owner[at]),
            owner_ids=book.owner_ids[at],
            flags={name: flag[at] for name, flag in book.flags.items()},
            texts={name: text[at] for name, text in book.texts.items()},
        )

    def _team(self) -> Team:
        team, at = self.problem.team, self.block.reps
        arrays = {name: values[at] for name, values in vars(team).items() if name != "texts"}
        return Team(**arrays, texts={name: text[at] for name, text in team.texts.items()})

    def _pairs(self) -> Pairs:
        pairs = self.problem.pairs
        account, rep = self._account()[pairs.account], self.rep[pairs.rep]
        at = np.flatnonzero((account >= 0) & (rep >= 0))
        values = {name: given[at] for name, given in pairs.values.items()}
        return Pairs(account[at], rep[at], values, pairs.allowed[at])

    def _locks(self) -> Locks:
        locks = self.problem.locks
        account, rep = self._account()[locks.account], self.rep[locks.rep]
        at = np.flatnonzero((account >= 0) & (rep >= 0))
        return Locks(account[at], rep[at], locks.pinned[at])

    def _account(self) -> Ints:
        return _numbered(len(self.problem.book), self.accounts)


def _numbered(count: int, kept: Ints) -> Ints:
    """New numbers of what is kept, −1 for the rest."""
    number = np.full(count, -1, dtype=np.int64)
    number[kept] = np.arange(len(kept))
    return number


def _or(number: Ints, otherwise: int) -> Ints:
    return np.where(number >= 0, number, otherwise)
