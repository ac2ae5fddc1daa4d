"""Who may own what, without a table of units × reps."""

from dataclasses import dataclass

import numpy as np

from solver.amounts import Pairwise
from solver.book import Bools, Ints


@dataclass(frozen=True)
class Eligibility:
    """Rep r may own unit u when the unit's class allows the rep, or the pair is `extra`; never when it is `forbidden`.

    unit_class : (U,) index into `allows`. allows : (classes, R). pinned : (U,) the only rep a unit may have, −1 = free.
    """

    unit_class: Ints
    allows: Bools
    extra: Pairwise
    forbidden: Pairwise
    pinned: Ints

    def ok(self, unit: Ints, rep: Ints) -> Bools:
        """Which of the given pairs are allowed; the arguments broadcast."""
        allowed = self.allows[self.unit_class[unit], rep] | self.extra.has(unit, rep)
        pin = self.pinned[unit]
        return np.asarray(allowed & ~self.forbidden.has(unit, rep) & ((pin < 0) | (pin == rep)))

    def block(self, start: int, stop: int) -> Bools:
        """Allowed pairs of the units start ≤ unit < stop, shape (stop − start, R)."""
        mask = self.allows[self.unit_class[start:stop]].copy()
        for pairs, value in ((self.extra, True), (self.forbidden, False)):
            keys = pairs.keys[pairs.within(start, stop)]
            mask[keys // pairs.reps - start, keys % pairs.reps] = value
        pin = self.pinned[start:stop]
        fixed = np.flatnonzero(pin >= 0)
        only = np.zeros((len(fixed), mask.shape[1]), dtype=bool)
        only[np.arange(len(fixed)), pin[fixed]] = True
        mask[fixed] &= only
        return np.asarray(mask)
