"""What a comparison looks at besides amounts: expertise, peer groups, tiers. All aligned with the book and the team."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from solver.book import Bools, Ints, Texts
from solver.errors import Finding, InputError, listed
from solver.problem import Problem

ANY = "*"
"""In a rep's list: serves every value."""
SEPARATOR = ";"
USUAL = {"industry": ("verticals", "skills", "industry")}
"""Account column → rep columns that are looked for, in this order, when nobody says which columns hold expertise."""


@dataclass(frozen=True)
class Expertise:
    """One account column against one rep column.

    value : (A,) number of the account's value, −1 = blank. holds : (V, R) whether a rep's list has the value.
    """

    account_column: str
    rep_column: str
    value: Ints
    holds: Bools

    @classmethod
    def of(cls, account_column: str, rep_column: str, wanted: Texts, lists: Texts) -> "Expertise":
        """From cells: an account's value, and a rep's list with `;` between; case and outer spaces do not matter."""
        asked = np.array([_plain(cell) for cell in wanted], dtype=object)
        values = sorted({value for value in asked if value})
        number = {value: place for place, value in enumerate(values)} | {"": -1}
        skills = [{_plain(part) for part in str(cell).split(SEPARATOR)} - {""} for cell in lists]
        holds = np.array([[value in has or ANY in has for has in skills] for value in values], dtype=bool)
        shape = (len(values), len(lists))
        return cls(
            account_column,
            rep_column,
            np.array([number[value] for value in asked], dtype=np.int64),
            holds.reshape(shape),
        )

    @property
    def asks(self) -> Bools:
        """(A,) Accounts that have a value."""
        return np.asarray(self.value >= 0)

    def met(self, rep: Ints) -> Bools:
        """(A,) Whether the owner serves the account's value; true where it has none, false where nobody owns it."""
        inside = self.asks & (rep >= 0)
        met = ~self.asks
        met[inside] = self.holds[self.value[inside], rep[inside]]
        return np.asarray(met)


@dataclass(frozen=True)
class Traits:
    """expertise : what a skilled owner must serve, all of it. group : (R,) name of the peer group, None = no groups.

    tier : (A,) as text, None = no tiers. missing : what cannot be measured → why.
    """

    expertise: tuple[Expertise, ...] = ()
    group: Texts | None = None
    tier: Texts | None = None
    missing: Mapping[str, str] | None = None

    def why_not(self, what: str) -> str:
        """Why something cannot be measured; empty when it can."""
        return (self.missing or {}).get(what, "")


def traits(
    problem: Problem,
    accounts: pd.DataFrame | None = None,
    reps: pd.DataFrame | None = None,
    *,
    serves: Mapping[str, str] | None = None,
    groups: pd.Series | None = None,
    tier: str = "tier",
) -> Traits:
    """What the tables say besides amounts. Tables are aligned by `account_id` and `rep_id`.

    serves : account column → rep column; None = the usual ones (`USUAL`), where the tables have them. groups : rep id →
    peer group. tier : account column. Raises InputError when a column that was asked for is not there, or a rep has
    no group.
    """
    missing: dict[str, str] = {}
    expertise = _expertise(problem, accounts, reps, serves, missing)
    tiers = _account_column(problem, accounts, tier)
    if tiers is None or not np.any(tiers != ""):
        tiers, missing["tier"] = None, f"the accounts have no column {tier}"
    if groups is None:
        missing["group"] = "the reps are not in peer groups"
    return Traits(expertise, None if groups is None else _groups(problem, groups), tiers, missing)


def _expertise(
    problem: Problem,
    accounts: pd.DataFrame | None,
    reps: pd.DataFrame | None,
    serves: Mapping[str, str] | None,
    missing: dict[str, str],
) -> tuple[Expertise, ...]:
    found, faults = [], []
    for wanted, listed_in in (_usual(reps) if serves is None else serves).items():
        values, lists = _account_column(problem, accounts, wanted), _rep_column(problem, reps, listed_in)
        if values is None:
            faults.append(_no_column("accounts", wanted))
        if lists is None:
            faults.append(_no_column("reps", listed_in))
        if values is not None and lists is not None:
            found.append(Expertise.of(wanted, listed_in, values, lists))
    if faults and serves is not None:
        raise InputError(faults)
    if not found:
        missing["expertise"] = "no column of the accounts is known to match a column of the reps (industry, skills)"
    elif not any(each.asks.any() for each in found):
        missing["expertise"] = f"no account has a value in {', '.join(each.account_column for each in found)}"
    return tuple(found)


def _usual(reps: pd.DataFrame | None) -> dict[str, str]:
    """The usual columns that the reps have."""
    known = set() if reps is None else {str(column) for column in reps.columns}
    pairs = {ours: next((name for name in theirs if name in known), "") for ours, theirs in USUAL.items()}
    return {ours: theirs for ours, theirs in pairs.items() if theirs}


def _account_column(problem: Problem, accounts: pd.DataFrame | None, column: str) -> Texts | None:
    if column in problem.book.texts:
        return problem.book.texts[column]
    return None if accounts is None else _aligned(accounts, "account_id", column, problem.book.ids)


def _rep_column(problem: Problem, reps: pd.DataFrame | None, column: str) -> Texts | None:
    return None if reps is None else _aligned(reps, "rep_id", column, problem.team.ids)


def _aligned(frame: pd.DataFrame, key: str, column: str, ids: Texts) -> Texts | None:
    """A column as text in the order of `ids`, blank where the table has none; None when there is no such column."""
    if column not in frame or key not in frame:
        return None
    cells = {str(id_).strip(): _text(cell) for id_, cell in zip(frame[key], frame[column], strict=True)}
    return np.array([cells.get(str(id_), "") for id_ in ids], dtype=object)


def _groups(problem: Problem, groups: pd.Series) -> Texts:
    known = {str(id_): _text(group) for id_, group in groups.items()}
    named = np.array([known.get(str(id_), "") for id_ in problem.team.ids], dtype=object)
    blank = [str(id_) for id_ in problem.team.ids[named == ""]]
    if blank:
        fix = "give every rep a group, or leave the groups out"
        message = f"no peer group: {listed(blank)}"
        raise InputError([Finding("no-group", message, fix, "reps", ids=tuple(blank))])
    return named


def _no_column(table: str, column: str) -> Finding:
    return Finding(
        "missing-column", f"there is no column {column}", "name a column that is there", table, column=column
    )


def _text(cell: object) -> str:
    return "" if cell is None or cell is pd.NA or cell != cell else str(cell).strip()


def _plain(cell: object) -> str:
    return _text(cell).casefold()
