"""Tiny siting problems, and every plan there is."""

import itertools
from collections.abc import Iterator

import numpy as np

from geo.graph import adjacency
from solver.land import Land
from solver.siting.cost import Cost
from solver.siting.problem import Siting

NO_ROOTS = np.zeros(0, dtype=np.int64)


def random_case(seed: int, *, units: int = 7, territories: int = 2, contiguous: bool, measures: int = 1) -> Siting:
    """Units at random places on a random connected graph, whole amounts; a table of distances for odd seeds."""
    rng = np.random.default_rng(seed)
    amounts = rng.integers(0 if measures > 1 else 1, 10, (units, measures)).astype(np.float64)
    amounts[0] += 1.0
    share = amounts.sum(axis=0) / territories
    band = rng.choice([0.1, 0.3, 0.6])
    weight = rng.integers(1, 8, units).astype(np.float64)
    lat, lon = rng.uniform(30, 34, units), rng.uniform(-100, -95, units)
    cost = Cost(weight, lat=lat, lon=lon, power=1 + seed // 2 % 2)
    if seed % 2:
        km = np.triu(rng.integers(0, 30, (units, units)), 1).astype(np.float64)
        cost = Cost(weight, km=km + km.T, power=1 + seed // 2 % 2)
    ids = np.array([f"U{unit}" for unit in range(units)], dtype=object)
    names = tuple(f"m{m}" for m in range(measures))
    lower, upper = share * (1 - band), share * (1 + band)
    return Siting(ids, names, amounts, lower, upper, territories, cost, _land(rng, units) if contiguous else None)


def _land(rng: np.random.Generator, units: int) -> Land:
    tree = [(unit, int(rng.integers(unit))) for unit in range(1, units)]
    more = [tuple(rng.integers(0, units, 2).tolist()) for _ in range(2)]
    ends = np.array([*tree, *more], dtype=np.int64)
    return Land(*adjacency(units, ends[:, 0], ends[:, 1]), roots=NO_ROOTS)


def every_plan(problem: Siting) -> Iterator[tuple[float, np.ndarray]]:
    """Cost and plan of all choices of centres and all assignments that keep the rules, judged in plain Python here."""
    everybody = range(problem.units)
    for centres in itertools.combinations(everybody, problem.territories):
        for choice in itertools.product(centres, repeat=problem.units):
            if all(choice[c] == c for c in centres) and _keeps(problem, choice, centres):
                yield sum(_cost(problem, i, j) for i, j in enumerate(choice)), np.array(choice, dtype=np.int64)


def cheapest(problem: Siting) -> tuple[float, np.ndarray] | None:
    return min(every_plan(problem), key=lambda found: found[0], default=None)


def _cost(problem: Siting, unit: int, centre: int) -> float:
    cost = problem.cost
    if cost.km is not None:
        return float(cost.weight[unit] * cost.km[unit, centre] ** cost.power)
    assert cost.lat is not None
    assert cost.lon is not None
    a, b = (_point(float(cost.lat[at]), float(cost.lon[at])) for at in (unit, centre))
    angle = np.arctan2(np.linalg.norm(np.cross(a, b)), np.dot(a, b))
    return float(cost.weight[unit] * (6371.0 * angle) ** cost.power)


def _point(lat: float, lon: float) -> np.ndarray:
    phi, theta = np.radians(lat), np.radians(lon)
    return np.array([np.cos(phi) * np.cos(theta), np.cos(phi) * np.sin(theta), np.sin(phi)])


def _keeps(problem: Siting, choice: tuple[int, ...], centres: tuple[int, ...]) -> bool:
    for centre in centres:
        mine = {unit for unit, owner in enumerate(choice) if owner == centre}
        held = problem.amounts[sorted(mine)].sum(axis=0)
        room = 1e-9 * problem.share
        if (held < problem.lower - room).any() or (held > problem.upper + room).any():
            return False
        if problem.land is not None and _reached(problem.land, centre, mine) != mine:
            return False
    return True


def _reached(land: Land, start: int, inside: set[int]) -> set[int]:
    seen, waiting = {start}, [start]
    while waiting:
        for other in land.neighbours(waiting.pop()).tolist():
            if other in inside and other not in seen:
                seen.add(other)
                waiting.append(other)
    return seen
