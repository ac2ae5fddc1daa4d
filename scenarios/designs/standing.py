"""Which cells of a hybrid stand by themselves: those with reps of their own, mass for one, and reps enough for it."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array, hstack, vstack

from scenarios.designs.serving import who
from scenarios.designs.shares import Scale
from solver.book import Bools, Floats, Ints

ROOM = 1e-9
"""In fair shares: the room that sums of floating-point numbers need."""


@dataclass(frozen=True)
class Cells:
    """names : the C cells. of : (A,) cell of every account, −1 = none. reps : (C, R) who serves each."""

    names: tuple[str, ...]
    of: Ints
    reps: Bools

    def mass(self, scale: Scale) -> Floats:
        """What every cell holds of a measure, in fair shares of a full rep, (C,)."""
        inside = self.of >= 0
        total = np.bincount(self.of[inside], weights=scale.amounts[inside], minlength=len(self.names))
        return np.asarray(total / scale.full if scale.full > 0 else np.zeros(len(self.names)))


def standing(cells: Cells, scales: list[Scale], feeds: float, pinned: Ints) -> dict[int, str]:
    """Cell → why it does not stand, for those that do not.

    A cell stands when some rep serves it, when it holds at least `feeds` fair shares of every measure, and when the
    reps of all standing cells can carry these inside the upper ends of their bands, beside what is `pinned` (A,) to
    them.
    """
    fallen = dict.fromkeys(np.flatnonzero(~cells.reps.any(axis=1)).tolist(), "no rep serves it")
    for scale in scales:
        for cell in np.flatnonzero(cells.mass(scale) < feeds - ROOM).tolist():
            shares = f"{float(cells.mass(scale)[cell]):.2f} fair shares of {scale.words}"
            fallen.setdefault(cell, f"{shares}, and a cell needs {feeds:g}")
    for scale in scales:
        if scale.band is not None:
            _too_much(cells, scale, pinned, fallen)
    return fallen


def _too_much(cells: Cells, scale: Scale, pinned: Ints, fallen: dict[int, str]) -> None:
    """Take out, one after the other, the cell by which reps would have to leave their bands furthest."""
    band = scale.band or 0.0
    held = np.bincount(pinned[pinned >= 0], weights=scale.amounts[pinned >= 0], minlength=len(scale.weight))
    room = np.maximum(scale.weight * (1 + band) - held / scale.full, 0.0)
    mass = cells.mass(scale)
    while True:
        stand = np.array([cell for cell in range(len(cells.names)) if cell not in fallen], dtype=np.int64)
        over = _overflow(mass[stand], cells.reps[stand], room)
        if over is None or over.max() <= 1e-6:
            return
        worst = int(stand[np.argmax(over)])
        reps = cells.reps[worst]
        carry = f"{who(reps, scale.weight)} can carry {float(room[reps].sum()):.2f} inside ±{100 * band:.4g} %"
        shares = f"{mass[worst]:.2f} fair shares of {scale.words}"
        fallen[worst] = f"{shares}, and its {carry} with the other cells that they serve"


def _overflow(mass: Floats, reps: Bools, room: Floats) -> Floats | None:
    """What of each cell (C,) cannot be carried, as little as possible in total; None without cells."""
    if not len(mass):
        return None
    cell, rep = np.nonzero(reps)
    pairs = np.arange(len(cell))
    dealt = csr_array((np.ones(len(cell)), (cell, pairs)), shape=(len(mass), len(cell)))
    carried = csr_array((np.ones(len(cell)), (rep, pairs)), shape=(len(room), len(cell)))
    spare = csr_array(np.eye(len(mass)))
    none = csr_array((len(room), len(mass)))
    found = linprog(
        np.r_[np.zeros(len(cell)), np.ones(len(mass))],
        A_eq=hstack([dealt, spare]),
        b_eq=mass,
        A_ub=vstack([hstack([carried, none])]),
        b_ub=room,
        bounds=(0, None),
    )
    return np.asarray(found.x[len(cell) :]) if found.x is not None else None
