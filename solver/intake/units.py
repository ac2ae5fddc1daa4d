"""The basic units: accounts that move as a whole because a column says so."""

from dataclasses import dataclass

import numpy as np

from solver.book import Ints, Texts
from solver.intake.register import Register
from solver.intake.sheet import Sheet


@dataclass(frozen=True)
class UnitRows:
    """Unit ids in the order of their first accounts, (U,), and the unit of every account of the table, (A,)."""

    ids: Texts
    of: Ints
    register: Register

    def keep(self, at: Ints) -> tuple[Texts, Ints, Ints]:
        """Ids and units of the accounts at positions `at`, renumbered; and the new number of every unit, −1 = gone."""
        new = np.full(len(self.ids), -1, dtype=np.int64)
        stay = np.unique(self.of[at])
        new[stay] = np.arange(len(stay))
        return self.ids[stay], new[self.of[at]], new


def read_units(sheet: Sheet, accounts: Register, column: str) -> UnitRows:
    """One unit per account, or per value of a column; an account whose cell is blank is a unit by itself."""
    alone = np.arange(len(sheet), dtype=np.int64)
    if not column or not sheet.has(column):
        return UnitRows(accounts.ids, alone, accounts)
    named = sheet.ids(column)
    labels = np.where(named == "", accounts.ids, named)
    number: dict[str, int] = {}
    of = np.array([number.setdefault(str(label), len(number)) for label in labels], dtype=np.int64)
    ids = np.array(list(number), dtype=object)
    both = set(named[named != ""]) & set(accounts.ids[named == ""])
    clash = np.flatnonzero((named == "") & np.isin(accounts.ids, list(both)))
    message = f"{column} is blank, so that the account is a unit by itself, and its id is the name of another unit"
    sheet.error("unit-clash", message, clash, column, f"fill {column} in, or give the unit another name")
    register = Register("unit", ids, trusted=accounts.trusted, where=f"column {column} of the accounts table")
    return UnitRows(ids, of, register)
