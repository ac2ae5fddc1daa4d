"""Sites, territories and proofs against every plan there is, and the judge against forged plans."""

from dataclasses import replace

import numpy as np
import pytest

from geo.graph import adjacency
from solver.judge.siting import judge_siting
from solver.land import Land
from solver.result import Status
from solver.siting.climb import climb
from solver.siting.cost import Cost
from solver.siting.cuts import reachable
from solver.siting.exact import prove
from solver.siting.groups import groups
from solver.siting.locate import recentred
from solver.siting.prices import Prices, price, worth_fixing
from solver.siting.problem import Siting
from solver.siting.solve import site
from solver.stop import Stop
from tests.solver.siting.lands import NO_ROOTS, cheapest, every_plan, random_case

KINDS = [
    {"contiguous": contiguous, "territories": territories, "measures": measures}
    for contiguous in (False, True)
    for territories, measures in ((2, 1), (3, 1), (2, 2))
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: "-".join(map(str, kind.values())))
@pytest.mark.parametrize("seed", range(3))
def test_the_optimum_and_no_plan_are_those_of_all_plans(seed: int, kind: dict[str, int]) -> None:
    problem = random_case(seed, units=6, **kind)  # type: ignore[arg-type]
    best = cheapest(problem)
    result = site(problem, time_limit=20, seed=seed)
    if best is None:
        assert (result.status, result.plan) == (Status.INFEASIBLE, None)
        assert result.why
        return
    assert result.status is Status.OPTIMAL, str(result)
    assert result.plan is not None
    assert result.objective == pytest.approx(best[0], rel=1e-9)
    assert result.bound is not None
    assert result.bound <= best[0] * (1 + 1e-9) + 1e-9
    assert judge_siting(problem, result.plan).kept


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: "-".join(map(str, kind.values())))
@pytest.mark.parametrize("seed", range(3))
def test_no_prices_prove_too_much(seed: int, kind: dict[str, int]) -> None:
    """Bounds at random prices, and what they fix, over all units and over neighbourhoods of places."""
    problem = random_case(seed, units=6, **kind)  # type: ignore[arg-type]
    best = cheapest(problem)
    if best is None:
        return
    cost, plan = best
    rng = np.random.default_rng(seed)
    shape = problem.amounts.shape
    for _ in range(20):
        scale = cost / problem.units * rng.uniform(0, 3)
        prices = Prices(
            rng.normal(scale, scale, problem.units), rng.exponential(scale, shape), rng.exponential(scale, shape)
        )
        for most in (10**6, problem.units * 3):
            assert price(problem, prices, groups(problem, most)).bound <= cost + 1e-9 * abs(cost)
        free = worth_fixing(problem, price(problem, prices, groups(problem)), cost)
        assert free[np.arange(problem.units), plan].all()
        assert free[plan, plan].all()


@pytest.mark.parametrize("seed", range(6))
def test_ways_that_are_too_heavy_are_in_no_plan(seed: int) -> None:
    problem = random_case(seed, contiguous=True, territories=2)
    fits = reachable(problem)
    for _, plan in every_plan(problem):
        assert fits[np.arange(problem.units), plan].all()


@pytest.mark.parametrize("seed", range(3))
def test_a_climb_is_a_bound_and_a_proof_from_a_bad_plan_is_right(seed: int) -> None:
    problem = random_case(seed, contiguous=True, territories=2)
    plans = sorted(every_plan(problem), key=lambda found: found[0])
    if not plans:
        return
    places = groups(problem)
    priced = climb(problem, places, NO_ROOTS, plans[0][0], lambda: False)
    assert priced.bound <= plans[0][0] * (1 + 1e-9)
    proof = prove(problem, places, priced, plans[-1][1], Stop(seconds=20))
    assert proof.objective == pytest.approx(plans[0][0])
    assert proof.bound == pytest.approx(plans[0][0], rel=1e-6)


def row_of_five(lower: float = 1.0, upper: float = 4.0) -> Siting:
    """A — B — C — D — E, one unit of work each, 10 km apart in a table."""
    km = 10.0 * np.abs(np.arange(5)[:, None] - np.arange(5)[None, :])
    land = Land(*adjacency(5, np.arange(4), np.arange(1, 5)), roots=NO_ROOTS)
    bounds = np.array([lower]), np.array([upper])
    ids, cost = np.array([*"ABCDE"], dtype=object), Cost(np.ones(5), km=km)
    return Siting(ids, ("work",), np.ones((5, 1)), *bounds, 2, cost, land)


def test_a_row_of_five_by_eye() -> None:
    result = site(row_of_five(2, 3), time_limit=20)
    assert result.status is Status.OPTIMAL
    assert result.objective == 30.0  # a pair 10, three around their middle 20
    assert result.plan is not None
    assert sorted(np.bincount(result.plan)[np.unique(result.plan)]) == [2, 3]


@pytest.mark.parametrize(
    ("plan", "rules"),
    [
        ([1, 1, 3, 3, 3], []),
        ([1, 1, 1, 1, 1], ["territories", "band"]),
        ([0, 1, 2, 2, 2], ["territories"]),
        ([1, 3, 3, 3, 3], ["centre"]),
        ([1, 1, 3, 3, 1], ["contiguity"]),
        ([4, 4, 4, 4, 4], ["territories", "band"]),
    ],
)
def test_the_judge_names_what_a_forged_plan_breaks(plan: list[int], rules: list[str]) -> None:
    verdict = judge_siting(row_of_five(), np.array(plan))
    assert sorted({violation.rule for violation in verdict.violations}) == sorted(rules)


def test_the_judge_recomputes_cost_and_refuses_nonsense() -> None:
    verdict = judge_siting(row_of_five(), np.array([1, 1, 3, 3, 3]))
    assert verdict.objective == 30.0
    assert verdict.loads.tolist() == [[2.0], [3.0]]
    for nonsense in (np.zeros(4, dtype=int), np.full(5, 7), np.full(5, -1), np.zeros(5)):
        with pytest.raises(ValueError, match="plan"):
            judge_siting(row_of_five(), nonsense)


@pytest.mark.parametrize(
    ("problem", "why"),
    [
        (row_of_five(2.6, 3.4), "cannot hold"),
        (row_of_five(0.2, 0.9), "alone holds"),
        (replace(row_of_five(), territories=6), "as many units"),
        (replace(row_of_five(), land=Land(*adjacency(5, NO_ROOTS, NO_ROOTS), roots=NO_ROOTS)), "pieces"),
    ],
)
def test_no_plan_at_a_glance_says_why(problem: Siting, why: str) -> None:
    result = site(problem, time_limit=5)
    assert result.status is Status.INFEASIBLE
    assert why in result.why


def test_a_centre_moves_to_the_middle_of_its_territory() -> None:
    assert recentred(row_of_five(), np.array([0, 0, 0, 4, 4])).tolist() == [1, 1, 1, 4, 4]


def test_time_that_is_over_proves_nothing() -> None:
    problem = random_case(1, contiguous=False, units=9)
    stop = Stop(seconds=60)
    stop.interrupted.set()
    result = site(problem, stop=stop)
    assert result.status in (Status.UNKNOWN, Status.FEASIBLE)
    assert result.bound is None or result.bound <= cheapest(problem)[0]  # type: ignore[index]
    assert result.stop_reason == "interrupted"


def test_the_same_seed_gives_the_same_plan() -> None:
    problem = random_case(2, contiguous=False, units=9)
    first, second = (site(problem, work_limit=20, seed=3) for _ in range(2))
    assert first.plan is not None
    assert second.plan is not None
    assert first.plan.tolist() == second.plan.tolist()
    assert (first.objective, first.bound) == (second.objective, second.bound)
