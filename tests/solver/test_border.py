"""What hangs on a unit against brute force, and exchanges that must leave every territory in one piece.

0 1 2 3        a's home is 0, b's home is 7; a owns 0 1 2 3, b the rest
4 5 6 7
"""

import numpy as np

from geo.graph import adjacency
from geo.pieces import pieces
from solver.book import Ints
from solver.land import Land
from solver.search.border import Border


def grid(rows: int, columns: int, roots: list[int]) -> Land:
    unit = np.arange(rows * columns).reshape(rows, columns)
    a = np.concatenate([unit[:, :-1].ravel(), unit[:-1].ravel()])
    b = np.concatenate([unit[:, 1:].ravel(), unit[1:].ravel()])
    return Land(*adjacency(rows * columns, a, b), np.array(roots))


def units_of(border: Border, offers: list[list[int]]) -> list[list[int]]:
    return [[border.unit_of[pair] for pair in pairs] for pairs in offers]


def test_a_unit_leaves_with_what_hangs_on_it_and_a_home_never() -> None:
    land = grid(2, 4, [0, 7])
    border = Border(land, np.arange(16), np.array([0, 0, 0, 0, 1, 1, 1, 1]))
    assert units_of(border, border.offers(0, 1)) == [[1, 2, 3], [2, 3], [3]]
    border.moved(3, 1)
    assert units_of(border, border.offers(0, 1)) == [[1, 2], [2]]


def test_what_hangs_on_a_unit_stays_when_part_of_it_may_not_go_along() -> None:
    land = grid(2, 4, [0, 7])
    keys = np.setdiff1d(np.arange(16), [2 * 3 + 1])  # unit 3 may not come to b
    border = Border(land, keys, np.array([0, 0, 0, 0, 1, 1, 1, 1]))
    assert border.offers(0, 1) == []
    assert border.beside(1) == {0}


def test_offers_that_only_touch_each_other_are_not_exchanged() -> None:
    land = grid(1, 4, [0, 3])
    border = Border(land, np.arange(8), np.array([0, 0, 1, 1]))
    (one,), (other,) = border.offers(0, 1), border.offers(1, 0)
    assert not border.apart(one, other)
    wide = Border(grid(2, 4, [0, 3]), np.arange(16), np.array([0, 0, 1, 1, 0, 0, 1, 1]))
    give = next(pairs for pairs in wide.offers(0, 1) if wide.unit_of[pairs[0]] == 1)
    take = next(pairs for pairs in wide.offers(1, 0) if wide.unit_of[pairs[0]] == 6)
    assert wide.apart(give, take)


def test_random_exchanges_keep_territories_whole_and_counts_right() -> None:
    rng = np.random.default_rng(11)
    land = grid(9, 11, [0, 10, 49, 88, 98])
    keys = np.arange(99 * 5)
    plan = grown(land, rng)
    border = Border(land, keys, plan)
    swaps = 0
    for _ in range(1500):
        a, b = (int(rep) for rep in rng.choice(5, 2, replace=False))
        leave, come = border.offers(a, b), border.offers(b, a)
        assert {pairs[0] for pairs in leave} <= border.outside[b]
        if not leave:
            continue
        moves = leave[int(rng.integers(len(leave)))]
        assert sorted(border.unit_of[pair] for pair in moves[1:]) == cut_off(
            land, border.owner, border.unit_of[moves[0]]
        )
        if come and rng.random() < 0.5:
            back = come[int(rng.integers(len(come)))]
            if not border.apart(moves, back):
                continue
            moves, swaps = moves + back, swaps + 1
        for pair in moves:
            border.moved(border.unit_of[pair], border.rep_of[pair])
        owner = np.array(border.owner)
        label = pieces(land.indptr, land.indices, owner)
        assert (label == label[land.roots[owner]]).all()
    again = Border(land, keys, np.array(border.owner))
    assert again.touches == border.touches
    assert again.outside == border.outside
    assert swaps > 50


def grown(land: Land, rng: np.random.Generator) -> Ints:
    """Territories in one piece, a random border unit at a time."""
    plan = np.full(len(land.indptr) - 1, -1)
    plan[land.roots] = np.arange(len(land.roots))
    while (plan < 0).any():
        unit = int(rng.choice(np.flatnonzero(plan < 0)))
        near = plan[land.neighbours(unit)]
        if (near >= 0).any():
            plan[unit] = int(rng.choice(near[near >= 0]))
    return plan


def cut_off(land: Land, owner: list[int], unit: int) -> list[int]:
    """Units that their home does not reach without `unit`."""
    mine = np.array(owner)
    rep = int(mine[unit])
    mine[unit] = -1
    label = pieces(land.indptr, land.indices, mine)
    return np.flatnonzero((mine == rep) & (label != label[land.roots[rep]])).tolist()
