"""Two reps in one unit: one keeps it, the other starts from the nearest unit that is nobody's home."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest

from geo.distance import great_circle, nearest
from scenarios.designs.homes import homes_apart
from scenarios.designs.reading import sheet_of
from solver.book import Floats
from solver.intake.findings import Findings

UNITS = np.array(["a", "b", "c", "d"], dtype=object)
ROAD = np.zeros(4), np.array([0.0, 1.0, 2.0, 3.0])


def moved(home: tuple[list[float], list[float]], place: tuple[Floats, Floats] = ROAD) -> tuple[list[float], Findings]:
    findings = Findings()
    lat, lon = (np.array(axis, dtype=float) for axis in home)
    team = sheet_of("reps", pd.DataFrame({"rep_id": [f"R{at}" for at in range(len(lat))]}), "rep_id", findings)
    made = homes_apart(team, (lat, lon), np.array([f"u{at}" for at in range(len(place[0]))]), place)
    return made[1].tolist(), findings


def test_homes_apart_stay_where_they_are() -> None:
    lon, findings = moved(([0.1, 0.1, np.nan], [0.2, 2.9, np.nan]))
    assert lon[:2] == [0.2, 2.9]
    assert findings.found == []


def test_the_nearest_keeps_the_unit_and_the_other_moves_on() -> None:
    lon, findings = moved(([0.0, 0.0], [1.1, 1.3]))
    assert lon == [1.1, 2.0]
    (said,) = findings.found
    assert (said.code, said.severity, said.ids) == ("home-moved", "warning", ("R1",))
    assert "with R0 in u1: the territory of R1 starts from u2, 78 km away" in said.message


def test_nobody_is_sent_into_another_reps_home() -> None:
    """c is the nearest free unit to neither: R2 lives there."""
    lon, findings = moved(([0.0, 0.0, 0.0], [1.2, 1.3, 2.0]))
    assert lon[2] == 2.0
    assert sorted(lon[:2]) == [0.0, 1.3]
    assert len(findings.found) == 1


def test_too_few_units() -> None:
    lon, findings = moved(([0.0] * 5, [0.0, 0.1, 0.2, 1.0, 2.0]))
    assert lon == [0.0, 0.1, 0.2, 1.0, 2.0]
    assert [(said.code, said.severity) for said in findings.found] == [("too-few-units", "error")]


def test_a_unit_at_the_place_of_another_is_no_home() -> None:
    """u1 and u2 lie at one place: the home of a rep there would be in both."""
    lon, _ = moved(([0.0, 0.0], [0.0, 0.1]), (np.zeros(4), np.array([0.0, 1.0, 1.0, 2.0])))
    assert lon == [0.0, 2.0]


@pytest.mark.parametrize("seed", range(20))
def test_every_rep_has_a_unit_and_the_moves_are_the_shortest(seed: int) -> None:
    rng = np.random.default_rng(seed)
    place = rng.uniform(30, 34, 6), rng.uniform(-86, -82, 6)
    home = np.full(4, place[0][0]) + rng.normal(0, 0.1, 4), np.full(4, place[1][0]) + rng.normal(0, 0.1, 4)
    home[0][3], home[1][3] = place[0][5], place[1][5]
    findings = Findings()
    team = sheet_of("reps", pd.DataFrame({"rep_id": list("ABCD")}), "rep_id", findings)
    lat, lon = homes_apart(team, home, UNITS[[0, 1, 2, 3, 0, 1]], place)
    root = nearest(lat, lon, *place)
    assert len(set(root.tolist())) == 4
    before = nearest(*home, *place)
    shared = [rep for rep in range(4) if (before == before[rep]).sum() > 1]
    free = sorted(set(range(6)) - {int(before[rep]) for rep in range(4) if rep not in shared})
    km = great_circle(home[0][:, None], home[1][:, None], place[0], place[1])
    best = min(
        sum(km[rep, unit] for rep, unit in zip(shared, units, strict=True)) for units in permutations(free, len(shared))
    )
    assert sum(km[rep, root[rep]] for rep in shared) == pytest.approx(best)
