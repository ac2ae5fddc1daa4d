"""Levels above the reps: territories under district managers, districts under regional ones, one level at a time."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from geo.distance import great_circle
from scenarios.designs.design import Design, Tables
from scenarios.designs.grouping import MEMBER, Grouping, first_seen, fits, grouped, middles, neighbours, whole
from scenarios.designs.overlay import REP
from scenarios.designs.reading import sheet_of, with_column
from scenarios.designs.seats import Field, Seats, choose, nearest_seats
from solver.book import Floats, Ints, Texts
from solver.counts import count_of
from solver.errors import Finding, listed
from solver.intake.findings import Findings
from solver.intake.ground import HOME
from solver.intake.places import coordinates
from solver.intake.sheet import Sheet


@dataclass(frozen=True)
class Level:
    """One level. managers : their number where no table names them; None = what fits the ratio best."""

    grouping: Grouping
    managers: int | None = None


def level(carved: pd.DataFrame, managers: pd.DataFrame, settings: Level, links: pd.DataFrame | None = None) -> Design:
    """The tables and rules by which the members of a level go to managers with homes.

    carved : the accounts with `rep_id`, the member to which each belongs. managers : rep_id, lat, lon, as a team;
    home_unit names the member where a manager sits. links : neighbouring members, see `grouped`.
    """
    return grouped(_members(carved, managers), settings.grouping, links)


def seats_of(
    carved: pd.DataFrame, settings: Level, seconds: float = 30.0, links: pd.DataFrame | None = None
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Managers where no table has them: how many by the ratio, where by an exact model, and what that has proven.

    The table has rep_id (`district 1` …, from west to east), lat, lon and home_unit, the member where each sits. With a
    finding that is an error it is empty. Takes up to `seconds` (twice that where no choice keeps the bands).
    """
    findings = Findings()
    how = settings.grouping
    nobody = pd.DataFrame({REP: [], "lat": [], "lon": [], HOME: []})
    book = sheet_of("accounts", _members(carved, nobody).accounts, "account_id", findings)
    ids, _, of = first_seen(book.texts(MEMBER))
    place = middles(book, of, len(ids))
    count = managers_of(settings, len(ids))
    if not _sound(book, ids, place, count, how, findings):
        return nobody, tuple(findings.found)
    if how.contiguous:
        links = whole(neighbours(book, ids, of) if links is None else links, ids, place, findings)
    land = _field(book, of, place, ids, links, count, how)
    found = choose(land, seconds)
    seats = found.chosen if found.of is not None else nearest_seats(land)
    seats = seats[np.lexsort((place[0][seats], place[1][seats]))]
    _say(findings, found, how, count)
    names = [f"{how.level} {number}" for number in range(1, len(seats) + 1)]
    managers = pd.DataFrame({REP: names, "lat": place[0][seats], "lon": place[1][seats], HOME: ids[seats]})
    return managers, tuple(findings.found)


def managers_of(settings: Level, members: int) -> int:
    """How many managers there are where no table names them."""
    return settings.managers or settings.grouping.ratio.count(members)


def _members(carved: pd.DataFrame, managers: pd.DataFrame) -> Tables:
    """Accounts under their member; today's owners are those of the first role, which has nothing to say here."""
    rows = carved.attrs.get("rows")
    accounts = carved.drop(columns=["current_owner"], errors="ignore")
    accounts.attrs = {} if rows is None else {"rows": rows}
    return Tables(with_column(accounts, MEMBER, carved[REP].to_numpy(dtype=object)), managers)


def _sound(book: Sheet, ids: Texts, place: tuple[Floats, Floats], count: int, how: Grouping, found: Findings) -> bool:
    """Whether seats can be chosen at all."""
    nowhere = [str(id_) for id_ in ids[np.isnan(place[0])]]
    if nowhere:
        fix = "give an account of each coordinates, or name the managers and take contiguous and travel out"
        message = f"{how.level}: no account of {listed(nowhere)} has a place"
        found.error("no-place", message, fix=fix, table="accounts", ids=nowhere)
    if count > len(ids):
        message = f"{how.level}: {count} managers for {len(ids)} {how.counts}"
        found.error("ratio", message, fix="lower count, or leave it out", table="rules")
    else:
        fits(len(ids), count, how, found)
    for measure in how.bands:
        if count_of(measure) is None:
            book.require(measure, f"the {how.level} level has a band on it")
    return not found.has_errors


def _field(
    book: Sheet,
    of: Ints,
    place: tuple[Floats, Floats],
    ids: Texts,
    links: pd.DataFrame | None,
    count: int,
    how: Grouping,
) -> Field:
    lat, lon, _ = coordinates(replace(book, findings=Findings()))
    quiet = replace(book, findings=Findings())
    hours = quiet.numbers("workload").values if quiet.has("workload") else np.ones(len(book))
    known = np.flatnonzero(~np.isnan(lat) & ~np.isnan(hours))
    travel = np.zeros((len(ids), len(ids)))
    for seat in range(len(ids)):
        km = great_circle(lat[known], lon[known], place[0][seat], place[1][seat])
        travel[:, seat] = np.bincount(of[known], weights=hours[known] * km, minlength=len(ids))
    sums = [np.bincount(of, weights=_amounts(quiet, name), minlength=len(ids)) for name in how.bands]
    edges = None
    if how.contiguous and links is not None:
        at = {str(id_): index for index, id_ in enumerate(ids)}
        a, b = (np.array([at[str(id_)] for id_ in links[end]], dtype=np.int64) for end in ("unit_a", "unit_b"))
        edges = a, b
    return Field(
        cost=travel,
        seats=count,
        amounts=tuple(each.astype(np.float64) for each in sums),
        bands=tuple(how.bands.values()),
        least=how.ratio.ends[0],
        most=how.ratio.ends[1],
        edges=edges,
    )


def _amounts(book: Sheet, measure: str) -> Floats:
    count = count_of(measure)
    if count is None:
        return np.nan_to_num(book.numbers(measure).values)
    return (book.texts(count.column) == count.value).astype(np.float64) if count.column else np.ones(len(book))


def _say(findings: Findings, found: Seats, how: Grouping, count: int) -> None:
    """How the seats were chosen, and what is proven about them."""
    seats = f"{how.level}: {count} seats among the {how.counts}"
    if found.impossible:
        message = f"{how.level}: no {count} seats exist with which all other rules than bands hold; this is proven"
        fix = "change the ratio, least and most, or set contiguous: false"
        findings.error("no-seats", message, fix=fix, table="rules")
    elif found.of is None:
        message = f"{seats}: no choice that keeps the rules was found in time; these are the nearest ones"
        findings.warning("seats", message, fix="give more time, or name the managers", table="rules")
    elif found.opening:
        message = f"{seats}: no choice keeps the bands; each must open by {found.opening:.2%} at least, with any seats"
        findings.warning("seats-bands", message, fix="widen the bands, or change the number of managers", table="rules")
    else:
        gap = "not proven how near to the best" if found.gap is None else f"proven within {found.gap:.2%} of the fewest"
        kilometres = f"{found.objective:,.0f} kilometres × hours" if found.objective is not None else "travel"
        findings.note(
            "seats", f"{seats} by {kilometres}{' inside the bands' if how.bands else ''}, {gap}", table="rules"
        )
