"""faircarve sweep, from the file to its folder: every combination run, offered to the others, measured and drawn."""

import csv
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, product
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from scenarios.cli.app import app
from scenarios.sweep.combination import Combination, expand, gray, spoken
from scenarios.sweep.picture import Axis, Spot, _labels, picture
from scenarios.sweep.point import Point, dominates, measured
from scenarios.sweep.run import Run, crossed, run, start_of
from scenarios.sweep.story import overlap, told
from scenarios.sweep.tables import Swept
from solver.engine import solve
from solver.errors import InputError, InternalError
from solver.judge import verdict
from solver.plan import Plan
from solver.result import Result, Status

Desk = Any
SVG = "{http://www.w3.org/2000/svg}"
TWO_BY_THREE = "bands: {potential: [0.7, 0.4, 0.0], workload: 1}\nlimits: {reassigned_accounts: [0.2, 0]}\n"
"""a1 … a4 are R1's: even is three each, so one account has to move; a6 is new. Without moves 0.7 is wide enough."""


def command(*given: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, [str(each) for each in given])
    return result.exit_code, result.stdout, result.stderr


def exactly(combination: Combination, start: Plan | None) -> Result:
    assert combination.problem is not None
    return solve(combination.problem, gap=0.0, workers=1, work_limit=5, start=start)


def swept(desk: Desk, extra: str) -> Swept:
    desk.scenario(extra)
    found = expand(desk.folder / "scenario.yaml", {})
    points = tuple(measured(run(found, exactly)))
    return Swept("road", found, points, told(found, points))


@given(st.lists(st.integers(1, 4), min_size=1, max_size=4))
def test_neighbours_differ_in_one_value_by_one_place(sizes: list[int]) -> None:
    order = list(gray(sizes))
    assert sorted(order) == list(product(*map(range, sizes)))
    for one, other in pairwise(order):
        assert sum(abs(a - b) for a, b in zip(one, other, strict=True)) == 1


def test_each_combination_starts_from_the_best_plan_that_keeps_its_rules(desk: Desk) -> None:
    desk.scenario("bands: {potential: [0.7, 0.0], workload: 1}\ngoal: {reassigned: 1}\n")
    starts: list[tuple[int, Plan | None]] = []

    def solver(combination: Combination, start: Plan | None) -> Result:
        starts.append((combination.number, start))
        return exactly(combination, start)

    found = expand(desk.folder / "scenario.yaml", {})
    runs = run(found, solver)
    assert [number for number, _ in starts] == [1, 2]
    assert starts[0][1] is None
    assert starts[1][1] is not None, "nothing keeps the narrow band yet: the neighbour's plan is to be repaired"
    wide, narrow = runs
    again = start_of(wide.combination, [narrow, wide])
    assert again is not None
    assert wide.result is not None
    assert verdict(wide.problem, again.rep_of_unit).objective == wide.result.objective == 0


def test_wider_rules_are_never_worse_whatever_the_runs_found(desk: Desk) -> None:
    desk.scenario(TWO_BY_THREE)
    found = expand(desk.folder / "scenario.yaml", {})
    even = [0, 0, 0, 1, 1, 1]

    def lazy(combination: Combination, start: Plan | None) -> Result:
        """Finds the even plan for the tightest band, and elsewhere nothing in time."""
        problem = combination.problem
        assert problem is not None
        bound = solve(problem, gap=0.0, workers=1, work_limit=5)
        plan = Plan(np.array(even), problem.fingerprint)
        if combination.choice["bands.potential"] == 0 and bound.plan is not None:
            return replace(bound, plan=plan)
        if bound.status is Status.INFEASIBLE:
            return bound
        return Result(Status.UNKNOWN, "time_limit", None, None, {}, bound.bound, 1.0, 0)

    runs = run(found, lazy)
    by_choice = {tuple(each.combination.choice.values()): each for each in runs}
    goals = [by_choice[band, 0.2].result for band in (0.7, 0.4, 0.0)]
    objectives = [each.objective for each in goals if each is not None and each.objective is not None]
    assert len(objectives) == 3
    assert objectives[0] <= objectives[1] + 1e-9 <= objectives[2] + 2e-9
    assert by_choice[0.7, 0.2].adopted
    assert by_choice[0.7, 0.2].result is not None
    assert by_choice[0.7, 0.2].result.plan is not None
    assert list(by_choice[0.7, 0.2].result.plan.rep_of_unit) == even
    assert not by_choice[0.4, 0].feasible


def test_a_plan_for_rules_that_were_said_to_have_none_is_a_fault(desk: Desk) -> None:
    desk.scenario("bands: {potential: [0.7, 0.5], workload: 1}\n")
    one, other = expand(desk.folder / "scenario.yaml", {}).combinations
    good = exactly(one, None)
    none = Result(Status.INFEASIBLE, "proven", None, None, {}, None, 1.0, 0)
    with pytest.raises(InternalError, match="no plan keeps the rules"):
        crossed([Run(one, good, good), Run(other, none, none)])


def test_the_whole_way_and_every_result_can_be_checked(desk: Desk) -> None:
    path = desk.scenario(TWO_BY_THREE + "solve: {work_limit: 5, workers: 1, gap: 0}\n")
    code, out, err = command("solve", path)
    assert (code, "faircarve sweep scenario.yaml" in err) == (2, True)
    code, out, err = command("sweep", path)
    assert code == 0, err
    folder = desk.folder / "road-sweep"
    assert {each.name for each in folder.iterdir()} == {
        "sweep.csv", "sweep.json", "sweep.html", "frontier.svg", *(f"0{n}" for n in range(1, 7))
    }  # fmt: skip
    rows = list(csv.DictReader((folder / "sweep.csv").open()))
    assert [(row["bands.potential"], row["limits.reassigned_accounts"]) for row in rows] == [
        (band, limit) for band in ("0.7", "0.4", "0") for limit in ("0.2", "0")
    ]
    status = {row["combination"]: row["status"] for row in rows}
    assert (status["02"], status["06"]) == ("OPTIMAL", "INFEASIBLE")
    assert next(row["accounts_moved"] for row in rows if row["limits.reassigned_accounts"] == "0") == "0"
    assert "proven: no plan keeps the rules" in rows[-1]["why_none"]
    for row in rows:
        code, out, err = command("check", folder / row["combination"])
        assert code == 0, out + err
    text = (desk.folder / "scenario.yaml").read_text()
    assert "combination" in json.loads((folder / "01" / "result.json").read_text())
    (desk.folder / "scenario.yaml").write_text(text.replace("0.7", "0.6"))
    code, out, err = command("check", folder / "01")
    assert (code, "not among the alternatives of bands.potential" in err) == (5, True)
    (desk.folder / "scenario.yaml").write_text(text)
    record = json.loads((folder / "01" / "result.json").read_text())
    record["combination"]["bands.potential"] = 0.4
    (folder / "01" / "result.json").write_text(json.dumps(record))
    assert command("check", folder / "01")[0] == 5
    assert command("sweep", path)[0] == 2, "there is a sweep already"
    (folder / "notes.txt").write_text("mine")
    assert command("sweep", path, "--force")[0] == 0
    assert command("check", folder / "01")[0] == 0
    assert (folder / "notes.txt").read_text() == "mine"


def test_the_same_sweep_twice_gives_the_same_plans_also_in_processes(desk: Desk) -> None:
    path = desk.scenario(TWO_BY_THREE + "solve: {work_limit: 5, workers: 1, gap: 0}\n")
    found = []
    for name, jobs in (("one", 1), ("two", 1), ("three", 2)):
        assert command("sweep", path, "--out", desk.folder / name, "--jobs", jobs)[0] == 0
        content = json.loads((desk.folder / name / "sweep.json").read_text())
        found.append([{k: v for k, v in each.items() if k != "seconds"} for each in content["combinations"]])
    assert found[0] == found[1]
    assert [each["objective"] for each in found[2]] == pytest.approx([each["objective"] for each in found[0]])


def test_input_errors_of_all_combinations_are_said_at_once(desk: Desk) -> None:
    path = desk.scenario("bands: {potential: [0.1, 9]}\nmodel: [open, opn]\n")
    desk.put("accounts.csv", (desk.folder / "accounts.csv").read_text().replace("a2,40.0", "a2,400"))
    code, _, err = command("sweep", path)
    assert code == 2
    for said in ("line 5, column 26", "line 6, column 15", "a2"):
        assert said in " ".join(err.split()), err
    assert "is-a-sweep" not in err


def test_no_sweep_and_other_books_are_refused(desk: Desk) -> None:
    path = desk.scenario()
    assert "no value of the scenario has alternatives" in command("sweep", path)[2]
    desk.put("more.csv", (desk.folder / "accounts.csv").read_text().replace("a6,", "a7,"))
    desk.scenario("", "name: road\naccounts: [accounts.csv, more.csv]\nreps: reps.csv\n")
    code, _, err = command("sweep", path)
    assert (code, "about another book or team" in err) == (2, True)


def test_a_combination_that_cannot_be_built_is_listed_with_its_reason(desk: Desk) -> None:
    path = desk.scenario("model: [open, vertical]\nbands: {potential: 0.7, workload: 1}\nsolve: {work_limit: 5}\n")
    code, out, _ = command("sweep", path)
    assert (code, "02 (model vertical): cannot be built" in out) == (0, True)
    desk.scenario("model: [segment, vertical]\n")
    with pytest.raises(InputError) as caught:
        expand(path, {})
    assert len(caught.value.findings) >= 2


def point(desk: Desk, balance: float, moved: int, travel: float | None, number: int = 1) -> Point:
    desk.scenario("bands: {potential: [0.7]}\n")
    (combination,) = expand(desk.folder / "scenario.yaml", {}).combinations
    named = replace(combination, number=number)
    result = exactly(named, None)
    return Point(Run(named, result, result), 1.0, {"potential": balance}, moved, 0.0, travel)


def test_what_dominates(desk: Desk) -> None:
    base = point(desk, 0.1, 5, 1.2)
    worse = [replace(base, moved=6), replace(base, travel=1.3), replace(base, deviations={"potential": 0.2})]
    assert all(dominates(base, each) and not dominates(each, base) for each in worse)
    assert not dominates(base, base)
    mixed = replace(base, moved=4, travel=1.3)
    assert not dominates(base, mixed)
    assert not dominates(mixed, base)


def test_the_story_says_what_a_step_costs(desk: Desk) -> None:
    found = swept(desk, "bands: {potential: [0.7, 0.0], workload: 1}\ngoal: {reassigned: 1, travel: 0.01}\n")
    (step,) = found.story.steps
    assert step == (
        "bands.potential from ±70 % to ±0 % costs 1 more move, gains 33.3 points of balance and 14.3 % travel."
    )
    assert found.story.headline == (
        "2 of 2 combinations have a plan; none beats another in balance, moves and travel alike."
    )
    assert [line.partition(" (")[0] for line in found.story.best] == [
        "most even: 02",
        "fewest moves: 01",
        "least travel: 02",
    ]
    assert found.story.warnings == (), "both are proven"


def test_combinations_that_come_to_the_same_are_told_once(desk: Desk) -> None:
    """A wider band that nobody uses gives the plan of the tighter one: one line, and nobody is best alone."""
    found = swept(desk, "bands: {potential: [0.7, 0.6], workload: 1}\ngoal: {reassigned: 1}\n")
    (line,) = found.story.frontier
    assert line.startswith("01 (bands.potential ±70 %): ")
    assert line.endswith("; 02 comes to the same.")
    assert found.story.best == (), "they differ in nothing"


def test_labels_do_not_lie_on_the_line(desk: Desk) -> None:
    """A line leaves the first point to the right, where its name would stand."""
    points = [replace(point(desk, 0.1, 5, 1.2, number), undominated=True) for number in (1, 2)]
    first, second = Spot(100.0, 100.0, 6.0, (points[0],)), Spot(300.0, 102.0, 6.0, (points[1],))

    def place(edge: list[Spot]) -> tuple[float, float]:
        label = ElementTree.fromstring(next(iter(_labels([first, second], edge))))
        return float(label.attrib["x"]), float(label.attrib["y"])

    assert place([]) == (110.0, 104.0), "beside the point"
    assert place([first, second])[0] < 100.0, "on its other side"


def test_labels_do_not_lie_on_the_axis(desk: Desk) -> None:
    """Two points at the left edge and on one another: the second name stays in the picture, off the numbers there."""
    points = [replace(point(desk, 0.1, 5, 1.2, number), undominated=True) for number in (1, 2)]
    spots = [Spot(84.0, 200.0, 6.0, (points[0],)), Spot(86.0, 200.0, 12.0, (points[1],))]
    labels = [ElementTree.fromstring(each) for each in _labels(spots, [])]
    assert len(labels) == 2
    assert all(float(each.attrib["x"]) >= 68.0 for each in labels)
    ups = [float(each.attrib["y"]) for each in labels]
    assert abs(ups[0] - ups[1]) >= 13.0


@pytest.mark.parametrize(
    ("status", "said"),
    [(Status.INFEASIBLE, "has no plan, which is proven"), (Status.UNKNOWN, "has none that was found in time")],
)
def test_what_was_not_found_is_not_said_to_be_impossible(desk: Desk, status: Status, said: str) -> None:
    desk.scenario("bands: {potential: [0.7, 0.6, 0.5], workload: 1}\n")
    found = expand(desk.folder / "scenario.yaml", {})
    first, *others = found.combinations
    best = exactly(first, None)
    none = replace(best, status=status, plan=None, objective=None)
    points = measured([Run(first, best, best), *(Run(each, none, none) for each in others)])
    story = told(found, points)
    assert story.steps == (f"bands.potential from ±70 % to ±60 %: ±60 % {said}.",)
    assert len(story.none) == 1
    assert story.none[0].startswith("02, 03: ")


def test_wide_gaps_are_warned_of(desk: Desk) -> None:
    desk.scenario("bands: {potential: [0.7, 0.6], workload: 1}\n")
    one, other = expand(desk.folder / "scenario.yaml", {}).combinations
    best = exactly(one, None)
    assert best.objective is not None

    def between(combination: Combination, low: float | None, high: float) -> Run:
        result = replace(best, bound=low, objective=high)
        return Run(combination, result, result)

    assert overlap(between(one, 1.0, 2.0), between(other, 1.5, 2.5))
    assert overlap(between(one, None, 2.0), between(other, 1.5, 2.5))
    assert not overlap(between(one, 1.0, 2.0), between(other, 2.0, 2.5))
    assert not overlap(between(one, 2.0, 2.0), between(other, 2.0, 2.0))


def drawn(points: Sequence[Point]) -> ElementTree.Element:
    return ElementTree.fromstring(picture(points))


def test_the_picture_draws_every_plan_to_scale_and_names_the_undominated(desk: Desk) -> None:
    first = replace(point(desk, 0.02, 30, 1.1, 1), undominated=True)
    points = [
        first,
        replace(point(desk, 0.10, 10, 1.3, 2), undominated=True),
        point(desk, 0.12, 40, 1.4, 3),
        Point(Run(first.run.combination), why_none="none"),
    ]
    root = drawn(points)
    dots = root.findall(f"{SVG}circle")
    assert len(dots) == 3
    where = {each.find(f"{SVG}title").text[:2]: each for each in dots}  # type: ignore[union-attr,index]
    x, y, size = ({name: float(each.attrib[key]) for name, each in where.items()} for key in ("cx", "cy", "r"))
    assert x["02"] < x["01"] < x["03"]
    assert y["01"] > y["02"] > y["03"], "less is lower"
    assert (x["03"] - x["02"]) / (x["01"] - x["02"]) == pytest.approx(30 / 20, abs=0.01)
    assert size["01"] < size["02"] < size["03"]
    assert "opacity" in where["03"].attrib
    assert "opacity" not in where["01"].attrib
    assert len([each for each in root.findall(f"{SVG}line") if each.attrib["class"] == "bar top"]) == 1
    names = [each.text for each in root.findall(f"{SVG}text") if each.attrib["class"] == "name bold halo"]
    assert names == ["01", "02"]
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    for text in root.findall(f"{SVG}text"):
        assert 0 <= float(text.attrib["x"]) < width
        assert 0 < float(text.attrib["y"]) < height


def test_noise_is_drawn_flat_and_is_no_better(desk: Desk) -> None:
    """30.000 % and 29.998 % read the same: neither is nearer to the foot of the picture, or better in balance."""
    one, other = point(desk, 0.30000, 30, 1.1, 1), point(desk, 0.29998, 40, 1.1, 2)
    assert dominates(one, other)
    dots = drawn([replace(one, undominated=True), replace(other, undominated=True)]).findall(f"{SVG}circle")
    up = [float(each.attrib["cy"]) for each in dots]
    assert abs(up[0] - up[1]) < 5


def test_the_line_joins_what_none_beats_in_the_picture(desk: Desk) -> None:
    """The third is better in travel alone: its size says so, and no line goes up to it."""
    found = [point(desk, 0.10, 10, 1.3, 1), point(desk, 0.05, 30, 1.3, 2), point(desk, 0.20, 20, 1.0, 3)]
    root = drawn([replace(each, undominated=True) for each in found])
    lines = [each for each in root.findall(f"{SVG}line") if each.attrib["class"] == "bar top"]
    _, left, right = sorted(float(each.attrib["cx"]) for each in root.findall(f"{SVG}circle"))[:3]
    first = min(float(each.attrib["cx"]) for each in root.findall(f"{SVG}circle"))
    assert [(float(each.attrib["x1"]), float(each.attrib["x2"])) for each in lines] == [(first, right)]
    assert first < left < right


def test_a_picture_of_nothing_and_of_one_point(desk: Desk) -> None:
    one = replace(point(desk, 0.0, 0, None), undominated=True)
    assert len(drawn([one]).findall(f"{SVG}circle")) == 1
    assert "No combination has a plan" in picture([Point(Run(one.run.combination))])


@given(st.floats(-100, 1e6), st.floats(0, 1e6))
def test_ticks_are_round_and_inside(low: float, wide: float) -> None:
    axis = Axis.of([low, low + wide], 0.0, 100.0, 1.0)
    assert axis.high - axis.low >= 0.499, "half of the least, where it would go below 0"
    assert 1 <= len(axis.ticks()) <= 12
    assert all(-1e-6 <= axis.at(value) <= 100 + 1e-6 for value in axis.ticks())


def test_the_page_needs_nothing_else(desk: Desk) -> None:
    path = desk.scenario(TWO_BY_THREE + "solve: {work_limit: 5}\n")
    assert command("sweep", path)[0] == 0
    page = Path(desk.folder / "road-sweep" / "sweep.html").read_text()
    assert not re.search(r"<(script|link|img|iframe)|url\(|@import|src=", page)
    assert set(re.findall(r"https?://[^\"' ]+", page)) == {"http://www.w3.org/2000/svg"}
    assert page.count("<svg") == 1
    assert "Step by step" in page


def test_alternatives_are_spoken_as_a_planner_would() -> None:
    assert spoken(0.05, "bands.potential") == "±5 %"
    assert spoken(0.1, "limits.reassigned_accounts") == "10 %"
    assert spoken({"order": ["travel", {"potential": 2.0}]}) == "{order: [travel, {potential: 2}]}"
    assert (spoken(None), spoken(True), spoken(0.5, "hybrid.feeds")) == ("none", "true", "0.5")
