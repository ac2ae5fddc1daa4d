"""Contiguity of some units only: the others go anywhere and connect nothing, and who may own none needs no home."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from solver.blocks.find import Block
from solver.blocks.restrict import Restriction
from solver.bound.prices import Pricing, find
from solver.bound.ways.connected import connected
from solver.certificate import Certificate, Proves, Way
from solver.engine import solve
from solver.errors import InputError
from solver.explain.conflict import groups
from solver.judge.certificate import prove
from solver.judge.rulebook import rules_in_force
from solver.judge.scorecard import scorecard
from solver.judge.verdict import of_accounts
from solver.land import NO_HOME
from solver.model.contiguity import separators
from solver.problem import Problem
from solver.result import Status
from solver.rules import Rules
from solver.search.border import Border
from solver.search.construct import grow, home_pieces, homes_only
from tests import oracle
from tests.in_one_piece import in_one_piece

EDGES = pd.DataFrame({"unit_a": ["P0", "P1", "N0", "P2"], "unit_b": ["P1", "N0", "P2", "P3"]})
"""P0 – P1 – N0 – P2 – P3, where N0 is a named account: the patch is in two pieces, P0 P1 and P2 P3."""
RULES = Rules(
    bands={}, goal={"potential": 1.0}, contiguous=True, contiguous_where="in_patch", serves={"layer": "layers"}
)


def book(**columns: list[object]) -> pd.DataFrame:
    ids = ["P0", "P1", "N0", "P2", "P3", "N1"]
    made = {
        "account_id": ids,
        "lat": [0.0] * 6,
        "lon": [0.0, 1.0, 2.0, 3.0, 4.0, 5.0],
        "potential": [10.0] * 6,
        "in_patch": ["yes" if id_[0] == "P" else "no" for id_ in ids],
        "layer": ["geography" if id_[0] == "P" else "named" for id_ in ids],
    }
    return pd.DataFrame(made | columns)


def team(**columns: list[object]) -> pd.DataFrame:
    """WES and EVA have patches at both ends; NAT, who has no home at all, carries named accounts alone."""
    made = {"rep_id": ["WES", "EVA", "NAT"], "lat": [0.0, 0.0, ""], "lon": [0.0, 4.0, ""]}
    return pd.DataFrame(made | {"layers": ["*", "geography; named", "named"]} | columns)


def made(rules: Rules = RULES, **columns: list[object]) -> Problem:
    return Problem.from_frames(book(**columns), team(), rules, edges=EDGES)


def findings(accounts: pd.DataFrame, reps: pd.DataFrame, rules: Rules = RULES) -> list[str]:
    with pytest.raises(InputError) as caught:
        Problem.from_frames(accounts, reps, rules, edges=EDGES)
    return [f"{finding.code}: {finding.message}" for finding in caught.value.findings if finding.severity == "error"]


def test_the_land_is_that_of_the_patch_and_who_has_none_has_no_home() -> None:
    problem = made()
    land = problem.land
    assert land is not None
    assert land.held.tolist() == [True, True, False, True, True, False]
    assert land.roots.tolist() == [0, 4, NO_HOME]
    assert land.bridges == ()
    assert land.rep_at_home.tolist() == [0, -1, -1, -1, 1, -1]
    assert [a.tolist() for a in land.edges()] == [[0, 3], [1, 4]]  # none through N0


@pytest.mark.parametrize(
    ("plan", "broken"),
    [
        ([0, 0, 2, 1, 1, 2], set()),
        ([0, 0, 1, 1, 1, 0], set()),  # N1 lies beyond everything of WES
        ([0, 1, 1, 1, 1, 2], {"contiguity"}),  # P1 hangs on N0 only
        ([0, 0, 2, 0, 1, 2], {"contiguity"}),
        ([1, 0, 2, 1, 1, 2], {"contiguity", "home_unit"}),
        ([0, 0, 2, 1, 2, 2], {"home_unit", "serves"}),
    ],
)
def test_the_judge_holds_the_patch_together_and_nothing_else(plan: list[int], broken: set[str]) -> None:
    problem = made()
    found = of_accounts(problem, np.array(plan))
    assert {violation.rule for violation in found.violations} == broken == oracle.Oracle(problem).broken(plan)


def test_pieces_are_those_of_the_patch() -> None:
    reps = scorecard(made(), np.array([0, 0, 2, 1, 1, 2])).reps
    assert reps["pieces"].tolist() == [1, 1, 0]
    assert scorecard(made(), np.array([0, 1, 2, 1, 1, 2])).reps["pieces"].tolist() == [1, 2, 0]


def test_only_the_patch_needs_places_and_its_owners_homes() -> None:
    nowhere = book(lat=[0.0, 0.0, "", 0.0, 0.0, ""], lon=[0.0, 1.0, "", 3.0, 4.0, ""])
    assert Problem.from_frames(nowhere, team(), RULES, edges=EDGES).land is not None
    lost = book(lat=["", 0.0, 0.0, 0.0, 0.0, 0.0], lon=["", 1.0, 2.0, 3.0, 4.0, 5.0])
    assert "missing-place" in " ".join(findings(lost, team()))
    assert "missing-home" in " ".join(findings(book(), team(lat=["", 0.0, 0.0], lon=["", 4.0, 0.0])))
    travelling = replace(RULES, goal={"travel": 1.0})
    assert "missing-home" in " ".join(findings(book(workload=[1.0] * 6), team(), travelling))


def test_what_is_wrong_is_said() -> None:
    assert "nothing-held" in " ".join(findings(book(in_patch=["no"] * 6), team()))
    assert "home-not-held" in " ".join(findings(book(), team(home_unit=["N0", "", ""])))
    strange = replace(RULES, contiguous_where="patchy")
    assert "patchy" in " ".join(findings(book(), team(), strange))
    nobody = team(layers=["named", "named", "named"])
    assert "no rep serves layer geography" in " ".join(findings(book(), nobody))
    shared = team(lon=[0.0, 0.2, ""])
    assert "shared-home" in " ".join(findings(book(), shared))


def test_a_unit_is_held_when_any_of_its_accounts_is() -> None:
    rules = replace(RULES, units="family", serves={})
    problem = Problem.from_frames(
        book(family=["", "F", "F", "", "", ""]), team(lat=[0, 0, 0], lon=[0, 4, 2]), rules, edges=units_edges()
    )
    assert problem.land is not None
    assert dict(zip(problem.unit_ids, problem.land.held, strict=True)) == {
        "P0": True,
        "F": True,
        "P2": True,
        "P3": True,
        "N1": False,
    }


def units_edges() -> pd.DataFrame:
    return pd.DataFrame({"unit_a": ["P0", "F", "P2"], "unit_b": ["F", "P2", "P3"]})


def test_without_contiguity_the_column_says_nothing() -> None:
    off = replace(RULES, contiguous=False)
    assert made(off).fingerprint == made(replace(off, contiguous_where="")).fingerprint
    assert made(RULES).fingerprint != made(in_patch=["yes", "no", "no", "yes", "yes", "no"]).fingerprint


def test_the_rule_is_named_with_its_column() -> None:
    problem = made()
    words = "contiguous where in_patch is yes"
    assert words in rules_in_force(problem)
    assert words in [group.words for group in groups(problem)]


def test_territories_grow_over_the_patch_and_the_exempt_go_where_they_are_cheapest() -> None:
    problem = made()
    assert problem.land is not None
    pricing = Pricing(problem)
    priced = find(pricing)
    plan = grow(pricing, priced, problem.land, homes_only(problem, problem.land), np.zeros(3))
    assert plan is not None
    assert plan[[0, 1, 3, 4]].tolist() == [0, 0, 1, 1]
    assert not separators(problem.land, plan)
    held = home_pieces(problem, problem.land, np.array([0, 1, 2, 0, 1, 0]))
    assert held.tolist() == [0, -1, 2, -1, 1, 0]


def test_an_exempt_unit_changes_hands_alone_wherever_it_lies() -> None:
    problem = made()
    assert problem.land is not None
    plan = np.array([0, 0, 0, 1, 1, 1])
    border = Border(problem.land, np.arange(18), plan)
    offered = [[border.unit_of[pair] for pair in pairs] for pairs in border.offers(0, 2)]
    assert offered == [[2]]
    assert [[border.unit_of[pair] for pair in pairs] for pairs in border.offers(1, 0)] == [[5]]
    (leave,), (come,) = border.offers(0, 1), border.offers(1, 0)
    assert border.apart(leave, come)
    border.moved(2, 2)
    assert border.offers(0, 2) == []
    assert border.beside(0) == {1, 2}


def test_a_block_keeps_what_is_exempt_and_who_has_no_home() -> None:
    problem = made()
    part = Restriction(problem, Block(np.array([1, 2, 4]), np.array([1, 2]))).stated()
    assert part.land is not None
    assert part.land.held.tolist() == [True, False, True]
    assert part.land.roots.tolist() == [2, NO_HOME]


@pytest.mark.parametrize(
    "way",
    [
        Way("separator", 0, (1,), 2, 0.5),  # N0 is exempt
        Way("separator", 0, (2,), 3, 0.5),
        Way("extension", 0, (0, 2), price=0.5),
        Way("extension", 2, (2,), price=0.5),  # NAT has no home
        Way("extension", 0, (0,), price=0.5),  # WES may have enough of what is exempt
    ],
)
def test_forged_ways_over_exempt_units_count_nothing(way: Way) -> None:
    problem = made(replace(RULES, bands={"potential": 0.4}))
    proof = prove(problem, Certificate(Proves.GOAL, 0.0, (), (way,)))
    assert len(proof.faults) == 1
    true = Way("separator", 0, (1,), 3, 0.5)
    assert not prove(problem, Certificate(Proves.GOAL, 0.0, (), (true,))).faults


def random_problem(seed: int) -> Problem | None:
    """Six to eight accounts, some of them exempt, reps of whom some have no patch; None where it is no valid input."""
    rng = np.random.default_rng(seed)
    reps = int(rng.integers(2, 4))
    count = int(rng.integers(5, 8 if reps == 3 else 9))
    patch = rng.choice(["yes", "yes", "no"], count)
    accounts = pd.DataFrame(
        {
            "account_id": [f"A{a}" for a in range(count)],
            "lat": rng.integers(0, 20, count) / 10,
            "lon": rng.integers(0, 20, count) / 10,
            "potential": rng.integers(1, 60, count),
            "workload": rng.integers(1, 60, count),
            "patch": patch,
            "layer": np.where(patch == "yes", "geo", rng.choice(["", "named"], count)),
        }
    )
    people = pd.DataFrame(
        {
            "rep_id": [f"R{r}" for r in range(reps)],
            "lat": rng.integers(0, 20, reps) / 10,
            "lon": rng.integers(0, 20, reps) / 10,
            "does": rng.choice(["geo; named", "geo", "named"], reps),
        }
    )
    near = [(a, a + 1) for a in range(count - 1) if rng.random() < 0.8]
    far = [(a, b) for a in range(count) for b in range(a + 2, count) if rng.random() < 0.15]
    edges = pd.DataFrame([(f"A{a}", f"A{b}") for a, b in near + far] or [("A0", "A1")], columns=["unit_a", "unit_b"])
    rules = Rules(
        bands={"potential": float(rng.choice([0.3, 0.5, 0.8, 1.5]))},
        contiguous=True,
        contiguous_where="patch",
        serves={"layer": "does"},
        goal={"potential": 5.0, "travel": 1.0} if rng.random() < 0.7 else {"mean_potential": 1.0, "travel": 1.0},
    )
    try:
        return Problem.from_frames(accounts, people, rules, edges=edges)
    except InputError:
        return None


def test_engine_bounds_and_certificate_agree_with_brute_force() -> None:
    problems = [found for found in map(random_problem, range(38)) if found is not None]
    sharper = homeless = possible = 0
    for problem in problems:
        optimum, pricing = oracle.best(problem), Pricing(problem)
        first = find(pricing)
        result = solve(problem, time_limit=20, gap=0.0, workers=1)
        if optimum is None:
            assert result.status is Status.INFEASIBLE
            continue
        possible += 1
        assert problem.land is not None
        homeless += bool((problem.land.roots == NO_HOME).any())
        priced = connected(pricing, first)[1]
        assert priced.bound <= optimum + 1e-7
        sharper += priced.bound > first.bound + 1e-6
        assert result.status is Status.OPTIMAL
        assert result.objective == pytest.approx(optimum, rel=2e-6, abs=2e-6)
        assert result.certificate is not None
        assert prove(problem, result.certificate).bound <= optimum + 3e-9 * max(1.0, abs(optimum))
    assert min(sharper, homeless, possible) >= 5


def test_a_larger_book_is_held_together_in_the_search() -> None:
    """A grid of 120 units, 80 accounts without any place on it, five reps with a patch and one without."""
    rng = np.random.default_rng(5)
    rows, columns, loose = 10, 12, 80
    grid = [divmod(u, columns) for u in range(rows * columns)]
    accounts = pd.DataFrame(
        {
            "account_id": [f"U{u}" for u in range(len(grid))] + [f"N{n}" for n in range(loose)],
            "lat": [40 + row / 5 for row, _ in grid] + list(40 + rng.random(loose) * 2),
            "lon": [-90 + column / 5 for _, column in grid] + list(-90 + rng.random(loose) * 2.4),
            "potential": rng.integers(1, 30, len(grid) + loose),
            "workload": rng.integers(1, 30, len(grid) + loose),
            "in_patch": ["yes"] * len(grid) + ["no"] * loose,
            "layer": ["geography"] * len(grid) + ["named"] * loose,
        }
    )
    reps = pd.DataFrame(
        {
            "rep_id": [f"R{r}" for r in range(6)],
            "lat": [40.2, 40.2, 41.0, 41.8, 41.8, 41.0],
            "lon": [-89.8, -88.0, -88.9, -89.8, -88.0, -89.0],
            "layers": [*["*"] * 5, "named"],
        }
    )
    pairs = [
        (f"U{a}", f"U{b}")
        for a, (row, column) in enumerate(grid)
        for b in (a + 1, a + columns)
        if (b == a + 1 and column + 1 < columns) or (b == a + columns and row + 1 < rows)
    ]
    rules = replace(RULES, bands={"potential": 0.15, "workload": 0.2}, goal={"potential": 1.0, "travel": 1.0})
    problem = Problem.from_frames(accounts, reps, rules, edges=pd.DataFrame(pairs, columns=["unit_a", "unit_b"]))
    result = solve(problem, time_limit=8, gap=0.01, workers=1)
    assert result.plan is not None
    plan = result.plan.rep_of_unit
    for rep in range(5):
        mine = [f"U{u}" for u in range(len(grid)) if plan[u] == rep]
        assert in_one_piece(mine, pairs)
    assert (plan[: len(grid)] != 5).all()
    assert (plan[len(grid) :] == 5).any()
