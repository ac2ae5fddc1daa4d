"""The part of the goal that is a sum over pairs, and the terms that have no data."""

from dataclasses import replace

import numpy as np

from geo.distance import nearest
from solver.amounts import Amounts, Pairwise
from solver.book import Book, Floats, Pairs, Team
from solver.costs import Costs, Travel
from solver.distances import Distances
from solver.intake.moves import moved
from solver.rules import Level, Rules

LeftOut = tuple[tuple[str, str], ...]

BLOCK_PAIRS = 1_000_000
"""Pairs that are looked at together."""

REASSIGNED = ("reassigned", "reassigned_accounts", "reassigned_potential")
"""Terms that count moves by choice; only the first counts protected accounts more than once."""


def costs(
    book: Book,
    team: Team,
    units: int,
    rules: Rules,
    pairs: Pairs,
    level: Level,
    distances: Distances | None = None,
) -> tuple[Costs, LeftOut]:
    """Costs per pair of one level of the goal, and its terms that are left out, each with the reason."""
    left_out = []
    travel = _travel(book, team, units, distances) if "travel" in level else None
    if isinstance(travel, str):
        left_out.append(("travel", travel))
        travel = None
    each = np.zeros(len(book))
    for term in REASSIGNED:
        shares = _reassigned(term, book, rules) if term in level else None
        if isinstance(shares, str):
            left_out.append((term, shares))
        elif shares is not None:
            each += level[term] * shares
    given = moved(book, units, len(team), each) if each.any() else Amounts(np.zeros(units), Pairwise(len(team)))
    if (weight := level.get("cost")) and "cost" in pairs.values:
        given = _with_costs(given, book, pairs, weight)
    return Costs(travel, level["travel"] if travel else 0.0, given), tuple(left_out)


def _reassigned(term: str, book: Book, rules: Rules) -> Floats | str:
    """What the move of every account (A,) adds to a term, or the reason why there is no such term."""
    shares = reassigned_shares(book, np.ones(len(book)) if term == "reassigned_accounts" else None)
    return shares * protection(book, rules) if term == "reassigned" and not isinstance(shares, str) else shares


def _travel(book: Book, team: Team, units: int, table: Distances | None) -> Travel | str:
    """Travel of every pair, or the reason why it cannot be told."""
    complete = table is not None and table.complete
    placed = ~np.isnan(book.lat) | complete
    if not placed.any():
        return "no account has coordinates"
    if np.isnan(team.lat).any() and not complete:
        return "no rep has a home" if np.isnan(team.lat).all() else "not every rep has a home"
    hours = book.values.get("workload")
    if hours is None or np.isnan(hours).all():
        return "no account has a workload"
    hours = np.where(placed, np.nan_to_num(hours, nan=0.0), 0.0)
    lat, lon = np.nan_to_num(book.lat), np.nan_to_num(book.lon)
    order = np.argsort(book.unit, kind="stable")
    start = np.concatenate([[0], np.cumsum(np.bincount(book.unit, minlength=units))]).astype(np.int64)
    sorted_ = None if table is None else replace(table, place=table.place[order])
    travel = Travel(start, lat[order], lon[order], hours[order], team.lat, team.lon, 0.0, sorted_)
    baseline = float(hours[order] @ _to_nearest(travel))
    if baseline <= 0:
        return f"the nearest rep is never more than 0 {'km' if table is None else table.unit} away"
    return replace(travel, nearest=baseline)


def _to_nearest(travel: Travel) -> Floats:
    """How far every account, as travel sorts them, is from the nearest rep."""
    accounts, reps = np.arange(len(travel.lat)), np.arange(len(travel.rep_lat))
    if travel.table is None:
        return travel.far(accounts, nearest(travel.lat, travel.lon, travel.rep_lat, travel.rep_lon))
    step = max(1, BLOCK_PAIRS // len(reps))
    found = [travel.rows(accounts[first : first + step]).min(axis=1) for first in range(0, len(accounts), step)]
    return np.concatenate(found)


def reassigned_shares(book: Book, values: Floats | None = None) -> Floats | str:
    """`values` (A,) (None: the potential) ÷ their total over the owned accounts, or the reason why there is none."""
    if not book.owned.any():
        return "no account has an owner"
    if not (book.owner >= 0).any():
        return "no account has an owner in the team"
    potential = book.values.get("potential", np.zeros(len(book)))
    counted = np.nan_to_num(potential, nan=0.0) if values is None else values
    total = float(counted[book.owned].sum())
    return counted / total if total > 0 else "the owned accounts have no potential"


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
