"""The book that the plan is made for: gaps filled, accounts without needed values gone, everything renumbered."""

from dataclasses import dataclass, replace

import numpy as np

from solver.book import Book, Bools, Ints, Texts
from solver.distances import Distances
from solver.eligibility import Eligibility
from solver.intake.accounts import select
from solver.intake.eligible import eligibility, owners_of
from solver.intake.ground import held_accounts
from solver.intake.links import LockRows, PairRows, keep_edges
from solver.intake.missing import fill, settle_places
from solver.intake.needs import needs, travels
from solver.intake.tables import Tables
from solver.intake.team import TeamRows
from solver.rules import Rules


@dataclass(frozen=True)
class Settled:
    """The accounts that stay, with the position of each in the accounts table, and the links between them."""

    book: Book
    at: Ints
    unit_ids: Texts
    locks: LockRows
    pairs: PairRows
    edges: tuple[Ints, Ints] | None
    distances: Distances | None = None


def settle(tables: Tables, rules: Rules) -> Settled:
    """Apply `rules.missing`. An account that lacks a value which nothing uses stays as it is."""
    book, sheet, refused = tables.accounts.book, tables.accounts.sheet, tables.accounts.refused
    who = eligibility(book, len(book), tables.team.team, rules, tables.pairs.pairs, tables.locks.locks, land=None)
    out = _places(tables, rules, who)
    values = dict(book.values)
    unknown, fine, nowhere = np.full(len(book), np.nan), np.zeros(len(book), bool), np.full(len(book), "", dtype=object)
    segments = book.texts.get("segment", nowhere)
    for name, need in needs(book, tables.team.team, rules, tables.pairs.pairs, who, tables.distances).items():
        column, known_bad = values.get(name, unknown), refused.get(name, fine)
        how = rules.missing.get(name, "error")
        values[name], gone = fill(sheet, name, column, known_bad, need, how, segments)
        out |= gone
    at = np.flatnonzero(~out)
    new = np.full(len(book), -1, dtype=np.int64)
    new[at] = np.arange(len(at))
    if not len(at) and len(book):
        fix = "fill the values in, or choose another rule for what is missing"
        sheet.findings.error("empty-book", "every account leaves the book", fix=fix, table=sheet.name)
    unit_ids, unit, of_units = tables.units.keep(at)
    kept_places = None if tables.distances is None else replace(tables.distances, place=tables.distances.place[at])
    edges = None if tables.edges is None else keep_edges(tables.edges, of_units)
    kept = replace(select(replace(book, values=values), at), unit=unit)
    return Settled(kept, at, unit_ids, tables.locks.keep(new), tables.pairs.keep(new), edges, kept_places)


def _places(tables: Tables, rules: Rules, who: Eligibility) -> Bools:
    """The accounts that leave the book because they have no place (A,); errors for homes and places that are needed.

    Without travel only what is held together needs a place, and only those who may own some of it need a home.
    """
    read, team = tables.accounts, tables.team
    measured = tables.distances is not None and tables.distances.complete
    moving = travels(read.book, team.team, rules) and not measured
    if not (moving or rules.contiguous):
        return np.zeros(len(read.book), dtype=bool)
    why = " and ".join(["contiguous territories"] * rules.contiguous + ["travel"] * moving)
    held = held_accounts(read.book, rules)
    needed = np.ones(len(read.book), dtype=bool) if moving else held
    _homes(team, np.ones(len(team.team), dtype=bool) if moving else owners_of(who, needed), why)
    how = rules.missing.get("coordinates", "error")
    if rules.contiguous and how == "ignore" and held.any() and np.isnan(read.book.lat[held]).all():
        message = "no account has coordinates, so no rep has a home unit"
        fix = "fill in lat and lon, or set contiguous: false"
        read.sheet.findings.error("no-places", message, fix=fix, table=read.sheet.name)
    return settle_places(read.sheet, read.book.lat, read.refused["lat"], needed, how, why)


def _homes(team: TeamRows, needed: Bools, why: str) -> None:
    homeless = np.flatnonzero(np.isnan(team.team.lat) & ~team.misplaced & needed)
    fix = "fill in lat and lon of the rep's home, or leave travel and contiguous out"
    team.sheet.error("missing-home", f"the rep has no home, and it is needed for {why}", homeless, "lat", fix)
