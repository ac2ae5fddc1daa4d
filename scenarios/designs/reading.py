"""What a planner writes in one cell or in a where-clause: lists of names, and which rows are meant."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from scenarios.files.text import nearest
from solver.book import Bools, Texts
from solver.errors import listed
from solver.intake.findings import Findings
from solver.intake.sheet import Sheet
from solver.serving import SEPARATOR, folded

MOST_NAMES = 12
"""Names that a message lists."""

Value = str | bool | int | float
Where = Mapping[str, Value | Sequence[Value]]
"""Column → the value, or the values, that its cell must have (one of them); all columns together. "" = blank."""


def sheet_of(name: str, frame: pd.DataFrame, key: str, findings: Findings) -> Sheet:
    """A table to look at, each row known by its id. What is wrong with the ids is left to the intake to say."""
    quiet = Sheet.of(name, frame, Findings())
    return replace(quiet, labels=quiet.ids(key), findings=findings)


def names_in(cell: str) -> tuple[str, ...]:
    """The names of a list such as "Healthcare; Pharma", as written and each once."""
    return tuple(first_spellings(cell.split(SEPARATOR)).values())


def suggestion(name: str, known: Iterable[str]) -> str:
    """What to write instead of a name that is not known: the nearest one, else what there is."""
    names = list(known)
    close = nearest(name, names)
    if close is not None:
        return f"did you mean {close}?"
    return f"known here: {listed(names, MOST_NAMES)}" if names else ""


def counted(values: Iterable[str], noun: str = "") -> str:
    """`SMB (120 accounts), mid-market (8 accounts)`, the most frequent first."""
    number = Counter(values)
    unit = f" {noun}" if noun else ""
    words = [f"{value} ({count:,}{unit}{'s' if unit and count != 1 else ''})" for value, count in number.most_common()]
    return listed(words, MOST_NAMES)


def plural(count: int, noun: str) -> str:
    """`1 account`, `2,300 accounts`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def rows_where(sheet: Sheet, where: Where, key: str, noun: str) -> Bools:
    """The rows that a where-clause means. `key` : its place in the scenario (pool.where); `noun` : what a row is.

    A cell is read as a list, so that {segments: SMB} means a rep who serves "SMB; mid-market" too. Columns that are not
    there, values that no row has and a clause that means no row at all are errors.
    """
    meant = np.ones(len(sheet), dtype=bool)
    sound = True
    for column, wanted in where.items():
        if not sheet.has(column):
            here = [str(name) for name in sheet.frame.columns]
            message = f"{key} names {column}, which is no column of the {sheet.name}"
            sheet.findings.error("unknown-column", message, fix=suggestion(column, here), table="rules")
            sound = False
            continue
        values = [wanted] if isinstance(wanted, str | bool | int | float) else [*wanted]
        found = _cell_has(sheet, column, values, key, noun)
        sound &= found is not None
        meant &= found if found is not None else True
    if sound and not meant.any():
        message = f"{key} names {', '.join(where) or 'nothing'}, and no {noun} is like that"
        fix = f"loosen the clause, so that it means at least one {noun}"
        sheet.findings.error("nothing-meant", message, fix=fix, table="rules")
    return meant


def _cell_has(sheet: Sheet, column: str, values: list[Value], key: str, noun: str) -> Bools | None:
    """Rows whose cell has one of the values; None, with an error, when no row has one of them."""
    flags = [value for value in values if isinstance(value, bool)]
    names = [_written(value) for value in values if not isinstance(value, bool)]
    meant = np.isin(sheet.flags(column), flags) if flags else np.zeros(len(sheet), dtype=bool)
    if not names:
        return meant
    cells = [names_in(_written(cell)) for cell in sheet.cells(column)]
    there = first_spellings(name for cell in cells for name in cell)
    strange = [name for name in names if name and folded(name) not in there]
    for name in strange:
        message = f"{key}.{column} names {name}, which no {noun} has"
        sheet.findings.error("unknown-value", message, fix=suggestion(name, there.values()), table="rules")
    wanted = {folded(name) for name in names}
    has = [bool(wanted & {folded(name) for name in cell}) if cell else "" in wanted for cell in cells]
    return None if strange else meant | np.array(has, dtype=bool)


def _written(value: object) -> str:
    """A cell or a value as text; a whole number without a point."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def first_spellings(names: Iterable[str]) -> dict[str, str]:
    """Name as it is compared → the way it is written first."""
    spelt: dict[str, str] = {}
    for name in names:
        if name.split():
            spelt.setdefault(folded(name), " ".join(name.split()))
    return spelt


def as_spelt(names: Iterable[str], spelt: Mapping[str, str]) -> Texts:
    """Every name the way it is written first; "" stays."""
    made = [spelt.get(folded(name), name) for name in names]
    return np.array([*made, ""], dtype=object)[:-1]


def unused(sheet: Sheet, names: Iterable[str], model: str) -> bool:
    """Whether the columns that a design writes are free; an error for each that the table has already."""
    taken = [name for name in names if sheet.has(name)]
    for name in taken:
        message = f"the {model} model writes a column of this name, and the table has one of its own"
        sheet.findings.add(
            "error", "column-taken", message, fix="give your column another name", table=sheet.name, column=name
        )
    return not taken


def with_column(frame: pd.DataFrame, name: str, values: Texts) -> pd.DataFrame:
    """The table with one more column, or another content of it; the rows and their numbers stay."""
    made = frame.copy()
    made[name] = pd.Series(values, index=made.index, dtype=object)
    made.attrs = dict(frame.attrs)
    return made
