"""Travel by a table of distances: lookups, what is wrong with a table, and every room against brute force."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from solver.blocks.find import blocks_of
from solver.blocks.restrict import Restriction
from solver.bound.prices import Pricing, find
from solver.engine import solve
from solver.errors import InputError
from solver.judge.certificate import prove
from solver.judge.scorecard import scorecard
from solver.judge.verdict import of_accounts
from solver.problem import Problem
from solver.result import Status
from solver.rules import Rules
from tests import oracle

RULES = Rules(bands={}, goal={"travel": 1.0})
BOOK = pd.DataFrame(
    {"account_id": ["A", "B", "C"], "potential": [1, 1, 1], "workload": [1, 2, 4], "zip3": ["010", "010", "020"]},
    dtype=object,
)
TEAM = pd.DataFrame({"rep_id": ["X", "Y"]})
MINUTES = pd.DataFrame(
    [("010", "X", 30), ("010", "Y", 10), ("020", "X", 5), ("020", "Y", 60)], columns=["zip3", "rep_id", "minutes"]
)
BY_ZIP = replace(RULES, distances_by="zip3")


def placed(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(lat=[40.0, 40.0, 40.0][: len(frame)], lon=[-90.0, -89.0, -88.0][: len(frame)])


def findings(table: pd.DataFrame, rules: Rules = BY_ZIP, book: pd.DataFrame = BOOK) -> list[str]:
    with pytest.raises(InputError) as caught:
        Problem.from_frames(book, TEAM, rules, distances=table)
    return [f"{finding.code}: {finding.message}" for finding in caught.value.findings if finding.severity == "error"]


def test_minutes_take_the_place_of_kilometres_and_no_coordinates_are_needed() -> None:
    problem = Problem.from_frames(BOOK, TEAM, BY_ZIP, distances=MINUTES)
    assert problem.distances is not None
    assert problem.distances.listed(np.array([[0], [2]]), np.array([0, 1])).tolist() == [[30, 10], [5, 60]]
    assert problem.distances.rows(np.array([2, 0, 1])).tolist() == [[5, 60], [30, 10], [30, 10]]
    judged = of_accounts(problem, np.array([0, 1, 0]))
    assert judged.objective == pytest.approx((30 + 20 + 20) / (10 + 20 + 20))
    card = scorecard(problem, np.array([0, 1, 0]))
    assert card.reps["mean_minutes"].tolist() == pytest.approx([50 / 5, 10.0])
    assert card.total["mean_minutes"] == pytest.approx(70 / 7)
    assert "mean_km" not in card.reps
    result = solve(problem, time_limit=5, gap=0.0, workers=1)
    assert result.plan is not None
    assert result.plan.rep_of_unit.tolist() == [1, 1, 0]
    assert result.objective == pytest.approx(1.0)


def test_the_table_is_part_of_what_the_problem_is() -> None:
    one = Problem.from_frames(BOOK, TEAM, BY_ZIP, distances=MINUTES)
    assert one.fingerprint == Problem.from_frames(BOOK, TEAM, BY_ZIP, distances=MINUTES.iloc[::-1]).fingerprint
    longer = MINUTES.assign(minutes=[30, 10, 5, 61])
    assert one.fingerprint != Problem.from_frames(BOOK, TEAM, BY_ZIP, distances=longer).fingerprint
    by_road = MINUTES.rename(columns={"minutes": "km"})
    assert one.fingerprint != Problem.from_frames(BOOK, TEAM, BY_ZIP, distances=by_road).fingerprint


def test_the_straight_line_fills_what_is_not_listed() -> None:
    team = TEAM.assign(lat=40.0, lon=[-90.0, -88.0])
    rules = replace(RULES, straight_line=1.5)
    table = pd.DataFrame([("A", "Y", 7.0)], columns=["account_id", "rep_id", "km"])
    problem = Problem.from_frames(placed(BOOK), team, rules, distances=table)
    slow = oracle.Oracle(problem)
    assert slow.far[0][1] == 7.0
    assert slow.far[1][0] == pytest.approx(1.5 * slow.km(1, 0))
    for plan in oracle.plans(problem):
        assert of_accounts(problem, np.array(plan)).objective == pytest.approx(slow.objective(plan))


def test_all_pairs_that_are_missing_are_one_error() -> None:
    said = findings(MINUTES.iloc[[0, 3]])
    assert len(said) == 1
    assert "2 pairs of zip3 and rep are not listed: 010 and Y, 020 and X" in said[0]
    said = findings(MINUTES.iloc[:2])
    assert said == ["unlisted-pairs: there is no row about 1 account: C"]
    blank = BOOK.assign(zip3=["010", "", "020"])
    assert findings(MINUTES, book=blank) == ["unlisted-pairs: there is no row about 1 account: B"]


@pytest.mark.parametrize(
    ("table", "rules", "code"),
    [
        (MINUTES.assign(km=1), BY_ZIP, "which-distance"),
        (MINUTES.drop(columns="minutes"), BY_ZIP, "which-distance"),
        (MINUTES.drop(columns="rep_id"), BY_ZIP, "missing-column"),
        (MINUTES, RULES, "missing-column"),
        (MINUTES, replace(RULES, distances_by="zip5"), "unknown-column"),
        (MINUTES.assign(rep_id=["X", "Y", "X", "Z"]), BY_ZIP, "unknown-rep"),
        (MINUTES.assign(zip3=["010", "010", "010", "020"]), BY_ZIP, "duplicate-pair"),
        (MINUTES.assign(zip3=["10", "10", "20", "20"]), BY_ZIP, "no-such-place"),
        (MINUTES.assign(zip3=["010", "", "020", "020"]), BY_ZIP, "missing-id"),
        (MINUTES.assign(minutes=[1, "", 3, 4]), BY_ZIP, "missing-value"),
        (MINUTES.assign(minutes=[1, -2, 3, 4]), BY_ZIP, "negative"),
        (MINUTES, replace(BY_ZIP, straight_line=-1.0), "bad-rule"),
        (MINUTES.rename(columns={"zip3": "account_id"}), RULES, "unknown-account"),
    ],
)
def test_what_is_wrong_with_a_table_is_said(table: pd.DataFrame, rules: Rules, code: str) -> None:
    assert code in " ".join(findings(table, rules))


def test_places_without_accounts_are_a_warning() -> None:
    more = pd.concat([MINUTES, MINUTES.iloc[:2].assign(zip3="999")], ignore_index=True)
    problem = Problem.from_frames(BOOK, TEAM, BY_ZIP, distances=more)
    assert [finding.code for finding in problem.notes if finding.severity == "warning"] == ["unused-places"]


def test_accounts_that_leave_the_book_take_their_places_along() -> None:
    gone = BOOK.assign(potential=["", 1, 1])
    rules = replace(RULES, bands={"potential": 1.0}, missing={"potential": "exclude"})
    table = pd.DataFrame(
        [(a, r, 1 + 2 * n + m) for n, a in enumerate("ABC") for m, r in enumerate("XY")],
        columns=["account_id", "rep_id", "km"],
    )
    problem = Problem.from_frames(gone, TEAM, rules, distances=table)
    assert problem.distances is not None
    assert problem.distances.listed(np.array([0, 1]), np.array([0, 0])).tolist() == [3, 5]


def test_a_block_has_its_own_part_of_the_table() -> None:
    book = BOOK.assign(kind=["p", "p", "q"])
    team = pd.DataFrame({"rep_id": ["X", "Y"], "sells": ["p", "q"]})
    rules = replace(BY_ZIP, serves={"kind": "sells"})
    problem = Problem.from_frames(book, team, rules, distances=MINUTES)
    blocks = blocks_of(problem)
    assert len(blocks) == 2
    for block in blocks:
        part = Restriction(problem, block).stated().costs
        whole = problem.costs.at(block.units, np.repeat(block.reps, len(block.units)))
        assert part.at(np.arange(len(block.units)), np.zeros(len(block.units), dtype=np.int64)).tolist() == [*whole]


def random_problem(seed: int) -> Problem:
    """Four to seven accounts; a table by account or zone, whole, or half of it with the straight line."""
    rng = np.random.default_rng(seed)
    reps, count = int(rng.integers(2, 4)), int(rng.integers(4, 8))
    book = pd.DataFrame(
        {
            "account_id": [f"A{a}" for a in range(count)],
            "potential": rng.integers(1, 60, count),
            "workload": rng.integers(1, 60, count),
            "zone": rng.choice(["a", "b", "c"], count),
        }
    )
    team = pd.DataFrame({"rep_id": [f"R{r}" for r in range(reps)]})
    column, whole = str(rng.choice(["account_id", "zone"])), seed % 2 == 0
    if not whole:
        book["lat"], book["lon"] = rng.integers(0, 20, count) / 10, rng.integers(0, 20, count) / 10
        team["lat"], team["lon"] = rng.integers(0, 20, reps) / 10, rng.integers(0, 20, reps) / 10
    rows = [
        (place, rep, int(rng.integers(0, 200)))
        for place in sorted({*book[column]})
        for rep in team["rep_id"]
        if whole or rng.random() < 0.5
    ]
    table = pd.DataFrame(rows, columns=[column, "rep_id", str(rng.choice(["km", "minutes"]))])
    rules = Rules(
        bands={"potential": float(rng.choice([0.5, 0.9, 1.5]))},
        goal={"potential": 1.0, "travel": 1.0},
        units="zone" if rng.random() < 0.3 else "",
        distances_by="" if column == "account_id" else column,
        straight_line=None if whole else 1.3,
    )
    return Problem.from_frames(book, team, rules, distances=table.sample(frac=1, random_state=seed))


@pytest.mark.parametrize("seed", range(16))
def test_engine_judge_bound_and_certificate_agree_with_brute_force(seed: int) -> None:
    problem = random_problem(seed)
    slow, optimum = oracle.Oracle(problem), oracle.best(problem)
    for plan in list(oracle.plans(problem))[::5]:
        assert of_accounts(problem, np.array(plan)).objective == pytest.approx(slow.objective(plan), rel=1e-9)
    result = solve(problem, time_limit=20, gap=0.0, workers=1)
    if optimum is None:
        assert result.status is Status.INFEASIBLE
        return
    assert find(Pricing(problem)).bound <= optimum + 1e-9 * max(1.0, optimum)
    assert result.objective == pytest.approx(optimum, rel=2e-6, abs=2e-6)
    assert result.certificate is not None
    assert prove(problem, result.certificate).bound <= optimum + 3e-9 * max(1.0, optimum)
