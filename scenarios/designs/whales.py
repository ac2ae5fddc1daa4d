"""Whales: accounts above a part of a full rep's fair share, counted where a rule asks for it."""

from dataclasses import dataclass, replace

import numpy as np

from scenarios.designs.design import Design, Tables
from scenarios.designs.reading import plural, sheet_of, with_column
from scenarios.designs.shares import scale, unheard
from solver.intake.findings import Findings
from solver.intake.team import read_team
from solver.rules import Rules

WHALES = "whales"
"""The measure, and the column that the design adds: 1 for a whale, 0 for others."""


@dataclass(frozen=True)
class Whales:
    """above : part of the fair share of a full rep (0.05 = 5 %). measure : of which measure."""

    above: float = 0.05
    measure: str = "potential"


def whales(tables: Tables, rules: Rules, settings: Whales) -> Design:
    """Adds the column that counts whales when a band, the goal or a bound per rep names it and the table lacks it."""
    if WHALES not in rules.measures() or WHALES in tables.accounts.columns:
        return Design(tables, rules)
    findings = Findings()
    book = sheet_of("accounts", tables.accounts, "account_id", findings)
    team = read_team(unheard(sheet_of("reps", tables.reps, "rep_id", findings)), rules).team
    size = scale(unheard(book), team, rules, settings.measure)
    large = size.amounts > settings.above * size.full
    edge = f"{settings.above:.4g} of a full rep's fair share of {size.words} ({settings.above * size.full:,.10g})"
    findings.note("whales", f"{plural(int(large.sum()), 'account')} above {edge}: whales", table=book.name)
    made = with_column(tables.accounts, WHALES, np.where(large, 1.0, 0.0).astype(object))
    return Design(replace(tables, accounts=made), rules, tuple(findings.found))
