"""A Problem together with the tables it came from, for findings that name rows."""

from dataclasses import dataclass

import numpy as np

from solver.book import Ints
from solver.intake.findings import Findings
from solver.intake.settle import Settled
from solver.intake.sheet import Sheet
from solver.intake.tables import Tables
from solver.statement import Statement


@dataclass(frozen=True)
class Case:
    problem: Statement
    tables: Tables
    settled: Settled
    findings: Findings

    @property
    def accounts(self) -> Sheet:
        return self.tables.accounts.sheet

    @property
    def reps(self) -> Sheet:
        return self.tables.team.sheet

    def rows_of(self, accounts: Ints) -> Ints:
        """Positions in the accounts table of accounts of the book."""
        return self.settled.at[accounts]

    def accounts_of(self, units: Ints) -> Ints:
        """Accounts of the given units."""
        return np.flatnonzero(np.isin(self.problem.book.unit, units))

    def locked(self, accounts: Ints) -> tuple[Sheet | None, Ints]:
        """The locks of the given accounts, as positions in the locks table."""
        locks = self.settled.locks
        return locks.sheet, locks.at[np.isin(locks.locks.account, accounts)]

    def error(self, code: str, message: str, accounts: Ints, fix: str) -> None:
        """One error about accounts: at their locks when they have any, else at their rows."""
        sheet, at = self.locked(accounts)
        if sheet is not None and len(at):
            sheet.error(code, message, at, fix=fix)
        else:
            self.accounts.error(code, message, self.rows_of(accounts), fix=fix)
