"""The share of a rep's five largest accounts, exactly but for the rounding of amounts, which is outward.

Whatever t ≥ 0 is, the five largest are together at most 5 t + Σ max(0, a − t) over the rep's accounts a, and just that
where t is the fifth largest. So a rep keeps the share s if and only if one of the accounts (or 0) as t has
5 t + Σ max(0, a − t) ≤ s · Σ a. Every t has a row, and one of them holds: a variable t is far slower.
"""

import numpy as np
from ortools.sat.python import cp_model

from solver.book import Ints
from solver.largest import potential
from solver.model.variables import Draft
from solver.rules import BAND_TOLERANCE, TOP

FINE = 2.0**28
"""Steps of the potential of the whole book."""
PARTS = 2**22
"""In which the share is counted; products with the potential of the book stay below 2⁵⁴."""


def add(draft: Draft) -> None:
    """The limit of every rep with free pairs."""
    cap = draft.problem.rules.limits.top_five
    if cap is None:
        return
    amounts = potential(draft.problem)
    total = float(amounts.most().sum())
    factor = FINE / total if total > 0 else 1.0
    account, pair = _free(draft)
    values = np.rint(amounts.at(account, draft.rep[pair]) * factor).astype(np.int64)
    unit = draft.problem.book.unit
    for rep in draft.touched().tolist():
        mine = np.flatnonzero((draft.rep[pair] == rep) & (values > 0))
        held = np.flatnonzero(draft.fixed[unit] == rep)
        own = np.rint(amounts.at(held, np.full(len(held), rep)) * factor).astype(np.int64)
        _add_rep(draft, pair[mine], values[mine], own[own > 0], cap)


def _free(draft: Draft) -> tuple[Ints, Ints]:
    """Every account of a free unit with every pair of the unit: accounts and numbers of pairs."""
    unit = draft.problem.book.unit
    order = np.argsort(unit, kind="stable")
    first = np.searchsorted(unit[order], draft.unit)
    count = np.searchsorted(unit[order], draft.unit, side="right") - first
    pair = np.repeat(np.arange(len(draft.unit)), count)
    place = np.arange(len(pair)) - np.repeat(np.cumsum(count) - count, count)
    return order[np.repeat(first, count) + place], pair


def _add_rep(draft: Draft, pairs: Ints, values: Ints, held: Ints, cap: float) -> None:
    if not len(values) + len(held):
        return
    x = draft.pick(pairs)
    share = int(np.ceil((cap + BAND_TOLERANCE) * PARTS))
    room = PARTS * (len(values) + len(held) + TOP)
    choices = []
    for level in np.unique(np.r_[0, values, held]).tolist():
        beyond = PARTS * np.maximum(0, values - level) - share * values
        fixed = PARTS * (TOP * level + int(np.maximum(0, held - level).sum())) - share * int(held.sum())
        choices.append(draft.model.new_bool_var(""))
        total = cp_model.LinearExpr.weighted_sum(x, beyond.tolist()) + fixed if x else fixed
        draft.model.add_linear_constraint(total, cp_model.INT_MIN, room).only_enforce_if(choices[-1])
    draft.model.add_bool_or(choices)
