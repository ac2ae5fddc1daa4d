"""How far an account is from a rep's home: by the table of distances where there is one, else the great circle."""

import numpy as np

from geo.distance import great_circle, nearest
from solver.book import Bools, Floats, Ints
from solver.problem import Problem

BLOCK_PAIRS = 1_000_000
"""Pairs that are looked at together."""


def unit(problem: Problem) -> str:
    """Of what travel counts so many: km or minutes."""
    return "km" if problem.distances is None else problem.distances.unit


def travels_to(problem: Problem) -> Bools:
    """Accounts (A,) whose travel counts: those with coordinates, or all where the table lists every pair."""
    book, table = problem.book, problem.distances
    if table is not None and table.straight_line is None:
        return np.ones(len(book), dtype=bool)
    return np.asarray(np.isfinite(book.lat) & np.isfinite(book.lon))


def homes_known(problem: Problem) -> bool:
    """Whether every rep has a home, where straight lines are needed."""
    table, team = problem.distances, problem.team
    needed = table is None or table.straight_line is not None
    return not needed or bool(np.all(np.isfinite(team.lat) & np.isfinite(team.lon)))


def far(problem: Problem, account: Ints, rep: Ints) -> Floats:
    """Kilometres or minutes of pairs; the arguments broadcast."""
    book, team, table = problem.book, problem.team, problem.distances
    if table is None:
        return great_circle(book.lat[account], book.lon[account], team.lat[rep], team.lon[rep])
    stated = table.listed(account, rep)
    if table.straight_line is None:
        return stated
    straight = great_circle(book.lat[account], book.lon[account], team.lat[rep], team.lon[rep])
    return np.where(np.isnan(stated), table.straight_line * straight, stated)


def to_nearest(problem: Problem, account: Ints) -> Floats:
    """How far each account is from the rep who is nearest to it."""
    book, team = problem.book, problem.team
    if problem.distances is None:
        lat, lon = book.lat[account], book.lon[account]
        return far(problem, account, nearest(lat, lon, team.lat, team.lon))
    least, step = np.empty(len(account)), max(1, BLOCK_PAIRS // problem.reps)
    for first in range(0, len(account), step):
        some = account[first : first + step]
        least[first : first + step] = far(problem, some[:, None], np.arange(problem.reps)[None, :]).min(axis=1)
    return least
