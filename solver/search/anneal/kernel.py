"""The compiled part: chains of moves, taken or undone as a whole.

A unit drawn at random goes to another rep (on land, to the owner of a neighbour, together with what hangs on it). Where
that costs more than the temperature allows, a second and a third move is looked for that makes up for it: of some
drawn at random, out of the territory that grew or into the one that shrank, the best. The chain is taken
if its price rises by no more than T · size · E, size that of its first unit (fair shares) and E exponentially
distributed (N. Metropolis et al., J. Chem. Phys. 21, 1953, with a temperature for every size, as large units would
else stand still where small ones boil); otherwise all of it is undone.
"""

import math

import numpy as np

from solver.book import Floats, Ints
from solver.search.anneal.board import MOST_HANGING, MOST_MOVES, Board, Rows, State
from solver.search.anneal.compiled import below, compiled, uniform

LOOKED_AT = 16
"""Moves that are drawn to find the best one that makes up for another."""


@compiled
def anneal(board: Board, rows: Rows, state: State, stiffness: float, temperature: float, draws: int) -> int:
    """Draw so many chains at one temperature (goal units a fair share); how many were taken."""
    taken = 0
    for _ in range(draws):
        unit = board.movable[below(state.random, len(board.movable))]
        pair = _drawn(board, state, unit)
        if pair >= 0:
            limit = -temperature * board.size[unit] * math.log(1.0 - uniform(state.random))
            taken += _chain(board, rows, state, unit, pair, stiffness, limit) > 0
    return taken


@compiled
def _chain(board: Board, rows: Rows, state: State, unit: int, pair: int, stiffness: float, limit: float) -> int:
    """Moves that together cost at most `limit`; 0 = there were none, and nothing has changed."""
    size = _together(board, state, unit, board.rep[pair], state.bundle)
    if size == 0:
        return 0
    first, moved, cost = unit, 0, 0.0
    for step in range(MOST_MOVES):
        old, new = state.plan[state.bundle[0]], board.rep[pair]
        cost += _change(board, rows, state, state.bundle, size, pair, stiffness)
        moved = _move(board, state, size, pair, moved)
        if cost <= limit:
            _settle(board, state, moved)
            return moved
        if step == MOST_MOVES - 1:
            break
        size, pair, gain = _answer(board, rows, state, first, old, new, stiffness)
        if size == 0 or (step == MOST_MOVES - 2 and cost + gain > limit):
            break
    _undo(board, state, moved)
    return 0


@compiled
def _answer(
    board: Board, rows: Rows, state: State, first: int, old: int, new: int, stiffness: float
) -> tuple[int, int, float]:
    """The best of some moves out of `new` or into `old`: how many units (they are in the bundle), pair and change."""
    best, best_size, best_pair = np.inf, 0, -1
    for look in range(LOOKED_AT):
        pair = _out_of(board, state, new) if look % 2 else _into(board, state, old)
        if pair < 0:
            continue
        unit = board.unit[pair]
        if unit == first:
            continue
        size = _together(board, state, unit, board.rep[pair], state.best)
        if size == 0:
            continue
        change = _change(board, rows, state, state.best, size, pair, stiffness)
        if change < best:
            best, best_size, best_pair = change, size, pair
            for at in range(size):
                state.bundle[at] = state.best[at]
    return best_size, best_pair, best


@compiled
def _drawn(board: Board, state: State, unit: int) -> int:
    """A pair by which the unit may go elsewhere, drawn at random; −1 = not this time."""
    own = state.plan[unit]
    if board.held[unit]:
        start, stop = board.indptr[unit], board.indptr[unit + 1]
        if start == stop:
            return -1
        other = state.plan[board.indices[start + below(state.random, stop - start)]]
        return -1 if other == own else _pair(board, unit, other)
    pair = board.first[unit] + below(state.random, board.first[unit + 1] - board.first[unit])
    return -1 if board.rep[pair] == own else pair


@compiled
def _out_of(board: Board, state: State, rep: int) -> int:
    """A pair by which a unit of the rep may leave."""
    if state.counts[rep] == 0:
        return -1
    return _drawn(board, state, state.members[rep, below(state.random, state.counts[rep])])


@compiled
def _into(board: Board, state: State, rep: int) -> int:
    """A pair by which a unit may come to the rep."""
    loose = board.free_to[rep + 1] - board.free_to[rep]
    if loose > 0 and (len(board.indices) == 0 or uniform(state.random) < 0.5):
        pair = board.free[board.free_to[rep] + below(state.random, loose)]
        return -1 if state.own[board.unit[pair]] == pair else pair
    if state.counts[rep] == 0:
        return -1
    beside = state.members[rep, below(state.random, state.counts[rep])]
    start, stop = board.indptr[beside], board.indptr[beside + 1]
    if start == stop or state.plan[beside] != rep:  # it may have left in this chain
        return -1
    unit = board.indices[start + below(state.random, stop - start)]
    owner = state.plan[unit]
    if owner == rep or board.roots[owner] == unit:
        return -1
    return _pair(board, unit, rep)


@compiled
def _pair(board: Board, unit: int, rep: int) -> int:
    """The pair of a unit and a rep; −1 = it may not be used."""
    low, high = board.first[unit], board.first[unit + 1]
    while low < high:
        middle = (low + high) // 2
        if board.rep[middle] < rep:
            low = middle + 1
        else:
            high = middle
    return low if low < board.first[unit + 1] and board.rep[low] == rep else -1


@compiled
def _change(board: Board, rows: Rows, state: State, units: Ints, size: int, pair: int, stiffness: float) -> float:
    """What the price rises by if the units go to the rep of the first one's `pair`."""
    old, new = state.plan[units[0]], board.rep[pair]
    change = float(board.cost[pair] - board.cost[state.own[units[0]]])
    for at in range(1, size):
        change += board.cost[_pair(board, units[at], new)] - board.cost[state.own[units[at]]]
    for row in range(len(board.whole)):
        less, more = board.amounts[state.own[units[0]], row], board.amounts[pair, row]
        for at in range(1, size):
            less += board.amounts[state.own[units[at]], row]
            more += board.amounts[_pair(board, units[at], new), row]
        if board.whole[row]:
            change += _step(rows, state.load, row, 0, more - less, stiffness)
        else:
            change += _step(rows, state.load, row, old, -less, stiffness)
            change += _step(rows, state.load, row, new, more, stiffness)
    return change


@compiled
def _step(rows: Rows, load: Floats, row: int, rep: int, more: float, stiffness: float) -> float:
    now = load[row, rep]
    return float(_price(rows, row, rep, now + more, stiffness) - _price(rows, row, rep, now, stiffness))


@compiled
def _price(rows: Rows, row: int, rep: int, load: float, stiffness: float) -> float:
    """What a load costs. The price of missing a row is linear, so that large units are not walled in."""
    beyond = max(load - rows.upper[row, rep], rows.lower[row, rep] - load, 0.0)
    pulled = rows.pull[row, rep] * abs(load - 1.0) if rows.pull[row, rep] else 0.0
    return float((rows.slope[row, rep] + stiffness) * beyond + pulled)


@compiled
def _move(board: Board, state: State, size: int, pair: int, moved: int) -> int:
    """Move the bundle, and write it down in the chain; how long the chain is now."""
    for at in range(size):
        unit = state.bundle[at]
        before = state.own[unit]
        after = pair if at == 0 else _pair(board, unit, board.rep[pair])
        state.chain[moved, 0], state.chain[moved, 1], state.chain[moved, 2] = unit, before, after
        moved += 1
        _assign(board, state, unit, before, after)
    return moved


@compiled
def _assign(board: Board, state: State, unit: int, before: int, after: int) -> None:
    state.own[unit], state.plan[unit] = after, board.rep[after]
    for row in range(len(board.whole)):
        state.load[row, 0 if board.whole[row] else board.rep[before]] -= board.amounts[before, row]
        state.load[row, 0 if board.whole[row] else board.rep[after]] += board.amounts[after, row]


@compiled
def _undo(board: Board, state: State, moved: int) -> None:
    for at in range(moved - 1, -1, -1):
        _assign(board, state, state.chain[at, 0], state.chain[at, 2], state.chain[at, 1])


@compiled
def _settle(board: Board, state: State, moved: int) -> None:
    """The lists of units by rep follow the chain."""
    for at in range(moved):
        unit, old, new = state.chain[at, 0], board.rep[state.chain[at, 1]], board.rep[state.chain[at, 2]]
        if state.place[unit] >= 0:
            last = state.counts[old] - 1
            other = state.members[old, last]
            state.members[old, state.place[unit]] = other
            state.place[other] = state.place[unit]
            state.counts[old] = last
            state.place[unit] = -1
        if state.counts[new] < state.members.shape[1]:
            state.members[new, state.counts[new]] = unit
            state.place[unit] = state.counts[new]
            state.counts[new] += 1


@compiled
def _together(board: Board, state: State, unit: int, new: int, units: Ints) -> int:
    """How many units leave with a unit so that what its rep keeps stays in one piece: itself and what hangs on it.

    They are written to `units`, that unit first; 0 = they are too many, or not all may go there.
    """
    units[0] = unit
    if not board.held[unit]:
        return 1
    old = state.plan[unit]
    root = board.roots[old]
    state.stamp[0] += 1
    seen = state.stamp[0]
    wanted = 0
    for at in range(board.indptr[unit], board.indptr[unit + 1]):
        other = board.indices[at]
        if state.plan[other] == old:
            state.mark[other] = -seen
            wanted += 1
    state.mark[unit] = seen
    size = 1
    whole = wanted
    for at in range(board.indptr[unit], board.indptr[unit + 1]):
        other = board.indices[at]
        if state.mark[other] != -seen:
            continue
        reached, met, home = _reached(board, state, other, old, root, whole)
        if met == whole:  # the unit's neighbours hang together without it
            return 1
        whole = len(board.size) + 1
        if home:
            continue
        if size + reached > MOST_HANGING:
            return 0
        for step in range(reached):
            if _pair(board, state.queue[step], new) < 0:
                return 0
            units[size + step] = state.queue[step]
        size += reached
    return size


@compiled
def _reached(board: Board, state: State, start: int, rep: int, root: int, wanted: int) -> tuple[int, int, bool]:
    """Units of the rep that hang together with `start` (they are in the queue): how many, how many of the wanted ones
    (marked), and whether the home is among them. It ends early when all wanted ones are met.
    """
    seen = state.stamp[0]
    state.queue[0] = start
    state.mark[start] = seen
    length, met, home, head = 1, 1, start == root, 0
    while head < length and met < wanted:
        unit = state.queue[head]
        head += 1
        for at in range(board.indptr[unit], board.indptr[unit + 1]):
            other = board.indices[at]
            if state.mark[other] == seen or state.plan[other] != rep:
                continue
            met += state.mark[other] == -seen
            home = home or other == root
            state.mark[other] = seen
            state.queue[length] = other
            length += 1
    return length, met, home
