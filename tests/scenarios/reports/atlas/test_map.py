"""The map shows every account or says how many it does not, tells neighbours apart, and stays small and harmless."""

import re
from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest
import shapely

from scenarios.reports.atlas.colours import COLOURS, along, borders, coloured
from scenarios.reports.atlas.ground import Ground, ground_of
from scenarios.reports.atlas.multiples import side_by_side
from scenarios.reports.atlas.picture import Map, alone, drawn, figure, map_of
from solver.book import Floats, Ints
from tests.conftest import Valley

Make = Callable[..., Ground]
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '<script>alert("x")</script> & **b** `c` [d](https://example.com)'


def panels(found: Map) -> list[ElementTree.Element]:
    """The groups of the picture that have a title of their own."""
    root = ElementTree.fromstring(alone(found))
    return [each for each in root.findall(f"{SVG}g") if each.find(f"{SVG}text[@class='panel']") is not None]


def dots(panel: ElementTree.Element) -> dict[str, int]:
    """Colour → dots."""
    counted: dict[str, int] = {}
    for path in panel.findall(f"{SVG}g[@class='dots']/{SVG}path"):
        kind = path.attrib["class"]
        counted[kind] = counted.get(kind, 0) + path.attrib["d"].count("h0")
    return counted


def grid(rows: int, columns: int) -> tuple[Floats, Floats]:
    """Places a half degree apart, from 32° north and 5° east."""
    row, column = (axis.reshape(-1) for axis in np.mgrid[:rows, :columns])
    return 32 + row / 2, 5 + column / 2


def test_a_dot_for_every_account_in_the_colour_of_its_rep(chequered: tuple[Ground, Ints]) -> None:
    ground, plan = chequered
    (panel,) = panels(drawn(ground, plan))
    colour = coloured(borders(ground.lat, ground.lon, plan, 16))
    due = {f"t{each}": int((colour[plan] == each).sum()) for each in np.unique(colour)}
    assert dots(panel) == due
    assert sum(due.values()) == len(plan)


def test_accounts_at_one_place_are_one_dot_for_each_rep(make: Make) -> None:
    lat, lon = np.array([40.0, 40.0, 40.0, 41.0]), np.array([-90.0, -90.0, -90.0, -91.0])
    found = drawn(make(lat, lon, 2), np.array([0, 0, 1, 1]))
    assert sum(dots(panels(found)[0]).values()) == 3


def test_the_area_of_a_dot_is_its_potential(make: Make) -> None:
    lat, lon = grid(40, 50)
    ground = make(lat, lon, 1, size=np.r_[2.25, 4.0, 1.0, np.full(1997, 1.0)])
    (panel,) = panels(drawn(ground, np.zeros(2000, dtype=np.int64)))
    paths = panel.findall(f"{SVG}g[@class='dots']/{SVG}path")
    widths = [float(path.attrib["stroke-width"]) for path in paths]
    assert [path.attrib["d"].count("h0") for path in paths] == [1, 1, 1998]
    assert widths[0] / widths[2] == pytest.approx(2, rel=0.15), "four times the area"
    assert widths[1] / widths[2] == pytest.approx(1.5, rel=0.15)


def test_neighbours_have_different_colours(chequered: tuple[Ground, Ints]) -> None:
    ground, plan = chequered
    met = borders(ground.lat, ground.lon, plan, 16)
    colour = coloured(met)
    square = np.arange(16).reshape(4, 4)
    for a, b in ((square[:, 1:], square[:, :-1]), (square[1:], square[:-1])):
        assert (met[a, b] > 0).all()
        assert (colour[a] != colour[b]).all()
    assert colour.max() < COLOURS


def test_borders_of_the_unit_graph_count_as_borders() -> None:
    """Units 0 – 1 – 2 with two reps, and unit 3, which nobody owns."""
    met = along((np.array([0, 1, 2]), np.array([1, 2, 3])), np.array([0, 0, 1, -1]), 2)
    assert met.tolist() == [[0, 1], [1, 0]]
    assert coloured(met).tolist() == [0, 1]


def test_with_too_few_colours_those_that_meet_least_share_one() -> None:
    met = np.array([[0, 5, 1], [5, 0, 5], [1, 5, 0]], dtype=np.float64)
    colour = coloured(met, 2)
    assert colour[0] == colour[2] != colour[1]


def test_what_is_far_off_is_boxed_or_counted_and_never_dropped(make: Make) -> None:
    """A land of 500 accounts, six islands of 3 of which five have a box, and 4 accounts without a place."""
    islands = [(21.3, -157.9), (61.2, -149.9), (13.5, 144.8), (-14.3, -170.7), (18.4, -40.0), (51.5, 20.0)]
    main_lat, main_lon = grid(20, 25)
    lat = np.concatenate([main_lat, np.repeat([at for at, _ in islands], 3), np.full(4, np.nan)])
    lon = np.concatenate([main_lon - 110, np.repeat([at for _, at in islands], 3), np.full(4, np.nan)])
    found = drawn(make(lat, lon, 2), np.arange(len(lat)) % 2)
    said = " ".join(found.legend)
    assert "15 accounts far from the others" in said
    assert "3 accounts lie outside the map" in said
    assert "4 accounts without coordinates are not on the map" in said
    (panel,) = panels(found)
    assert len(panel.findall(f"{SVG}rect[@class='box']")) == 5
    assert sum(dots(panel).values()) == 500 + 5 * 2, "an island is a dot for each of its two reps"


def test_today_and_what_changes_hands_stand_beside_the_plan(valley: Valley) -> None:
    """The even plan moves A3; A4 is new, and nobody's today."""
    problem = valley.build()
    plan = np.array([0, 0, 1, 1, 0, 0, 1, 1])
    found = map_of("valley", problem, plan)
    assert found is not None
    titles = [panel.findtext(f"{SVG}text") for panel in panels(found)]
    assert titles == ["Plan", "Today", "What changes hands"]
    now, today, moved = map(dots, panels(found))
    assert now == {"t0": 4, "t1": 4}
    assert sorted(today.items()) == [("t0", 5), ("t1", 2), ("tn", 1)]
    assert moved == {"tn": 7, "t1": 1}
    assert "Grey today: nobody owns it" in " ".join(found.legend)


def test_no_places_no_map(valley: Valley) -> None:
    assert ground_of(valley.drop("lat", "lon").build()) is None
    assert map_of("valley", valley.build(), np.zeros(8, dtype=np.int64)) is None


def test_territories_of_map_cells_are_areas_that_meet(chequered: tuple[Ground, Ints]) -> None:
    ground, plan = chequered
    cells = replace(ground, unit=np.arange(len(plan)))
    (panel,) = panels(drawn(cells, plan))
    areas = panel.findall(f"{SVG}g[@class='areas']/{SVG}path")
    assert len(areas) == 16
    assert all(re.fullmatch(r"(M\d+ \d+l-?\d+[-\d ]+z)+", each.attrib["d"]) for each in areas)
    assert not panels(drawn(ground, plan))[0].findall(f"{SVG}g[@class='areas']/{SVG}path"), "accounts have no area"


def test_areas_are_the_polygons_of_the_units_where_there_are_any(make: Make) -> None:
    """Two square cells and one without a polygon; where two reps share a cell it has the colour of who has more."""
    lat, lon = np.array([0.5, 0.5, 0.4, 0.5, 5.0]), np.array([0.5, 0.4, 0.6, 1.5, 5.0])
    cells = np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1), None], dtype=object)
    ground = replace(make(lat, lon, 2), unit=np.array([0, 0, 0, 1, 2]), cells=cells)
    (panel,) = panels(drawn(ground, np.array([0, 0, 1, 1, 1])))
    areas = panel.findall(f"{SVG}g[@class='areas']/{SVG}path")
    assert [each.attrib["class"] for each in areas] == ["t0", "t1"]
    first, second = (np.array(re.findall(r"M(\d+) (\d+)", each.attrib["d"]), dtype=int) for each in areas)
    assert len(first) == len(second) == 1, "one ring each"
    assert sum(dots(panel).values()) == 4, "both reps of the first cell, the second cell, the one without a polygon"


def test_what_need_not_lie_in_one_piece_is_paler(make: Make) -> None:
    lat, lon = grid(4, 4)
    ground = replace(make(lat, lon, 1), exempt=np.arange(16) < 3)
    found = drawn(ground, np.zeros(16, dtype=np.int64))
    assert dots(panels(found)[0]) == {"t0": 13, "t0 pale": 3}
    assert "Paler" in " ".join(found.legend)


def test_states_lie_under_the_dots_in_the_usa_only(make: Make) -> None:
    for lon, states in ((-83.5, 1), (5.0, 0)):
        found = drawn(make(np.array([32.5, 32.6, 33.0]), np.array([lon, lon, lon + 0.2]), 1), np.zeros(3, dtype=int))
        assert len(panels(found)[0].findall(f"{SVG}g[@class='areas']/{SVG}path[@class='state']")) == states


def test_names_are_text_and_the_picture_needs_nothing_else(make: Make) -> None:
    names = [HOSTILE, "Ann"]
    ground = make(np.array([40.0, 41.0]), np.array([5.0, 6.0]), 2, names=names, labels=names)
    ground = replace(ground, home_lat=np.array([40.0, 41.0]), home_lon=np.array([5.0, 6.0]))
    found = drawn(ground, np.array([0, 1]), None, HOSTILE)
    for text in (alone(found), figure(found)):
        ElementTree.fromstring(text)
        assert not re.search(r"<(script|link|img|iframe|image|use)|url\(|@import|href=|src=", text)
        assert set(re.findall(r"https?://[^\"' <&]+", text)) <= {"http://www.w3.org/2000/svg", "https://example.com)"}
    root = ElementTree.fromstring(alone(found))
    assert HOSTILE in [each.text for each in root.iter(f"{SVG}title")]


def test_names_do_not_overlap_and_every_home_has_its_ring(make: Make) -> None:
    rng = np.random.default_rng(5)
    lat, lon = rng.uniform(40, 48, 900), rng.uniform(5, 15, 900)
    homes = rng.integers(0, 900, 90)
    ground = replace(make(lat, lon, 90), home_lat=lat[homes], home_lon=lon[homes])
    (panel,) = panels(drawn(ground, np.arange(900) % 90))
    told = {name for ring in panel.findall(f"{SVG}circle") for name in (ring.findtext(f"{SVG}title") or "").split(", ")}
    assert told == {f"R{rep}" for rep in range(90)}
    at = [(float(each.attrib["x"]), float(each.attrib["y"])) for each in panel.findall(f"{SVG}text[@class='who']")]
    assert 20 < len(at) < 90
    wide = 7.8 * 2
    for one, (x, y) in enumerate(at):
        for other_x, other_y in at[one + 1 :]:
            assert abs(y - other_y) >= 10 or abs(x - other_x) >= wide / 2


def test_small_maps_of_models_show_all_accounts_in_the_same_colours(chequered: tuple[Ground, Ints]) -> None:
    ground, plan = chequered
    turned = 15 - plan
    found = side_by_side(
        ground, {"even": plan, HOSTILE: turned, "today": np.where(plan == 0, -1, plan), "fourth": plan}
    )
    even, other, now, fourth = panels(found)
    assert even.findtext(f"{SVG}text") == "even"
    assert (other.findtext(f"{SVG}text") or "").startswith("<script>")
    assert dots(even) == dots(fourth)
    assert sum(dots(other).values()) == sum(dots(now).values()) == len(plan)
    assert dots(now)["tn"] == 36
    assert "Grey: nobody owns it" in " ".join(found.legend)


def test_a_small_map_is_small(make: Make) -> None:
    rng = np.random.default_rng(0)
    plan = rng.integers(0, 200, 50_000)
    ground = make(rng.uniform(30, 48, 50_000), rng.uniform(-120, -75, 50_000), 200, size=rng.lognormal(0, 1, 50_000))
    assert len(alone(side_by_side(ground, {"one": plan, "two": plan})).encode()) < 2 * 40_000 + 3_000


@pytest.mark.parametrize("scattered", [False, True])
def test_a_hundred_thousand_accounts_of_two_hundred_reps_stay_small(make: Make, scattered: bool) -> None:
    rng = np.random.default_rng(0)
    home_lat, home_lon = rng.uniform(30, 48, 200), rng.uniform(-120, -75, 200)
    plan = rng.integers(0, 200, 100_000)
    lat, lon = home_lat[plan] + rng.normal(0, 1.5, 100_000), home_lon[plan] + rng.normal(0, 2, 100_000)
    if scattered:
        plan = rng.integers(0, 200, 100_000)
    today = np.where(rng.random(100_000) < 0.3, rng.integers(-2, 200, 100_000), plan)
    ground = replace(make(lat, lon, 200, size=rng.lognormal(0, 1.5, 100_000)), home_lat=home_lat, home_lon=home_lon)
    found = drawn(ground, plan, today)
    assert len(alone(found).encode()) < 1_000_000
    assert sum(dots(panels(found)[0]).values()) > 10_000
