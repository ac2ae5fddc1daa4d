"""The identity of a problem: a hash of the input as read."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from solver.land import Land

LAND = ("roots", "bridges")


def fingerprint(tables: Mapping[str, Any], land: Land | None) -> str:
    """SHA-256 (hex) over book, team, rules, pairs, locks, unit ids and the land's edges, homes and bridges.

    Arrays count by value: 64-bit, little-endian, with −0 taken as 0 and one NaN, so that machines agree;
    mappings count without regard to the order of their names, goals in order level by level. Derived arrays do not
    count.
    """
    digest = hashlib.sha256()
    for name, table in tables.items():
        _feed(digest, name, table)
    if land is not None:
        for name in LAND:
            _feed(digest, f"land.{name}", getattr(land, name))
        if land.exempt is not None:
            _feed(digest, "land.exempt", land.exempt)
        a, b = land.edges()
        _feed(digest, "land.edges", np.stack([a, b]))
    return digest.hexdigest()


def _feed(digest: "hashlib._Hash", name: str, value: Any) -> None:
    """One named value into the hash; every piece says its name, kind and length, so that no two inputs run together."""
    if is_dataclass(value):
        for field in fields(value):
            _feed(digest, f"{name}.{field.name}", getattr(value, field.name))
    elif isinstance(value, Mapping):
        _piece(digest, name, "names", json.dumps(sorted(value)).encode())
        for key in sorted(value):
            _feed(digest, f"{name}.{key}", value[key])
    elif isinstance(value, tuple) and any(isinstance(item, Mapping) for item in value):
        _piece(digest, name, "order", str(len(value)).encode())
        for place, item in enumerate(value):
            _feed(digest, f"{name}[{place}]", item)
    elif isinstance(value, np.ndarray):
        kind, data = _array(value)
        _piece(digest, name, f"{kind}{list(value.shape)}", data)
    else:
        _piece(digest, name, "word", _word(value).encode())


def _piece(digest: "hashlib._Hash", name: str, kind: str, data: bytes) -> None:
    digest.update(json.dumps([name, kind, len(data)]).encode())
    digest.update(data)


def _array(value: np.ndarray) -> tuple[str, bytes]:
    if value.dtype.kind == "O":
        return "text", json.dumps([str(item) for item in value.ravel()]).encode()
    if value.dtype.kind == "b":
        return "flag", value.astype(np.uint8).tobytes()
    if value.dtype.kind in "iu":
        return "whole", value.astype("<i8").tobytes()
    plain = np.where(np.isnan(value), np.nan, value + 0.0)
    return "real", plain.astype("<f8").tobytes()


def _word(value: Any) -> str:
    """Numbers as 64-bit decimals (5 and 5.0 are the same rule), everything else as it prints."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"number {float(value)!r}"
    return f"{type(value).__name__} {value}"
