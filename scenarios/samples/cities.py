"""The US cities and towns of over 5,000 people, as the book of a vendor of municipal software.

Names, places and populations are real (GeoNames); everything else is made up, by stated formulas (docs/sample.md).
"""

from importlib.resources import files
from pathlib import Path

FILES = ("accounts.csv", "reps.csv", "locks.csv", "scenario.yaml", "README.md")


def write(folder: Path) -> Path:
    """Write the tables, the scenario and the note on their sources into `folder` (made if need be).

    Files of the same names are overwritten. Returns the scenario's path. The same bytes on every machine.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shipped = files("scenarios.samples") / "us_cities"
    for name in FILES:
        (folder / name).write_bytes((shipped / name).read_bytes())
    return folder / "scenario.yaml"
