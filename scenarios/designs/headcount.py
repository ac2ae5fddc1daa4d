"""How many territories a book needs: its hours ÷ the hours that a rep gives, with the arithmetic told."""

import math
from dataclasses import dataclass
from typing import Literal

from solver.intake.findings import Findings
from solver.judge.violation import number, percent

AUTO: Literal["auto"] = "auto"
ALMOST = 1e-9
"""A count that is whole but for the rounding of floating-point numbers is not rounded up."""


@dataclass(frozen=True)
class Headcount:
    """reps : how many, or "auto" = as many as the workload needs.

    capacity : hours a year of one rep. utilisation : share of them that is planned. least, most : bounds of "auto".
    """

    reps: int | Literal["auto"] = AUTO
    capacity: float | None = None
    utilisation: float = 1.0
    least: int = 1
    most: int | None = None


@dataclass(frozen=True)
class Counted:
    """How many territories, what was needed exactly (None: a number was given), and the arithmetic in words."""

    territories: int
    needed: float | None
    words: str


def headcount(hours: float, wanted: Headcount, findings: Findings) -> Counted:
    """The number of territories for so many hours a year, rounded up; what is wrong with the wish is an error.

    1 territory where there is an error, so that the rest can be looked at.
    """
    if wanted.reps != AUTO:
        return _given(wanted, findings)
    before = len(findings.found)
    _check(hours, wanted, findings)
    if len(findings.found) > before or wanted.capacity is None:
        return Counted(1, None, "")
    needed = hours / (wanted.capacity * wanted.utilisation)
    up = max(1, math.ceil(needed * (1 - ALMOST)))
    count = max(wanted.least, up if wanted.most is None else min(up, wanted.most))
    words = (
        f"{number(hours)} hours ÷ ({number(wanted.capacity)} hours a rep × {percent(wanted.utilisation)} planned)"
        f" = {number(round(needed, 2))}, rounded up {up}"
    )
    if count > up:
        words += f"; at least {wanted.least} are asked for: {count}"
    if count < up:
        words += f"; at most {wanted.most} are allowed: {count}"
        over = needed / count * wanted.utilisation
        message = (
            f"{count} territories are allowed and {up} are needed: each rep would have {percent(over)} of the hours"
        )
        findings.warning(
            "too-few-reps", message, fix="raise the most, the capacity, or take out workload", table="rules"
        )
    findings.note("headcount", words, table="rules")
    return Counted(count, needed, words)


def _given(wanted: Headcount, findings: Findings) -> Counted:
    reps = wanted.reps
    if isinstance(reps, bool) or not isinstance(reps, int) or reps < 1:
        message = f"reps.count is {reps}, which is no number of territories"
        findings.error("headcount", message, fix="write a whole number from 1 up, or auto", table="rules")
        return Counted(1, None, "")
    return Counted(reps, None, f"{reps} as asked")


def _check(hours: float, wanted: Headcount, findings: Findings) -> None:
    table = "rules"
    if wanted.capacity is None or not wanted.capacity > 0:
        message = "reps.count is auto, and the hours that a rep gives in a year are not stated above 0"
        findings.error("no-capacity", message, fix="state the capacity in hours a year, such as 1,400", table=table)
    if not 0 < wanted.utilisation <= 1:
        message = f"the planned share of a rep's hours is {wanted.utilisation}"
        findings.error("utilisation", message, fix="write a share above 0 and up to 1, such as 0.85", table=table)
    if wanted.least < 1 or (wanted.most is not None and wanted.most < wanted.least):
        most = "any number" if wanted.most is None else wanted.most
        message = f"from {wanted.least} to {most} territories is no range"
        findings.error("headcount", message, fix="write the least from 1 up, and the most not below it", table=table)
    if not hours > 0:
        message = "the book holds no hours of workload, so that nothing tells how many reps it needs"
        findings.error("no-workload", message, fix="fill in the workload, or give the number of reps", table=table)
