"""A second look at a plan, from the tables alone: plain pandas, nothing of the solver, the judge or the models."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd


@dataclass(frozen=True)
class Promise:
    """What the tables of a scenario promise of its plans.

    cell : account column of the map cells. names : industry → vertical. attach : thin vertical → the one whose reps may
    take it too. blank : the vertical of accounts without one, "" = anybody. segment, named_reps : account column and
    rep column, "" = not looked at. pins : account column = "yes" → stays with its owner.
    """

    cell: str
    industry: str = "industry"
    names: Mapping[str, str] = field(default_factory=dict)
    attach: Mapping[str, str] = field(default_factory=dict)
    blank: str = ""
    verticals: str = "verticals"
    segment: str = "segment"
    segments: str = "segments"
    named_reps: str = "named_rep"
    pins: tuple[str, ...] = ()


def faults(model: str, promise: Promise, accounts: pd.DataFrame, reps: pd.DataFrame, locks: pd.DataFrame) -> list[str]:
    """What a plan breaks of what its model promises; accounts have the column `rep_id` with their owner in the plan.

    An account that is pinned may be with anybody, except that a map cell is never split.
    """
    if model == "geographic":
        return _split(accounts, promise.cell)
    free = accounts[~_pinned(accounts, locks, promise)]
    looks = {
        "vertical": [_strangers(free, reps, _verticals(free, promise), promise.verticals, promise.attach)],
        "segment": [_strangers(free, reps, free[promise.segment], promise.segments, {})] if promise.segment else [],
        "named": [_not_carried(free, reps, promise)],
        "hybrid": [_not_carried(free, reps, promise)],
    }
    return [fault for found in looks.get(model, []) for fault in found]


def _split(accounts: pd.DataFrame, cell: str) -> list[str]:
    """Map cells whose accounts have several owners."""
    inside = accounts[accounts[cell].astype(str) != ""]
    owners = inside.groupby(cell)["rep_id"].nunique()
    split = owners[owners > 1]
    return [f"cell {name} is split among {count} reps" for name, count in split.items()]


def _verticals(accounts: pd.DataFrame, promise: Promise) -> pd.Series:
    return accounts[promise.industry].replace(dict(promise.names)).replace("", promise.blank)


def _strangers(
    accounts: pd.DataFrame, reps: pd.DataFrame, wanted: pd.Series, column: str, attach: Mapping[str, str]
) -> list[str]:
    """Accounts whose owner does not list what they ask for, nor what that is attached to."""
    lists = dict(zip(reps["rep_id"], reps[column].map(_list), strict=True))
    found = []
    for account, owner, value in zip(accounts["account_id"], accounts["rep_id"], wanted, strict=True):
        serves = {"*", _plain(value), _plain(attach.get(value, value))}
        if value and not serves & lists.get(owner, set()):
            found.append(f"account {account} ({value}) is with {owner or 'nobody'}, who does not serve it")
    return found


def _not_carried(accounts: pd.DataFrame, reps: pd.DataFrame, promise: Promise) -> list[str]:
    """Named accounts with reps who carry none."""
    if not promise.named_reps or promise.named_reps not in reps or "named" not in accounts:
        return []
    carry = set(reps.loc[reps[promise.named_reps] == "yes", "rep_id"])
    wrong = accounts[(accounts["named"] == "yes") & ~accounts["rep_id"].isin(carry)]
    return [f"named account {account} is with a rep who carries none" for account in wrong["account_id"]]


def _pinned(accounts: pd.DataFrame, locks: pd.DataFrame, promise: Promise) -> pd.Series:
    pinned = pd.Series(False, index=accounts.index)
    for column in promise.pins:
        pinned |= (accounts[column] == "yes") & (accounts["current_owner"] != "")
    if len(locks):
        pinned |= accounts["account_id"].isin(locks.loc[locks["kind"] == "pinned", "account_id"])
    return pinned


def _list(cell: str) -> set[str]:
    return {_plain(part) for part in str(cell).split(";")} - {""}


def _plain(text: str) -> str:
    return str(text).strip().casefold()
