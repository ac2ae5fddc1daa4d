"""Whatever stands in the cells: an InputError or a Problem that can be solved, never a crash and never a NaN in it."""

import datetime
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.problem import Problem
from tests.conftest import Valley, new_valley

GARBAGE: list[Any] = [
    *(
        "",
        " ",
        "-",
        "0",
        "-1",
        "1e400",
        "inf",
        "NaN",
        "#REF!",
        "=A1",
        "1,5",
        "007",
        "WES",
        "A1",
        "x",
        "yes",
        "é" * 300,
        "\x00",
    ),
    *(None, np.nan, pd.NA, pd.NaT, np.inf, -0.0, 0, 1, -3, 2**70, 1e300, True, False, 3 + 4j, b"A1", [], {}, (1, 2)),
    *(datetime.date(2020, 1, 1), pd.Timestamp("2020-01-01"), np.float32(1.5), np.int8(3), object()),
]
RULES: list[dict[str, Any]] = [
    {},
    {"contiguous": True},
    {"contiguous": True, "missing": {"coordinates": "ignore", "potential": "median", "workload": 3}},
    {"missing": {"coordinates": "exclude", "potential": "exclude", "workload": "segment_median"}, "owners": "vacate"},
    {"limits": {"capacity": 1, "reassigned_accounts": 0.5, "reassigned_potential": 0.5, "lost_per_rep": 0.5}},
    {"goal": {"cost": 1, "travel": 1}, "bands": {}, "pairs_only": True},
    {"protect": {"active_deal": "pin", "customer": 2}, "goal": {"reassigned": 1}, "bands": {}},
]
CELLS = {
    "accounts": [
        "account_id",
        "lat",
        "lon",
        "potential",
        "workload",
        "current_owner",
        "segment",
        "active_deal",
        "customer",
    ],
    "reps": ["rep_id", "name", "lat", "lon", "fte", "ramp", "capacity_hours_year", "max_accounts", "max_named"],
    "edges": ["unit_a", "unit_b"],
    "locks": ["account_id", "rep_id", "kind", "expires"],
    "pairs": ["account_id", "rep_id", "cost", "potential", "workload", "allowed"],
}


def full_valley() -> Valley:
    valley = new_valley().put("A1", active_deal="yes", customer="x")
    valley.lock("A2", "WES", "pinned", "2099-01-01").lock("A3", "WES", "not")
    for account in valley.accounts["account_id"]:
        valley.pair(account, "WES", cost="1", potential="", workload="", allowed="").pair(account, "EVE", cost="2")
    return valley


@st.composite
def spoiled(draw: st.DrawFn) -> Valley:
    valley = full_valley().set(**draw(st.sampled_from(RULES)))
    for _ in range(draw(st.integers(1, 4))):
        name = draw(st.sampled_from(sorted(CELLS)))
        frame: pd.DataFrame = getattr(valley, name)
        column = draw(st.sampled_from(CELLS[name]))
        if draw(st.integers(0, 9)) == 0:
            setattr(valley, name, frame.drop(columns=column, errors="ignore"))
        elif column in frame.columns and len(frame):
            at, cell = draw(st.integers(0, len(frame) - 1)), draw(st.sampled_from(GARBAGE))
            cells = frame[column].tolist()
            cells[at] = cell
            column_of = pd.Series(index=frame.index, dtype=object)
            column_of[:] = np.fromiter(cells, dtype=object, count=len(cells))
            frame[column] = column_of
    return valley


@settings(max_examples=150, deadline=None)
@given(spoiled())
def test_no_cell_crashes_the_intake(valley: Valley) -> None:
    findings = valley.findings()
    assert all(finding.message and (finding.fix or finding.severity != "error") for finding in findings)
    if not any(finding.severity == "error" for finding in findings):
        usable(valley.build())


def usable(problem: Problem) -> None:
    """Every number that a method reads is finite, and every unit has somebody who may own it."""
    units, reps = problem.units, problem.reps
    for measure in problem.measures:
        assert np.isfinite(measure.amounts.block(0, units)).all()
        assert (measure.share > 0).all()
    for row in problem.rows:
        assert np.isfinite(row.amounts.block(0, units)).all()
        assert not np.isnan(row.lower).any()
        assert not np.isnan(row.upper).any()
    for limit in problem.limits:
        assert np.isfinite(limit.amounts.block(0, units)).all()
        assert limit.upper >= 0
    assert np.isfinite(problem.costs.block(0, units)).all()
    allowed = problem.eligibility.block(0, units)
    assert allowed.shape == (units, reps)
    assert allowed.any(axis=1).all()
    assert len(problem.fingerprint) == 64
