"""Today's owners of the sample, who drift from the structure of the team, and its locks."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.distance import great_circle
from scenarios.samples.build_team import priced

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

DRIFT = (0.86, 1.16)
"""How far last year's territories are off today's fair shares, at most."""
PATCH_KM = 250
"""How much nearer than any territory rep a specialist must be to own a small account."""
LEFT_BEHIND = 0.04
"""Share of the enterprise accounts that the territory rep kept when the specialists came."""
VERTICAL = {"police": "public safety", "fire": "public safety", "water": "utilities", "power": "utilities"}
"""Industries that are part of a vertical; the others are one."""


def owners(book: pd.DataFrame, reps: pd.DataFrame, random: np.random.Generator) -> NDArray[np.object_]:
    """Owner of every account (A,): last year's structure and map, drifted. Some own too much of it, some too little."""
    km = distances(book, reps)
    special, large = (reps["role"] == "enterprise").to_numpy(), (book["segment"] == "enterprise").to_numpy()
    cost = np.where(_serves(book, reps), km + PATCH_KM * (special & ~large[:, None]), np.inf)
    size, share = _sizes(book, reps)
    nearby = np.bincount(cost.argmin(axis=1), size, len(reps))
    owner = priced(cost, size, share * np.clip(nearby / share, *DRIFT), turns=1000)
    behind = large & (book["named"] == "").to_numpy() & (random.random(len(book)) < LEFT_BEHIND)
    owner = np.where(behind, np.where(special, np.inf, km).argmin(axis=1), owner)
    # A family has the owner of its first member.
    return reps["rep_id"].to_numpy(dtype=object)[owner[_first(book["family"])]]


def _sizes(book: pd.DataFrame, reps: pd.DataFrame) -> tuple[Floats, Floats]:
    """What accounts hold (A,) and reps should (R,), half in potential and half in hours, as shares of the whole."""
    amounts = [book[column].to_numpy() for column in ("potential", "workload")]
    weights = [(reps["fte"] * reps["ramp"]).to_numpy(), reps["fte"].to_numpy()]
    size, share = (sum(each / each.sum() for each in parts) / 2 for parts in (amounts, weights))
    return size, share


def distances(book: pd.DataFrame, reps: pd.DataFrame) -> Floats:
    """Kilometres from every account to every home, shape (A, R)."""
    lat, lon = book["lat"].to_numpy(), book["lon"].to_numpy()
    return great_circle(lat[:, None], lon[:, None], reps["lat"].to_numpy(), reps["lon"].to_numpy())


def _serves(book: pd.DataFrame, reps: pd.DataFrame) -> Bools:
    """Who may own what (A, R): named accounts specialists, enterprise those of the vertical, the rest anybody."""
    vertical = book["industry"].replace(VERTICAL).to_numpy()
    special = (reps["role"] == "enterprise").to_numpy()
    own = (vertical[:, None] == reps["verticals"].to_numpy()[None, :]) & special
    named, enterprise = (book["named"] == "yes").to_numpy(), (book["segment"] == "enterprise").to_numpy()
    return np.where(named[:, None], special, np.where(enterprise[:, None], own, True))


def _first(family: pd.Series) -> NDArray[np.int64]:
    """For every account the row of the first member of its family (A,), itself where it has none."""
    rows = pd.Series(np.arange(len(family)))
    first = rows.groupby(family.to_numpy()).transform("first")
    return np.where(family == "", rows, first).astype(np.int64)


def locks(book: pd.DataFrame, reps: pd.DataFrame) -> pd.DataFrame:
    """One lock of each sort, on the largest places without an active deal; the last one has expired."""
    free = book[(book["active_deal"] == "") & (book["current_owner"] != "")].head(6)
    carries = (reps["named_rep"] == "yes").to_numpy()
    away = np.where(carries, distances(free, reps), np.inf)
    owner = free["current_owner"].to_numpy()
    labels = reps["rep_id"].to_numpy()
    away[owner[:, None] == labels[None, :]] = np.inf
    other = labels[away.argmin(axis=1)]
    return pd.DataFrame(
        {
            "account_id": free["account_id"],
            "rep_id": [owner[0], owner[1], other[2], other[3], other[4], other[5]],
            "kind": ["pinned", "pinned", "not", "not", "not", "pinned"],
            "reason": [
                "Roll-out under way; the council knows its rep",
                "Tender answered by this rep",
                "Rep used to work for this council",
                "Council asked for another rep",
                "Family member on the council",
                "Stand-in during parental leave",
            ],
            "requested_by": ["VP East", "VP West", "Legal", "VP Central", "Legal", "VP East"],
            "expires": ["2099-12-31", "2099-12-31", "", "2099-12-31", "", "2025-06-30"],
        }
    )
