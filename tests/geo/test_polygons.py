"""What becomes of maps that are not quite right."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.units.inside import NOWHERE, SHORE, unit_of
from geo.units.polygons import Areas, read_areas
from geo.units.topojson import features
from tests.geo.maps import collection, feature, grid, square


def codes(areas: Areas) -> list[str]:
    return [remark.code for remark in areas.remarks]


def test_a_sound_map_says_nothing() -> None:
    areas = read_areas(grid(), "id")
    assert areas.ids.tolist() == list("abcdefghi")
    assert areas.remarks == ()
    assert shapely.contains(areas.shapes, shapely.points(areas.lon, areas.lat)).all()
    assert areas.lat[0] == pytest.approx(0.5)
    assert areas.lon[2] == pytest.approx(2.5)


def test_a_bow_tie_is_repaired_and_said() -> None:
    bow_tie = [(0.0, 0.0), (1.0, 1.0), (1.0, 0.0), (0.0, 1.0), (0.0, 0.0)]
    areas = read_areas(collection(feature("tie", bow_tie), feature("box", square(5, 5, 6, 6))), "id")
    assert areas.ids.tolist() == ["tie", "box"]
    assert shapely.is_valid(areas.shapes).all()
    assert shapely.area(areas.shapes[0]) == pytest.approx(0.5)
    (remark,) = areas.remarks
    assert (remark.code, remark.ids, remark.severity) == ("repaired-polygons", ("tie",), "warning")


def test_a_lost_line_on_a_ring_is_dropped() -> None:
    spiked = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (3.0, 1.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)]
    areas = read_areas(collection(feature("a", spiked)), "id")
    assert shapely.get_type_id(areas.shapes[0]) == shapely.GeometryType.POLYGON
    assert shapely.area(areas.shapes[0]) == pytest.approx(1.0)
    assert shapely.bounds(areas.shapes[0]).tolist() == [0, 0, 1, 1]


def test_several_holes_of_different_length_are_kept() -> None:
    three = [(1.0, 1.0), (2.0, 1.0), (1.0, 2.0), (1.0, 1.0)]
    areas = read_areas(collection(feature("a", square(0, 0, 9, 9), three, square(5, 5, 6, 6))), "id")
    assert shapely.area(areas.shapes[0]) == pytest.approx(81 - 0.5 - 1)


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 0]]]},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [2, 2], [0, 0]]]},
        {"type": "Polygon", "coordinates": [[["x", 0], [1, 1], [2, 2], [0, 0]]]},
        {"type": "Polygon", "coordinates": "here"},
        {"type": "Point", "coordinates": [0, 0]},
        {"type": "MultiPolygon", "coordinates": [[]]},
    ],
)
def test_a_unit_without_area_is_left_out_and_said(geometry: object) -> None:
    empty = {"type": "Feature", "properties": {"id": "none"}, "geometry": geometry}
    areas = read_areas(collection(empty, feature("box", square(5, 5, 6, 6))), "id")
    assert areas.ids.tolist() == ["box"]
    assert codes(areas) == ["unit-without-area"]
    assert areas.remarks[0].ids == ("none",)


def test_ids_twice_and_no_ids_are_errors_all_at_once() -> None:
    cells = [feature(id_, square(x, 0, x + 1, 1)) for x, id_ in enumerate(["a", "b", "a", None, " "])]
    areas = read_areas(collection(*cells), "id")
    assert areas.has_errors
    assert sorted(codes(areas)) == ["duplicate-unit", "feature-without-id"]
    said = {remark.code: remark for remark in areas.remarks}
    assert said["duplicate-unit"].ids == ("a",)
    assert said["feature-without-id"].at == (3, 4)
    assert "properties found: id, kind" in said["feature-without-id"].fix


def test_ids_are_text_and_numbers_are_written_without_a_point() -> None:
    cells = collection(feature(13121, square(0, 0, 1, 1)), feature(13089.0, square(1, 0, 2, 1)))
    assert read_areas(cells, "id").ids.tolist() == ["13121", "13089"]


def test_metres_are_no_degrees() -> None:
    areas = read_areas(collection(feature("a", square(500_000, 4_000_000, 501_000, 4_001_000))), "id")
    assert areas.has_errors
    assert codes(areas) == ["not-degrees"]


@pytest.mark.parametrize("geojson", [{}, {"type": "FeatureCollection", "features": []}, {"type": "Feature"}])
def test_something_else_is_no_map(geojson: dict[str, object]) -> None:
    assert codes(read_areas(geojson, "id")) == ["not-geojson"]


@settings(deadline=None, max_examples=200)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-200, 200) | st.floats() | st.text(max_size=3),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.fixed_dictionaries(
                {"type": st.sampled_from(["Feature", "Polygon", "MultiPolygon"]), "coordinates": inner}
            )
            | st.fixed_dictionaries({"properties": inner, "geometry": inner})
        ),
        max_leaves=20,
    )
)
def test_a_map_of_anything_never_crashes(anything: object) -> None:
    box = feature("box", square(5, 5, 6, 6))
    cells = [box, anything, {"properties": {"id": "x"}, "geometry": {"type": "Polygon", "coordinates": anything}}]
    areas = read_areas({"type": "FeatureCollection", "features": cells}, "id")
    assert "box" in areas.ids.tolist()
    assert areas.remarks


def test_which_unit_a_place_lies_in() -> None:
    areas = read_areas(grid(), "id")
    lat = np.array([0.5, 2.5, 1.0, 0.5, 0.5, np.nan, 0.5])
    lon = np.array([0.5, 1.5, 0.5, -SHORE / 2, -SHORE * 2, 0.5, 1.0])
    unit, ashore = unit_of(areas, lat, lon)
    # On the border of a and d, and of a and b, the first has it; a step off the shore still belongs, two do not.
    assert unit.tolist() == [0, 7, 0, 0, NOWHERE, NOWHERE, 0]
    assert ashore.tolist() == [False, False, False, True, False, False, False]


def test_arcs_of_topojson_become_rings() -> None:
    """Two squares that share the arc from (1, 0) to (1, 1), one forwards and one backwards; quantized by halves."""
    topology = {
        "type": "Topology",
        "transform": {"scale": [0.5, 0.5], "translate": [0.0, 0.0]},
        "arcs": [[[2, 0], [0, 2]], [[2, 2], [-2, 0], [0, -2], [2, 0]], [[2, 2], [2, 0], [0, -2], [-2, 0]]],
        "objects": {
            "cells": {
                "type": "GeometryCollection",
                "geometries": [
                    {"type": "Polygon", "id": "west", "arcs": [[0, 1]]},
                    {"type": "MultiPolygon", "id": "east", "arcs": [[[~0, ~2]]]},
                ],
            }
        },
    }
    areas = read_areas(features(topology, "cells"), "id")
    assert areas.remarks == ()
    assert shapely.equals(areas.shapes[0], shapely.box(0, 0, 1, 1))
    assert shapely.equals(areas.shapes[1], shapely.box(1, 0, 2, 1))
