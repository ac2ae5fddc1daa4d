"""An input table with its place in the planner's files: what cannot be read is said with its row."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd

from solver.book import Bools, Floats, Ints, Texts
from solver.errors import listed
from solver.intake import cells
from solver.intake.cells import Fault
from solver.intake.findings import Findings

SAYS: dict[Fault, tuple[str, str]] = {
    Fault.SHEET_ERROR: (
        "the cell shows a spreadsheet error",
        "correct the formula in the spreadsheet, or clear the cell",
    ),
    Fault.FORMULA: (
        "the cell holds a formula and no value",
        "save the file in the spreadsheet program, or paste values",
    ),
    Fault.INFINITE: ("the number is infinite", "write a finite number, or leave the cell blank if it is not known"),
    Fault.NOT_STATED: ("a word stands in place of a number", "leave the cell blank if the number is not known"),
    Fault.FORMAT: (
        "the number is written with a comma, or with separators between thousands",
        'write 1234.5, or declare the decimal comma of the file: decimal: ","',
    ),
    Fault.NOT_A_NUMBER: ("this is not a number", "write a plain number such as 1234.5, without currency, unit or %"),
    Fault.NOT_YES_NO: ("this is neither yes nor no", "write true, yes, 1 or x; false, no, 0 or blank"),
    Fault.NOT_A_DATE: ("this is not a date", "write the day as 2027-03-31"),
    Fault.NOT_TEXT: ("an id is text, and this is not", "store the ids as text"),
}
"""What is wrong with a cell, and what to do."""

MISSING_COLUMN = "missing-column"
"""The code of what is said of a column that is not there."""
MOST = 1e15
"""Larger amounts are taken for mistakes: in sums beyond it, whole units are no longer told apart."""


class Numbers(NamedTuple):
    """A numeric column: NaN where blank and where `bad` (already reported)."""

    values: Floats
    bad: Bools

    @property
    def missing(self) -> Bools:
        return np.isnan(self.values) & ~self.bad


@dataclass(frozen=True)
class Sheet:
    """A frame, its name, the spreadsheet row of each of its rows, and the id by which a planner knows each."""

    name: str
    frame: pd.DataFrame
    rows: Ints
    labels: Texts
    findings: Findings

    @classmethod
    def of(cls, name: str, frame: pd.DataFrame, findings: Findings) -> "Sheet":
        if not isinstance(frame, pd.DataFrame):
            raise TypeError(f"{name} must be a pandas DataFrame, not {type(frame).__name__}")
        known = frame.attrs.get("rows")
        # Rows of a frame that was filtered afterwards no longer fit it.
        fits = known is not None and len(known) == len(frame)
        rows = np.asarray(known, dtype=np.int64) if fits else np.arange(len(frame), dtype=np.int64) + 2
        twice = [str(column) for column in frame.columns[frame.columns.duplicated()].unique()]
        if twice:
            message = f"the column {listed(twice)} stands in the table more than once"
            findings.error("duplicate-column", message, fix="take out or rename all but one", table=name)
        bare = frame.copy(deep=False)
        bare.attrs = {}  # pandas copies attrs with every column it takes
        return cls(name, bare, rows, np.full(len(frame), "", dtype=object), findings)

    def __len__(self) -> int:
        return len(self.frame)

    def labelled(self, labels: Texts) -> "Sheet":
        return replace(self, labels=labels)

    def has(self, column: str) -> bool:
        return column in self.frame.columns

    def say(
        self,
        severity: Literal["error", "warning", "note"],
        code: str,
        message: str,
        at: Ints,
        column: str = "",
        fix: str = "",
    ) -> None:
        """One finding for the rows at positions `at`; nothing when there are none."""
        if not len(at):
            return
        ids = list(dict.fromkeys(str(label) for label in self.labels[at] if label))
        whose = f" – {listed(ids, 3)}" if ids and not re.search(rf"\b{re.escape(ids[0])}\b", message) else ""
        several = f" ({len(at):,} rows: {listed([str(row) for row in self.rows[at]])})" if len(at) > 1 else ""
        row = int(self.rows[at[0]])
        text = f"{message}{whose}{several}"
        self.findings.add(severity, code, text, fix=fix, table=self.name, column=column, row=row, ids=ids)

    def error(self, code: str, message: str, at: Ints, column: str = "", fix: str = "") -> None:
        self.say("error", code, message, at, column, fix)

    def require(self, column: str, why: str = "", fix: str = "") -> bool:
        """Whether the column is there; an error when it is not."""
        if self.has(column):
            return True
        here = listed([str(name) for name in self.frame.columns], 12) or "none"
        reason = f"; {why}" if why else ""
        message = f"the column {column} is missing{reason} (columns found: {here})"
        fix = fix or f"add the column {column}, or say which column it is: columns: {{{self.name}: {{{column}: …}}}}"
        self.findings.add("error", MISSING_COLUMN, message, fix=fix, table=self.name, column=column)
        return False

    def cells(self, column: str) -> Texts:
        """The column's cells without the spaces around them; blank where there is no such column."""
        return cells.cells(self._series(column)) if self.has(column) else np.full(len(self), "", dtype=object)

    def texts(self, column: str) -> Texts:
        return self._read(column, cells.text, "")

    def ids(self, column: str) -> Texts:
        """Ids as text, "" where blank or unreadable. Spaces around an id are taken off with a warning."""
        found = self._read(column, cells.identifier, "")
        if self.has(column):
            raw = zip(self._series(column).to_numpy(dtype=object), found, strict=True)
            spaced = [at for at, (cell, id_) in enumerate(raw) if id_ and isinstance(cell, str) and cell != id_]
            message = "spaces around the id were taken off"
            self.labelled(found).say("warning", "stray-spaces", message, np.array(spaced, dtype=np.int64), column)
        return found

    def numbers(self, column: str, least: float = 0.0, most: float = MOST) -> Numbers:
        """A numeric column; values outside `least` … `most` are errors."""
        if not self.has(column):
            return Numbers(np.full(len(self), np.nan), np.zeros(len(self), dtype=bool))
        values, bad = self._typed(column)
        below, above = np.flatnonzero(values < least), np.flatnonzero(values > most)
        low, high = (listed([f"{value:g}" for value in values[at]], 3) for at in (below, above))
        code = "negative" if least == 0 else "too-small"
        self.error(code, f"the number is below {least:g}: {low}", below, column, f"write a number from {least:g} up")
        self.error("too-large", f"the number is above {most:g}: {high}", above, column, "look for a slip in the number")
        bad = bad | (values < least) | (values > most)
        return Numbers(np.where(bad, np.nan, values), bad)

    def _typed(self, column: str) -> tuple[Floats, Bools]:
        series = self._series(column)
        if series.dtype.kind in "iuf":
            typed = series.to_numpy(dtype=np.float64, na_value=np.nan)
            if not np.isinf(typed).any():
                return typed, np.zeros(len(typed), dtype=bool)
        parsed = self._read(column, cells.number, None)
        bad = np.array([value is None for value in parsed], dtype=bool)
        return np.array([np.nan if value is None else value for value in parsed], dtype=np.float64), bad

    def flags(self, column: str) -> Bools:
        return np.asarray(self._read(column, cells.flag, False).astype(bool))

    def days(self, column: str) -> Texts:
        """Days as datetime.date, None where blank or unreadable."""
        return self._read(column, cells.day, None)

    def _series(self, column: str) -> "pd.Series[Any]":
        """The column; the first of its name when there are several (which is an error already)."""
        return self.frame.iloc[:, list(self.frame.columns).index(column)]

    def _read(self, column: str, parse: Callable[[Any], Any], instead: Any) -> Texts:
        """Every cell parsed; a fault is reported once per kind with its rows, and replaced by `instead`."""
        found = self.cells(column)
        made = np.empty(len(found), dtype=object)
        made[:] = [parse(cell) for cell in found]
        faulty = np.flatnonzero([isinstance(cell, Fault) for cell in made])
        for fault in dict.fromkeys(made[faulty]):
            mine = faulty[made[faulty] == fault]
            what, fix = SAYS[fault]
            shown = listed(list(dict.fromkeys(repr(str(cell)) for cell in found[mine])), 3)
            self.error(str(fault), f"{what}: {shown}", mine, column, fix)
        made[faulty] = instead
        return made
