"""The parts of a scenario file that say who may own what: units, verticals, segments, named accounts, pools, layers."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag
from pydantic_core import PydanticCustomError

from scenarios.files.bounds import LEVEL, TERM, Amount, Band, FileName, Share, Text
from scenarios.files.section import Section

Size = Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)]
Cells = Annotated[int, Field(ge=2, le=100_000)]
UnitPair = Annotated[list[Text], Field(min_length=2, max_length=2)]
Line = Annotated[list[Annotated[list[float], Field(min_length=2, max_length=2)]], Field(min_length=2)]
"""Points [lat, lon] in degrees."""
Cell = bool | int | float | str


def _one_or_several(value: Any) -> Any:
    cells = value if isinstance(value, list) else [value]
    if cells and all(isinstance(cell, bool | int | float | str) for cell in cells):
        return value
    raise PydanticCustomError("one_or_several", "must be a value, or a list of values, that the column has")


def _pairs_or_file(value: Any) -> Any:
    if value is None or (isinstance(value, str) and value.strip()):
        return value
    if isinstance(value, list) and all(_pair(each) or _line(each) for each in value):
        return value
    words = "must be a file name, or a list of pairs of unit ids ([a, b]) or of lines of points ([[lat, lon], …])"
    raise PydanticCustomError("pairs_or_file", words)


def _pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(end, str) and end.strip() for end in value)


def _line(value: Any) -> bool:
    if not isinstance(value, list) or len(value) < 2:
        return False
    return all(isinstance(p, list) and len(p) == 2 and all(type(x) in (int, float) for x in p) for p in value)


Where = dict[Text, Annotated[Cell | list[Cell], BeforeValidator(_one_or_several)]]
"""Column: the value, or the values, that a row must have ("" = blank); all columns together."""
Layer = Literal["named", "cells", "geography"]


class Polygons(Section):
    """Borders of the units, from a GeoJSON file, or those of the United States that come with faircarve."""

    file: FileName = Field(description="GeoJSON file; us_counties and us_states are built in", examples=["us_counties"])
    id: Text = Field(default="id", description="property of a feature that holds the unit's id")
    contiguity: Literal["rook", "queen"] = Field(
        default="rook", description="rook: neighbours share a border; queen: a corner is enough"
    )


class FamilySplit(Section):
    """Families that are too large for one rep."""

    split_over: Size = Field(description="a family above this part of a full rep's fair share is split (0.2 = 20 %)")
    by: Text = Field(default="state", description="account column whose values divide it: state, segment, …")


def _word_or_split(given: Any) -> str:
    return LEVEL if isinstance(given, dict | FamilySplit) else TERM


FamilyRule = Annotated[
    Annotated[Literal["together", "by_location"], Tag(TERM)] | Annotated[FamilySplit, Tag(LEVEL)],
    Discriminator(_word_or_split),
]


class Units(Section):
    """The basic units: the smallest things that move as a whole."""

    by: Text = Field(
        default="account",
        description="what a basic unit is: account, zip, zip3, county, state, family, cells (clusters of nearby "
        "accounts) or any column of the accounts file",
        examples=["account", "zip3", "county", "family"],
    )
    edges: FileName | None = Field(
        default=None, description="file of neighbouring units, columns unit_a and unit_b; left out: found from the map"
    )
    polygons: Polygons | None = Field(default=None, description="borders of the units; accounts go where they lie")
    barriers: Annotated[list[UnitPair | Line] | FileName | None, BeforeValidator(_pairs_or_file)] = Field(
        default=None,
        description="what keeps neighbours apart (a river, a range): pairs of units, lines of points [lat, lon], or a "
        "file with unit_a and unit_b",
        examples=[[["13001", "13003"]]],
    )
    bridges: Annotated[list[UnitPair] | FileName | None, BeforeValidator(_pairs_or_file)] = Field(
        default=None, description="neighbours that the map does not show (a bridge, a ferry), in the same way"
    )
    graph: Literal["delaunay", "gabriel"] = Field(
        default="delaunay", description="neighbours where there are no borders; gabriel has fewer"
    )
    pins: Literal["keep", "yield"] = Field(
        default="keep",
        description="yield: in the geographic model a cell moves as a whole, whoever its accounts are pinned to",
    )
    parent: Text | None = Field(
        default=None,
        description="with by: family: account column with the id of the parent, blank at the top; left out: the "
        "accounts file has a column family",
        examples=["parent_id"],
    )
    families: FamilyRule = Field(
        default="together",
        description="with by: family: together, by_location (one unit for each state), or {split_over: 0.2, by: state}",
    )
    cells: Cells | None = Field(default=None, description="how many clusters, with by: cells; left out: 30 a rep")

    @property
    def divided_by(self) -> str | None:
        """The column by which families may be split."""
        if self.families == "together":
            return None
        return self.families.by if isinstance(self.families, FamilySplit) else "state"

    @property
    def split_over(self) -> float | None:
        """Above which part of a fair share families are split; None = never."""
        if self.families == "together":
            return None
        return self.families.split_over if isinstance(self.families, FamilySplit) else 0.0


class Thin(Section):
    """Verticals that are too small to feed a rep."""

    below: Size = Field(default=0.5, description="a vertical with less than this many fair shares is thin")
    then: Literal["share", "attach"] = Field(
        default="share", description="share: any rep may own its accounts; attach: the reps of a related vertical do"
    )
    attach: dict[Text, Text] = Field(
        default={}, description="thin vertical: related vertical", examples=[{"Mining": "Energy"}]
    )


class Verticals(Section):
    """Who serves which industry."""

    column: Text = Field(default="industry", description="column of the accounts file with the industry")
    reps: Text = Field(default="verticals", description="column of the reps file: Healthcare; Pharma (* = all)")
    names: dict[Text, Text] = Field(
        default={}, description="industry: the vertical that it is part of", examples=[{"Hospitals": "Healthcare"}]
    )
    thin: Thin | None = Field(default=None, description="what becomes of small verticals; left out: nothing")
    blank: Text = Field(
        default="error", description="accounts without an industry: error, anybody, or the name of a vertical"
    )


class SegmentClass(Section):
    """One segment by size."""

    name: Text = Field(description="name of the segment", examples=["SMB"])
    up_to: Amount | None = Field(default=None, description="largest size; left out in the last class")


class Segments(Section):
    """Who serves which segment."""

    column: Text = Field(default="segment", description="column of the accounts file with the segment")
    size: Text | None = Field(
        default=None, description="numeric column from which segments are made", examples=["employees"]
    )
    classes: list[SegmentClass] = Field(default=[], description="segments by size, smallest first")
    sticky: Annotated[float, Field(ge=0, lt=1)] = Field(
        default=0.0, description="how far past a threshold an account must be to leave its segment (0.1 = 10 %)"
    )
    reps: Text = Field(default="segments", description="column of the reps file: SMB; mid-market (* = all)")
    blank: Text = Field(
        default="error", description="accounts without a segment: error, anybody, or the name of a segment"
    )


class Named(Section):
    """Strategic accounts that are given out by list or under a cap."""

    list_: FileName | None = Field(
        default=None, alias="list", description="file of named accounts with their reps: account_id, rep_id"
    )
    flag: Text = Field(default="named", description="true/false column of the accounts file")
    per_rep: Annotated[list[int | None], Field(min_length=2, max_length=2)] | None = Field(
        default=None, description="least and most named accounts per rep", examples=[[0, 150]]
    )
    reps: Text | None = Field(
        default=None, description="true/false column of the reps file: who carries named accounts; left out: all"
    )
    bands: Literal["apart", "together", "both"] = Field(
        default="together", description="named accounts and patch banded apart, only in total, or both"
    )
    band: Band = Field(default=0.25, description="band of the parts, with bands: apart or both (0.25 = ±25 %)")


class Pool(Section):
    """Accounts that are served round-robin, for first touch only."""

    where: Where = Field(default={}, description="which accounts", examples=[{"segment": "SMB"}])
    reps: Where = Field(default={}, description="which reps; left out: all", examples=[{"role": "SDR"}])
    order: Text | None = Field(default=None, description="column of arrival; left out: the order of the file")


class HybridCells(Section):
    """What each rep has of single segment × vertical cells, among the reps who serve the cell."""

    bands: dict[Text, Band] = Field(
        default={},
        description="measure: band around the fair share of each cell that several reps serve (0.2 = ±20 %)",
        examples=[{"potential": 0.2}],
    )
    own: dict[Text, dict[Text, Band]] = Field(
        default={},
        description="cell: its own bands, in place of these",
        examples=[{"enterprise × Healthcare": {"potential": 0.3}}],
    )


class Hybrid(Section):
    """Layers, one after the other: named accounts, segment × vertical cells that feed a rep, geography for the rest."""

    layers: Annotated[list[Layer], Field(min_length=1)] = Field(
        default=["named", "cells", "geography"], description="which layers, in this order"
    )
    feeds: Size = Field(default=1.0, description="fair shares that a segment × vertical cell needs to stand by itself")
    contiguous: list[Literal["cells", "geography"]] = Field(
        default=[],
        description="[geography]: the patch of each rep is one connected piece of map cells and holds the rep's home; "
        "[cells, geography]: what a rep has of each cell, too, is one connected piece by itself; named accounts are "
        "exempt",
        examples=[["geography"], ["cells", "geography"]],
    )
    reps: Text | None = Field(
        default=None, description="true/false column of the reps file: who has a patch; left out: all"
    )
    cells: HybridCells = Field(default=HybridCells(), description="bands of single cells")


class Groups(Section):
    """Peer groups: bands and fair shares are held within them."""

    by: Text = Field(
        description="column of the reps file, or verticals or segments: reps who serve the same", examples=["segments"]
    )


class CarveOut(Section):
    """Accounts that a team of its own serves, and that team nothing else."""

    accounts: Where = Field(description="which accounts", examples=[{"renewal_due": True}])
    reps: Where = Field(description="which reps", examples=[{"role": "renewals"}])


class Whales(Section):
    """Accounts that are large against a fair share."""

    above: Share = Field(default=0.05, description="a whale is above this part of a full rep's fair share")
    measure: Text = Field(default="potential", description="of which measure")
