"""Which column of a planner's file is which of ours: as the scenario maps it, else by headers that CRMs write.

Only headers that can mean one thing are known. `AnnualRevenue` is not potential (it is the account's size, not what it
may buy), and `ParentId` is not family (it is blank for the parent itself).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from scenarios.files.text import did_you_mean, plain
from solver.errors import Finding, listed

OURS: Mapping[str, tuple[str, ...]] = {
    "accounts": (
        "account_id",
        "name",
        "lat",
        "lon",
        "potential",
        "workload",
        "current_owner",
        "named",
        "industry",
        "segment",
        "tier",
        "family",
        "active_deal",
        "customer",
    ),
    "reps": (
        "rep_id",
        "name",
        "lat",
        "lon",
        "fte",
        "ramp",
        "capacity_hours_year",
        "max_accounts",
        "max_named",
    ),
    "edges": ("unit_a", "unit_b"),
    "locks": ("account_id", "rep_id", "kind", "reason", "requested_by", "expires"),
    "pairs": ("account_id", "rep_id", "cost", "potential", "workload", "allowed"),
    "named": ("account_id", "rep_id"),
    "barriers": ("unit_a", "unit_b"),
    "bridges": ("unit_a", "unit_b"),
    "distances": ("account_id", "rep_id", "unit_a", "unit_b", "km", "minutes"),
}
"""The columns of every table, by our names."""

_PLACES = {
    "lat": ("Latitude", "BillingLatitude"),
    "lon": ("Longitude", "Lng", "Long", "BillingLongitude"),
}
_REP = ("User ID", "Owner ID", "HubSpot Owner ID")


def kind_of(table: str) -> str:
    """The table of `OURS` whose columns a table has; teams on top of the plan (`overlays.SE`) are as the reps."""
    return "reps" if "." in table else table


CRM_HEADERS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "accounts": {
        "account_id": ("Id", "Record ID", "Record ID - Company"),
        "name": ("Account Name", "Company Name"),
        "current_owner": (
            "Owner ID",
            "Account Owner ID",
            "Account Owner",
            "HubSpot Owner",
            "HubSpot Owner ID",
            "Company Owner",
        ),
        **_PLACES,
    },
    "reps": {"rep_id": (*_REP, "Id"), "name": ("Rep Name", "Full Name", "User Name"), **_PLACES},
    "edges": {},
    "locks": {"rep_id": _REP},
    "pairs": {"rep_id": _REP},
    "named": {"rep_id": _REP},
    "barriers": {},
    "bridges": {},
    "distances": {"rep_id": _REP},
}
"""ours: what Salesforce and HubSpot call it; case, spaces and underscores do not matter."""


@dataclass(frozen=True)
class Columns:
    """How a file's headers are read: `theirs[ours]` is the planner's own header."""

    theirs: Mapping[str, str]
    findings: tuple[Finding, ...]


def recognise(table: str, file: str, header: Sequence[str], mapping: Mapping[str, str]) -> Columns:
    """Find our columns among the headers of a file. `table` is one of the scenario's, `mapping` is ours: theirs."""
    findings: list[Finding] = []
    theirs: dict[str, str] = {}
    for ours, wanted in mapping.items():
        if wanted in header:
            theirs[ours] = wanted
        else:
            fix = did_you_mean(wanted, header)
            message = f"there is no column {wanted}, which the scenario names for {ours}"
            findings.append(Finding("no-such-column", message, fix, file, column=wanted))
    taken = set(theirs.values())
    for ours in OURS[kind_of(table)]:
        if ours in mapping:
            continue
        found = [title for title in header if title not in taken and _means(table, ours, title)]
        if ours in header and ours not in taken:
            theirs[ours] = ours
        elif len(found) == 1:
            theirs[ours] = found[0]
            findings.append(_recognised(file, ours, found[0]))
        elif found:
            findings.append(_ambiguous(table, file, ours, found))
    if table == "accounts" and "account_id" not in mapping:
        findings = _unit_as_account(file, header, theirs, findings)
    return Columns(theirs, tuple(findings + _not_read(file, header, theirs, mapping)))


def rename(frame: pd.DataFrame, columns: Columns) -> pd.DataFrame:
    """The table under our names; columns that are none of ours keep their header. Row numbers are kept."""
    read = {theirs: ours for ours, theirs in columns.theirs.items()}
    hidden = [title for title in frame.columns if title in columns.theirs and title not in read]
    renamed = frame.drop(columns=hidden).rename(columns=read)
    for ours, theirs in columns.theirs.items():
        if read[theirs] != ours:
            renamed[ours] = frame[theirs]
    renamed.attrs["rows"] = frame.attrs["rows"]
    return renamed


def _means(table: str, ours: str, title: str) -> bool:
    spelled = plain(title)
    return spelled == plain(ours) or any(spelled == plain(known) for known in CRM_HEADERS[kind_of(table)].get(ours, ()))


def _recognised(file: str, ours: str, title: str) -> Finding:
    return Finding("column-recognised", f"is read as {ours}", "", file, column=title, severity="note")


def _ambiguous(table: str, file: str, ours: str, found: list[str]) -> Finding:
    message = f"{listed(found)} could each be {ours}"
    fix = f"say which in the scenario: columns: {{{table}: {{{ours}: {found[0]}}}}}"
    return Finding("ambiguous-column", message, fix, file, column=found[0])


def _unit_as_account(
    file: str, header: Sequence[str], theirs: dict[str, str], findings: list[Finding]
) -> list[Finding]:
    """`unit_id` is the account where nothing else is."""
    if "account_id" in theirs or any(finding.code == "ambiguous-column" for finding in findings):
        return findings
    if "unit_id" not in header or "unit_id" in theirs.values():
        return findings
    theirs["account_id"] = "unit_id"
    return [*findings, _recognised(file, "account_id", "unit_id")]


def _not_read(file: str, header: Sequence[str], theirs: Mapping[str, str], mapping: Mapping[str, str]) -> list[Finding]:
    """A column that bears our name while the scenario names another one for it."""
    return [
        Finding(
            "column-not-read",
            f"is not read: the scenario names {mapping[ours]} for {ours}",
            "",
            file,
            column=ours,
            severity="note",
        )
        for ours in theirs
        if ours in header and ours in mapping and mapping[ours] != ours and ours not in theirs.values()
    ]
