"""Rows around what a peer group owns in the plan.

A band of b around the fair share s_r · T_g of a rep r of the group g, where T_g = Σ load_k over the reps k of g is
whatever they own, is linear in the plan. It is two rows, each of them on

    load_r − t · s_r · T_g        at most 0 with t = 1 + b, at least 0 with t = 1 − b

At prices π_r of such a row a unit of the amount costs its owner k, besides what he pays himself, what it moves the
rows of all his peers:

    Σ_r π_r (load_r − t s_r T_g)  =  Σ_k load_k · (π_k − t Σ_r in k's group π_r s_r)
"""

from dataclasses import dataclass, replace

import numpy as np

from solver.book import Floats, Ints


@dataclass(frozen=True)
class Around:
    """group : (R,) number of every rep's group, from 0. part : (R,) s, the rep's part of his group's weights, 0 for a
    rep without a share. times : t.
    """

    group: Ints
    part: Floats
    times: float

    @property
    def factor(self) -> Floats:
        """(R,) What a unit of the group's total counts less in each rep's row."""
        return np.asarray(self.times * self.part)

    def total(self, load: Floats) -> Floats:
        """(R,) What the rep's group owns, from the loads (R,)."""
        return np.asarray(np.bincount(self.group, weights=load)[self.group], dtype=np.float64)

    def felt(self, load: Floats) -> Floats:
        """(R,) What the row is about, from the loads (R,)."""
        return np.asarray(load - self.factor * self.total(load))

    def faced(self, price: Floats) -> Floats:
        """(R,) What a unit of the amount costs its owner, from the prices (R,) of the rows: the transpose of `felt`."""
        return np.asarray(price - self.total(price * self.factor))

    def of_reps(self, reps: Ints) -> "Around":
        """The same for some of the reps, all of their groups among them."""
        group = np.unique(self.group[reps], return_inverse=True)[1].reshape(-1).astype(np.int64)
        return replace(self, group=group, part=self.part[reps])
