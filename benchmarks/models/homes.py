"""Where made-up reps live, and what they own today."""

import numpy as np
import pandas as pd

from geo.distance import great_circle
from solver.book import Floats, Ints

DRIFT = 0.08
"""Spread (of the logarithm) by which last year's territories are off today's fair shares."""
ASTRAY = 0.02
"""Share of the accounts that their second-nearest owner has."""
FED = 0.9
"""Part of a fair share of hours that is served around a home before the next one is drawn."""
TURNS = 300


def homes(book: pd.DataFrame, count: int, random: np.random.Generator) -> Ints:
    """Rows of the accounts where reps live, west to east: drawn by hours, apart from each other.

    After each draw the nearest hours, as many as feed a rep, count as served and draw no other home.
    """
    lat, lon = book["lat"].to_numpy(), book["lon"].to_numpy()
    hours, taken = book["hours"].to_numpy(), list[int]()
    left = hours.copy()
    for _ in range(count):
        taken.append(int(random.choice(len(book), p=left / left.sum())))
        near = np.argsort(great_circle(lat, lon, lat[taken[-1]], lon[taken[-1]]), kind="stable")
        served = np.cumsum(left[near]) <= FED * hours.sum() / count
        left[near[served]] = 0.0
        left[taken[-1]] = 0.0
    return np.array(sorted(taken, key=lambda row: lon[row]), dtype=np.int64)


def owners(book: pd.DataFrame, team: pd.DataFrame, random: np.random.Generator) -> Ints:
    """Today's owner of every account (A,): near by, evened out on hours, and drifted since."""
    lat, lon = book["lat"].to_numpy(), book["lon"].to_numpy()
    km = great_circle(lat[:, None], lon[:, None], team["lat"].to_numpy(), team["lon"].to_numpy())
    hours, weight = book["hours"].to_numpy(), team["fte"].to_numpy()
    drifted = weight * np.exp(random.normal(0, DRIFT, len(team)))
    cost = km + _handicaps(km, hours, drifted / drifted.sum() * hours.sum())
    first, second = np.argsort(cost, axis=1)[:, :2].T
    return np.asarray(np.where(random.random(len(book)) < ASTRAY, second, first))


def _handicaps(km: Floats, hours: Floats, target: Floats) -> Floats:
    """Kilometres (R,) that bring every rep near the target when each account goes to the least km + handicap."""
    handicap = np.zeros(len(target))
    step = float(np.median(km.min(axis=1))) + 1.0
    for turn in range(TURNS):
        held = np.bincount((km + handicap).argmin(axis=1), hours, len(target))
        handicap += step / (1 + turn / 20) * np.clip(held / target - 1, -1, 1)
    return handicap
