"""A book as the problem of choosing territories: units, places, what kilometres are weighed by, how many."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from geo.middle import middle
from scenarios.designs.design import Tables
from scenarios.designs.headcount import Counted, Headcount, headcount
from scenarios.designs.located import Located, locate
from scenarios.designs.reading import sheet_of
from scenarios.designs.shares import amounts_of
from solver.book import Floats, Ints, Texts
from solver.counts import count_of
from solver.errors import InputError
from solver.intake.findings import Findings
from solver.intake.sheet import Sheet
from solver.rules import Rules
from solver.siting.intake import from_frames as siting_of
from solver.siting.problem import Siting

WORKLOAD, POTENTIAL = "workload", "potential"
ACCOUNT = "account_id"


@dataclass(frozen=True)
class Seedless:
    """What a planner says of territories without people.

    reps : how many. weight : the column that kilometres are weighed by; "" = workload where the book has it, else
    potential. power : 1 = travel, 2 = moment of inertia. distances : unit_a, unit_b, km; None = great circle.
    """

    reps: Headcount = field(default_factory=Headcount)
    weight: str = ""
    power: int = 1
    distances: pd.DataFrame | None = None


@dataclass(frozen=True)
class Prepared:
    """The book as units. unit : (A,) of every account. ids : (U,). amounts : measure → (A,), of accounts."""

    book: Sheet
    unit: Ints
    ids: Texts
    place: Located
    amounts: dict[str, Floats]
    weight: Floats
    hours: float

    def per_unit(self, values: Floats) -> Floats:
        return np.bincount(self.unit, weights=values, minlength=len(self.ids)).astype(np.float64)


@dataclass(frozen=True)
class Stated:
    """The problem of choosing territories, before it is solved; `siting` is None where the input is wrong."""

    book: Prepared
    siting: Siting | None
    counted: Counted
    findings: Findings


def state(tables: Tables, rules: Rules, wanted: Seedless) -> Stated:
    """What is to be solved, and what is wrong with it."""
    findings = Findings()
    prepared = _prepared(tables, rules, wanted, findings)
    counted = headcount(prepared.hours, wanted.reps, findings)
    siting = None if findings.has_errors else _siting(prepared, counted.territories, rules, wanted, tables, findings)
    return Stated(prepared, siting, counted, findings)


def _prepared(tables: Tables, rules: Rules, wanted: Seedless, findings: Findings) -> Prepared:
    book = sheet_of("accounts", tables.accounts, ACCOUNT, findings)
    for name, table in (("locks", tables.locks), ("pairs", tables.pairs)):
        if table is not None and len(table):
            message = f"{name} name reps, and territories without people have none yet"
            findings.error(
                f"{name}-without-reps", message, fix=f"leave out the {name}, or carve with a team", table=name
            )
    if not rules.linear:
        message = "bands around a median and the limit top_five are for people, and these territories have none yet"
        findings.error("median-without-reps", message, fix="leave them out, or carve with a team", table="rules")
    ids, unit = _units(book, rules)
    place = locate(book)
    if wanted.distances is None:
        away = np.flatnonzero(~place.known & ~place.refused)
        fix = "fill in lat and lon, a postal code or a county, or give a table of distances"
        book.error("missing-place", "the account has no place", away, "lat", fix)
        book.error("missing-place", "the place cannot be used", np.flatnonzero(place.refused), "lat", fix)
    weigh = wanted.weight or next((name for name in (WORKLOAD, POTENTIAL) if book.has(name)), "")
    weight = _amounts(book, rules, weigh) if weigh else np.ones(len(book))
    amounts = {name: _amounts(book, rules, name) for name in rules.bands}
    hours = float(_amounts(book, rules, WORKLOAD).sum()) if wanted.reps.reps == "auto" else 0.0
    return Prepared(book, unit, ids, place, amounts, weight, hours)


def _units(book: Sheet, rules: Rules) -> tuple[Texts, Ints]:
    """Ids of the basic units in the order of the book, and the unit of every account; a blank is a unit by itself."""
    accounts = book.ids(ACCOUNT)
    if rules.units and not book.require(rules.units, "the rules take it for the basic units"):
        return accounts, np.arange(len(book))
    named = book.ids(rules.units) if rules.units else accounts
    keys = [(0, name) if name else (1, account) for name, account in zip(named, accounts, strict=True)]
    at = {key: place for place, key in enumerate(dict.fromkeys(keys))}
    return np.array([*(name for _, name in at), ""], dtype=object)[:-1], np.array([at[k] for k in keys], dtype=np.int64)


def _amounts(book: Sheet, rules: Rules, measure: str) -> Floats:
    """A measure of every account (A,); a blank that no rule fills is an error."""
    count = count_of(measure)
    if count is not None:
        every = np.ones(len(book))
        return (book.texts(count.column) == count.value).astype(np.float64) if count.column else every
    if not book.require(measure):
        return np.zeros(len(book))
    values = amounts_of(book, measure, rules.missing.get(measure, "error"))
    blank = np.flatnonzero(np.isnan(values))
    if not any(found.column == measure and found.severity == "error" for found in book.findings.found):
        fix = f"fill it in, or say what a blank means: missing: {{{measure}: median}}"
        book.error("missing-number", f"{measure} is blank", blank, measure, fix)
    return np.where(np.isnan(values), 0.0, values)


def _siting(
    prepared: Prepared, territories: int, rules: Rules, wanted: Seedless, tables: Tables, findings: Findings
) -> Siting | None:
    units = pd.DataFrame({"unit_id": prepared.ids})
    lat, lon = middles(prepared)
    if wanted.distances is None:
        units["lat"], units["lon"] = lat, lon
    for name, values in prepared.amounts.items():
        units[name] = prepared.per_unit(values)
    units["km weight"] = prepared.per_unit(prepared.weight)
    edges = None
    if rules.contiguous:
        edges = tables.edges
        if edges is None:
            message = "territories are to be in one piece, and no table says which units are neighbours"
            findings.error(
                "no-edges", message, fix="give the edges between units, or take out contiguous", table="edges"
            )
            return None
    try:
        return siting_of(
            units,
            territories,
            bands=rules.bands,
            weight="km weight",
            power=wanted.power,
            edges=edges,
            distances=wanted.distances,
        )
    except InputError as wrong:
        findings.found += wrong.findings
        return None


def middles(prepared: Prepared) -> tuple[Floats, Floats]:
    """Where every unit is: the mean of its accounts by weight (plain where they weigh nothing), degrees."""
    weight = prepared.weight + 1e-9 * max(1.0, float(prepared.weight.sum())) / max(1, len(prepared.weight))
    lat, lon = (np.where(np.isnan(values), 0.0, values) for values in (prepared.place.lat, prepared.place.lon))
    alone = prepared.per_unit(np.ones(len(weight))) == 1
    first = np.unique(prepared.unit, return_index=True)[1]
    mean = middle(prepared.unit, lat, lon, len(prepared.ids), weight)
    return np.where(alone, lat[first], mean[0]), np.where(alone, lon[first], mean[1])
