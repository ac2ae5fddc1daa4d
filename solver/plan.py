"""Who owns what."""

from dataclasses import dataclass

import pandas as pd

from solver.book import Ints
from solver.problem import Problem


@dataclass(frozen=True)
class Plan:
    """A rep for every basic unit (index, shape (U,)), tied to its problem by the fingerprint."""

    rep_of_unit: Ints
    fingerprint: str

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
