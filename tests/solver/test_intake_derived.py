"""Derived amounts against loops over single accounts, on random small problems whose units hold several accounts."""

import math
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.distance import great_circle
from solver.amounts import Amounts
from solver.book import LEFT, NEW, Book, Floats, Ints, Locks, Pairs, Team
from solver.intake import derive
from solver.intake.eligible import allowed_count
from solver.problem import Problem
from solver.rules import Limits, Rules
from tests.oracle import Oracle

PROTECT = {"customer": 3.0, "named": 0.5, "active_deal": "pin"}


@dataclass
class Drawn:
    """A problem, and a rep for every unit."""

    problem: Problem
    plan: Ints

    def rep(self, account: int) -> int:
        return int(self.plan[self.problem.book.unit[account]])

    def override(self, name: str, account: int) -> float:
        """What the pairs table states for the account and its rep, NaN when nothing."""
        pairs = self.problem.pairs
        for row in range(len(pairs)):
            if (pairs.account[row], pairs.rep[row]) == (account, self.rep(account)):
                return float(pairs.values[name][row])
        return math.nan

    def load(self, name: str, rep: int) -> float:
        """Sum of a value over the accounts of a rep, overrides applied."""
        total = 0.0
        for account in range(len(self.problem.book)):
            if self.rep(account) == rep:
                stated = self.override(name, account)
                total += float(self.problem.book.values[name][account]) if math.isnan(stated) else stated
        return total


@st.composite
def drawn(draw: st.DrawFn) -> Drawn:
    accounts, reps = draw(st.integers(1, 7)), draw(st.integers(1, 3))
    unit = np.array(draw(st.lists(st.integers(0, 3), min_size=accounts, max_size=accounts)))
    _, unit = np.unique(unit, return_inverse=True)
    units = int(unit.max()) + 1

    def many(what: st.SearchStrategy[float], count: int = accounts) -> Floats:
        return np.array(draw(st.lists(what, min_size=count, max_size=count)), dtype=np.float64)

    amount = st.integers(1, 40).map(lambda number: number / 4)
    degrees = st.sampled_from([0.0, 1.0, 2.5, 7.0])
    flag = st.booleans()
    owner = many(st.integers(LEFT, reps - 1)).astype(np.int64)
    book = Book(
        ids=np.array([f"A{i}" for i in range(accounts)], dtype=object),
        unit=unit.astype(np.int64),
        lat=many(degrees),
        lon=many(degrees),
        values={"potential": many(amount), "workload": many(amount)},
        owner=owner,
        owner_ids=np.array(["" if at == NEW else f"R{at}" for at in owner], dtype=object),
        flags={name: many(flag).astype(bool) for name in ("named", "customer", "active_deal", "moved")},
        texts={},
    )
    team = Team(
        ids=np.array([f"R{i}" for i in range(reps)], dtype=object),
        names=np.array([f"R{i}" for i in range(reps)], dtype=object),
        lat=many(degrees, reps),
        lon=many(degrees, reps),
        fte=many(st.sampled_from([0.5, 1.0]), reps),
        ramp=many(st.sampled_from([0.5, 1.0]), reps),
        capacity=many(st.sampled_from([10.0, 40.0]), reps),
        max_accounts=many(st.sampled_from([2.0, math.inf]), reps),
        max_named=many(st.sampled_from([1.0, math.inf]), reps),
    )
    every = [(account, rep) for account in range(accounts) for rep in range(reps)]
    listed = draw(st.lists(st.sampled_from(every), unique=True, max_size=8))
    maybe = st.one_of(st.just(math.nan), amount)
    pairs = Pairs(
        np.array([account for account, _ in listed], dtype=np.int64),
        np.array([rep for _, rep in listed], dtype=np.int64),
        {name: many(maybe, len(listed)) for name in ("potential", "workload", "cost")},
        many(st.sampled_from([-1, 0, 1]), len(listed)).astype(np.int64),
    )
    locked = draw(st.lists(st.sampled_from(every), max_size=2))
    locks = Locks(
        np.array([account for account, _ in locked], dtype=np.int64),
        np.array([rep for _, rep in locked], dtype=np.int64),
        many(flag, len(locked)).astype(bool),
    )
    rules = Rules(
        bands={"potential": 0.2, "workload": 0.3},
        limits=Limits(0.5, 0.5, 0.5, "moved", draw(st.sampled_from([None, 1])), 0.9),
        protect=PROTECT,  # type: ignore[arg-type]
        goal={"potential": 5, "workload": 2, "travel": 1.5, "reassigned": 2.5, "cost": 0.5},
        pairs_only=draw(flag),
    )
    ids = np.array([f"U{i}" for i in range(units)], dtype=object)
    problem = derive(book, team, rules, pairs=pairs, locks=locks, unit_ids=ids, land=None)
    return Drawn(problem, many(st.integers(0, reps - 1), units).astype(np.int64))


def total(amounts: Amounts, plan: Ints) -> float:
    return float(amounts.at(np.arange(len(plan)), plan).sum())


@settings(max_examples=80, deadline=None)
@given(drawn())
def test_measures_and_caps_add_up_account_by_account(case: Drawn) -> None:
    problem, reps = case.problem, range(case.problem.reps)
    rows = {row.name: row for row in problem.rows}
    for measure in problem.measures:
        assert measure.amounts.per_rep(case.plan) == pytest.approx([case.load(measure.name, rep) for rep in reps])
    assert rows["capacity"].amounts.per_rep(case.plan) == pytest.approx([case.load("workload", rep) for rep in reps])
    book, mine = problem.book, [[a for a in range(len(problem.book)) if case.rep(a) == rep] for rep in reps]
    if "accounts" in rows:
        assert list(rows["accounts"].amounts.per_rep(case.plan)) == [len(own) for own in mine]
    if "named" in rows:
        assert list(rows["named"].amounts.per_rep(case.plan)) == [
            sum(bool(book.flags["named"][a]) for a in own) for own in mine
        ]
    kept = [sum(int(book.owner[a]) == rep for a in mine[rep]) for rep in reps]
    assert list(rows["lost_per_rep"].amounts.per_rep(case.plan)) == kept
    held = [sum(int(owner) == rep for owner in book.owner) for rep in reps]
    assert list(rows["lost_per_rep"].lower) == [n / 2 for n in held]


@settings(max_examples=80, deadline=None)
@given(drawn())
def test_moves_add_up_account_by_account(case: Drawn) -> None:
    problem, book = case.problem, case.problem.book
    owned = [a for a in range(len(book)) if book.owner[a] != NEW]
    if not owned:
        assert problem.limits == ()
        return
    moved = [a for a in owned if book.owner[a] not in (LEFT, case.rep(a))]
    before = [a for a in range(len(book)) if book.flags["moved"][a]]
    accounts, potential = problem.limits
    worth = book.values["potential"]
    assert total(accounts.amounts, case.plan) == len(moved)
    assert accounts.upper == len(owned) / 2 - len(before)
    assert total(potential.amounts, case.plan) == pytest.approx(sum(worth[a] for a in moved))
    assert potential.upper == pytest.approx(sum(worth[a] for a in owned) / 2 - sum(worth[a] for a in before))


@settings(max_examples=80, deadline=None)
@given(drawn())
def test_costs_add_up_account_by_account(case: Drawn) -> None:
    problem, book, team = case.problem, case.problem.book, case.problem.team
    left_out = {term for term, _ in problem.left_out}

    def km(account: int, rep: int) -> float:
        return float(great_circle(book.lat[account], book.lon[account], team.lat[rep], team.lon[rep]))

    worth, hours = book.values["potential"], book.values["workload"]
    owned = sum(worth[a] for a in range(len(book)) if book.owner[a] != NEW)
    nearest = sum(hours[a] * min(km(a, rep) for rep in range(len(team))) for a in range(len(book)))
    expected = 0.0
    for account in range(len(book)):
        rep = case.rep(account)
        if "travel" not in left_out:
            expected += 1.5 * hours[account] * km(account, rep) / nearest
        if "reassigned" not in left_out and book.owner[account] not in (NEW, LEFT, rep):
            times = [how for flag, how in PROTECT.items() if how != "pin" and book.flags[flag][account]]
            expected += 2.5 * float(max(times, default=1.0)) * worth[account] / owned
        cost = case.override("cost", account)
        expected += 0 if math.isnan(cost) else 0.5 * cost
    found = problem.costs.at(np.arange(problem.units), case.plan)
    assert found.sum() == pytest.approx(expected)
    block = problem.costs.block(0, problem.units)
    assert block[np.arange(problem.units), case.plan] == pytest.approx(found)
    assert ("travel" in left_out) == (nearest == 0)


@settings(max_examples=80, deadline=None)
@given(drawn())
def test_who_may_own_what_is_what_each_account_allows(case: Drawn) -> None:
    problem, book = case.problem, case.problem.book
    pairs, locks = problem.pairs, problem.locks
    listed = {(int(a), int(r)): int(ok) for a, r, ok in zip(pairs.account, pairs.rep, pairs.allowed, strict=True)}
    pins: dict[int, set[int]] = {}
    denied: set[tuple[int, int]] = {pair for pair, ok in listed.items() if ok == 0}
    for account, rep, pinned in zip(locks.account.tolist(), locks.rep.tolist(), locks.pinned, strict=True):
        pins.setdefault(account, set()).add(rep) if pinned else denied.add((account, rep))
    for account in np.flatnonzero(book.flags["active_deal"] & (book.owner >= 0)).tolist():
        pins.setdefault(account, set()).add(int(book.owner[account]))
    allowed = problem.eligibility.block(0, problem.units)
    for unit in range(problem.units):
        mine = np.flatnonzero(book.unit == unit).tolist()
        pinned_to = set().union(*(pins.get(account, set()) for account in mine))
        if len(pinned_to) > 1:
            continue  # a contradiction, refused by the intake
        for rep in range(problem.reps):
            expected = all(
                (account, rep) not in denied
                and pins.get(account, {rep}) == {rep}
                and (not problem.rules.pairs_only or (account, rep) in listed)
                for account in mine
            )
            assert allowed[unit, rep] == expected == problem.eligibility.ok(np.array([unit]), np.array([rep]))[0]
    assert list(allowed_count(problem.eligibility)) == list(allowed.sum(axis=1))


@settings(max_examples=80, deadline=None)
@given(drawn())
def test_the_objective_is_that_of_the_definitions(case: Drawn) -> None:
    problem = case.problem
    objective = float(problem.costs.at(np.arange(problem.units), case.plan).sum())
    for measure in problem.measures:
        ratio = measure.amounts.per_rep(case.plan) / measure.share
        objective += measure.weight * float(np.abs(ratio - 1).max())
    assert objective == pytest.approx(Oracle(problem).objective([case.rep(a) for a in range(len(problem.book))]))
