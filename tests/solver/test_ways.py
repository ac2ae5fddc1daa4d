"""Contiguity at its prices: every inequality holds for every plan, the judge finds the same, and fakes are found."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios.files.prices import certificate_of, content_of
from solver.book import Floats
from solver.bound.certified import certificate
from solver.bound.cuts import Cut
from solver.bound.prices import Pricing, find
from solver.bound.surcharge import Surcharge
from solver.bound.ways.connected import Everybody, connected
from solver.bound.ways.reach import Reach
from solver.certificate import Certificate, Proves, Way
from solver.judge.certificate import prove
from solver.problem import Problem
from solver.rules import Rules
from tests import oracle, tiny
from tests.solver.lands import LANDS, Small

CHECKS = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
NEAR = 1e-9


def found_in(land: Small, seed: int) -> list[Cut]:
    """What random splits of a land miss."""
    assert land.problem.land is not None
    rng, count = np.random.default_rng(seed), land.problem.units * land.problem.reps
    reach = Reach(Everybody.of(land.pricing), land.problem.land)
    reach.begin(np.ones(land.problem.units, dtype=bool))
    for _ in range(10):
        shares = rng.random((land.problem.units, land.problem.reps)) ** 4
        reach.missed((shares / shares.sum(axis=1, keepdims=True)).reshape(count))
    return reach.cuts


def priced_ways(land: Small, cuts: list[Cut], prices: Floats) -> Certificate:
    """The certificate of a land at its prices and these of contiguity, as the engine sees them."""
    dearer = land.pricing.dearer(Surcharge.of(cuts, prices))
    return certificate(dearer, dearer.exact(land.priced.prices))


@pytest.mark.parametrize("number", range(len(LANDS)))
def test_every_inequality_holds_for_every_plan(number: int) -> None:
    land = LANDS[number]
    cuts = found_in(land, number)
    assert cuts
    reps = land.problem.reps
    for plan in land.plans:
        owned = np.zeros(land.problem.units * reps)
        owned[np.arange(land.problem.units) * reps + plan] = 1.0
        for cut in cuts:
            assert float(np.array(cut.signs) @ owned[list(cut.pairs)]) >= cut.least


@pytest.mark.parametrize("number", range(len(LANDS)))
def test_at_any_prices_the_judge_finds_the_same_bound_below_every_plan(number: int) -> None:
    land, rng = LANDS[number], np.random.default_rng(number)
    cuts = found_in(land, number)
    for size in (0.001, 0.05, 1.0):
        prices = rng.exponential(size, len(cuts)) * (rng.random(len(cuts)) < 0.3)
        claim = priced_ways(land, cuts, prices)
        proof = prove(land.problem, claim)
        assert bool(claim.ways) == prices.any()
        assert not proof.faults
        assert proof.bound == pytest.approx(claim.bound, abs=1e-8 * max(1.0, proof.size))
        assert proof.bound <= land.objectives.min() + NEAR


def test_all_kinds_are_among_them() -> None:
    kinds = {cut.way.kind for number, land in enumerate(LANDS) for cut in found_in(land, number)}
    assert kinds == {"separator", "extension", "begun"}


def test_each_way_alone_is_judged_as_it_was_meant() -> None:
    land = LANDS[0]
    for cut in found_in(land, 0):
        claim = priced_ways(land, [cut], np.array([0.1]))
        proof = prove(land.problem, claim)
        assert not proof.faults
        assert proof.bound == pytest.approx(claim.bound, abs=1e-9)


def test_contiguity_raises_the_bound_up_to_the_best_plan() -> None:
    gains = []
    for land in LANDS:
        pricing, priced = connected(land.pricing, land.priced)
        assert land.priced.bound <= priced.bound <= land.objectives.min() + NEAR
        assert prove(land.problem, certificate(pricing, priced)).bound == pytest.approx(priced.bound, abs=1e-8)
        gains.append((priced.bound - land.priced.bound) / (land.objectives.min() - land.priced.bound))
    assert np.median(gains) > 0.2


@settings(max_examples=25, deadline=None, suppress_health_check=CHECKS)
@given(st.one_of(tiny.problems(contiguous=True), tiny.problems(contiguous=True, modelled=True)), st.integers(0, 5))
def test_whatever_the_rules_are_no_plan_is_below(problem: tiny.Problem, seed: int) -> None:
    optimum = oracle.best(problem)
    plain = Pricing(problem)
    first = find(plain)
    pricing, priced = connected(plain, first)
    assert priced.bound >= first.bound or not np.isfinite(first.bound)
    if optimum is None:
        return
    assert priced.bound <= optimum + NEAR * max(1.0, abs(optimum))
    if pricing.surcharge is not None:
        wild = np.random.default_rng(seed).normal(0, 1, sum(c.prices for c in pricing.couplings))
        claim = certificate(pricing, pricing.exact(pricing.split(wild)))
        proof = prove(problem, claim)
        assert not proof.faults
        assert proof.bound == pytest.approx(claim.bound, rel=1e-7, abs=1e-7 * max(1.0, proof.size))
        assert proof.bound <= optimum + NEAR * max(1.0, abs(optimum), proof.size)


def forged(land: Small) -> dict[str, Way]:
    """Ways that are not so, none of which may count."""
    assert land.problem.land is not None
    graph, home = land.problem.land, int(land.problem.land.roots[0])
    beside = int(graph.neighbours(home)[0])
    far = next(u for u in range(land.problem.units) if u not in (home, beside))
    everything = tuple(range(land.problem.units))
    return {
        "next to the home": Way("separator", 0, (far,), beside, 0.5),
        "no unit": Way("separator", 0, (home,), -1, 0.5),
        "its own way": Way("separator", 0, (home, far), far, 0.5),
        "without the home": Way("extension", 0, tuple(sorted({*everything} - {home})), -1, 0.5),
        "enough already": Way("extension", 0, everything, -1, 0.5),
        "begun and enough": Way("begun", 0, everything, -1, 0.5),
        "below 0": Way("extension", 0, (home,), -1, -0.5),
        "no number": Way("extension", 0, (home,), -1, float("nan")),
        "an unknown rep": Way("extension", 99, (home,), -1, 0.5),
        "an unknown unit": Way("extension", 0, (home, 99), -1, 0.5),
        "a unit twice": Way("begun", 0, (home, home), -1, 0.5),
    }


@pytest.mark.parametrize("name", forged(LANDS[0]))
def test_a_way_that_is_not_so_counts_nothing_and_is_said(name: str) -> None:
    land = LANDS[0]
    honest = certificate(land.pricing, land.priced)
    proof = prove(land.problem, replace(honest, ways=(forged(land)[name],)))
    assert proof.bound == prove(land.problem, honest).bound
    assert len(proof.faults) == 1
    assert proof.faults[0].startswith("contiguity 1 ")


def test_ways_go_through_the_file_and_strangers_are_named() -> None:
    land = LANDS[0]
    claim = priced_ways(land, found_in(land, 0), np.full(len(found_in(land, 0)), 0.01))
    content = content_of(land.problem, claim)
    again, faults = certificate_of(content, land.problem)
    assert not faults
    assert again is not None
    assert again.ways == claim.ways
    content["contiguity"][0]["around"][0] = "Atlantis"
    content["contiguity"][1]["rep"] = "Nobody"
    left, faults = certificate_of(content, land.problem)
    assert left is not None
    assert len(left.ways) == len(claim.ways) - 2
    assert ["Atlantis" in faults[0], "Nobody" in faults[1], len(faults)] == [True, True, 2]


def test_a_proof_of_no_plan_that_prices_contiguity_says_nothing_of_an_opening() -> None:
    """P has too little at home and no way on but over Q's home; with wider bands he could stay where he is."""
    units = pd.DataFrame({"account_id": [*"ABC"], "lat": 40.0, "lon": [0.0, 1, 2], "potential": [1.0, 1, 4]})
    team = pd.DataFrame({"rep_id": [*"PQ"], "lat": 40.0, "lon": [0.0, 1]})
    edges = pd.DataFrame({"unit_a": [*"AB"], "unit_b": [*"BC"]})
    rules = Rules(bands={"potential": 0.1}, contiguous=True, goal={"travel": 1.0})
    problem = Problem.from_frames(units, team, rules, edges=edges)
    proof = prove(problem, Certificate(Proves.NO_PLAN, 0.0, (), (Way("extension", 0, (0,), price=1.0),)))
    assert not proof.faults
    assert proof.bound > 0
    assert proof.opening == 0.0


def test_where_nothing_must_connect_such_prices_are_a_fault() -> None:
    land = LANDS[0]
    claim = priced_ways(land, found_in(land, 0), np.full(len(found_in(land, 0)), 0.01))
    loose = replace(land.problem, land=None)
    proof = prove(loose, claim)
    assert proof.faults
    assert proof.bound == prove(loose, replace(claim, ways=())).bound
