"""Where managers sit when nobody has said: the members from which districts are led, chosen by an exact model.

Minimise the kilometres × hours between every member and the seat of its district over all choices of seats that keep
the bands and the numbers of members, each district in one piece where asked (S. W. Hess et al., Operations Research 13,
1965; contiguity by separators, E. Oehrlein and J.-H. Haunert, Journal of Spatial Information Science 15, 2017).
"""

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_matrix, csr_matrix, vstack

from geo.graph import adjacency
from geo.pieces import pieces
from solver.book import Floats, Ints

OPTIMAL, INFEASIBLE = 0, 2
"""What scipy's milp calls its end."""
MANY = 120
"""Members beyond which the whole model is too large to start with."""
NEAR = 24
"""Seats that are looked at for each member then."""
FOR_BOUND = 0.4
"""Part of the time that is kept for the bound then."""
ROOM = 1e-9
"""As a share: the rounding of sums, see `solver.rules.BAND_TOLERANCE`."""


@dataclass(frozen=True)
class Field:
    """What seats are chosen among.

    cost : (U, U), of giving member i to the seat j. amounts : (U,) of every banded measure. bands : of each, a share.
    least, most : members of a district. edges : neighbours (a, b) of a graph in one piece; None = districts need not
    be in one piece.
    """

    cost: Floats
    seats: int
    amounts: tuple[Floats, ...] = ()
    bands: tuple[float, ...] = ()
    least: int = 0
    most: float = math.inf
    edges: tuple[Ints, Ints] | None = None

    def __len__(self) -> int:
        return len(self.cost)


@dataclass(frozen=True)
class Seats:
    """of : (U,) the seat of every member, None when no choice was found. objective, bound : kilometres × hours.

    opening : by how much every band must open at least, as a share; 0 where they hold. impossible : proven that no
    choice keeps the rules, bands opened or not.
    """

    of: Ints | None
    objective: float | None
    bound: float | None
    opening: float = 0.0
    impossible: bool = False

    @property
    def chosen(self) -> Ints:
        return np.unique(self.of) if self.of is not None else np.zeros(0, dtype=np.int64)

    @property
    def gap(self) -> float | None:
        """(objective − bound) ÷ objective."""
        if self.objective is None or self.bound is None:
            return None
        return max(0.0, (self.objective - self.bound) / self.objective) if self.objective else 0.0


@dataclass
class _Model:
    """x[i, j] as i · U + j: member i goes to the seat j; x[j, j]: j is a seat. The last variable opens the bands.

    near : only this many of the cheapest seats of each member are looked at; what is proven then is of no use.
    """

    land: Field
    elastic: bool
    near: int | None = None
    rows: list[csr_matrix] = field(default_factory=list)
    lower: list[Floats] = field(default_factory=list)
    upper: list[Floats] = field(default_factory=list)

    @property
    def size(self) -> int:
        return len(self.land) ** 2 + 1

    def add(self, row: Ints, column: Ints, value: Floats, lower: Floats, upper: Floats) -> None:
        self.rows.append(coo_matrix((value, (row, column)), shape=(len(lower), self.size)).tocsr())
        self.lower.append(lower)
        self.upper.append(upper)

    def relaxed(self, seconds: float) -> float | None:
        """The optimum with parts of seats, a bound; None when there is no time for it."""
        cost = np.append(self.land.cost.reshape(-1), 0.0)
        rules = LinearConstraint(vstack(self.rows), np.concatenate(self.lower), np.concatenate(self.upper))
        top = np.append(np.ones(len(cost) - 1), 0.0)
        found = milp(cost, bounds=Bounds(0, top), constraints=rules, options={"time_limit": max(0.1, seconds)})
        return float(found.fun) if found.status == OPTIMAL else None

    def solve(self, seconds: float) -> tuple[int, Ints | None, float | None]:
        """milp's status, the seat of every member, and the bound."""
        n = len(self.land)
        cost = np.append(self.land.cost.reshape(-1), 0.0)
        if self.elastic:
            cost = np.append(np.zeros(n * n), 1.0)
        top = np.append(np.ones(n * n), np.inf if self.elastic else 0.0)
        if self.near is not None:
            top[:-1].reshape(n, n)[np.argsort(np.argsort(self.land.cost, axis=1), axis=1) >= self.near] = 0.0
        whole = np.append(np.ones(n * n), 0.0)
        rules = LinearConstraint(vstack(self.rows), np.concatenate(self.lower), np.concatenate(self.upper))
        found = milp(
            cost, integrality=whole, bounds=Bounds(0, top), constraints=rules, options={"time_limit": max(0.1, seconds)}
        )
        of = None if found.x is None else np.argmax(found.x[:-1].reshape(n, n), axis=1).astype(np.int64)
        bound = found.mip_dual_bound
        return found.status, of, None if bound is None or not math.isfinite(bound) else float(bound)


def choose(land: Field, seconds: float) -> Seats:
    """The seats; when no choice keeps the bands, those that open them least."""
    ends = time.monotonic() + seconds
    if len(land) > MANY and (found := _nearby(land, ends)) is not None:
        return found
    status, of, bound = _search(_stated(land, elastic=False), ends)
    if status != INFEASIBLE:
        return Seats(of, _cost(land, of), bound)
    if not land.bands:
        return Seats(None, None, None, impossible=True)
    status, of, opening = _search(_stated(land, elastic=True), ends + seconds)
    if status == INFEASIBLE:
        return Seats(None, None, None, impossible=True)
    return Seats(of, _cost(land, of), None, opening=max(ROOM, opening or 0.0))


def _nearby(land: Field, ends: float) -> Seats | None:
    """Seats of a large field among those that lie near, and the bound of the relaxation over all of them."""
    model = _stated(land, elastic=False)
    left = ends - time.monotonic()
    _, of, _ = _search(replace(model, near=NEAR), ends - FOR_BOUND * left)
    return None if of is None else Seats(of, _cost(land, of), model.relaxed(ends - time.monotonic()))


def _cost(land: Field, of: Ints | None) -> float | None:
    return None if of is None else float(land.cost[np.arange(len(of)), of].sum())


def _search(model: _Model, ends: float) -> tuple[int, Ints | None, float | None]:
    """Solve, cut off what is not in one piece, and solve again, until all of it is. Every bound on the way is valid."""
    best: float | None = None
    while True:
        status, of, bound = model.solve(ends - time.monotonic())
        if bound is not None:
            best = bound if best is None else max(best, bound)
        if status == INFEASIBLE or of is None or model.land.edges is None:
            return status, of, best
        cuts = list(_strays(model.land, of))
        if not cuts:
            return status, of, best
        if time.monotonic() >= ends:
            return status, None, best
        for member, seat, border in cuts:
            _separate(model, member, seat, border)


def _stated(land: Field, elastic: bool) -> _Model:
    model, n = _Model(land, elastic), len(land)
    at = np.arange(n * n).reshape(n, n)
    every, seat = np.arange(n), np.diag(at)
    ones = np.ones(n * n)
    model.add(np.repeat(every, n), at.reshape(-1), ones, np.ones(n), np.ones(n))
    model.add(np.zeros(n, dtype=np.int64), seat, np.ones(n), np.array([land.seats * 1.0]), np.array([land.seats * 1.0]))
    # Whoever goes to j needs j to be a seat.
    i, j = np.nonzero(~np.eye(n, dtype=bool))
    row = np.arange(len(i))
    link = np.concatenate([np.ones(len(i)), -np.ones(len(i))])
    model.add(np.tile(row, 2), np.concatenate([at[i, j], seat[j]]), link, np.full(len(i), -np.inf), np.zeros(len(i)))
    _between(model, np.ones(n), float(land.least), land.most, 0.0)
    for amount, band in zip(land.amounts, land.bands, strict=True):
        share = amount.sum() / land.seats
        if share > 0:
            _between(model, amount / share, 1 - band - ROOM, 1 + band + ROOM, 1.0 if elastic else 0.0)
    return model


def _between(model: _Model, amount: Floats, least: float, most: float, opens: float) -> None:
    """least · x[j, j] − s ≤ Σ_i amount_i x[i, j] ≤ most · x[j, j] + s for every j."""
    n = len(amount)
    at = np.arange(n * n).reshape(n, n)
    last = np.full(n, n * n)
    for end, side in ((least, 1.0), (most, -1.0)):
        if not math.isfinite(end) or (side > 0 and end <= 0):
            continue
        row = np.concatenate([np.repeat(np.arange(n), n), np.arange(n), np.arange(n)])
        column = np.concatenate([at.T.reshape(-1), np.diag(at), last])
        value = np.concatenate([np.tile(amount, n) * side, np.full(n, -end * side), np.full(n, opens)])
        model.add(row, column, value, np.zeros(n), np.full(n, np.inf))


def _strays(land: Field, of: Ints) -> Iterator[tuple[int, int, Ints]]:
    """Members of pieces that do not hold their seat, their seats, and everybody who is next to the piece."""
    assert land.edges is not None
    indptr, indices = adjacency(len(land), *land.edges)
    label = pieces(indptr, indices, of)
    for piece in np.unique(label[label != label[of]]).tolist():
        inside = np.flatnonzero(label == piece)
        around = np.concatenate([indices[indptr[u] : indptr[u + 1]] for u in inside.tolist()])
        border = np.setdiff1d(around, inside)
        for member in inside.tolist():
            yield member, int(of[member]), border


def _separate(model: _Model, member: int, seat: int, border: Ints) -> None:
    """x[member, seat] ≤ Σ x[border, seat]."""
    n = len(model.land)
    column = np.concatenate([[member * n + seat], border * n + seat])
    value = np.concatenate([[-1.0], np.ones(len(border))])
    model.add(np.zeros(len(column), dtype=np.int64), column, value, np.zeros(1), np.full(1, np.inf))


def nearest_seats(land: Field) -> Ints:
    """Seats without regard to the rules, where the model finds none in time: each next one where it saves most, then
    exchanged one by one while that saves anything (M. B. Teitz and P. Bart, Operations Research 16, 1968).
    """
    chosen = list[int]()
    for _ in range(land.seats):
        chosen.append(_saves_most(land, chosen)[0])
    better = True
    while better:
        better = False
        for place in range(len(chosen)):
            others = chosen[:place] + chosen[place + 1 :]
            seat, total = _saves_most(land, others)
            if total < (1 - ROOM) * float(land.cost[:, chosen].min(axis=1).sum()):
                chosen[place], better = seat, True
    return np.array(sorted(chosen), dtype=np.int64)


def _saves_most(land: Field, chosen: list[int]) -> tuple[int, float]:
    """The best seat beside those chosen, and the cost of all to their nearest seats then."""
    so_far = land.cost[:, chosen].min(axis=1) if chosen else np.full(len(land), np.inf)
    total = np.minimum(so_far[:, None], land.cost).sum(axis=0)
    total[chosen] = np.inf
    seat = int(np.argmin(total))
    return seat, float(total[seat])
