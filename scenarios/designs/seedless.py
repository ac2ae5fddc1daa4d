"""Seedless design: territories for nobody yet. A book and a number of reps become centres, homes and a plan."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from scenarios.designs.design import Design, Tables
from scenarios.designs.headcount import Counted
from scenarios.designs.located import with_places
from scenarios.designs.sites import ACCOUNT, Prepared, Seedless, middles, state
from solver.book import Ints, Texts
from solver.intake.findings import Findings
from solver.result import Progress
from solver.rules import Rules
from solver.siting.problem import Siting
from solver.siting.result import SitingResult
from solver.siting.solve import site
from solver.stop import Stop

TERRITORY, CENTRE = "territory", "centre"


@dataclass(frozen=True)
class Seeded:
    """Territories T01, T02, … in the order of their centres in the book, largest number last.

    design : the book with these territories as its team (homes at the centres), for `Problem.from_frames`; without a
    plan as it came in. plan : account_id, territory. territories : rep_id, name, lat, lon, centre (a unit), and what
    each holds. result : of the siting; None when the input could not be used. counted : the arithmetic of the number.
    siting : the problem that was solved.
    """

    design: Design
    plan: pd.DataFrame | None
    territories: pd.DataFrame | None
    result: SitingResult | None
    counted: Counted
    siting: Siting | None = None


def seedless(
    tables: Tables,
    rules: Rules,
    wanted: Seedless | None = None,
    *,
    time_limit: float | None = 60.0,
    seed: int = 0,
    workers: int = 2,
    stop: Stop | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> Seeded:
    """Choose where territories are and what belongs to them, under the bands and the contiguity of the rules.

    `tables.reps` is not read. Units are those of `rules.units`, each placed in the middle of its accounts by weight;
    accounts without coordinates are placed by postal code or county. Edges name units. What is wrong is in the
    findings of the design; then there is no result.
    """
    wanted = wanted or Seedless()
    stated = state(tables, rules, wanted)
    findings, counted = stated.findings, stated.counted
    if stated.siting is None:
        return Seeded(Design(tables, rules, tuple(findings.found)), None, None, None, counted)
    result = site(stated.siting, time_limit=time_limit, seed=seed, workers=workers, stop=stop, on_progress=on_progress)
    if result.plan is None:
        _say_no_plan(result, findings)
        return Seeded(Design(tables, rules, tuple(findings.found)), None, None, result, counted)
    return _seeded(tables, rules, stated.book, stated.siting, result, counted, findings)


def _say_no_plan(result: SitingResult, findings: Findings) -> None:
    if result.why:
        message = f"no territories keep the rules: {result.why}"
        findings.error("no-territories", message, fix="widen the bands, or ask for another number", table="rules")
        return
    message = f"no territories that keep the rules were found in {result.seconds:.0f} seconds; there may be some"
    findings.error("no-territories-found", message, fix="give it more time, or widen the bands", table="rules")


def _seeded(
    tables: Tables,
    rules: Rules,
    prepared: Prepared,
    siting: Siting,
    result: SitingResult,
    counted: Counted,
    findings: Findings,
) -> Seeded:
    assert result.plan is not None
    centres = result.centres
    digits = max(2, len(str(len(centres))))
    names = np.array([f"T{at + 1:0{digits}d}" for at in range(len(centres))], dtype=object)
    territory = names[np.searchsorted(centres, result.plan)]
    plan = pd.DataFrame({ACCOUNT: prepared.book.ids(ACCOUNT), TERRITORY: territory[prepared.unit]})
    reps = _team(prepared, siting, names, centres, result.plan)
    accounts = with_places(tables.accounts, prepared.place.filled, prepared.place.lat, prepared.place.lon)
    findings.note("seedless", str(result), table="rules")
    made = replace(tables, accounts=accounts, reps=reps)
    return Seeded(Design(made, rules, tuple(findings.found)), plan, reps, result, counted, siting)


def _team(prepared: Prepared, siting: Siting, names: Texts, centres: Ints, plan: Ints) -> pd.DataFrame:
    reps = pd.DataFrame({"rep_id": names, "name": [f"Territory {name}" for name in names]})
    if prepared.place.known.all():
        lat, lon = middles(prepared)
        reps["lat"], reps["lon"] = lat[centres], lon[centres]
    reps[CENTRE] = prepared.ids[centres]
    at = np.searchsorted(centres, plan)
    for m, measure in enumerate(siting.measures):
        reps[f"holds {measure}"] = np.bincount(at, weights=siting.amounts[:, m], minlength=len(centres))
    return reps
