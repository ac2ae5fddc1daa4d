"""Every free unit goes to exactly one of its reps."""

import numpy as np

from solver.model.variables import Draft


def add(draft: Draft) -> None:
    cuts = np.flatnonzero(np.diff(draft.unit)) + 1
    start = 0
    for stop in [*cuts.tolist(), len(draft.x)]:
        draft.model.add_exactly_one(draft.x[start:stop])
        start = stop
