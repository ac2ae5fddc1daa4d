"""A book of several countries whose reps may own accounts of their own country only."""

from typing import Any

import numpy as np
import pandas as pd

from solver.problem import Problem
from solver.rules import Rules

EAST = 5.0
"""Degrees between one country and the next."""


def countries(count: int, accounts: int, reps: int, *, seed: int = 1, by: str = "pairs", **rules: Any) -> Problem:
    """`count` countries with so many accounts and reps each, of equal potential and hours.

    by : "pairs" lists the pairs that are allowed (`pairs_only`), "locks" forbids all others.
    """
    rng = np.random.default_rng(seed)
    book, team, pairs, locks = [], [], [], []
    every = [f"C{c}R{r}" for c in range(count) for r in range(reps)]
    for country in range(count):
        size = rng.lognormal(0.0, 0.8, accounts)
        ids = [f"C{country}A{a}" for a in range(accounts)]
        mine = every[country * reps : (country + 1) * reps]
        rows = {"account_id": ids, "lat": 40 + rng.normal(0, 1, accounts)}
        rows |= {"lon": -60 + EAST * country + rng.normal(0, 1, accounts)}
        rows |= {"potential": np.round(size / size.sum() * 1e6, 2)}
        rows |= {"workload": np.round(np.sqrt(size) / np.sqrt(size).sum() * 1e4, 2)}
        rows |= {"current_owner": rng.choice(mine, accounts)}
        book.append(pd.DataFrame(rows))
        homes = {"lat": 40 + rng.normal(0, 1, reps), "lon": -60 + EAST * country + rng.normal(0, 1, reps)}
        team.append(pd.DataFrame({"rep_id": mine, **homes}))
        others = [rep for rep in every if rep not in mine]
        pairs.append(pd.DataFrame({"account_id": np.repeat(ids, reps), "rep_id": np.tile(mine, accounts)}))
        barred = {"account_id": np.repeat(ids, len(others)), "rep_id": np.tile(others, accounts)}
        locks.append(pd.DataFrame({**barred, "kind": "not"}))
    stated = Rules(pairs_only=by == "pairs", **rules)
    tables = {by: pd.concat(pairs if by == "pairs" else locks, ignore_index=True)}
    return Problem.from_frames(pd.concat(book, ignore_index=True), pd.concat(team, ignore_index=True), stated, **tables)
