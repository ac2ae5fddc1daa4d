"""US counties and states as polygons that are built in (us-atlas; see us_atlas/README.md)."""

import gzip
import json
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from geo.units.polygons import Areas, read_areas
from geo.units.topojson import features

Layer = Literal["us_counties", "us_states"]
LAYERS: tuple[Layer, ...] = ("us_counties", "us_states")


@cache
def us_areas(layer: Layer) -> Areas:
    """All 3,231 counties by five-digit FIPS code, or all 56 states and territories by two-digit FIPS code."""
    return read_areas(us_features(layer), "id")


def us_features(layer: Layer) -> dict[str, Any]:
    """The same as GeoJSON, for maps: properties id and name. Boundaries of 2017, generalised to about 100 m."""
    packed = (files("geo.units") / "us_atlas" / "counties-10m.json.gz").read_bytes()
    return features(json.loads(gzip.decompress(packed)), layer.removeprefix("us_"))
