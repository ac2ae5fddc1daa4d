"""What a map is drawn from: places with an amount, and the people."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from geo.lands import lands
from geo.middle import middle
from geo.units.polygons import Areas, Shapes
from scenarios.designs.geographic import UNIT
from scenarios.reports.atlas.shapes import states
from solver.book import Bools, Floats, Ints
from solver.judge.violation import rep_label
from solver.problem import Problem
from solver.siting.problem import Siting

WEIGHT = "weight"
"""What the dots of territories for nobody are sized by: that by which kilometres are weighed."""
NOBODY = -1
"""The rep of a spot whose owner is not in the team, or who has none."""


@dataclass(frozen=True)
class Spots:
    """Places of the map: degrees, amount, rep (`NOBODY` for none), accounts, and whether they are exempt from lying in
    one piece, land and unit; (n,) each.
    """

    lat: Floats
    lon: Floats
    size: Floats
    rep: Ints
    accounts: Ints
    exempt: Bools
    land: Ints
    unit: Ints

    def where(self, kept: Bools | Ints) -> "Spots":
        return Spots(*(getattr(self, name)[kept] for name in self.__dataclass_fields__))


@dataclass(frozen=True)
class Words:
    """What a spot, an entry of the book, an owner, a ring and the whole are called."""

    spot: str = "an account"
    entry: str = "account"
    owner: str = "rep"
    home: str = "where a rep lives"
    plan: str = "Plan"


@dataclass(frozen=True)
class Ground:
    """Accounts and people of a plan.

    lat, lon : (A,) degrees, NaN = no place. size : (A,) ≥ 0. unit : (A,) of a map's cells, each to be one spot, None =
    every account is one. measure : what sizes are, "" = all alike. names : (R,) as the map says them; labels : (R,) as
    they are told to who points at a dot. home_lat, home_lon : (R,), NaN = no home. words : of the legend.
    cells : the polygon of each unit in degrees, None for a unit that has none; None = there is no map of the units.
    edges : units that are neighbours; None = nobody has said so.
    """

    lat: Floats
    lon: Floats
    size: Floats
    unit: Ints | None
    exempt: Bools
    measure: str
    names: Sequence[str]
    labels: Sequence[str]
    home_lat: Floats
    home_lon: Floats
    words: Words
    cells: Shapes | None = None
    edges: tuple[Ints, Ints] | None = None

    @cached_property
    def placed(self) -> Bools:
        return np.isfinite(self.lat) & np.isfinite(self.lon)

    @cached_property
    def housed(self) -> Bools:
        return np.isfinite(self.home_lat) & np.isfinite(self.home_lon)

    @cached_property
    def land(self) -> tuple[Ints, Ints]:
        """The land of every account and of every home; −1 = no place."""
        account = np.full(len(self.lat), -1, dtype=np.int64)
        home = np.full(len(self.home_lat), -1, dtype=np.int64)
        lat = np.concatenate([self.lat[self.placed], self.home_lat[self.housed]])
        lon = np.concatenate([self.lon[self.placed], self.home_lon[self.housed]])
        found = lands(lat, lon)
        account[self.placed], home[self.housed] = np.split(found, [int(self.placed.sum())])
        return account, home

    @cached_property
    def states(self) -> Shapes:
        """The states of the USA in which some of the accounts are, in degrees."""
        return states(self.lat[self.placed], self.lon[self.placed])

    @cached_property
    def of_land(self) -> Ints:
        """Accounts of each land."""
        return np.bincount(self.land[0][self.placed], minlength=1 + int(max(each.max() for each in self.land)))

    def spots(self, owner: Ints) -> Spots:
        """Where the accounts of each owner (A,) are; a cell of the map is a spot for each of its owners."""
        owner = np.where(owner < 0, NOBODY, owner)
        every = np.ones(len(owner), dtype=np.int64)
        unit = np.arange(len(owner)) if self.unit is None else self.unit
        spots = Spots(self.lat, self.lon, self.size, owner, every, self.exempt, self.land[0], unit).where(self.placed)
        return spots if self.unit is None else _by_unit(spots)


def _by_unit(spots: Spots) -> Spots:
    key = spots.unit * (int(spots.rep.max()) + 2) + spots.rep - NOBODY
    _, first, of = np.unique(key, return_index=True, return_inverse=True)
    lat, lon = middle(of, spots.lat, spots.lon, len(first))
    size, accounts = np.bincount(of, spots.size).astype(np.float64), np.bincount(of)
    return Spots(lat, lon, size, spots.rep[first], accounts, spots.exempt[first], spots.land[first], spots.unit[first])


def ground_of(problem: Problem, areas: Areas | None = None) -> Ground | None:
    """What a map of the problem's plans is drawn from; None where no account has a place. areas : of its units."""
    book, team, land = problem.book, problem.team, problem.land
    if not (np.isfinite(book.lat) & np.isfinite(book.lon)).any():
        return None
    measure, size = _size(problem)
    layered = land is not None and land.gates is not None  # cells of several layers lie over one another
    cells = not layered and (land is not None or problem.rules.units == UNIT)
    exempt = np.zeros(len(book), dtype=bool) if land is None else ~land.held[book.unit]
    shapes = None if areas is None or not cells else _shapes(problem, areas)
    names = [str(name) or str(id_) for name, id_ in zip(team.names, team.ids, strict=True)]
    labels = [rep_label(team, rep) for rep in range(len(team))]
    unit, words = (book.unit, Words("a unit of the map")) if cells else (None, Words())
    edges = None if land is None else land.edges()
    people = (names, labels, team.lat, team.lon)
    return Ground(book.lat, book.lon, size, unit, exempt, measure, *people, words, shapes, edges)


def _shapes(problem: Problem, areas: Areas) -> Shapes:
    """The polygon of each unit."""
    at = pd.Index(areas.ids.astype(str)).get_indexer(pd.Index(problem.unit_ids.astype(str)))
    shapes: Shapes = areas.shapes[at]
    shapes[at < 0] = None
    return shapes


def ground_of_siting(siting: Siting, territories: pd.DataFrame) -> Ground | None:
    """The same of territories for nobody yet: units, and the centres as homes."""
    lat, lon = siting.cost.lat, siting.cost.lon
    if lat is None or lon is None or not np.isfinite(lat + lon).any() or "lat" not in territories:
        return None
    names = [str(each) for each in territories["rep_id"]]
    words = Words("a basic unit", "unit", "territory", "the centre of a territory", "Territories")
    exempt, size = np.zeros(siting.units, dtype=bool), siting.cost.weight
    unit = None if siting.land is None else np.arange(siting.units)
    home_lat, home_lon = (territories[axis].to_numpy(dtype=np.float64) for axis in ("lat", "lon"))
    return Ground(lat, lon, size, unit, exempt, WEIGHT, names, names, home_lat, home_lon, words)


def _size(problem: Problem) -> tuple[str, Floats]:
    """Potential, or the first measure that has a band, or one for every account."""
    values = problem.book.values
    for name in ("potential", *problem.rules.bands):
        if name in values and np.nansum(values[name]) > 0:
            return name, np.maximum(np.nan_to_num(values[name]), 0.0)
    return "", np.ones(len(problem.book))
