"""The geographic model: basic units are map cells, a cell's accounts go together, territories are contiguous."""

from dataclasses import replace

import numpy as np
import pandas as pd

from geo.graph import adjacency
from geo.pieces import pieces
from scenarios.designs.belonging import belonging
from scenarios.designs.design import Design, Tables
from scenarios.designs.ground import Ground, ground_of, in_their_units, middles, own_units
from scenarios.designs.homes import home_units
from scenarios.designs.keys import UnitKeys
from scenarios.designs.located import locate, with_places
from scenarios.designs.maps import map_of
from scenarios.designs.neighbours import edges_of
from scenarios.designs.reading import sheet_of, unused, with_column
from solver.errors import listed
from solver.intake.findings import Findings
from solver.intake.ground import HOME
from solver.intake.sheet import MISSING_COLUMN
from solver.rules import Rules

UNIT = "unit_id"
"""The account column that the model adds."""


def geographic(tables: Tables, rules: Rules, units: UnitKeys) -> Design:
    """Accounts in map cells (column unit_id), the neighbours of those cells, and a home cell for every rep.

    Accounts and reps without coordinates are placed by their postal code or county, accounts at last where their cell
    lies. `tables.edges` names neighbours of units, if given. One unit alone has none: then contiguous is false. What is
    wrong is in the findings, errors too: with errors among them the tables are as far as they came, and no Problem can
    be made of them.
    """
    findings = Findings()
    book = sheet_of("accounts", tables.accounts, "account_id", findings)
    team = sheet_of("reps", tables.reps, "rep_id", findings)
    if units.kind != UNIT:
        unused(book, (UNIT,), "geographic")
    areas = map_of(units, findings)
    where, homes = locate(book), locate(team)
    belongs = belonging(book, where, units, areas)
    if findings.has(MISSING_COLUMN):  # nothing can be said of units
        return Design(tables, rules, tuple(findings.found))
    unit = own_units(book, where, belongs, units)
    ground = ground_of(where, belongs, unit)
    where = in_their_units(book, where, ground, units)
    ground, edges = edges_of(ground, units, areas, tables.edges, findings)
    start = None
    if not findings.has_errors:  # units that are wrong say nothing of pieces and homes
        _say_ground(ground, edges, findings)
        if not team.has(HOME):
            start = home_units(team, (homes.lat, homes.lon), ground.ids, middles(ground, where))
    reps = with_places(tables.reps, homes.filled, homes.lat, homes.lon)
    accounts = with_places(tables.accounts, where.filled, where.lat, where.lon)
    carved = replace(
        tables,
        accounts=with_column(accounts, UNIT, unit),
        reps=reps if start is None or not start.any() else with_column(reps, HOME, start),
        edges=edges,
    )
    several = int(ground.settled.sum()) > 1  # one unit is one piece, and has no neighbours
    return Design(carved, replace(rules, units=UNIT, contiguous=several), tuple(findings.found))


def _say_ground(ground: Ground, edges: pd.DataFrame, findings: Findings) -> None:
    """How large the model is, and which units no edge reaches: there the intake will lay bridges."""
    settled = ground.ids[ground.settled]
    index = {str(id_): at for at, id_ in enumerate(settled)}
    a, b = (np.array([index[id_] for id_ in edges[column]], dtype=np.int64) for column in ("unit_a", "unit_b"))
    label = pieces(*adjacency(len(settled), a, b))
    count = int(label.max()) + 1 if len(label) else 0
    message = f"{len(settled):,} units with accounts, {len(edges):,} borders between them"
    if count > 1:
        small = settled[label != np.bincount(label).argmax()]
        message += f", in {count:,} pieces: apart from the largest are {listed([str(id_) for id_ in small])}"
    findings.note("ground", message, table="units")
