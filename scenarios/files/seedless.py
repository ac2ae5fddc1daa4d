"""`reps: {count: 12}`: territories for nobody yet, instead of a table of reps."""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from scenarios.files.bounds import COUNT, PEOPLE, FileName, Text
from scenarios.files.section import Section

Number = Annotated[int, Field(ge=1, le=100_000)]


class Territories(Section):
    """Territories without people: their places are chosen too (faircarve seedless)."""

    count: Number | Literal["auto"] = Field(
        description="how many; auto: workload of the book ÷ (hours × utilisation), rounded up", examples=[12, "auto"]
    )
    hours: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = Field(
        default=None, description="hours a year of one rep, for count: auto"
    )
    utilisation: Annotated[float, Field(gt=0, le=1)] = Field(
        default=1.0, description="share of these hours that is planned (0.8 = 80 %)"
    )
    least: Number = Field(default=1, description="fewest territories of count: auto")
    most: Number | None = Field(default=None, description="most territories of count: auto")
    weight: Text | None = Field(
        default=None, description="column that kilometres are weighed by; left out: workload, else potential"
    )
    power: Literal[1, 2] = Field(default=1, description="1: travel; 2: moment of inertia (kilometres squared)")
    distances: FileName | None = Field(
        default=None, description="file of distances between units: unit_a, unit_b, km; left out: great circle"
    )


def _people_or_count(reps: Any) -> str:
    return COUNT if isinstance(reps, dict | Territories) else PEOPLE


Team = Annotated[Annotated[FileName, Tag(PEOPLE)] | Annotated[Territories, Tag(COUNT)], Discriminator(_people_or_count)]
