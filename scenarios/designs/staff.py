"""Who takes which territory: a team matched to territories by home, skills and what each rep owns there today."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from geo.distance import great_circle
from scenarios.designs.design import Tables
from scenarios.designs.located import locate
from scenarios.designs.reading import names_in, sheet_of
from solver.book import Floats, Ints, Texts
from solver.errors import Finding, listed
from solver.intake.findings import Findings
from solver.intake.places import coordinates
from solver.intake.sheet import Sheet
from solver.serving import EVERYTHING, folded

ACCOUNT, REP, OWNER, POTENTIAL, TERRITORY = "account_id", "rep_id", "current_owner", "potential", "territory"


@dataclass(frozen=True)
class StaffWeights:
    """What a match is worth: nearness of the home, skills that fit, potential that stays with its owner."""

    home: float = 1.0
    skills: float = 1.0
    incumbency: float = 1.0


@dataclass(frozen=True)
class Staffing:
    """matches : territory, rep_id, home_km (NaN where a home is not known), skills and incumbency (shares), score.

    open : territories that nobody takes. spare : reps who take none.
    """

    matches: pd.DataFrame
    open: tuple[str, ...]
    spare: tuple[str, ...]
    findings: tuple[Finding, ...]

    def owners(self, plan: pd.DataFrame) -> pd.DataFrame:
        """The plan (account_id, territory) with the rep of every account; "" in an open territory."""
        rep = dict(zip(self.matches[TERRITORY], self.matches[REP], strict=True))
        return plan.assign(rep_id=[rep.get(territory, "") for territory in plan[TERRITORY]])


def staff(
    territories: pd.DataFrame,
    plan: pd.DataFrame,
    tables: Tables,
    weights: StaffWeights | None = None,
    skills: Mapping[str, str] | None = None,
) -> Staffing:
    """The matching of reps to territories with the highest total score (Hungarian method), one to one.

    score = home × (1 − km ÷ the longest such distance) + skills × share of the territory's potential that the rep may
    serve + incumbency × share of its owned potential that is the rep's today.

    territories : rep_id (T01 …), lat, lon of the centre. plan : account_id, territory. skills : account column → rep
    column, lists as in the rule `serves`. A rep without a home counts as at the mean distance. Where a book has no
    potential, accounts are counted. Findings say what was wrong; with an error among them nobody is matched.
    """
    findings = Findings()
    weights = weights or StaffWeights()
    book = sheet_of("accounts", tables.accounts, ACCOUNT, findings)
    team = sheet_of("reps", tables.reps, REP, findings)
    names, rep_ids = territories[REP].to_numpy(dtype=object), team.ids(REP)
    where = _territory_of(book, plan, names, findings)
    _check(weights, skills or {}, book, team, rep_ids, findings)
    if findings.has_errors:
        return Staffing(_no_matches(), tuple(names), tuple(rep_ids), tuple(findings.found))
    worth = _worth(book)
    km = _home_km(territories, team, findings)
    fit = _skills(book, team, where, worth, len(names), skills or {})
    stays = _incumbency(book, rep_ids, where, worth, len(names))
    score = weights.home * _nearness(km) + weights.skills * fit + weights.incumbency * stays
    row, column = linear_sum_assignment(score, maximize=True)
    matches = pd.DataFrame(
        {
            TERRITORY: names[row],
            REP: rep_ids[column],
            "home_km": km[row, column],
            "skills": fit[row, column],
            "incumbency": stays[row, column],
            "score": score[row, column],
        }
    )
    empty = tuple(np.delete(names, row))
    spare = tuple(np.delete(rep_ids, column))
    _say_left(empty, spare, findings)
    return Staffing(matches, empty, spare, tuple(findings.found))


def _territory_of(book: Sheet, plan: pd.DataFrame, names: Texts, findings: Findings) -> Ints:
    """The territory (its number) of every account (A,); an account without one is an error."""
    number = {name: at for at, name in enumerate(names)}
    of = dict(zip(plan[ACCOUNT].astype(str), plan[TERRITORY], strict=True))
    where = np.array([number.get(of.get(account, ""), -1) for account in book.ids(ACCOUNT)], dtype=np.int64)
    fix = "staff the plan that was made of this book"
    book.error("account-without-territory", "the plan has no territory for it", np.flatnonzero(where < 0), ACCOUNT, fix)
    return where


def _check(
    weights: StaffWeights, skills: Mapping[str, str], book: Sheet, team: Sheet, rep_ids: Texts, findings: Findings
) -> None:
    for name, weight in vars(weights).items():
        if not (np.isfinite(weight) and weight >= 0):
            findings.error("weight", f"the weight of {name} is {weight}", fix="write a number from 0 up", table="rules")
    if not len(rep_ids):
        findings.error("empty-team", "there is no rep in the table", fix="add at least one rep", table="reps")
    twice = pd.Series(rep_ids).duplicated().to_numpy() | (rep_ids == "")
    team.error("duplicate-id", "the id is blank or stands in several rows", np.flatnonzero(twice), REP, "keep one row")
    for ours, theirs in skills.items():
        book.require(ours, "it says what an account needs")
        team.require(theirs, "it says whom a rep serves")


def _worth(book: Sheet) -> Floats:
    """Potential of every account (A,); 1 each where the book has none."""
    values = book.numbers(POTENTIAL).values
    values = np.where(np.isnan(values), 0.0, values)
    return values if values.any() else np.ones(len(book))


def _home_km(territories: pd.DataFrame, team: Sheet, findings: Findings) -> Floats:
    """Kilometres from homes to centres (T, R); NaN where one is not known."""
    coordinates(team)  # says what is wrong with them
    homes = locate(team)
    away = np.flatnonzero(~homes.known & ~homes.refused)
    team.say("note", "no-home", "the rep has no home: counts as at the mean distance", away, "lat")
    if "lat" not in territories or "lon" not in territories:
        findings.note("no-centre", "territories have no place: homes are not looked at", table="territories")
        return np.full((len(territories), len(team)), np.nan)
    lat, lon = (territories[column].to_numpy(dtype=np.float64)[:, None] for column in ("lat", "lon"))
    return great_circle(lat, lon, homes.lat[None, :], homes.lon[None, :])


def _nearness(km: Floats) -> Floats:
    """1 at the centre, 0 at the longest distance; the mean where a home is not known."""
    known = ~np.isnan(km)
    longest = float(km[known].max()) if known.any() else 0.0
    near = 1 - np.where(known, km, 0.0) / longest if longest > 0 else np.ones(km.shape)
    return np.where(known, near, near[known].mean() if known.any() else 0.0)


def _skills(book: Sheet, team: Sheet, where: Ints, worth: Floats, count: int, skills: Mapping[str, str]) -> Floats:
    """Share of every territory's potential that each rep may serve (T, R)."""
    serves = np.ones((len(book), len(team)), dtype=bool)
    for ours, theirs in skills.items():
        needs = np.array([folded(name) for name in book.texts(ours)], dtype=object)
        for rep, cell in enumerate(team.texts(theirs)):
            known = {folded(name) for name in names_in(cell)}
            if EVERYTHING not in known:
                serves[:, rep] &= (needs == "") | np.isin(needs, list(known))
    total = np.bincount(where, weights=worth, minlength=count)
    held = np.stack([np.bincount(where, weights=worth * column, minlength=count) for column in serves.T], axis=1)
    return np.asarray(held / np.where(total > 0, total, 1.0)[:, None])


def _incumbency(book: Sheet, rep_ids: Texts, where: Ints, worth: Floats, count: int) -> Floats:
    """Share of every territory's owned potential that each rep owns today (T, R); 0 where nothing is owned."""
    owner = book.ids(OWNER) if book.has(OWNER) else np.full(len(book), "", dtype=object)
    total = np.bincount(where, weights=worth * (owner != ""), minlength=count)
    held = np.stack([np.bincount(where, weights=worth * (owner == rep), minlength=count) for rep in rep_ids], axis=1)
    return np.asarray(held / np.where(total > 0, total, 1.0)[:, None])


def _say_left(empty: tuple[str, ...], spare: tuple[str, ...], findings: Findings) -> None:
    if empty:
        message = f"there are fewer reps than territories; open: {listed(empty)}"
        findings.warning(
            "open-territory", message, fix="hire for them, or ask for fewer territories", table="reps", ids=empty
        )
    if spare:
        message = f"there are more reps than territories; left over: {listed(spare)}"
        findings.warning(
            "spare-rep", message, fix="ask for more territories, or give them other work", table="reps", ids=spare
        )


def _no_matches() -> pd.DataFrame:
    return pd.DataFrame({name: [] for name in (TERRITORY, REP, "home_km", "skills", "incumbency", "score")})
