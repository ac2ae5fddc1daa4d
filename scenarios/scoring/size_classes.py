"""Potential and hours from a size column: enough to start with where the book holds neither."""

import math
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from solver.errors import Finding

FILLED = ("potential", "workload")
"""The columns that classes can fill."""


@dataclass(frozen=True)
class SizeClass:
    """Accounts of size ≤ `up_to` and larger than the class before. None = the class says nothing about that column."""

    up_to: float
    potential: float | None = None
    workload: float | None = None


def fill(
    accounts: pd.DataFrame, column: str, classes: tuple[SizeClass, ...], *, header: str = ""
) -> tuple[pd.DataFrame, list[Finding]]:
    """The accounts with `potential` and `workload` of their size class, where the table has none.

    `accounts` is a text table; a value that is given is never touched, and an account without a size keeps its blank,
    which the `missing` rule decides on. `header` is the planner's name of the size column. Findings: sizes that are no
    number or beyond the last class (errors), and how many values were filled (notes).
    """
    title = header or column
    if column not in accounts.columns:
        message = f"there is no column {title}, which size_classes names"
        return accounts, [Finding("no-such-column", message, "correct size_classes.column", "accounts", column=title)]
    sizes, findings = _sizes(accounts, column)
    bounds = np.array([each.up_to for each in classes])
    beyond = np.flatnonzero(sizes > bounds[-1])
    findings += [
        replace(
            _fault(accounts, column, row, f"the size {accounts[column].iat[row]} is above the last class"),
            fix="leave out up_to in the last class, or add one",
        )
        for row in beyond.tolist()
    ]
    known = ~np.isnan(sizes) & (sizes <= bounds[-1])
    place = np.searchsorted(bounds, np.where(known, sizes, 0.0), side="left")
    filled = accounts.copy()
    filled.attrs = dict(accounts.attrs)
    for name in FILLED:
        amounts = [getattr(each, name) for each in classes]
        if amounts[0] is None:
            continue
        text = np.array([_written(amount) for amount in amounts], dtype=object)
        given = (
            accounts[name].to_numpy(dtype=object) if name in accounts.columns else np.full(len(accounts), "", object)
        )
        blank = known & (given == "")
        filled[name] = np.where(blank, text[np.minimum(place, len(classes) - 1)], given)
        findings.append(_note(name, int(blank.sum()), len(accounts), title))
    return filled, findings


def _sizes(accounts: pd.DataFrame, column: str) -> tuple[np.ndarray, list[Finding]]:
    """Sizes as numbers, NaN where blank or not a number ≥ 0."""
    sizes = np.full(len(accounts), np.nan)
    findings = []
    for row, text in enumerate(accounts[column]):
        if not text:
            continue
        try:
            size = float(text)
        except ValueError:
            size = math.nan
        if math.isfinite(size) and size >= 0:
            sizes[row] = size
        else:
            findings.append(_fault(accounts, column, row, f"the size {text} is not a number from 0 up"))
    return sizes, findings


def _fault(accounts: pd.DataFrame, column: str, row: int, message: str) -> Finding:
    ids = (str(accounts["account_id"].iat[row]),) if "account_id" in accounts.columns else ()
    fix = "correct it, or leave it blank and let the `missing` rule decide"
    return Finding("bad-size", message, fix, "accounts", accounts.attrs["rows"][row], column, ids=ids)


def _note(name: str, count: int, accounts: int, title: str) -> Finding:
    message = f"{name} of {count} of {accounts} accounts was taken from size_classes by {title}"
    return Finding("size-classes", message, table="accounts", column=name, severity="note")


def _written(amount: float) -> str:
    return str(int(amount)) if float(amount).is_integer() else repr(float(amount))
