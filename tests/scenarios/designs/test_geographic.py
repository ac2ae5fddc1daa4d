"""The geographic model: cells from codes, polygons and clusters, their neighbours, and what is said on the way."""

import numpy as np
import pandas as pd
import pytest

from scenarios.designs.design import Tables
from scenarios.designs.geographic import geographic
from scenarios.designs.keys import Polygons, UnitKeys
from solver.engine import solve
from solver.errors import InputError
from tests.geo.maps import grid
from tests.in_one_piece import in_one_piece
from tests.scenarios.designs.carving import (
    ATLANTA_REP,
    RULES,
    accounts,
    built,
    carved,
    codes,
    edges_of,
    said,
    table,
    units_of,
)


def test_postal_codes_are_units_however_they_are_written() -> None:
    book = accounts(
        "zip | lat | lon", "30301 | |", "30301-1234 | |", "303011234 | |", "30305 | |", "30305 | 33.8 | -84.4"
    )
    made = carved(book, UnitKeys("zip"))
    assert units_of(made) == ["30301", "30301", "30301", "30305", "30305"]
    assert edges_of(made) == {frozenset(("30301", "30305"))}
    assert (made.rules.units, made.rules.contiguous) == ("unit_id", True)
    assert said(made, "placed-by-code").ids == ("a1", "a2", "a3", "a4")
    filled = made.tables.accounts["lat"].tolist()
    assert filled[:3] == ["33.84440"] * 3
    assert filled[4] == "33.8"
    assert len(built(made).unit_ids) == 2


def test_a_code_that_lost_its_zero_is_said_and_not_completed() -> None:
    book = accounts("zip | lat | lon", "02108 | |", "2108 | 42.35 | -71.06", "02109 | |")
    made = carved(book, UnitKeys("zip"))
    assert units_of(made) == ["02108", "a2", "02109"]
    lost = said(made, "lost-leading-zeros")
    assert (lost.row, lost.column, lost.ids, lost.severity) == (3, "zip", ("a2",), "warning")
    assert "2108 (probably 02108)" in lost.message
    assert said(made, "unit-by-itself").ids == ("a2",)
    problem = built(made)
    assert len(problem.unit_ids) == 3


def test_without_a_code_and_without_a_place_is_an_error_that_says_what_to_do() -> None:
    book = accounts("zip | lat | lon", "30301 | |", "2108 | |", " | |", "30305 | |")
    made = carved(book, UnitKeys("zip"))
    lost = said(made, "unplaced-account")
    assert (lost.severity, lost.row, lost.ids) == ("error", 3, ("a2", "a3"))
    assert "give coordinates" in lost.fix


def test_a_postal_code_that_no_table_knows_is_a_unit_where_its_accounts_are() -> None:
    known = accounts("zip | lat | lon", "30301 | |", "99998 | 33.7 | -84.4", "99998 | |")
    made = carved(known, UnitKeys("zip"))
    assert units_of(made) == ["30301", "99998", "99998"]
    assert edges_of(made) == {frozenset(("30301", "99998"))}
    assert said(made, "placed-in-unit").ids == ("a3",)
    assert made.tables.accounts["lat"].tolist() == ["33.84440", "33.7", "33.70000"]
    built(made)
    unknown = carved(accounts("zip", "30301", "99998"), UnitKeys("zip"))
    assert said(unknown, "unit-without-place").ids == ("99998",)


def test_accounts_abroad_have_no_us_postal_code() -> None:
    """10115 is Berlin, and a postal code of New York."""
    book = accounts("zip | country | lat | lon", "30301 | US | |", "10115 | DE | 52.5 | 13.4", "10115 | DE | |")
    made = carved(book, UnitKeys("zip"))
    assert units_of(made)[:2] == ["30301", "a2"]
    assert said(made, "unplaced-account").ids == ("a3",)


def test_far_from_its_code() -> None:
    book = accounts("zip | lat | lon", "30301 | 33.8 | -84.4", "30301 | 40.7 | -74.0", "30305 | |")
    assert said(carved(book, UnitKeys("zip")), "far-from-code").ids == ("a2",)


def test_prefixes_and_states() -> None:
    book = accounts("Zip Code | state", "30301 | GA", "30605-0001 | Georgia", "37201 | TN", "35203 | alabama")
    assert units_of(carved(book, UnitKeys("zip3"))) == ["303", "306", "372", "352"]
    made = carved(book, UnitKeys("state"))
    assert units_of(made) == ["GA", "GA", "TN", "AL"]
    assert edges_of(made) >= {frozenset(pair) for pair in (("GA", "TN"), ("GA", "AL"), ("TN", "AL"))}


COUNTIES = {"13121": "Fulton", "13089": "DeKalb", "13067": "Cobb"}


@pytest.mark.parametrize(
    ("columns", "rows"),
    [
        ("county_fips", ["13121", "13089", "13067"]),
        ("county | state", ["Fulton County | GA", "DeKalb | Georgia", "cobb county | GA"]),
        ("county", ["Fulton, GA", "De Kalb, GA", "Cobb, GA"]),
        ("lat | lon", ["33.79 | -84.45", "33.77 | -84.23", "33.94 | -84.58"]),
        ("zip", ["30303", "30030", "30060"]),
    ],
)
def test_counties_by_code_by_name_by_place_and_by_postal_code(columns: str, rows: list[str]) -> None:
    made = carved(accounts(columns, *rows), UnitKeys("county"))
    assert units_of(made) == list(COUNTIES)
    assert edges_of(made) >= {frozenset(("13121", "13089")), frozenset(("13121", "13067"))}
    assert codes(made, "error", "warning") == []
    assert len(built(made).unit_ids) == 3


def test_a_county_that_is_not_on_the_map_goes_by_coordinates() -> None:
    """Connecticut's planning regions of 2022 are on no map of 2017."""
    book = accounts(
        "county_fips | lat | lon", "09003 | |", "09110 | 41.76 | -72.68", "13121 | |", "9003 | 41.76 | -72.68"
    )
    made = carved(book, UnitKeys("county"))
    assert units_of(made) == ["09003", "09003", "13121", "09003"]
    assert said(made, "not-on-map").ids == ("a2",)
    assert said(made, "lost-leading-zeros").ids == ("a4",)
    assert said(made, "unit-by-place").ids == ("a4",)


def cell(column: int, row: int) -> str:
    return f"{row + 0.5} | {column + 0.5}"


GRID = Polygons(grid())
CENTRE_REP = table("rep_id | lat | lon", "R1 | 1.5 | 1.5")


def test_polygons_by_place() -> None:
    """Accounts in a, b, c, f and i; d, e, g and h, which are empty, join some of these."""
    rows = [cell(0, 0), cell(1, 0), cell(2, 0), cell(2, 1), cell(2, 2), "0.2 | 0.2"]
    made = carved(accounts("lat | lon", *rows), UnitKeys(polygons=GRID), CENTRE_REP)
    assert units_of(made) == ["a", "b", "c", "f", "i", "a"]
    assert edges_of(made) >= {frozenset(pair) for pair in ("ab", "bc", "cf", "fi")}
    assert frozenset("ac") not in edges_of(made)
    assert "4 units have no accounts" in said(made, "empty-units").message
    built(made)


def test_queen_barriers_and_bridges() -> None:
    rows = [cell(x, y) for y in range(3) for x in range(3)]
    book = accounts("lat | lon", *rows)
    units = UnitKeys(
        polygons=Polygons(grid(), "id", "queen"),
        barriers=[("a", "e"), [[1.0, 1.6], [1.0, 4.0]]],
        bridges=[("a", "i")],
    )
    made = carved(book, units, CENTRE_REP)
    found = edges_of(made)
    assert frozenset("ai") in found
    assert not found & {frozenset(pair) for pair in ("ae", "cf", "bf", "ce")}
    assert frozenset("bd") in found
    assert [code for code in codes(made, "note") if "barrier" in code or "bridge" in code] == [
        "barrier",
        "barrier",
        "planned-bridge",
    ]


def test_unknown_units_in_barriers_and_bridges_are_errors() -> None:
    book = accounts("lat | lon", cell(0, 0), cell(1, 0))
    units = UnitKeys(polygons=GRID, barriers=[("a", "A")], bridges=[("a", "zz")])
    assert codes(carved(book, units, CENTRE_REP), "error") == ["unknown-unit-in-barrier", "unknown-unit-in-bridge"]


def test_a_column_names_the_polygon_and_the_place_decides_where_it_does_not() -> None:
    book = accounts("cell | lat | lon", "a | |", " | 0.5 | 1.5", "q | 2.5 | 2.5", "c | 9 | 9", "e | 50 | 50")
    made = carved(book, UnitKeys("cell", polygons=GRID), CENTRE_REP)
    assert units_of(made) == ["a", "b", "i", "c", "e"]
    assert said(made, "not-on-map").ids == ("a3",)


def test_outside_of_all_polygons_is_a_unit_by_itself_next_to_the_nearest() -> None:
    book = accounts("lat | lon", cell(0, 0), cell(1, 0), "0.5 | 9.0")
    made = carved(book, UnitKeys(polygons=GRID), CENTRE_REP)
    assert units_of(made) == ["a", "b", "a3"]
    assert edges_of(made) == {frozenset("ab"), frozenset(("b", "a3"))}
    assert said(made, "unit-by-itself").ids == ("a3",)
    assert len(built(made).unit_ids) == 3


def test_an_account_by_itself_never_takes_the_name_of_a_unit() -> None:
    book = accounts("lat | lon", cell(0, 0), "0.5 | 9.0")
    book["account_id"] = ["x", "a"]
    assert units_of(carved(book, UnitKeys(polygons=GRID), CENTRE_REP)) == ["a", "account a"]


def test_islands_are_joined_as_points_and_one_unit_needs_no_neighbours() -> None:
    made = carved(accounts("state", "HI", "AK", "PR"), UnitKeys("state"))
    assert edges_of(made) >= {frozenset(("HI", "AK")), frozenset(("AK", "PR"))}
    assert said(made, "no-borders").severity == "warning"
    built(made)
    made = carved(accounts("state", "HI", "HI"), UnitKeys("state"))
    assert (len(edges_of(made)), made.rules.contiguous) == (0, False)
    assert len(built(made).unit_ids) == 1


def test_a_broken_map_is_an_error() -> None:
    made = carved(accounts("lat | lon", cell(0, 0)), UnitKeys("polygon"), CENTRE_REP)
    assert codes(made, "error") == ["no-map"]
    made = carved(accounts("lat | lon", cell(0, 0)), UnitKeys(polygons=Polygons({"type": "nothing"})), CENTRE_REP)
    assert codes(made, "error") == ["not-geojson"]
    made = carved(accounts("lat | lon", cell(0, 0)), UnitKeys(polygons=Polygons("eu_regions")), CENTRE_REP)  # type: ignore[arg-type]
    assert codes(made, "error")[0] == "unknown-map"


def test_edges_of_the_planner_with_units_that_have_no_accounts() -> None:
    book = accounts("area | lat | lon", "N | 3 | 0", "S | 1 | 0", "N | 3.1 | 0", "E | 2 | 2")
    edges = table("unit_a | unit_b", "N | middle", "middle | S", "S | E")
    made = carved(book, UnitKeys("area"), CENTRE_REP, edges=edges)
    assert units_of(made) == ["N", "S", "N", "E"]
    assert edges_of(made) == {frozenset("NS"), frozenset("SE")}
    assert "1 units have no accounts" in said(made, "empty-units").message
    built(made)


def test_edges_that_lost_their_zeros_or_name_nobody_are_errors() -> None:
    book = accounts("zip", "02108", "02109")
    edges = table("unit_a | unit_b", "2108 | 02109", " | 02108")
    made = carved(book, UnitKeys("zip"), edges=edges)
    lost = said(made, "lost-leading-zeros")
    assert (lost.severity, lost.table, lost.row, lost.column) == ("error", "edges", 2, "unit_a")
    assert (said(made, "missing-id").row, said(made, "missing-id").column) == (3, "unit_a")


def test_cells_of_accounts_keep_places_together() -> None:
    rng = np.random.default_rng(8)
    places = [
        f"{lat:.2f} | {lon:.2f}" for lat, lon in zip(rng.uniform(30, 34, 40), rng.uniform(-86, -81, 40), strict=True)
    ]
    book = accounts("lat | lon", *places, *places)
    made = carved(book, UnitKeys(cells=12))
    units = units_of(made)
    assert units[:40] == units[40:]
    assert 6 <= len(set(units)) <= 12
    assert all(unit.startswith("cell ") for unit in units)
    assert len(built(made).unit_ids) == len(set(units))


def test_how_many_cells() -> None:
    book = accounts("lat | lon", "33.0 | -84.0", "33.5 | -84.5", "33.5 | -84.5")
    assert units_of(carved(book, UnitKeys("cells"))) == ["cell 2", "cell 1", "cell 1"]
    assert units_of(carved(book, UnitKeys(cells=1))) == ["cell 1"] * 3
    assert codes(carved(book, UnitKeys(cells=0)), "error") == ["no-cells"]


def test_accounts_and_families() -> None:
    book = accounts("family | lat | lon", "F | 33.0 | -84.0", " | 33.5 | -84.5", "F | 33.2 | -84.0", " | 34.0 | -84.0")
    assert units_of(carved(book, UnitKeys())) == ["a1", "a2", "a3", "a4"]
    made = carved(book, UnitKeys("family"))
    assert units_of(made) == ["F", "a2", "F", "a4"]
    assert codes(made, "warning", "error") == []
    assert len(built(made).unit_ids) == 3


def test_too_many_accounts_at_one_place_are_no_units() -> None:
    book = accounts("lat | lon", *["33.0 | -84.0"] * 2100)
    assert codes(carved(book, UnitKeys()), "error") == ["too-many-at-one-place"]


def test_a_column_that_is_not_there_and_a_name_that_is_taken() -> None:
    book = accounts("unit_id | lat | lon", "x | 33.0 | -84.0")
    made = carved(book, UnitKeys("region"))
    assert codes(made, "error") == ["column-taken", "missing-column"]
    assert codes(carved(book, UnitKeys("unit_id")), "error") == []
    assert codes(carved(accounts("lat | lon", "33 | -84"), UnitKeys("zip")), "error") == ["missing-column"]


def test_wrong_coordinates_are_left_to_the_intake() -> None:
    """They are neither filled in nor called unplaced, and the intake refuses them."""
    book = accounts("zip | lat | lon", "30301 | 33.8 | ", "30305 | 133.8 | -184", "30308 | |")
    made = carved(book, UnitKeys("zip"))
    assert codes(made, "error") == []
    assert made.tables.accounts["lat"].tolist()[:2] == ["33.8", "133.8"]
    with pytest.raises(InputError) as refused:
        built(made)
    assert {finding.code for finding in refused.value.findings if finding.severity == "error"} == {
        "half-a-place",
        "coordinates-out-of-range",
    }


def test_typed_tables_stay_typed() -> None:
    book = pd.DataFrame(
        {"account_id": ["a1", "a2"], "zip": [30301, 30305], "lat": [np.nan, 33.8], "lon": [np.nan, -84.4]}
    )
    made = geographic(Tables(book, ATLANTA_REP), RULES, UnitKeys("zip"))
    assert made.tables.accounts["lat"].tolist() == [33.8444, 33.8]
    assert book["lat"].isna().tolist() == [True, False]
    assert units_of(made) == ["30301", "30305"]


def test_reps_are_placed_by_their_postal_code() -> None:
    reps = table("rep_id | zip", "R1 | 30301", "R2 | 02108")
    made = carved(accounts("zip", "30301", "30305", "02109"), UnitKeys("zip"), reps)
    assert made.tables.reps["lat"].tolist() == ["33.84440", "42.35760"]


@pytest.mark.parametrize("seed", range(3))
def test_no_cell_is_split_and_every_territory_is_one_piece(seed: int) -> None:
    """Solved for real: 120 accounts in the cells of five by five, three reps, a river with one bridge."""
    rng = np.random.default_rng(seed)
    rows = [f"{lat:.3f} | {lon:.3f}" for lat, lon in rng.uniform(0, 5, (120, 2))]
    reps = table("rep_id | lat | lon", "R1 | 0.5 | 0.5", "R2 | 4.5 | 4.5", "R3 | 0.5 | 4.5")
    units = UnitKeys(polygons=Polygons(grid(5)), barriers=[[[2.0, -1.0], [2.0, 6.0]]], bridges=[("m", "h")])
    made = carved(accounts("lat | lon", *rows), units, reps)
    problem = built(made)
    plan = solve(problem, seed=1, time_limit=2.0).plan
    assert plan is not None
    owners = plan.frame(problem).set_index("account_id")["rep_id"]
    cells = made.tables.accounts.set_index("account_id")["unit_id"]
    assert (owners.groupby(cells).nunique() == 1).all()
    for rep in reps["rep_id"]:
        assert in_one_piece(cells[owners == rep], edges_of(made))
