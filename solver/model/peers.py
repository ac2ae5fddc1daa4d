"""Rows around what a peer group owns: the load of a rep less a part of the group's total (`solver.around`).

The total is that of all pairs of the group, what is fixed counted in. A rep without a free pair feels it all the same:
his load is fixed, so that his row says how much or how little his group may own.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from solver.around import Around
from solver.book import Floats, Ints
from solver.model.loads import Load, loads
from solver.model.scaling import scaled
from solver.model.softness import Softness
from solver.model.variables import Draft
from solver.problem import Row

MOST_TERMS = 400_000
"""Up to so many, hard rows are stated over pairs, to the last digit; else over loads in steps, rounded outward."""
STEPS, PARTS = 2.0**26, 2**24
"""Steps of a group's total, and what a part of it is counted in: products stay below 2⁵⁴."""


def add(draft: Draft, row: Row, around: Around, softness: Softness) -> None:
    """The row of every rep of a group with free pairs, hard or with a violation counted in units of the bound."""
    groups = np.unique(around.group[draft.touched()])
    members = around.group[draft.rep]
    terms = sum(np.count_nonzero(members == group) * np.count_nonzero(around.group == group) for group in groups)
    if softness.soft or terms > MOST_TERMS:
        _in_steps(draft, row, around, softness)
        return
    held, values = draft.held(row.amounts), row.amounts.at(draft.unit, draft.rep)
    free = np.zeros(draft.problem.reps, dtype=bool)
    free[draft.touched()] = True
    for group in groups.tolist():
        pairs = np.flatnonzero(members == group)
        mine = np.flatnonzero(around.group == group)
        already = float(held[mine].sum())
        for rep in mine[free[mine]].tolist():
            factor = float(around.factor[rep])
            counts = values[pairs] * ((draft.rep[pairs] == rep) - factor)
            off, room = factor * already - float(held[rep]), float(row.room[rep])
            _add(draft, pairs, counts, float(row.lower[rep]) - room + off, float(row.upper[rep]) + room + off)
        ends = [*_ends(row, around, held, mine[~free[mine]])]
        if ends:
            low, high = max(end[0] for end in ends) - already, min(end[1] for end in ends) - already
            _add(draft, pairs, values[pairs], low, high)


def _ends(row: Row, around: Around, held: Floats, reps: Ints) -> Iterator[tuple[float, float]]:
    """How little and how much their group may own, by the row of each of some reps whose load is fixed."""
    for rep in reps.tolist():
        factor, room = float(around.factor[rep]), float(row.room[rep])
        if factor > 0:
            yield (held[rep] - row.upper[rep] - room) / factor, (held[rep] - row.lower[rep] + room) / factor


def _add(draft: Draft, pairs: Ints, values: Floats, low: float, high: float) -> None:
    """low ≤ Σ values · x ≤ high over some pairs, maybe infinite, rounded outward."""
    units, first = np.unique(draft.unit[pairs], return_index=True)
    total = float(np.maximum.reduceat(np.abs(values), first).sum()) if len(units) else 0.0
    grid = scaled(values, total)
    error = grid.error * len(units)
    reach = int(np.abs(grid.ints).sum())
    least = int(np.ceil(max(low * grid.factor - error, -reach - 1.0)))
    most = int(np.floor(min(high * grid.factor + error, reach + 1.0)))
    if least > most:
        draft.model.add_bool_or([])
    elif least > -reach or most < reach:
        draft.add_sum(pairs, grid.ints, least, most)


@dataclass(frozen=True)
class _Total:
    """What the free pairs add to a group's total: (variable ± error) ÷ `factor`, with at most `most` steps."""

    variable: cp_model.IntVar
    factor: float
    error: float
    most: float


def _in_steps(draft: Draft, row: Row, around: Around, softness: Softness) -> None:
    unbounded = np.full(draft.problem.reps, np.inf)
    made = {load.rep: load for load in loads(draft, row.amounts, -unbounded, unbounded, row.room)}
    held = draft.held(row.amounts)
    for group in np.unique(around.group[[*made]]).tolist():
        mine = np.flatnonzero(around.group == group).tolist()
        own = [made[rep] for rep in mine if rep in made]
        size = sum(max(abs(load.least), abs(load.most)) for load in own) / own[0].factor
        size = max(size, float(row.slack[mine].max()))
        near = {load.rep: load.coarse(draft, size, STEPS) for load in own}
        total = _total(draft, [*near.values()])
        already = float(held[mine].sum())
        for rep in mine:
            _add_rep(draft, row, around, softness, rep, near.get(rep), total, float(held[rep]), already)


def _total(draft: Draft, near: list[Load]) -> _Total:
    least, most = sum(int(load.least) for load in near), sum(int(load.most) for load in near)
    variable = draft.model.new_int_var(least, most, "")
    draft.model.add(variable == sum(load.variable for load in near))
    return _Total(variable, near[0].factor, sum(load.error for load in near), float(max(abs(least), abs(most))))


def _add_rep(
    draft: Draft,
    row: Row,
    around: Around,
    softness: Softness,
    rep: int,
    load: Load | None,
    total: _Total,
    held: float,
    already: float,
) -> None:
    """The row of one rep, `held` and `already` being what he and his group have of what is fixed."""
    factor, unit = float(around.factor[rep]), float(row.slack[rep])
    if load is None and not factor:
        return
    part = round(factor * PARTS)
    error = total.error * factor + (0.0 if load is None else load.error)
    own = 0 if load is None else load.variable
    for bound, sign in ((float(row.upper[rep]), 1), (float(row.lower[rep]), -1)):
        if not np.isfinite(bound):
            continue
        room = (sign * (bound + factor * already - held) + float(row.room[rep])) * total.factor + error
        edge = int(np.ceil(room * PARTS + total.most / 2))
        beyond = softness.beyond(draft)
        step = max(1, int(np.ceil(unit * total.factor * PARTS / softness.resolution.steps)))
        more = 0 if beyond is None else step * beyond
        draft.model.add(sign * (PARTS * own - part * total.variable) <= edge + more)
