"""What is wrong with the tables of a siting problem is said all at once."""

import numpy as np
import pandas as pd
import pytest

from solver.errors import InputError
from solver.siting.problem import Siting

UNITS = pd.DataFrame(
    {
        "unit_id": ["A", "B", "C"],
        "lat": ["1", "1", "1"],
        "lon": ["0", "1", "2"],
        "workload": ["4", "2", "4"],
        "potential": ["1", "1", "1"],
    },
    dtype=object,
)
KM = pd.DataFrame({"unit_a": ["A", "A", "B"], "unit_b": ["B", "C", "C"], "km": ["3", "5", "4"]}, dtype=object)


def codes(units: pd.DataFrame = UNITS, territories: int = 2, **more: object) -> set[str]:
    with pytest.raises(InputError) as wrong:
        Siting.from_frames(units, territories, **{"bands": {"workload": 0.2}, **more})  # type: ignore[arg-type]
    return {finding.code for finding in wrong.value.findings if finding.severity == "error"}


def test_bands_are_around_the_total_by_the_number() -> None:
    made = Siting.from_frames(UNITS, 2, bands={"workload": 0.2, "potential": 1.5})
    assert made.lower.tolist() == pytest.approx([4.0, 0.0])
    assert made.upper.tolist() == pytest.approx([6.0, 3.75])
    assert made.cost.columns(np.array([0]))[1, 0] == pytest.approx(2 * 111.178, rel=1e-3)


def test_a_table_of_distances_in_one_direction_is_enough() -> None:
    made = Siting.from_frames(UNITS, 2, bands={"workload": 0.2}, distances=KM, power=2, weight="potential")
    assert made.cost.columns(np.arange(3)).tolist() == [[0, 9, 25], [9, 0, 16], [25, 16, 0]]


def test_columns_of_costs_are_those_of_the_pairs() -> None:
    made = Siting.from_frames(UNITS, 2, bands={"workload": 0.2})
    pairs = made.cost.at(np.arange(3)[:, None], np.arange(3)[None, :])
    assert made.cost.columns(np.arange(3)) == pytest.approx(pairs, rel=1e-12)


def test_everything_wrong_is_said_at_once() -> None:
    units = UNITS.assign(workload=["4", "", "x"], lat=["1", "", "95"], unit_id=["A", "A", ""])
    found = codes(units, 7, power=3, bands={"workload": -1.0})
    assert {"missing-number", "duplicate-id", "missing-id", "too-many-territories", "power", "band"} <= found
    assert {"half-a-place", "swapped-coordinates"} <= found


@pytest.mark.parametrize(
    ("km", "code"),
    [
        (KM[:2], "missing-distance"),
        (pd.concat([KM, KM[:1].assign(km="9")]), "two-distances"),
        (pd.concat([KM, pd.DataFrame({"unit_a": ["B"], "unit_b": ["A"], "km": ["9"]})]), "two-distances"),
        (KM.assign(unit_b=["B", "C", "Z"]), "unknown-unit"),
        (KM.assign(km=["3", "", "4"]), "missing-number"),
        (KM.drop(columns="km"), "missing-column"),
    ],
)
def test_wrong_distances(km: pd.DataFrame, code: str) -> None:
    assert code in codes(distances=km)


@pytest.mark.parametrize(
    ("units", "code"),
    [
        (UNITS.drop(columns="lat"), "missing-column"),
        (UNITS.drop(columns="workload"), "missing-column"),
        (UNITS.assign(workload="0"), "nothing-to-share"),
        (UNITS.assign(lat="", lon=""), "missing-place"),
    ],
)
def test_wrong_units(units: pd.DataFrame, code: str) -> None:
    assert code in codes(units)


def test_edges_name_units() -> None:
    edges = pd.DataFrame({"unit_a": ["A"], "unit_b": ["Q"]})
    assert "unknown-unit" in codes(edges=edges)
