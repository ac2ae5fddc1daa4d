"""Every row on the valley, by hand."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from scenarios.compare.comparison import Comparison, compare_plans
from scenarios.compare.contender import Contender
from scenarios.compare.measures.catalogue import catalogue
from scenarios.compare.measures.measure import Measure
from scenarios.compare.measures.view import Ground
from scenarios.compare.traits import Expertise, traits
from solver.errors import InputError
from solver.judge.yardstick import Yardstick
from tests.conftest import Valley

Enter = Callable[..., Contender]


@pytest.fixture
def figures(valley: Valley, enter: Enter) -> Callable[..., dict[str, dict[str, Any]]]:
    """Key of a measure → plan → figure."""

    def made(*names: str, **given: Any) -> dict[str, dict[str, Any]]:
        problem = valley.build()
        found = compare_plans([enter(name, problem) for name in names or ("even", "stay", "greedy")], problem, **given)
        return {str(key): dict(row) for key, row in found.frame.iterrows()}

    return made


@pytest.mark.parametrize(
    ("key", "even", "stay", "greedy"),
    [
        ("broken_rules", 0, 0, 4),
        ("accounts_unowned", 0, 0, 0),
        ("reps_inside_bands", 1, 1, 0),
        ("potential_largest", 0, 0.1, 1),
        ("potential_mean", 0, 0.1, 1),
        ("workload_largest", 0, 0.1, 1),
        ("potential_to_median", 0, 0.1, 1),
        ("potential_gini", 0, 0.05, 0.5),
        ("continuity_accounts", 6 / 7, 1, 5 / 7),
        ("continuity_potential", 15 / 16, 1, 11 / 16),
        ("accounts_moved", 1, 0, 2),
        ("potential_moved", 10, 0, 50),
        ("accounts_forced", 0, 0, 0),
        ("coverage", 1, 1, 12 / 20),
        ("coverage_worst", 1, 1, 12 / 20),
        ("whales_worst", 1, 1, 2),
        ("whales_mean", 1, 1, 1),
        ("top_five_worst", 1, 1, 160 / 200),
        ("top_five_mean", 1, 1, 160 / 200),
        ("travel", 1, 1.0411, None),
    ],
)
def test_by_hand(
    figures: Callable[..., dict[str, dict[str, Any]]], key: str, even: float, stay: float, greedy: float | None
) -> None:
    row = figures(whale=0.35)[key]
    assert [row["even"], row["stay"]] == pytest.approx([even, stay], abs=1e-4)
    assert greedy is None or row["greedy"] == pytest.approx(greedy)


def test_the_goal_is_that_of_the_yardstick(figures: Callable[..., dict[str, dict[str, Any]]]) -> None:
    row = figures()["objective"]
    assert row["even"] == pytest.approx(1 + 10 / 160)
    assert row["stay"] == pytest.approx(5 * 0.1 + 5 * 0.1 + 1.0411, abs=1e-4)


def test_the_tier_mix_by_hand(figures: Callable[..., dict[str, dict[str, Any]]]) -> None:
    found = figures(tier="segment")
    assert found["tier_mix_largest"] == pytest.approx({"even": 0.5, "stay": 0.5, "greedy": 0.0})
    assert found["tier_mix_mean"] == pytest.approx({"even": 0.5, "stay": 0.4, "greedy": 0.0})


def test_expertise_is_potential_in_skilled_hands(figures: Callable[..., dict[str, dict[str, Any]]]) -> None:
    team = pd.DataFrame({"rep_id": ["EVE", "WES"], "skills": ["other; MID ", "smb"]})
    found = figures(reps=team, serves={"segment": "skills"})
    assert found["expertise"] == pytest.approx({"even": 1.0, "stay": 190 / 200, "greedy": 100 / 200})


def test_expertise_reads_lists_as_the_rules_do() -> None:
    cells = np.array([" Mid", "smb", "", "rare"], dtype=object)
    lists = np.array(["mid;smb", "*", ""], dtype=object)
    known = Expertise.of("segment", "skills", cells, lists)
    assert known.asks.tolist() == [True, True, False, True]
    for rep, served in ((0, [True, True, True, False]), (1, [True] * 4), (2, [False, False, True, False])):
        assert known.met(np.full(4, rep)).tolist() == served
    assert known.met(np.full(4, -1)).tolist() == [False, False, True, False]


def test_a_group_of_one_is_always_even_and_one_group_is_the_team(
    figures: Callable[..., dict[str, dict[str, Any]]],
) -> None:
    alone = figures("even", "stay", groups=pd.Series({"WES": "west", "EVE": "east"}))
    assert alone["potential_group_largest"] == {"even": 0.0, "stay": 0.0}
    together = figures("even", "stay", groups=pd.Series({"WES": "all", "EVE": "all"}))
    assert together["potential_group_largest"] == pytest.approx({"even": 0.0, "stay": 0.1})
    assert together["workload_group_mean"] == pytest.approx({"even": 0.0, "stay": 0.1})


def test_pieces_are_counted_on_the_map_of_whoever_has_one(valley: Valley, enter: Enter) -> None:
    problem = valley.build()
    mapped = valley.set(contiguous=True).build()
    scattered = replace(enter("even", problem), name="scattered", rep=np.array([0, 1, 0, 1, 1, 0, 1, 0]))
    found = compare_plans([enter("even", mapped), scattered], problem)
    assert found.frame.loc["pieces"].tolist() == [1.0, 4.0]


def test_what_has_no_data_is_left_out_with_the_reason(valley: Valley, enter: Enter) -> None:
    valley.drop("lat", "lon", "current_owner", "workload").set(bands={"potential": 0.1})
    problem = valley.build()
    found = compare_plans([enter("even", problem)], problem)
    reasons = {each.name: each.reason for each in found.skipped}
    assert reasons["continuity"] == "no account has an owner today"
    assert reasons["coverage"] == "the accounts have no hours"
    assert reasons["fairness of hours"] == "the accounts have no hours"
    assert reasons["fairness within peer groups"] == "the reps are not in peer groups"
    assert {"travel", "expertise match", "tier mix"} <= set(reasons)
    assert not {"travel", "coverage", "expertise", "workload_largest"} & set(found.frame.index)


def test_a_rep_without_a_capacity_is_named_not_guessed(valley: Valley, enter: Enter) -> None:
    problem = valley.put("EVE", capacity_hours_year="").build()
    found = compare_plans([enter("even", problem)], problem)
    assert [each.reason for each in found.skipped if each.name == "coverage"] == [
        "capacity_hours_year is not stated for EVE"
    ]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"serves": {"segment": "skills"}}, "there is no column skills"),
        ({"serves": {"colour": "skills"}, "reps": pd.DataFrame({"rep_id": ["WES"], "skills": ["x"]})}, "colour"),
        ({"groups": pd.Series({"WES": "west"})}, "no peer group: EVE"),
    ],
)
def test_what_was_asked_for_and_is_not_there_is_an_error(
    valley: Valley, enter: Enter, given: dict[str, Any], said: str
) -> None:
    problem = valley.build()
    with pytest.raises(InputError, match=said):
        compare_plans([enter("even", problem)], problem, **given)


def marks(found: Comparison, key: str) -> list[str]:
    row = found.row(key)
    return [name for name, best in zip(found.names, row.best, strict=True) if best]


def test_the_best_are_marked_all_of_them_and_never_one_that_breaks_its_rules(valley: Valley, enter: Enter) -> None:
    problem = valley.build()
    found = compare_plans(
        [enter("even", problem), enter("stay", problem), enter("greedy", problem)], problem, tier="segment"
    )
    assert marks(found, "potential_largest") == ["even"]
    assert marks(found, "continuity_accounts") == ["stay"]
    assert marks(found, "coverage") == ["even", "stay"], "a tie"
    assert found.frame.loc["tier_mix_largest", "greedy"] == 0.0
    assert marks(found, "tier_mix_largest") == ["even", "stay"], "greedy has the least, and breaks its bands"
    assert marks(found, "accounts_forced") == [], "nobody is best where nothing is better"
    assert found.notes == ("greedy: shown, but never marked best, because the plan breaks rules of its own model.",)


def test_where_nobody_keeps_the_rules_the_best_are_marked_and_it_is_said(valley: Valley, enter: Enter) -> None:
    strict = valley.set(bands={"potential": 0.05}).build()
    found = compare_plans([enter("stay", strict), enter("greedy", strict)], strict)
    assert marks(found, "potential_largest") == ["stay"]
    assert found.best is None
    assert any("No plan keeps the rules" in note for note in found.notes)


def test_what_is_broken_is_said_rule_by_rule_the_largest_first(valley: Valley, enter: Enter) -> None:
    def broken(band: float) -> list[str]:
        problem = valley.set(limits={"capacity": 1.0}, bands={"potential": band}).build()
        (greedy,) = compare_plans([enter("greedy", problem)], problem).standings
        return list(greedy.broken)

    band, capacity = broken(0.1)
    assert "fair share of 100; the band allows 10 % (and 1 more)" in band, "both reps are outside"
    assert "20 hours a year; the capacity limit allows 12" in capacity
    assert ["capacity" in line for line in broken(0.9)] == [True, False]
    assert ["the band allows" in line for line in broken(0.9)] == [False, True]


def test_only_what_the_rules_ask_for_has_a_target(valley: Valley) -> None:
    """A band around the fair share asks nothing of the median, and the other way round."""

    def targets(within: bool = False) -> dict[str, str]:
        problem = valley.build()
        ground = Ground(problem, Yardstick.of(problem), traits(problem, None, None), within=within)
        return {entry.key: entry.target for entry in catalogue(ground) if isinstance(entry, Measure)}

    shares = targets()
    assert (shares["potential_largest"], shares["potential_to_median"]) == ("≤ 10 %", "")
    assert shares["reps_inside_bands"] == "100 %"
    grouped = targets(within=True)
    assert {grouped[key] for key in ("potential_largest", "reps_inside_bands", "workload_largest")} == {""}
    valley.rules["references"] = {"potential": "median"}
    medians = targets()
    assert (medians["potential_largest"], medians["potential_to_median"]) == ("", "≤ 10 %")
    assert targets(within=True)["potential_to_median"] == ""
