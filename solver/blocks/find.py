"""Blocks of a problem: connected pieces of the graph of units and the reps who may own them. Peers whose fair shares
are those of what they own in the plan have to do with one another, whatever they may own.

Units without a pin or a forbidden pair share one node for their class, so that the graph grows with the units and the
pairs that are listed, not with units × reps; of the others every allowed rep is looked at, some units at a time.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from solver.book import Bools, Ints
from solver.eligibility import Eligibility
from solver.problem import Problem

CHUNK = 4096
"""Units with forbidden pairs that are looked at together."""


@dataclass(frozen=True)
class Block:
    """Units and reps (indices, ascending) who have to do with one another only."""

    units: Ints
    reps: Ints


def blocks_of(problem: Problem) -> tuple[Block, ...]:
    """The blocks, smallest first; one block when nothing comes apart, or when there is a unit that nobody may own.

    Reps who may own nothing belong to the smallest block: whatever the plan is, they have nothing.
    """
    whole = Block(np.arange(problem.units), np.arange(problem.reps))
    of_unit, of_rep = _with_peers(problem, *labels(problem.eligibility))
    found = np.unique(of_unit)
    if len(found) < 2 or not np.isin(of_unit, of_rep).all():
        return (whole,)
    sizes = np.bincount(of_unit) * np.bincount(of_rep, minlength=int(of_unit.max()) + 1)[: int(of_unit.max()) + 1]
    order = found[np.argsort(sizes[found], kind="stable")]
    idle = ~np.isin(of_rep, of_unit)
    of_rep = np.where(idle, order[0], of_rep)
    units, reps = _members(of_unit), _members(of_rep)
    return tuple(Block(units[label], reps[label]) for label in order.tolist())


def _with_peers(problem: Problem, of_unit: Ints, of_rep: Ints) -> tuple[Ints, Ints]:
    """The labels with the reps of a peer group together, where a row is around what the group owns."""
    for row in problem.rows:
        if row.around is not None:
            blocks = int(max(of_unit.max(), of_rep.max())) + 1
            nodes, ends = blocks + len(of_rep), (of_rep, blocks + row.around.group)
            graph = coo_matrix((np.ones(len(of_rep), dtype=np.int8), ends), shape=(nodes, nodes))
            label = np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)
            of_unit, of_rep = label[of_unit], label[of_rep]
    return of_unit, of_rep


def _members(label: Ints) -> dict[int, Ints]:
    """Label → the positions that have it, ascending."""
    order = np.argsort(label, kind="stable")
    found, first = np.unique(label[order], return_index=True)
    return dict(zip(found.tolist(), np.split(order, first[1:]), strict=True))


def labels(who: Eligibility) -> tuple[Ints, Ints]:
    """A label per unit (U,) and per rep (R,), equal where a chain of allowed pairs leads from one to the other."""
    units, (classes, reps) = len(who.unit_class), who.allows.shape
    at_class, at_unit = reps, reps + classes
    pinned = who.pinned >= 0
    barred = np.zeros(units, dtype=bool)
    barred[who.forbidden.unit] = True
    plain = ~pinned & ~barred
    used = np.zeros(classes, dtype=bool)
    used[who.unit_class[plain]] = True
    somebody = np.asarray(who.allows.any(axis=1))
    class_, rep = np.nonzero(who.allows & used[:, None])
    free = np.flatnonzero(plain & somebody[who.unit_class])
    more = plain[who.extra.unit]
    held = np.flatnonzero(pinned)
    held = held[who.ok(held, who.pinned[held])]
    edges = [
        (class_ + at_class, rep),
        (free + at_unit, who.unit_class[free] + at_class),
        (who.extra.unit[more] + at_unit, who.extra.rep[more]),
        (held + at_unit, who.pinned[held]),
        *_one_by_one(who, barred & ~pinned, reps, at_unit),
    ]
    tail, head = (np.concatenate(ends) for ends in zip(*edges, strict=True))
    nodes = at_unit + units
    graph = coo_matrix((np.ones(len(tail), dtype=np.int8), (tail, head)), shape=(nodes, nodes))
    label = np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)
    return label[at_unit:], label[:reps]


def _one_by_one(who: Eligibility, wanted: Bools, reps: int, at_unit: int) -> list[tuple[Ints, Ints]]:
    """Edges of units with forbidden pairs: each to its first rep, and that rep to the others, every pair of reps once.

    Memory is that of a chunk and of the edges between reps.
    """
    every = np.arange(reps)
    edges, known = [], np.zeros(0, dtype=np.int64)
    at = np.flatnonzero(wanted)
    for start in range(0, len(at), CHUNK):
        some = at[start : start + CHUNK]
        allowed = np.asarray(who.ok(some[:, None], every[None, :]))
        anybody = np.flatnonzero(allowed.any(axis=1))
        some, allowed = some[anybody], allowed[anybody]
        first = allowed.argmax(axis=1)
        edges.append((some + at_unit, first))
        row, rep = np.nonzero(allowed)
        known = np.union1d(known, first[row] * reps + rep)
    return [*edges, (known // reps, known % reps)]
