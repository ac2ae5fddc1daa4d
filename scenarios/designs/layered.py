"""Layers of a hybrid as land: what a rep has of each cell, and of the patch, is one piece of map cells of its own."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from scenarios.designs.belonging import belonging
from scenarios.designs.cells import cells_of
from scenarios.designs.design import Design, Tables
from scenarios.designs.geographic import UNIT, geographic
from scenarios.designs.keys import CELLS as CLUSTERS
from scenarios.designs.keys import UnitKeys
from scenarios.designs.located import locate
from scenarios.designs.patch import refuse_families, some_rows, written_back
from scenarios.designs.pins import fixed
from scenarios.designs.reading import names_in, plural, sheet_of, unused, with_column
from solver.book import Bools, Texts
from solver.errors import Finding, listed
from solver.intake.findings import Findings
from solver.intake.ground import HOME
from solver.intake.sheet import MISSING_COLUMN, Sheet
from solver.rules import Rules

IN_LAYER, MAP_CELL = "in_layer", "map_cell"
"""Account columns that the model adds: the layer within which the account is held together ("" = exempt); the cluster
of nearby accounts, where map cells are these."""
THE_PATCH = "the patch"
"""The layer of the accounts that no cell serves."""
OF = " · "
"""Between a map cell and the cell (segment × vertical) whose accounts there are one unit."""

OF_HOMES = ("ground", "home-moved", "too-few-units")
"""What is found about parts that are held together, and says nothing of others."""


@dataclass(frozen=True)
class Part:
    """name : of the layer. accounts : (A,) that are pinned to nobody. reps : (R,) who may own them.

    mark : behind the ids of its units. held : whether it is held together, or only moves by map cells.
    """

    name: str
    accounts: Bools
    reps: Bools
    mark: str = ""
    held: bool = True


@dataclass(frozen=True)
class Layered:
    """cells, patch : (A,) the standing cell of each account, and whether it is of the patch. served, carries : (R,) the
    cells of each rep, as a list, and who has a patch. hold_patch : whether that is held together too.
    """

    cells: Texts
    patch: Bools
    served: Texts
    carries: Bools
    hold_patch: bool


@dataclass
class Carved:
    """What is known of all parts so far: tables with their places, unit and layer (A,), edges, home units per rep."""

    tables: Tables
    unit: Texts
    layer: Texts
    edges: list[pd.DataFrame] = field(default_factory=list)
    homes: dict[int, list[str]] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)


def held_in_layers(design: Design, units: UnitKeys, given: Layered) -> Design:
    """Each part carved into map cells, the same map for all, a rep's share of it in one piece with his entrance.

    The entrance is the unit of the part nearest to the home; reps who have the same are told apart as home units are.
    A part that one rep serves, or that lies in one map cell, needs no rule. Pinned accounts and those of no part are
    exempt. Adds the columns `unit_id` and `in_layer` of the accounts and `home_unit` of the reps.
    """
    findings = Findings()
    book = sheet_of("accounts", design.tables.accounts, "account_id", findings)
    team = sheet_of("reps", design.tables.reps, "rep_id", findings)
    refuse_families(units, design.rules.units, findings)
    if not unused(book, (UNIT, IN_LAYER, MAP_CELL), "hybrid") or findings.has_errors:
        return replace(design, findings=(*design.findings, *findings.found))
    parts = [part for part in parts_of(design, given) if part.held or units.on_map]
    tables, keys = _one_map(design.tables, units, parts, findings)
    nothing = np.full(len(book), "", dtype=object)
    carved = Carved(tables, nothing, nothing.copy())
    for part in parts:
        _carve(carved, part, design.rules, keys, findings)
        if findings.has(MISSING_COLUMN):  # of the book: it is the same for every part
            return replace(design, findings=(*design.findings, *findings.found))
    _refuse_strange_homes(team, carved.known)
    held = carved.layer != ""
    if not held.any():
        message = "there is nothing to hold together: no layer has accounts in two map cells and two reps for them"
        findings.warning("no-patch", message, fix="leave contiguous out of hybrid", table=book.name)
        return replace(design, findings=(*design.findings, *findings.found))
    if exempt := int((~held).sum()):
        message = f"{plural(exempt, 'account')} of no layer that is held together: they go to any rep who may own them"
        findings.note("exempt", message, table=book.name)
    return Design(*_written(carved, design.rules), (*design.findings, *findings.found))


def _one_map(tables: Tables, units: UnitKeys, parts: list[Part], findings: Findings) -> tuple[Tables, UnitKeys]:
    """The keys of the map cells; clusters are made of the accounts of all parts together, and written down."""
    mine = np.flatnonzero(np.logical_or.reduce([part.accounts for part in parts]))
    some = replace(tables, accounts=some_rows(tables.accounts, mine))
    keys = cells_of(some, units, findings)
    if keys.kind != CLUSTERS:
        return tables, keys
    book = sheet_of("accounts", some.accounts, "account_id", Findings())
    made = belonging(book, locate(book), keys, None).unit
    cluster = np.full(len(tables.accounts), "", dtype=object)
    cluster[mine] = made
    return replace(tables, accounts=with_column(tables.accounts, MAP_CELL, cluster)), replace(keys, by=MAP_CELL)


def _carve(carved: Carved, part: Part, rules: Rules, keys: UnitKeys, findings: Findings) -> None:
    """Add a part: its units, its neighbours, and where its reps enter it if not simply next to their homes."""
    mine, reps = np.flatnonzero(part.accounts), np.flatnonzero(part.reps)
    if not len(mine) or len(reps) < 1 + part.held:
        return
    tables = carved.tables
    some = replace(tables, accounts=some_rows(tables.accounts, mine), reps=some_rows(tables.reps, reps))
    made = geographic(some, rules, keys)
    findings.found += _said(part, made)
    if UNIT not in made.tables.accounts:
        return
    plain = [str(id_) for id_ in made.tables.accounts[UNIT]]
    final = {id_: f"{id_.replace(';', ',')}{part.mark}" for id_ in plain if id_}
    carved.unit[mine] = [final.get(id_, "") for id_ in plain]
    accounts = written_back(tables.accounts, made.tables.accounts, mine, ("lat", "lon"))
    homes = written_back(tables.reps, made.tables.reps, reps, ("lat", "lon"))
    carved.tables = replace(tables, accounts=accounts, reps=homes)
    edges = made.tables.edges
    if not part.held or not made.rules.contiguous or edges is None:
        return
    carved.layer[mine] = part.name
    carved.edges.append(edges.map(lambda id_: final[str(id_)]))
    carved.known |= {*final, *final.values()}
    if HOME in made.tables.reps:
        ids = final | {id_: id_ for id_ in final.values()}
        for rep, cell in zip(reps.tolist(), made.tables.reps[HOME], strict=True):
            named = [ids[id_] for id_ in names_in(str(cell)) if id_ in ids]
            carved.homes.setdefault(rep, []).extend(named[:1])


def _said(part: Part, made: Design) -> Iterator[Finding]:
    """What was found, with the layer; that reps must share entrances is no error, as nobody need own any of it."""
    for each in made.findings:
        if not part.held and each.code in OF_HOMES:
            continue
        if each.code == MISSING_COLUMN:
            yield each
            continue
        said = replace(each, message=f"{part.name}: {each.message}")
        if each.code == "too-few-units":
            fix = "take smaller units, or let fewer reps serve it; as it is some of them can own nothing of it"
            said = replace(said, severity="warning", fix=fix)
        yield said


def _refuse_strange_homes(team: Sheet, known: set[str]) -> None:
    """Home units that the planner names and that no layer has."""
    if not known or not team.has(HOME):
        return
    for row, cell in enumerate(team.cells(HOME)):
        if strange := [id_ for id_ in names_in(str(cell)) if id_ not in known]:
            fix = "name map cells with accounts of the rep's layers, or leave it blank: then the nearest are taken"
            team.error("unknown-unit", f"no layer has the unit {listed(strange)}", np.array([row]), HOME, fix)


def _written(carved: Carved, rules: Rules) -> tuple[Tables, Rules]:
    tables = carved.tables
    accounts = with_column(with_column(tables.accounts, UNIT, carved.unit), IN_LAYER, carved.layer)
    reps = tables.reps
    if any(carved.homes.values()) or HOME in reps.columns:
        lists = ["; ".join(carved.homes.get(rep, ())) for rep in range(len(reps))]
        reps = with_column(reps, HOME, np.array(lists, dtype=object))
    edges = pd.concat(carved.edges, ignore_index=True)
    made = replace(tables, accounts=accounts, reps=reps, edges=edges)
    return made, replace(rules, units=UNIT, contiguous=True, contiguous_where="", contiguous_by=IN_LAYER)


def parts_of(design: Design, given: Layered) -> list[Part]:
    """The standing cells that are held together, and the patch: that too, or only in map cells."""
    free = fixed(design.tables, design.rules).rep < 0
    lists = [names_in(str(cell)) for cell in given.served]
    parts = []
    for name in sorted(set(given.cells) - {""}):
        reps = np.array([name in each for each in lists], dtype=bool)
        parts.append(Part(str(name), (given.cells == name) & free, reps, f"{OF}{name}"))
    return [*parts, Part(THE_PATCH, given.patch & free, given.carries, held=given.hold_patch)]
