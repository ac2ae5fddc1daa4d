"""Limits of a scenario that find nothing in the tables to limit: said, never passed over."""

from collections.abc import Iterator, Mapping

import pandas as pd

from scenarios.files.contradictions import as_warning
from scenarios.files.schema import Scenario
from scenarios.files.yaml import Document
from solver.errors import Finding

_ACTS_ON: tuple[tuple[str, str, str], ...] = (
    ("reassigned_accounts", "accounts", "current_owner"),
    ("reassigned_potential", "accounts", "current_owner"),
    ("lost_per_rep", "accounts", "current_owner"),
    ("capacity", "reps", "capacity_hours_year"),
)
"""A limit, and the column without which it limits nothing. (The intake looks after `named`.)"""


def without_effect(
    scenario: Scenario, document: Document, frames: Mapping[str, pd.DataFrame], names: Mapping[str, str]
) -> Iterator[Finding]:
    """A warning for every limit on a column that is not there."""
    for limit, table, column in _ACTS_ON:
        if getattr(scenario.limits, limit) is None or table not in frames or column in frames[table].columns:
            continue
        message = f"{limit} has no effect: {names[table]} has no column {column}"
        fix = f"add the column, or say which one it is: columns: {{{table}: {{{column}: …}}}}"
        yield as_warning(document.finding(("limits", limit), "idle-rule", message, fix))
