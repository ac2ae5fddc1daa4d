"""The same models as mixed-integer programs for HiGHS, where they are linear throughout.

Where few accounts fill a rep to the brim, a linear relaxation with cutting planes sees at once what CP-SAT learns by
branching: which deal among many reps is better, or that none is. So HiGHS is asked for a plan below a given goal.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model
from scipy.sparse import csr_matrix, diags_array

from solver.book import Bools, Floats
from solver.model.build import Built
from solver.model.program import Answer, Program
from solver.model.run import Outcome
from solver.stop import Stop

OPEN = 2.0**61
"""CP-SAT's bounds from here on are none."""
COARSE, MISSED = 1e5, 5e-6
"""HiGHS may miss a row by a millionth of its largest coefficient. Below the first number that is no whole step of the
model's integers; above it ends are drawn in by the second, so that its plans keep them."""


@dataclass(frozen=True)
class Columns:
    """The variables of a model: its i-th is least + width · x, x from 0 to 1. `whole` : those that are yes or no."""

    least: Floats
    width: Floats
    whole: Bools

    @classmethod
    def of(cls, model: cp_model.CpModelProto) -> "Columns":
        ends = np.array([(min(each.domain), max(each.domain)) for each in model.variables], dtype=np.float64)
        width = ends[:, 1] - ends[:, 0]
        return cls(ends[:, 0], width, (ends[:, 0] == 0) & (width == 1))

    @property
    def room(self) -> Floats:
        """By which both ends of each are drawn in."""
        return np.where(self.width > COARSE, MISSED, 0.0)


@dataclass(frozen=True)
class Rows:
    """lower ≤ matrix · variables ≤ upper."""

    matrix: csr_matrix
    lower: Floats
    upper: Floats

    def over(self, columns: Columns) -> "Rows":
        """The same for the columns, counted in each row's largest coefficient."""
        matrix, fixed = self.matrix @ diags_array(columns.width), self.matrix @ columns.least
        most = np.maximum(abs(matrix).max(axis=1).toarray().ravel(), 1e-300)
        lower, upper = (self.lower - fixed) / most, (self.upper - fixed) / most
        room = np.where((most > COARSE) & (upper - lower > 4 * MISSED), MISSED, 0.0)
        return Rows(csr_matrix(diags_array(1.0 / most) @ matrix), lower + room, upper - room)


Solve = Callable[[Program, float, float], object]


def run_mixed(
    built: Built, stop: Stop, solve: Solve, *, below: float, seconds: float, close_enough: float
) -> Outcome | None:
    """A plan that costs at most `below` (goal units) if there is one; None when the model is not linear throughout.

    solve : `program.solve`, or what has it called in another process; no answer is taken for nothing found.
    close_enough : a plan this near to the program's own bound is called optimal (goal units). HiGHS counts in floating
    point: its plans are to be judged, and that there is none tells a search where not to look; it proves nothing.
    """
    if stop.reached():
        return Outcome(None, infeasible=False, optimal=False, objective=None, bound=None)
    model, started = built.draft.model.proto, time.monotonic()
    rows = _rows(model)
    if rows is None:
        return None
    columns = Columns.of(model)
    rows = rows.over(columns)
    cost, constant = _costs(built, columns)
    program = Program(cost, below - constant, rows.matrix, rows.lower, rows.upper, columns.room, columns.whole)
    answer = solve(program, max(0.01, min(seconds, stop.remaining())), close_enough)
    work = time.monotonic() - started
    if not isinstance(answer, Answer) or answer.x is None:
        none = isinstance(answer, Answer) and answer.finished
        return Outcome(None, infeasible=none, optimal=none, objective=None, bound=None, work=work)
    plan = built.draft.plan((answer.x[: len(built.draft.x)] > 0.5).tolist())
    return Outcome(plan, False, answer.finished, constant + float(cost @ answer.x), None, work)


def _costs(built: Built, columns: Columns) -> tuple[Floats, float]:
    """What the columns cost, goal units, and what they cost at 0."""
    goal, scale = built.draft.model.proto.objective, built.scale
    cost = np.zeros(len(columns.width))
    cost[np.array(goal.vars, dtype=np.int64)] = np.array(goal.coeffs, dtype=np.float64) / scale.factor
    return cost * columns.width, scale.value(goal.offset) + float(cost @ columns.least)


def _rows(model: cp_model.CpModelProto) -> Rows | None:
    """All rules of a model; None where one is not linear."""
    row: list[int] = []
    column: list[int] = []
    value: list[float] = []
    ends: list[tuple[float, float]] = []
    for rule in model.constraints:
        if rule.enforcement_literal:
            return None
        if rule.has_exactly_one() and min(rule.exactly_one.literals, default=-1) >= 0:
            members, amounts, end = rule.exactly_one.literals, [1.0] * len(rule.exactly_one.literals), (1.0, 1.0)
        elif rule.has_linear() and len(rule.linear.domain) == 2:
            low, high = rule.linear.domain
            members, amounts, end = rule.linear.vars, rule.linear.coeffs, (float(low), float(high))
        else:
            return None
        row += [len(ends)] * len(members)
        column += members
        value += amounts
        ends.append(end)
    shape = (len(ends), len(model.variables))
    matrix = csr_matrix((np.array(value, dtype=np.float64), (row, column)), shape=shape)
    lower, upper = np.array(ends, dtype=np.float64).reshape(-1, 2).T
    return Rows(matrix, np.where(lower <= -OPEN, -np.inf, lower), np.where(upper >= OPEN, np.inf, upper))
