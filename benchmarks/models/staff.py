"""A made-up team that fits its book: whole reps by segment and vertical, fewer hours where there is room."""

import numpy as np
import pandas as pd
from scipy.optimize import linprog

from solver.book import Floats, Ints

PART_TIME, NEW_HIRES = 0.10, 0.15
"""Shares of the team."""
FTE, RAMP = 0.8, 0.8


def largest_remainder(shares: Floats, count: int) -> Ints:
    """`count` whole seats by `shares` (N,), whatever they add up to; equal remainders go to the first."""
    exact = shares / shares.sum() * count
    seats = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - seats), kind="stable")
    seats[order[: count - int(seats.sum())]] += 1
    return np.asarray(seats)


def rounded(mass: Floats, count: int) -> Ints:
    """`count` whole reps over segments × verticals (S, V): rows and columns by largest remainder, cells near.

    A transport problem whose vertices are whole: a cell's first rep above its floor is dear by what rounding up adds,
    the second by one more.
    """
    exact = mass / mass.sum() * count
    low = np.floor(exact)
    rows = largest_remainder(mass.sum(axis=1), count) - low.sum(axis=1)
    columns = largest_remainder(mass.sum(axis=0), count) - low.sum(axis=0)
    segments, verticals = mass.shape
    of_row = np.kron(np.eye(segments), np.ones(verticals))
    of_column = np.kron(np.ones(segments), np.eye(verticals))
    dear = 1 - (exact - low).ravel()
    found = linprog(
        np.r_[dear, dear + 1],
        A_eq=np.vstack([np.hstack([of_row] * 2), np.hstack([of_column] * 2)]),
        b_eq=np.r_[rows, columns],
        bounds=(0, 1),
        method="highs-ds",
    )
    extra = np.round(found.x).reshape(2, segments, verticals).sum(axis=0)
    return np.asarray(low + extra, dtype=np.int64)


def staff(book: pd.DataFrame, count: int) -> pd.DataFrame:
    """The reps without homes: segments, verticals, fte, ramp; cells interleaved, so that a cell's reps are spread.

    book : segment, vertical, potential, hours. The mass of a cell is the mean of its shares of potential and hours.
    """
    tables = [book.pivot_table(index="segment", columns="vertical", values=of, aggfunc="sum") for of in _AMOUNTS]
    potential, hours = (table.fillna(0.0) / table.to_numpy().sum() for table in tables)
    seats = rounded((potential + hours).to_numpy() / 2, count)
    places = [
        ((turn + 0.5) / seats[s, v], segment, vertical)
        for s, segment in enumerate(potential.index)
        for v, vertical in enumerate(potential.columns)
        for turn in range(seats[s, v])
    ]
    team = pd.DataFrame(sorted(places), columns=["place", "segments", "verticals"]).drop(columns="place")
    team = team.assign(fte=1.0, ramp=1.0)
    for _ in range(round(PART_TIME * count)):
        _lessen(team, "fte", FTE, potential + hours, team["fte"])
    for _ in range(round(NEW_HIRES * count)):
        _lessen(team, "ramp", RAMP, potential, team["fte"] * team["ramp"])
    return team


_AMOUNTS = ("potential", "hours")


def _lessen(team: pd.DataFrame, column: str, to: float, mass: pd.DataFrame, weight: pd.Series) -> None:
    """One rep more with less: of those with all of it, where segment and vertical together have most to spare."""
    total = float(mass.to_numpy().sum())
    room = pd.Series(0.0, index=team.index)
    for kind, of in (("segments", mass.sum(axis="columns")), ("verticals", mass.sum(axis="index"))):
        held = weight.groupby(team[kind]).transform("sum") / weight.sum()
        wanted = team[kind].map(of / total)
        room += held / wanted
    free = room[(team["fte"] == 1.0) & (team["ramp"] == 1.0)]
    team.loc[free.idxmax(), column] = to
