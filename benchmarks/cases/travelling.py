"""Sources as JSON and back, for the process that solves them."""

from dataclasses import asdict
from typing import Any

from benchmarks.cases.assignment import GapFile, GapMade
from benchmarks.cases.case import Source
from benchmarks.cases.folder import Folder, Sample
from benchmarks.cases.postal import Postal
from benchmarks.cases.synthetic import Synthetic
from benchmarks.cases.whatif import WhatIf

KINDS: tuple[type[Any], ...] = (Folder, Sample, GapFile, GapMade, Synthetic, Postal, WhatIf)


def to_json(source: Source) -> dict[str, Any]:
    fields: dict[str, Any] = asdict(source)  # type: ignore[call-overload]
    return {"kind": type(source).__name__, **fields}


def from_json(content: dict[str, Any]) -> Source:
    """Raises KeyError for a kind that does not exist."""
    kinds = {kind.__name__: kind for kind in KINDS}
    source: Source = kinds[content["kind"]](**{name: value for name, value in content.items() if name != "kind"})
    return source
