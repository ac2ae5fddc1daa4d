"""Named accounts and patch as two measures: each with a band of its own."""

from dataclasses import replace

import numpy as np
import pandas as pd

from scenarios.designs.design import Tables
from scenarios.designs.reading import sheet_of, unused, with_column
from scenarios.designs.shares import FILLS, amounts_of, unheard
from solver.book import Bools
from solver.counts import added_up
from solver.intake.accounts import VALUES
from solver.intake.findings import Findings
from solver.intake.ruling import COORDINATES
from solver.intake.sheet import Sheet
from solver.rules import Missing, Rules

LAYER, NAMED, PATCH = "named_or_patch", "named", "patch"
"""The account column that a design adds, and its two values."""


def bands_apart(
    tables: Tables, rules: Rules, book: Sheet, marked: Bools, band: float, *, keep_total: bool
) -> tuple[Tables, Rules]:
    """Every banded numeric measure split into that of the `marked` (A,) named accounts and that of the patch.

    The named part has the band `band`, the patch that of the measure, which stays as a total when `keep_total`; all are
    around what the band of the measure is around. Bands on counts of accounts stay as they are; overrides of single
    pairs are split as well.
    """
    bands, missing, accounts, pairs = dict(rules.bands), dict(rules.missing), tables.accounts, tables.pairs
    references = dict(rules.references)
    for measure in added_up(rules.bands):
        both = f"{measure}_{NAMED}", f"{measure}_{PATCH}"
        if not book.require(measure, "it has a band") or not unused(book, both, "named"):
            continue
        how: Missing = rules.missing.get(measure, "error")
        amounts = amounts_of(unheard(book), measure, how)
        for name, mine, width in zip(both, (marked, ~marked), (band, rules.bands[measure]), strict=True):
            cells = [float(amount) if own else 0.0 for amount, own in zip(amounts, mine, strict=True)]
            # A blank stays blank, so that the intake says what the rules say about it.
            column = np.array(["" if np.isnan(cell) else cell for cell in cells], dtype=object)
            accounts = with_column(accounts, name, column)
            bands[name] = width
            references |= {name: rules.references[measure]} if measure in rules.references else {}
            if how != "error" and how not in FILLS and not isinstance(how, float | int):
                missing[name] = how
            pairs = split_pairs(pairs, measure, name, set(book.labels[mine]))
        if not keep_total:
            del bands[measure]
    references = {measure: what for measure, what in references.items() if measure in bands}
    ruled = replace(rules, bands=bands, references=references)
    used = {*VALUES, COORDINATES, *added_up(ruled.measures())}
    missing = {column: how for column, how in missing.items() if column in used or column not in rules.bands}
    return replace(tables, accounts=accounts, pairs=pairs), replace(ruled, missing=missing)


def split_pairs(pairs: pd.DataFrame | None, measure: str, name: str, accounts: set[str]) -> pd.DataFrame | None:
    """The pairs table with the overrides of a measure for `accounts` as those of its part `name`; blank elsewhere."""
    if pairs is None or measure not in pairs.columns or "account_id" not in pairs.columns:
        return pairs
    sheet = sheet_of("pairs", pairs, "account_id", Findings())
    own = [label in accounts for label in sheet.labels]
    return with_column(pairs, name, np.where(own, sheet.cells(measure), "").astype(object))
