"""The problem of seedless design: choose the centres of the territories and give every unit to one of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from solver.book import Floats, Ints, Texts
from solver.errors import Finding
from solver.land import Land
from solver.siting.cost import Cost

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Siting:
    """Immutable. U units, M measures, k territories:

        min Σ c(i, j) x(i, j)    Σ_j x(i, j) = 1    x(i, j) ≤ x(j, j)    Σ_j x(j, j) = k
        lower_m x(j, j) ≤ Σ_i a(i, m) x(i, j) ≤ upper_m x(j, j)          each territory in one piece, where asked

    x(i, j) = 1: unit i belongs to the territory with centre j; a centre belongs to its own territory
    (S. W. Hess, J. B. Weaver, H. J. Siegfeldt, J. N. Whelan and P. A. Zitlau, Oper. Res. 13, 1965).

    amounts : (U, M). lower, upper : (M,) what every territory may hold. land : the unit graph (without roots); None =
    territories need not be in one piece.
    """

    unit_ids: Texts
    measures: tuple[str, ...]
    amounts: Floats
    lower: Floats
    upper: Floats
    territories: int
    cost: Cost
    land: Land | None = None
    notes: tuple[Finding, ...] = ()

    @property
    def units(self) -> int:
        return len(self.unit_ids)

    @property
    def share(self) -> Floats:
        """What a territory holds on average, (M,)."""
        return np.asarray(self.amounts.sum(axis=0) / self.territories)

    def objective(self, centre: Ints) -> float:
        """Total cost of a plan (U,): the centre of every unit's territory."""
        return float(self.cost.at(np.arange(self.units), centre).sum())

    @classmethod
    def from_frames(
        cls,
        units: "pd.DataFrame",
        territories: int,
        *,
        bands: Mapping[str, float],
        weight: str = "workload",
        power: int = 1,
        edges: "pd.DataFrame | None" = None,
        distances: "pd.DataFrame | None" = None,
    ) -> "Siting":
        """Build a problem from tables with our column names; raises InputError with every finding.

        See `solver.siting.intake.from_frames`.
        """
        from solver.siting.intake import from_frames

        return from_frames(
            units, territories, bands=bands, weight=weight, power=power, edges=edges, distances=distances
        )
