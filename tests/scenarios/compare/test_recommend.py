"""Each rule of the recommendation with a case that it decides, and one that flips it."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from scenarios.compare.comparison import Comparison, compare_plans
from scenarios.compare.contender import Contender
from scenarios.compare.recommend import Settings
from solver.errors import Finding, InputError
from solver.problem import Problem
from solver.result import Result, Status
from tests.conftest import Valley

Enter = Callable[..., Contender]
WIDE = Settings(margin=1.0)
"""The goal of stay, 2.04, is 92 % above that of even, 1.06."""
TEAM = pd.DataFrame({"rep_id": ["WES", "EVE"], "skills": ["mid", "nothing"]})
"""WES is skilled for A3, which is his in stay only."""


def decided(found: Comparison) -> tuple[str | None, int]:
    return found.best, len(found.recommendation.steps)


def test_rule_1_a_plan_that_breaks_its_rules_is_out_however_good_its_goal(valley: Valley, enter: Enter) -> None:
    free = valley.build()
    strict = valley.lock("A3", "WES", "pinned").build()
    found = compare_plans([enter("even", strict), enter("stay", strict)], free)
    assert decided(found) == ("stay", 1)
    assert "must be with Wesley (WES)" in found.recommendation.why_not("even")
    assert decided(compare_plans([enter("even", free), enter("stay", strict)], free))[0] == "even"


def test_rule_2_the_goal_decides_beyond_the_margin(valley: Valley, enter: Enter) -> None:
    problem = valley.build()
    both = [enter("stay", problem), enter("even", problem)]
    found = compare_plans(both, problem)
    assert decided(found) == ("even", 2)
    assert found.recommendation.why_not("stay") == "goal 2.0411, 92.10 % above the best"
    assert decided(compare_plans(both, problem, settings=WIDE))[0] == "stay"


def test_rule_3_within_the_margin_continuity_decides(valley: Valley, enter: Enter) -> None:
    problem = valley.build()
    both = [enter("even", problem), enter("stay", problem)]
    found = compare_plans(both, problem, settings=WIDE)
    assert decided(found) == ("stay", 3)
    assert found.recommendation.why_not("even") == "most potential that keeps its owner: 93.8 % against 100.0 %"
    tied = compare_plans(both, problem, settings=replace(WIDE, tie=0.07))
    assert decided(tied) == ("even", 5), "6.25 points are a tie now, and there are no skills: the goal decides"


def test_rule_4_then_expertise(valley: Valley, enter: Enter) -> None:
    problem = valley.build()
    both = [enter("even", problem), enter("stay", problem)]
    given = {"reps": TEAM, "serves": {"segment": "skills"}, "settings": replace(WIDE, tie=0.07)}
    assert decided(compare_plans(both, problem, **given)) == ("even", 5), "10 of 200 are a tie"
    given["settings"] = Settings(margin=2.0, tie=0.0)
    assert decided(compare_plans(both, problem, **given)) == ("stay", 3)
    new = valley.drop("current_owner").build()
    both = [enter("even", new), enter("stay", new)]
    found = compare_plans(both, new, **given)
    assert decided(found) == ("stay", 4)
    assert found.recommendation.steps[2].figures == "passed over: there are no figures for it"


def test_rule_5_then_the_goal_and_at_last_who_was_named_first(valley: Valley, enter: Enter) -> None:
    problem = valley.build()
    first, second = replace(enter("even", problem), name="first"), replace(enter("even", problem), name="second")
    assert decided(compare_plans([first, second], problem)) == ("first", 5)
    found = compare_plans([second, first], problem)
    assert decided(found) == ("second", 5)
    assert found.recommendation.why_not("first") == "all alike; second was named first"


def test_a_goal_in_order_is_gone_through_level_by_level(valley: Valley, enter: Enter) -> None:
    moves_first = valley.set(goal={"order": ["reassigned_accounts", "potential"]}).build()
    assert decided(compare_plans([enter("even", moves_first), enter("stay", moves_first)], moves_first)) == ("stay", 2)
    even_first = valley.set(goal={"order": ["potential", "reassigned_accounts"]}).build()
    found = compare_plans([enter("even", even_first), enter("stay", even_first)], even_first)
    assert decided(found) == ("even", 2)
    assert found.frame.loc["objective_2"].tolist() == pytest.approx([1 / 7, 0])


def test_what_it_costs_names_who_is_better_at_what(valley: Valley, enter: Enter) -> None:
    problem = valley.build()
    found = compare_plans([enter("even", problem), enter("stay", problem), enter("greedy", problem)], problem)
    assert found.recommendation.costs == ("potential that keeps its owner: 93.8 %, stay has 100.0 %",)


def test_without_a_plan_that_keeps_its_rules_none_is_recommended(valley: Valley, enter: Enter) -> None:
    strict = valley.set(bands={"potential": 0.05}).build()
    found = compare_plans([enter("greedy", strict), enter("stay", strict)], strict)
    assert found.best is None
    assert found.recommendation.nearest == "stay", "both break two places, and stay by less"
    assert "none is recommended. stay breaks them least" in found.recommendation.headline


def test_models_without_a_plan_say_why(valley: Valley, enter: Enter, told: Callable[..., Result]) -> None:
    problem = valley.build()
    reason = Finding("no-column", "the team has no column verticals")
    others = [
        Contender("vertical", problem, None, None, failed=(reason,)),
        Contender("late", problem, told(Status.UNKNOWN), None),
        Contender("never", replace(problem), told(Status.INFEASIBLE), None),
    ]
    found = compare_plans([*others[:2], enter("greedy", problem)], problem)
    assert found.recommendation.why_not("vertical") == "not run: the team has no column verticals"
    assert found.recommendation.why_not("late") == "no plan was found in time"
    assert found.frame["vertical"]["status"] == "NOT RUN"
    assert found.frame["vertical"]["potential_largest"] is None
    alone = compare_plans([others[2]], problem)
    assert alone.recommendation.headline == "No model has a plan; nothing can be recommended."
    assert alone.recommendation.why_not("never") == "no plan keeps its rules; this is proven"


def open_points(problem: Problem, enter: Enter, bound: float) -> tuple[str, ...]:
    return compare_plans([enter("even", problem), enter("stay", problem, bound=bound)], problem).recommendation.open


def test_a_bound_below_the_goal_of_the_choice_leaves_it_open(valley: Valley, enter: Enter) -> None:
    problem = valley.build()
    assert open_points(problem, enter, 1 + 10 / 160) == (
        "The plan of even keeps every rule of stay and is better there than the plan that was found for stay: the run "
        "of stay ended too early; give it more time.",
    )
    first, _ = open_points(problem, enter, 1.0)
    assert first.startswith("Not proven better than stay: a plan of stay with a goal of 1 is not excluded")
    assert "5.89 % better than 1.0625 of even" in first


def test_a_bound_at_the_goal_of_the_choice_proves_it(valley: Valley, enter: Enter) -> None:
    problem = valley.build()

    def proven(bound: float) -> str:
        found = compare_plans([enter("even", problem), enter("stay", problem, bound=bound)], problem).recommendation
        return " ".join(found.proven)

    assert "Proven: no plan of stay has a better goal than the plan of even." in proven(1 + 10 / 160)
    assert "None of them can be better than the plan of even." in proven(1 + 10 / 160)
    assert "Proven:" not in proven(1.0)
    assert "None of them can be more than 5.89 % better than the plan of even." in proven(1.0)


def test_a_wider_model_lends_its_bound(valley: Valley, enter: Enter) -> None:
    """Nothing was proven of the narrow model by itself; open proves that it has nothing better."""
    problem = valley.build()
    narrow = valley.set(bands={"potential": 0.1, "workload": 0.1, "accounts": 0.5}).build()

    def found(bound: float) -> tuple[str, str]:
        plans = [enter("even", problem, bound=bound), enter("stay", narrow, bound=None)]
        said = compare_plans(plans, problem).recommendation
        return " ".join(said.proven), " ".join(said.open)

    proven, left_open = found(1 + 10 / 160)
    assert "Proven: no plan of stay has a better goal than the plan of even." in proven
    assert "Not proven" not in left_open
    assert "Not proven better than stay: a plan of stay with a goal of 1.01 is not excluded" in found(1.01)[1]


def test_without_any_bound_nothing_is_known(valley: Valley, enter: Enter) -> None:
    problem = valley.build()
    found = compare_plans(
        [enter("even", problem), enter("stay", problem, status=Status.FEASIBLE)], problem
    ).recommendation
    assert found.open[0] == "Not proven better than stay: nothing is known about plans of stay that were not found."
    assert found.proven == ()


def test_a_model_that_has_no_plan_is_said_to_be_proven(
    valley: Valley, enter: Enter, told: Callable[..., Result]
) -> None:
    problem = valley.build()
    never = valley.set(bands={"potential": 0.001}, limits={"reassigned_accounts": 0.0}).build()
    found = compare_plans([enter("even", problem), Contender("never", never, told(Status.INFEASIBLE), None)], problem)
    assert "Proven: 1 model has no plan at all: never." in found.recommendation.proven


def test_a_bound_on_another_goal_proves_nothing(valley: Valley, enter: Enter) -> None:
    problem = valley.build()
    other = valley.set(goal={"travel": 1.0}).build()
    found = compare_plans([enter("even", problem), enter("stay", other, bound=1.0)], problem).recommendation
    assert found.open == (
        "Not proven better than stay: its bound is for another measure than the yardstick (another goal).",
        "The plan of even keeps every rule of stay and is better there than the plan that was found for stay: the run "
        "of stay ended too early; give it more time.",
    )


def test_two_contenders_of_one_name_and_nobody_at_all_are_refused(valley: Valley, enter: Enter) -> None:
    problem = valley.build()
    with pytest.raises(InputError, match="two plans are called even"):
        compare_plans([enter("even", problem), enter("even", problem)], problem)
    with pytest.raises(InputError, match="no plan to compare"):
        compare_plans([], problem)
