"""The parts of a scenario that are solved on top of its plan: overlays and the hierarchy of managers."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from scenarios.files.bounds import Band, FileName, Text
from scenarios.files.goal import Goal, levels_of
from scenarios.files.section import Section
from solver.counts import added_up
from solver.rules import Rules

LevelName = Annotated[Text, Field(pattern=r"^[^\s/\\:*?\"<>|.][^/\\:*?\"<>|]*$", max_length=60)]
"""Also the name of a folder."""
Ratio = Annotated[float, Field(ge=1, le=10_000, allow_inf_nan=False)]
Number = Annotated[int, Field(ge=0, le=100_000)]
GOAL = {"potential": 5.0, "workload": 5.0, "travel": 1.0}


def _auto_or_number(value: Any) -> Any:
    if value == "auto" or (isinstance(value, int) and not isinstance(value, bool) and value >= 1):
        return value
    raise PydanticCustomError("auto_or_number", "must be auto, or a whole number from 1 up")


class Extra(Section):
    """What overlays and levels have in common."""

    ratio: Ratio | None = Field(default=None, description="how many of the level below one rep has", examples=[8])
    least: Number | None = Field(default=None, description="at least; left out: a quarter (at least 1) below the ratio")
    most: Number | None = Field(default=None, description="at most; left out: a quarter (at least 1) above the ratio")
    bands: dict[Text, Band] = Field(
        default={}, description="as for the plan, between the reps of this level; left out: none"
    )
    goal: Goal = Field(default=dict(GOAL), description="as for the plan")
    contiguous: bool = Field(default=False, description="true: what one rep has is in one piece")
    columns: dict[Text, Text] = Field(default={}, description="ours: theirs, for the file of this level's reps")

    @property
    def table(self) -> str | None:
        """The file of this level's reps."""
        return None

    @property
    def measures(self) -> tuple[str, ...]:
        return added_up(Rules(bands=dict(self.bands), goal=levels_of(self.goal)).measures())

    @property
    def amounts(self) -> dict[str, str]:
        """Measure → account column with this level's own amounts of it."""
        return {}

    @property
    def account_columns(self) -> set[str]:
        """Columns of the accounts that are read."""
        return {*self.measures}

    @property
    def rep_columns(self) -> set[str]:
        """Columns of this level's reps that are read, besides the usual ones."""
        return {"home_unit"}

    @property
    def first_columns(self) -> set[str]:
        """Columns of the plan's reps that are read."""
        return set()


class Overlay(Extra):
    """A second role over the same accounts."""

    reps: FileName = Field(description="the team of this role, with the columns of a reps file", examples=["ses.csv"])
    follows: Literal["pods", "accounts"] = Field(
        default="pods",
        description="pods: all accounts of one rep of the plan go to one rep of this role; accounts: carved by itself",
    )
    workload: Text | None = Field(
        default=None,
        description="account column with the hours of this role; left out: workload",
        examples=["se_hours"],
    )
    potential: Text | None = Field(
        default=None, description="account column with the potential of this role; left out: potential"
    )
    owners: Text | None = Field(
        default=None, description="account column with today's rep of this role; left out: nobody has one"
    )
    serves: dict[Text, Text] = Field(
        default={},
        description="column: column of this role's reps with a list. In pods a column of the plan's reps, all of which "
        "must be served; otherwise one of the accounts",
        examples=[{"segments": "segments"}],
    )

    @property
    def table(self) -> str | None:
        return self.reps

    @property
    def amounts(self) -> dict[str, str]:
        given = {"workload": self.workload, "potential": self.potential}
        return {name: column for name, column in given.items() if column}

    @property
    def account_columns(self) -> set[str]:
        own = {*self.amounts.values(), *self.measures, *({self.owners} if self.owners else ())}
        return own | (set() if self.follows == "pods" else {*self.serves})

    @property
    def rep_columns(self) -> set[str]:
        return {"home_unit", *self.serves.values()}

    @property
    def first_columns(self) -> set[str]:
        return {*self.serves} if self.follows == "pods" else set()


class HierarchyLevel(Extra):
    """A level above the reps: who leads whom."""

    level: LevelName = Field(description="what a group of this level is called", examples=["district"])
    managers: FileName | None = Field(
        default=None, description="the managers with their homes, as a reps file; left out: places are chosen"
    )
    count: Annotated[int | Literal["auto"], BeforeValidator(_auto_or_number)] = Field(
        default="auto", description="how many managers where no file names them; auto: what fits the ratio"
    )

    @property
    def table(self) -> str | None:
        return self.managers
