"""Bands of single cells of a hybrid: what each of its reps has of a cell, around the rep's fair share of that cell."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from scenarios.designs.design import Tables
from scenarios.designs.layers import split_pairs
from scenarios.designs.reading import suggestion, unused, with_column
from scenarios.designs.shares import FILLS, amounts_of, unheard
from scenarios.designs.standing import Cells
from solver.book import Bools, Floats, Ints
from solver.counts import ALL, count_of
from solver.intake.findings import Findings
from solver.intake.sheet import Sheet
from solver.rules import Missing, Rules
from solver.serving import folded

SERVING = "serves "
"""In front of a cell's name in the name of the rep column that marks those who serve it."""
Own = dict[int, Mapping[str, float]]
"""The number of a cell → measure → band."""


@dataclass(frozen=True)
class CellBands:
    """every : measure → band in each cell that several reps serve. own : cell → measure → band, in place of these."""

    every: Mapping[str, float] = field(default_factory=dict)
    own: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


def bands_of_cells(
    tables: Tables,
    rules: Rules,
    sheets: tuple[Sheet, Sheet],
    cells: Cells,
    fallen: Mapping[int, str],
    pins: Ints,
    bands: CellBands,
) -> tuple[Tables, Rules]:
    """The tables and rules with a measure for each standing cell, among the reps who serve it; all are hard rules.

    sheets : accounts and reps. fallen : cells that do not stand, with the reason. pins : (A,) the rep to whom an
    account is pinned, −1 = none; what is pinned to somebody who does not serve the cell is no part of it. Adds account
    columns such as `potential_SMB × Health` and rep columns such as `serves SMB × Health`.
    """
    own = _own(cells, fallen, bands, sheets[0].findings)
    for cell, name in enumerate(cells.names):
        wanted = {**bands.every, **own.get(cell, {})}
        if cell in fallen or cells.reps[cell].sum() < 2 or not wanted:
            continue
        mine = (cells.of == cell) & ((pins < 0) | cells.reps[cell][np.maximum(pins, 0)])
        tables, rules = _banded(tables, rules, sheets, name, mine, cells.reps[cell], wanted)
    return tables, rules


def _own(cells: Cells, fallen: Mapping[int, str], bands: CellBands, findings: Findings) -> Own:
    """The bands of single cells by the number of the cell; an error for a name that is none, warnings for idle ones."""
    number = {_plain(name): cell for cell, name in enumerate(cells.names)}
    found: Own = {}
    for name, wanted in bands.own.items():
        cell = number.get(_plain(name))
        if cell is None:
            message = f"hybrid.cells.own names {name}, which is no cell of the book"
            findings.error("unknown-cell", message, fix=suggestion(name, cells.names), table="rules")
            continue
        found[cell] = wanted
        reps = int(cells.reps[cell].sum())
        if cell in fallen:
            fix = "lower hybrid.feeds so that it stands, let more reps serve it, or take its band out"
            message = f"the band of {name} has no effect, as the cell falls to geography: {fallen[cell]}"
            findings.warning("idle-band", message, fix=fix, table="rules")
        elif reps < 2:
            message = f"the band of {name} has no effect: one rep serves it"
            findings.warning("idle-band", message, fix="take the band out", table="rules")
    return found


def _plain(name: str) -> str:
    """A cell's name as it may be written: without case, and with a letter x for the sign."""
    return " ".join(folded(name).replace("×", "x").split())


def _banded(
    tables: Tables,
    rules: Rules,
    sheets: tuple[Sheet, Sheet],
    cell: str,
    mine: Bools,
    reps: Bools,
    wanted: Mapping[str, float],
) -> tuple[Tables, Rules]:
    """The same with the bands of one cell."""
    book, team = sheets
    label = cell.replace("=", "-")
    marks, added = f"{SERVING}{label}", {measure: f"{measure}_{label}" for measure in wanted}
    if not unused(book, [*added.values()], "hybrid") or not unused(team, [marks], "hybrid"):
        return tables, rules
    tables = replace(tables, reps=with_column(tables.reps, marks, np.where(reps, cell, "").astype(object)))
    for measure, name in added.items():
        how: Missing = rules.missing.get(measure, "error")
        amounts = _amounts(book, measure, how)
        if amounts is None:
            continue
        column = np.array(["" if np.isnan(one) else float(one) for one in np.where(mine, amounts, 0.0)], dtype=object)
        pairs = split_pairs(tables.pairs, measure, name, set(book.labels[mine]))
        tables = replace(tables, accounts=with_column(tables.accounts, name, column), pairs=pairs)
        kept = {} if how == "error" or how in FILLS or isinstance(how, float | int) else {name: how}
        rules = replace(
            rules,
            bands={**rules.bands, name: wanted[measure]},
            shared_by={**rules.shared_by, name: marks},
            missing={**rules.missing, **kept},
        )
    return tables, rules


def _amounts(book: Sheet, measure: str, how: Missing) -> Floats | None:
    """What every account counts (A,), NaN where that is for the intake to say; None with an error."""
    if measure == ALL:
        return np.ones(len(book))
    if count_of(measure) is not None:
        message = f"hybrid.cells has a band of {measure}, which counts some accounts of a class"
        fix = "write accounts, or the name of a numeric column"
        book.findings.error("bad-rule", message, fix=fix, table="rules")
        return None
    why = "hybrid.cells has a band of it"
    return amounts_of(unheard(book), measure, how) if book.require(measure, why) else None
