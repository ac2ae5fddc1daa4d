"""The embedded sample: what is real in it, what the formulas say, and that plans inside all rules exist."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import coo_array, vstack

from geo.distance import great_circle
from scenarios.designs.models import MODELS
from scenarios.designs.stated import problem_of
from scenarios.files.load import read
from scenarios.samples import build_book, build_cities, cities
from solver.judge import check, scorecard, todays_owners

CHICAGO = (2664452, 300400, 112.0, "")
"""People; potential, hours and customer by hand: 20 × 2,664,452^0.65; 0.021 × 2,664,452^0.58."""
WHOLE_FROM = 150_000
"""People."""
SMALLEST_BAND = 0.08
"""The linear program is asked for a little more than the rules, so that rounding it stays inside them."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return cities.write(tmp_path_factory.mktemp("sample") / "new" / "folder").parent


@pytest.fixture(scope="module")
def book(folder: Path) -> pd.DataFrame:
    return pd.read_csv(folder / "accounts.csv", keep_default_na=False)


@pytest.fixture(scope="module")
def team(folder: Path) -> pd.DataFrame:
    return pd.read_csv(folder / "reps.csv")


def test_writing_twice_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    cities.write(tmp_path)
    again = cities.write(tmp_path).parent
    assert sorted(file.name for file in again.iterdir()) == sorted(cities.FILES)
    assert all((again / name).read_bytes() == (folder / name).read_bytes() for name in cities.FILES)


def test_the_shipped_tables_are_what_the_script_builds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = build_cities.FOLDER
    monkeypatch.setattr(build_cities, "FOLDER", tmp_path)
    build_cities.main()
    for name in ("accounts.csv", "reps.csv", "locks.csv"):
        assert (tmp_path / name).read_text() == (shipped / name).read_text(), name


def test_the_sample_is_small_and_credits_its_source(folder: Path) -> None:
    assert sum(file.stat().st_size for file in folder.iterdir()) < 1_000_000
    note = (folder / "README.md").read_text()
    assert "GeoNames" in note
    assert "creativecommons.org/licenses/by/4.0" in note


def test_the_book_is_the_country(book: pd.DataFrame) -> None:
    assert len(book) == 7374
    assert book["account_id"].is_unique
    assert book["state"].nunique() == 51
    assert book["population"].min() > 5000
    largest = book.head(4)
    assert list(largest["name"]) == ["New York City", "Los Angeles", "Chicago", "Houston"]
    new_york = book[book["state"] == "NY"]
    assert not new_york["name"].isin(["Manhattan", "Brooklyn", "Queens", "The Bronx", "Astoria"]).any()
    assert new_york["name"].isin(["New York City", "Yonkers", "Valley Stream", "White Plains"]).sum() == 4


def test_potential_and_hours_follow_the_stated_formulas(book: pd.DataFrame) -> None:
    by_hand = book[book["name"].isin(["Chicago"]) & (book["state"] == "IL")].iloc[0]
    assert (by_hand["population"], by_hand["potential"], by_hand["workload"], by_hand["customer"]) == CHICAGO
    for row in book.sample(200, random_state=1).itertuples():
        served = 1.4 if row.customer == "yes" else 1.0
        assert row.potential == pytest.approx(20 * row.population**0.65, abs=50.001)
        assert row.workload == pytest.approx(0.021 * row.population**0.58 * served, abs=0.05001)
        assert (row.named == "yes") == (row.population >= 250_000)


def test_segments_follow_employees_and_are_held_near_the_edges(book: pd.DataFrame) -> None:
    edges = {"SMB": (0, 165), "mid-market": (165, 470), "enterprise": (470, 10**9)}
    for row in book.itertuples():
        low, high = edges[row.segment]
        assert low * 0.9 < row.employees <= high * 1.1, row
    plain = pd.cut(book["employees"], [0, 165, 470, 10**9], labels=list(edges)).astype(str)
    assert 50 < (plain != book["segment"]).sum() < 300, "some are held, so that sticky edges are seen at work"


def test_families_are_neighbours_who_buy_together(book: pd.DataFrame) -> None:
    families = book[book["family"] != ""].groupby("family")
    assert len(families) == 60
    assert families.size().between(2, 4).all()
    for column in ("state", "segment", "industry", "current_owner"):
        assert (families[column].nunique() == 1).all(), column
    assert not (book["active_deal"][book["family"] != ""] == "yes").any()
    for _, members in families:
        lat, lon = members["lat"].to_numpy(), members["lon"].to_numpy()
        assert great_circle(lat, lon, lat[0], lon[0]).max() <= 2 * build_book.FAMILY_REACH_KM


def test_new_accounts_are_of_this_year_and_bought_nothing(book: pd.DataFrame) -> None:
    new = book["current_owner"] == ""
    assert 50 < new.sum() < 200
    assert (book["created"][new] >= "2026-01-01").all()
    assert (book["created"][~new] < "2026-01-01").all()
    assert not (book[new][["customer", "active_deal"]] == "yes").any(axis=None)


def test_the_team_is_on_its_way_to_a_hybrid(team: pd.DataFrame) -> None:
    special = team["role"] == "enterprise"
    assert (special.sum(), len(team)) == (16, 40)
    assert (team["segments"][special] == "enterprise").all()
    assert not team["segments"][~special].str.contains("enterprise").any()
    assert (team["verticals"][special].value_counts() == 4).all()
    assert ((team["named_rep"] == "yes") == special).all()
    assert (team["verticals"] == "*").any(), "reps who live alone serve every vertical"


@pytest.mark.parametrize("by", ["account", "family"])
@pytest.mark.parametrize("model", MODELS)
def test_the_model_alone_can_be_changed(folder: Path, model: str, by: str) -> None:
    problem = problem_of(read(folder / "scenario.yaml", {"units": {"by": by}}), model)
    said = {finding.code for finding in problem.notes}
    assert "band-out-of-reach" not in said
    assert (problem.units < 7374) == (model == "geographic" or (by == "family" and model != "pool"))


def test_no_city_exceeds_a_fair_share(book: pd.DataFrame, team: pd.DataFrame) -> None:
    weight = team["fte"] * team["ramp"]
    smallest = (book["potential"].sum() * weight / weight.sum()).min()
    assert book["potential"].max() < 0.5 * smallest


def test_todays_owners_are_outside_the_bands(folder: Path) -> None:
    problem = problem_of(read(folder / "scenario.yaml"))
    owners = todays_owners(problem)
    today = scorecard(problem, owners)
    assert today.total["potential_largest_deviation"] > 0.2
    assert today.total["hours_largest_deviation"] > 0.2
    assert {"band", "named_accounts", "unowned"} & {violation.rule for violation in check(problem, owners)}


def test_the_cells_of_the_hybrid(folder: Path) -> None:
    notes = {finding.code: finding.message for finding in problem_of(read(folder / "scenario.yaml")).notes}
    stand = notes["cells-stand"]
    assert stand.count("for 4 reps") == stand.count("×") == stand.count("enterprise ×") == 4
    assert "enterprise" not in notes["cells-fall"]
    assert "named 89 accounts" in notes["layers"]


@pytest.mark.parametrize("model", ["hybrid", "open"])
def test_a_plan_inside_all_rules_exists(folder: Path, model: str) -> None:
    """An oracle of its own (a linear program, rounded; no part of the engine), judged by the judge."""
    problem = problem_of(read(folder / "scenario.yaml"), model)
    book, team, locks = (
        pd.read_csv(folder / name, keep_default_na=False) for name in ("accounts.csv", "reps.csv", "locks.csv")
    )
    served = layered(book, team) if model == "hybrid" else np.ones((len(book), len(team)), dtype=bool)
    plan = rounded_program(book, team, locks, served)
    assert check(problem, plan) == ()
    owner = book["current_owner"].to_numpy()
    moved = (owner != "") & (owner != team["rep_id"].to_numpy()[plan])
    assert moved.sum() < 0.05 * (owner != "").sum(), "half of what the scenario allows"


def layered(book: pd.DataFrame, team: pd.DataFrame) -> NDArray[np.bool_]:
    """Who may own what (A, R) in the hybrid, as docs/sample.md says it."""
    merged = {"police": "public safety", "fire": "public safety", "water": "utilities", "power": "utilities"}
    vertical = book["industry"].replace(merged).to_numpy()
    own = (team["segments"] == "enterprise").to_numpy() & (vertical[:, None] == team["verticals"].to_numpy())
    named = (book["named"] == "yes").to_numpy()[:, None]
    return np.where(named, team["named_rep"] == "yes", own | (book["segment"] != "enterprise").to_numpy()[:, None])


def rounded_program(
    book: pd.DataFrame, team: pd.DataFrame, locks: pd.DataFrame, served: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """The fewest moved accounts within a slightly smaller band, nearest reps first; fractions go to the largest.

    Large cities, whose rounding would hurt, are whole in the program already. `served` (A, R) : who may own what;
    pinned accounts stay all the same.
    """
    accounts, reps = len(book), len(team)
    place = {rep_id: index for index, rep_id in enumerate(team["rep_id"])}
    owner = np.array([place.get(rep_id, -1) for rep_id in book["current_owner"]])
    km = great_circle(
        book["lat"].to_numpy()[:, None], book["lon"].to_numpy()[:, None], team["lat"].to_numpy(), team["lon"].to_numpy()
    )
    km = np.where(served, km, 1e6)
    allowed = served & (km.argsort(axis=1).argsort(axis=1) < 8)
    owned = np.flatnonzero(owner >= 0)
    allowed[owned, owner[owned]] = served[owned, owner[owned]]
    pinned = locks.query("kind == 'pinned'")["account_id"]
    fixed = np.flatnonzero((owner >= 0) & ((book["active_deal"] == "yes") | book["account_id"].isin(pinned)))
    allowed[fixed] = False
    allowed[fixed, owner[fixed]] = True
    for lock in locks.query("kind == 'not'").itertuples():
        allowed[book.index[book["account_id"] == lock.account_id], place[lock.rep_id]] = False
    account, rep = np.nonzero(allowed)
    pair = np.arange(len(account))

    def per_rep(amount: NDArray[np.float64]) -> coo_array:
        return coo_array((amount[account], (rep, pair)), shape=(reps, len(pair)))

    rows, upper = [], []
    for name, weight in (("potential", team["fte"] * team["ramp"]), ("workload", team["fte"])):
        amount = book[name].to_numpy(float)
        share = (amount.sum() * weight / weight.sum()).to_numpy()
        rows += [per_rep(amount), -per_rep(amount)]
        upper += [share * (1 + SMALLEST_BAND), -share * (1 - SMALLEST_BAND)]
    rows += [per_rep(book["workload"].to_numpy(float)), per_rep((book["named"] == "yes").to_numpy(float))]
    upper += [
        team["capacity_hours_year"].to_numpy() * 0.98,
        np.minimum(pd.to_numeric(team["max_named"]).fillna(99).to_numpy(), 9) - 1,
    ]
    moved = (owner[account] >= 0) & (owner[account] != rep)
    found = linprog(
        moved + 1e-5 * km[account, rep],
        A_ub=vstack(rows).tocsr(),
        b_ub=np.concatenate(upper),
        A_eq=coo_array((np.ones(len(pair)), (account, pair)), shape=(accounts, len(pair))).tocsr(),
        b_eq=np.ones(accounts),
        integrality=(book["population"].to_numpy() >= WHOLE_FROM)[account].astype(int),
        options={"mip_rel_gap": 0.1},
    )
    assert found.status == 0, found.message
    share_of = np.zeros((accounts, reps))
    share_of[account, rep] = found.x
    return share_of.argmax(axis=1).astype(np.int64)
