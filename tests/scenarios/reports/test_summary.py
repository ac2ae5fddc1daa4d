"""summary.md says what a leader asks, and says it right."""

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from scenarios.designs.carve_out import CarveOut
from scenarios.designs.design import Tables
from scenarios.designs.models import Settings, design
from scenarios.designs.named import Named
from scenarios.reports.summary import _rules
from scenarios.reports.territory_model import in_words
from scenarios.reports.wording import amount, at_least, at_most, grid, lasted, points, share
from solver.problem import Problem
from solver.result import Culprit, Opening, Result, Status
from solver.rules import Limits, Rules
from tests.scenarios import written_road as road


def text(folder: Path, *given: object, **named: object) -> str:
    return (road.write(folder, *given, **named)[0] / "summary.md").read_text(encoding="utf-8")  # type: ignore[arg-type]


def test_a_plan_in_full(tmp_path: Path) -> None:
    page = text(tmp_path)
    assert page.startswith(
        "# road\n\n**A plan that keeps every rule. No plan under these rules is more than 0.50 % better.**"
    )
    for said in (
        "6 accounts, together 610 of potential and 62 hours a year, each with one of 2 reps",
        "- potential of every rep within ±20 % of the fair share",
        "- every territory is one connected piece",
        "- accounts marked active_deal stay with their owner",
        "- 1 lock to one rep, 1 lock away from a rep",
        "| potential | ±20 % | 98.4 % | 101.6 % |",
        "- by choice: 1 account with 110 of potential; 20.0 % of the 5 owned (limit 20 %)",
        "- new, without an owner so far: 1 account",
        "| Ann (R1) | 0 | 1 | 0 | 110 |",
        "| accounts that nobody owns | 1 | 0 |",
        "ended because the gap asked for was reached",
    ):
        assert said in page


def test_the_part_that_anyone_can_check_is_said(tmp_path: Path) -> None:
    page = text(tmp_path / "priced", road.certified)
    assert "Anyone can re-check a gap of 25.12 % with `faircarve check` (price bound 1.5729, certificate.json)" in page
    assert "the last 24.62 % rests on the solver's branching" in page
    assert "The bound rests on the solver's word." in text(tmp_path / "bare")


def test_an_optimum_says_so(tmp_path: Path) -> None:
    assert "the best there is" in text(tmp_path, lambda problem: road.solved(problem, bound=1))


def test_reps_near_the_edge_are_named_and_others_are_not(tmp_path: Path) -> None:
    assert "near the edge" not in text(tmp_path / "even")
    tight = road.FREE.replace("bands: {}", "bands: {potential: 0.017}")
    page = text(tmp_path / "tight", scenario=tight)
    assert "| Ann (R1) | potential | 98.4 % | 96 % of the band |" in page


def test_forced_moves_are_told_apart(tmp_path: Path) -> None:
    book = road.ACCOUNTS.replace("110,12,R1", "110,12,GONE")
    page = text(tmp_path, scenario=road.FREE + "owners: {unknown: vacate}\n", accounts=book)
    assert "- by choice: 0 accounts" in page
    assert "- forced, because the owner has left: 1 account, not counted" in page


def test_terms_left_out_and_notes_are_said(tmp_path: Path) -> None:
    page = text(tmp_path / "whole")
    assert "does not bind" in page.split("## Worth knowing")[1], "the lock that has expired"
    assert "left out of the goal" not in page
    new = "\n".join(",".join([*row.split(",")[:5], "", "", "", ""]) for row in road.ACCOUNTS.splitlines()[1:])
    header = road.ACCOUNTS.splitlines()[0]
    page = text(tmp_path / "new", scenario=road.FREE, accounts=f"{header}\n{new}\n")
    assert "## What was left out of the goal\n\n- reassigned: no account has an owner" in page
    assert "nothing moves" in page


def test_a_conflict_is_explained(tmp_path: Path) -> None:
    opening = Opening(least=0.0312, reached=0.04, culprits=(Culprit("R1", "potential", 0.87, "far from everything"),))

    def make(problem: Problem) -> Result:
        return replace(road.conflicting(problem, "111122"), opening=opening)

    page = text(tmp_path, make)
    for said in (
        "**No plan keeps all the rules; this is proven.**",
        "- bands: potential ±20%",
        "every band must open by at least 3.12 points",
        "A plan is known that needs 4.00 points",
        "| R1 | potential | 87.0 % | far from everything |",
        "## The nearest plan",
        "- Ann (R1) has potential 410, 34.43 % over the fair share of 305; the band allows 20 %",
    ):
        assert said in page


def test_wider_bands_are_not_promised_to_help(tmp_path: Path) -> None:
    """A least opening is proven, and no plan has it: other rules may stand in the way, however wide the bands."""

    def make(problem: Problem) -> Result:
        return replace(road.conflicting(problem), opening=Opening(least=4.38, reached=None))

    assert "Whether wider bands alone help is not known" in text(tmp_path, make)


def test_out_of_time(tmp_path: Path) -> None:
    def make(problem: Problem) -> Result:
        return replace(
            road.conflicting(problem), status=Status.UNKNOWN, stop_reason="time_limit", conflict=(), bound=1.5
        )

    page = text(tmp_path, make)
    assert "**No plan was found before the run ended: the time limit was reached.**" in page
    assert "No plan can have a goal below 1.5" in page


@pytest.mark.parametrize(
    ("gap", "said"), [(0.0, "0.00 %"), (0.008, "0.80 %"), (0.00801, "0.81 %"), (0.1, "10.00 %"), (1e-7, "0.01 %")]
)
def test_no_more_than_is_rounded_up(gap: float, said: str) -> None:
    assert at_most(gap) == said


def test_points_are_rounded_to_the_safe_side() -> None:
    assert (points(0.031251, up=False), points(0.031251, up=True)) == ("3.12", "3.13")
    assert (points(0.03, up=False), points(0.03, up=True)) == ("3.00", "3.00")


def test_wording() -> None:
    assert share(0.0834) == "8.3 %"
    assert [lasted(seconds) for seconds in (0.2, 1.2, 75.4)] == ["less than a second", "1 second", "75 seconds"]
    assert [at_least(x) for x in (1.7642999999, -0.0000012345678, 0.0, 123456789.0, -1.2)] == [
        "1.76429",
        "-1.23457e-6",
        "0",
        "123456000",
        "-1.2",
    ]
    assert at_least(None) == at_least(float("-inf")) == "–"
    assert share(None) == share(float("nan")) == amount(float("nan")) == at_most(float("inf")) == "–"
    assert (amount(1234567.8), amount(12.0), amount(0.5)) == ("1,234,568", "12", "0.5")
    assert grid(["a", "b"], [["x|y", "1"]])[-1] == "| x\\|y | 1 |"


def test_the_rules_of_a_territory_model_are_told() -> None:
    rows = [("a", "x", "F"), ("b", "x", "F"), ("c", "y", "")]
    book = pd.DataFrame(rows, columns=["account_id", "kind", "family"]).assign(potential=[10, 10, 20])
    team = pd.DataFrame({"rep_id": ["R", "S"], "sells": ["x", "y"]})
    rules = Rules(
        bands={"potential": 0.5},
        goal={"potential": 1},
        units="family",
        serves={"kind": "sells"},
        peers="sells",
        per_rep={"accounts": (1, None), "tier=A": (None, 4.0)},
    )
    bent = replace(rules, references={"potential": "median"}, limits=Limits(top_five=0.4))
    of_bent = list(_rules(Problem.from_frames(book.assign(tier="A"), team, bent)))
    assert "potential of every rep within ±50 % of the median (by weight), among reps with the same sells" in of_bent
    assert "at most 40 % of a rep's potential in the five largest accounts" in of_bent
    told = list(_rules(Problem.from_frames(book.assign(tier="A"), team, rules)))
    assert "potential of every rep within ±50 % of the fair share, among reps with the same sells" in told
    assert "an account goes to a rep who serves its kind (column sells of the reps), unless it is pinned" in told
    assert "accounts with the same family move together: 2 basic units" in told
    assert "every rep has at least 1 accounts" in told
    assert "every rep has at most 4 accounts with tier A" in told


def test_columns_that_a_design_makes_are_told_in_words() -> None:
    """named_served, cells_served and the like stand in no file of the planner."""
    book = pd.DataFrame({"account_id": ["a", "b"], "named": ["true", ""], "segment": ["SMB", "SMB"]})
    book = book.assign(industry="x", potential=[1.0, 1.0], workload=1.0)
    team = pd.DataFrame({"rep_id": ["R", "S"], "carries": ["yes", ""], "segments": "*", "verticals": "*"})
    settings = Settings(
        named=Named(reps="carries", per_rep=(0, 5)),
        feeds=0.1,
        carve_outs={"special": CarveOut({"account_id": ("a",)}, {"rep_id": ("R",)})},
    )
    for model in ("vertical", "named", "hybrid"):
        made = design(model, Tables(book, team), Rules(goal={"potential": 1.0}), settings)
        problem = Problem.from_frames(made.tables.accounts, made.tables.reps, made.rules)
        told = " ".join(_rules(problem))
        assert made.rules.serves
        for column in {*made.tables.accounts.columns, *made.tables.reps.columns} - {*book.columns, *team.columns}:
            assert not re.search(rf"\b{column}\b", told) or column in ("vertical", "cell"), (model, told)
    assert "every rep has at least 0 and at most 5 named accounts" in told
    assert in_words(["who serves what (cells_served)"]) == ["who serves what (cells of segment × vertical)"]


def test_names_of_scenario_reps_and_accounts_are_text_on_the_page_and_on_the_map(tmp_path: Path) -> None:
    """Whatever stands in a file is told as it is, and makes no mark, no link and no element."""
    hostile = "*A* _b_ `c` | [d](https://example.com) <b>e</b> ![f](g)"
    inputs = road.read(road.put(tmp_path))
    team = inputs.frames["reps"].assign(name=[hostile, "Bob"])
    book = inputs.frames["accounts"].assign(name=hostile)
    problem = road.problem_of(replace(inputs, frames={**inputs.frames, "reps": team, "accounts": book}))
    folder = road.results.write(tmp_path / "out", inputs, problem, road.solved(problem), title=hostile)
    page = (folder / "summary.html").read_text(encoding="utf-8")
    shown = hostile.replace("<b>e</b>", "&lt;b&gt;e&lt;/b&gt;")
    assert f"<h1>{shown}</h1>" in page
    assert f'<th scope="row">{shown} (R1)</th>' in page
    assert not re.search(r"<(b|em|img|script)\b", page)
    assert re.findall(r'href="([^"]*)"', page) == ["map.svg"]
    assert shown in (folder / "map.svg").read_text(encoding="utf-8")
    assert "[map.svg](map.svg)" in (folder / "summary.md").read_text(encoding="utf-8")
