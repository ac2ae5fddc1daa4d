"""A plan as the levels on top of it see it: its accounts, who owns each, and which territories are neighbours."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from scenarios.designs.grouping import linked
from scenarios.designs.overlay import REP
from scenarios.designs.reading import with_column
from solver.book import Ints, Team, Texts
from solver.land import NO_HOME
from solver.problem import Problem


@dataclass(frozen=True)
class Carved:
    """accounts : those of the plan's book, in its order, places and measures as they were solved, with `rep_id`.

    of : (A,) the position of each account's rep in `ids`. names : of `ids`. unit : (A,) the basic unit of each account
    in the first role. edges : neighbouring units there; None = nobody asked for neighbours.
    """

    accounts: pd.DataFrame
    ids: Texts
    names: Texts
    of: Ints
    unit: Ints
    edges: tuple[Ints, Ints] | None

    @property
    def links(self) -> pd.DataFrame | None:
        """Neighbouring territories, because some of their units are."""
        if self.edges is None:
            return None
        of_unit = np.zeros(int(self.unit.max()) + 1, dtype=np.int64)
        of_unit[self.unit] = self.of
        return linked(self.ids, of_unit[self.edges[0]], of_unit[self.edges[1]])

    def under(self, team: Team, of: Ints) -> "Carved":
        """The same accounts under the reps of the level above; `of` (A,) positions in the team."""
        accounts = with_column(self.accounts, REP, team.ids[of])
        return replace(self, accounts=accounts, ids=team.ids, names=team.names, of=of)


def carved_of(accounts: pd.DataFrame, problem: Problem, of: Ints) -> Carved:
    """The first role's plan. accounts : the table as it was read. of : (A,) the rep of each account of the book."""
    book = problem.book
    at = _rows(accounts, book.ids)
    made = accounts.iloc[at].copy()
    known = accounts.attrs.get("rows")
    rows = np.asarray(known)[at] if known is not None and len(known) == len(accounts) else at + 2
    for name, values in {"lat": book.lat, "lon": book.lon, **book.values}.items():
        if name in made or not np.isnan(values).all():
            made[name] = values
    made[REP] = problem.team.ids[of]
    made.attrs = {"rows": rows}
    land = problem.land
    edges = None if land is None or land.gates is not None or (land.roots == NO_HOME).any() else land.edges()
    return Carved(made, problem.team.ids, problem.team.names, of, book.unit, edges)


def _rows(accounts: pd.DataFrame, ids: Texts) -> Ints:
    """Where the accounts of the book stand in their table."""
    place = {str(id_).strip(): row for row, id_ in enumerate(accounts["account_id"])}
    return np.array([place[str(id_)] for id_ in ids], dtype=np.int64)
