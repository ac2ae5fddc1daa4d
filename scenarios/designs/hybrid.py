"""Layers, one after the other: named accounts, segment × vertical cells that feed a rep, geography for the rest."""

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from scenarios.designs.cell_bands import CellBands, bands_of_cells
from scenarios.designs.design import Design, Tables
from scenarios.designs.named import Named, named
from scenarios.designs.pins import fixed
from scenarios.designs.reading import names_in, plural, sheet_of, unused, with_column
from scenarios.designs.segment import Segments, classed
from scenarios.designs.shares import banded, unheard, worth
from scenarios.designs.standing import Cells, standing
from scenarios.designs.vertical import Verticals, verticals_of
from solver.book import Bools, Ints, Texts
from solver.errors import listed
from solver.intake.findings import Findings
from solver.intake.sheet import Sheet
from solver.intake.team import read_team
from solver.rules import Rules
from solver.serving import EVERYTHING, folded

NAMED, CELLS, GEOGRAPHY = "named", "cells", "geography"
LAYER, CELL, SERVES, LAYERS = "layer", "cell", "cells_served", "layers_served"
"""Columns that the design adds: the account's layer and the cell that serves it ("" = anybody's); the rep's cells and,
where only some have a patch, layers."""
TIMES = " × "
MOST_SHOWN = 12
"""Cells that a note lists."""


@dataclass(frozen=True)
class Hybrid:
    """Settings of `hybrid`. feeds : fair shares of a full rep that a cell needs to stand by itself.

    layers : which of named, cells and geography there are. An account is in the first that takes it. contiguous : those
    of cells and geography that are held together, every cell by itself. reps : rep column that marks those who have a
    patch; "" = all. bands : of what each rep has of single cells.
    """

    layers: tuple[str, ...] = (NAMED, CELLS, GEOGRAPHY)
    feeds: float = 1.0
    contiguous: tuple[str, ...] = ()
    reps: str = ""
    verticals: Verticals = field(default_factory=Verticals)
    segments: Segments = field(default_factory=Segments)
    named: Named = field(default_factory=Named)
    bands: CellBands = field(default_factory=CellBands)


def hybrid(tables: Tables, rules: Rules, settings: Hybrid, names: pd.DataFrame | None = None) -> Design:
    """Named accounts go where the named model sends them, accounts of a standing cell to its reps, the rest to anybody.

    All layers are balanced together: a rep's bands are over everything that the rep owns. Adds the account columns
    `layer` and `cell`, the rep column `cells_served` and the rule serves. With a finding that is an error the design
    cannot be used.
    """
    findings = Findings()
    strategic = np.zeros(len(tables.accounts), dtype=bool)
    if NAMED in settings.layers:
        before = named(tables, rules, settings.named, names)
        findings.found += before.findings
        if findings.has_errors:
            return before
        tables, rules = before.tables, before.rules
        strategic = sheet_of("accounts", tables.accounts, "account_id", Findings()).flags("named")
    book = sheet_of("accounts", tables.accounts, "account_id", findings)
    team = sheet_of("reps", tables.reps, "rep_id", findings)
    free = unused(book, (LAYER, CELL), "hybrid") & unused(team, (SERVES, LAYERS), "hybrid")
    carries = carriers(team, settings)
    if not free:
        return Design(tables, rules, tuple(findings.found))
    cells = _cells(book, team, settings, strategic) if CELLS in settings.layers else None
    if findings.has_errors:
        return Design(tables, rules, tuple(findings.found))
    layer = np.where(strategic, NAMED, GEOGRAPHY).astype(object)
    cell = np.full(len(book), "", dtype=object)
    served = np.full(len(team), "", dtype=object)
    if cells is not None:
        pins = fixed(tables, rules).rep
        fallen = _fallen(book, team, rules, cells, settings.feeds, pins)
        stands = np.array([at not in fallen for at in range(len(cells.names))], dtype=bool)
        of = cells.of >= 0
        of[of] = stands[cells.of[of]]
        labels = np.array(cells.names, dtype=object)
        layer[of], cell[of] = CELLS, labels[cells.of[of]]
        served = np.array(["; ".join(labels[stands & cells.reps[:, rep]]) for rep in range(len(team))], dtype=object)
        rules = replace(rules, serves={**rules.serves, CELL: SERVES})
        tables, rules = bands_of_cells(tables, rules, (book, team), cells, fallen, pins, settings.bands)
    _say_layers(book, team, rules, layer)
    accounts = with_column(with_column(tables.accounts, LAYER, layer), CELL, cell)
    reps = with_column(tables.reps, SERVES, served)
    if not carries.all():
        both = f"{NAMED}; {CELLS}"
        reps = with_column(reps, LAYERS, np.where(carries, f"{both}; {GEOGRAPHY}", both).astype(object))
        rules = replace(rules, serves={**rules.serves, LAYER: LAYERS})
    return Design(replace(tables, accounts=accounts, reps=reps), rules, tuple(findings.found))


def carriers(team: Sheet, settings: Hybrid) -> Bools:
    """Which reps have a patch (R,); an error when the column is not there or nobody has one."""
    if not settings.reps:
        return np.ones(len(team), dtype=bool)
    if not team.require(settings.reps, "the scenario says that it marks who has a patch"):
        return np.ones(len(team), dtype=bool)
    carries = team.flags(settings.reps)
    if not carries.any():
        fix = f"write yes in the column {settings.reps} of at least one rep, or leave reps out: then all do"
        message = f"no rep has a patch: {settings.reps} is yes for nobody"
        team.findings.error("no-carrier", message, fix=fix, table=team.name)
    return carries


def _cells(book: Sheet, team: Sheet, settings: Hybrid, strategic: Bools) -> Cells | None:
    """The segment × vertical cells of the accounts that are not named, and the reps who serve both.

    Where the team has no column of segments (of verticals), cells are verticals (segments) alone. A blank on either
    side puts an account, or a rep, into no cell.
    """
    for told, usual in ((settings.segments.reps, Segments().reps), (settings.verticals.reps, Verticals().reps)):
        if told != usual:
            team.require(told, "the scenario says that it holds what reps serve")
    by_segment, by_vertical = team.has(settings.segments.reps), team.has(settings.verticals.reps)
    if not (by_segment or by_vertical):
        message = f"cells need to know what reps serve: {settings.verticals.reps} or {settings.segments.reps}"
        fix = "add one of the columns to the reps, or leave cells out: hybrid: {layers: [named, geography]}"
        book.findings.error("nothing-served", message, fix=fix, table=team.name)
        return None
    parts: list[Texts] = []
    serves: list[Bools] = []
    if by_segment:
        parts.append(_written(classed(book, team, settings.segments)[1]))
        serves.append(_served(team, settings.segments.reps, parts[-1]))
    if by_vertical:
        parts.append(_written(verticals_of(book, settings.verticals)))
        serves.append(_served(team, settings.verticals.reps, parts[-1]))
    if book.findings.has_errors:
        return None
    inside = ~strategic & np.logical_and.reduce([part != "" for part in parts])
    label = np.array([TIMES.join(words) for words in zip(*parts, strict=True)], dtype=object)
    names = sorted(set(label[inside]))
    number = {name: at for at, name in enumerate(names)}
    of = np.array([number[name] if own else -1 for name, own in zip(label, inside, strict=True)], dtype=np.int64)
    first = [int(np.flatnonzero(of == at)[0]) for at in range(len(names))]
    reps = np.logical_and.reduce([each[first] for each in serves]) if names else np.zeros((0, len(team)), dtype=bool)
    return Cells(tuple(names), of, np.asarray(reps))


def _written(part: Texts) -> Texts:
    """Names without the sign that separates the entries of a list."""
    return np.array([str(name).replace(";", ",") for name in part], dtype=object)


def _served(team: Sheet, column: str, part: Texts) -> Bools:
    """Which reps list the part of each account, (A, R)."""
    lists = [{folded(name) for name in names_in(cell)} for cell in team.texts(column)]
    known = {name: np.array([bool({folded(name), EVERYTHING} & each) for each in lists]) for name in set(part)}
    return np.stack([known[name] for name in part]) if len(part) else np.zeros((0, len(lists)), dtype=bool)


def _fallen(book: Sheet, team: Sheet, rules: Rules, cells: Cells, feeds: float, pins: Ints) -> dict[int, str]:
    """Cells that do not stand by themselves, each with the reason; notes on those that do and those that do not."""
    free = without_pinned(cells, pins < 0)
    reps = read_team(unheard(team)).team
    scales = banded(unheard(book), reps, rules) or [worth(unheard(book), reps, rules)]
    fallen = standing(free, scales, feeds, pins)
    mass = free.mass(scales[0])
    order = [at for at in np.argsort(-mass, kind="stable").tolist() if mass[at] > 0]
    up = [f"{cells.names[at]} ({mass[at]:.1f} for {plural(int(cells.reps[at].sum()), 'rep')})" for at in order]
    up = [words for words, at in zip(up, order, strict=True) if at not in fallen]
    down = [f"{cells.names[at]}: {fallen[at]}" for at in order if at in fallen]
    if up:
        message = f"cells that stand by themselves, in fair shares of {scales[0].words}: {listed(up, MOST_SHOWN)}"
        book.findings.note("cells-stand", message, table=book.name)
    if down:
        message = f"{plural(len(down), 'cell')} fall to geography: {'; '.join(down[:MOST_SHOWN])}"
        book.findings.note("cells-fall", message, table=book.name)
    return fallen


def without_pinned(cells: Cells, free: Bools) -> Cells:
    """The cells without the accounts that are pinned."""
    return replace(cells, of=np.where(free, cells.of, -1))


def _say_layers(book: Sheet, team: Sheet, rules: Rules, layer: Texts) -> None:
    scale = worth(unheard(book), read_team(unheard(team)).team, rules)
    parts = []
    for name in (NAMED, CELLS, GEOGRAPHY):
        mine = layer == name
        if mine.any():
            shares = scale.shares(float(scale.amounts[mine].sum()))
            parts.append(f"{name} {plural(int(mine.sum()), 'account')} with {shares:.1f}")
    book.findings.note("layers", f"layers, in fair shares of {scale.words}: {', '.join(parts)}", table=book.name)
