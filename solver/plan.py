"""Who owns what."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from solver.book import Ints, Texts
from solver.errors import Finding, InputError, listed
from solver.problem import Problem


@dataclass(frozen=True)
class Plan:
    """A rep for every basic unit (index, shape (U,)), tied to its problem by the fingerprint."""

    rep_of_unit: Ints
    fingerprint: str

    @classmethod
    def of(cls, problem: Problem, owners: pd.DataFrame) -> "Plan":
        """A plan for `problem` from a table with account_id and rep_id, such as `frame` gives for another problem.

        Accounts are told by their ids. A unit whose accounts have several reps goes to the one with most of them (of
        equals to the first in the team), an account that the table does not name to nobody: whether the plan keeps the
        rules is the judge's word. Raises InputError with every account and rep that the problem does not know.
        """
        account = _places(problem.book.ids, owners["account_id"])
        rep = _places(problem.team.ids, owners["rep_id"])
        _refuse(owners, account, rep)
        votes = pd.DataFrame({"unit": problem.book.unit[account], "rep": rep}).value_counts(sort=False).reset_index()
        votes = votes.sort_values(["count", "rep"], ascending=[False, True], kind="stable").drop_duplicates("unit")
        rep_of_unit = problem.by_unit(np.full(len(problem.book), -1, dtype=np.int64))
        rep_of_unit[votes["unit"].to_numpy()] = votes["rep"].to_numpy()
        return cls(rep_of_unit, problem.fingerprint)

    def of_problem(self, problem: Problem) -> Ints:
        """The rep of every unit. Raises InputError when this is the plan of another problem."""
        if self.fingerprint != problem.fingerprint or self.rep_of_unit.shape != (problem.units,):
            fix = "take it over by the ids of its accounts: Plan.of(problem, plan.frame(its_problem))"
            raise InputError([Finding("foreign-plan", "the plan is one of another problem", fix)])
        return self.rep_of_unit

    def frame(self, problem: Problem) -> pd.DataFrame:
        """The assignment table: account_id, rep_id, unit_id, previous_rep_id, moved (owned, and changes owner)."""
        book, team = problem.book, problem.team
        rep = self.rep_of_unit[book.unit]
        return pd.DataFrame(
            {
                "account_id": book.ids,
                "rep_id": team.ids[rep],
                "unit_id": problem.unit_ids[book.unit],
                "previous_rep_id": book.owner_ids,
                "moved": book.owned & (book.owner != rep),
            }
        )


def _places(known: Texts, ids: pd.Series) -> Ints:
    """The place of each id among those that are known; −1 = not known."""
    return np.asarray(pd.Index(known).get_indexer(pd.Index(ids)), dtype=np.int64)


def _refuse(owners: pd.DataFrame, account: Ints, rep: Ints) -> None:
    found = []
    for column, place, what in (("account_id", account, "account"), ("rep_id", rep, "rep")):
        strange = list(dict.fromkeys(map(str, owners[column][place < 0])))
        if strange:
            message = f"the plan names {what}s that the problem does not have: {listed(strange)}"
            fix = "use a plan for the same accounts and the same team"
            found.append(Finding(f"unknown-{what}", message, fix, column=column, ids=tuple(strange)))
    twice = owners["account_id"][owners["account_id"].duplicated()]
    if len(twice):
        message = f"the plan names accounts twice: {listed(dict.fromkeys(map(str, twice)))}"
        found.append(Finding("duplicate-id", message, "keep one line for each account", column="account_id"))
    if found:
        raise InputError(found)
