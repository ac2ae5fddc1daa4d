"""A real book with a made-up team, written as a planner would: accounts.csv, reps.csv, scenario.yaml."""

import json
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.models.books import Book
from benchmarks.models.homes import homes, owners
from benchmarks.models.staff import staff

POTENTIAL_EXPONENT, NOISE, HOURS_EXPONENT = 0.8, 0.35, 0.88
UNIT_OF_POTENTIAL = 1000
HOURS_PER_FTE, LOAD = 1600, 0.88
"""Selling hours a year of a full-time rep, and how much of the team's hours the book takes."""
SEGMENTS = (("SMB", 0.36), ("mid-market", 0.32), ("enterprise", 0.32))
"""Smallest accounts first: the share of the potential that each segment holds."""
TIERS = (("C", 0.30), ("B", 0.35), ("A", 0.35))
NAMED_PER_REP, NAMED_CAP = 2, 6
"""Named accounts: the largest, so many for each enterprise rep; and how many one rep may own."""
ARRIVED = 0.10
"""Share of the SMB accounts that came this year and that nobody owns: the pool."""
THIN = 2.0
"""Fair shares below which a vertical is thin; its accounts go to the reps of a related one."""
FEEDS = 2.0
"""Fair shares that a cell of the hybrid needs: with one rep a cell, every rep would travel the whole country."""
LIMIT = 0.10
RECIPE = (
    f"Potential = {UNIT_OF_POTENTIAL:,} × size^{POTENTIAL_EXPONENT:g} × log-normal noise (σ {NOISE:g}); hours ∝ "
    f"potential^{HOURS_EXPONENT:g}, in all {100 * LOAD:g} % of the team's {HOURS_PER_FTE:,} hours a full-time rep. "
    "Segments hold "
    + ", ".join(f"{100 * share:g} % ({name})" for name, share in SEGMENTS)
    + " of the potential, smallest accounts first. Named are the largest accounts, "
    f"{NAMED_PER_REP} for each enterprise rep; {100 * ARRIVED:g} % of the SMB accounts came this year and are the "
    "pool. Every rep has one segment and one vertical, in whole reps by largest remainder of the masses; 10 % work "
    "part-time, 15 % are new. Homes are drawn by hours, apart from each other; today's owners are near by, even in "
    "hours but for a drift."
)


def write(book: Book, data: Path, seed: int, folder: Path, reps: int | None = None) -> Path:
    """Make the scenario of a real book and a seed in `folder`; returns its path. The same bytes for the same seed."""
    return write_made(book, book.accounts(data), seed, folder, reps or book.reps)


def write_made(book: Book, accounts: pd.DataFrame, seed: int, folder: Path, reps: int) -> Path:
    """As `write`, from accounts with industry, size and place."""
    random = np.random.default_rng([seed, len(accounts)])
    table = _sized(accounts, reps, random)
    vertical = table["industry"].replace(dict(book.names)).replace("", book.rest)
    table["vertical"] = vertical.replace(dict(book.attach))
    team = staff(table, reps)
    team = _described(team, table.iloc[homes(table, reps, random)])
    table["named"] = _largest(table, NAMED_PER_REP * int((team["segments"] == "enterprise").sum()))
    table = _owned(table, team, random)
    folder.mkdir(parents=True, exist_ok=True)
    table.rename(columns={"hours": "workload"}).drop(columns="vertical").to_csv(
        folder / "accounts.csv", index=False, lineterminator="\n"
    )
    team.to_csv(folder / "reps.csv", index=False, lineterminator="\n")
    path = folder / "scenario.yaml"
    path.write_text(_scenario(book), "utf-8")
    return path


def _sized(accounts: pd.DataFrame, reps: int, random: np.random.Generator) -> pd.DataFrame:
    size = accounts["size"].to_numpy(dtype=float)
    noise = np.exp(random.normal(0, NOISE, len(size)))
    potential = np.maximum(np.round(UNIT_OF_POTENTIAL * size**POTENTIAL_EXPONENT * noise, -2), 100.0)
    hours = potential**HOURS_EXPONENT
    hours = np.maximum(np.round(hours * LOAD * reps * HOURS_PER_FTE / hours.sum(), 2), 0.01)
    return accounts.assign(
        lat=accounts["lat"].astype(float),
        lon=accounts["lon"].astype(float),
        potential=potential.astype(np.int64),
        hours=hours,
        segment=_classes(potential, SEGMENTS),
        tier=_classes(potential, TIERS),
    )


def _classes(potential: np.ndarray, classes: tuple[tuple[str, float], ...]) -> np.ndarray:
    """The class of every account (A,), smallest first, each with its share of the potential."""
    order = np.argsort(potential, kind="stable")
    below = np.cumsum(potential[order]) / potential.sum()
    edges = np.cumsum([share for _, share in classes])[:-1]
    names = np.array([name for name, _ in classes], dtype=object)
    found = np.empty(len(potential), dtype=object)
    found[order] = names[np.searchsorted(edges, below)]
    return found


def _described(team: pd.DataFrame, home: pd.DataFrame) -> pd.DataFrame:
    ids = [f"R{rep + 1:02d}" for rep in range(len(team))]
    return team.assign(
        rep_id=ids,
        lat=home["lat"].to_numpy(),
        lon=home["lon"].to_numpy(),
        capacity_hours_year=(HOURS_PER_FTE * team["fte"]).round().astype(int),
        named_rep=np.where(team["segments"] == "enterprise", "yes", ""),
    )[["rep_id", "lat", "lon", "fte", "ramp", "capacity_hours_year", "named_rep", "segments", "verticals"]]


def _largest(table: pd.DataFrame, count: int) -> np.ndarray:
    named = np.full(len(table), "", dtype=object)
    named[np.argsort(-table["potential"].to_numpy(), kind="stable")[:count]] = "yes"
    return named


def _owned(table: pd.DataFrame, team: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    """With today's owners and the day of arrival; the pool is nobody's."""
    arrived = (random.random(len(table)) < ARRIVED) & (table["segment"] == "SMB").to_numpy()
    owner = team["rep_id"].to_numpy()[owners(table, team, random)]
    days = np.datetime64("2026-01-01") + random.integers(0, 300, len(table))
    earlier = np.datetime64("2016-01-01") + random.integers(0, 3600, len(table))
    return table.assign(
        arrived=np.where(arrived, "yes", ""),
        created=np.where(arrived, days, earlier).astype(str),
        current_owner=np.where(arrived, "", owner),
    )


def _scenario(book: Book) -> str:
    """YAML, every section in JSON, which YAML reads."""
    sections = {
        "name": book.name,
        "accounts": "accounts.csv",
        "reps": "reps.csv",
        "model": "hybrid",
        "hybrid": {"feeds": FEEDS},
        "verticals": {
            "names": dict(book.names),
            "thin": {"below": THIN, "then": "attach", "attach": dict(book.attach)},
            "blank": book.rest,
        },
        "named": {"reps": "named_rep", "per_rep": [0, NAMED_CAP]},
        "pool": {"where": {"arrived": "yes"}, "reps": {"segments": "SMB"}, "order": "created"},
        "bands": {"potential": 0.1, "workload": 0.1},
        "limits": {"reassigned_accounts": LIMIT},
        "goal": {"potential": 5, "workload": 5, "travel": 1, "reassigned": 1},
    }
    return "".join(f"{key}: {json.dumps(value)}\n" for key, value in sections.items())
