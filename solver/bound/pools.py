"""Candidate pairs for the smoothed Lagrangian: of every unit, or of a sample that stands for the book."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.amounts import Amounts
from solver.book import Floats, Ints
from solver.costs import Costs
from solver.problem import Problem

Singles = NDArray[np.float32]


@dataclass(frozen=True)
class Sample:
    """Units that stand for `weight` (n,) units like them; `unit` (n,) ascending."""

    unit: Ints
    weight: Floats

    @classmethod
    def everything(cls, units: int) -> "Sample":
        return cls(np.arange(units), np.ones(units))

    @classmethod
    def drawn(cls, size: Floats, place: Ints, count: int) -> "Sample":
        """About `count` units, drawn by their size (largest always), evenly over `place` (U,), a unit's nearest rep.

        Systematic sampling with probability proportional to size, half of it uniform (Madow, Ann. Math. Stat. 1949).
        """
        chance = count * (0.5 * size / size.sum() + 0.5 / len(size))
        for _ in range(4):
            sure = chance >= 1.0
            rest = count - int(sure.sum())
            chance = np.where(sure, 1.0, chance * max(rest, 1) / max(float(chance[~sure].sum()), 1e-300))
        chance = np.minimum(chance, 1.0)
        order = np.argsort(place, kind="stable")
        steps = np.floor(np.cumsum(chance[order]) + 0.5)
        unit = np.sort(order[np.flatnonzero(np.diff(np.r_[0.0, steps]) >= 1.0)])
        return cls(unit, 1.0 / chance[unit])


@dataclass(frozen=True)
class Special:
    """Pairs of a pool where a coupling's amount is not the unit's base: position in the pool and the difference."""

    at: Ints
    rep: Ints
    more: Singles


@dataclass(frozen=True)
class Pool:
    """Candidate pairs: `cost` (U, K), infinite = not allowed; `rep` (U, K), None = column k is rep k; `base` (J, U) raw
    amounts; `size` (U,) of the units in fair shares; `each` (U, K) amounts of those limits that count every pair for
    itself, else None. U are the units of the pool, which may be a sample."""

    cost: Singles
    rep: Ints | None
    base: Singles
    size: Floats
    special: tuple[Special, ...]
    each: tuple[Singles | None, ...]

    def add_priced(self, reduced: Singles, facing: Singles) -> None:
        """Add what the amounts cost at prices `facing` (J, R) per raw unit."""
        for j, each in enumerate(self.each):
            if each is not None:
                reduced += each * facing[j][0]
                continue
            reduced += self.base[j][:, None] * (facing[j] if self.rep is None else facing[j][self.rep])
        flat = reduced.reshape(-1)
        for j, special in enumerate(self.special):
            if len(special.at):
                flat[special.at] += special.more * facing[j][special.rep]

    def loads(self, weight: Singles, reps: int) -> Floats:
        """Raw load of every coupling and rep, (J, R), when unit u goes to candidate k with chance `weight`[u, k]."""
        if self.rep is None:
            load = np.array([np.einsum("uk,u->k", weight, column) for column in self.base], dtype=np.float64)
        else:
            flat = self.rep.reshape(-1)
            columns = [(weight * column[:, None]).reshape(-1) for column in self.base]
            load = np.array([np.bincount(flat, weights=column, minlength=reps) for column in columns])
        chance = weight.reshape(-1)
        for j, special in enumerate(self.special):
            if len(special.at):
                load[j] += np.bincount(special.rep, weights=chance[special.at] * special.more, minlength=reps)
        for j, each in enumerate(self.each):
            if each is not None:
                load[j][0] = float(np.einsum("uk,uk->", weight, each, dtype=np.float64))
        return np.asarray(load, dtype=np.float64)

    def amounts(self, units: Ints) -> Singles:
        """What some of the units (n,) count with every candidate, (J, n, K)."""
        width = self.cost.shape[1]
        place = np.full(len(self.cost), -1, dtype=np.int64)
        place[units] = np.arange(len(units))
        found = np.repeat(self.base[:, units, None], width, axis=2)
        for j, (special, each) in enumerate(zip(self.special, self.each, strict=True)):
            unit, column = np.divmod(special.at, width)
            here = place[unit] >= 0
            found[j, place[unit][here], column[here]] += special.more[here]
            if each is not None:
                found[j] = each[units]
        return found


@dataclass(frozen=True)
class Source:
    """Where candidates come from: a problem and the amounts of its couplings, J of them."""

    problem: Problem
    amounts: tuple[Amounts | Costs, ...]
    size: Floats
    block: int

    def pool(self, count: int, facing: Floats, sample: Sample) -> Pool:
        """Each unit's `count` cheapest reps when amounts cost `facing` (J, R); all where that covers the team.

        Amounts and costs of a sampled unit are multiplied by what it stands for.
        """
        reps = self.problem.reps
        whole = count >= reps
        units = len(sample.unit)
        chosen = None if whole else np.empty((units, count), dtype=np.int64)
        cost = np.empty((units, reps if whole else count), dtype=np.float32)
        for rows, raw, priced in self._blocks(sample.unit, None if whole else facing):
            if chosen is not None and priced is not None:
                near = np.argpartition(priced, count - 1, axis=1)[:, :count]
                near.sort(axis=1)
                chosen[rows] = near
                raw = np.take_along_axis(raw, near, axis=1)
            cost[rows] = raw
        weight = sample.weight
        base = np.stack([_base(amounts, sample) for amounts in self.amounts]).astype(np.float32)
        special = tuple(self._special(amounts, chosen, sample) for amounts in self.amounts)
        weighted = cost * weight[:, None].astype(np.float32)
        each = tuple(self._each(amounts, chosen, sample) for amounts in self.amounts)
        return Pool(weighted, chosen, base, self.size[sample.unit] * weight, special, each)

    def _each(self, amounts: Amounts | Costs, chosen: Ints | None, sample: Sample) -> Singles | None:
        """What every candidate counts, where every pair counts for itself."""
        if isinstance(amounts, Amounts):
            return None
        every = np.arange(self.problem.reps)
        each = np.empty((len(sample.unit), len(every) if chosen is None else chosen.shape[1]), dtype=np.float32)
        for start in range(0, len(sample.unit), self.block):
            rows = slice(start, start + self.block)
            rep = every[None, :] if chosen is None else chosen[rows]
            each[rows] = amounts.at(sample.unit[rows, None], rep) * sample.weight[rows, None]
        return each

    def _blocks(self, unit: Ints, facing: Floats | None) -> Iterator[tuple[slice, Floats, Floats | None]]:
        """Rows, costs and (when `facing` is given) priced costs of some units, infinite where not allowed."""
        problem = self.problem
        everything = len(unit) == problem.units
        every = np.arange(problem.reps)
        for start in range(0, len(unit), self.block):
            rows = slice(start, min(start + self.block, len(unit)))
            some = unit[rows]
            if everything:
                raw = problem.costs.block(rows.start, rows.stop)
                allowed = problem.eligibility.block(rows.start, rows.stop)
            else:
                pairs = np.repeat(some, problem.reps), np.tile(every, len(some))
                raw = problem.costs.at(*pairs).reshape(len(some), problem.reps)
                allowed = problem.eligibility.ok(some[:, None], every[None, :])
            raw[~allowed] = np.inf
            priced = None
            if facing is not None:
                priced = raw.copy()
                for amounts, price in zip(self.amounts, facing, strict=True):
                    if price.any():
                        priced += amounts.at(some[:, None], every[None, :]) * price
            yield rows, raw, priced

    def _special(self, amounts: Amounts | Costs, chosen: Ints | None, sample: Sample) -> Special:
        """The pairs whose amount differs from their unit's base, where they stand in the pool."""
        if not isinstance(amounts, Amounts):
            return Special(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32))
        row_of = np.full(self.problem.units, -1, dtype=np.int64)
        row_of[sample.unit] = np.arange(len(sample.unit))
        row, rep = row_of[amounts.special.unit], amounts.special.rep
        more = amounts.special.values - amounts.base[amounts.special.unit]
        there = row >= 0
        row, rep, more = row[there], rep[there], more[there] * sample.weight[row[there]]
        if chosen is None:
            return Special(row * self.problem.reps + rep, rep, more.astype(np.float32))
        column = (chosen[row] < rep[:, None]).sum(axis=1)
        count = chosen.shape[1]
        there = column < count
        there[there] = chosen[row[there], column[there]] == rep[there]
        at = row[there] * count + column[there]
        return Special(at, rep[there], more[there].astype(np.float32))


def _base(amounts: Amounts | Costs, sample: Sample) -> Floats:
    """What a unit counts for every rep; nothing where every pair counts for itself."""
    return amounts.base[sample.unit] * sample.weight if isinstance(amounts, Amounts) else np.zeros(len(sample.unit))
