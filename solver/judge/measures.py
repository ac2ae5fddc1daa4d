"""The measures of a plan (MISSION.md), computed account by account from the input tables alone.

`rep_of_account` everywhere: (A,) index of the rep who owns each account, −1 = nobody. An account with an index
outside the team is measured as owned by nobody; `check` reports it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from solver.book import LEFT, NEW, Floats, Ints
from solver.counts import count_of
from solver.judge.far import far, travels_to
from solver.judge.terms import Facts, Goal, goal
from solver.judge.yardstick import Yardstick, amounts, measured
from solver.problem import Problem


@dataclass(frozen=True)
class Tally:
    """One measure of a plan, per rep (R,).

    load : what the rep's accounts add up to, in the measure's unit (currency, hours a year, …).
    share : the rep's fair share, in the same unit; NaN where the accounts table has no such amounts. Where peer groups
    share out what they own in the plan, it is the plan's.
    """

    name: str
    load: Floats
    share: Floats

    @property
    def ratio(self) -> Floats:
        """Load ÷ fair share, without unit. Of a share of 0: 1 for nothing, infinite for anything."""
        empty = np.where(self.load == 0, 1.0, np.inf)
        usable = self.share != 0
        return np.where(usable, self.load / np.where(usable, self.share, 1.0), empty)

    @property
    def deviation(self) -> Floats:
        """|load ÷ fair share − 1|, without unit."""
        return np.abs(self.ratio - 1.0)


@dataclass(frozen=True)
class Moves:
    """What changes hands. Accounts are counted, potential is in the book's currency.

    By choice: the owner of today is in the team and does not keep the account. Forced: the owner has left.
    gained : (R,) accounts that a rep has now and did not have, new accounts included. lost : (R,) had and gives up.
    Accounts before + gained − lost = accounts after, for every rep; the same for potential.
    """

    accounts: int
    potential: float
    forced_accounts: int
    forced_potential: float
    gained: Ints
    lost: Ints
    gained_potential: Floats
    lost_potential: Floats


@dataclass(frozen=True)
class Measures:
    """Everything that is measured about a plan.

    tallies : measure → `Tally`. accounts, named : (R,) counts. travel : (R,) kilometres × hours a year.
    travel_hours : (R,) the hours that travel is counted for. unowned : accounts that nobody owns.
    """

    yardstick: Yardstick
    tallies: Mapping[str, Tally]
    accounts: Ints
    named: Ints
    unowned: int
    travel: Floats
    travel_hours: Floats
    moves: Moves
    goal: Goal

    @property
    def objective(self) -> float:
        return self.goal.objective

    @property
    def terms(self) -> Mapping[str, float]:
        """Goal terms as measured, before their weights."""
        return self.goal.terms

    @property
    def reassignment_rate(self) -> float:
        """Owned accounts moved by choice, earlier rounds of the year included, ÷ accounts owned; NaN without any."""
        owned = self.yardstick.owned_accounts
        return (self.moves.accounts + self.yardstick.moved_before) / owned if owned else float("nan")

    @property
    def reassignment_rate_potential(self) -> float:
        """The same rate by potential."""
        owned = self.yardstick.owned_potential
        moved = self.moves.potential + self.yardstick.moved_before_potential
        return moved / owned if owned else float("nan")

    @property
    def continuity(self) -> float:
        """Share of owned accounts that keep their owner; NaN without any."""
        owned = self.yardstick.owned_accounts
        return 1.0 - (self.moves.accounts + self.moves.forced_accounts) / owned if owned else float("nan")

    @property
    def continuity_potential(self) -> float:
        """Share of owned potential that keeps its owner; NaN without any."""
        owned = self.yardstick.owned_potential
        return 1.0 - (self.moves.potential + self.moves.forced_potential) / owned if owned else float("nan")


def measure(problem: Problem, rep_of_account: Ints, yardstick: Yardstick | None = None) -> Measures:
    """Measure a plan. `yardstick` saves time when many plans of one problem are measured."""
    facts = yardstick or Yardstick.of(problem)
    rep = known(problem, rep_of_account)
    owned = rep >= 0
    loads = {name: load(problem, name, rep) for name in measured(problem)}
    tallies = {name: Tally(name, owns, facts.share(problem, name, owns)) for name, owns in loads.items()}
    travel = _travel(problem, facts, rep)
    moves = _moves(problem, rep)
    return Measures(
        yardstick=facts,
        tallies=tallies,
        accounts=per_rep(problem, rep),
        named=per_rep(problem, np.where(problem.book.flag("named"), rep, -1)),
        unowned=int((~owned).sum()),
        travel=travel,
        travel_hours=_sum(problem, rep, facts.travel_hours),
        moves=moves,
        goal=goal(
            problem,
            facts,
            Facts(
                deviations={name: tally.deviation for name, tally in tallies.items()},
                travel=float(travel.sum()),
                reassigned=_weighted_moves(problem, facts, rep),
                reassigned_accounts=moves.accounts,
                reassigned_potential=moves.potential,
                cost=float(with_overrides(problem, "cost", np.zeros(len(rep)), rep)[owned].sum()),
            ),
        ),
    )


def known(problem: Problem, rep_of_account: Ints) -> Ints:
    """The plan with every index outside the team set to −1. Raises ValueError when it is not one entry per account."""
    rep = np.asarray(rep_of_account)
    if rep.shape != (len(problem.book),):
        raise ValueError(f"a plan needs one rep per account: {len(problem.book)} accounts, got shape {rep.shape}")
    return np.where((rep >= 0) & (rep < problem.reps), rep, -1).astype(np.int64)


def load(problem: Problem, name: str, rep: Ints) -> Floats:
    """Total of a measure per rep (R,), overrides of single pairs applied, in the measure's unit.

    An account counts 1 for every rep: measures that count accounts know no overrides.
    """
    amount = amounts(problem, name)
    return _sum(problem, rep, amount if count_of(name) is not None else with_overrides(problem, name, amount, rep))


def per_rep(problem: Problem, rep: Ints) -> Ints:
    """Accounts per rep (R,)."""
    return np.bincount(rep[rep >= 0], minlength=problem.reps).astype(np.int64)


def listed_row(problem: Problem, rep: Ints) -> Ints:
    """(A,) Row of the pairs table for each account with its rep in the plan; −1 where the pair is not listed."""
    pairs = problem.pairs
    if not len(pairs):
        return np.full(len(rep), -1, dtype=np.int64)
    key = pairs.account * problem.reps + pairs.rep
    order = np.argsort(key, kind="stable")
    wanted = np.arange(len(rep)) * problem.reps + rep
    at = order[np.minimum(np.searchsorted(key, wanted, sorter=order), len(key) - 1)]
    return np.where((key[at] == wanted) & (rep >= 0), at, -1)


def with_overrides(problem: Problem, name: str, base: Floats, rep: Ints) -> Floats:
    """`base` (A,) with what the pairs table states for the account and its rep; a blank keeps the default."""
    given = problem.pairs.values.get(name)
    if given is None or not len(given):
        return base
    row = listed_row(problem, rep)
    stated = np.where(row >= 0, given[np.maximum(row, 0)], np.nan)
    return np.where(np.isnan(stated), base, stated)


def _sum(problem: Problem, rep: Ints, amount: Floats) -> Floats:
    owned = rep >= 0
    return np.bincount(rep[owned], weights=amount[owned], minlength=problem.reps).astype(np.float64)


def _travel(problem: Problem, facts: Yardstick, rep: Ints) -> Floats:
    """Σ hours × kilometres (or minutes) from the rep's home, per rep (R,)."""
    counted = np.flatnonzero((rep >= 0) & travels_to(problem))
    by = rep[counted]
    way = facts.travel_hours[counted] * far(problem, counted, by)
    return np.bincount(by, weights=way, minlength=problem.reps).astype(np.float64)


def _moves(problem: Problem, rep: Ints) -> Moves:
    book = problem.book
    potential = amounts(problem, "potential")
    changed = (book.owner != NEW) & (rep != book.owner)
    forced = changed & (book.owner == LEFT)
    chosen = changed & ~forced
    taker, giver = np.where(rep != book.owner, rep, -1), np.where(chosen, book.owner, -1)
    return Moves(
        accounts=int(chosen.sum()),
        potential=float(potential[chosen].sum()),
        forced_accounts=int(forced.sum()),
        forced_potential=float(potential[forced].sum()),
        gained=per_rep(problem, taker),
        lost=per_rep(problem, giver),
        gained_potential=_sum(problem, taker, potential),
        lost_potential=_sum(problem, giver, potential),
    )


def _weighted_moves(problem: Problem, facts: Yardstick, rep: Ints) -> float:
    """Σ over owned accounts that change owner by choice of move weight × potential, in the book's currency."""
    book = problem.book
    chosen = (book.owner >= 0) & (rep != book.owner)
    return float((facts.move_weight * amounts(problem, "potential"))[chosen].sum())
