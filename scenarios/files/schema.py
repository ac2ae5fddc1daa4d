"""The scenario file: what a planner may write, key by key, with units and bounds (`faircarve schema` prints it)."""

import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from scenarios.files.bands import AnyBand, references, widths
from scenarios.files.bounds import (
    Amount,
    Day,
    FileName,
    MissingRule,
    MovedThisYear,
    Protection,
    Share,
    TerritoryModel,
    Text,
)
from scenarios.files.distances import DistanceFile, Distances
from scenarios.files.goal import Goal, levels_of
from scenarios.files.levels import Extra, HierarchyLevel, LevelName, Overlay
from scenarios.files.models import CarveOut, Groups, Hybrid, Named, Pool, Segments, Units, Verticals, Whales
from scenarios.files.section import Section
from scenarios.files.seedless import Team, Territories
from scenarios.files.wishes import CompareKeys
from solver.rules import DEFAULT_BANDS, DEFAULT_GOAL, Limits, Rules

TABLES = ("accounts", "reps", "edges", "locks", "pairs", "named", "barriers", "bridges", "distances")
"""The tables of a scenario, in the order in which they are read and reported."""


class Columns(Section):
    """Which column of your file is which of ours, written `ours: theirs`."""

    accounts: dict[Text, Text] = Field(
        default={},
        description="ours: theirs, for the accounts file",
        examples=[{"account_id": "Id", "potential": "Est_Potential"}],
    )
    reps: dict[Text, Text] = Field(default={}, description="ours: theirs, for the reps file")
    edges: dict[Text, Text] = Field(default={}, description="ours: theirs, for the edges file")
    locks: dict[Text, Text] = Field(default={}, description="ours: theirs, for the locks file")
    pairs: dict[Text, Text] = Field(default={}, description="ours: theirs, for the pairs file")
    named: dict[Text, Text] = Field(default={}, description="ours: theirs, for the list of named accounts")
    barriers: dict[Text, Text] = Field(default={}, description="ours: theirs, for the barriers file")
    bridges: dict[Text, Text] = Field(default={}, description="ours: theirs, for the bridges file")
    distances: dict[Text, Text] = Field(default={}, description="ours: theirs, for the distances file")

    def of(self, table: str) -> dict[str, str]:
        """The mapping of one of `TABLES`."""
        mapping: dict[str, str] = getattr(self, table)
        return mapping


class PerRep(Section):
    """Least and most of a measure that each rep may own."""

    least: Amount | None = Field(default=None, description="no rep may own less")
    most: Amount | None = Field(default=None, description="no rep may own more")


class LimitKeys(Section):
    """Hard limits: no plan may break them."""

    reassigned_accounts: Share | None = Field(
        default=None,
        description="most owned accounts that may change owner, as a share of all owned accounts (0.10 = 10 %)",
    )
    reassigned_potential: Share | None = Field(
        default=None,
        description="most owned potential that may change owner, as a share of all owned potential (0.10 = 10 %)",
    )
    lost_per_rep: Share | None = Field(
        default=None,
        description="most accounts that one rep may lose, as a share of the rep's current book (0.25 = a quarter)",
    )
    moved_this_year: MovedThisYear | None = Field(
        default=None,
        description="accounts reassigned this year, counted against the limits: a true/false column, or how many",
    )
    named_accounts_per_rep: Annotated[int, Field(ge=0)] | None = Field(
        default=None, description="most named accounts (named = true) that one rep may own"
    )
    capacity: Annotated[float, Field(gt=0, le=10, allow_inf_nan=False)] | None = Field(
        default=None, description="hours owned ≤ this × capacity_hours_year of the rep; left out: only reported"
    )
    top_five: Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)] | None = Field(
        default=None,
        description="most of a rep's potential that the rep's five largest accounts may be, as a share (0.40 = 40 %)",
    )
    per_rep: dict[Text, PerRep] = Field(
        default={},
        description="measure: least and most that each rep may own; whales counts accounts of a good part of a share",
        examples=[{"accounts": {"least": 20, "most": 400}, "whales": {"most": 3}}],
    )


class Owners(Section):
    """Today's owners."""

    unknown: Literal["error", "vacate"] = Field(
        default="error",
        description="an owner who is not in the team: error, or vacate (has left; the accounts are forced moves)",
    )


class Solve(Section):
    """How long and how well to search."""

    time_limit: Annotated[float, Field(gt=0, le=604_800, allow_inf_nan=False)] = Field(
        default=60.0, description="seconds"
    )
    gap: Share = Field(
        default=0.01, description="stop when the plan is proven this close to the best, as a share (0.01 = 1 %)"
    )
    seed: Annotated[int, Field(ge=0, le=2_147_483_647)] = Field(default=0, description="start of the random choices")
    workers: Annotated[int, Field(ge=1, le=256)] = Field(default=2, description="threads")
    work_limit: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = Field(
        default=None,
        description="deterministic work instead of seconds: the same limit gives the same plan with workers: 1",
    )


class SizeClass(Section):
    """One class of account sizes."""

    up_to: Amount | None = Field(
        default=None, description="largest size in this class; left out in the last class: no upper end"
    )
    potential: Amount | None = Field(
        default=None, description="potential of an account of this class, in the book's currency a year"
    )
    workload: Amount | None = Field(default=None, description="workload of an account of this class, in hours a year")


class SizeClasses(Section):
    """Potential and workload from a size column, where the accounts file has none."""

    column: Text = Field(description="column of the accounts file that holds the size, for example employees")
    classes: Annotated[list[SizeClass], Field(min_length=1)] = Field(description="classes from small to large")


class Scenario(Section):
    """A faircarve scenario: the tables, the rules that a plan must keep, and what makes a plan better."""

    name: Annotated[Text, Field(pattern=r"^[^\s/\\:*?\"<>|.][^/\\:*?\"<>|]*$", max_length=100)] = Field(
        description="name of the scenario; the result folder is called <name>-result", examples=["georgia-2027"]
    )
    accounts: FileName = Field(description="the book: csv, xlsx or parquet, relative to this file")
    reps: Team = Field(
        description="the team: csv, xlsx or parquet, relative to this file; or {count: 12}, territories for nobody yet",
        examples=["reps.csv", {"count": 12}],
    )
    columns: Columns = Field(
        default=Columns(), description="ours: theirs; common Salesforce and HubSpot headers are known without it"
    )
    decimal: Literal[".", ","] = Field(
        default=".", description='decimal sign of the numbers in the tables; write "," for a decimal comma'
    )
    units: Units = Field(default=Units(), description="the basic units and their neighbours")
    model: TerritoryModel = Field(
        default="open",
        description="territory model, which says who may own what: open (any rep any account), geographic, vertical, "
        "segment, named, pool or hybrid",
    )
    skills: Literal["preferred", "required"] = Field(
        default="preferred", description="required: with model: open too, only reps of its vertical may own an account"
    )
    verticals: Verticals = Field(default=Verticals(), description="who serves which industry")
    segments: Segments = Field(default=Segments(), description="who serves which segment")
    named: Named = Field(default=Named(), description="strategic accounts, by list or under a cap")
    pool: Pool = Field(default=Pool(), description="accounts served round-robin")
    hybrid: Hybrid = Field(default=Hybrid(), description="the layers of the hybrid model")
    groups: Groups | None = Field(default=None, description="peer groups; left out: the whole team is one")
    carve_outs: dict[Text, CarveOut] = Field(
        default={},
        description="name: accounts that a team of its own serves",
        examples=[{"renewals": {"accounts": {"renewal_due": True}, "reps": {"role": "renewals"}}}],
    )
    whales: Whales = Field(default=Whales(), description="what a whale is")
    overlays: dict[LevelName, Overlay] = Field(
        default={},
        description="name: a second role (SDR, SE, CSM) over the same accounts, solved after the plan",
        examples=[{"SE": {"reps": "ses.csv", "follows": "pods", "ratio": 4}}],
    )
    hierarchy: list[HierarchyLevel] = Field(
        default=[],
        description="levels above the reps, from below: territories under districts, districts under regions",
        examples=[[{"level": "district", "ratio": 8}, {"level": "region", "ratio": 4}]],
    )
    contiguous: bool = Field(
        default=False, description="true: each territory is one connected piece and holds its rep's home unit"
    )
    bands: dict[Text, AnyBand] = Field(
        default=dict(DEFAULT_BANDS),
        description="measure: allowed deviation from the fair share, as a share (0.10 = ±10 %); {} = none. A measure "
        "is a numeric column, accounts (how many) or tier=A (how many with that value of a text column)",
        examples=[
            {"potential": 0.10, "workload": 0.10},
            {"potential": {"within": 0.10, "reference": "median"}, "accounts": 0.15, "tier=A": 0.25},
        ],
    )
    limits: LimitKeys = Field(
        default=LimitKeys(), description="hard limits on moves, named accounts, hours and the largest accounts"
    )
    protect: dict[Text, Protection] = Field(
        default={},
        description="true/false column: pin (stays with its owner), or how many times its move counts in the goal",
        examples=[{"active_deal": "pin", "customer": 3}],
    )
    owners: Owners = Field(default=Owners(), description="what unknown owners mean")
    missing: dict[Text, MissingRule] = Field(
        default={},
        description="measure: what a blank is: error, exclude, median, segment_median, a number (coordinates: ignore)",
        examples=[{"potential": "error", "workload": "segment_median", "coordinates": "ignore"}],
    )
    size_classes: SizeClasses | None = Field(default=None, description="potential and workload from a size column")
    locks: FileName | None = Field(
        default=None,
        description="file of locks: account_id, rep_id, kind (pinned or not), reason, requested_by, expires",
    )
    pairs: FileName | None = Field(
        default=None,
        description="overrides of pairs: account_id, rep_id, cost, potential, workload, allowed; blank = default",
    )
    distances: DistanceFile | None = Field(
        default=None,
        description="distances by road or drive times from reps to accounts, in place of the straight line: a file "
        "(account_id, rep_id, km or minutes), or {file: …, by: zip3, straight_line: 1.3}",
        examples=["drive.csv", {"file": "drive.csv", "by": "zip3", "straight_line": 1.3}],
    )
    pairs_only: bool = Field(
        default=False, description="true: pairs that are not listed in the pairs file are forbidden"
    )
    goal: Goal = Field(
        default=dict(DEFAULT_GOAL),
        description="term: weight, minimised; a measure (largest deviation), mean_<measure> (mean deviation), travel, "
        "reassigned, reassigned_accounts, reassigned_potential, cost. Or {order: [...]}, most important first",
        examples=[dict(DEFAULT_GOAL), {"order": ["reassigned_accounts", "travel"]}],
    )
    compare: CompareKeys = Field(
        default=CompareKeys(), description="what faircarve compare asks of the plan that it recommends"
    )
    solve: Solve = Field(default=Solve(), description="limits of the search")
    as_of: Day | None = Field(
        default=None, description="the day on which locks are looked at, 2027-01-31; left out: today"
    )

    @property
    def territories(self) -> Territories | None:
        """What is asked of territories for nobody yet; None where there is a team."""
        return self.reps if isinstance(self.reps, Territories) else None

    @property
    def measured(self) -> Distances | None:
        """The file of distances from reps to accounts, and what is said of it."""
        return Distances(file=self.distances) if isinstance(self.distances, str) else self.distances

    @property
    def _place(self) -> str:
        """The column by which that file speaks of accounts, if not by their ids."""
        by = self.measured.by if self.measured else ""
        return "" if by == "account_id" else by

    @property
    def extras(self) -> dict[str, Extra]:
        """Table of the reps → what is solved on top of the plan: `overlays.SE` …, then `hierarchy.0` … from below."""
        over = {f"overlays.{name}": each for name, each in self.overlays.items()}
        return {**over, **{f"hierarchy.{place}": each for place, each in enumerate(self.hierarchy)}}

    @property
    def tables(self) -> tuple[str, ...]:
        """All tables that a scenario may have: `TABLES`, and a table of reps for everything on top of the plan."""
        return *TABLES, *self.extras

    def mapping(self, table: str) -> dict[str, str]:
        """ours: theirs, of one of `tables`."""
        return self.extras[table].columns if table in self.extras else self.columns.of(table)

    def path_of(self, table: str) -> str | None:
        """File name of one of `tables`; None when the scenario has no such table."""
        if table in self.extras:
            return self.extras[table].table
        places: dict[str, Any] = {"edges": self.units.edges, "named": self.named.list_}
        places |= {"barriers": self.units.barriers, "bridges": self.units.bridges}
        if table == "distances":
            measured = self.measured
            return self.territories.distances if self.territories else measured.file if measured else None
        name = places[table] if table in places else getattr(self, table)
        return name if isinstance(name, str) else None

    def named_columns(self, table: str) -> set[str]:
        """Columns of the accounts or the reps that the territory model is told to read."""
        if table == "accounts":
            named = {
                self._place,
                self.verticals.column,
                self.segments.column,
                self.segments.size,
                self.named.flag,
                self.pool.order,
            }
            named |= {*self.pool.where, *(column for each in self.carve_outs.values() for column in each.accounts)}
            named |= {self.units.by, self.units.parent, self.units.divided_by}
            named |= {column for each in self.extras.values() for column in each.account_columns}
            return {column for column in named if column}
        if table == "distances":
            return {self._place} - {""}
        if table == "reps":
            named = {self.verticals.reps, self.segments.reps, self.named.reps, self.groups.by if self.groups else None}
            named |= {self.hybrid.reps}
            named |= {column for each in self.extras.values() for column in each.first_columns}
            named |= {*self.pool.reps, *(column for each in self.carve_outs.values() for column in each.reps)}
            return {column for column in named if column}
        return self.extras[table].rep_columns if table in self.extras else set()

    def to_rules(self) -> Rules:
        """The rules as the solver knows them."""
        return Rules(
            bands=widths(self.bands),
            references=references(self.bands),
            contiguous=self.contiguous,
            limits=Limits(**self.limits.model_dump(exclude={"per_rep"})),
            protect=dict(self.protect),
            owners=self.owners.unknown,
            missing=dict(self.missing),
            goal=levels_of(self.goal),
            pairs_only=self.pairs_only,
            distances_by=self._place,
            straight_line=self.measured.straight_line if self.measured else None,
            peers=self.groups.by if self.groups else "",
            per_rep={name: (ends.least, ends.most) for name, ends in self.limits.per_rep.items()},
            as_of=self.as_of or datetime.date.today(),
        )


def json_schema() -> dict[str, Any]:
    """The JSON schema (draft 2020-12) that editors complete and check scenario files with."""
    schema = Scenario.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "faircarve scenario"
    schema["properties"]["sweep"] = {
        "type": "object",
        "description": "dotted key: list of alternatives, all combinations of which `faircarve sweep` runs",
        "additionalProperties": {"type": "array", "minItems": 1},
        "examples": [{"hybrid.layers": [["named", "geography"], ["named", "cells", "geography"]]}],
    }
    return schema
