"""Known places by their codes, and codes that must not be guessed at."""

import gzip
import os
import re
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.gazetteer import build
from geo.gazetteer.place import Key, place
from geo.gazetteer.tables import counties, postal_codes, states

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "data"
SOURCES = Path(os.environ.get("FAIRCARVE_DATA", BESIDE))

KNOWN = [
    ("zip", "30301", "30301", 33.844, -84.474),  # Atlanta
    ("zip", "10001", "10001", 40.748, -73.997),  # New York
    ("zip", "02108", "02108", 42.357, -71.064),  # Boston, with its zero
    ("zip", "30301-1234", "30301", 33.844, -84.474),
    ("zip", "303011234", "30301", 33.844, -84.474),
    ("zip", " 96813 ", "96813", 21.313, -157.858),  # Honolulu
    ("zip3", "303", "303", 33.8, -84.4),
    ("zip3", "30301-1234", "303", 33.8, -84.4),
    ("county", "13121", "13121", 33.79, -84.47),
    ("county", "Fulton County, GA", "13121", 33.79, -84.47),
    ("county", "fulton, georgia", "13121", 33.79, -84.47),
    ("county", "Orleans Parish, LA", "22071", 30.07, -89.93),
    ("county", "Dona Ana, NM", "35013", 32.35, -106.83),
    ("county", "Saint Louis city, MO", "29510", 38.64, -90.24),
    ("county", "St. Louis County, MO", "29189", 38.64, -90.44),
    ("county", "Carson City, NV", "32510", 39.15, -119.75),
    ("county", "51610", "51610", 38.884, -77.161),  # Falls Church, too small for the map
    ("state", "GA", "GA", 32.65, -83.45),
    ("state", "georgia", "GA", 32.65, -83.45),
    ("state", "13", "GA", 32.65, -83.45),
    ("state", "Puerto Rico", "PR", 18.22, -66.48),
]


@pytest.mark.parametrize(("by", "code", "key", "lat", "lon"), KNOWN)
def test_known_places(by: Key, code: str, key: str, lat: float, lon: float) -> None:
    found = place([code], by)
    assert found.keys.tolist() == [key]
    assert found.lat[0] == pytest.approx(lat, abs=0.02)
    assert found.lon[0] == pytest.approx(lon, abs=0.02)
    assert found.remarks == ()


NOT_PLACED = [
    ("zip", "2108", "", "lost-leading-zeros", "02108"),
    ("zip", "2108-1234", "", "lost-leading-zeros", "02108"),
    ("zip", "21081234", "", "lost-leading-zeros", "02108"),
    ("zip", "501", "", "lost-leading-zeros", "00501"),
    ("zip", "K1A 0B1", "", "foreign-code", ""),
    ("zip", "SW1A 1AA", "", "foreign-code", ""),
    ("zip", "09012", "09012", "military-code", ""),
    ("zip", "99998", "99998", "unknown-code", ""),
    ("zip", "Atlanta", "", "unreadable", ""),
    ("zip", "9999", "", "unreadable", ""),
    ("zip", "٣٠٣٠١", "", "unreadable", ""),
    ("zip3", "21", "", "lost-leading-zeros", "021"),
    ("zip3", "2108", "", "lost-leading-zeros", "02108"),
    ("zip3", "000", "000", "unknown-code", ""),
    ("county", "1001", "", "lost-leading-zeros", "01001"),
    ("county", "09110", "09110", "unknown-code", ""),
    ("county", "Richmond, VA", "", "ambiguous-name", "51159 or 51760"),
    ("county", "Fulton", "", "ambiguous-name", ""),
    ("county", "Fultn County, GA", "", "unknown-name", "Fulton, GA"),
    ("state", "6", "", "lost-leading-zeros", "06 (CA)"),
    ("state", "XX", "", "unknown-name", ""),
]


@pytest.mark.parametrize(("by", "code", "key", "why", "likely"), NOT_PLACED)
def test_what_cannot_be_placed_is_said_and_never_completed(by: Key, code: str, key: str, why: str, likely: str) -> None:
    found = place(["", code], by)
    assert found.keys.tolist() == ["", key]
    assert np.isnan(found.lat).all()
    (remark,) = found.remarks
    assert (remark.code, remark.ids, remark.at) == (why, (code,), (1,))
    assert (f"probably {likely})" in remark.message) == bool(likely)
    assert remark.fix


def test_every_row_keeps_its_place_and_equal_codes_are_said_once() -> None:
    found = place(["2108", "30301", "", "2108", "30301"], "zip")
    assert found.keys.tolist() == ["", "30301", "", "", "30301"]
    assert np.isnan(found.lat).tolist() == [True, False, True, True, False]
    assert [(remark.ids, remark.at) for remark in found.remarks] == [(("2108",), (0, 3))]


@given(st.lists(st.text(max_size=12) | st.from_regex(r"[0-9]{1,10}(-[0-9]{0,5})?", fullmatch=True), max_size=5))
def test_anything_may_be_written_and_is_read_or_remarked_on(written: list[str]) -> None:
    for by, form in (("zip", r"\d{5}"), ("zip3", r"\d{3}"), ("county", r"\d{5}"), ("state", "[A-Z]{2}")):
        found = place(written, by)  # type: ignore[arg-type]
        said = {row for remark in found.remarks for row in remark.at}
        for row, (text, key, lat) in enumerate(zip(written, found.keys, found.lat, strict=True)):
            assert not key or re.fullmatch(form, key, re.ASCII)
            assert (row in said) == bool(text.strip() and np.isnan(lat))


def test_no_codes_at_all() -> None:
    found = place([], "zip")
    assert (len(found.keys), len(found.lat), found.remarks) == (0, 0, ())


def test_every_county_is_found_by_its_name_or_is_ambiguous() -> None:
    table = counties()
    found = place([f"{name}, {state}" for name, state in zip(table["name"], table["state"], strict=True)], "county")
    wrong = table.index[(found.keys != table.index) & (found.keys != "")]
    assert wrong.tolist() == []
    twins = {"24005", "24510", "29189", "29510", "51059", "51600", "51067", "51620", "51159", "51760", "51161", "51770"}
    assert set(table.index[found.keys == ""]) == twins


def test_the_tables_are_sound() -> None:
    codes, land = postal_codes(), states()
    assert codes.index.str.fullmatch(r"\d{5}").all()
    assert codes.index.is_unique
    assert codes[["lat", "lon"]].notna().all(axis=None)
    assert set(codes["state"]) - {"MH"} == set(land["state"])  # the Marshall Islands have US post, but no county
    assert set(codes["county_fips"]) - {""} <= set(counties().index)


@pytest.mark.skipif(
    not SOURCES.is_dir(), reason="the sources of the tables are not here: set FAIRCARVE_DATA to their folder"
)
def test_the_tables_are_what_their_script_makes(tmp_path: Path) -> None:
    sources = "geo_us_zip/us_zip_centroids.csv", "geo_us_counties/us_counties.csv"
    build.main(*(str(SOURCES / name) for name in sources), str(tmp_path))
    shipped = files("geo.gazetteer") / "us"
    for name in ("postal_codes", "counties", "states"):
        made, kept = (tmp_path / f"{name}.csv.gz").read_bytes(), (shipped / f"{name}.csv.gz").read_bytes()
        assert gzip.decompress(made) == gzip.decompress(kept)
        assert len(kept) < 1_000_000
