"""Accounts that a team of its own serves, and that team nothing else: renewals, partners, a reserve."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from scenarios.designs.design import Design, Tables
from scenarios.designs.reading import Where, counted, plural, rows_where, sheet_of, unused, with_column
from solver.intake.findings import Findings
from solver.rules import Rules

TEAM, SERVES = "served_by_team", "team"
"""Columns that the design adds to the accounts (the carve-out's name, or `EVERYBODY_ELSE`) and to the reps."""
EVERYBODY_ELSE = "everybody else"


@dataclass(frozen=True)
class CarveOut:
    """accounts, reps : clauses that say which rows are meant."""

    accounts: Where
    reps: Where


def carve_outs(tables: Tables, rules: Rules, teams: Mapping[str, CarveOut]) -> Design:
    """Every account of a carve-out goes to its team, all others to the reps of no carve-out.

    A row that two carve-outs mean is an error. With a finding that is an error the design cannot be used.
    """
    if not teams:
        return Design(tables, rules)
    findings = Findings()
    book = sheet_of("accounts", tables.accounts, "account_id", findings)
    team = sheet_of("reps", tables.reps, "rep_id", findings)
    column = f"{SERVES}_{TEAM}"
    if not (unused(book, (TEAM,), "carve-out") & unused(team, (column,), "carve-out")):
        return Design(tables, rules, tuple(findings.found))
    of_account = np.full(len(book), EVERYBODY_ELSE, dtype=object)
    of_rep = np.full(len(team), EVERYBODY_ELSE, dtype=object)
    for name, clause in teams.items():
        for sheet, of, where, noun in (
            (book, of_account, clause.accounts, "account"),
            (team, of_rep, clause.reps, "rep"),
        ):
            meant = rows_where(sheet, where, f"carve_outs.{name}.{noun}s", noun)
            twice = np.flatnonzero(meant & (of != EVERYBODY_ELSE))
            message = f"the {noun} is in two carve-outs: {name} and {counted(of[twice])}"
            sheet.error("two-carve-outs", message, twice, fix="make the clauses exclude each other")
            of[meant] = name
    if not findings.has_errors:
        said = []
        for name in (*teams, EVERYBODY_ELSE):
            accounts, reps = int((of_account == name).sum()), int((of_rep == name).sum())
            said.append(f"{name} {plural(accounts, 'account')} for {plural(reps, 'rep')}")
        findings.note("carve-outs", f"carve-outs: {'; '.join(said)}", table=book.name)
    made = replace(
        tables,
        accounts=with_column(tables.accounts, TEAM, of_account),
        reps=with_column(tables.reps, column, of_rep),
    )
    return Design(made, replace(rules, serves={**rules.serves, TEAM: column}), tuple(findings.found))
