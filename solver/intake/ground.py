"""The land of a contiguous plan: the unit graph, the reps' home units, and bridges to pieces where nobody lives."""

import numpy as np

from geo.distance import nearest
from geo.graph import Bridge, adjacency, bridges
from geo.middle import middle
from geo.pieces import pieces
from solver.book import Book, Floats, Ints, Team, Texts
from solver.errors import listed
from solver.intake.findings import Findings
from solver.intake.register import Register, refer
from solver.intake.sheet import Sheet
from solver.intake.team import TeamRows
from solver.land import Land

HOME = "home_unit"
"""Column of the reps: the unit from which a rep's territory starts; blank: the unit nearest to the rep's home."""


def read_land(book: Book, team: TeamRows, unit_ids: Texts, edges: tuple[Ints, Ints], findings: Findings) -> Land | None:
    """The land, or None with errors when homes, places or links are lacking."""
    lat, lon = _unit_places(book, len(unit_ids))
    placed = np.flatnonzero(~np.isnan(lat))
    if np.isnan(team.team.lat).any() or not len(placed):
        return None  # reported where places are settled
    roots = placed[nearest(team.team.lat, team.team.lon, lat[placed], lon[placed])]
    roots = _stated_homes(team.sheet, unit_ids, roots)
    return _land(team.team, unit_ids, edges, (lat, lon), roots, findings)


def _stated_homes(reps: Sheet, unit_ids: Texts, roots: Ints) -> Ints:
    """The home units, with those that the reps table names in the place of the nearest ones."""
    named = reps.ids(HOME)
    known = Register("unit", unit_ids, where="units")
    stated = refer(reps, HOME, named, known, named != "")
    return np.where(stated >= 0, stated, roots)


def _land(
    team: Team,
    unit_ids: Texts,
    edges: tuple[Ints, Ints],
    places: tuple[Floats, Floats],
    roots: Ints,
    findings: Findings,
) -> Land | None:
    lat, lon = places
    if not _own_homes(team, unit_ids, roots, findings):
        return None
    indptr, indices = adjacency(len(unit_ids), *edges)
    added = _bridges(indptr, indices, roots, lat, lon, unit_ids, findings)
    # Of an input that is refused nothing is joined; and where ids are wrong, edges are lacking that are there.
    for bridge in () if findings.has_errors else added:
        a, b = unit_ids[bridge.a], unit_ids[bridge.b]
        message = f"no rep lives in the piece with {b}: joined to {a}, {bridge.km:,.0f} km away"
        findings.note("bridge", message, table="edges", ids=(a, b))
    joined = tuple((bridge.a, bridge.b) for bridge in added)
    if joined:
        a, b = np.array(joined, dtype=np.int64).T
        indptr, indices = adjacency(len(unit_ids), np.concatenate([edges[0], a]), np.concatenate([edges[1], b]))
    return Land(indptr, indices, roots, joined)


def _unit_places(book: Book, units: int) -> tuple[Floats, Floats]:
    """Mean place of the accounts of every unit, NaN where none has one."""
    placed = ~np.isnan(book.lat)
    return middle(book.unit[placed], book.lat[placed], book.lon[placed], units)


def _own_homes(team: Team, unit_ids: Texts, roots: Ints, findings: Findings) -> bool:
    """Whether every rep has a home unit of their own; an error for each unit that is home to several."""
    homes, count = np.unique(roots, return_counts=True)
    for unit in homes[count > 1]:
        who = [str(team.ids[rep]) for rep in np.flatnonzero(roots == unit)]
        message = (
            f"{' and '.join(who)} have the same home unit, {unit_ids[unit]}; each territory must hold its rep's home"
        )
        fix = "move the home of one of them, or set contiguous: false"
        findings.error("shared-home", message, fix=fix, table="reps", ids=[*who, str(unit_ids[unit])])
    return bool((count == 1).all())


def _bridges(
    indptr: Ints, indices: Ints, roots: Ints, lat: Floats, lon: Floats, unit_ids: Texts, findings: Findings
) -> list[Bridge]:
    """Bridges between units that have a place; an error for a piece that has neither a rep's home nor a place."""
    label = pieces(indptr, indices)
    placed = np.flatnonzero(~np.isnan(lat))
    lost = np.flatnonzero(~np.isin(label, label[placed]))
    if len(lost) and findings.about("edges"):
        return []  # the edge that is missing may be one of those that could not be read
    if len(lost):
        shown = [str(id_) for id_ in unit_ids[lost]]
        message = f"no edge leads to {listed(shown)}, and without coordinates no bridge can be laid"
        findings.error("unreachable-unit", message, fix="give coordinates or edges", table="edges", ids=shown)
        return []
    # Each piece becomes a chain of its placed units, so that a missing place is never measured.
    by_piece = np.argsort(label[placed], kind="stable")
    linked = np.flatnonzero(np.diff(label[placed[by_piece]]) == 0)
    chain = adjacency(len(placed), by_piece[linked], by_piece[linked + 1])
    anchors = np.flatnonzero(np.isin(placed, roots))
    found = bridges(*chain, anchors, lat[placed], lon[placed])
    return [Bridge(int(placed[bridge.a]), int(placed[bridge.b]), bridge.km) for bridge in found]
