"""The models on real books with made teams: sizes that hold together, and rules that brute force confirms."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from scenarios.designs.design import Tables
from scenarios.designs.pool import Pool, pool
from scenarios.designs.segment import Segments, segment
from scenarios.designs.sizes import SegmentClass
from scenarios.designs.thin import Thin
from scenarios.designs.vertical import Verticals, vertical
from solver.rules import Rules
from tests.scenarios.designs.books import column, errors, found, may_own, unchanged

BESIDE = Path(__file__).resolve().parents[4] / "shared" / "data"


def book(name: str) -> pd.DataFrame:
    path = BESIDE / name / "accounts.csv"
    if not path.exists():
        pytest.skip(f"{name} is not beside this folder: {path}")
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def team(**columns: list[str]) -> pd.DataFrame:
    count = len(next(iter(columns.values())))
    return pd.DataFrame({"rep_id": [f"R{at:02}" for at in range(count)], **columns}, dtype=object)


LISTS = [
    *["Consumer Discretionary; Consumer Staples"] * 5,
    *["Health Care"] * 4,
    *["Information Technology; Communication Services"] * 4,
    *["Financials; Real Estate"] * 3,
    *["Industrials; Materials"] * 3,
    "Energy",
]


def test_listed_companies_by_industry() -> None:
    accounts = book("us_public_companies").assign(potential="1")
    reps, rules = team(verticals=LISTS), Rules(bands={"potential": 0.1})
    assert errors(vertical(Tables(accounts, reps), rules, Verticals())) == ["nobody-serves"]
    design = vertical(Tables(accounts, reps), rules, Verticals(thin=Thin(0.5, "attach", {"Utilities": "Energy"})))
    assert errors(design) == []
    assert unchanged(accounts, design.tables.accounts)
    assert "Utilities (0.40 fair shares" in found(design, "thin-verticals").message  # 40 of 1,978 ÷ 20 reps
    assert "Health Care: 3.7 fair shares for 4 reps" in found(design, "vertical-sizes").message
    warnings = [f.message for f in design.findings if f.code == "band-out-of-reach"]
    assert "Energy holds 1.2 fair shares of potential for 1 rep: no plan keeps ±10 %" in warnings
    for row, industry in zip(may_own(design), accounts["industry"], strict=True):
        wanted = "Energy" if industry == "Utilities" else industry
        assert row.tolist() == [wanted in cell.split("; ") for cell in LISTS]


def test_georgia_businesses_by_jobs() -> None:
    accounts = book("us_georgia_businesses").rename(columns={"ppp_loan_usd": "potential"})
    jobs = accounts["jobs_reported"].astype(int).to_numpy()
    owners = np.array(["R00", "R01", "R02", ""], dtype=object)[np.arange(len(accounts)) % 4]
    accounts["current_owner"] = owners
    classes = (SegmentClass("SMB", 20), SegmentClass("mid-market", 100), SegmentClass("enterprise"))
    reps = team(segments=["SMB", "mid-market", "mid-market; enterprise"])
    settings = Segments(size="jobs_reported", classes=classes, sticky=0.1)
    design = segment(Tables(accounts, reps), Rules(bands={"potential": 0.1}), settings)
    assert errors(design) == []
    assert unchanged(accounts, design.tables.accounts)
    plain = (jobs > 20).astype(int) + (jobs > 100)
    by_hand = plain.copy()
    by_hand[(owners == "R00") & (jobs > 20) & (jobs <= 22)] = 0
    by_hand[np.isin(owners, ["R00", "R01"]) & (jobs > 100) & (jobs <= 110)] = 1
    by_hand[(owners == "R01") & (jobs >= 18) & (jobs <= 20)] = 1
    assert column(design, "segment") == [classes[at].name for at in by_hand]
    kept = sum(rows_of(finding.message) for finding in design.findings if finding.code == "kept-at-the-edge")
    assert kept == int((by_hand != plain).sum()) > 500


def rows_of(message: str) -> int:
    """How many rows a finding says it is about: `… (267 rows: 81, 148, …)`."""
    return int(message.split(" (")[-1].split(" rows")[0].replace(",", ""))


def test_new_georgia_businesses_in_a_pool() -> None:
    accounts = book("us_georgia_businesses")
    reps = team(role=["SDR", "AE", "SDR", "SDR"], fte=["1", "1", "0.5", "0.75"])
    design = pool(Tables(accounts, reps), Rules(), Pool({"legal_form": "LLC"}, {"role": "SDR"}))
    assert errors(design) == []
    locks = design.tables.locks
    assert locks is not None
    assert len(locks) == int((accounts["legal_form"] == "LLC").sum())
    counts = locks["rep_id"].value_counts()
    assert set(counts.index) == {"R00", "R02", "R03"}
    for rep, fte in (("R00", 1.0), ("R02", 0.5), ("R03", 0.75)):
        assert abs(counts[rep] - len(locks) * fte / 2.25) < 1
