"""Cells of a hybrid held together: what a rep has of each cell, and of the patch, is one piece of map cells."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from scenarios.designs.design import Design, Tables
from scenarios.designs.keys import UnitKeys
from scenarios.designs.layered import IN_LAYER
from scenarios.designs.models import Settings, design
from scenarios.reports.territory_model import in_one_piece as said
from solver.engine import solve
from solver.rules import Rules
from tests.in_one_piece import in_one_piece
from tests.scenarios.conftest import Desk
from tests.scenarios.designs.books import errors, found, stated

RULES = Rules(bands={"potential": 0.8}, goal={"potential": 1.0, "travel": 1.0})
COUNTIES = ["13001", "13161", "13279", "13283", "13175", "13309", "13271", "13069"]
"""A chain of counties in Georgia and some beside it."""
VERTICALS = ["Health", "Finance", "Steel"]


def book(count: int = 72) -> pd.DataFrame:
    """Three verticals in every county; nobody serves Steel, so that it is the patch; every ninth account is named."""
    rng = np.random.default_rng(3)
    return pd.DataFrame(
        {
            "account_id": [f"A{at}" for at in range(count)],
            "lat": 31.7 + rng.random(count) / 2,
            "lon": -82.5 + rng.random(count) / 2,
            "county_fips": [COUNTIES[at // 3 % len(COUNTIES)] for at in range(count)],
            "industry": [VERTICALS[at % 3] for at in range(count)],
            "potential": rng.integers(5, 20, count),
            "workload": 1.0,
            "named": ["yes" if at % 9 == 8 else "" for at in range(count)],
        }
    ).astype({"county_fips": object})


def team() -> pd.DataFrame:
    """WES and EVA serve both cells and have a patch, NAT serves Health alone and lives next to WES."""
    rows = [
        ("WES", 31.75, -82.3, "yes", "Health; Finance"),
        ("EVA", 32.2, -82.6, "yes", "finance; HEALTH"),
        ("NAT", 31.76, -82.31, "", "health"),
    ]
    return pd.DataFrame(rows, columns=["rep_id", "lat", "lon", "has_patch", "verticals"], dtype=object)


BOTH = ("cells", "geography")
SETTINGS = Settings(units=UnitKeys(by="county"), feeds=0.5, contiguous_layers=BOTH, patch_reps="has_patch")


def made(settings: Settings = SETTINGS, rules: Rules = RULES, **tables: pd.DataFrame) -> Design:
    return design("hybrid", Tables(**{"accounts": book(), "reps": team(), **tables}), rules, settings)


def test_every_cell_and_the_patch_is_a_layer_with_units_of_its_own() -> None:
    one = made()
    assert errors(one) == []
    assert (one.rules.contiguous, one.rules.contiguous_by, one.rules.contiguous_where) == (True, IN_LAYER, "")
    accounts = one.tables.accounts
    named = book()["named"] == "yes"
    assert set(accounts[IN_LAYER][~named]) == {"Health", "Finance", "the patch"}
    assert set(accounts[IN_LAYER][named]) == set(accounts["unit_id"][named]) == {""}
    units = {name: set(accounts["unit_id"][accounts[IN_LAYER] == name]) for name in ("Health", "the patch")}
    assert units["Health"] == {f"{county} · Health" for county in COUNTIES}
    assert units["the patch"] == set(COUNTIES)
    layer = dict(zip(accounts["unit_id"], accounts[IN_LAYER], strict=True))
    edges = one.tables.edges
    assert edges is not None
    assert all(layer[a] == layer[b] for a, b in zip(edges["unit_a"], edges["unit_b"], strict=True))
    assert "8 accounts of no layer" in found(one, "exempt").message


def test_reps_of_one_cell_who_live_together_enter_it_by_different_units() -> None:
    one = made()
    assert "Health: the home is in one unit with" in found(one, "home-moved").message
    homes = dict(zip(one.tables.reps["rep_id"], one.tables.reps["home_unit"], strict=True))
    assert sum(" · Health" in cell for cell in homes.values()) >= 1
    problem = stated(one)
    assert problem.land is not None
    roots = problem.land.roots
    enters = [set(problem.unit_ids[problem.land.neighbours(int(root))]) for root in roots]
    assert [len(each) for each in enters] == [3, 3, 1]  # NAT enters Health alone
    assert not enters[0] & enters[2]
    assert not [note for note in problem.notes if note.code == "shared-entrance"]


@pytest.mark.parametrize("layers", [("cells",), BOTH])
def test_what_a_rep_has_of_each_layer_is_one_piece(layers: tuple[str, ...]) -> None:
    one = made(replace(SETTINGS, contiguous_layers=layers))
    problem = stated(one)
    result = solve(problem, time_limit=5, gap=0.02, workers=1)
    assert result.plan is not None
    accounts, edges = one.tables.accounts, one.tables.edges
    assert edges is not None
    links = list(zip(edges["unit_a"], edges["unit_b"], strict=True))
    owner = dict(zip(*result.plan.frame(problem)[["account_id", "rep_id"]].to_numpy().T, strict=True))
    reps = accounts["account_id"].map(owner)
    held = accounts[IN_LAYER] != ""
    assert set(accounts[IN_LAYER][held]) == {"Health", "Finance"} | ({"the patch"} if "geography" in layers else set())
    assert ("13001" in set(accounts["unit_id"])) is True  # the patch moves by counties, also where it is not held
    for _, units in accounts["unit_id"][held].groupby([reps[held], accounts[IN_LAYER][held]]):
        assert in_one_piece(set(units), links)


def test_clusters_are_the_same_map_for_all_layers() -> None:
    one = made(replace(SETTINGS, units=UnitKeys(cells=6)))
    assert errors(one) == []
    accounts = one.tables.accounts
    cells = set(accounts["map_cell"][accounts[IN_LAYER] != ""])
    assert len(cells) == 6
    assert set(accounts["unit_id"][accounts[IN_LAYER] == "Health"]) <= {f"{cell} · Health" for cell in cells}


def test_a_cell_of_one_rep_needs_no_rule_and_a_pinned_account_is_exempt() -> None:
    reps = team().assign(verticals=["Health; Finance", "Health", "Health"])
    locks = pd.DataFrame({"account_id": ["A0"], "rep_id": ["EVA"], "kind": ["pinned"]})
    one = made(reps=reps, locks=locks)
    accounts = one.tables.accounts
    assert set(accounts[IN_LAYER]) == {"Health", "the patch", ""}
    assert accounts[IN_LAYER][0] == ""


def test_home_units_of_the_planner_are_map_cells_of_each_layer() -> None:
    one = made(reps=team().assign(home_unit=["13161", "13279 · Health", ""]))
    assert one.tables.reps["home_unit"].tolist()[:2] == [
        "13161 · Finance; 13161 · Health; 13161",
        "13279 · Health",
    ]
    strange = made(reps=team().assign(home_unit=["13161", "99999", ""]))
    assert errors(strange) == ["unknown-unit"]


def test_too_few_map_cells_are_no_error() -> None:
    rows = [(f"R{at}", 31.8, -82.4, "yes", "*") for at in range(9)]
    reps = pd.DataFrame(rows, columns=["rep_id", "lat", "lon", "has_patch", "verticals"], dtype=object)
    one = made(replace(SETTINGS, feeds=0.1), replace(RULES, bands={"potential": 5.0}), reps=reps)
    assert errors(one) == []
    said = [finding for finding in one.findings if finding.code == "too-few-units"]
    assert {finding.severity for finding in said} == {"warning"}
    assert "Health: 9 reps live in an area of 8 units" in " ".join(finding.message for finding in said)
    assert "shared-entrance" in [note.code for note in stated(one).notes]


def test_families_are_no_places() -> None:
    accounts = book().assign(family="F")
    assert "families-on-the-map" in errors(made(replace(SETTINGS, units=UnitKeys(by="family")), accounts=accounts))


def test_without_a_layer_of_two_nothing_is_held_together() -> None:
    one = made(replace(SETTINGS, contiguous_layers=("cells",)), reps=team().assign(verticals=["Health", "", ""]))
    assert "no-patch" in [finding.code for finding in one.findings if finding.severity == "warning"]
    assert not one.rules.contiguous


def test_a_column_that_is_missing_is_said_once_and_nothing_else_of_units() -> None:
    one = made(replace(SETTINGS, units=UnitKeys(by="region")))
    assert errors(one) == ["missing-column"]
    said = [finding for finding in one.findings if finding.code in ("missing-column", "unit-by-itself")]
    assert len(said) == 1
    assert said[0].message.startswith("the column region is missing")


def test_the_rule_is_said_in_words() -> None:
    assert "of each cell (segment × vertical) and of the patch is" in said("", IN_LAYER, {"Health", "the patch"})
    assert "of each cell (segment × vertical) is" in said("", IN_LAYER, {"Health", ""})
    assert "of the accounts with one region is" in said("", "region")


def test_from_the_file_to_the_check(desk: Desk) -> None:
    desk.put("accounts.csv", book().to_csv(index=False))
    desk.put("reps.csv", team().to_csv(index=False))
    keys = "hybrid: {feeds: 0.5, contiguous: [cells, geography], reps: has_patch}\nunits: {by: county}\n"
    rules = "bands: {potential: 0.8}\ngoal: {potential: 1, travel: 1}\nsolve: {time_limit: 5, gap: 0.02}\n"
    summary = desk.solved(f"model: hybrid\n{keys}{rules}")
    assert "what a rep has of each cell (segment × vertical) and of the patch is one connected piece" in summary
    assert "start of" not in summary
