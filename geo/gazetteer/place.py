"""Codes to points: one row in, one row out, and why a code found no place."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.gazetteer.codes import Code, Why, read_county, read_state, read_zip, read_zip3
from geo.gazetteer.tables import counties, postal_codes, prefixes, states
from geo.remarks import Remark, some

Key = Literal["zip", "zip3", "county", "state"]

_READ = {"zip": read_zip, "zip3": read_zip3, "county": read_county, "state": read_state}
_NOUN = {"zip": "postal codes", "zip3": "postal prefixes", "county": "counties", "state": "states"}
_WHY: dict[Why, tuple[str, str]] = {
    "lost-leading-zeros": (
        "a zero in front seems to be lost",
        "store the column as text, and write the codes with their zeros",
    ),
    "military-code": (
        "military post offices have no place on the map",
        "give coordinates, or keep these accounts out of the territories",
    ),
    "foreign-code": ("not from the USA", "give coordinates: the table of places knows the USA only"),
    "unknown-code": ("not in the table of places", "correct them, or give coordinates"),
    "unknown-name": ("there is none of this name", "correct the names, or write FIPS codes (13121)"),
    "ambiguous-name": ("the name alone does not say which", "write the five-digit FIPS code, or `Fulton County, GA`"),
    "unreadable": (
        "cannot be read",
        "write 30301 or 30301-1234, 303, 13121 or `Fulton County, GA`, GA or Georgia",
    ),
}


@dataclass(frozen=True)
class Placed:
    """For every row: the code in its usual form ("" = not readable), a point in degrees (NaN = no place).

    `remarks` : one for each reason why codes found no place, with the rows' positions. Blank cells are not remarked on.
    """

    keys: NDArray[np.object_]
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    remarks: tuple[Remark, ...]


def place(codes: Sequence[str] | NDArray[np.object_], by: Key) -> Placed:
    """Where codes lie: `by` zip (30301, 30301-1234), zip3 (303), county (13121, `Fulton, GA`), state (GA, Georgia).

    The point of a postal code is GeoNames', of a prefix the mean of its codes, of counties and states a centre of
    gravity. Sources and flaws: us/README.md. A code is never completed: one that lost its zeros is only reported.
    """
    position, distinct = pd.factorize(np.array([text.strip() for text in codes], dtype=object))
    read = [_READ[by](text) if text else Code() for text in distinct]
    points = _points(by).reindex([code.key for code in read])
    keys = np.array([code.key for code in read], dtype=object)
    lat, lon = (points[axis].to_numpy(dtype=np.float64)[position] for axis in ("lat", "lon"))
    return Placed(keys[position], lat, lon, tuple(_remarks(by, distinct, read, position)))


def _points(by: Key) -> pd.DataFrame:
    table = {"zip": postal_codes, "zip3": prefixes, "county": counties, "state": states}[by]()
    return table.set_index("state") if by == "state" else table


def _remarks(by: Key, written: NDArray[np.object_], read: list[Code], position: NDArray[np.int64]) -> list[Remark]:
    remarks = []
    for why, (what, fix) in _WHY.items():
        mine = [at for at, code in enumerate(read) if code.why == why]
        if not mine:
            continue
        ids = tuple(str(written[at]) for at in mine)
        shown = [f"{written[at]} (probably {read[at].likely})" if read[at].likely else str(written[at]) for at in mine]
        rows = np.flatnonzero(np.isin(position, mine))
        message = f"{_NOUN[by]} without a place, {what}: {some(shown)}"
        remarks.append(Remark(why, message, fix, ids, tuple(rows.tolist())))
    return remarks
