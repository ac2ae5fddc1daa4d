"""Which bounds hold for which plans; a plan below one that holds for it is a fault of ours and never passes."""

from collections.abc import Callable
from dataclasses import replace
from itertools import permutations, product
from typing import Any

import numpy as np
import pytest

from scenarios.compare.comparison import compare_plans
from scenarios.compare.contender import Contender
from scenarios.compare.covers import uncovered
from solver.engine import solve
from solver.errors import InputError, InternalError
from solver.judge.verdict import of_accounts
from solver.judge.yardstick import Yardstick
from solver.problem import Problem
from solver.result import LevelResult, Result, Status
from solver.rules import Limits
from tests.conftest import Valley, new_valley

Enter = Callable[..., Contender]


def test_a_forged_plan_below_the_bound_of_open_is_a_fault(valley: Valley, enter: Enter) -> None:
    problem = valley.build()
    other = valley.set(bands={"potential": 0.1, "workload": 0.05}).build()
    forged = [enter("stay", problem, bound=1.5), enter("even", other)]
    with pytest.raises(InternalError, match=r"plan of even keeps every rule of stay and its goal there is 1\.0625"):
        compare_plans(forged, problem)
    assert compare_plans([enter("stay", problem, bound=1.0625), enter("even", other)], problem).best == "even"


def test_a_plan_that_breaks_a_rule_of_open_may_be_below_its_bound(valley: Valley, enter: Enter) -> None:
    free = valley.build()
    pinned = valley.lock("A3", "WES", "pinned").build()
    found = compare_plans([enter("stay", pinned, bound=2.0), enter("even", free)], free)
    stay, even = found.frame.loc["from_bound"]
    assert (stay, even) == (pytest.approx(0.0201, abs=1e-4), None)


def test_its_own_plan_below_its_bound_is_a_fault_too(valley: Valley, enter: Enter) -> None:
    problem = valley.build()
    with pytest.raises(InternalError, match="plan of even keeps every rule of even"):
        compare_plans([enter("even", problem, bound=1.07)], problem)


def test_a_plan_where_there_is_said_to_be_none_is_a_fault(
    valley: Valley, enter: Enter, told: Callable[..., Result]
) -> None:
    problem = valley.build()
    none = Contender("none", problem, told(Status.INFEASIBLE), None)
    with pytest.raises(InternalError, match="no plan keeps the rules of none; that of even does"):
        compare_plans([none, enter("even", problem)], problem)


def test_of_a_goal_in_order_the_first_level_binds(valley: Valley, enter: Enter) -> None:
    problem = valley.set(goal={"order": ["potential", "travel"]}).build()

    def level(bound: float) -> tuple[LevelResult, ...]:
        return (
            LevelResult({"potential": 1.0}, {}, 0.1, bound, False),
            LevelResult({"travel": 1.0}, {}, 1.0, 1.5, False),
        )

    assert compare_plans([enter("stay", problem, bound=1.5, levels=level(0.0)), enter("even", problem)], problem).best
    with pytest.raises(InternalError):
        compare_plans([enter("stay", problem, bound=1.5, levels=level(0.05)), enter("even", problem)], problem)


def test_the_bound_of_the_widest_model_is_the_one_that_is_told(valley: Valley) -> None:
    wide = valley.build()
    narrow = valley.set(bands={"potential": 0.05, "workload": 0.05}).build()
    both = [Contender.of(name, each, solve(each, gap=0.0)) for name, each in (("narrow", narrow), ("wide", wide))]
    found = compare_plans(both, wide)
    said = " ".join(found.recommendation.proven)
    assert "No plan of wide and narrow has a goal below" in said
    assert "None of them can be better than the plan of narrow." in said
    assert "from_bound" in found.frame.index


def other(**rules: Any) -> Callable[[], Problem]:
    return lambda: new_valley().set(**rules).build()


def locked() -> Problem:
    return new_valley().lock("A1", "WES", "pinned").build()


def in_pairs() -> Problem:
    """A1 and A2 are one basic unit, B1 and B2 another."""
    problem = new_valley().build()
    unit = np.array([0, 0, 1, 2, 3, 3, 4, 5])
    ids = np.array(["A1", "A3", "A4", "B1", "B3", "B4"], dtype=object)
    return replace(problem, book=replace(problem.book, unit=unit), unit_ids=ids)


PLAIN = other()
MEDIAN = other(references={"potential": "median"})
LAYERS = other(contiguous=True, contiguous_by="segment")
CASES = [
    (PLAIN, PLAIN, ""),
    (PLAIN, other(bands={"potential": 0.05, "workload": 0.1, "accounts": 0.5}), ""),
    (PLAIN, other(bands={"potential": 0.15, "workload": 0.1}), "a wider band on potential"),
    (PLAIN, other(bands={"potential": 0.1}), "a wider band on workload"),
    (PLAIN, other(goal={"travel": 1.0}), "another goal"),
    (other(goal={"order": ["travel"]}), other(goal={"travel": 1.0}), "another goal"),
    (PLAIN, locked, ""),
    (locked, PLAIN, "an account is free there that is pinned under the others"),
    (PLAIN, other(contiguous=True), ""),
    (other(contiguous=True), PLAIN, "territories need not be one piece on the same map"),
    (other(contiguous=True), other(contiguous=True), ""),
    (PLAIN, LAYERS, ""),
    (LAYERS, LAYERS, ""),
    (LAYERS, other(contiguous=True), "territories need not be one piece on the same map"),
    (other(contiguous=True), LAYERS, "territories need not be one piece on the same map"),
    (PLAIN, other(limits=Limits(lost_per_rep=0.5)), ""),
    (other(limits=Limits(lost_per_rep=0.5)), PLAIN, "a looser limit on lost_per_rep"),
    (other(limits=Limits(capacity=1.0)), other(limits=Limits(capacity=1.1)), "a looser limit on capacity"),
    (other(limits=Limits(capacity=1.1)), other(limits=Limits(capacity=1.0)), ""),
    (other(limits=Limits(top_five=0.9)), other(limits=Limits(top_five=0.8)), ""),
    (other(limits=Limits(top_five=0.9)), PLAIN, "a looser limit on top_five"),
    (MEDIAN, MEDIAN, ""),
    (MEDIAN, PLAIN, "a band on potential around the fair share"),
    (PLAIN, MEDIAN, "a band on potential around the median"),
    (PLAIN, in_pairs, ""),
    (in_pairs, PLAIN, "smaller basic units"),
    (lambda: new_valley().put("WES", max_accounts="5").build(), PLAIN, "a higher max_accounts"),
    (PLAIN, lambda: new_valley().put("WES", fte="0.5").build(), "other fair shares of potential"),
]


@pytest.mark.parametrize(("wide", "narrow", "why"), CASES)
def test_whom_a_bound_covers(wide: Callable[[], Problem], narrow: Callable[[], Problem], why: str) -> None:
    reasons = uncovered(wide(), narrow())
    assert (why in reasons) if why else reasons == []


VARIANTS: dict[str, Callable[[], Valley]] = {
    "loose": lambda: loose(),
    "bands": lambda: loose(bands={"potential": 0.3, "workload": 0.5}),
    "tight": lambda: loose(bands={"potential": 0.1, "workload": 0.1}),
    "one band": lambda: loose(bands={"potential": 0.3}),
    "other band": lambda: loose(bands={"workload": 0.3}),
    "counts": lambda: loose(bands={"segment=mid": 0.5}),
    "one piece": lambda: loose(contiguous=True),
    "layers": lambda: loose(contiguous=True, contiguous_by="segment"),
    "few moves": lambda: loose(limits={"reassigned_accounts": 0.3}),
    "fewer moves": lambda: loose(limits={"reassigned_accounts": 0.15}),
    "moved before": lambda: loose(limits={"reassigned_accounts": 0.3, "moved_this_year": 1}),
    "little potential": lambda: loose(limits={"reassigned_potential": 0.1}),
    "few lost": lambda: loose(limits={"lost_per_rep": 0.25}),
    "hours": lambda: loose(limits={"capacity": 1.0}),
    "named": lambda: loose(limits={"named_accounts_per_rep": 1}),
    "pinned": lambda: loose().lock("A3", "WES", "pinned"),
    "pinned elsewhere": lambda: loose().lock("A3", "EVE", "pinned"),
    "kept away": lambda: loose().lock("A3", "EVE", "not"),
    "protected": lambda: loose(protect={"deal": "pin"}),
    "counted double": lambda: loose(protect={"deal": 2}),
    "forbidden": lambda: loose().pair("A4", "WES", allowed="no"),
    "capped": lambda: loose().put("WES", max_accounts="4"),
    "part-time": lambda: loose(bands={"potential": 0.5}).put("EVE", fte="0.5"),
    "for travel": lambda: loose(goal={"travel": 1.0}),
    "in order": lambda: loose(goal={"order": ["travel", "potential"]}),
    "banded, for travel": lambda: loose(bands={"potential": 0.5}, goal={"travel": 1.0}),
    "part-time, for travel": lambda: loose(bands={"potential": 0.5}, goal={"travel": 1.0}).put("EVE", fte="0.5"),
    "dearer": lambda: loose(goal={"cost": 1.0, "travel": 1.0}).pair("A1", "EVE", cost=9),
    "priced": lambda: loose(goal={"cost": 1.0, "travel": 1.0}).pair("A1", "EVE", cost=5).pair("A4", "WES", cost=1),
}
"""The valley with one rule each."""


def loose(**rules: Any) -> Valley:
    valley = new_valley().set(bands={}).set(**rules).put("A1", named="yes", deal="yes").put("A4", named="yes")
    valley.accounts = valley.accounts.replace({"named": {"": "no"}, "deal": {"": "no"}})
    return valley


def plans_of(problem: Problem) -> dict[tuple[int, ...], float]:
    """Every plan that keeps all rules → its goal."""
    facts, found = Yardstick.of(problem), {}
    for plan in product(range(problem.reps), repeat=len(problem.book)):
        judged = of_accounts(problem, np.array(plan), facts)
        if judged.ok:
            found[plan] = judged.levels[0].objective
    return found


def test_a_covered_model_has_no_plan_that_the_wider_one_lacks_by_trying_all() -> None:
    problems = {name: variant().build() for name, variant in VARIANTS.items()} | {"in pairs": in_pairs()}
    plans = {name: plans_of(problem) for name, problem in problems.items()}
    covered = []
    for (wide, problem), (narrow, other_problem) in permutations(problems.items(), 2):
        if not uncovered(problem, other_problem):
            covered.append((wide, narrow))
            for plan, objective in plans[narrow].items():
                assert plans[wide].get(plan) == pytest.approx(objective), (wide, narrow, plan)
    assert {narrow for wide, narrow in covered if wide == "loose"} >= {"tight", "one piece", "pinned", "in pairs"}
    assert ("few moves", "fewer moves") in covered
    assert ("bands", "tight") in covered


def test_another_book_or_team_is_refused_and_what_differs_is_named(valley: Valley, enter: Enter) -> None:
    problem = valley.build()
    strangers = [
        (new_valley().put("A1", potential="41"), "the potential of A1"),
        (new_valley().put("A1", lat="2"), "the places of the accounts of A1"),
        (new_valley().put("A4", current_owner="EVE"), "the owner of today of 1 account: A4"),
        (new_valley().put("WES", fte="0.5"), "the FTE of WES"),
    ]
    for other_valley, said in strangers:
        with pytest.raises(InputError, match=said):
            compare_plans([enter("even", other_valley.build())], problem)
    fewer = new_valley()
    fewer.accounts = fewer.accounts.iloc[1:]
    with pytest.raises(InputError, match="1 account only in the first: A1"):
        compare_plans([enter("even", fewer.build())], problem)
    turned = new_valley()
    turned.accounts = turned.accounts.iloc[::-1]
    with pytest.raises(InputError, match="the accounts are in another order, from A1 on"):
        compare_plans([enter("even", turned.build())], problem)
