"""What a planner says about basic units: which column makes them, their map, barriers and bridges."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geo.links import Line, Pair
from geo.points import PointGraph
from geo.units.borders import Contiguity
from geo.units.us import Layer

ACCOUNT, POLYGON, CELLS = "account", "polygon", "cells"
"""Units that no column names: every account by itself, the polygon in which it lies, a cell of accounts that lie near
each other."""


@dataclass(frozen=True)
class Polygons:
    """The map of the units: a GeoJSON FeatureCollection, or the name of a map that is built in; the property with a
    unit's id; rook (a stretch of border makes neighbours) or queen (a corner is enough).
    """

    map: Mapping[str, Any] | Layer
    id: str = "id"
    contiguity: Contiguity = "rook"


BUILT_IN: Mapping[str, Polygons] = {"county": Polygons("us_counties"), "state": Polygons("us_states")}
"""Units whose map is known. Counties go by their FIPS code, states by their abbreviation."""
CODES = ("zip", "zip3", "county", "state")
"""Units that are read and checked as codes."""


DEFAULT_CELLS = 400
"""Cells that are made where nobody says how many."""


@dataclass(frozen=True)
class UnitKeys:
    """The basic units of a geographic model.

    Parameters
    ----------
    by : account, polygon, cells; zip, zip3, county, state (codes that are read and checked); family or any other column
        of the accounts, whose values are the units. With polygons or cells given, account means them.
    polygons : the map. Units by county or state have theirs built in. None = neighbours are found among points.
    barriers : pairs of unit ids, or lines of points [lat, lon]: they take edges out.
    bridges : pairs of unit ids: they put edges in.
    cells : how many cells to make of accounts by their coordinates, at most; None = `DEFAULT_CELLS`.
    graph : for units without polygons: delaunay, or gabriel (sparser).
    """

    by: str = ACCOUNT
    polygons: Polygons | None = None
    barriers: Sequence[Pair | Line] = ()
    bridges: Sequence[Pair] = ()
    cells: int | None = None
    graph: PointGraph = "delaunay"

    @property
    def kind(self) -> str:
        """`by`, where account with polygons or cells means these."""
        if self.by != ACCOUNT:
            return self.by
        return POLYGON if self.polygons is not None else CELLS if self.cells is not None else ACCOUNT

    @property
    def on_map(self) -> bool:
        """Whether units are cells of a map: read from codes, drawn, or clustered."""
        return self.kind in (*CODES, POLYGON, CELLS)

    @property
    def checked(self) -> bool:
        """Whether every account should be in a unit: a blank family is no mistake, a blank postal code is."""
        return self.on_map or self.polygons is not None
