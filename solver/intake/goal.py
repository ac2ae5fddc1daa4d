"""The part of the goal that is a sum over pairs, and the terms that have no data."""

import numpy as np

from geo.distance import great_circle, nearest
from solver.amounts import Amounts, Pairwise
from solver.book import Book, Floats, Pairs, Team
from solver.costs import Costs, Travel
from solver.intake.moves import moved
from solver.rules import Rules

LeftOut = tuple[tuple[str, str], ...]


def costs(book: Book, team: Team, units: int, rules: Rules, pairs: Pairs) -> tuple[Costs, LeftOut]:
    """Costs per pair, and the goal terms that are left out, each with the reason."""
    left_out = []
    travel = _travel(book, team, units) if "travel" in rules.goal else None
    if isinstance(travel, str):
        left_out.append(("travel", travel))
        travel = None
    given = Amounts(np.zeros(units), Pairwise(len(team)))
    shares = reassigned_shares(book) if "reassigned" in rules.goal else None
    if isinstance(shares, str):
        left_out.append(("reassigned", shares))
    elif shares is not None:
        given = moved(book, units, len(team), rules.goal["reassigned"] * protection(book, rules) * shares)
    if (weight := rules.goal.get("cost")) and "cost" in pairs.values:
        given = _with_costs(given, book, pairs, weight)
    return Costs(travel, rules.goal["travel"] if travel else 0.0, given), tuple(left_out)


def _travel(book: Book, team: Team, units: int) -> Travel | str:
    """Travel of every pair, or the reason why it cannot be told."""
    placed = ~np.isnan(book.lat)
    if not placed.any():
        return "no account has coordinates"
    if np.isnan(team.lat).any():
        return "no rep has a home" if np.isnan(team.lat).all() else "not every rep has a home"
    hours = book.values.get("workload")
    if hours is None or np.isnan(hours).all():
        return "no account has a workload"
    hours = np.where(placed, np.nan_to_num(hours, nan=0.0), 0.0)
    lat, lon = np.where(placed, book.lat, 0.0), np.where(placed, book.lon, 0.0)
    rep = nearest(lat, lon, team.lat, team.lon)
    baseline = float((hours * great_circle(lat, lon, team.lat[rep], team.lon[rep])).sum())
    if baseline <= 0:
        return "the nearest rep is never more than 0 km away"
    order = np.argsort(book.unit, kind="stable")
    start = np.concatenate([[0], np.cumsum(np.bincount(book.unit, minlength=units))]).astype(np.int64)
    return Travel(start, lat[order], lon[order], hours[order], team.lat, team.lon, baseline)


def reassigned_shares(book: Book) -> Floats | str:
    """Potential of every account (A,) ÷ potential owned at the start, or the reason why there is none."""
    if not book.owned.any():
        return "no account has an owner"
    if not (book.owner >= 0).any():
        return "no account has an owner in the team"
    potential = np.nan_to_num(book.values.get("potential", np.zeros(len(book))), nan=0.0)
    total = float(potential[book.owned].sum())
    return potential / total if total > 0 else "the owned accounts have no potential"


def protection(book: Book, rules: Rules) -> Floats:
    """How many times the move of an account counts, shape (A,): the largest of the multipliers that apply, else 1."""
    times = np.full(len(book), -np.inf)
    for column, how in rules.protect.items():
        if how != "pin":
            times = np.maximum(times, np.where(book.flag(column), float(how), -np.inf))
    return np.where(np.isfinite(times), times, 1.0)


def _with_costs(given: Amounts, book: Book, pairs: Pairs, weight: float) -> Amounts:
    """`given` plus the pairs' costs; a pair without one costs nothing."""
    reps = given.special.reps
    stated = np.flatnonzero(~np.isnan(pairs.values["cost"]))
    cost = Pairwise.build(
        reps, book.unit[pairs.account[stated]], pairs.rep[stated], weight * pairs.values["cost"][stated]
    )
    keys = np.union1d(given.special.keys, cost.keys)
    unit, rep = keys // reps, keys % reps
    return Amounts(given.base, Pairwise(reps, keys, given.at(unit, rep) + cost.replace(np.zeros(len(keys)), unit, rep)))
