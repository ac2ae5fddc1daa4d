"""Seedless design, measured: published county instances with proven optima, and books of real size.

    python -m benchmarks.siting --instances FOLDER/moi_county
    python -m benchmarks.siting --book hospitals.csv --potential beds --territories 12 50

Prints a table in Markdown. Workloads of books are made: 4 to 24 hours an account, drawn evenly with a fixed seed.
"""

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

from geo.graph import adjacency
from solver.land import Land
from solver.siting.cost import Cost
from solver.siting.problem import Siting
from solver.siting.result import SitingResult
from solver.siting.solve import site

KNOWN = "optimal_values.csv"
HEADER = "| case | status | objective | bound | gap | published | seconds |\n|---|---|---:|---:|---:|---:|---:|"
LEAST_HOURS, MOST_HOURS = 4.0, 24.0


def county(folder: Path, state: str, lower: float, upper: float, territories: int) -> Siting:
    """An instance: `<ST>.population` (a line of the total, then node and people), distances in km, edges."""
    here = folder / state
    people = pd.read_csv(here / f"{state}.population", sep=" ", skiprows=1, header=None, index_col=0)[1].sort_index()
    weight = people.to_numpy(dtype=np.float64)
    km = pd.read_csv(here / f"{state}_distances.csv", index_col=0).to_numpy(dtype=np.float64)
    lines = (here / f"{state}.dimacs").read_text(encoding="ascii").splitlines()
    ends = np.array([line.split()[1:] for line in lines if line.startswith("e ")], dtype=np.int64)
    land = Land(*adjacency(len(weight), ends[:, 0], ends[:, 1]), roots=np.zeros(0, dtype=np.int64))
    ids = np.array([str(unit) for unit in people.index], dtype=object)
    bands = np.array([lower], dtype=np.float64), np.array([upper], dtype=np.float64)
    return Siting(ids, ("population",), weight[:, None], *bands, territories, Cost(weight, km=km, power=2), land)


def book(path: Path, potential: str, territories: int, band: float = 0.1) -> Siting:
    """Accounts of a CSV file as units; blank or zero potential counts as 1."""
    table = pd.read_csv(path, dtype=str)
    worth = pd.to_numeric(table[potential], errors="coerce").fillna(1.0).clip(lower=1.0)
    hours = LEAST_HOURS + (MOST_HOURS - LEAST_HOURS) * np.random.default_rng(0).random(len(table))
    places = {column: table[column].astype(float) for column in ("lat", "lon")}
    units = pd.DataFrame({"unit_id": table["account_id"], **places, "potential": worth, "workload": hours})
    return Siting.from_frames(units, territories, bands={"potential": band, "workload": band})


def row(name: str, result: SitingResult, published: str = "") -> str:
    figures = ["–" if value is None else f"{value:,.0f}" for value in (result.objective, result.bound)]
    gap = "–" if result.gap is None else f"{result.gap:.2%}"
    return f"| {name} | {result.status} | {figures[0]} | {figures[1]} | {gap} | {published} | {result.seconds:.1f} |"


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--instances", type=Path, help="folder of county instances with optimal_values.csv")
    ask.add_argument("--book", type=Path, help="accounts as CSV: account_id, lat, lon and the potential")
    ask.add_argument("--potential", default="potential", help="column of the potential")
    ask.add_argument("--territories", type=int, nargs="+", default=[12])
    ask.add_argument("--seconds", type=float, default=60.0)
    ask.add_argument("--seed", type=int, default=0)
    asked = ask.parse_args()
    print(HEADER, flush=True)
    if asked.instances:
        for known in pd.read_csv(asked.instances / KNOWN).to_dict("records"):
            problem = county(asked.instances, known["state"], known["L"], known["U"], known["k"])
            result = site(problem, time_limit=asked.seconds, seed=asked.seed)
            best = known["optimal_objective_sum_p_d2"]
            published = known["status"] if np.isnan(best) else f"{best:,.0f}"
            print(row(f"{known['state']} ±{known['band_pct_each_side']:g} %", result, published), flush=True)
    if asked.book:
        for territories in asked.territories:
            problem = book(asked.book, asked.potential, territories)
            result = site(problem, time_limit=asked.seconds, seed=asked.seed)
            print(row(f"{asked.book.parent.name} × {territories}", result), flush=True)


if __name__ == "__main__":
    main()
