"""The fairness scorecard: one line per rep, and the totals a leader asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from solver.book import Floats, Ints
from solver.counts import ALL
from solver.judge.concentration import top_five
from solver.judge.connected import Territories
from solver.judge.far import unit
from solver.judge.measures import Measures, Tally, known, measure
from solver.judge.medians import deviation, ratio_to_median
from solver.judge.spread import coefficient_of_variation, gini, inside_bands
from solver.problem import Problem

Value = str | int | float | None

TOTAL = "TOTAL"
"""`rep_id` of the last line of the table."""

COUNTS = ("named", "pieces", "accounts_gained", "accounts_lost")
TAKEN = {
    "rep_id",
    "name",
    "hours",
    "travel_share",
    "mean_km",
    "mean_minutes",
    "potential_gained",
    "potential_lost",
    "reps",
    "objective",
    "top_five_share",
    "top_five_cap",
}
"""Names that are not made from a measure's name; a measure that is called so gets the suffix `_measure`."""


@dataclass(frozen=True)
class Scorecard:
    """The measures of a plan, for people.

    reps : one row per rep. Columns, for every measure m (potential: the book's currency or index; hours: hours a year;
    others: the unit of their column, or accounts): `m` the total; `m_fair_share` in the same unit; `m_ratio` = m ÷ fair
    share; `m_to_median` = (m ÷ weight) ÷ the peer group's median of the same. Also `hours_to_capacity` = hours ÷
    capacity; `accounts`, `named`, `pieces` counts; `travel_share` = the rep's hours-weighted kilometres ÷ those of the
    whole nearest-rep plan (the column adds up to the travel ratio); `mean_km`, `mean_minutes` = the way from home, by
    hours; with a limit on them `top_five_share` = the rep's five largest accounts ÷ the rep's potential, and
    `top_five_cap`, what it may be; `accounts_gained`, `accounts_lost`, `potential_gained`, `potential_lost` against
    today's owners (new accounts are gained). Blank (NaN) where the input has no data.
    total : name → number. Ratios, shares, deviations and Gini have no unit; counts are accounts or reps.
    """

    reps: pd.DataFrame
    total: Mapping[str, Value]
    terms: Mapping[str, float]
    weighted: Mapping[str, float]
    left_out: tuple[tuple[str, str], ...]

    def to_json(self) -> dict[str, Any]:
        """Plain values for strict JSON: no NaN, no infinity (they become null)."""
        return {
            "total": {name: _plain(value) for name, value in self.total.items()},
            "terms": {name: _plain(value) for name, value in self.terms.items()},
            "weighted_terms": {name: _plain(value) for name, value in self.weighted.items()},
            "left_out": dict(self.left_out),
            "reps": [{str(k): _plain(v) for k, v in row.items()} for row in self.reps.to_dict("records")],
        }

    def to_frame(self) -> pd.DataFrame:
        """The reps and a last row `TOTAL`: sums where a sum has a meaning, then the figures of the whole plan, which
        only that row has. Every cell is a text, a number or None.
        """
        rows = [{str(k): _plain(v) for k, v in row.items()} for row in self.reps.to_dict("records")]
        last: dict[str, Value] = {str(column): _column_sum(rows, str(column)) for column in self.reps.columns}
        last |= {"rep_id": TOTAL, "name": None} | {name: _plain(value) for name, value in self.total.items()}
        blank = dict.fromkeys(last)
        return pd.DataFrame([*(blank | row for row in rows), last], columns=list(last), dtype=object)


def scorecard(problem: Problem, rep_of_account: Ints, measures: Measures | None = None) -> Scorecard:
    """Grade a plan given as a rep per account (A,), −1 = nobody. `measures` of the same plan save computing them again.

    Raises ValueError when the plan is not one entry per account.
    """
    rep = known(problem, rep_of_account)
    found = measures or measure(problem, rep)
    return Scorecard(
        reps=_reps(problem, rep, found),
        total=_total(problem, found),
        terms=found.goal.terms,
        weighted=found.goal.weighted,
        left_out=found.goal.left_out,
    )


def todays_owners(problem: Problem) -> Ints:
    """(A,) The owners of today as a plan; new accounts and those of owners who left are nobody's."""
    return np.maximum(problem.book.owner, -1)


def label(name: str) -> str:
    """Column name of a measure; that of the accounts is the column which every scorecard has."""
    if name == "workload":
        return "hours"
    return f"{name}_measure" if name in TAKEN or name in COUNTS else name


def _reps(problem: Problem, rep: Ints, found: Measures) -> pd.DataFrame:
    team, facts = problem.team, found.yardstick
    columns: dict[str, Any] = {"rep_id": team.ids, "name": team.names}
    for name, tally in found.tallies.items():
        columns |= _measure_columns(problem, tally)
        if name == "workload":
            columns["hours_to_capacity"] = _ratio(tally.load, team.capacity)
    columns["accounts"] = found.accounts
    columns["named"] = found.named
    nearest = facts.nearest_travel
    travels = nearest > 0
    columns["travel_share"] = found.travel / nearest if travels else np.full(len(team), np.nan)
    columns[f"mean_{unit(problem)}"] = _ratio(found.travel, found.travel_hours)
    columns["pieces"] = _pieces(problem, rep)
    cap = problem.rules.limits.top_five
    if cap is not None:
        columns["top_five_share"] = top_five(problem, rep)
        columns["top_five_cap"] = np.full(len(team), cap)
    columns["accounts_gained"], columns["accounts_lost"] = found.moves.gained, found.moves.lost
    columns["potential_gained"] = found.moves.gained_potential
    columns["potential_lost"] = found.moves.lost_potential
    return pd.DataFrame(columns)


def _measure_columns(problem: Problem, tally: Tally) -> dict[str, Floats]:
    name = label(tally.name)
    return {
        name: tally.load,
        f"{name}_fair_share": tally.share,
        f"{name}_ratio": tally.ratio,
        f"{name}_to_median": ratio_to_median(problem, tally),
    }


def _pieces(problem: Problem, rep: Ints) -> Any:
    """Connected pieces per rep; blank without a graph."""
    if problem.land is None:
        return pd.array([pd.NA] * problem.reps, dtype="Int64")
    return pd.array(Territories.of(problem, problem.land, rep).pieces(problem.reps), dtype="Int64")


def _total(problem: Problem, found: Measures) -> dict[str, Value]:
    facts, moves = found.yardstick, found.moves
    total: dict[str, Value] = {"reps": problem.reps, "accounts": len(problem.book), "accounts_unowned": found.unowned}
    for tally in found.tallies.values():
        name = label(tally.name)
        if tally.name != ALL:  # their number is that of the book, owned or not
            total[name] = float(tally.load.sum())
        total[f"{name}_largest_deviation"] = float(tally.deviation.max())
        total[f"{name}_mean_deviation"] = float(tally.deviation.mean())
        total[f"{name}_coefficient_of_variation"] = coefficient_of_variation(tally.ratio)
        total[f"{name}_gini"] = gini(tally.ratio)
        if tally.name in problem.rules.around_medians:
            total[f"{name}_furthest_from_median"] = float(deviation(problem, tally).max())
    total["reps_inside_all_bands"] = inside_bands(problem, found.tallies)
    total["accounts_owned_today"] = facts.owned_accounts
    total["accounts_moved_by_choice"] = moves.accounts
    total["potential_moved_by_choice"] = moves.potential
    total["accounts_forced_to_move"] = moves.forced_accounts
    total["potential_forced_to_move"] = moves.forced_potential
    total["continuity_accounts"] = found.continuity
    total["continuity_potential"] = found.continuity_potential
    total["reassignment_rate_accounts"] = found.reassignment_rate
    total["reassignment_rate_potential"] = found.reassignment_rate_potential
    nearest = facts.nearest_travel
    total["travel_to_nearest"] = float(found.travel.sum()) / nearest if nearest > 0 else None
    total[f"mean_{unit(problem)}"] = float(_ratio(found.travel.sum(), found.travel_hours.sum()))
    total["objective"] = found.objective
    return total


def _ratio(part: Any, whole: Any) -> Floats:
    """part ÷ whole, NaN where there is no whole."""
    whole = np.asarray(whole, dtype=np.float64)
    usable = whole > 0
    return np.where(usable, part / np.where(usable, whole, 1.0), np.nan)


def _column_sum(rows: list[dict[str, Value]], column: str) -> Value:
    """Sum over the reps; None for ratios, texts and columns with a blank."""
    if column.endswith(("_ratio", "_to_median", "_to_capacity")) or column in ("top_five_share", "top_five_cap"):
        return None
    values = [row[column] for row in rows]
    numbers = [value for value in values if isinstance(value, int | float)]
    return sum(numbers) if len(numbers) == len(values) else None


def _plain(value: Any) -> Value:
    if value is None or value is pd.NA:
        return None
    if isinstance(value, (str, int)):
        return value
    if isinstance(value, np.integer):
        return int(value)
    number = float(value)
    return number if np.isfinite(number) else None
