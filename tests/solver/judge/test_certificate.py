"""The judge's price bound: the engine's to the last digits, and never above the best plan, whatever the prices."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from solver.bound.certified import certificate
from solver.bound.prices import Pricing, find
from solver.certificate import Certificate, Kind, Proves, RulePrices
from solver.explain.conflict import groups
from solver.explain.proof import proof_of_none
from solver.judge import reduced
from solver.judge.certificate import Proof, prove
from solver.judge.coupling import couplings
from solver.judge.rulebook import rules_in_force
from solver.judge.yardstick import Yardstick
from solver.problem import Problem
from tests import tiny
from tests.conftest import Valley
from tests.oracle import Oracle, plans
from tests.solver.judge.test_against_oracle import problems as odd_problems

CHECKS = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
TOLERANCES = 3e-9
"""The engine rounds some rules up by 10⁻⁹ of an account or of a limit where the judge counts exactly."""
GOAL = {"potential": 5.0, "workload": 5.0, "travel": 1.0, "reassigned": 1.0}
WILD = st.one_of(
    st.floats(-2, 2), st.floats(-1e4, 1e4), st.sampled_from([0.0, 1e-300, 1e12, -1e12, 1e300, np.nan, np.inf, -np.inf])
)


def random_prices(problem: Problem, seed: int, proves: Proves = Proves.GOAL) -> Certificate:
    """Prices of all rules, of any sign and of every size."""
    rng = np.random.default_rng(seed)
    known = couplings(problem, Yardstick.of(problem), proves)
    size = 10.0 ** rng.integers(-4, 4)
    prices = tuple(
        RulePrices(c.kind, c.rule, rng.normal(0, size, c.prices) * (rng.random(c.prices) < 0.7)) for c in known
    )
    return Certificate(proves, 0.0, prices)


def merged(problem: Problem) -> Problem:
    """Two accounts in each unit, where that is possible."""
    if problem.rules.contiguous:
        return problem
    unit = np.arange(len(problem.book)) // 2
    ids = np.array([f"U{u}" for u in range(unit.max() + 1)], dtype=object)
    return replace(problem, book=replace(problem.book, unit=unit), unit_ids=ids)


@settings(max_examples=100, deadline=None, suppress_health_check=CHECKS)
@given(tiny.problems(), st.integers(0, 10**6))
def test_the_judge_and_the_engine_find_the_same_bound(problem: Problem, seed: int) -> None:
    pricing = Pricing(problem)
    rng = np.random.default_rng(seed)
    for size in (0.0, 0.01, 1.0, 100.0):
        priced = pricing.exact(tuple(rng.normal(0, size, c.prices) for c in pricing.couplings))
        found = prove(problem, certificate(pricing, priced))
        assert found.faults == ()
        assert abs(found.bound - priced.bound) <= TOLERANCES * max(1.0, abs(priced.bound), found.size)


@settings(max_examples=10, deadline=None, suppress_health_check=CHECKS)
@given(tiny.problems())
def test_good_prices_prove_the_same_to_1e_9(problem: Problem) -> None:
    pricing = Pricing(problem)
    priced = find(pricing)
    if abs(priced.bound) > 100:
        return  # runaway prices of rules that cannot hold; what they prove is looked at below
    found = prove(problem, certificate(pricing, priced))
    assert found.bound == pytest.approx(priced.bound, rel=1e-9, abs=TOLERANCES * max(1.0, found.size))


@settings(max_examples=80, deadline=None, suppress_health_check=CHECKS)
@given(odd_problems(), st.booleans(), st.data())
def test_no_prices_prove_more_than_the_best_plan(problem: Problem, pairs: bool, data: st.DataObject) -> None:
    """Odd problems (nothing to share, contradicting locks, blanks) and units of two accounts included."""
    problem = merged(problem) if pairs else problem
    oracle = Oracle(problem)
    kept = [plan for plan in plans(problem) if not oracle.broken(plan)]
    best = min((oracle.objective(plan) for plan in kept), default=np.inf)
    for _ in range(6):
        given_prices = random_prices(problem, data.draw(st.integers(0, 10**6)))
        assert prove(problem, given_prices).bound <= best + 1e-9 * max(1.0, abs(best))
        none = prove(problem, random_prices(problem, data.draw(st.integers(0, 10**6)), Proves.NO_PLAN))
        assert not kept or none.bound <= 0


@settings(max_examples=60, deadline=None, suppress_health_check=CHECKS)
@given(tiny.problems(), st.data())
def test_wild_prices_are_no_danger(problem: Problem, data: st.DataObject) -> None:
    oracle = Oracle(problem)
    best = min((oracle.objective(plan) for plan in plans(problem) if not oracle.broken(plan)), default=np.inf)
    wild = tuple(
        RulePrices(p.kind, p.rule, np.array(data.draw(st.lists(WILD, min_size=len(p.prices), max_size=len(p.prices)))))
        for p in random_prices(problem, 0).prices
    )
    found = prove(problem, Certificate(Proves.GOAL, 0.0, wild))
    assert found.bound <= best + 1e-9 * max(1.0, abs(best))
    assert not np.isnan(found.bound)


@settings(max_examples=10, deadline=None, suppress_health_check=CHECKS)
@given(tiny.problems())
def test_a_refutation_is_true_and_so_is_its_opening(problem: Problem) -> None:
    found = proof_of_none(problem, 1.0, lambda: False)
    if found is None:
        return
    oracle, bands = Oracle(problem), problem.rules.bands
    others = [plan for plan in plans(problem) if oracle.broken(plan) <= {"band"}]
    assert all(oracle.broken(plan) for plan in others)
    needed = min(
        (max(oracle.off(m, plan, r) - band for m, band in bands.items() for r in oracle.reps) for plan in others),
        default=np.inf,
    )
    proof = prove(problem, found)
    assert 0 < proof.bound == found.bound
    assert proof.opening <= needed + 1e-9


def test_prices_that_refute_are_refutations(valley: Valley) -> None:
    """All but A4 pinned to WES, who then has 160 % of the share: each band must open by 50 points beside its 10."""
    locked = pd.DataFrame([(id_, "WES", "pinned") for id_ in ["A1", "A2", "A3", "B1", "B2", "B3", "B4"]])
    valley.locks = locked.set_axis(["account_id", "rep_id", "kind"], axis=1)
    problem = valley.set(goal=GOAL).build()
    found = proof_of_none(problem, 0.5, lambda: False)
    assert found is not None
    assert prove(problem, found).opening == pytest.approx(0.5, abs=0.01)
    assert max(np.abs(p.prices).max() for p in found.prices) == pytest.approx(1.0)


def test_blocks_change_nothing(valley: Valley, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = merged(valley.set(goal=GOAL).build())
    whole = prove(problem, random_prices(problem, 3))
    for pairs in (1, 2, 5):
        monkeypatch.setattr(reduced, "BLOCK_PAIRS", pairs)
        assert prove(problem, random_prices(problem, 3)).bound == pytest.approx(whole.bound, rel=1e-12)


def priced(problem: Problem, kind: Kind, rule: str, *prices: float) -> Proof:
    return prove(problem, Certificate(Proves.GOAL, 0.0, (RulePrices(kind, rule, np.array(prices)),)))


def test_prices_that_mean_nothing_are_said_and_count_0(valley: Valley) -> None:
    problem = valley.set(goal=GOAL, limits={"reassigned_accounts": 0.2}).build()
    free = prove(problem, Certificate(Proves.GOAL, 0.0, ()))
    assert free.faults == ()
    assert 1.0 <= free.bound < 1.1, "nearest-rep travel and a move or two"
    for kind, rule, prices, said in (
        ("row", "capacity", (1.0, 1.0), "no such rule"),
        ("row", "luck", (1.0, 1.0), "no such rule"),
        ("limit", "potential", (1.0,), "no such rule"),
        ("measure", "potential", (1.0,), "has 1 prices; it should have 2"),
        ("limit", "reassigned_accounts", (1.0, 2.0), "has 2 prices; it should have 1"),
        ("measure", "potential", (np.nan, np.inf), "not a finite number"),
    ):
        found = priced(problem, kind, rule, *prices)  # type: ignore[arg-type]
        assert any(said in fault for fault in found.faults), (rule, found.faults)
        assert found.bound == pytest.approx(free.bound)
    twice = RulePrices("measure", "potential", np.array([0.1, -0.1]))
    assert "priced twice" in prove(problem, Certificate(Proves.GOAL, 0.0, (twice, twice))).faults[0]


def test_a_price_of_the_wrong_sign_counts_nothing(valley: Valley) -> None:
    problem = valley.set(goal=GOAL, limits={"reassigned_accounts": 0.2}).build()
    free = priced(problem, "limit", "reassigned_accounts", 0.0)
    assert priced(problem, "limit", "reassigned_accounts", -0.5) == free
    assert priced(problem, "limit", "reassigned_accounts", 0.5).bound != free.bound


def test_prices_too_large_to_add_up_prove_nothing(valley: Valley) -> None:
    problem = valley.set(goal=GOAL).build()
    assert priced(problem, "measure", "potential", 1e308, 1e308).bound == -np.inf


def test_a_unit_that_nobody_may_own_proves_that_there_is_no_plan(valley: Valley) -> None:
    problem = valley.set(goal=GOAL).lock("A1", "WES", "not").build()
    both = np.array([0, 0])
    locks = replace(problem.locks, account=both, rep=np.array([0, 1]), pinned=np.zeros(2, dtype=bool))
    assert prove(replace(problem, locks=locks), Certificate(Proves.GOAL, 0.0, ())).bound == np.inf
    pinned = replace(locks, pinned=np.ones(2, dtype=bool))
    assert prove(replace(problem, locks=pinned), Certificate(Proves.GOAL, 0.0, ())).bound == np.inf


@settings(max_examples=60, deadline=None, suppress_health_check=CHECKS)
@given(tiny.problems())
def test_a_conflict_is_made_of_rules_in_force(problem: Problem) -> None:
    assert {group.words for group in groups(problem)} <= set(rules_in_force(problem))
