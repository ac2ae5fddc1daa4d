"""Pods and districts against every assignment of a few territories."""

import itertools
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest

from geo.pieces import pieces
from scenarios.designs.design import Design
from scenarios.designs.grouping import MEMBER, Grouping, Ratio
from scenarios.designs.hierarchy import Level, level, seats_of
from scenarios.designs.overlay import Overlay, overlay
from solver.engine import solve
from solver.judge import verdict
from solver.problem import Problem
from tests.scenarios.designs.books import errors, found


def carved(territories: int, seed: int = 0) -> pd.DataFrame:
    """Three accounts in each of the territories T0 … along a road from west to east."""
    rng = np.random.default_rng(seed)
    count = 3 * territories
    return pd.DataFrame(
        {
            "account_id": [f"A{at}" for at in range(count)],
            "lat": 40.0 + rng.uniform(-0.3, 0.3, count).round(3),
            "lon": -100.0 + np.arange(count) // 3 + rng.uniform(-0.3, 0.3, count).round(3),
            "potential": rng.integers(5, 15, count).astype(float),
            "workload": rng.integers(5, 15, count).astype(float),
            "se_hours": rng.integers(1, 9, count).astype(float),
            "current_owner": "nobody here",
            "rep_id": [f"T{at // 3}" for at in range(count)],
        }
    )


def team(*lon: float, **more: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"rep_id": [f"S{at}" for at in range(len(lon))], "lat": 40.0, "lon": lon, **more})


def first(territories: int, **more: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"rep_id": [f"T{at}" for at in range(territories)], **more})


def problem_of(design: Design) -> Problem:
    assert errors(design) == [], [str(each) for each in design.findings]
    tables = design.tables
    return Problem.from_frames(tables.accounts, tables.reps, design.rules, edges=tables.edges, pairs=tables.pairs)


def every(problem: Problem) -> Iterator[tuple[np.ndarray, float]]:
    """Every plan that keeps the rules, with its objective."""
    for plan in itertools.product(range(problem.reps), repeat=len(problem.unit_ids)):
        judged = verdict(problem, np.array(plan))
        if judged.ok and judged.objective is not None:
            yield np.array(plan), judged.objective


def best(problem: Problem) -> float:
    return min((objective for _, objective in every(problem)), default=float("inf"))


def solved(problem: Problem) -> float:
    result = solve(problem, time_limit=10, gap=0.0, workers=1)
    assert str(result.status) in ("OPTIMAL", "INFEASIBLE")
    return float("inf") if result.objective is None else result.objective


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("ends", [(None, None), (2, 2), (1, 3)])
def test_four_territories_and_two_engineers(seed: int, ends: tuple[int | None, int | None]) -> None:
    how = Grouping("SE", ratio=Ratio(None, *ends), bands={"workload": 0.4})
    problem = problem_of(
        overlay(carved(4, seed), first(4), team(-99.5, -97.5), Overlay(how, amounts={"workload": "se_hours"}))
    )
    assert problem.unit_ids.tolist() == ["T0", "T1", "T2", "T3"]
    assert problem.book.values["workload"].sum() == carved(4, seed)["se_hours"].sum()
    plans = list(every(problem))
    for plan, _ in plans:
        assert ends[0] is None or np.bincount(plan, minlength=2).min() >= ends[0]
    assert solved(problem) == pytest.approx(best(problem), abs=1e-6)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("contiguous", [False, True])
def test_six_territories_and_two_districts(seed: int, contiguous: bool) -> None:
    """The managers live at both ends; the territories are shuffled along the road, so that numbers tell nothing."""
    accounts = carved(6, seed)
    names = np.random.default_rng(seed).permutation(6)
    accounts["rep_id"] = [f"T{names[int(rep[1:])]}" for rep in accounts["rep_id"]]
    how = Grouping("district", ratio=Ratio(3), bands={"potential": 0.2}, contiguous=contiguous)
    problem = problem_of(level(accounts, team(-100.0, -95.0), Level(how)))
    feasible = list(every(problem))
    assert solved(problem) == pytest.approx(best(problem), abs=1e-6)
    if contiguous:
        assert problem.land is not None
        for plan, _ in feasible:
            label = pieces(problem.land.indptr, problem.land.indices, plan)
            assert len(np.unique(label)) == 2


def test_contiguity_is_that_of_the_territories() -> None:
    """Given neighbours count before those of the accounts: here a chain 0-2-4-5-3-1."""
    links = pd.DataFrame({"unit_a": ["T0", "T2", "T4", "T5", "T3"], "unit_b": ["T2", "T4", "T5", "T3", "T1"]})
    how = Grouping("district", ratio=Ratio(3, 3, 3), bands={}, contiguous=True)
    problem = problem_of(level(carved(6), team(-100.0, -99.0), Level(how), links))
    plans = [plan.tolist() for plan, _ in every(problem)]
    assert plans == [[0, 1, 0, 1, 0, 1]]


def test_islands_are_joined_and_said() -> None:
    links = pd.DataFrame({"unit_a": ["T0", "T1", "T4"], "unit_b": ["T1", "T2", "T5"]})
    made = level(carved(6), team(-100.0), Level(Grouping("district", bands={}, contiguous=True)), links)
    assert [each.code for each in made.findings] == ["bridge", "bridge"]
    assert len(list(every(problem_of(made)))) == 1


@pytest.mark.parametrize("contiguous", [False, True])
def test_seats_where_nobody_has_named_managers(contiguous: bool) -> None:
    how = Grouping("district", ratio=Ratio(3), bands={"potential": 0.3}, contiguous=contiguous)
    managers, said = seats_of(carved(6), Level(how), 10.0)
    assert [each.code for each in said] == ["seats"]
    assert managers["rep_id"].tolist() == ["district 1", "district 2"]
    assert managers["lon"].is_monotonic_increasing
    problem = problem_of(level(carved(6), managers, Level(how)))
    plan, _ = min(every(problem), key=lambda each: each[1])
    seats = [problem.unit_ids.tolist().index(unit) for unit in managers["home_unit"]]
    assert plan[seats].tolist() == [0, 1]
    assert solved(problem) == pytest.approx(best(problem), abs=1e-6)


def test_bands_that_no_seats_keep_and_rules_that_no_seats_keep() -> None:
    tight = Grouping("district", ratio=Ratio(3), bands={"potential": 0.0})
    _, said = seats_of(carved(6), Level(tight), 10.0)
    assert [each.code for each in said] == ["seats-bands"]
    star = pd.DataFrame({"unit_a": ["T0"] * 5, "unit_b": [f"T{at}" for at in range(1, 6)]})
    parts = Grouping("district", ratio=Ratio(3, 3, 3), bands={}, contiguous=True)
    _, said = seats_of(carved(6), Level(parts), 10.0, star)
    assert [each.code for each in said] == ["no-seats"]


def test_ratios() -> None:
    assert Ratio(3).ends == (2, 4)
    assert Ratio(8).ends == (6, 10)
    assert Ratio(1).ends == (0, 2)
    assert Ratio(None, None, 5).ends == (0, 5.0)
    assert Ratio(8, 6, 10).count(40) == 5
    assert Ratio(3, 3, 3).count(10) == 4  # nothing fits, and the error says so
    assert Ratio(4).count(5) == 1


def test_numbers_that_cannot_be_are_errors_with_both_sides() -> None:
    how = Grouping("SE", ratio=Ratio(3))
    few = overlay(carved(4), first(4), team(-100.0), Overlay(Grouping("SE", ratio=Ratio(2, 1, 3))))
    assert "at most 3" in found(few, "ratio").message
    many = overlay(carved(4), first(4), team(-100.0, -99.0, -98.0), Overlay(how))
    assert "at least 6" in found(many, "ratio").message


def test_skills_hold_for_whole_territories() -> None:
    how = Grouping("SE", bands={}, goal={"workload": 1.0})
    reps = team(-100.0, -98.0, segments=["SMB; enterprise", "smb"])
    ours = first(4, segments=["SMB", "enterprise; SMB", "", "smb"])
    made = overlay(carved(4), ours, reps, Overlay(how, serves={"segments": "segments"}))
    plans = {tuple(plan.tolist()) for plan, _ in every(problem_of(made))}
    assert plans == {(a, 0, b, c) for a, b, c in itertools.product((0, 1), repeat=3)}
    nobody = overlay(
        carved(4), first(4, segments=["SMB", "space", "", ""]), reps, Overlay(how, serves={"segments": "segments"})
    )
    assert found(nobody, "nobody-serves").ids == ("T1",)


def test_a_rep_without_accounts_is_in_no_pod() -> None:
    made = overlay(carved(3), first(4), team(-100.0), Overlay(Grouping("SE", bands={})))
    assert found(made, "no-territory").ids == ("T3",)
    assert problem_of(made).unit_ids.tolist() == ["T0", "T1", "T2"]


def test_an_overlay_of_its_own_is_carved_by_account() -> None:
    accounts = carved(2)
    accounts["current_se"] = ["S0", "S1", "", "S0", "S1", ""]
    settings = Overlay(Grouping("SE", bands={}), "accounts", {"workload": "se_hours"}, "current_se")
    problem = problem_of(overlay(accounts, first(2), team(-100.0, -99.0), settings))
    assert problem.unit_ids.tolist() == accounts["account_id"].tolist()
    assert problem.book.owner.tolist() == [0, 1, -1, 0, 1, -1]
    assert problem.book.values["workload"].tolist() == accounts["se_hours"].tolist()
    lost = overlay(accounts, first(2), team(-100.0), Overlay(Grouping("SE"), amounts={"workload": "hours"}))
    assert found(lost, "missing-column").column == "hours"


def test_members_are_neighbours_where_their_accounts_are() -> None:
    made = level(carved(4), team(-100.0), Level(Grouping("district", bands={}, contiguous=True)))
    assert made.tables.edges is not None
    pairs = {frozenset(pair) for pair in made.tables.edges.itertuples(index=False, name=None)}
    assert pairs >= {frozenset(("T0", "T1")), frozenset(("T1", "T2")), frozenset(("T2", "T3"))}
    assert frozenset(("T0", "T3")) not in pairs
    assert made.tables.accounts[MEMBER].tolist() == carved(4)["rep_id"].tolist()
