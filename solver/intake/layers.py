"""The land of several layers: each with a graph of its own, and for every rep a gate from which he enters each of them.

A gate is a unit without accounts that is its rep's alone. One piece with the gate is one piece with the entrance in
every layer, so that whatever knows territories around a home unit knows these too.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from geo.distance import nearest
from geo.graph import adjacency
from solver.book import Book, Bools, Floats, Ints, Texts
from solver.eligibility import Eligibility
from solver.errors import listed
from solver.intake.eligible import BLOCK_PAIRS
from solver.intake.findings import Findings
from solver.intake.ground import HOME, Held, bridged, unit_places
from solver.intake.register import Register, refer
from solver.intake.sheet import Sheet
from solver.intake.team import TeamRows
from solver.land import NO_HOME, Land

GATE = "start of "
"""In front of a rep's id in the name of the rep's gate."""
NO_LAYER = -1


@dataclass(frozen=True)
class Layers:
    """names : the layers. of : (U,) the layer of every unit, `NO_LAYER` = exempt."""

    names: tuple[str, ...]
    of: Ints

    @classmethod
    def read(cls, book: Book, unit_ids: Texts, column: str, findings: Findings) -> "Layers":
        """From a column of the accounts; an error for units whose accounts are of several layers."""
        names, number = np.unique(book.texts[column].astype(str), return_inverse=True)
        number = np.asarray(number, dtype=np.int64).reshape(-1) - int(names[0] == "")
        of = np.full(len(unit_ids), NO_LAYER, dtype=np.int64)
        np.maximum.at(of, book.unit, number)
        torn = np.unique(book.unit[(number >= 0) & (number != of[book.unit])])
        if len(torn):
            ids = [str(id_) for id_ in unit_ids[torn]]
            message = f"accounts of one unit are of several layers in the column {column}: {listed(ids)}"
            fix = "give the accounts of a unit one layer, or make units of each layer"
            findings.error("unit-in-two-layers", message, fix=fix, table="accounts", ids=ids)
        if (of == NO_LAYER).all():
            message = f"contiguous territories are asked for within each {column}, and no account has one"
            fix = f"fill in the column {column} of the accounts that belong together, or set contiguous: false"
            findings.error("nothing-held", message, fix=fix, table="accounts")
        return cls(tuple(str(name) for name in names if name), of)


def read_layers(
    book: Book,
    unit_ids: Texts,
    layers: Layers,
    team: TeamRows,
    who: Eligibility,
    edges: tuple[Ints, Ints],
    findings: Findings,
) -> tuple[Land, Texts] | None:
    """The land and the ids of its units, gates last; None with errors when homes, places or links are lacking.

    Edges between layers mean nothing. A rep without anything to own in any layer has no gate.
    """
    units, reps = len(unit_ids), len(team.team)
    stated = _stated(team.sheet, unit_ids, layers)
    enters = np.full((len(layers.names), reps), NO_HOME, dtype=np.int64)
    found: list[Ints] = []
    joined: list[tuple[int, int]] = []
    for layer, name in enumerate(layers.names):
        inside = layers.of == layer
        at = np.flatnonzero(inside)
        able = _able(who, at)
        held = Held(book, unit_ids, inside, np.asarray(able.any(axis=0)))
        places = unit_places(held)
        if np.isnan(places[0][at]).all():
            _say_nowhere(name, findings)
            return None
        if np.isnan(team.team.lat[held.owners]).any():
            return None  # reported where places are settled
        _refuse_barred(team.sheet, unit_ids, at, able, stated[layer])
        enters[layer] = _entrances(team, at, able, places, stated[layer])
        _say_shared(team.sheet, unit_ids, name, enters[layer])
        both = inside[edges[0]] & inside[edges[1]]
        mine, bridges = bridged(held, (edges[0][both], edges[1][both]), places, enters[layer], findings)
        found.append(np.stack(mine))
        joined += bridges
    entered = np.flatnonzero((enters != NO_HOME).any(axis=0))
    roots = np.full(reps, NO_HOME, dtype=np.int64)
    roots[entered] = units + np.arange(len(entered))
    of, rep = np.nonzero(enters != NO_HOME)
    found.append(np.stack([roots[rep], enters[of, rep]]))
    tail, head = np.concatenate(found, axis=1)
    gates = np.arange(units + len(entered)) >= units
    exempt = np.r_[layers.of == NO_LAYER, np.zeros(len(entered), dtype=bool)]
    graph = adjacency(len(gates), tail, head)
    land = Land(*graph, roots, tuple(joined), exempt if exempt.any() else None, gates)
    return land, np.concatenate([unit_ids, _gate_ids(unit_ids, team.team.ids[entered])])


def _able(who: Eligibility, units: Ints) -> Bools:
    """Who may own each of some units, (units, R)."""
    reps = np.arange(who.allows.shape[1])
    parts = np.array_split(units, 1 + len(units) * len(reps) // BLOCK_PAIRS)
    return np.concatenate([who.ok(part[:, None], reps[None, :]) for part in parts])


def _say_nowhere(layer: str, findings: Findings) -> None:
    message = f"no account of {layer} has coordinates, so that no rep can enter it"
    findings.error("no-places", message, fix="fill in lat and lon, or set contiguous: false", table="accounts")


def _entrances(team: TeamRows, at: Ints, able: Bools, places: tuple[Floats, Floats], stated: Ints) -> Ints:
    """The unit by which each rep enters a layer (R,): the stated one, else the nearest of those that he may own."""
    found = stated.copy()
    placed = ~np.isnan(places[0][at])
    for rep in np.flatnonzero(able.any(axis=0) & (stated == NO_HOME)).tolist():
        mine = at[able[:, rep] & placed]
        home = team.team.lat[rep : rep + 1], team.team.lon[rep : rep + 1]
        near = mine[nearest(*home, places[0][mine], places[1][mine])] if len(mine) else at[able[:, rep]]
        found[rep] = near[0]
    return found


def _stated(reps: Sheet, unit_ids: Texts, layers: Layers) -> Ints:
    """The entrances that the reps table names in a list (L, R), `NO_HOME` where it names none."""
    found = np.full((len(layers.names), len(reps)), NO_HOME, dtype=np.int64)
    known, named = Register("unit", unit_ids, where="units"), reps.ids(HOME)
    lists = [[part for word in str(cell).split(";") if (part := word.strip())] for cell in named]
    for place in range(max(map(len, lists), default=0)):
        given = np.array([each[place] if place < len(each) else "" for each in lists], dtype=object)
        unit = refer(reps, HOME, given, known, given != "")
        rep = np.flatnonzero(unit >= 0)
        layer = layers.of[unit[rep]]
        fix = "name a unit of those that are held together, or leave it out: then the nearest one is taken"
        reps.error("home-not-held", "the home unit is exempt from contiguity", rep[layer == NO_LAYER], HOME, fix)
        rep, layer = rep[layer != NO_LAYER], layer[layer != NO_LAYER]
        twice = found[layer, rep] != NO_HOME
        reps.error("two-entrances", "two home units are of one layer", rep[twice], HOME, "keep one for each layer")
        found[layer, rep] = unit[rep]
    return found


def _refuse_barred(reps: Sheet, unit_ids: Texts, at: Ints, able: Bools, stated: Ints) -> None:
    """Errors for stated entrances that their reps may not own."""
    for rep in np.flatnonzero(stated != NO_HOME).tolist():
        if not able[np.searchsorted(at, stated[rep]), rep]:
            message = f"the rep may not own the home unit {unit_ids[stated[rep]]}"
            fix = "name a unit that the rep may own, or leave it out: then the nearest one of these is taken"
            reps.error("home-forbidden", message, np.array([rep]), HOME, fix)


def _say_shared(reps: Sheet, unit_ids: Texts, layer: str, enters: Ints) -> None:
    """Reps who enter a layer by one unit: whoever owns it keeps the others out."""
    order = np.argsort(enters, kind="stable")
    bounds = np.flatnonzero(np.diff(enters[order], prepend=-2, append=-2))
    for first, last in pairwise(bounds.tolist()):
        together = order[first:last]
        unit = int(enters[together[0]])
        if unit == NO_HOME or len(together) < 2:
            continue
        names = listed([str(reps.labels[rep]) for rep in together])
        message = f"{names} enter {layer} by the same unit, {unit_ids[unit]}: the one who owns it keeps the others out"
        fix = "name other units in the column home_unit of the reps, or take smaller units"
        reps.say("warning", "shared-entrance", message, together, HOME, fix)


def _gate_ids(unit_ids: Texts, reps: Texts) -> Texts:
    """Ids for gates that no unit has."""
    known, before = set(map(str, unit_ids)), GATE
    while any(f"{before}{rep}" in known for rep in reps):
        before = f"the {before}"
    return np.array([f"{before}{rep}" for rep in reps], dtype=object)
