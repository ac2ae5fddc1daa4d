"""Bands of single cells of a hybrid: among the reps who serve a cell, around the fair share of that cell."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from scenarios.designs.cell_bands import CellBands
from scenarios.designs.design import Design, Tables
from scenarios.designs.models import Settings, design
from scenarios.designs.segment import Segments
from solver.engine import solve
from solver.judge.verdict import of_accounts
from solver.judge.yardstick import fair_share
from solver.result import Status
from solver.rules import Rules
from tests.scenarios.conftest import Desk
from tests.scenarios.designs.books import errors, found, stated

RULES = Rules(bands={"potential": 0.6}, goal={"potential": 1.0})
SETTINGS = Settings(
    layers=("cells", "geography"), feeds=0.5, cell_bands=CellBands({"potential": 0.25}), segments=Segments()
)
NAME = "SMB × Health"


def book() -> pd.DataFrame:
    """Twelve accounts of each of two verticals, and four of one that nobody serves."""
    industry = ["Health"] * 12 + ["Steel"] * 12 + ["Mining"] * 4
    worth = np.random.default_rng(1).integers(5, 20, len(industry))
    ids = [f"A{at}" for at in range(len(industry))]
    return pd.DataFrame({"account_id": ids, "potential": worth, "industry": industry, "segment": "SMB"})


def team() -> pd.DataFrame:
    """ANN and BEA, half-time, serve both; CAL serves Steel, DOT nothing."""
    rows = [("ANN", "Health; Steel", 1), ("BEA", "*", 0.5), ("CAL", "Steel", 1), ("DOT", "", 1)]
    made = pd.DataFrame(rows, columns=["rep_id", "verticals", "fte"], dtype=object)
    return made.assign(verticals=made["verticals"].replace("*", "Health; Steel"), segments="SMB")


def made(bands: CellBands | None = None, rules: Rules = RULES, **tables: pd.DataFrame) -> Design:
    settings = SETTINGS if bands is None else replace(SETTINGS, cell_bands=bands)
    return design("hybrid", Tables(**{"accounts": book(), "reps": team(), **tables}), rules, settings)


def test_every_cell_of_several_reps_is_shared_out_among_them() -> None:
    one = made()
    assert errors(one) == []
    assert one.rules.bands == {"potential": 0.6, f"potential_{NAME}": 0.25, "potential_SMB × Steel": 0.25}
    problem = stated(one)
    total = float(book()["potential"][:12].sum())
    assert fair_share(problem, f"potential_{NAME}").tolist() == pytest.approx([total / 1.5, total / 3, 0, 0])
    assert [measure.name for measure in problem.measures] == ["potential"]
    result = solve(problem, time_limit=5, workers=1)
    assert result.plan is not None
    rep = result.plan.rep_of_unit
    for cell, weight in (("Health", [1, 0.5, 0, 0]), ("Steel", [1, 0.5, 1, 0])):
        mine = (book()["industry"] == cell).to_numpy()
        load = np.bincount(rep[mine], weights=book()["potential"][mine], minlength=4)
        share = load.sum() * np.array(weight) / sum(weight)
        assert (np.abs(load - share) <= 0.25 * share + 1e-6).all()


def test_a_plan_outside_a_band_breaks_it() -> None:
    problem = stated(made())
    plan = np.array([0] * 12 + [0, 1, 2] * 4 + [3] * 4)  # BEA has no Health
    said = [each.message for each in of_accounts(problem, plan).violations if each.rule == "band"]
    assert any(NAME in message and "BEA" in message for message in said)


def test_a_cell_has_its_own_band_and_its_sign_may_be_a_letter() -> None:
    one = made(CellBands({"potential": 0.25}, {"smb x health": {"potential": 0.4, "accounts": 0.5}}))
    assert errors(one) == []
    assert one.rules.bands[f"potential_{NAME}"] == 0.4
    assert one.rules.bands[f"accounts_{NAME}"] == 0.5
    assert one.rules.bands["potential_SMB × Steel"] == 0.25
    assert one.tables.accounts[f"accounts_{NAME}"].sum() == 12
    assert made(CellBands({}, {NAME: {"potential": 0.4}})).rules.bands.keys() == {"potential", f"potential_{NAME}"}


def test_an_account_that_is_pinned_to_somebody_else_is_no_part_of_the_cell() -> None:
    locks = pd.DataFrame({"account_id": ["A0", "A1"], "rep_id": ["DOT", "ANN"], "kind": ["pinned", "pinned"]})
    one = made(locks=locks)
    assert one.tables.accounts[f"potential_{NAME}"].tolist()[:3] == [0.0, *book()["potential"][1:3]]
    assert solve(stated(one), time_limit=5, workers=1).status is not Status.INFEASIBLE


def test_what_pairs_are_worth_is_split_too() -> None:
    pairs = pd.DataFrame({"account_id": ["A0", "A12"], "rep_id": ["ANN", "ANN"], "potential": [90, 80]})
    one = made(pairs=pairs)
    assert one.tables.pairs is not None
    assert one.tables.pairs[f"potential_{NAME}"].tolist() == [90, ""]


@pytest.mark.parametrize(
    ("bands", "code", "says"),
    [
        (CellBands({}, {"SMB × Helth": {"potential": 0.2}}), "unknown-cell", "Helth"),
        (CellBands({"tier=A": 0.2}), "bad-rule", "tier=A"),
        (CellBands({"margin": 0.2}), "missing-column", "margin"),
    ],
)
def test_what_is_wrong_is_said(bands: CellBands, code: str, says: str) -> None:
    one = made(bands)
    assert code in errors(one)
    assert says in " ".join(str(finding) for finding in one.findings)


def test_a_band_without_effect_is_said() -> None:
    falls = made(CellBands({}, {"SMB × Mining": {"potential": 0.2}}))
    assert errors(falls) == []
    assert "falls to geography: no rep serves it" in found(falls, "idle-band").message
    alone = made(
        CellBands({}, {NAME: {"potential": 0.2}}), reps=team().assign(verticals=["Health", "Steel", "Steel", ""])
    )
    assert "one rep serves it" in found(alone, "idle-band").message
    assert alone.rules.bands == RULES.bands


def test_from_the_file_to_the_check(desk: Desk) -> None:
    desk.put("accounts.csv", book().to_csv(index=False))
    desk.put("reps.csv", team().to_csv(index=False))
    cells = "{bands: {potential: 0.25}, own: {SMB x Health: {potential: 0.3}}}"
    keys = f"model: hybrid\nhybrid: {{layers: [cells, geography], feeds: 0.5, cells: {cells}}}\n"
    summary = desk.solved(f"{keys}bands: {{potential: 0.6}}\ngoal: {{potential: 1}}\nsolve: {{time_limit: 5}}\n")
    assert f"potential_{NAME} of every rep within ±30 % of the fair share, among the reps who serve the cell" in summary
