"""Annealing: whatever is drawn, territories stay in one piece, loads add up, and without heat nothing gets dearer."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from solver.book import Floats, Ints
from solver.bound.couplings import couplings
from solver.bound.prices import Priced, Pricing, find
from solver.judge.verdict import verdict
from solver.model.contiguity import separators
from solver.problem import Problem
from solver.record import Record
from solver.rules import Limits, Rules
from solver.search.anneal import ready
from solver.search.anneal.annealing import Annealing, Cooling
from solver.search.anneal.compiled import below, seeded, uniform
from solver.search.anneal.kernel import MOST_HANGING, anneal
from solver.search.construct import grow, homes_only
from solver.search.critical import PricedPairs, priced_pairs
from solver.search.score import score, violation
from solver.stop import Stop

ROWS, COLUMNS, REPS = 9, 14, 5
BANDS = {"potential": 0.04, "workload": 0.06}


def problem(seed: int, *, exempt: float = 0.0, rules: Rules | None = None) -> Problem:
    """A grid of units of uneven sizes, some of them already somebody's; `exempt` : the share that need not connect."""
    rng = np.random.default_rng(seed)
    count = ROWS * COLUMNS
    row, column = np.divmod(np.arange(count), COLUMNS)
    homes = rng.choice(count, REPS, replace=False)
    loose = rng.random(count) < exempt
    loose[homes] = False
    accounts = pd.DataFrame(
        {
            "account_id": [f"U{u:03}" for u in range(count)],
            "lat": 40 + 0.5 * row,
            "lon": -90 + 0.7 * column,
            "potential": rng.lognormal(0, 0.8, count),
            "workload": rng.lognormal(0, 0.5, count),
            "current_owner": [f"R{rep}" for rep in rng.integers(0, REPS, count)],
            "held": ~loose,
        }
    )
    reps = pd.DataFrame({"rep_id": [f"R{rep}" for rep in range(REPS)]})
    reps["lat"], reps["lon"] = 40 + 0.5 * row[homes], -90 + 0.7 * column[homes]
    unit = np.arange(count).reshape(ROWS, COLUMNS)
    edges = np.r_[np.c_[unit[:, :-1].ravel(), unit[:, 1:].ravel()], np.c_[unit[:-1].ravel(), unit[1:].ravel()]]
    names = accounts["account_id"].to_numpy()[edges]
    links = pd.DataFrame({"unit_a": names[:, 0], "unit_b": names[:, 1]})
    rules = rules or Rules(bands=BANDS, contiguous=True)
    if exempt:
        rules = replace(rules, contiguous_where="held")
    return Problem.from_frames(accounts, reps, rules, edges=links if rules.contiguous else None)


def begun(of: Problem, seed: int = 0) -> tuple[Record, Priced, PricedPairs, Ints]:
    """All that annealing begins with: prices, all pairs, and a plan that keeps to the land but not to the bands."""
    pricing = Pricing(of)
    priced = find(pricing)
    plan = priced.choice if of.land is None else grow(pricing, priced, of.land, homes_only(of, of.land), np.zeros(REPS))
    assert plan is not None
    return Record(of, Stop(seconds=60.0, gap=0.0)), priced, priced_pairs(pricing, priced), plan


def cooling_of(of: Problem, seed: int = 0) -> Cooling:
    record, priced, pairs, plan = begun(of)
    return Cooling.of(record, priced, pairs, plan, seed)


def price(cooling: Cooling, stiffness: float) -> float:
    """What the plan of the moment costs, rows that it misses included."""
    board, rows, state = cooling.board, cooling.rows, cooling.state
    total = float(board.cost[state.own].sum())
    for at, rule in enumerate(couplings(cooling.record.problem)):
        load: Floats = np.bincount(state.plan, weights=board.amounts[state.own, at], minlength=REPS)
        load = np.array([load.sum()]) if board.whole[at] else load
        few = slice(0, len(load))
        beyond = np.maximum(np.maximum(load - rows.upper[at, few], rows.lower[at, few] - load), 0.0)
        total += float(((rows.slope[at, few] + stiffness) * beyond).sum())
        total += rule.mean / REPS * float(np.abs(load - 1).sum())
    return total


def check(cooling: Cooling) -> None:
    """Everything that the compiled code keeps up to date agrees with the plan."""
    of, board, state = cooling.record.problem, cooling.board, cooling.state
    units = np.arange(of.units)
    assert np.array_equal(board.unit[state.own], units)
    assert np.array_equal(board.rep[state.own], state.plan)
    assert of.eligibility.ok(units, state.plan).all()
    if of.land is not None:
        assert not separators(of.land, state.plan)
        assert np.array_equal(state.plan[of.land.roots], np.arange(REPS))
    kept = state.load.copy()
    cooling.tally.recount(state.plan, state.own)
    assert np.allclose(kept, cooling.tally.load, atol=1e-9)
    listed = [state.members[rep, : state.counts[rep]] for rep in range(REPS)]
    assert np.array_equal(np.sort(np.concatenate(listed)), board.movable)
    for rep, mine in enumerate(listed):
        assert (state.plan[mine] == rep).all()
        assert np.array_equal(state.place[mine], np.arange(len(mine)))


LIMITED = Rules(
    bands=BANDS,
    contiguous=True,
    goal={"mean_potential": 2.0, "workload": 1.0, "travel": 1.0},
    limits=Limits(reassigned_accounts=0.9),
    per_rep={"accounts": (15.0, 40.0)},
)


@pytest.mark.parametrize("temperature", [0.0, 0.1, 20.0])
@pytest.mark.parametrize(
    ("exempt", "rules"),
    [(0.0, None), (0.3, None), (0.0, LIMITED), (0.3, LIMITED), (0.0, Rules(bands=BANDS))],
    ids=["land", "exempt", "limits", "exempt and limits", "no land"],
)
def test_whatever_is_drawn_the_plan_and_its_figures_stay_right(
    temperature: float, exempt: float, rules: Rules | None
) -> None:
    for seed in range(3):
        cooling = cooling_of(problem(seed, exempt=exempt, rules=rules), seed)
        stiffness = 10 * cooling.unit
        taken = 0
        for _ in range(6):
            before = price(cooling, stiffness)
            taken += anneal(cooling.board, cooling.rows, cooling.state, stiffness, temperature * cooling.unit, 300)
            check(cooling)
            if temperature == 0:
                assert price(cooling, stiffness) <= before + 1e-9
        assert taken > 0


def test_a_unit_leaves_with_what_hangs_on_it_unless_that_is_too_much() -> None:
    """A chain of units behind a corridor: all of it changes hands at once, or nothing."""
    for length, goes in ((5, True), (MOST_HANGING + 5, False)):
        count = length + 3  # 0 is the home of a, 1 the corridor, the last one the home of b; b touches 1 alone
        accounts = pd.DataFrame(
            {
                "account_id": [f"U{u:02}" for u in range(count)],
                "lat": [40.0] * count,
                "lon": [-90 + 0.1 * u for u in range(count)],
                "potential": [1.0] * count,
            }
        )
        reps = pd.DataFrame({"rep_id": ["A", "B"], "lat": [40.0] * 2, "lon": [-90.0, -90 + 0.1 * (count - 1)]})
        ends = [(0, 1), *((u, u + 1) for u in range(1, count - 2)), (1, count - 1)]
        links = pd.DataFrame([(f"U{a:02}", f"U{b:02}") for a, b in ends], columns=["unit_a", "unit_b"])
        rules = Rules(bands={}, goal={"potential": 1.0}, contiguous=True)
        of = Problem.from_frames(accounts, reps, rules, edges=links)
        record, priced, pairs, _ = begun(of)
        plan = np.array([0] * (count - 1) + [1])
        cooling = Cooling.of(record, priced, pairs, plan, 0)
        seen = set()
        for _ in range(200):
            anneal(cooling.board, cooling.rows, cooling.state, 0.0, 1e6, 1)
            seen.add(int((cooling.state.plan == 1).sum()))
        assert (length + 2 in seen) is goes  # the corridor and all behind it


def test_a_cooling_mends_the_bands_and_lowers_the_goal() -> None:
    of = problem(3)
    record, priced, pairs, plan = begun(of)
    record.stop = Stop(work=60.0, gap=0.0)
    assert violation(of, plan).sum() > 0.02
    found = Annealing(record, priced, pairs, 0, shaped=False).cooled(plan, 4.0, 1)
    assert not violation(of, found).any()
    assert not verdict(of, found, record.yardstick).violations
    assert record.objective is not None
    assert record.objective == pytest.approx(score(of, found)[1])
    assert record.objective >= priced.bound
    assert record.objective < 1.17 * priced.bound  # the bound does not know contiguity


def test_the_same_work_gives_the_same_plan() -> None:
    found = []
    for _ in range(2):
        of = problem(4)
        record, priced, pairs, plan = begun(of)
        record.stop = Stop(work=1.0, gap=0.0)
        found.append(Annealing(record, priced, pairs, 7, shaped=True).cooled(plan, 0.5, 1))
        assert record.stop.work_used == pytest.approx(0.5, abs=0.2)
    assert np.array_equal(found[0], found[1])


def test_nothing_better_leaves_the_plan_alone() -> None:
    of = problem(3)
    record, priced, pairs, plan = begun(of)
    record.stop = Stop(work=60.0, gap=0.0)
    good = Annealing(record, priced, pairs, 0, shaped=False).cooled(plan, 2.0, 1)
    again = Annealing(record, priced, pairs, 1, shaped=False).cooled(good, 0.001, 1)
    assert score(of, again) <= score(of, good)


def test_large_units_and_very_many_are_not_annealed(monkeypatch: pytest.MonkeyPatch) -> None:
    of = problem(0)
    assert ready.anneals(of)
    with monkeypatch.context() as few:
        few.setattr(ready, "MOST_UNITS", of.units - 1)
        assert not ready.anneals(of)
    (measure, other) = of.measures
    base = measure.amounts.base.copy()
    base[0] = measure.share.mean()
    grown = replace(measure, amounts=replace(measure.amounts, base=base))
    assert not ready.anneals(replace(of, measures=(grown, other)))


def test_random_numbers_are_even() -> None:
    random = seeded(5)
    drawn = np.array([uniform(random) for _ in range(20_000)])
    assert 0 <= drawn.min() < 1e-3
    assert 1 - 1e-3 < drawn.max() < 1
    assert abs(np.corrcoef(drawn[:-1], drawn[1:])[0, 1]) < 0.03
    counts = np.bincount([below(random, 7) for _ in range(14_000)], minlength=7)
    assert ((counts > 1800) & (counts < 2200)).all()


def test_what_is_compiled_beforehand_is_what_runs() -> None:
    assert ready.ready(wait=True)
    cooling = cooling_of(problem(0))
    cooling.slice(1.0, 1.0, 0.0)
    assert len(anneal.signatures) == 1  # type: ignore[attr-defined]
