"""The judge against the slow oracle on random small problems: same objective, same broken rules, for every plan."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from solver.book import Locks
from solver.judge import check
from solver.judge.verdict import of_accounts
from solver.problem import Problem
from solver.rules import Limits, Rules
from tests.oracle import Oracle

SHARES = (0.0, 0.1, 0.29, 0.5, 1.0)
AMOUNTS = st.one_of(st.integers(0, 9).map(float), st.floats(0.01, 50).map(lambda x: round(x, 2)))


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Two to seven accounts, one to three reps, any mixture of rules; contiguous in half of the cases."""
    reps = draw(st.integers(1, 3))
    accounts = draw(st.integers(max(2, reps), 7))
    contiguous = draw(st.booleans())
    team = [f"R{r}" for r in range(reps)]
    flags = st.lists(st.booleans(), min_size=accounts, max_size=accounts)
    owner = st.sampled_from([*team, "", "GONE"])
    # Apart on the ground too, and not to be mistaken for longitudes: both would be input errors.
    places = st.integers(-600, 600).map(lambda tenths: tenths / 10)
    some = st.lists(AMOUNTS, min_size=accounts, max_size=accounts).filter(any)
    book = pd.DataFrame(
        {
            "account_id": [f"A{a}" for a in range(accounts)],
            "lat": draw(st.lists(places, min_size=accounts, max_size=accounts, unique=True)),
            "lon": draw(st.lists(st.floats(95, 170), min_size=accounts, max_size=accounts)),
            "potential": draw(some),
            "workload": draw(some),
            "employees": draw(some),
            "tier": draw(st.lists(st.sampled_from(["A", "B", ""]), min_size=accounts, max_size=accounts)),
            "current_owner": draw(st.lists(owner, min_size=accounts, max_size=accounts)),
        }
        | {name: draw(flags) for name in ("named", "customer", "partner", "moved")}
    )
    homes = book.iloc[:reps]
    table = pd.DataFrame(
        {
            "rep_id": team,
            "lat": homes["lat"].to_numpy(),
            "lon": homes["lon"].to_numpy(),
            "fte": draw(st.lists(st.sampled_from([0.5, 0.8, 1.0]), min_size=reps, max_size=reps)),
            "ramp": draw(st.lists(st.sampled_from([0.25, 1.0]), min_size=reps, max_size=reps)),
            "capacity_hours_year": draw(st.lists(st.sampled_from([5.0, 20.0, 80.0]), min_size=reps, max_size=reps)),
        }
    )
    edges = draw(st.lists(st.tuples(*[st.sampled_from(list(book["account_id"]))] * 2), min_size=1, max_size=10))
    base = Problem.from_frames(
        book,
        table,
        Rules(
            bands={},
            contiguous=contiguous,
            limits=Limits(moved_this_year="moved"),
            protect={"customer": 2, "partner": 2},
            owners="vacate",
            goal={"potential": 1, "workload": 1, "employees": 1},
        ),
        edges=pd.DataFrame(edges, columns=["unit_a", "unit_b"]) if contiguous else None,
        pairs=draw(pair_tables(list(book["account_id"]), team)),
    )
    # What the intake would refuse (contradictions, a measure that adds up to nothing) must be judged all the same.
    nothing = draw(st.sets(st.sampled_from(sorted(base.book.values)), max_size=1))
    values = {name: column * (name not in nothing) for name, column in base.book.values.items()}
    cap = st.lists(st.sampled_from([0.0, 2.0, 4.0, np.inf]), min_size=reps, max_size=reps)
    allowed = st.lists(st.integers(-1, 1), min_size=len(base.pairs), max_size=len(base.pairs))
    return replace(
        base,
        book=replace(base.book, values=values),
        team=replace(base.team, max_accounts=np.array(draw(cap)), max_named=np.array(draw(cap))),
        pairs=replace(base.pairs, allowed=np.array(draw(allowed), dtype=np.int64)),
        rules=draw(rules(contiguous)),
        locks=draw(locks(accounts, reps)),
    )


@st.composite
def pair_tables(draw: st.DrawFn, accounts: list[str], team: list[str]) -> pd.DataFrame:
    pairs = draw(st.lists(st.tuples(st.sampled_from(accounts), st.sampled_from(team)), max_size=6, unique=True))
    blank = st.one_of(st.none(), AMOUNTS)
    rows = [(*pair, draw(blank), draw(blank), draw(blank)) for pair in pairs]
    return pd.DataFrame(rows, columns=["account_id", "rep_id", "cost", "potential", "workload"], dtype=object)


@st.composite
def rules(draw: st.DrawFn, contiguous: bool) -> Rules:
    share = st.one_of(st.none(), st.sampled_from(SHARES))
    names = ("potential", "workload", "employees", "accounts", "tier=A", "tier=Z")
    terms = (*names, "travel", "reassigned", "cost")
    kinds: st.SearchStrategy[Any] = st.sampled_from(["pin", 1.0, 0.5, 3.0])
    return Rules(
        bands=draw(st.dictionaries(st.sampled_from(names), st.sampled_from(SHARES))),
        contiguous=contiguous,
        limits=Limits(
            reassigned_accounts=draw(share),
            reassigned_potential=draw(share),
            lost_per_rep=draw(share),
            moved_this_year=draw(st.sampled_from([None, "moved", 1])),
            named_accounts_per_rep=draw(st.one_of(st.none(), st.integers(0, 3))),
            capacity=draw(st.sampled_from([None, 0.5, 1.0])),
        ),
        protect=draw(st.dictionaries(st.sampled_from(["customer", "partner"]), kinds)),
        goal=draw(st.dictionaries(st.sampled_from(terms), st.sampled_from([0.5, 1.0, 5.0]))),
        pairs_only=draw(st.booleans()),
        owners="vacate",
    )


@st.composite
def locks(draw: st.DrawFn, accounts: int, reps: int) -> Locks:
    row = st.tuples(st.integers(0, accounts - 1), st.integers(0, reps - 1), st.booleans())
    rows = draw(st.lists(row, max_size=3))
    account, rep, pinned = ([row[i] for row in rows] for i in range(3))
    return Locks(np.array(account, dtype=np.int64), np.array(rep, dtype=np.int64), np.array(pinned, dtype=bool))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_the_judge_agrees_with_the_oracle(data: st.DataObject) -> None:
    problem = data.draw(problems())
    if data.draw(st.booleans()):
        merged = np.arange(len(problem.book)) // 2
        if not problem.rules.contiguous:
            ids = np.array([f"U{u}" for u in range(merged.max() + 1)], dtype=object)
            problem = replace(problem, book=replace(problem.book, unit=merged), unit_ids=ids)
    size = len(problem.book)
    plan = np.array(data.draw(st.lists(st.integers(-1, problem.reps - 1), min_size=size, max_size=size)))
    oracle = Oracle(problem)
    found = of_accounts(problem, plan)
    assert {violation.rule for violation in found.violations} == oracle.broken(plan)
    assert abs(found.objective - oracle.objective(plan)) <= 1e-7 * max(1.0, abs(found.objective))
    assert check(problem, plan) == found.violations
