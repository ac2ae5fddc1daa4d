"""Territories in one piece.

Three kinds of clauses, over the pairs of a draft:

support     a unit needs a neighbour of the same rep (valid for every contiguous plan);
static      a unit needs a neighbour of the same rep that comes before it in the rep's own order from the home
            (Zoltners & Sinha 1983): sufficient for one piece, but it forbids some contiguous plans;
separators  a unit of a stray piece needs one of the units that separate it from the home (Carvajal et al. 2013):
            valid for every contiguous plan, added round by round until none is violated.

Bounds and INFEASIBLE come only from drafts without static clauses. Units that are exempt, and reps without a home,
have no clauses.
"""

from dataclasses import dataclass

import numpy as np

from geo.pieces import hops, pieces
from solver.book import Bools, Ints
from solver.land import NO_HOME, Land
from solver.model.variables import Draft

MOST_CLAUSES_PER_PIECE = 40


@dataclass(frozen=True)
class Separator:
    """`unit` may belong to `rep` only if one of `through` does too."""

    unit: int
    rep: int
    through: tuple[int, ...]


def add_support(draft: Draft, land: Land) -> None:
    """Every unit but the home needs some neighbour of its own rep."""
    rank = np.zeros(draft.problem.units, dtype=np.int64)
    _clauses(draft, land, [rank] * draft.problem.reps, strict=False)


def add_static(draft: Draft, land: Land, current: Ints | None) -> None:
    """Every unit but the home needs a neighbour of its own rep that is earlier in the rep's order.

    See `order_around` (with a current plan) and `order_from_home` (without).
    """
    ranks: list[Ints] = [np.zeros(0, dtype=np.int64)] * draft.problem.reps
    free = np.zeros(draft.problem.units, dtype=bool)
    free[draft.unit] = True
    for rep in draft.touched().tolist():
        ranks[rep] = order_from_home(land, rep, free) if current is None else order_around(land, rep, current)
    _clauses(draft, land, ranks, strict=True)


def order_from_home(land: Land, rep: int, free: Bools) -> Ints:
    """Rank of every unit for a rep, breadth-first from the home over free units (compact); −1 = out of reach."""
    return _ranked(land.around(rep, free))


def order_around(land: Land, rep: int, current: Ints) -> Ints:
    """Rank of every unit for a rep, breadth-first inside the rep's current territory, then outward from it.

    The current territory (if it is in one piece) keeps all its clauses, so that the current plan stays allowed.
    """
    inside = land.around(rep, current == rep)
    reached = inside >= 0
    outward = _outward(land, reached, land.open_to(int(land.roots[rep])))
    return _ranked(np.where(reached, inside, np.where(outward < 0, -1, int(inside.max(initial=0)) + outward)))


def _ranked(level: Ints) -> Ints:
    """Levels as a strict order (ties by unit number); −1 stays −1."""
    order = np.argsort(level, kind="stable")
    rank = np.empty(len(level), dtype=np.int64)
    rank[order] = np.arange(len(level))
    return np.where(level < 0, -1, rank)


def _outward(land: Land, reached: Bools, passable: Bools | None) -> Ints:
    """Edges from the nearest reached unit over those that are passable (None = all); −1 = out of reach."""
    units = len(reached)
    source = units
    start = np.flatnonzero(reached)
    indptr = np.r_[land.indptr, land.indptr[-1] + len(start)]
    indices = np.r_[land.indices, start]
    inside = None if passable is None else np.r_[passable, True]
    far = hops(indptr.astype(np.int64), indices.astype(np.int64), source, inside)[:units]
    return np.where(far < 0, -1, far - 1)


def _clauses(draft: Draft, land: Land, ranks: list[Ints], *, strict: bool) -> None:
    by_key = {key: p for p, key in enumerate((draft.unit * draft.problem.reps + draft.rep).tolist())}
    reps, fixed, x = draft.problem.reps, draft.fixed.tolist(), draft.x
    bound = land.held[draft.unit] & (land.roots[draft.rep] != NO_HOME)
    for pair, (unit, rep) in enumerate(zip(draft.unit.tolist(), draft.rep.tolist(), strict=True)):
        if unit == land.roots[rep] or not bound[pair]:
            continue
        around = land.neighbours(unit)
        if strict:
            rank = ranks[rep]
            around = around[(rank[around] >= 0) & (rank[around] < rank[unit])]
        support, satisfied = [], False
        for other in around.tolist():
            key = other * reps + rep
            if key in by_key:
                support.append(x[by_key[key]])
            elif fixed[other] == rep:
                satisfied = True
                break
        if not satisfied:
            draft.model.add_bool_or([*support, ~x[pair]])


def separators(land: Land, rep_of_unit: Ints, reps: Ints | None = None) -> list[Separator]:
    """Violated separators of a plan: for every stray piece, the units between it and its rep's home; none = contiguous.

    With `reps` the same pieces are separated from the homes of these reps too, who may be given them next.
    """
    label = pieces(land.indptr, land.indices, rep_of_unit)
    home = land.roots[rep_of_unit]
    found: list[Separator] = []
    for piece in np.unique(label[land.held & (home != NO_HOME) & (label != label[home])]).tolist():
        members = np.flatnonzero(label == piece)
        owner = int(rep_of_unit[members[0]])
        for rep in {owner, *([] if reps is None else reps[land.roots[reps] != NO_HOME].tolist())}:
            through = land.between(members, int(land.roots[rep]))
            if through is not None:
                found += [Separator(u, rep, through) for u in members[:MOST_CLAUSES_PER_PIECE].tolist()]
    return found


def add_separators(draft: Draft, cuts: list[Separator]) -> None:
    """Add separators to a draft (pairs that are not in the draft count as false, fixed ones as they are)."""
    reps = draft.problem.reps
    by_key = {key: p for p, key in enumerate((draft.unit * reps + draft.rep).tolist())}
    for cut in cuts:
        pair = by_key.get(cut.unit * reps + cut.rep)
        if pair is None or any(draft.fixed[u] == cut.rep for u in cut.through):
            continue
        keys = (u * reps + cut.rep for u in cut.through)
        support = [draft.x[by_key[key]] for key in keys if key in by_key]
        draft.model.add_bool_or([*support, ~draft.x[pair]])
