"""The made-up team of the sample: enterprise specialists in the metropolises, territory reps everywhere."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.distance import great_circle

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

REPS = 40
SPECIALISTS = 16
"""Reps who serve one vertical of the enterprise accounts, and carry the named ones."""
FIRST = "Ada Ben Chloe Dario Elena Felix Grace Hugo Ines Jonas Kira Luis Mona Noah Olga Pedro Quinn Rosa Sami Tessa"
LAST = "Abbott Brandt Castillo Dunn Eriksen Flores Gupta Hale Ito Jensen Kaplan Lopez Mbeki Novak Osei Park Reyes"
NEW_HIRES = {4: 0.85, 11: 0.8, 16: 0.85, 22: 0.9}
PART_TIME = {2: 0.8, 7: 0.8, 13: 0.5, 19: 0.8}
"""Counted among the territory reps, in the order of the table."""
HOURS_PER_FTE = 1600
"""Selling hours a year of a full-time rep, net of meetings, training and leave."""
HOME_REACH_KM = 150
HOMES_APART_KM = 30
ALONE_KM = 400
"""A territory rep farther than this from every other rep serves all verticals."""

LARGE_VERTICALS = ("finance", "public safety", "public works", "utilities")
VERTICALS = (*LARGE_VERTICALS, "courts", "health", "libraries", "parks", "planning", "transit")
PATCH = ("SMB; mid-market", "SMB", "mid-market")
"""What territory reps serve, in turn."""


def priced(km: Floats, amount: Floats, target: Floats, turns: int) -> Ints:
    """Owner of every account, shape (A,): the rep with the least km + handicap of the rep; km is inf where barred.

    Handicaps rise where a rep holds more than the target (R,) and fall where less: an additively weighted Voronoi map.
    """
    handicap = np.zeros(len(target))
    for turn in range(turns):
        owner: Ints = (km + handicap).argmin(axis=1)
        excess = np.bincount(owner, amount, len(target)) / target - 1
        handicap += 60 / (1 + turn / 25) * np.minimum(excess, 1)
    return owner


def homes(book: pd.DataFrame, random: np.random.Generator) -> Ints:
    """Rows of the home cities: balanced k-means on hours, then the largest place near each centre, homes apart.

    Nobody lives in Alaska or Hawaii: too few hours there to feed a rep.
    """
    near = book[~book["state"].isin(["AK", "HI"])].reset_index()
    lat, lon = near["lat"].to_numpy(), near["lon"].to_numpy()
    hours = near["workload"].to_numpy() / near["workload"].sum() * REPS
    centre = random.choice(len(near), REPS, replace=False, p=hours / REPS)
    at_lat, at_lon = lat[centre], lon[centre]
    for _ in range(20):
        km = great_circle(lat[:, None], lon[:, None], at_lat, at_lon)
        owner = priced(km, hours, np.ones(REPS), turns=150)
        held = np.bincount(owner, hours, REPS)
        # A centre that holds nothing stays where it is; its price draws places to it in the next round.
        at_lat = np.where(held > 0, np.bincount(owner, hours * lat, REPS) / np.maximum(held, 1e-9), at_lat)
        at_lon = np.where(held > 0, np.bincount(owner, hours * lon, REPS) / np.maximum(held, 1e-9), at_lon)
    km = great_circle(lat[:, None], lon[:, None], at_lat, at_lon)
    free = np.ones(len(near), dtype=bool)
    taken: list[int] = []
    for rep in range(REPS):
        # The book is sorted by population, so the first place in reach is the largest.
        reach = np.flatnonzero(free & (km[:, rep] < HOME_REACH_KM))
        taken.append(int(reach[0]) if len(reach) else int(km[:, rep].argmin()))
        free &= great_circle(lat, lon, lat[taken[-1]], lon[taken[-1]]) > HOMES_APART_KM
    return np.asarray(near["index"], dtype=np.int64)[taken]


def team(book: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    """Reps with a home, FTE, ramp, yearly hours, caps, and what they serve."""
    home = book.iloc[homes(book, random)].reset_index(drop=True)
    first, last = FIRST.split(), LAST.split()
    special = np.asarray(home["population"].rank(ascending=False, method="first") <= SPECIALISTS)
    fte, ramp = _among(PART_TIME, ~special), _among(NEW_HIRES, ~special)
    return pd.DataFrame(
        {
            "rep_id": [f"R{rep + 1:02d}" for rep in range(REPS)],
            "name": [f"{first[rep % len(first)]} {last[rep * 5 % len(last)]}" for rep in range(REPS)],
            "role": np.where(special, "enterprise", "territory"),
            "home": home["name"] + ", " + home["state"],
            "lat": home["lat"],
            "lon": home["lon"],
            "fte": fte,
            "ramp": ramp,
            "capacity_hours_year": (HOURS_PER_FTE * fte).round().astype(int),
            "max_named": np.where(fte < 1, "3", ""),
            "named_rep": np.where(special, "yes", ""),
            "segments": _segments(special),
            "verticals": _verticals(home, special, random),
        }
    )


def _among(said: dict[int, float], reps: Bools) -> Floats:
    """1 for everybody (R,), but for some of `reps`, counted among themselves."""
    value = np.ones(len(reps))
    for place, share in said.items():
        value[np.flatnonzero(reps)[place]] = share
    return value


def _segments(special: Bools) -> list[str]:
    turn = np.cumsum(~special) % len(PATCH)
    return ["enterprise" if own else PATCH[at] for own, at in zip(special, turn, strict=True)]


def _verticals(home: pd.DataFrame, special: Bools, random: np.random.Generator) -> list[str]:
    """Specialists serve one vertical, in turn from east to west; territory reps three, those who live alone all."""
    served = ["; ".join(sorted(random.choice(VERTICALS, 3, replace=False))) for _ in range(REPS)]
    lat, lon = home["lat"].to_numpy(), home["lon"].to_numpy()
    km = great_circle(lat[:, None], lon[:, None], lat, lon) + np.diag(np.full(REPS, np.inf))
    for rep in np.flatnonzero(km.min(axis=1) > ALONE_KM):
        served[rep] = "*"
    eastern = [int(rep) for rep in np.argsort(-lon, kind="stable") if special[rep]]
    for turn, special_rep in enumerate(eastern):
        served[special_rep] = LARGE_VERTICALS[turn % len(LARGE_VERTICALS)]
    return served
