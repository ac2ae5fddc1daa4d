"""What is measured: case folders, public instances, made-up books of any size, and what-ifs from a solved plan."""

from benchmarks.cases.case import Case, Loaded, Source
from benchmarks.cases.travelling import from_json, to_json

__all__ = ["Case", "Loaded", "Source", "from_json", "to_json"]
