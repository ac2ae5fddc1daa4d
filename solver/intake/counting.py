"""What is worth saying about measures that count accounts (`accounts`, `tier=A`)."""

from collections import Counter

import numpy as np

from solver.counts import Count, count_of, counted, least_band, room
from solver.errors import listed
from solver.intake.case import Case
from solver.intake.register import nearest_name
from solver.rules import measure_of
from solver.statement import Measure

MOST_VALUES = 12
"""Values of a column that a message lists."""


def uncounted(case: Case) -> None:
    """An error for every band or goal that counts a value which no account has."""
    rules = case.problem.rules
    for where, names in (("bands", [*rules.bands]), ("goal", [name for name in map(measure_of, rules.terms) if name])):
        for name, count in counted(names).items():
            if not count.column:
                continue
            there = Counter(text for text in case.problem.book.texts[count.column] if text)
            if there[count.value]:
                continue
            shown = listed([f"{value} ({number:,})" for value, number in there.most_common()], MOST_VALUES)
            message = f"{where} names {name}, but no account has the {count.column} {count.value}; there are: "
            near = nearest_name(count.value, there) or _folded(count.value, there)
            fix = f"write {count.column}={near}" if near else f"write one of these values, or take {name} out"
            case.findings.error("unknown-value", message + (shown or "none"), fix=fix, table="rules")


def _folded(value: str, there: Counter[str]) -> str | None:
    """The value that differs only by the case of its letters."""
    return next((other for other in there if other.casefold() == value.casefold()), None)


def advise_counts(case: Case) -> None:
    """Bands that no whole number of accounts meets, values that are blank, overrides that do nothing."""
    for measure in case.problem.measures:
        count = count_of(measure.name)
        if count is not None and measure.band is not None:
            _no_whole_number(case, measure, count)
    counts = counted(case.problem.rules.measures())
    for column in dict.fromkeys(count.column for count in counts.values() if count.column):
        blank = np.flatnonzero(case.problem.book.texts[column] == "")
        message = f"{column} is blank: the account counts for no {column}"
        case.accounts.say("note", "blank-class", message, case.rows_of(blank), column)
    pairs = case.tables.pairs.sheet
    for name, count in counts.items():
        if pairs is not None and pairs.has(name):
            message = f"{name} counts {count.words}: an account counts 1 for every rep, the column has no effect"
            case.findings.note("idle-column", message, table="pairs", column=name)


def _no_whole_number(case: Case, measure: Measure, count: Count) -> None:
    """Accounts are not divided: a small fair share may have no whole number inside its band, for a rep or together."""
    share, total = measure.share, float(measure.amounts.base.sum())
    band = float(measure.band or 0.0)
    fewest, most = room(share, band)
    team = case.problem.team
    none = np.flatnonzero(fewest > most)
    if len(none):
        rep = int(none[np.argmin(share[none])])
        among = f" (as {len(none) - 1:,} more)" if len(none) > 1 else ""
        message = (
            f"bands names {measure.name}, but no whole number of {count.words} is within ±{band:.4g} of the fair share "
            f"of {share[rep]:.4g} that {team.ids[rep]}{among} has"
        )
    elif fewest.sum() > total or most.sum() < total:
        side, ends = ("fewest", fewest) if fewest.sum() > total else ("most", most)
        message = (
            f"bands names {measure.name}, but the {side} {count.words} that the band of ±{band:.4g} allows the reps "
            f"are {ends.sum():,.0f} together, and there are {total:,.0f}"
        )
    else:
        return
    wide = np.ceil(least_band(share, total) * 100) / 100
    small = f"; with less than one for each rep, leave {measure.name} out" if share.min() < 1 else ""
    fix = f"set bands: {{{measure.name}: {wide:.2f}}} or wider{small}"
    case.findings.warning("no-whole-number", message, fix=fix, table="rules", ids=[str(id_) for id_ in team.ids[none]])
