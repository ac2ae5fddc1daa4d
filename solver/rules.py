"""The rules of a plan, as the planner states them."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Level = Mapping[str, float]
"""Goal terms that are weighed against each other: term → weight."""

DEFAULT_BANDS: Mapping[str, float] = {"potential": 0.10, "workload": 0.10}
DEFAULT_GOAL: Mapping[str, float] = {"potential": 5.0, "workload": 5.0, "travel": 1.0, "reassigned": 1.0}
GOAL_TERMS = ("travel", "reassigned", "reassigned_accounts", "reassigned_potential", "cost")
"""Goal terms that are not deviations. `reassigned_accounts` and `reassigned_potential` are what the limits of these
names count, without earlier moves: shares of the owned accounts, of the owned potential. Any other name in a goal is
the largest deviation of that measure, or with `MEAN` in front of it the mean deviation."""
MEAN = "mean_"
"""In front of a measure's name in a goal: `mean_potential` is the mean over reps of |potential ÷ fair share − 1|."""

BAND = "band "
"""In front of a measure's name in the name of the rule that stands for its band where only some reps have a share."""
MOST, LEAST = ", most", ", least"
"""Behind the name of a rule that is two rows around what a peer group owns in the plan: its upper and its lower end."""
PER_REP = "per_rep "
"""In front of a measure's name in the name of the rule that bounds it for each rep."""

MEDIAN = "median "
"""In front of a measure's name in the name of the rule that a band around the median makes for each rep."""

TOP_FIVE = "top_five"
"""Name of the rule on the share of a rep's largest accounts."""
TOP = 5
"""How many of a rep's largest accounts are looked at (MISSION.md)."""

BAND_TOLERANCE = 1e-9
"""Slack of a band, as a share of the fair share: the room that floating-point sums need, no more."""

Reference = Literal["fair_share", "median"]
"""What a band is around: the fair share, or the median of the rep's peer group."""

Missing = Literal["error", "exclude", "median", "segment_median", "ignore"] | float


@dataclass(frozen=True)
class Limits:
    """Hard limits. `None` = no such limit. Shares are of owned accounts, owned potential or a rep's book.

    top_five : most of a rep's potential that the rep's five largest accounts may be, as a share. A rep with five
        accounts or fewer has the share 1; one without potential has none, and keeps the limit.
    """

    reassigned_accounts: float | None = None
    reassigned_potential: float | None = None
    lost_per_rep: float | None = None
    moved_this_year: str | int | None = None
    named_accounts_per_rep: int | None = None
    capacity: float | None = None
    top_five: float | None = None


@dataclass(frozen=True)
class Rules:
    """Everything that a plan must keep (bands, limits, locks by rule) and what it is good for (goal).

    Parameters
    ----------
    bands : measure → allowed deviation from the fair share, as a share (0.10 = ±10 %). A measure is a numeric column,
        `accounts` (their number) or `tier=A` (the number of those with that value; any text column).
    references : measure of a band → what the band is around. "fair_share" (also of those that are not named), or
        "median": (what the rep owns ÷ weight) ÷ the median of the same over the rep's peer group.
    contiguous : every territory is one connected piece and holds its rep's home unit.
    contiguous_where : yes-or-no account column: only units with an account where it is yes are held together, all
        others are exempt: they go to any rep and connect nothing. A rep who may own none of the former needs no home
        unit. "" = all units are held together.
    contiguous_by : account text column that names layers: what a rep owns of each layer is one connected piece of its
        own, which holds the rep's entrance unit, the one of the layer that is nearest to the home (or that home_unit
        names); a rep need not own any of it. Units without a layer are exempt. "" = no layers.
    limits : hard limits, see `Limits`; a mapping with the same names is accepted.
    protect : boolean account column → "pin" (stays with its owner) or how many times its move counts in the goal.
    owners : "error" or "vacate": what an owner who is not in the team means.
    missing : column → "error", "exclude", "median", "segment_median", "ignore" (coordinates only) or a number.
    goal : term → weight; exactly these terms are minimised. Or an order, most important first: each item a term or a
        mapping of terms to weights (a level); kept as a tuple of levels. {"order": [...]} is the same.
    pairs_only : pairs that are not listed in the pairs table are forbidden.
    units : account column; accounts with equal values are one basic unit, those with a blank are units by themselves.
        "" = every account by itself. Edges name these units.
    distances_by : account column whose values the table of distances names in a column of the same name. "" =
        account_id.
    straight_line : what a pair that the table of distances does not list counts for each kilometre of the straight
        line, in the table's unit (1.3 for kilometres by road); None = every pair must be listed.
    serves : account column → rep column with a list ("Healthcare; Pharma", "*" = everything). An account with a value
        may go only to reps whose list has it; one whose cell is blank, and one that is pinned, may go to anybody.
    peers : rep column; reps with the same value are a peer group, and fair shares are those of what only the group may
        own. Where reps of several groups may own an account, they are those of what the group owns in the plan; then
        no deviation is a term of the goal. "" = the whole team is one group.
    shared_by : measure → rep text column: fair shares of the measure are those of the reps whose cell is not blank; the
        others have a share of 0, and own nothing of it. Such a measure has a band and is no term of the goal.
    per_rep : measure → least and most that each rep may own of it, in its unit; None = no bound.
    as_of : the day on which locks are looked at; expired ones do not bind. None = today.
    """

    bands: Mapping[str, float] = field(default_factory=lambda: dict(DEFAULT_BANDS))
    references: Mapping[str, Reference] = field(default_factory=dict)
    contiguous: bool = False
    contiguous_where: str = ""
    contiguous_by: str = ""
    limits: Limits = field(default_factory=Limits)
    protect: Mapping[str, Literal["pin"] | float] = field(default_factory=dict)
    owners: Literal["error", "vacate"] = "error"
    missing: Mapping[str, Missing] = field(default_factory=dict)
    goal: Level | tuple[Level, ...] = field(default_factory=lambda: dict(DEFAULT_GOAL))
    pairs_only: bool = False
    units: str = ""
    distances_by: str = ""
    straight_line: float | None = None
    serves: Mapping[str, str] = field(default_factory=dict)
    peers: str = ""
    shared_by: Mapping[str, str] = field(default_factory=dict)
    per_rep: Mapping[str, tuple[float | None, float | None]] = field(default_factory=dict)
    as_of: datetime.date | None = None

    def __post_init__(self) -> None:
        if isinstance(self.limits, Mapping):
            object.__setattr__(self, "limits", Limits(**self.limits))
        object.__setattr__(self, "goal", _ordered(self.goal))

    @property
    def levels(self) -> tuple[Level, ...]:
        """The levels of the goal, most important first; a weighted goal is one level."""
        levels = self.goal if isinstance(self.goal, tuple) else (self.goal,)
        return tuple(level for level in levels if isinstance(level, Mapping))

    @property
    def terms(self) -> tuple[str, ...]:
        """Every term of the goal, in the order they are named."""
        return tuple(dict.fromkeys(term for level in self.levels for term in level))

    @property
    def around_shares(self) -> dict[str, float]:
        """The bands around the fair share."""
        return {name: band for name, band in self.bands.items() if self.references.get(name) != "median"}

    @property
    def around_medians(self) -> dict[str, float]:
        """The bands around the median of the peer group."""
        return {name: band for name, band in self.bands.items() if self.references.get(name) == "median"}

    @property
    def linear(self) -> bool:
        """Whether every rule is a bound on a sum over the plan; medians and largest accounts are none."""
        return not self.around_medians and self.limits.top_five is None

    def measures(self) -> tuple[str, ...]:
        """Names of the measures that a band, the goal or a bound per rep uses, in the order they are named."""
        wanted = [*self.bands, *(name for name in map(measure_of, self.terms) if name), *self.per_rep]
        return tuple(dict.fromkeys(wanted))


def measure_of(term: str) -> str | None:
    """The measure whose deviation a goal term is; None for travel, moves and costs."""
    return None if term in GOAL_TERMS else term.removeprefix(MEAN)


def _ordered(goal: Any) -> Any:
    """An order as a tuple of levels, a term alone having the weight 1; anything else as it is."""
    order = goal["order"] if isinstance(goal, Mapping) and tuple(goal) == ("order",) else goal
    if not isinstance(order, list | tuple):
        return goal
    return tuple({item: 1.0} if isinstance(item, str) else item for item in order)
