"""What blocks share, and which of their plans go together.

Largest deviations and limits on the whole plan look at several blocks at once. The master problem chooses among the
plans known of every block, λ their shares, D_m the largest deviation of measure m (Dantzig and Wolfe, Oper. Res. 8,
1960):

    min Σ_bk cost_bk λ_bk + Σ_m w_m D_m    Σ_k λ_bk = 1                                   every block b
                                            Σ_k off_mbk λ_bk ≤ D_m                         price v_mb, every b and m
                                            Σ_bk use_jbk λ_bk + Σ_m u_jm D_m ≤ upper_j      price μ_j, every limit j

A block at these prices minimises cost + Σ_m v_mb · (its own largest deviation) + Σ_j μ_j · use_j, alone. Whatever the
prices, as long as Σ_b v_mb ≤ w_m + Σ_j μ_j u_jm, bounds of the blocks less Σ_j μ_j · upper_j are a bound of the whole:
what blocks pay for their own largest deviations is no more than what the whole pays for the largest of all.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_matrix, diags, eye, hstack, kron, vstack

from solver.amounts import Amounts, Pairwise
from solver.blocks.find import Block
from solver.blocks.restrict import Restriction
from solver.book import Floats, Ints
from solver.costs import Costs
from solver.problem import Limit, Measure, Problem
from solver.rules import BAND_TOLERANCE

BEYOND = 1e3
"""What a limit costs the master for every `slack` beyond it, in multiples of the goal."""
CHOICE_SECONDS = 2.0
"""For choosing whole plans of the blocks."""
ROOM = 1e-6
"""Added to deviations and shares of limits that a block may use, as a share: rounding of the master."""


@dataclass(frozen=True)
class Column:
    """A plan of a block: what it adds to the goal, largest deviations apart; those, (M,); what limits it uses, (J,)."""

    place: int
    plan: Ints
    cost: float
    off: Floats
    use: Floats


@dataclass(frozen=True)
class Prices:
    """Prices of largest deviations, (B, M), and of limits, (J,)."""

    of_largest: Floats
    of_limits: Floats


@dataclass(frozen=True)
class Aim:
    """The master's own solution: largest deviations, (M,), and what each block uses of the limits, (B, J)."""

    off: Floats
    use: Floats


class Master:
    """The master problem of some blocks. `limits` : those that may bind."""

    def __init__(self, problem: Problem, blocks: Sequence[Block], limits: Sequence[Limit]) -> None:
        self.problem, self.blocks, self.limits = problem, blocks, tuple(limits)
        named = {name for limit in limits for name in limit.largest}
        self.measures = [m for m in problem.measures if m.weight or m.name in named]
        self.weight = np.array([m.weight for m in self.measures])
        self.of_limit = np.array([[limit.largest.get(m.name, 0.0) for m in self.measures] for limit in limits])
        self.of_limit = self.of_limit.reshape(len(self.limits), len(self.measures))
        self.upper = np.array([limit.upper for limit in limits])
        free = replace(problem, measures=tuple(replace(m, weight=0.0) for m in problem.measures), limits=())
        self.parts = [Restriction(free, block) for block in blocks]
        self.stated = [part.stated() for part in self.parts]
        self.used = [[part.limit(limit) for limit in limits] for part in self.parts]
        self.columns: list[Column] = []

    # -- columns -------------------------------------------------------------------------------------------------

    def add(self, place: int, plan: Ints) -> None:
        """A plan of the block at `place`, once."""
        if any(each.place == place and np.array_equal(each.plan, plan) for each in self.columns):
            return
        stated, names = self.stated[place], {m.name for m in self.measures}
        off = [float(m.deviation(plan).max()) for m in stated.measures if m.name in names]
        cost = float(stated.costs.at(np.arange(stated.units), plan).sum())
        cost += sum(m.mean_weight * float(m.deviation(plan).mean()) for m in stated.measures if m.mean_weight)
        use = [stated.use(replace(limit, largest={}), plan) for limit in self.used[place]]
        self.columns.append(Column(place, plan, cost, np.array(off), np.array(use)))

    @property
    def complete(self) -> bool:
        """Whether there is a plan of every block."""
        return {column.place for column in self.columns} == set(range(len(self.blocks)))

    def has(self, place: int) -> bool:
        """Whether a plan of the block at `place` is known."""
        return any(column.place == place for column in self.columns)

    def shares(self, plans: Sequence[Ints]) -> Floats:
        """What each block may use of the limits, (B, J): what these plans (of the whole's reps) use, and its part of
        what is left or too much, by its units.
        """
        use = np.zeros((len(self.blocks), len(self.limits)))
        for place, (part, plan) in enumerate(zip(self.parts, plans, strict=True)):
            own = part.rep[plan]
            use[place] = [self.stated[place].use(replace(each, largest={}), own) for each in self.used[place]]
        part_of = np.array([len(block.units) for block in self.blocks]) / self.problem.units
        return np.asarray(use + part_of[:, None] * (self.upper - use.sum(axis=0)))

    # -- the master problem --------------------------------------------------------------------------------------

    def relaxed(self) -> tuple[Prices, Aim]:
        """Prices and aim of the best mixture of the plans."""
        cost, rows, upper, equal = self._matrix()
        ones = np.ones(len(self.blocks))
        found = linprog(cost, A_ub=rows, b_ub=upper, A_eq=equal, b_eq=ones, bounds=(0, None), method="highs")
        blocks, measures, n = len(self.blocks), len(self.measures), len(self.columns)
        paid = np.maximum(-np.asarray(found.ineqlin.marginals), 0.0)
        use = np.zeros((blocks, len(self.limits)))
        for column, share in zip(self.columns, found.x[:n], strict=True):
            use[column.place] += share * column.use
        prices = Prices(paid[: measures * blocks].reshape(measures, blocks).T, paid[measures * blocks :])
        return self.legal(prices), Aim(found.x[n : n + measures], use)

    def chosen(self) -> list[Ints] | None:
        """One known plan of every block, the best together; None when no choice keeps the limits."""
        cost, rows, upper, equal = self._matrix()
        n = len(self.columns)
        beyond = np.arange(len(cost)) >= len(cost) - len(self.limits)
        found = milp(
            cost,
            integrality=np.arange(len(cost)) < n,
            bounds=Bounds(0.0, np.where(beyond, 0.0, np.inf)),
            constraints=[LinearConstraint(equal, 1.0, 1.0), LinearConstraint(rows, -np.inf, upper)],
            options={"time_limit": CHOICE_SECONDS},
        )
        if found.x is None:
            return None
        taken = [column for column, share in zip(self.columns, found.x[:n], strict=True) if share > 0.5]
        return [column.plan for column in sorted(taken, key=lambda column: column.place)]

    def _matrix(self) -> tuple[Floats, csr_matrix, Floats, csr_matrix]:
        """Objective, rows and right-hand sides over λ, D and what goes beyond the limits, in units of their slack."""
        blocks, measures, limits, n = len(self.blocks), len(self.measures), len(self.limits), len(self.columns)
        place = np.array([column.place for column in self.columns])
        of_block = csr_matrix((np.ones(n), (place, np.arange(n))), shape=(blocks, n))
        off = np.array([column.off for column in self.columns]).reshape(n, measures)
        use = np.array([column.use for column in self.columns]).reshape(n, limits)
        deviations = [of_block.multiply(off[:, m]) for m in range(measures)]
        largest = -kron(eye(measures), np.ones((blocks, 1)))
        slack = diags([limit.slack for limit in self.limits]) if limits else csr_matrix((0, 0))
        rows = vstack(
            [
                hstack([vstack([csr_matrix((0, n)), *deviations]), largest, csr_matrix((measures * blocks, limits))]),
                hstack([csr_matrix(use.T), csr_matrix(self.of_limit), -slack]),
            ]
        )
        beyond = np.full(limits, BEYOND * max(1.0, float(self.weight.sum())))
        cost = np.r_[[column.cost for column in self.columns], self.weight, beyond]
        equal = hstack([of_block, csr_matrix((blocks, measures + limits))])
        return cost, csr_matrix(rows), np.r_[np.zeros(measures * blocks), self.upper], csr_matrix(equal)

    # -- the blocks' problems ------------------------------------------------------------------------------------

    def legal(self, prices: Prices) -> Prices:
        """Prices of largest deviations scaled to what the whole pays for them: no more, and no less."""
        paid = self.weight + prices.of_limits @ self.of_limit
        size = np.array([len(block.reps) for block in self.blocks], dtype=np.float64)[:, None]
        total = prices.of_largest.sum(axis=0)
        even = np.broadcast_to(size / size.sum(), prices.of_largest.shape)
        share = np.where(total > 0, prices.of_largest / np.where(total > 0, total, 1.0), even)
        return Prices(share * paid, prices.of_limits)

    def alone(self) -> Prices:
        """Every block as if its largest deviations were those of the whole; no bound comes of this."""
        return Prices(np.tile(self.weight, (len(self.blocks), 1)), np.zeros(len(self.limits)))

    def priced(self, place: int, prices: Prices) -> Problem:
        """The block's problem at these prices: no limits, every rule of its own."""
        stated = self.stated[place]
        costs, mean = stated.costs, dict[str, float]()
        for limit, price in zip(self.used[place], prices.of_limits.tolist(), strict=True):
            costs = added(costs, limit.amounts, price) if price else costs
            for name, weight in limit.mean.items():
                mean[name] = mean.get(name, 0.0) + price * weight
        paid = dict(zip((m.name for m in self.measures), prices.of_largest[place].tolist(), strict=True))
        measures = tuple(
            replace(m, weight=paid.get(m.name, 0.0), mean_weight=m.mean_weight + mean.get(m.name, 0.0))
            for m in stated.measures
        )
        return replace(stated, costs=costs, measures=measures)

    def aimed(self, place: int, aim: Aim) -> Problem:
        """The block's problem within the master's own deviations and shares of the limits."""
        stated = self.stated[place]
        most = dict(zip((m.name for m in self.measures), aim.off.tolist(), strict=True))
        measures = tuple(_within(m, most[m.name]) if m.name in most else m for m in stated.measures)
        limits = tuple(
            replace(limit, largest={}, upper=upper + ROOM * limit.slack)
            for limit, upper in zip(self.used[place], aim.use[place].tolist(), strict=True)
        )
        return replace(stated, measures=measures, limits=limits)

    def bound(self, prices: Prices, bounds: Sequence[float]) -> float:
        """The bound of the whole that bounds of the blocks at these prices prove."""
        upper = self.upper + BAND_TOLERANCE * np.maximum(1.0, np.abs(self.upper))
        size = sum(map(abs, bounds)) + float(prices.of_limits @ np.abs(upper))
        return sum(bounds) - float(prices.of_limits @ upper) - 1e-11 * size


def _within(measure: Measure, most: float) -> Measure:
    band = most * (1 + ROOM) + ROOM
    return replace(measure, band=band if measure.band is None else min(measure.band, band))


def added(costs: Costs, more: Amounts | Costs, price: float) -> Costs:
    """Costs and, at a price, amounts of the same pairs."""
    extra = more if isinstance(more, Costs) else Costs(None, 0.0, more)
    travel = costs.travel if costs.travel is not None else extra.travel
    one, other = costs.given, extra.given
    keys = np.union1d(one.special.keys, other.special.keys)
    reps = one.special.reps
    unit, rep = keys // reps, keys % reps
    special = Pairwise(reps, keys, one.at(unit, rep) + price * other.at(unit, rep))
    return Costs(
        travel, costs.travel_weight + price * extra.travel_weight, Amounts(one.base + price * other.base, special)
    )
