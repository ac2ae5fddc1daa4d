"""`distances:` how far it is from reps to accounts, by a file instead of the straight line."""

from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag

from scenarios.files.bounds import LEVEL, TERM, FileName, Text
from scenarios.files.section import Section


class Distances(Section):
    """A file of distances by road or of drive times: a place, rep_id, and km or minutes."""

    file: FileName = Field(description="file of distances; relative to this file", examples=["drive.csv"])
    by: Text = Field(
        default="account_id",
        description="column of this file and of the accounts that says which accounts a row is about",
        examples=["account_id", "zip3", "unit_id"],
    )
    straight_line: Annotated[float, Field(gt=0, le=1000, allow_inf_nan=False)] | None = Field(
        default=None,
        description="pairs that the file does not list: each km of the straight line counts so many km (or minutes); "
        "left out: every pair must be listed",
        examples=[1.3],
    )


def _file_or_more(given: Any) -> str:
    return LEVEL if isinstance(given, dict | Distances) else TERM


DistanceFile = Annotated[
    Annotated[FileName, Tag(TERM)] | Annotated[Distances, Tag(LEVEL)], Discriminator(_file_or_more)
]
