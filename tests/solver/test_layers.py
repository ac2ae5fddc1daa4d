"""Layers: what a rep owns of each is one piece of its own, with the unit by which he enters it."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

from solver.bound.certified import certificate
from solver.bound.prices import Pricing, find
from solver.bound.ways.connected import connected
from solver.certificate import Certificate, Proves, Way
from solver.engine import solve
from solver.errors import InputError
from solver.judge.certificate import prove
from solver.judge.rulebook import rules_in_force
from solver.judge.scorecard import scorecard
from solver.judge.verdict import of_accounts
from solver.land import NO_HOME
from solver.plan import Plan
from solver.problem import Problem
from solver.result import Status
from solver.rules import Rules
from tests import oracle, tiny
from tests.solver.brute_force import engine_agrees, judge_agrees

CHECKS = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


@settings(max_examples=20, deadline=None, suppress_health_check=CHECKS)
@given(tiny.problems(layered=True))
def test_engine_bound_and_certificate_agree_with_brute_force(problem: Problem) -> None:
    engine_agrees(problem, time_limit=20)


@settings(max_examples=20, deadline=None, suppress_health_check=CHECKS)
@given(tiny.problems(layered=True))
def test_the_judge_finds_what_the_oracle_finds(problem: Problem) -> None:
    judge_agrees(problem, every=17)


@settings(max_examples=20, deadline=None, suppress_health_check=CHECKS)
@given(tiny.problems(layered=True))
def test_prices_of_contiguity_are_below_every_plan_and_the_judge_says_the_same(problem: Problem) -> None:
    optimum = oracle.best(problem)
    plain = Pricing(problem)
    pricing, priced = connected(plain, find(plain))
    if optimum is None:
        return
    assert priced.bound <= optimum + 1e-6 * max(1.0, abs(optimum))
    proof = prove(problem, certificate(pricing, priced))
    assert not proof.faults
    assert proof.bound == pytest.approx(priced.bound, rel=1e-7, abs=1e-7 * max(1.0, proof.size))


EDGES = pd.DataFrame(
    [("N0", "S0"), ("S0", "N1"), ("N1", "S1"), ("S1", "N2"), ("N0", "N1"), ("N1", "N2"), ("S0", "S1"), ("N2", "X")],
    columns=["unit_a", "unit_b"],
)
"""Two layers that interleave on a line, N0 S0 N1 S1 N2, and X that is of neither."""
RULES = Rules(bands={}, goal={"potential": 1.0}, contiguous=True, contiguous_by="layer")


def book(**columns: list[object]) -> pd.DataFrame:
    made = {
        "account_id": ["N0", "S0", "N1", "S1", "N2", "X"],
        "lat": [0.0] * 6,
        "lon": [0.0, 1.0, 2.0, 3.0, 4.0, 5.0],
        "potential": [10.0] * 6,
        "layer": ["north", "south", "north", "south", "north", ""],
    }
    return pd.DataFrame(made | columns)


def team(**columns: list[object]) -> pd.DataFrame:
    return pd.DataFrame({"rep_id": ["WES", "EVA"], "lat": [0.0, 0.0], "lon": [0.0, 4.0]} | columns)


def made(rules: Rules = RULES, reps: pd.DataFrame | None = None, **columns: list[object]) -> Problem:
    return Problem.from_frames(book(**columns), team() if reps is None else reps, rules, edges=EDGES)


def errors(accounts: pd.DataFrame, reps: pd.DataFrame, rules: Rules = RULES) -> str:
    with pytest.raises(InputError) as caught:
        Problem.from_frames(accounts, reps, rules, edges=EDGES)
    return " ".join(f"{finding.code}: {finding.message}" for finding in caught.value.findings)


def test_every_layer_has_its_graph_and_every_rep_enters_it_next_to_the_home() -> None:
    problem = made()
    land = problem.land
    assert land is not None
    names = problem.unit_ids.tolist()
    assert names == ["N0", "S0", "N1", "S1", "N2", "X", "start of WES", "start of EVA"]
    assert problem.size.tolist() == [1, 1, 1, 1, 1, 1, 0, 0]
    assert sorted((names[a], names[b]) for a, b in zip(*land.edges(), strict=True)) == [
        ("N0", "N1"),
        ("N0", "start of WES"),
        ("N1", "N2"),
        ("N2", "start of EVA"),
        ("S0", "S1"),
        ("S0", "start of WES"),
        ("S1", "start of EVA"),
    ]
    assert land.roots.tolist() == [6, 7]
    assert problem.eligibility.pinned.tolist() == [-1] * 6 + [0, 1]


@pytest.mark.parametrize(
    ("plan", "cut_off"),
    [
        ([0, 0, 0, 1, 1, 0], set()),
        ([0, 1, 0, 1, 0, 1], set()),  # a layer each: nobody need have some of both
        ([0, 1, 0, 0, 1, 0], {"S0", "S1"}),  # each has the other's entrance to the south
        ([1, 0, 0, 1, 1, 0], {"N0", "N1"}),
        ([0, 0, 1, 1, 0, 1], {"N2", "N1"}),
    ],
)
def test_a_part_of_a_layer_is_one_piece_with_the_entrance(plan: list[int], cut_off: set[str]) -> None:
    problem = made()
    found = of_accounts(problem, np.array(plan))
    assert {each for violation in found.violations for each in violation.ids} == cut_off
    assert ("contiguity" in oracle.Oracle(problem).broken(plan)) == bool(cut_off)


def test_no_start_counts_for_anything() -> None:
    problem = made()
    reps = scorecard(problem, np.array([0, 0, 0, 1, 1, 0])).reps
    assert reps["pieces"].tolist() == [1, 1]
    assert reps["accounts"].tolist() == [4, 2]
    nothing = scorecard(problem, np.array([0] * 6)).reps
    assert nothing["pieces"].tolist() == [1, 0]
    result = solve(problem, time_limit=5, workers=1)
    assert result.status is Status.OPTIMAL
    assert result.plan is not None
    assert result.plan.frame(problem)["unit_id"].tolist() == book()["account_id"].tolist()
    again = Plan.of(problem, result.plan.frame(problem))
    assert again.rep_of_unit.tolist() == result.plan.rep_of_unit.tolist()


def test_only_listed_pairs_leave_the_starts_with_their_reps() -> None:
    rules = replace(RULES, pairs_only=True)
    pairs = pd.DataFrame(
        [(a, r) for a in book()["account_id"] for r in ("WES", "EVA")], columns=["account_id", "rep_id"]
    )
    problem = Problem.from_frames(book(), team(), rules, edges=EDGES, pairs=pairs)
    assert solve(problem, time_limit=5, workers=1).status is Status.OPTIMAL
    claim = Certificate(Proves.NO_PLAN, 0.0, (), (Way("walk", 0, (), 4, 1.0),))
    assert prove(problem, claim).faults  # N2 is not out of reach


def test_what_only_the_pieces_make_impossible_is_named() -> None:
    accounts = pd.DataFrame({"account_id": list("ABCD"), "potential": [5, 5, 1, 1], "layer": "one"})
    accounts = accounts.assign(lat=0.0, lon=[0.0, 1.0, 2.0, 3.0])
    edges = pd.DataFrame({"unit_a": list("ABC"), "unit_b": list("BCD")})
    rules = replace(RULES, bands={"potential": 0.1})
    problem = Problem.from_frames(accounts, team(lon=[0.0, 3.0]), rules, edges=edges)
    result = solve(problem, time_limit=10, workers=1)
    assert result.status is Status.INFEASIBLE
    assert set(result.conflict) == {"contiguous within each layer", "bands: potential ±10%"}
    assert result.opening is not None
    assert result.opening.reached == pytest.approx(1 / 6 - 0.1)  # A alone is 5 of 6


def test_the_nearest_unit_that_the_rep_may_own_or_the_one_that_is_named() -> None:
    locks = pd.DataFrame({"account_id": ["N0"], "rep_id": ["WES"], "kind": ["not"]})
    problem = Problem.from_frames(book(), team(), RULES, edges=EDGES, locks=locks)
    assert problem.land is not None
    assert problem.unit_ids[problem.land.neighbours(6)].tolist() == ["S0", "N1"]
    named = made(reps=team(home_unit=["N2; S1", ""]))
    assert named.land is not None
    assert named.unit_ids[named.land.neighbours(6)].tolist() == ["S1", "N2"]
    assert [note.code for note in named.notes] == ["shared-entrance", "shared-entrance"]


def test_a_rep_of_no_layer_needs_no_home() -> None:
    reps = pd.DataFrame({"rep_id": ["WES", "EVA", "NAT"], "lat": [0.0, 0.0, ""], "lon": [0.0, 4.0, ""]})
    reps["layers"] = ["*", "north; south", "none"]
    problem = made(replace(RULES, serves={"layer": "layers"}), reps)
    assert problem.land is not None
    assert problem.land.roots.tolist() == [6, 7, NO_HOME]
    assert not of_accounts(problem, np.array([0, 0, 0, 1, 1, 2])).violations
    assert {each.rule for each in of_accounts(problem, np.array([0, 0, 0, 1, 2, 2])).violations} == {
        "serves",
        "contiguity",
    }


def test_what_is_wrong_is_said() -> None:
    assert "nothing-held" in errors(book(layer=[""] * 6), team())
    assert "missing-home" in errors(book(), team(lat=["", 0.0], lon=["", 4.0]))
    ignored = replace(RULES, missing={"coordinates": "ignore"})
    assert "no account of south has coordinates" in errors(book(lat=[0.0, "", 0.0, "", 0.0, 0.0]), team(), ignored)
    assert "layr" in errors(book(), team(), replace(RULES, contiguous_by="layr"))
    assert "contiguous_by" in errors(book(p=["yes"] * 6), team(), replace(RULES, contiguous_where="p"))
    assert "home-not-held" in errors(book(), team(home_unit=["X", ""]))
    assert "two-entrances" in errors(book(), team(home_unit=["N0; N1", ""]))
    assert "unknown-unit" in errors(book(), team(home_unit=["N0; S9", ""]))
    families = book(family=["", "F", "F", "", "", ""])
    edges = pd.DataFrame({"unit_a": ["N0"], "unit_b": ["F"]})
    with pytest.raises(InputError) as caught:
        Problem.from_frames(families, team(), replace(RULES, units="family"), edges=edges)
    assert "unit-in-two-layers" in str(caught.value)


def test_the_rule_is_named_with_its_column_and_hashed() -> None:
    assert "contiguous within each layer" in rules_in_force(made())
    off = replace(RULES, contiguous=False)
    assert made(off).fingerprint == made(replace(off, contiguous_by="")).fingerprint
    other = ["north", "south", "south", "south", "north", ""]
    assert made().fingerprint != made(layer=other).fingerprint
