"""The texts of a result folder. One writer and one form, so that the audit can write them again and compare."""

import csv
import io
import json
import math
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import numpy as np

from solver.judge import Scorecard, Violation
from solver.plan import Plan
from solver.problem import Problem

ASSIGNMENTS = ("account_id", "rep_id", "unit_id", "previous_rep_id", "moved")
BROKEN = ("rule", "message", "ids", "amount", "limit")

DIGITS = 12
"""Significant digits of a number in a table; JSON has them all."""
SMALL = 1e-9
"""Below this a number is noise of the arithmetic, and is written with an exponent."""


def assignments(problem: Problem, plan: Plan) -> str:
    """assignments.csv: one line per account in the order of the book; moved = an owned account that changes owner."""
    frame = plan.frame(problem)
    moved = np.where(frame["moved"], "true", "false")
    return table(ASSIGNMENTS, frame.assign(moved=moved)[list(ASSIGNMENTS)].itertuples(index=False, name=None))


def scorecard_table(card: Scorecard) -> str:
    """scorecard.csv: a line per rep, and a last line TOTAL that also has the figures of the whole plan."""
    frame = card.to_frame()
    return table([str(name) for name in frame.columns], frame.itertuples(index=False, name=None))


def broken_rules(violations: Iterable[Violation]) -> str:
    """broken_rules.csv: a line per breach; ids are separated by spaces."""
    return table(BROKEN, ((v.rule, v.message, " ".join(v.ids), v.amount, v.limit) for v in violations))


def table(header: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    """A comma-separated table with `\\n` after every line."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([cell(value) for value in row] for row in rows)
    return text.getvalue()


def cell(value: Any) -> str:
    """A value in a table: blank for none, no exponent for amounts that people read."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _decimal(value) if math.isfinite(value) else ""
    return str(value)


def _decimal(value: float) -> str:
    """Up to `DIGITS` significant digits, without idle zeros."""
    short = f"{value:.{DIGITS}g}"
    return short if "e-" in short and abs(value) < SMALL else format(Decimal(short), "f")


def strict_json(content: Mapping[str, Any]) -> str:
    """Strict JSON: infinities and NaN are null."""
    return json.dumps(plain(content), ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def plain(value: Any) -> Any:
    """Values as strict JSON knows them."""
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value
