"""Map cells as a territory model uses them: all of a cell together, contiguous or not, with pins kept or not."""

from dataclasses import replace

import numpy as np

from scenarios.designs.design import Design, Tables
from scenarios.designs.geographic import UNIT, geographic
from scenarios.designs.keys import ACCOUNT, CELLS, UnitKeys
from scenarios.designs.located import ZIP, header
from scenarios.designs.pins import fixed
from scenarios.designs.reading import plural, sheet_of, with_column
from solver.intake.findings import Findings
from solver.rules import Rules

CELLS_PER_REP = 30
"""Clusters that are made where nothing says what the cells are."""


def on_the_map(tables: Tables, rules: Rules, units: UnitKeys, pins: str) -> Design:
    """The geographic model. Where units are single accounts, cells are postal codes, else clusters of accounts.

    `pins` : "keep", or "yield": a cell moves as a whole, whoever an account of it is pinned to.
    """
    findings = Findings()
    keys = cells_of(tables, units, findings)
    before, ruled = (tables, rules) if pins == "keep" else _yielding(tables, rules, findings)
    made = geographic(before, ruled, keys)
    return replace(made, findings=(*findings.found, *made.findings))


def in_cells(tables: Tables, rules: Rules, units: UnitKeys) -> Design:
    """Units by cell, without contiguity unless the rules ask for it; by family or another column the column itself."""
    if units.kind == ACCOUNT:
        return Design(tables, rules)
    if not units.on_map:
        return Design(tables, replace(rules, units=units.by))
    made = geographic(tables, rules, units)
    return (
        made
        if rules.contiguous
        else replace(made, tables=replace(made.tables, edges=tables.edges), rules=replace(made.rules, contiguous=False))
    )


def cells_of(tables: Tables, units: UnitKeys, findings: Findings) -> UnitKeys:
    """The keys with cells where they name none and no edges say who is next to whom."""
    if units.kind != ACCOUNT or tables.edges is not None:
        return units
    book = sheet_of("accounts", tables.accounts, "account_id", Findings())
    if column := header(book, ZIP):
        findings.note("cells-by-code", f"the cells are the postal codes of the column {column}", table=book.name)
        return replace(units, by="zip")
    count = max(2, CELLS_PER_REP * len(tables.reps))
    findings.note("cells-made", f"the cells are {count:,} clusters of nearby accounts", table=book.name)
    return replace(units, by=CELLS, cells=count)


def _yielding(tables: Tables, rules: Rules, findings: Findings) -> tuple[Tables, Rules]:
    """Without the pins of single accounts; locks that keep a rep away stay."""
    pins = fixed(tables, rules)
    count = int((pins.rep >= 0).sum())
    if not count:
        return tables, rules
    message = f"{plural(count, 'account')} with a pinned rep go where their cell goes: a cell is not split"
    fix = "units: {pins: keep} holds them, where a plan allows it"
    findings.warning("pins-yield", message, fix=fix, table="accounts")
    locks = tables.locks
    if locks is not None:
        sheet = sheet_of("locks", locks, "account_id", Findings())
        kept = np.array([str(kind).lower() != "pinned" for kind in sheet.cells("kind")], dtype=bool)
        rows = sheet.rows[kept]
        locks = locks[kept]
        locks.attrs = {"rows": rows}
    protect = {column: how for column, how in rules.protect.items() if how != "pin"}
    return replace(tables, locks=locks), replace(rules, protect=protect)


def patch_in_cells(design: Design, units: UnitKeys, layer: str, geography: str) -> Design:
    """Units by cell for the accounts of the geographic layer that are pinned to nobody; others move by themselves."""
    if not units.on_map:
        by = "" if units.kind == ACCOUNT else units.by
        return replace(design, rules=replace(design.rules, units=design.rules.units or by))
    made = geographic(design.tables, design.rules, units)
    if made.failed:
        return replace(design, findings=(*design.findings, *made.findings))
    accounts = made.tables.accounts
    patch = (accounts[layer] == geography).to_numpy() & (fixed(design.tables, design.rules).rep < 0)
    unit = np.where(patch, accounts[UNIT].to_numpy(dtype=object), "")
    tables = replace(made.tables, accounts=with_column(accounts, UNIT, unit), edges=design.tables.edges)
    rules = replace(made.rules, contiguous=False)
    return Design(tables, rules, (*design.findings, *made.findings))
