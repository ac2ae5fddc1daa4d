"""The hybrid model: which layer an account is in, which cells stand, and that specialists get what is theirs."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from scenarios.designs.design import Design, Tables
from scenarios.designs.hybrid import CELL, LAYER, SERVES, Hybrid, hybrid
from scenarios.designs.named import Named
from scenarios.designs.shares import Scale
from scenarios.designs.standing import Cells, standing
from scenarios.designs.vertical import Verticals
from solver.engine import solve
from solver.problem import Problem
from solver.rules import Rules

GOAL = {"potential": 1.0}
NO_NAMED = Hybrid(layers=("cells", "geography"), feeds=0.6)


def book(rows: list[tuple[str, str, float]], **columns: list[Any]) -> pd.DataFrame:
    segment, industry, potential = zip(*rows, strict=True)
    made = {"segment": segment, "industry": industry, "potential": potential, "workload": [1.0] * len(rows)}
    return pd.DataFrame({"account_id": [f"A{at}" for at in range(len(rows))]} | made | columns)


def team(**reps: tuple[str, str]) -> pd.DataFrame:
    rows = [(id_, segments, verticals) for id_, (segments, verticals) in reps.items()]
    return pd.DataFrame(rows, columns=["rep_id", "segments", "verticals"])


def said(design: Design, code: str) -> str:
    return " ".join(finding.message for finding in design.findings if finding.code == code)


TEAM = team(ENT=("Enterprise", "Health"), MID=("Mid; SMB", "*"), GEN=("", ""))
ROWS = [("Enterprise", "Health", 80.0), ("Enterprise", "Steel", 30.0), ("Mid", "Health", 10.0), ("Mid", "Steel", 60.0)]
BOOK = book([*ROWS, ("SMB", "Steel", 100.0), ("", "Steel", 20.0)])
"""300 for three reps: 100 each. SMB × Steel and Mid × Steel would be 1.6 for one rep, whose band ends at 1.3."""
RULES = Rules(bands={"potential": 0.3}, goal=GOAL)


def test_a_cell_stands_when_it_feeds_a_rep_who_can_carry_it_and_the_rest_is_anybodys() -> None:
    made = hybrid(Tables(BOOK, TEAM), RULES, NO_NAMED)
    fell = said(made, "cells-fall")
    assert "Enterprise × Steel: no rep serves it" in fell
    assert "Mid × Health: 0.10 fair shares of potential, and a cell needs 0.6" in fell
    stands = {"Enterprise × Health", "Mid × Steel"} if "SMB × Steel: 1.00" in fell else set()
    assert "can carry 1.30 inside ±30 %" in fell
    assert {*made.tables.accounts[CELL]} - {""} == (stands or {"Enterprise × Health", "SMB × Steel"})
    layers = made.tables.accounts[LAYER]
    assert (layers == "cells").tolist() == (made.tables.accounts[CELL] != "").tolist()
    assert made.tables.reps[SERVES].tolist()[0] == "Enterprise × Health"
    assert made.tables.reps[SERVES].tolist()[2] == ""


def test_the_plan_keeps_specialists_on_their_cells() -> None:
    made = hybrid(Tables(BOOK, TEAM), RULES, NO_NAMED)
    problem = Problem.from_frames(made.tables.accounts, made.tables.reps, made.rules)
    plan = solve(problem, time_limit=5, gap=0.0, workers=1).plan
    assert plan is not None
    for account, cell in enumerate(made.tables.accounts[CELL]):
        assert not cell or cell in made.tables.reps[SERVES][plan.rep_of_unit[account]]


def test_named_accounts_come_first_and_take_mass_from_the_cells() -> None:
    settings = Hybrid(feeds=0.6, named=Named(flag="strategic"))
    made = hybrid(Tables(BOOK.assign(strategic=["yes", *[""] * 5]), TEAM), RULES, settings)
    assert made.tables.accounts[LAYER].tolist()[0] == "named"
    assert made.tables.accounts[CELL].tolist()[0] == ""
    assert "Enterprise × Health" not in " ".join(made.tables.reps[SERVES])


def test_pinned_accounts_are_no_mass_of_a_cell() -> None:
    locks = pd.DataFrame({"account_id": ["A0"], "rep_id": ["GEN"], "kind": ["pinned"]})
    made = hybrid(Tables(BOOK, TEAM, locks=locks), RULES, NO_NAMED)
    assert made.tables.accounts[CELL].tolist()[0] == ""
    assert "Enterprise × Health" not in " ".join(made.tables.reps[SERVES])


def test_without_a_column_of_segments_cells_are_verticals() -> None:
    reps = TEAM.drop(columns="segments")
    made = hybrid(Tables(BOOK, reps), RULES, Hybrid(layers=("cells", "geography"), feeds=0.5))
    assert set(made.tables.accounts[CELL]) <= {"", "Health", "Steel"}
    assert "Health" in set(made.tables.accounts[CELL])


def test_a_column_that_is_named_and_missing_is_an_error_never_a_guess() -> None:
    settings = Hybrid(layers=("cells", "geography"), verticals=Verticals(reps="skills"))
    made = hybrid(Tables(BOOK, TEAM), RULES, settings)
    (error,) = [finding for finding in made.findings if finding.severity == "error"]
    assert (error.code, error.column) == ("missing-column", "skills")


def test_without_either_column_the_team_is_asked_for_one() -> None:
    made = hybrid(Tables(BOOK, TEAM[["rep_id"]]), RULES, NO_NAMED)
    assert [finding.code for finding in made.findings if finding.severity == "error"] == ["nothing-served"]


@pytest.mark.parametrize("seed", range(12))
def test_what_stands_can_be_carried_and_what_fell_for_that_could_not_be_with_all_others(seed: int) -> None:
    """Hall's condition over all sets of cells."""
    random = np.random.default_rng(seed)
    count, reps = int(random.integers(1, 5)), int(random.integers(1, 4))
    serves = random.random((count, reps)) < 0.6
    mass = random.integers(1, 20, count) / 10
    amounts = np.r_[mass, max(0.0, reps - mass.sum())]
    scale = Scale("potential", amounts, np.ones(reps), 0.1)
    cells = Cells(tuple(map(str, range(count))), np.r_[np.arange(count), -1], serves)
    fallen = standing(cells, [scale], 0.0, np.full(count + 1, -1))
    share, room = cells.mass(scale), scale.weight * 1.1
    groups = [[c for c in range(count) if bits >> c & 1] for bits in range(1, 2**count)]

    def too_much(some: list[int]) -> bool:
        return bool(share[some].sum() > room[serves[some].any(axis=0)].sum() + 1e-5)

    assert not any(too_much(some) for some in groups if not set(some) & set(fallen))
    for cell, why in fallen.items():
        if "can carry" in why:
            assert any(too_much(some) for some in groups if cell in some and serves[some].any(axis=1).all())


def test_where_no_account_is_in_a_cell_all_fall_to_geography() -> None:
    accounts = book([("", "", 10.0), ("", "", 20.0)])
    settings = Hybrid(layers=("cells", "geography"), verticals=Verticals(blank="anybody"))
    made = hybrid(Tables(accounts, team(A=("SMB", "Pharma"), B=("SMB", "Retail"))), Rules(goal=GOAL), settings, None)
    assert not made.failed
    assert made.tables.accounts[LAYER].tolist() == ["geography", "geography"]
