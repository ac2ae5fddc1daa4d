"""A band of which only some reps have a share: fair shares among these, nothing for the others, by brute force."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from solver.bound.prices import Pricing, find
from solver.engine import solve
from solver.errors import InputError
from solver.explain.conflict import groups
from solver.judge.certificate import prove
from solver.judge.rulebook import rules_in_force
from solver.judge.verdict import of_accounts
from solver.judge.yardstick import fair_share
from solver.problem import Problem
from solver.result import Status
from solver.rules import Rules
from tests import oracle

RULES = Rules(
    bands={"potential": 0.3, "strategic": 0.2},
    goal={"potential": 1.0},
    serves={"kind": "carries"},
    shared_by={"strategic": "carries"},
)


def problem(rules: Rules = RULES, seed: int = 0, reps: int = 3) -> Problem:
    """Seven accounts, three of them named; the last rep carries none."""
    rng = np.random.default_rng(seed)
    worth = rng.integers(5, 20, 7)
    named = np.array([1, 1, 1, 0, 0, 0, 0], dtype=bool)
    book = pd.DataFrame(
        {
            "account_id": [f"A{a}" for a in range(7)],
            "potential": worth,
            "strategic": np.where(named, worth, 0),
            "kind": np.where(named, "named", ""),
        }
    )
    team = pd.DataFrame({"rep_id": [f"R{r}" for r in range(reps)], "fte": [1.0, 0.5, 1.0][:reps]})
    team["carries"] = ["named"] * (reps - 1) + [""]
    return Problem.from_frames(book, team, rules)


def test_the_total_is_shared_out_among_those_who_carry() -> None:
    made = problem()
    total = float(made.book.values["strategic"].sum())
    assert fair_share(made, "strategic").tolist() == pytest.approx([total / 1.5, total / 3, 0.0])
    assert [measure.name for measure in made.measures] == ["potential"]
    row = next(row for row in made.rows if row.name == "band strategic")
    assert row.upper.tolist() == pytest.approx([1.2 * total / 1.5, 1.2 * total / 3, 0.0])


def test_who_has_no_share_may_own_nothing_of_it() -> None:
    made = problem(replace(RULES, serves={}))
    plan = [0, 1, 2, 0, 1, 2, 2]
    broken = of_accounts(made, np.array(plan)).violations
    assert [violation.ids for violation in broken if violation.ids[0] == "R2" and "strategic" in violation.ids]
    assert "band" in oracle.Oracle(made).broken(plan)


def test_the_rule_has_one_name_in_all_rooms() -> None:
    made = problem()
    words = "bands: strategic ±20%"
    assert words in rules_in_force(made)
    assert [group.words for group in groups(made)].count(words) == 1


@pytest.mark.parametrize("wrong", [{"potential": "carries"}, {"workload": "carries"}])
def test_a_term_of_the_goal_or_a_measure_without_a_band_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(InputError, match="shared_by"):
        problem(replace(RULES, shared_by=wrong))
    with pytest.raises(InputError, match="nowhere"):
        problem(replace(RULES, shared_by={"strategic": "nowhere"}))


def test_a_band_among_nobody_is_refused() -> None:
    with pytest.raises(InputError, match="blank for everybody"):
        problem(replace(RULES, serves={}), reps=1)


@pytest.mark.parametrize("band", [0.1, 0.3, 0.6])
def test_brute_force(band: float) -> None:
    possible = 0
    for seed in range(6):
        made = problem(replace(RULES, bands={"potential": 0.5, "strategic": band}), seed)
        optimum, slow = oracle.best(made), oracle.Oracle(made)
        for plan in list(oracle.plans(made))[::31]:
            found = of_accounts(made, np.array(plan))
            assert {violation.rule for violation in found.violations} == slow.broken(plan)
        result = solve(made, time_limit=20, gap=0.0, workers=1)
        if optimum is None:
            assert result.status is Status.INFEASIBLE
            continue
        possible += 1
        assert find(Pricing(made)).bound <= optimum + 1e-9
        assert result.objective == pytest.approx(optimum, abs=2e-6)
        assert result.certificate is not None
        proof = prove(made, result.certificate)
        assert not proof.faults
        assert proof.bound <= optimum + 3e-9
    assert possible or band < 0.3
