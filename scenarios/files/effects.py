"""Rules of a scenario that find nothing in the tables to act on: said, never passed over."""

from collections.abc import Iterator, Mapping

import pandas as pd

from scenarios.files.contradictions import as_warning
from scenarios.files.schema import Scenario
from scenarios.files.text import nearest
from scenarios.files.yaml import Document
from solver.errors import Finding

_ACTS_ON: tuple[tuple[str, str, str], ...] = (
    ("reassigned_accounts", "accounts", "current_owner"),
    ("reassigned_potential", "accounts", "current_owner"),
    ("lost_per_rep", "accounts", "current_owner"),
    ("named_accounts_per_rep", "accounts", "named"),
    ("capacity", "reps", "capacity_hours_year"),
)
"""A limit, and the column without which it limits nothing."""


def without_effect(
    scenario: Scenario, document: Document, frames: Mapping[str, pd.DataFrame], names: Mapping[str, str]
) -> Iterator[Finding]:
    """Errors for columns that the scenario names and the table lacks; warnings for limits that limit nothing."""
    for limit, table, column in _ACTS_ON:
        if getattr(scenario.limits, limit) is None or table not in frames or column in frames[table].columns:
            continue
        message = f"limits nothing: {names[table]} has no column {column}"
        fix = f"add the column, or name yours: columns: {{{table}: {{{column}: <your header>}}}}"
        yield as_warning(document.finding(("limits", limit), "limit-without-data", message, fix))
    if "accounts" not in frames:
        return
    there = [str(title) for title in frames["accounts"].columns]
    for path, column in _flags(scenario):
        if column not in there:
            close = nearest(column, there)
            fix = f"did you mean {close}?" if close else "add the column, or delete this line"
            message = f"{names['accounts']} has no column {column}"
            yield document.finding(path, "no-such-column", message, fix)


def _flags(scenario: Scenario) -> Iterator[tuple[tuple[str, ...], str]]:
    for column in scenario.protect:
        yield ("protect", column), column
    if isinstance(scenario.limits.moved_this_year, str):
        yield ("limits", "moved_this_year"), scenario.limits.moved_this_year
