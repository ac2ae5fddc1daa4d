"""The siting problem over some of the pairs as a mixed-integer program for HiGHS, and its linear relaxation.

Rows are scaled to average territories and costs to the plan in hand, so that HiGHS' absolute tolerances mean shares.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import coo_matrix, csr_matrix, vstack

from solver.book import Bools, Floats, Ints
from solver.siting.prices import Prices
from solver.siting.problem import Siting
from solver.stop import Stop

COST_UNITS = 1e4
"""The cost of a plan in the unit of the program."""
TOLERANCE = 1e-8
"""HiGHS may miss rows by 1e-6 of an average territory; bounds are lowered by this share."""
FINISHED, OUT_OF_TIME, NO_ANSWER = 0, 1, 2
NODES_PER_WORK = 200
"""With a limit on work instead of time: nodes of HiGHS for one unit of CP-SAT's deterministic time."""


@dataclass(frozen=True)
class Cut:
    """Σ sign · x(unit, centre) ≥ least over (unit, centre, sign)."""

    terms: tuple[tuple[int, int, float], ...]
    least: float


@dataclass(frozen=True)
class Solved:
    """plan : (U,) centre of every unit, None without one. bound : no plan over these pairs that keeps the cuts costs
    less (infinite: there is none).
    """

    plan: Ints | None
    bound: float
    finished: bool


@dataclass(frozen=True)
class Program:
    """Pairs (P,) that may be used, sorted by unit, and where each centre's own pair is (U,), −1 = no centre."""

    problem: Siting
    unit: Ints
    centre: Ints
    own: Ints
    scale: float

    @classmethod
    def over(cls, problem: Siting, free: Bools, scale: float) -> "Program":
        """Over the pairs of `free` (U, U) whose centre may be one; `scale` : about the cost of a plan."""
        unit, centre = np.nonzero(free & np.diag(free)[None, :])
        own = np.full(problem.units, -1, dtype=np.int64)
        at = np.flatnonzero(unit == centre)
        own[unit[at]] = at
        return cls(problem, unit.astype(np.int64), centre.astype(np.int64), own, max(abs(scale), 1e-9) / COST_UNITS)

    @property
    def pairs(self) -> int:
        return len(self.unit)

    @property
    def costs(self) -> Floats:
        return self.problem.cost.at(self.unit, self.centre) / self.scale

    def owners(self) -> csr_matrix:
        """Σ_j x(i, j), a row for every unit."""
        return csr_matrix(
            (np.ones(self.pairs), (self.unit, np.arange(self.pairs))), shape=(self.problem.units, self.pairs)
        )

    def centres(self) -> csr_matrix:
        """Σ_j x(j, j)."""
        own = self.own[self.own >= 0]
        return csr_matrix((np.ones(len(own)), (np.zeros(len(own), dtype=np.int64), own)), shape=(1, self.pairs))

    def bands(self) -> tuple[csr_matrix, csr_matrix, Ints, Ints]:
        """Σ_i a x(i, j) − lower x(j, j) and − upper x(j, j) in average territories; measure and centre of each row."""
        problem, open_ = self.problem, np.flatnonzero(self.own >= 0)
        row = np.searchsorted(open_, self.centre)
        low, high = [], []
        for m in range(len(problem.measures)):
            share = problem.share[m] if problem.share[m] > 0 else 1.0
            shape = (len(open_), self.pairs)
            load = csr_matrix((problem.amounts[self.unit, m] / share, (row, np.arange(self.pairs))), shape=shape)
            stands = csr_matrix((np.ones(len(open_)), (np.arange(len(open_)), self.own[open_])), shape=shape)
            low.append(load - stands * (problem.lower[m] / share))
            high.append(load - stands * (problem.upper[m] / share))
        if not low:
            none = csr_matrix((0, self.pairs))
            return none, none, np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        measure = np.repeat(np.arange(len(problem.measures)), len(open_))
        return vstack(low).tocsr(), vstack(high).tocsr(), measure, np.tile(open_, len(problem.measures))

    def opened(self) -> csr_matrix:
        """x(i, j) − x(j, j) for every pair of two units."""
        apart = np.flatnonzero(self.unit != self.centre)
        row = np.arange(len(apart))
        values = np.r_[np.ones(len(apart)), -np.ones(len(apart))]
        columns = np.r_[apart, self.own[self.centre[apart]]]
        return csr_matrix((values, (np.r_[row, row], columns)), shape=(len(apart), self.pairs))

    def cut_rows(self, cuts: list[Cut]) -> LinearConstraint:
        """Cuts over the pairs that are here; the others are 0."""
        units = self.problem.units
        keys = self.unit * units + self.centre
        row, column, value = [], [], []
        for at, cut in enumerate(cuts):
            for unit, centre, sign in cut.terms:
                key = unit * units + centre
                place = int(np.searchsorted(keys, key))
                if place < self.pairs and keys[place] == key:
                    row.append(at)
                    column.append(place)
                    value.append(sign)
        matrix = coo_matrix((value, (row, column)), shape=(len(cuts), self.pairs)).tocsr()
        return LinearConstraint(matrix, np.array([cut.least for cut in cuts]), np.inf)

    def plan(self, share: Floats) -> Ints:
        """The centre of every unit: its largest share."""
        order = np.lexsort((share, self.unit))
        last = np.r_[np.flatnonzero(np.diff(self.unit[order])), self.pairs - 1]
        return np.asarray(self.centre[order[last]])


def relax(program: Program, seconds: float) -> Prices | None:
    """Prices from the linear relaxation (without cuts); None when it has none in this time."""
    problem = program.problem
    low, high, measure, centre = program.bands()
    upper = vstack([-low, high, program.opened()]).tocsr()
    found = linprog(
        program.costs,
        A_ub=upper,
        b_ub=np.zeros(upper.shape[0]),
        A_eq=vstack([program.owners(), program.centres()]).tocsr(),
        b_eq=np.r_[np.ones(problem.units), problem.territories],
        bounds=(0.0, None),
        method="highs",
        options={"time_limit": max(seconds, 0.01)},
    )
    if found.status != FINISHED:
        return None
    share = np.where(problem.share > 0, problem.share, 1.0)
    duals = np.maximum(0.0, -np.asarray(found.ineqlin.marginals)) * program.scale
    at_least, at_most = np.zeros_like(problem.amounts), np.zeros_like(problem.amounts)
    at_least[centre, measure] = duals[: len(centre)] / share[measure]
    at_most[centre, measure] = duals[len(centre) : 2 * len(centre)] / share[measure]
    return Prices(np.asarray(found.eqlin.marginals)[: problem.units] * program.scale, at_least, at_most)


def solve(program: Program, cuts: list[Cut], stop: Stop, seconds: float) -> Solved:
    """The cheapest plan over the pairs in at most so many seconds (or nodes, where work is what is limited).

    HiGHS cannot be told to stop: on Ctrl-C it is waited for, so slices should be short.
    """
    problem = program.problem
    low, high, _, _ = program.bands()
    rules = [
        LinearConstraint(program.owners(), 1.0, 1.0),
        LinearConstraint(program.centres(), problem.territories, problem.territories),
        LinearConstraint(low, 0.0, np.inf),
        LinearConstraint(high, -np.inf, 0.0),
        LinearConstraint(program.opened(), -np.inf, 0.0),
    ]
    rules = [rule for rule in rules if rule.A.shape[0]]
    if cuts:
        rules.append(program.cut_rows(cuts))
    options: dict[str, float] = {"mip_rel_gap": 0.0}
    if stop.work is None:
        options["time_limit"] = max(0.01, min(seconds, stop.remaining()))
    else:
        options["node_limit"] = max(1, int(NODES_PER_WORK * min(seconds, stop.work_left())))
    costs = program.costs
    found = milp(costs, integrality=np.ones(program.pairs), bounds=Bounds(0.0, 1.0), constraints=rules, options=options)
    if stop.work is not None:
        stop.work_used += max(1.0, float(getattr(found, "mip_node_count", None) or 0)) / NODES_PER_WORK
    if found.status == NO_ANSWER:
        return Solved(None, np.inf, finished=True)
    plan = None if found.x is None else program.plan(np.asarray(found.x))
    proven = getattr(found, "mip_dual_bound", None)
    bound = -np.inf if proven is None or not np.isfinite(proven) else float(proven) * program.scale
    bound -= TOLERANCE * abs(bound) if np.isfinite(bound) else 0.0
    return Solved(plan, bound, finished=found.status == FINISHED)
