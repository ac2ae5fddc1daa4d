"""The made-up part of the sample's accounts: sizes, segments, industries, families, customers, deals, days."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.distance import great_circle

Bools = NDArray[np.bool_]
Objects = NDArray[np.object_]

EMPLOYEES_PER_HEAD = 0.011
SMB_UP_TO, MID_MARKET_UP_TO = 165, 470
"""Employees; the scenario has the same edges, and holds on to an account within 10 % of them."""
GROWTH = (0.92, 1.08)
"""Employees today over those of last year, by which the segments of today were made."""
NAMED_FROM = 250_000
"""People."""

LARGE = ("finance", "fire", "police", "power", "public works", "water")
"""Industries that lead a purchase in enterprise accounts; police and fire, like water and power, are one vertical."""
LARGE_ODDS = (0.25, 0.12, 0.13, 0.12, 0.25, 0.13)
SMALL = (*LARGE, "courts", "harbours", "health", "libraries", "parks", "planning", "transit")
SMALL_ODDS = (0.1, 0.05, 0.05, 0.05, 0.1, 0.05, 0.1, 0.01, 0.1, 0.1, 0.1, 0.1, 0.09)

FAMILIES = 60
FAMILY_REACH_KM = 25
MOST_MEMBERS = 4

NEW_ACCOUNTS = 0.015
"""Share of the book that nobody owns yet."""


def people_of(book: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    """Employees of the city, and the segment that they gave last year: within 10 % of an edge it may be another."""
    people = book["population"].astype(float)
    employees = (people * EMPLOYEES_PER_HEAD * random.uniform(0.8, 1.25, len(book))).round().clip(lower=1).astype(int)
    last_year = employees / random.uniform(*GROWTH, len(book))
    segment = np.select([last_year > MID_MARKET_UP_TO, last_year > SMB_UP_TO], ["enterprise", "mid-market"], "SMB")
    return book.assign(employees=employees, segment=segment)


def relations(book: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    """Which department leads the purchase, who is a customer, where a deal is active (large ones more), since when."""
    people = book["population"]
    tier = np.select([people >= 75_000, people >= 15_000], ["A", "B"], "C")
    customer = random.random(len(book)) < np.select([tier == "A", tier == "B"], [0.45, 0.25], 0.12)
    active = random.random(len(book)) < np.select([tier == "A", tier == "B"], [0.12, 0.07], 0.03)
    large = np.asarray(LARGE)[random.choice(len(LARGE), len(book), p=LARGE_ODDS)]
    small = np.asarray(SMALL)[random.choice(len(SMALL), len(book), p=SMALL_ODDS)]
    return book.assign(
        tier=tier,
        industry=np.where(book["segment"] == "enterprise", large, small),
        customer=np.where(customer, "yes", ""),
        active_deal=np.where(active, "yes", ""),
        created=_days("2015-01-01", "2025-12-31", len(book), random),
    )


def sized(book: pd.DataFrame) -> pd.DataFrame:
    """Potential, workload and the named flag: functions of population, and of who is a customer (docs/sample.md)."""
    people = book["population"].astype(float)
    served = np.where(book["customer"] == "yes", 1.4, 1.0)
    return book.assign(
        potential=(20 * people**0.65).round(-2).astype(int),
        workload=(0.021 * people**0.58 * served).round(1),
        named=np.where(people >= NAMED_FROM, "yes", ""),
    )


def families(book: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    """Neighbouring SMB towns of one state that buy together, two to four of them; they share the leading department.

    No deal is open with them, so that a family with all its accounts may go to any rep who serves it.
    """
    small = np.flatnonzero(book["segment"] == "SMB")
    lat, lon, state = (book[column].to_numpy() for column in ("lat", "lon", "state"))
    family: Objects = np.full(len(book), "", dtype=object)
    industry = book["industry"].to_numpy(dtype=object)
    for first in random.permutation(small):
        count = len(set(family)) - 1
        if count == FAMILIES:
            break
        free = small[(family[small] == "") & (state[small] == state[first])]
        km = great_circle(lat[free], lon[free], lat[first], lon[first])
        near = free[np.argsort(km, kind="stable")][: int((km <= FAMILY_REACH_KM).sum())]
        members = near[: random.integers(2, MOST_MEMBERS + 1)]
        if family[first] == "" and len(members) > 1:
            family[members] = f"F{count + 1:02d}"
            industry[members] = industry[first]
    deal = np.where(family == "", book["active_deal"], "")
    return book.assign(family=family, industry=industry, active_deal=deal)


def new_accounts(book: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    """Some SMB and mid-market accounts are new: without an owner, a purchase or a deal, and of this year."""
    known = (book["segment"] == "enterprise") | (book["family"] != "")
    new: Bools = np.asarray((random.random(len(book)) < NEW_ACCOUNTS) & ~known)
    blank = {column: np.where(new, "", book[column]) for column in ("current_owner", "customer", "active_deal")}
    created = np.where(new, _days("2026-01-01", "2026-10-31", len(book), random), book["created"])
    # A new account is a prospect, and takes a prospect's hours.
    return sized(book.assign(created=created, **blank))


def _days(first: str, last: str, count: int, random: np.random.Generator) -> Objects:
    start, end = np.datetime64(first), np.datetime64(last)
    days = start + random.integers(0, int((end - start).astype(int)) + 1, count)
    return days.astype(str).astype(object)
