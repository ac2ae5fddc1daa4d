"""The land of a contiguous plan: the unit graph, the reps' home units, and bridges to pieces where nobody lives."""

from dataclasses import dataclass

import numpy as np

from geo.distance import nearest
from geo.graph import Bridge, adjacency, bridges
from geo.middle import middle
from geo.pieces import pieces
from solver.book import Book, Bools, Floats, Ints, Team, Texts
from solver.errors import listed
from solver.intake.findings import Findings
from solver.intake.register import Register, refer
from solver.intake.sheet import Sheet
from solver.intake.team import TeamRows
from solver.land import NO_HOME, Land
from solver.rules import Rules

HOME = "home_unit"
"""Column of the reps: the unit from which a rep's territory starts; blank: the unit nearest to the rep's home."""


@dataclass(frozen=True)
class Held:
    """Units with their accounts, which of them are held together (U,), and which reps may own some of these (R,)."""

    book: Book
    unit_ids: Texts
    units: Bools
    owners: Bools

    @property
    def exempt(self) -> Bools | None:
        """The other units, None where there are none."""
        return None if self.units.all() else ~self.units


def held_accounts(book: Book, rules: Rules) -> Bools:
    """The accounts that are held together (A,), where territories are."""
    if rules.contiguous_by:
        return np.asarray(book.texts[rules.contiguous_by] != "")
    return book.flag(rules.contiguous_where) if rules.contiguous_where else np.ones(len(book), dtype=bool)


def read_land(held: Held, team: TeamRows, edges: tuple[Ints, Ints], findings: Findings) -> Land | None:
    """The land, or None with errors when homes, places or links are lacking.

    Units that are exempt have no neighbours, whatever the edges say, and reps who may own nothing else have no home.
    """
    lat, lon = unit_places(held)
    placed, living = np.flatnonzero(~np.isnan(lat)), np.flatnonzero(held.owners)
    homes = team.team.lat[living], team.team.lon[living]
    if np.isnan(homes[0]).any() or not len(placed):
        return None  # reported where places are settled
    roots = np.full(len(held.owners), NO_HOME, dtype=np.int64)
    roots[living] = placed[nearest(*homes, lat[placed], lon[placed])]
    roots = _stated_homes(team.sheet, held, roots)
    joined = held.units[edges[0]] & held.units[edges[1]]
    return _land(team.team, held, (edges[0][joined], edges[1][joined]), (lat, lon), roots, findings)


def _stated_homes(reps: Sheet, held: Held, roots: Ints) -> Ints:
    """The home units, with those that the reps table names in the place of the nearest ones."""
    named = reps.ids(HOME)
    known = Register("unit", held.unit_ids, where="units")
    stated = refer(reps, HOME, named, known, (named != "") & held.owners)
    astray = (stated >= 0) & ~held.units[np.maximum(stated, 0)]
    fix = "name a unit of those that are held together, or leave the cell blank: then the nearest one is taken"
    reps.error("home-not-held", "the home unit is exempt from contiguity", np.flatnonzero(astray), HOME, fix)
    return np.where(stated >= 0, stated, roots)


def _land(
    team: Team,
    held: Held,
    edges: tuple[Ints, Ints],
    places: tuple[Floats, Floats],
    roots: Ints,
    findings: Findings,
) -> Land | None:
    if not _own_homes(team, held.unit_ids, roots, findings):
        return None
    edges, joined = bridged(held, edges, places, roots, findings)
    return Land(*adjacency(len(held.unit_ids), *edges), roots, joined, held.exempt)


def bridged(
    held: Held, edges: tuple[Ints, Ints], places: tuple[Floats, Floats], roots: Ints, findings: Findings
) -> tuple[tuple[Ints, Ints], tuple[tuple[int, int], ...]]:
    """The edges with bridges to every piece in which no rep starts, and these bridges, each of them said."""
    unit_ids, (lat, lon) = held.unit_ids, places
    indptr, indices = adjacency(len(unit_ids), *edges)
    added = _bridges(indptr, indices, roots, lat, lon, held, findings)
    # Of an input that is refused nothing is joined; and where ids are wrong, edges are lacking that are there.
    for bridge in () if findings.has_errors else added:
        a, b = unit_ids[bridge.a], unit_ids[bridge.b]
        message = f"no rep lives in the piece with {b}: joined to {a}, {bridge.km:,.0f} km away"
        findings.note("bridge", message, table="edges", ids=(a, b))
    joined = tuple((bridge.a, bridge.b) for bridge in added)
    if joined:
        a, b = np.array(joined, dtype=np.int64).T
        edges = np.concatenate([edges[0], a]), np.concatenate([edges[1], b])
    return edges, joined


def unit_places(held: Held) -> tuple[Floats, Floats]:
    """Mean place of the accounts of every unit that is held together, NaN for the others and where none has one."""
    book = held.book
    placed = ~np.isnan(book.lat)
    lat, lon = middle(book.unit[placed], book.lat[placed], book.lon[placed], len(held.unit_ids))
    return np.where(held.units, lat, np.nan), np.where(held.units, lon, np.nan)


def _own_homes(team: Team, unit_ids: Texts, roots: Ints, findings: Findings) -> bool:
    """Whether every rep has a home unit of their own; an error for each unit that is home to several."""
    homes, count = np.unique(roots[roots != NO_HOME], return_counts=True)
    for unit in homes[count > 1]:
        who = [str(team.ids[rep]) for rep in np.flatnonzero(roots == unit)]
        message = (
            f"{' and '.join(who)} have the same home unit, {unit_ids[unit]}; each territory must hold its rep's home"
        )
        fix = "move the home of one of them, or set contiguous: false"
        findings.error("shared-home", message, fix=fix, table="reps", ids=[*who, str(unit_ids[unit])])
    return bool((count == 1).all())


def _bridges(
    indptr: Ints, indices: Ints, roots: Ints, lat: Floats, lon: Floats, held: Held, findings: Findings
) -> list[Bridge]:
    """Bridges between units that have a place; an error for a piece that has neither a rep's home nor a place."""
    label = pieces(indptr, indices)
    placed = np.flatnonzero(~np.isnan(lat))
    lost = np.flatnonzero(~np.isin(label, label[placed]) & held.units)
    if len(lost) and findings.about("edges"):
        return []  # the edge that is missing may be one of those that could not be read
    if len(lost):
        shown = [str(id_) for id_ in held.unit_ids[lost]]
        message = f"no edge leads to {listed(shown)}, and without coordinates no bridge can be laid"
        findings.error("unreachable-unit", message, fix="give coordinates or edges", table="edges", ids=shown)
        return []
    # Each piece becomes a chain of its placed units, so that a missing place is never measured.
    by_piece = np.argsort(label[placed], kind="stable")
    linked = np.flatnonzero(np.diff(label[placed[by_piece]]) == 0)
    chain = adjacency(len(placed), by_piece[linked], by_piece[linked + 1])
    anchors = np.flatnonzero(np.isin(placed, roots))
    if not len(anchors):
        return []  # nobody may own any of it, which is said of the units
    found = bridges(*chain, anchors, lat[placed], lon[placed])
    return [Bridge(int(placed[bridge.a]), int(placed[bridge.b]), bridge.km) for bridge in found]
