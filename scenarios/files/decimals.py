"""Numbers with a decimal comma, in scenarios that declare one."""

import re

import pandas as pd

from solver.errors import Finding, listed

_GROUPED = re.compile(r"[+-]?\d{1,3}(?:(?:\.\d{3})+,\d+|(?:\.\d{3}){2,})")
"""1.234,5 or 1.234.567: the points can only divide thousands. 1.234 alone can mean either and is never guessed."""


def with_points(table: pd.DataFrame, columns: set[str], name: str) -> tuple[pd.DataFrame, list[Finding]]:
    """The table with the numbers of `columns` written with a decimal point; text that is no number stays as it is."""
    changed = table.copy()
    changed.attrs = dict(table.attrs)
    findings = []
    for column in sorted(columns & set(table.columns)):
        texts = list(table[column])
        odd = [at for at, text in enumerate(texts) if "." in text and not _GROUPED.fullmatch(text)]
        if odd:
            rows = [str(table.attrs["rows"][at]) for at in odd]
            several = f" ({len(odd):,} rows: {listed(rows)})" if len(odd) > 1 else ""
            message = f"{texts[odd[0]]} has a point, but the scenario declares a decimal comma{several}"
            fix = 'write the number with a comma, or remove decimal: "," from the scenario'
            findings.append(Finding("decimal-point", message, fix, name, int(rows[0]), column))
        changed[column] = pd.Series([_pointed(text) for text in texts], index=table.index, dtype=object)
    return changed, findings


def _pointed(text: str) -> str:
    if _GROUPED.fullmatch(text):
        text = text.replace(".", "")
    return text.replace(",", ".") if text.count(",") == 1 else text
