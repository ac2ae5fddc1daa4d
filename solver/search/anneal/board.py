"""What annealing works on: plain arrays, in the layout that compiled code reads fastest."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from solver.book import Bools, Floats, Ints
from solver.bound.couplings import Coupling
from solver.land import NO_HOME
from solver.problem import Problem
from solver.search.anneal.compiled import Random, seeded
from solver.search.critical import PricedPairs
from solver.search.tally import Tally

SMALLEST = 1e-4
"""Of a fair share: smaller units move as easily as one of this size."""
ROOMY = 2
"""Units that a territory may grow to, in multiples of the largest one."""
FEWEST = 256
MOST_MOVES, MOST_HANGING = 3, 40
"""Of a chain; units that leave together in a move."""
LONGEST = MOST_MOVES * (MOST_HANGING + 1)
"""Units that a chain moves at most."""


class Board(NamedTuple):
    """What does not change: P pairs sorted by unit, J couplings in their own scale (see `Tally`).

    first : (U + 1,) where a unit's pairs begin. unit, rep, cost : (P,). amounts : (P, J). size : (U,) fair shares.
    indptr, indices : neighbours of units, none without land. held : (U,) units that are held together. roots : (R,).
    free_to, free : (R + 1,) and the pairs by which units that are not held may come to a rep, rep by rep.
    whole : (J,) limits on the plan, whose total stands in column 0. movable : units with a choice.
    """

    first: Ints
    unit: Ints
    rep: Ints
    cost: Floats
    amounts: Floats
    size: Floats
    indptr: Ints
    indices: Ints
    held: Bools
    roots: Ints
    free_to: Ints
    free: Ints
    whole: Bools
    movable: Ints


class Rows(NamedTuple):
    """What loads are to be, all (J, R): outside [lower, upper] they cost `slope` a unit, and `pull` a unit off 1."""

    lower: Floats
    upper: Floats
    slope: Floats
    pull: Floats


class State(NamedTuple):
    """A plan (U,) on its way: own (U,) its pairs, load (J, R), the movable units of every rep (R, most) and how many,
    where a unit stands there (U,), marks of units looked at (U,), a queue (U,), what moves together (U,) and the best
    of it (U,), the moves of a chain (LONGEST, 3: unit, pair before, pair after), the last mark (1,).
    """

    plan: Ints
    own: Ints
    load: Floats
    members: npt.NDArray[np.int32]
    counts: Ints
    place: Ints
    mark: Ints
    queue: Ints
    bundle: Ints
    best: Ints
    chain: Ints
    stamp: Ints
    random: Random


def board_of(problem: Problem, tally: Tally, pairs: PricedPairs, cost: Floats) -> Board:
    """The board of a problem over `pairs`, `cost` (P,) goal units each."""
    units, land = problem.units, problem.land
    first = np.searchsorted(pairs.unit, np.arange(units + 1))
    amounts = np.ascontiguousarray(tally.amounts.T)
    single = amounts[:, ~tally.whole]
    size = np.zeros(units)
    np.maximum.at(size, pairs.unit, np.abs(single).max(axis=1, initial=0.0))
    held = np.zeros(units, dtype=bool) if land is None else land.held
    roots = np.full(problem.reps, NO_HOME) if land is None else land.roots
    movable = np.diff(first) > 1
    movable[roots[roots != NO_HOME]] = False
    loose = np.flatnonzero(~held[pairs.unit] & movable[pairs.unit])
    loose = loose[np.argsort(pairs.rep[loose], kind="stable")]
    return Board(
        first=first.astype(np.int64),
        unit=pairs.unit.astype(np.int64),
        rep=pairs.rep.astype(np.int64),
        cost=cost.astype(np.float64),
        amounts=amounts,
        size=np.maximum(size, SMALLEST),
        indptr=np.zeros(units + 1, dtype=np.int64) if land is None else land.indptr.astype(np.int64),
        indices=np.zeros(0, dtype=np.int64) if land is None else land.indices.astype(np.int64),
        held=held.copy(),
        roots=roots.astype(np.int64),
        free_to=np.searchsorted(pairs.rep[loose], np.arange(problem.reps + 1)).astype(np.int64),
        free=loose.astype(np.int64),
        whole=tally.whole.copy(),
        movable=np.flatnonzero(movable).astype(np.int64),
    )


def rows_of(rules: Sequence[Coupling], tally: Tally) -> Rows:
    """The rows of a tally of these rules, as they stand; a mean deviation in the goal pulls loads to fair shares."""
    reps = tally.load.shape[1]
    pull = np.array([rule.mean / reps for rule in rules])
    return Rows(
        tally.lower.astype(np.float64),
        tally.upper.astype(np.float64),
        tally.slope.astype(np.float64),
        np.repeat(pull[:, None], reps, axis=1).reshape(tally.lower.shape),
    )


def state_of(board: Board, tally: Tally, plan: Ints, own: Ints, seed: int) -> State:
    """The state of a plan, (U,) reps, whose pairs on the board are `own` (U,); the tally is counted."""
    units, reps = len(plan), len(board.roots)
    count = np.bincount(plan[board.movable], minlength=reps)
    members = np.zeros((reps, min(units, ROOMY * int(count.max(initial=0)) + FEWEST)), dtype=np.int32)
    place = np.full(units, -1, dtype=np.int64)
    for rep in range(reps):
        mine = board.movable[plan[board.movable] == rep]
        members[rep, : len(mine)] = mine
        place[mine] = np.arange(len(mine))

    def blank() -> Ints:
        return np.zeros(units, dtype=np.int64)

    chain = np.zeros((LONGEST, 3), dtype=np.int64)
    load = tally.load.astype(np.float64)
    return State(
        plan.astype(np.int64),
        own.astype(np.int64),
        load,
        members,
        count.astype(np.int64),
        place,
        blank(),
        blank(),
        blank(),
        blank(),
        chain,
        np.zeros(1, dtype=np.int64),
        seeded(seed),
    )
