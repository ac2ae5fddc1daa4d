"""Reps and territories are matched one to one, by the score that is stated and no other."""

import itertools

import numpy as np
import pandas as pd
import pytest

from scenarios.designs.design import Tables
from scenarios.designs.staff import StaffWeights, staff
from tests.conftest import new_valley

PLAN = pd.DataFrame(
    {
        "account_id": ["A1", "A2", "A3", "A4", "B1", "B2", "B3", "B4"],
        "territory": ["T01", "T01", "T02", "T02", "T01", "T01", "T02", "T02"],
    }
)
TERRITORIES = pd.DataFrame({"rep_id": ["T01", "T02"], "lat": [1.0, 1.0], "lon": [0.0, 3.0]})
HOME, SKILLS, STAYS = StaffWeights(1, 0, 0), StaffWeights(0, 1, 0), StaffWeights(0, 0, 1)


def tables(**reps: list[str]) -> Tables:
    made = new_valley()
    for column, cells in reps.items():
        made.reps[column] = cells
    return Tables(made.accounts, made.reps)


def matched(result: object) -> dict[str, str]:
    frame = result.matches  # type: ignore[attr-defined]
    return dict(zip(frame["territory"], frame["rep_id"], strict=True))


def test_each_takes_the_territory_at_home() -> None:
    result = staff(TERRITORIES, PLAN, tables(), HOME)
    assert matched(result) == {"T01": "WES", "T02": "EVE"}
    assert result.matches["home_km"].max() < 112
    assert (result.open, result.spare) == ((), ())
    swapped = staff(TERRITORIES, PLAN, tables(lat=["1", "1"], lon=["3", "0"]), HOME)
    assert matched(swapped) == {"T01": "EVE", "T02": "WES"}


def test_shares_are_of_potential() -> None:
    """WES owns A1 A2 B1 B2 (100 of 100 in T01) and A3 (10 of 60 owned in T02); EVE the other 50."""
    result = staff(TERRITORIES, PLAN, tables(), STAYS)
    assert result.matches["incumbency"].tolist() == pytest.approx([1.0, 50 / 60])
    skilled = staff(TERRITORIES, PLAN, tables(serves=["smb", "MID"]), SKILLS, {"segment": "serves"})
    assert matched(skilled) == {"T01": "WES", "T02": "EVE"}
    assert skilled.matches["skills"].tolist() == [1.0, 1.0]
    other = staff(TERRITORIES, PLAN, tables(serves=["mid", "smb"]), SKILLS, {"segment": "serves"})
    assert matched(other) == {"T01": "EVE", "T02": "WES"}


def test_a_star_serves_all_and_a_blank_account_needs_nothing() -> None:
    made = tables(serves=["*", ""])
    made.accounts.loc[made.accounts["account_id"] == "A1", "segment"] = ""
    result = staff(TERRITORIES, PLAN, made, SKILLS, {"segment": "serves"})
    assert matched(result) == {"T02": "WES", "T01": "EVE"}
    assert result.matches.set_index("territory")["skills"].to_dict() == pytest.approx({"T01": 0.4, "T02": 1.0})


def test_who_is_left_over_and_what_is_open_is_said() -> None:
    alone = Tables(tables().accounts, tables().reps[:1])
    result = staff(TERRITORIES, PLAN, alone, HOME)
    assert (matched(result), result.open, result.spare) == ({"T01": "WES"}, ("T02",), ())
    assert [finding.code for finding in result.findings] == ["open-territory"]
    assert result.owners(PLAN)["rep_id"].tolist() == ["WES", "WES", "", "", "WES", "WES", "", ""]
    one = staff(TERRITORIES[:1], PLAN.assign(territory="T01"), tables(), HOME)
    assert (matched(one), one.open, one.spare) == ({"T01": "WES"}, (), ("EVE",))
    assert [finding.code for finding in one.findings] == ["spare-rep"]


def test_a_rep_without_a_home_is_as_far_as_the_mean() -> None:
    result = staff(TERRITORIES, PLAN, tables(lat=["", "0"], lon=["", "3"]), HOME)
    assert matched(result) == {"T01": "WES", "T02": "EVE"}
    assert np.isnan(result.matches["home_km"][0])
    assert [finding.code for finding in result.findings] == ["no-home"]


def test_no_other_matching_scores_higher() -> None:
    rng = np.random.default_rng(1)
    accounts = pd.DataFrame(
        {
            "account_id": [f"A{at}" for at in range(40)],
            "potential": rng.integers(1, 50, 40).astype(float),
            "current_owner": rng.choice(["R0", "R1", "R2", "R3", ""], 40),
            "industry": rng.choice(["x", "y", "z"], 40),
        }
    )
    reps = pd.DataFrame(
        {
            "rep_id": ["R0", "R1", "R2", "R3"],
            "lat": rng.uniform(0, 5, 4),
            "lon": rng.uniform(0, 5, 4),
            "knows": ["x", "y;z", "z", "*"],
        }
    )
    names = ["T1", "T2", "T3", "T4"]
    territories = pd.DataFrame({"rep_id": names, "lat": rng.uniform(0, 5, 4), "lon": rng.uniform(0, 5, 4)})
    plan = pd.DataFrame({"account_id": accounts["account_id"], "territory": rng.choice(names, 40)})
    best = staff(territories, plan, Tables(accounts, reps), StaffWeights(1, 2, 3), {"industry": "knows"})
    single = {}
    for territory, rep in itertools.product(names, reps["rep_id"]):
        one = territories[territories["rep_id"] == territory].reset_index(drop=True)
        few = plan[plan["territory"] == territory]
        book = accounts[accounts["account_id"].isin(few["account_id"])].reset_index(drop=True)
        match = staff(one, few, Tables(book, reps[reps["rep_id"] == rep]), StaffWeights(0, 2, 3), {"industry": "knows"})
        single[territory, rep] = float(match.matches["score"].iloc[0])
    longest = {}
    from geo.distance import great_circle

    for (t, a), (r, b) in itertools.product(territories.iterrows(), reps.iterrows()):
        arrays = [np.array([value]) for value in (a["lat"], a["lon"], b["lat"], b["lon"])]
        longest[names[int(t)], f"R{r}"] = float(great_circle(*arrays)[0])  # type: ignore[call-overload]
    far = max(longest.values())
    totals = [
        sum(single[t, r] + 1 - longest[t, r] / far for t, r in zip(names, order, strict=True))
        for order in itertools.permutations(reps["rep_id"])
    ]
    assert best.matches["score"].sum() == pytest.approx(max(totals))


def test_what_is_wrong_is_said() -> None:
    result = staff(TERRITORIES, PLAN[1:], tables(), StaffWeights(-1, 1, 1), {"segment": "serves"})
    assert {finding.code for finding in result.findings} == {"account-without-territory", "weight", "missing-column"}
    assert len(result.matches) == 0
    assert result.open == ("T01", "T02")
