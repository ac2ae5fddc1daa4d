"""What a single cell says. Cells are text, as files give them, or typed, as programs give them; blank = not stated."""

import datetime
import math
import re
from decimal import Decimal
from enum import StrEnum
from numbers import Integral, Real
from typing import Any

import numpy as np
import pandas as pd

from solver.book import Texts

EDGES = " \t\r\n\v\f\u00a0\u2007\u202f\u200b\ufeff"
"""Spaces that may stand around a cell unseen, among them the no-break and zero-width ones of web pages."""

TRUE, FALSE = frozenset({"true", "yes", "1", "x", "1.0"}), frozenset({"", "false", "no", "0", "0.0"})
EXACT_WHOLE = 2.0**53
"""Above it a typed decimal number no longer tells one whole number from the next."""


class Fault(StrEnum):
    """Why a cell cannot be read; the values are the codes of the findings."""

    SHEET_ERROR = "spreadsheet-error"
    FORMULA = "formula-without-value"
    INFINITE = "infinite"
    NOT_STATED = "not-stated"
    FORMAT = "number-format"
    NOT_A_NUMBER = "not-a-number"
    NOT_YES_NO = "not-yes-or-no"
    NOT_A_DATE = "not-a-date"
    NOT_TEXT = "not-text"


SHEET_ERRORS = frozenset(
    {"#ref!", "#n/a", "#value!", "#div/0!", "#name?", "#null!", "#num!", "#spill!", "#calc!", "#error!", "#field!"}
)
INFINITE = frozenset({"inf", "+inf", "-inf", "infinity", "+infinity", "-infinity", "∞", "-∞", "1.#inf"})
NOT_STATED = frozenset(
    {"nan", "n/a", "na", "null", "none", "nil", "-", "--", "–", "?", "tbd", "unknown", "<na>", "1.#qnan"}
)
NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
PUNCTUATED = re.compile(r"[+-]?[0-9][0-9.,' \u00a0\u202f’]*")
DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ][0-9:.]+)?")


def cells(series: "pd.Series[Any]") -> Texts:
    """A column as objects: "" where blank, text without the spaces around it, anything else as it is."""
    blank = series.isna().to_numpy(dtype=bool)
    raw = series.to_numpy(dtype=object)
    made = np.empty(len(raw), dtype=object)
    made[:] = [
        "" if empty else (cell.strip(EDGES) if isinstance(cell, str) else cell)
        for cell, empty in zip(raw, blank, strict=True)
    ]
    return made


def error_of(text: str) -> Fault | None:
    """A cell in which the spreadsheet shows an error, or a formula that was never calculated."""
    if text.startswith("#") and (text.lower() in SHEET_ERRORS or not text.strip("#")):
        return Fault.SHEET_ERROR
    if text.startswith("Err:"):
        return Fault.SHEET_ERROR
    return Fault.FORMULA if text.startswith("=") else None


def number(cell: Any) -> float | Fault:
    """A number; NaN where blank."""
    if isinstance(cell, str):
        return _number_of_text(cell)
    if isinstance(cell, (bool, np.bool_)) or not isinstance(cell, (Real, Decimal)):
        return Fault.NOT_A_NUMBER
    value = float(cell)
    return value if math.isfinite(value) else Fault.INFINITE


def _number_of_text(text: str) -> float | Fault:
    if not text:
        return math.nan
    if NUMBER.fullmatch(text):
        value = float(text)
        return value if math.isfinite(value) else Fault.INFINITE
    if fault := error_of(text):
        return fault
    lower = text.lower()
    if lower in INFINITE:
        return Fault.INFINITE
    if lower in NOT_STATED:
        return Fault.NOT_STATED
    return Fault.FORMAT if PUNCTUATED.fullmatch(text) else Fault.NOT_A_NUMBER


def flag(cell: Any) -> bool | Fault:
    """true, yes, 1 or x; false, no, 0 or blank; whatever the case of the letters."""
    if isinstance(cell, (bool, np.bool_)):
        return bool(cell)
    text = cell.lower() if isinstance(cell, str) else str(cell)
    if text in TRUE:
        return True
    if text in FALSE:
        return False
    return error_of(text) or Fault.NOT_YES_NO


def day(cell: Any) -> datetime.date | Fault | None:
    """A day, written 2027-03-31 (a time of day behind it is dropped); None where blank."""
    if isinstance(cell, datetime.date):
        return cell.date() if isinstance(cell, datetime.datetime) else cell
    if not isinstance(cell, str):
        return Fault.NOT_A_DATE
    if not cell:
        return None
    written = DAY.fullmatch(cell)
    try:
        return datetime.date.fromisoformat(written[1]) if written else error_of(cell) or Fault.NOT_A_DATE
    except ValueError:
        return Fault.NOT_A_DATE


def identifier(cell: Any) -> str | Fault:
    """An id is text. A whole number that a program hands over is written without a point; other types are refused."""
    if isinstance(cell, str):
        return error_of(cell) or cell
    if isinstance(cell, (bool, np.bool_)):
        return Fault.NOT_TEXT
    if isinstance(cell, Integral):
        return str(int(cell))
    if isinstance(cell, Real) and abs(float(cell)) < EXACT_WHOLE and float(cell).is_integer():
        return str(int(float(cell)))
    return Fault.NOT_TEXT


def text(cell: Any) -> str | Fault:
    """Text that is only carried along."""
    return (error_of(cell) or cell) if isinstance(cell, str) else str(cell)
