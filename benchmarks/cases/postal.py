"""Contiguous books of postal codes: the real places where a table of them is at hand, else a jittered grid.

Residents are made: more where places lie close together, log-normal around that. Potential is residents, hours are
100,000 × (0.8 × share of residents + 0.2 × share of √residents × area^¼), the recipe of other contiguous cases.
Neighbours are those of the Delaunay graph up to `LONGEST_KM`. Homes: weighted k-means++, then rounds of Lloyd in which
reps move from empty patches to crowded ones, so that they live about where there is work for them.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from benchmarks.cases.case import Case, Loaded, hashed, sha256
from geo.distance import on_sphere
from geo.planar import neighbours
from solver.book import Floats, Ints
from solver.errors import Finding, InputError
from solver.problem import Problem
from solver.rules import Rules

RECIPE = 1
"""Counts the changes of this recipe: results of another one are not kept when a run is resumed."""
SOUTH, NORTH, WEST, EAST = 24.0, 50.0, -125.0, -66.0
"""The contiguous states."""
GRID_DEGREES, JITTER = 0.2, 0.35
"""The made map: a grid as wide as it is high, moved by up to this share of a step."""
LONGEST_KM = 80.0
CLOSE, DENSITY, SPREAD, MEDIAN, LARGEST = 8, 0.25, 0.8, 6_000.0, 60_000.0
"""Residents: of the area that so many closest places take, the density to this exponent; standard deviation of the
logarithm, median, and cap (people)."""
HOURS, BY_RESIDENTS = 100_000.0, 0.8
ROUNDS, EMPTY, CROWDED = 40, 0.7, 1.5
"""Rounds of Lloyd; a patch up to, and one from so many fair shares."""
RULES = Rules(contiguous=True, goal={"potential": 1.0, "workload": 1.0, "travel": 1.0})


@dataclass(frozen=True)
class Tables:
    """The three tables of a case."""

    units: pd.DataFrame
    reps: pd.DataFrame
    edges: pd.DataFrame


@dataclass(frozen=True)
class Postal:
    """So many postal codes drawn from `table` (zip, lat, lon, is_census_zcta), or made places where that is blank."""

    units: int
    reps: int
    seed: int
    table: str

    @property
    def name(self) -> str:
        return f"{'postal' if self.table else 'grid'}-{self.units}x{self.reps}-{self.seed}"

    def identity(self) -> str:
        return hashed(RECIPE, self.units, self.reps, self.seed, *([sha256(Path(self.table))] if self.table else []))

    def load(self) -> Loaded:
        made = self.tables()
        files = {Path(self.table).name: sha256(Path(self.table))} if self.table else {}
        return Loaded(Problem.from_frames(made.units, made.reps, RULES, edges=made.edges), files)

    def tables(self) -> Tables:
        """The same for the same arguments."""
        rng = np.random.default_rng([RECIPE, self.units, self.reps, self.seed])
        ids, lat, lon = _drawn(Path(self.table), self.units, rng) if self.table else _grid(self.units, rng)
        area = _area(lat, lon)
        residents = _residents(area, rng)
        rough = np.sqrt(residents) * area**0.25
        hours = HOURS * (BY_RESIDENTS * residents / residents.sum() + (1 - BY_RESIDENTS) * rough / rough.sum())
        home = _homes(lat, lon, residents, self.reps, rng)
        a, b = neighbours(lat, lon, LONGEST_KM)
        units = {"account_id": ids, "lat": lat, "lon": lon, "potential": residents, "workload": np.round(hours, 3)}
        reps = {"rep_id": [f"R{k:03d}" for k in range(self.reps)], "lat": lat[home], "lon": lon[home]}
        edges = {"unit_a": ids[a], "unit_b": ids[b]}
        return Tables(pd.DataFrame(units), pd.DataFrame(reps), pd.DataFrame(edges))


def postal(units: int, reps: int, seed: int, table: str) -> Case:
    """A case of `Postal`; whether the table is there is for the caller to see."""
    source = Postal(units, reps, seed, table)
    return Case(source.name, source)


def _drawn(table: Path, units: int, rng: np.random.Generator) -> tuple[Ints, Floats, Floats]:
    """Ids and places of postal codes with an area, drawn evenly from those in the contiguous states."""
    codes = pd.read_csv(table, dtype=str)
    codes = codes[codes["is_census_zcta"] == "1"].drop_duplicates("zip").sort_values("zip")
    lat, lon = (codes[column].astype(float).to_numpy() for column in ("lat", "lon"))
    inside = np.flatnonzero((lat > SOUTH) & (lat < NORTH) & (lon > WEST) & (lon < EAST))
    if len(inside) < units:
        message = f"{units:,} postal codes are asked for, the table has {len(inside):,} in the contiguous states"
        raise InputError([Finding("too-few-postal-codes", message, "ask for fewer", table.name)])
    some = np.sort(rng.choice(inside, units, replace=False))
    return codes["zip"].to_numpy(dtype=object)[some], lat[some], lon[some]


def _grid(units: int, rng: np.random.Generator) -> tuple[Ints, Floats, Floats]:
    side = int(np.ceil(np.sqrt(units)))
    row, column = np.divmod(np.arange(units), side)
    off = rng.uniform(-JITTER, JITTER, (2, units))
    lat, lon = (np.round(GRID_DEGREES * (at + by), 4) for at, by in zip((row, column), off, strict=True))
    ids = np.array([f"P{number:05d}" for number in range(units)], dtype=object)
    return ids, SOUTH + 6.0 + lat, WEST + 20.0 + lon


def _area(lat: Floats, lon: Floats) -> Floats:
    """Square kilometres to every place, from how far its closest places are."""
    count = min(CLOSE, len(lat) - 1)
    reach = cKDTree(on_sphere(lat, lon)).query(on_sphere(lat, lon), k=count + 1)[0][:, -1]
    return np.asarray(np.pi * np.maximum(reach, 0.1) ** 2 / count, dtype=np.float64)


def _residents(area: Floats, rng: np.random.Generator) -> Floats:
    usual = MEDIAN * (np.median(area) / area) ** DENSITY
    return np.asarray(np.rint(np.clip(usual * rng.lognormal(0.0, SPREAD, len(area)), 10.0, LARGEST)), dtype=np.float64)


def _homes(lat: Floats, lon: Floats, weight: Floats, reps: int, rng: np.random.Generator) -> Ints:
    """A home unit for every rep, each another one.

    k-means++: D. Arthur and S. Vassilvitskii, SODA 2007. In the rounds of Lloyd after it the emptiest patches' reps
    move into the most crowded patches: k-means alone leaves towns with a tenth of the reps that their work needs.
    """
    points = on_sphere(lat, lon)
    centres = points[_seeds(points, weight, reps, rng)]
    share = weight.sum() / reps
    for _ in range(ROUNDS):
        patch = cKDTree(centres).query(points)[1]
        load = np.bincount(patch, weights=weight, minlength=reps)
        held = load > 0
        for axis in range(3):
            total = np.bincount(patch, weights=weight * points[:, axis], minlength=reps)
            centres[held, axis] = total[held] / load[held]
        order = np.argsort(load, kind="stable")
        for empty, crowded in zip(order, order[::-1], strict=True):
            if load[empty] > EMPTY * share or load[crowded] < CROWDED * share:
                break
            inside = np.flatnonzero(patch == crowded)
            centres[empty] = points[rng.choice(inside, p=weight[inside] / weight[inside].sum())]
    return _own_units(points, centres)


def _seeds(points: Floats, weight: Floats, reps: int, rng: np.random.Generator) -> Ints:
    chosen = [int(rng.choice(len(points), p=weight / weight.sum()))]
    closest = np.full(len(points), np.inf)
    for _ in range(reps - 1):
        closest = np.minimum(closest, ((points - points[chosen[-1]]) ** 2).sum(axis=1))
        chance = weight * closest
        chosen.append(int(rng.choice(len(points), p=chance / chance.sum())))
    return np.array(chosen)


def _own_units(points: Floats, centres: Floats) -> Ints:
    """The nearest unit of every centre that no centre before it has taken."""
    tree, taken, homes = cKDTree(points), set[int](), []
    for centre in centres:
        near = np.atleast_1d(tree.query(centre, k=min(len(centres), len(points)))[1]).tolist()
        homes.append(next(unit for unit in near if unit not in taken))
        taken.add(homes[-1])
    return np.array(homes)
