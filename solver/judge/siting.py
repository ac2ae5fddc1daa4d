"""Checks a seedless plan from the input arrays alone: cost, bands, number and ownership of centres, contiguity.

Nothing here is shared with the methods: distances, sums and pieces are computed again.
"""

import math
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from solver.book import Floats, Ints
from solver.judge.violation import Violation, apart, number
from solver.rules import BAND_TOLERANCE

if TYPE_CHECKING:
    from solver.siting.problem import Siting

EARTH_RADIUS_KM = 6371.0


@dataclass(frozen=True)
class SitingVerdict:
    """What a plan costs and which rules it breaks.

    centres : (T,) units that are centres, ascending. loads : (T, M) of their territories. pieces : (T,) connected
    pieces of each (1 each where there is no unit graph).
    """

    objective: float
    centres: Ints
    loads: Floats
    pieces: Ints
    violations: tuple[Violation, ...]

    @property
    def kept(self) -> bool:
        return not self.violations


def judge_siting(problem: "Siting", centre: Ints) -> SitingVerdict:
    """The verdict on a plan: `centre` (U,) is the unit at the centre of every unit's territory.

    Raises ValueError when the plan has another length or names units that are not there.
    """
    centre = np.asarray(centre)
    if centre.shape != (problem.units,) or centre.dtype.kind not in "iu":
        raise ValueError(f"a plan names one centre for each of the {problem.units} units")
    if problem.units and (int(centre.min()) < 0 or int(centre.max()) >= problem.units):
        raise ValueError("the plan names a centre that is not a unit")
    centres = np.unique(centre)
    members = [np.flatnonzero(centre == each) for each in centres]
    loads = np.array([[math.fsum(column) for column in problem.amounts[own].T] for own in members])
    pieces = np.array([_pieces(problem, own) for own in members])
    violations = (*_count(problem, centres), *_owned(problem, centre, centres), *_bands(problem, centres, loads))
    violations += tuple(_torn(problem, int(c), int(p)) for c, p in zip(centres, pieces, strict=True) if p > 1)
    return SitingVerdict(_objective(problem, centre), centres, loads, pieces, violations)


def _objective(problem: "Siting", centre: Ints) -> float:
    cost = problem.cost
    return math.fsum(
        weight * _km(problem, unit, own) ** cost.power
        for unit, (weight, own) in enumerate(zip(cost.weight.tolist(), centre.tolist(), strict=True))
    )


def _km(problem: "Siting", unit: int, centre: int) -> float:
    cost = problem.cost
    if cost.km is not None:
        return float(cost.km[unit, centre])
    assert cost.lat is not None
    assert cost.lon is not None
    phi_a, phi_b = math.radians(cost.lat[unit]), math.radians(cost.lat[centre])
    across = math.radians(cost.lon[centre] - cost.lon[unit])
    h = math.sin((phi_b - phi_a) / 2) ** 2 + math.cos(phi_a) * math.cos(phi_b) * math.sin(across / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, h)))


def _count(problem: "Siting", centres: Ints) -> list[Violation]:
    if len(centres) == problem.territories:
        return []
    message = f"the plan has {len(centres)} territories, {problem.territories} were asked for"
    ids = tuple(str(problem.unit_ids[c]) for c in centres.tolist())
    return [Violation("territories", message, ids, len(centres), problem.territories)]


def _owned(problem: "Siting", centre: Ints, centres: Ints) -> list[Violation]:
    found = []
    for each in centres[centre[centres] != centres].tolist():
        unit, other = str(problem.unit_ids[each]), str(problem.unit_ids[centre[each]])
        message = f"unit {unit} is the centre of a territory but belongs to the territory of {other}"
        found.append(Violation("centre", message, (unit,), 1.0, 0.0))
    return found


def _bands(problem: "Siting", centres: Ints, loads: Floats) -> list[Violation]:
    found = []
    for m, measure in enumerate(problem.measures):
        room = BAND_TOLERANCE * math.fsum(problem.amounts[:, m]) / problem.territories
        for at, unit in enumerate(centres.tolist()):
            load, least, most = float(loads[at, m]), float(problem.lower[m]), float(problem.upper[m])
            if least - room <= load <= most + room:
                continue
            limit = least if load < least else most
            amount, allowed = apart(load, limit, number)
            side = "at least" if load < least else "at most"
            message = f"territory of {problem.unit_ids[unit]}: {measure} is {amount}, {side} {allowed} is asked for"
            found.append(Violation("band", message, (str(problem.unit_ids[unit]),), load, limit))
    return found


def _pieces(problem: "Siting", members: Ints) -> int:
    if problem.land is None:
        return 1
    waiting, pieces = set(members.tolist()), 0
    while waiting:
        pieces += 1
        queue = deque([waiting.pop()])
        while queue:
            for other in problem.land.neighbours(queue.popleft()).tolist():
                if other in waiting:
                    waiting.discard(other)
                    queue.append(other)
    return pieces


def _torn(problem: "Siting", centre: int, pieces: int) -> Violation:
    unit = str(problem.unit_ids[centre])
    return Violation("contiguity", f"the territory of {unit} is in {pieces} pieces", (unit,), pieces, 1)
