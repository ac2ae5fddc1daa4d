"""A GeoJSON file: read as it stands; what is in it is looked at where units are made."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scenarios.files.yaml import Document
from scenarios.files.yaml import Path as Place
from solver.errors import Finding

BUILT_IN = ("us_counties", "us_states")
"""Names that stand for borders which come with the package."""
PLACE: Place = ("units", "polygons", "file")


@dataclass(frozen=True)
class Borders:
    """Content of a file as JSON gives it; None when it cannot be used. `sha256` is None when it cannot be read."""

    content: Mapping[str, Any] | None
    sha256: str | None
    findings: tuple[Finding, ...] = ()


def read_polygons(folder: Path, name: str, document: Document) -> Borders:
    """Read a file of features. Never raises: what is wrong is in `findings`, at its place in the scenario."""
    try:
        data = (folder / name).read_bytes()
    except OSError as error:
        message = f"{name} cannot be read: {error.strerror or error}"
        fix = f"correct the path; built in are {' and '.join(BUILT_IN)}"
        return Borders(None, None, (document.finding(PLACE, "missing-file", message, fix),))
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        content = json.loads(data)
    except ValueError as error:
        message, fix = f"{name} is not JSON: {error}", "export the map as GeoJSON (WGS84)"
        return Borders(None, sha256, (document.finding(PLACE, "not-geojson", message, fix),))
    if not isinstance(content, dict) or not isinstance(content.get("features"), list):
        message, fix = f"{name} has no list of features", "export the map as a GeoJSON FeatureCollection (WGS84)"
        return Borders(None, sha256, (document.finding(PLACE, "not-geojson", message, fix),))
    return Borders(content, sha256)
