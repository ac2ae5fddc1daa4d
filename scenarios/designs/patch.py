"""The patch of a hybrid as land: what a rep has of it is one piece around the home; all other accounts are exempt."""

from dataclasses import replace

import numpy as np
import pandas as pd

from scenarios.designs.cells import cells_of
from scenarios.designs.design import Design
from scenarios.designs.families import FAMILY
from scenarios.designs.geographic import UNIT, geographic
from scenarios.designs.keys import UnitKeys
from scenarios.designs.pins import fixed
from scenarios.designs.reading import plural, sheet_of, unused, with_column
from solver.book import Bools, Ints
from solver.intake.findings import Findings
from solver.intake.ground import HOME

PATCH = "in_patch"
"""The account column that the model adds: yes for the accounts that are held together."""
WRITTEN = (UNIT, "lat", "lon")
"""What the geographic model writes about accounts."""


def held_together(design: Design, units: UnitKeys, layer: str, geography: str, carries: Bools) -> Design:
    """The geographic layer carved into map cells, each rep's part of it in one piece that holds the rep's home cell.

    Accounts of other layers, and those that are pinned to somebody, are exempt: they move by themselves, cells do not
    hang together through them. `carries` (R,) : the reps who may have a patch. The cells are those of the geographic
    model: postal codes or clusters where nothing else is said. Adds the columns `unit_id` and `in_patch`.
    """
    findings = Findings()
    tables, accounts = design.tables, design.tables.accounts
    book = sheet_of("accounts", accounts, "account_id", findings)
    refuse_families(units, design.rules.units, findings)
    free = fixed(tables, design.rules).rep < 0
    patch = (accounts[layer] == geography).to_numpy() & free
    if not patch.any():
        message = "no account is left for the patch: every one is named, of a cell that stands, or pinned"
        findings.warning("no-patch", message, fix="leave contiguous out of hybrid", table=book.name)
    if not unused(book, (PATCH,), "hybrid") or findings.has_errors or not patch.any():
        return replace(design, findings=(*design.findings, *findings.found))
    mine, reps = np.flatnonzero(patch), np.flatnonzero(carries)
    part = replace(tables, accounts=some_rows(accounts, mine), reps=some_rows(tables.reps, reps))
    made = geographic(part, design.rules, cells_of(part, units, findings))
    if exempt := len(book) - len(mine):
        message = f"{plural(exempt, 'account')} outside the patch: no territory need hold them together"
        findings.note("exempt", message, table=book.name)
    findings.found += made.findings
    accounts = with_column(accounts, PATCH, np.where(patch, "yes", "no").astype(object))
    whole = replace(
        tables,
        accounts=written_back(accounts, made.tables.accounts, mine, WRITTEN),
        reps=written_back(tables.reps, made.tables.reps, reps, (HOME, "lat", "lon")),
        edges=made.tables.edges,
    )
    where = PATCH if made.rules.contiguous else ""
    return Design(whole, replace(made.rules, contiguous_where=where), (*design.findings, *findings.found))


def refuse_families(units: UnitKeys, moving: str, findings: Findings) -> None:
    """An error where accounts move together by something that is no place."""
    if moving or units.kind == FAMILY:
        message = f"territories are to be pieces of map cells, and accounts move together by {moving or units.kind}"
        fix = "take units by zip3, county or another place, or leave contiguous out of hybrid"
        findings.error("families-on-the-map", message, fix=fix, table="rules")


def some_rows(frame: pd.DataFrame, at: Ints) -> pd.DataFrame:
    """Some rows of a table, which keep their places in the planner's file."""
    known = frame.attrs.get("rows")
    rows = np.asarray(known) if known is not None and len(known) == len(frame) else np.arange(2, len(frame) + 2)
    made = frame.iloc[at].reset_index(drop=True)
    made.attrs = {"rows": rows[at]}
    return made


def written_back(frame: pd.DataFrame, part: pd.DataFrame, at: Ints, columns: tuple[str, ...]) -> pd.DataFrame:
    """The table with what a model wrote into columns of some of its rows; other rows are blank in a new column."""
    for name in columns:
        if name in part.columns:
            old = frame[name] if name in frame.columns else pd.Series("", index=frame.index, dtype=object)
            cells = old.to_numpy(dtype=object, copy=True)
            cells[at] = part[name].to_numpy(dtype=object)
            frame = with_column(frame, name, cells)
    return frame
