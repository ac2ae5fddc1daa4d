"""The land of a geographic model: its units, where they lie, and who is next to whom."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from geo.distance import nearest
from geo.links import linked
from geo.points import point_edges
from geo.settled import NOBODY, absorbed, settled_edges
from geo.units.borders import borders
from geo.units.polygons import Areas
from scenarios.designs.belonging import Belonging
from scenarios.designs.keys import UnitKeys
from scenarios.designs.located import Located
from scenarios.designs.maps import TABLE, say
from solver.book import Bools, Floats, Ints, Texts
from solver.errors import listed
from solver.intake.findings import Findings
from solver.intake.sheet import Sheet

Edges = tuple[Ints, Ints]

MOST_LINKS = 4_000_000
"""Accounts at one place are all neighbours; beyond this many links a book has no use for units of one account."""


@dataclass(frozen=True)
class Ground:
    """Units in the order of their first accounts, then those without accounts: ids, lat, lon (U,), NaN = no place.

    settled : (U,) has accounts. of : (A,) the unit of every account, −1 = none. alone : (U,) an account in no cell.
    """

    ids: Texts
    lat: Floats
    lon: Floats
    settled: Bools
    alone: Bools
    of: Ints

    @property
    def place(self) -> tuple[Floats, Floats]:
        return self.lat, self.lon

    @property
    def index(self) -> dict[str, int]:
        return {str(id_): at for at, id_ in enumerate(self.ids)}

    def extended(self, ids: Texts, lat: Floats, lon: Floats) -> "Ground":
        """With units that have no accounts."""
        empty = np.zeros(len(ids), dtype=bool)
        return replace(
            self,
            ids=np.concatenate([self.ids, ids]),
            lat=np.concatenate([self.lat, lat]),
            lon=np.concatenate([self.lon, lon]),
            settled=np.concatenate([self.settled, empty]),
            alone=np.concatenate([self.alone, empty]),
        )


def ground_of(where: Located, belongs: Belonging, unit: Texts) -> Ground:
    """The units that have accounts; `unit` (A,) names each, also of accounts in no cell. "" = without a unit.

    A unit lies where a map or a table of places has it, else at the mean of its accounts.
    """
    ids, of = np.unique(unit.astype(str), return_inverse=True)
    first = np.full(len(ids), len(unit))
    np.minimum.at(first, of.reshape(-1), np.arange(len(unit)))
    order = np.argsort(first, kind="stable")
    order = order[ids[order] != ""]
    rank = np.full(len(ids), NOBODY, dtype=np.int64)
    rank[order] = np.arange(len(order))
    here = rank[of.reshape(-1)]
    stated, mean = ~np.isnan(belongs.lat), where.known
    lat, lon = (
        np.where(np.isnan(known := _mean(here, stated, ours, len(order))), _mean(here, mean, theirs, len(order)), known)
        for ours, theirs in ((belongs.lat, where.lat), (belongs.lon, where.lon))
    )
    alone = np.zeros(len(order), dtype=bool)
    alone[here[(belongs.unit == "") & (here != NOBODY)]] = True
    return Ground(ids[order].astype(object), lat, lon, np.ones(len(order), dtype=bool), alone, here)


def middles(ground: Ground, where: Located) -> tuple[Floats, Floats]:
    """The mean place (U,) of every unit's accounts, which is where the Problem takes the unit to lie."""
    count = len(ground.ids)
    return _mean(ground.of, where.known, where.lat, count), _mean(ground.of, where.known, where.lon, count)


def _mean(of: Ints, known: Bools, values: Floats, units: int) -> Floats:
    known = known & (of != NOBODY)
    count = np.bincount(of[known], minlength=units).astype(np.float64)
    count[count == 0] = np.nan
    return np.asarray(np.bincount(of[known], weights=values[known], minlength=units) / count)


def own_units(book: Sheet, where: Located, belongs: Belonging, units: UnitKeys) -> Texts:
    """The unit of every account; one in no cell is a unit by itself if it has a place, otherwise an error."""
    lost = belongs.unit == ""
    cells = set(belongs.unit[~lost].tolist())
    labels = [f"account {label}" if label in cells else str(label) for label in book.labels]
    by_itself, nowhere = lost & where.known, lost & ~where.known & ~where.refused & (book.labels != "")
    message = f"in no unit by {units.kind}: a unit by itself, next to the nearest one"
    severity: Literal["warning", "note"] = "warning" if units.checked else "note"
    book.say(severity, "unit-by-itself", message, np.flatnonzero(by_itself))
    fix = "give coordinates, or a postal code or county of the USA, or take the account out of the book"
    message = f"in no unit by {units.kind}, and without a place on the map"
    book.error("unplaced-account", message, np.flatnonzero(nowhere), "lat", fix)
    return np.where(by_itself, np.array([*labels, ""], dtype=object)[:-1], belongs.unit)


def edges_of(
    ground: Ground, units: UnitKeys, areas: Areas | None, given: pd.DataFrame | None, findings: Findings
) -> tuple[Ground, pd.DataFrame]:
    """Neighbours among the units that have accounts (columns unit_a, unit_b), and the ground with those that have none.

    Given edges count before the map, and the map before points. Barriers and bridges come next, then units without
    accounts are given to the nearest unit that has some: neighbours are those whose land touches.
    """
    if given is not None:
        ground, edges = _stated(ground, Sheet.of("edges", given, findings))
    elif areas is not None:
        ground, edges = _bordering(ground, areas, units, findings)
    else:
        edges = _among_points(ground, units, findings)
    edges = _with_lone_units(ground, edges)
    links = linked(ground.ids, edges, ground.place, units.barriers, units.bridges)
    say(findings, links.remarks, "units")
    owner = absorbed(len(ground.ids), (links.a, links.b), ground.place, ground.settled)
    a, b = settled_edges((links.a, links.b), owner)
    _say_empty(ground, owner, findings)
    return ground, pd.DataFrame({"unit_a": ground.ids[a], "unit_b": ground.ids[b]}, dtype=object)


def _stated(ground: Ground, sheet: Sheet) -> tuple[Ground, Edges]:
    """The planner's own edges; ends that no account is in are units without accounts, if no zeros were lost."""
    if not all([sheet.require("unit_a"), sheet.require("unit_b")]):
        return ground, _none()
    ends = [sheet.ids(column) for column in ("unit_a", "unit_b")]
    for column, ids in zip(("unit_a", "unit_b"), ends, strict=True):
        sheet.error("missing-id", "the unit is not named", np.flatnonzero(ids == ""), column, "fill it in")
    known = set(ground.index)
    new = [id_ for id_ in dict.fromkeys(np.concatenate(ends).tolist()) if id_ and id_ not in known]
    bare = {id_.lstrip("0"): id_ for id_ in known if id_.isdecimal()}
    lost = {id_: bare[id_.lstrip("0")] for id_ in new if id_.isdecimal() and id_.lstrip("0") in bare}
    for column, ids in zip(("unit_a", "unit_b"), ends, strict=True):
        shown = listed([f"{id_} here, {near} in the accounts" for id_, near in lost.items()], 3)
        message = f"the id differs only by zeros in front: {shown}"
        at = np.flatnonzero(np.isin(ids, list(lost)))
        sheet.error("lost-leading-zeros", message, at, column, "store the ids as text in both tables")
    empty = np.array([*new, ""], dtype=object)[:-1]
    ground = ground.extended(empty, np.full(len(new), np.nan), np.full(len(new), np.nan))
    a, b = (np.array([ground.index.get(id_, NOBODY) for id_ in ids], dtype=np.int64) for ids in ends)
    sound = (a != NOBODY) & (b != NOBODY)
    return ground, (a[sound], b[sound])


def _none() -> Edges:
    none = np.zeros(0, dtype=np.int64)
    return none, none


def _bordering(ground: Ground, areas: Areas, units: UnitKeys, findings: Findings) -> tuple[Ground, Edges]:
    contiguity = units.polygons.contiguity if units.polygons is not None else "rook"
    found = borders(areas, contiguity)
    if units.polygons is not None and not isinstance(units.polygons.map, str):
        say(findings, found.remarks, TABLE)
    empty = ~np.isin(areas.ids.astype(str), ground.ids.astype(str))
    ground = ground.extended(areas.ids[empty], areas.lat[empty], areas.lon[empty])
    index = ground.index
    at = np.array([index[str(id_)] for id_ in areas.ids], dtype=np.int64)
    return ground, (at[found.a], at[found.b])


def _among_points(ground: Ground, units: UnitKeys, findings: Findings) -> Edges:
    homeless = np.flatnonzero(np.isnan(ground.lat))
    if len(homeless):
        shown = [str(id_) for id_ in ground.ids[homeless]]
        message = f"not in the table of places, and none of their accounts has coordinates: {listed(shown)}"
        fix = "give an account of each coordinates, or correct the codes"
        findings.error("unit-without-place", message, fix=fix, table="accounts", ids=shown)
    placed = np.flatnonzero(~np.isnan(ground.lat))
    _, twins = np.unique(np.stack(ground.place)[:, placed], axis=1, return_counts=True)
    if (twins**2).sum() > MOST_LINKS:
        message = f"up to {twins.max():,} units lie at one place, so that everybody there is next to everybody"
        findings.error("too-many-at-one-place", message, fix="take units: {by: zip}, or {cells: 400}", table="accounts")
        return _none()
    a, b = point_edges(ground.lat[placed], ground.lon[placed], units.graph)
    return placed[a], placed[b]


def _with_lone_units(ground: Ground, edges: Edges) -> Edges:
    """An account in no cell, and without an edge, is next to the nearest unit that has a place."""
    joined = np.zeros(len(ground.ids), dtype=bool)
    joined[np.concatenate(edges)] = True
    lone = np.flatnonzero(ground.alone & ~joined)
    others = np.flatnonzero(~ground.alone & ground.settled & ~np.isnan(ground.lat))
    if not len(lone) or not len(others):
        return edges
    near = others[nearest(ground.lat[lone], ground.lon[lone], ground.lat[others], ground.lon[others])]
    return np.concatenate([edges[0], lone]), np.concatenate([edges[1], near])


def _say_empty(ground: Ground, owner: Ints, findings: Findings) -> None:
    empty = ~ground.settled
    if between := int((empty & (owner != NOBODY)).sum()):
        message = f"{between:,} units have no accounts: each goes with the nearest unit that has some, and connects it"
        findings.note("empty-units", message, table="units")
