"""Overlays: a second role (SDR, SE, CSM) over the same accounts, in pods that follow the first role or on its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import pandas as pd

from scenarios.designs.design import Design, Tables
from scenarios.designs.grouping import MEMBER, Grouping, grouped
from scenarios.designs.reading import EVERYTHING, folded, names_in, sheet_of, with_column
from solver.book import Texts
from solver.errors import listed
from solver.intake.findings import Findings
from solver.intake.sheet import Sheet
from solver.rules import Rules

REP = "rep_id"
"""Column of the carved accounts: who owns each in the first role."""
Follows = Literal["pods", "accounts"]


@dataclass(frozen=True)
class Overlay:
    """A second role.

    Parameters
    ----------
    follows : pods – all accounts of one rep of the first role go to one rep of this role; accounts – this role is
        carved by itself, whoever owns the account in the first role.
    grouping : reps of the first role per rep of this one (pods only), bands, goal, contiguity (pods only).
    amounts : measure → account column that holds this role's amounts of it (workload: se_hours).
    owners : account column with today's rep of this role; "" = nobody has one.
    serves : column → rep column of this role with a list. In pods the column is one of the first role's reps, and all
        that is in its cell must be served; otherwise it is one of the accounts.
    """

    grouping: Grouping
    follows: Follows = "pods"
    amounts: Mapping[str, str] = field(default_factory=dict)
    owners: str = ""
    serves: Mapping[str, str] = field(default_factory=dict)


def overlay(
    carved: pd.DataFrame,
    first: pd.DataFrame,
    reps: pd.DataFrame,
    settings: Overlay,
    links: pd.DataFrame | None = None,
) -> Design:
    """The tables and rules of an overlay.

    carved : the accounts of the first role's plan with `REP`. first, reps : the tables of the first and of this role.
    links : neighbouring territories of the first role, see `grouped`.
    """
    findings = Findings()
    book = sheet_of("accounts", carved, "account_id", findings)
    accounts = own_amounts(book, settings.amounts, settings.owners)
    if settings.follows == "accounts":
        how = settings.grouping
        rules = Rules(bands=dict(how.bands), goal=how.goal, missing=dict(how.missing), serves=dict(settings.serves))
        return Design(Tables(accounts, reps), rules, tuple(findings.found))
    accounts = with_column(accounts, MEMBER, carved[REP].to_numpy(dtype=object))
    made = grouped(Tables(accounts, reps), settings.grouping, links)
    _idle(sheet_of("reps", first, "rep_id", findings), set(carved[REP]), settings.grouping.level)
    refused = _refused(carved, first, reps, settings.serves, findings)
    tables = made.tables if refused is None else replace(made.tables, pairs=refused)
    return replace(made, tables=tables, findings=(*findings.found, *made.findings))


def own_amounts(book: Sheet, amounts: Mapping[str, str], owners: str) -> pd.DataFrame:
    """The accounts with this role's amounts and owners instead of the first role's; what is lacking is an error."""
    made = book.frame.drop(columns=["current_owner"], errors="ignore")
    made.attrs = {"rows": book.rows}
    for measure, column in amounts.items():
        if book.require(column, f"it holds the {measure} of this role"):
            made = with_column(made, measure, book.frame[column].to_numpy(dtype=object))
    if owners and book.require(owners, "it holds today's owners in this role"):
        made = with_column(made, "current_owner", book.frame[owners].to_numpy(dtype=object))
    return made


def _idle(team: Sheet, owning: set[str], level: str) -> None:
    nothing = np.flatnonzero([label not in owning for label in team.labels])
    team.say("note", "no-territory", f"owns no account in the plan: in no pod of {level}", nothing)


def _refused(
    carved: pd.DataFrame, first: pd.DataFrame, reps: pd.DataFrame, serves: Mapping[str, str], findings: Findings
) -> pd.DataFrame | None:
    """Pairs that skills forbid, by one account of each territory; None when there are none.

    An error for a rep of the first role whom nobody serves.
    """
    team = sheet_of("reps of the first role", first, "rep_id", findings)
    own = sheet_of("reps", reps, "rep_id", findings)
    known = {str(label): at for at, label in enumerate(team.labels)}
    may = np.ones((len(team), len(own)), dtype=bool)
    for ours, theirs in serves.items():
        if team.require(ours, "serves names it") & own.require(theirs, "serves names it"):
            may &= _serves(team.texts(ours), own.texts(theirs))
    there = carved.drop_duplicates(REP)
    at = np.array([known[str(id_)] for id_ in there[REP]], dtype=np.int64)
    nobody = np.unique(at[~may[at].any(axis=1)])
    said = listed([f"{ours}: {team.texts(ours)[nobody[0]]}" for ours in serves]) if len(nobody) else ""
    fix = f"add what is lacking to a rep's list, or {EVERYTHING} for all of it"
    team.error("nobody-serves", f"nobody serves the whole territory ({said})", nobody, fix=fix)
    row, rep = np.nonzero(~may[at])
    if not len(row):
        return None
    ids = there["account_id"].to_numpy(dtype=object)
    return pd.DataFrame({"account_id": ids[row], "rep_id": own.labels[rep], "allowed": "no"}, dtype=object)


def _serves(wanted: Texts, lists: Texts) -> np.ndarray:
    """Which rep (columns) lists all of a cell (rows). A blank cell is anybody's; a blank list serves no other cell."""
    asked = [{folded(name) for name in names_in(str(cell))} - {EVERYTHING} for cell in wanted]
    listed_ = [{folded(name) for name in names_in(str(cell))} for cell in lists]
    return np.array([[EVERYTHING in have or want <= have for have in listed_] for want in asked], dtype=bool)
