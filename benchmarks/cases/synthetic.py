"""Made-up books of any size, for how the time grows: the book does not depend on the team, nor the team on the rules.

Towns of very different size on a map as wide as the lower United States, accounts around them and in the country
between; potential log-normal and capped, so that no account is large for a team with 40 accounts a rep or more; hours
by class.
Reps live where the hours are.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from benchmarks.cases.case import Case, Loaded, hashed
from solver.book import Floats
from solver.problem import Problem
from solver.rules import Rules

RECIPE = 1
"""Counts the changes of this recipe: results of another one are not kept when a run is resumed."""
SOUTH, NORTH, WEST, EAST = 31.0, 47.0, -119.0, -76.0
TOWNS, TOWN_SIZE_EXPONENT, TOWN_SPREAD = 300, 0.9, 0.25
"""Towns; the k-th has a weight of k^−exponent; standard deviation of its accounts around it, degrees."""
COUNTRY = 0.2
"""Share of the accounts that are anywhere on the map."""
MEDIAN, SPREAD, LARGEST = 20_000.0, 1.0, 200_000.0
"""Potential: median and cap in money, standard deviation of its logarithm."""
CLASSES, HOURS = (10_000.0, 50_000.0, 120_000.0), (2.0, 5.0, 14.0, 24.0)
"""Upper ends of the potential classes and the hours a year of each class."""
RULES = Rules(goal={"potential": 1.0, "workload": 1.0, "travel": 1.0})


@dataclass(frozen=True)
class Synthetic:
    """A book of so many accounts and a team of so many reps; both bands ±10 %, the goal's weights 1."""

    accounts: int
    reps: int
    seed: int

    @property
    def name(self) -> str:
        return f"synthetic-{self.accounts}x{self.reps}-{self.seed}"

    def identity(self) -> str:
        return hashed(RECIPE, self)

    def load(self) -> Loaded:
        accounts, reps = frames(self.accounts, self.reps, self.seed)
        return Loaded(Problem.from_frames(accounts, reps, RULES), {})


def synthetic(accounts: int, reps: int, seed: int) -> Case:
    source = Synthetic(accounts, reps, seed)
    return Case(source.name, source)


def frames(accounts: int, reps: int, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Account and rep tables; the same for the same arguments."""
    rng = np.random.default_rng([RECIPE, accounts, seed])
    points = _places(rng, accounts)
    potential = np.rint(np.minimum(rng.lognormal(np.log(MEDIAN), SPREAD, accounts), LARGEST))
    hours = np.array(HOURS)[np.searchsorted(CLASSES, potential, side="right")]
    homes = _homes(np.random.default_rng([RECIPE, accounts, seed, reps]), points, hours, reps)
    book = {"account_id": _ids("A", accounts), "lat": points[:, 0], "lon": points[:, 1]}
    team = {"rep_id": _ids("R", reps), "lat": homes[:, 0], "lon": homes[:, 1]}
    return pd.DataFrame({**book, "potential": potential, "workload": hours}), pd.DataFrame(team)


def _ids(letter: str, count: int) -> list[str]:
    return [f"{letter}{number:06d}" for number in range(count)]


def _places(rng: np.random.Generator, count: int) -> Floats:
    """Degrees (count, 2), latitude first; four decimals, about ten metres."""
    low, high = np.array([SOUTH, WEST]), np.array([NORTH, EAST])
    weight = np.arange(1, TOWNS + 1) ** -TOWN_SIZE_EXPONENT
    town = rng.choice(TOWNS, count, p=weight / weight.sum())
    near = rng.uniform(low, high, (TOWNS, 2))[town] + rng.normal(0.0, TOWN_SPREAD, (count, 2))
    anywhere = rng.uniform(low, high, (count, 2))
    place = np.where(rng.random((count, 1)) < COUNTRY, anywhere, near)
    return np.asarray(np.round(place, 4), dtype=np.float64)


def _homes(rng: np.random.Generator, points: Floats, hours: Floats, reps: int) -> Floats:
    """Homes (reps, 2), degrees: the map is halved until a patch has one rep's hours; the rep lives with an account."""
    homes, patches = [], [(np.arange(len(points)), reps)]
    while patches:
        members, team = patches.pop()
        if team == 1:
            homes.append(points[rng.choice(members, p=hours[members] / hours[members].sum())])
            continue
        axis = int(np.argmax(np.ptp(points[members], axis=0)))
        members = members[np.argsort(points[members, axis], kind="stable")]
        mass, half = np.cumsum(hours[members]), team // 2
        cut = int(np.clip(np.searchsorted(mass, mass[-1] * half / team), half, len(members) - (team - half)))
        patches += [(members[:cut], half), (members[cut:], team - half)]
    return np.asarray(homes, dtype=np.float64)
