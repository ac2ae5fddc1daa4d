"""Limits of a scenario that find nothing in the tables to limit: said, never passed over."""

from collections.abc import Iterator, Mapping

import pandas as pd

from scenarios.files.contradictions import as_warning
from scenarios.files.schema import Scenario
from scenarios.files.yaml import Document
from solver.errors import Finding

_ON_OWNERS = ("reassigned_accounts", "reassigned_potential", "lost_per_rep")
"""Limits on moves: nothing can move where nobody owns anything. (The intake looks after the other limits.)"""


def without_effect(
    scenario: Scenario, document: Document, frames: Mapping[str, pd.DataFrame], names: Mapping[str, str]
) -> Iterator[Finding]:
    """A warning for every limit on moves when the accounts have no column of owners."""
    if "accounts" not in frames or "current_owner" in frames["accounts"].columns:
        return
    for limit in _ON_OWNERS:
        if getattr(scenario.limits, limit) is None:
            continue
        message = f"{limit} has no effect: {names['accounts']} has no column current_owner"
        fix = "add the column, or say which one it is: columns: {accounts: {current_owner: …}}"
        yield as_warning(document.finding(("limits", limit), "idle-rule", message, fix))
