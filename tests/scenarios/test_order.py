"""A goal in order from the scenario file to the result folder and back: pages say every level, check recomputes it."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scenarios.audit import audit
from solver.engine import solve
from solver.problem import Problem
from solver.result import Result, Status
from tests.scenarios import written_road as road

ORDER = road.SCENARIO.replace(
    "goal: {potential: 5, workload: 5, travel: 1, reassigned: 1, cost: 0.01}",
    "goal: {order: [reassigned_accounts, {mean_potential: 2, travel: 1}, potential]}",
)


def proven(problem: Problem) -> Result:
    return solve(problem, time_limit=20, gap=0.0, workers=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return road.write(tmp_path, proven, ORDER)[0]


def test_the_page_has_a_line_for_every_level(folder: Path) -> None:
    page = (folder / "summary.md").read_text(encoding="utf-8")
    assert "the best there is" in page
    assert "1. reassigned_accounts: 0.2, proven to be the least\n" in page
    assert "2. 2 × mean_potential + 1 × travel: " in page
    assert "At least 1 account must change owner by choice; this plan moves 1. No plan moves fewer." in page
    assert "| 2 | mean deviation of potential |" in page


def test_the_record_has_every_level_and_check_confirms_it(folder: Path) -> None:
    content = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    assert content["goal"] == [{"reassigned_accounts": 1.0}, {"mean_potential": 2.0, "travel": 1.0}, {"potential": 1.0}]
    assert [level["proven"] for level in content["levels"]] == [True, True, True]
    assert audit(folder).faults == ()


def unproven(content: dict[str, Any]) -> None:
    content["levels"][0]["proven"] = False


def above(content: dict[str, Any]) -> None:
    content["levels"][0]["bound"] *= 1.01
    content["levels"][0]["gap"] = -0.01


def low(content: dict[str, Any]) -> None:
    content["levels"][0]["bound"] *= 0.5
    content["levels"][0]["gap"] = 0.5


PLANTED: dict[str, tuple[Callable[[dict[str, Any]], None], str]] = {
    "an objective": (lambda content: content["levels"][1].update(objective=1.0), "levels"),
    "a term": (lambda content: content["levels"][1]["terms"].update(travel=1.5), "levels"),
    "a weight": (lambda content: content["levels"][1]["weights"].update(travel=2.0), "levels"),
    "the order": (lambda content: content["goal"].reverse(), "goal"),
    "weights for an order": (lambda content: content.update(goal={"potential": 1.0}), "goal"),
    "a level gone": (lambda content: content["levels"].pop(), "levels"),
    "optimal with a level that is not": (unproven, "status"),
    "conditions kept quiet": (unproven, "levels"),
    "a bound above the plan": (above, "bound"),
    "proven without proof": (low, "levels"),
    "another bound of the last level": (lambda content: content["levels"][2].update(bound=0.0), "bound"),
    "a gap": (lambda content: content["levels"][2].update(gap=0.5), "gap"),
}


@pytest.mark.parametrize("fault", PLANTED)
def test_check_finds_what_is_wrong_with_a_level(folder: Path, fault: str) -> None:
    change, code = PLANTED[fault]
    road.edit(folder / "result.json", change)
    assert code in {found.code for found in audit(folder).faults}


def test_a_bound_that_depends_on_a_level_says_so(tmp_path: Path) -> None:
    def halfway(problem: Problem) -> Result:
        result = proven(problem)
        first, second, third = result.levels
        assert first.bound is not None
        first = replace(first, bound=first.bound / 2, proven=False)
        levels = (first, replace(second, conditional=(1,)), replace(third, conditional=(1,)))
        return replace(result, status=Status.FEASIBLE, stop_reason="time_limit", levels=levels)

    folder, _, _ = road.write(tmp_path, halfway, ORDER)
    page = (folder / "summary.md").read_text(encoding="utf-8")
    assert "1. reassigned_accounts: 0.2; none can be below 0.1 (gap 50.00 %)\n" in page
    assert "conditional on level 1, which is not proven" in page
    assert audit(folder).faults == ()


def test_least_potential_is_said_as_a_share_and_an_amount(tmp_path: Path) -> None:
    scenario = road.SCENARIO.replace(
        "goal: {potential: 5, workload: 5, travel: 1, reassigned: 1, cost: 0.01}", "goal: {reassigned_potential: 1}"
    )
    folder, _, _ = road.write(tmp_path, proven, scenario)
    page = (folder / "summary.md").read_text(encoding="utf-8")
    assert "of the owned potential must change owner by choice; this plan moves" in page
    assert audit(folder).faults == ()
