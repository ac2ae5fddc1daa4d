"""Members of one level (territories, districts) that go to the reps of the next as wholes: pods and districts alike."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from geo.graph import adjacency, bridges
from geo.middle import middle
from geo.pieces import pieces
from geo.points import point_edges
from scenarios.designs.design import Design, Tables
from scenarios.designs.homes import home_units
from scenarios.designs.reading import plural, sheet_of, with_column
from solver.book import Floats, Ints, Texts
from solver.intake.findings import Findings
from solver.intake.ground import HOME
from solver.intake.places import coordinates
from solver.intake.sheet import Sheet
from solver.rules import DEFAULT_BANDS, Level, Missing, Rules

MEMBER = "member"
"""The account column that a grouping adds: the territory, or the district, to which the account belongs."""
NEAR = 0.25
"""How far from a ratio a rep may be where nothing says how far, as a share; at least by one."""
GOAL: Mapping[str, float] = {"potential": 5.0, "workload": 5.0, "travel": 1.0}


@dataclass(frozen=True)
class Ratio:
    """How many members one rep has: `least` and `most`, None = a quarter (at least one) off the ratio, if there is one.

    Every member counts 1, also that of a part-time rep.
    """

    members: float | None = None
    least: int | None = None
    most: int | None = None

    @property
    def ends(self) -> tuple[int, float]:
        """Least and most; 0 and infinite where there is no bound."""
        ratio = self.members
        room = 0.0 if ratio is None else max(1.0, NEAR * ratio)
        least = self.least if self.least is not None else 0 if ratio is None else max(0, math.ceil(ratio - room))
        most = float(self.most) if self.most is not None else math.inf if ratio is None else math.floor(ratio + room)
        return least, most

    def count(self, members: int) -> int:
        """How many reps fit the ratio best: a number within the bounds where there is one."""
        least, most = self.ends
        wanted = max(1, round(members / self.members)) if self.members else 1
        fewest = 1 if math.isinf(most) else max(1, math.ceil(members / most))
        return max(fewest, min(wanted, members // least)) if least else max(fewest, wanted)


@dataclass(frozen=True)
class Grouping:
    """noun : what a member is called (territory). level : the reps' level, for messages (SE, district)."""

    level: str
    noun: str = "territory"
    ratio: Ratio = field(default_factory=Ratio)
    bands: Mapping[str, float] = field(default_factory=lambda: dict(DEFAULT_BANDS))
    goal: Level | tuple[Level, ...] = field(default_factory=lambda: dict(GOAL))
    contiguous: bool = False
    missing: Mapping[str, Missing] = field(default_factory=dict)

    @property
    def counts(self) -> str:
        """The measure, and the account column, that counts members: `territories`, `districts`."""
        return f"{self.noun.removesuffix('y')}ies" if self.noun.endswith("y") else f"{self.noun}s"


def grouped(tables: Tables, how: Grouping, links: pd.DataFrame | None = None) -> Design:
    """The tables and rules by which whole members go to reps.

    tables : accounts with the column `MEMBER` (blank = an account of nobody, which is an error), the reps of the level.
    links : neighbouring members (unit_a, unit_b); None = found from the accounts, where contiguity asks for them.
    """
    findings = Findings()
    book = sheet_of("accounts", tables.accounts, "account_id", findings)
    member = book.texts(MEMBER)
    message = f"the account is in no {how.noun}"
    book.error("no-member", message, np.flatnonzero(member == ""), fix="carve the level below as a whole first")
    ids, first, of = first_seen(member)
    counts = np.zeros(len(book))
    counts[first] = 1.0
    fits(len(ids), len(tables.reps), how, findings)
    accounts = with_column(tables.accounts, how.counts, counts.astype(object))
    least, most = how.ratio.ends
    bounds = (None if least == 0 else float(least), None if math.isinf(most) else float(most))
    rules = Rules(
        bands=dict(how.bands),
        contiguous=how.contiguous,
        goal=how.goal,
        missing=dict(how.missing),
        units=MEMBER,
        per_rep={} if bounds == (None, None) else {how.counts: bounds},
    )
    made = replace(tables, accounts=accounts)
    if how.contiguous and not findings.has_errors:
        links = whole(neighbours(book, ids, of) if links is None else links, ids, middles(book, of, len(ids)), findings)
        made = replace(made, edges=links, reps=_with_homes(tables.reps, book, ids, of, findings))
    return Design(made, rules, tuple(findings.found))


def first_seen(names: Texts) -> tuple[Texts, Ints, Ints]:
    """Distinct names in the order of the table (U,), the row where each stands first (U,), and the name of every row
    as its position (A,).
    """
    number: dict[str, int] = {}
    of = np.array([number.setdefault(str(name), len(number)) for name in names], dtype=np.int64)
    _, first = np.unique(of, return_index=True)
    return np.array([*number, ""], dtype=object)[:-1], first.astype(np.int64), of


def fits(members: int, reps: int, how: Grouping, findings: Findings) -> None:
    """An error when no number of members between least and most for each rep adds up to all of them."""
    least, most = how.ratio.ends
    if least * reps <= members <= most * reps:
        return
    which = f"from {least} to {most:g}" if math.isfinite(most) else f"at least {least}"
    few = members < least * reps
    message = (
        f"{how.level}: {members} {how.counts} cannot be shared out to {plural(reps, 'rep')} with {which} for each: "
        f"that takes {'at least ' + str(least * reps) if few else f'at most {most * reps:g}'}"
    )
    fix = f"{'take reps out, or lower least' if few else 'add reps, or raise most'} (or change the ratio)"
    findings.error("ratio", message, fix=fix, table="rules")


def middles(book: Sheet, of: Ints, members: int) -> tuple[Floats, Floats]:
    """The mean place of every member's accounts (U,), NaN where none has one."""
    lat, lon, _ = coordinates(replace(book, findings=Findings()))
    known = ~np.isnan(lat)
    return middle(of[known], lat[known], lon[known], members)


def neighbours(book: Sheet, ids: Texts, of: Ints) -> pd.DataFrame:
    """Members that are neighbours because some of their accounts are (Delaunay): columns unit_a, unit_b.

    Where territories interleave, whoever has an account next to an account of another is its neighbour.
    """
    lat, lon, _ = coordinates(replace(book, findings=Findings()))
    known = np.flatnonzero(~np.isnan(lat))
    if not len(known):
        return linked(ids, np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    points = np.unique(np.stack([lat[known], lon[known], of[known].astype(np.float64)]), axis=1)
    a, b = point_edges(points[0], points[1])
    mine = points[2].astype(np.int64)
    return linked(ids, mine[a], mine[b])


def linked(ids: Texts, a: Ints, b: Ints) -> pd.DataFrame:
    """Each pair of different members once, as a table of edges."""
    ends = np.sort(np.stack([a, b])[:, a != b], axis=0)
    ends = np.unique(ends, axis=1) if ends.size else ends
    return pd.DataFrame({"unit_a": ids[ends[0]], "unit_b": ids[ends[1]]}, dtype=object)


def whole(links: pd.DataFrame, ids: Texts, place: tuple[Floats, Floats], findings: Findings) -> pd.DataFrame:
    """The edges with pieces that stand alone (islands) joined to the nearest member, each said."""
    at = {str(id_): index for index, id_ in enumerate(ids)}
    a, b = (np.array([at[str(id_)] for id_ in links[end]], dtype=np.int64) for end in ("unit_a", "unit_b"))
    graph = adjacency(len(ids), a, b)
    label = pieces(*graph)
    if not label.any() or np.isnan(place[0]).any():
        return links
    main = np.flatnonzero(label == np.argmax(np.bincount(label)))
    added = bridges(*graph, main, *place)
    for bridge in added:
        ends = str(ids[bridge.a]), str(ids[bridge.b])
        message = f"no border leads to {ends[1]}: taken as a neighbour of {ends[0]}, {bridge.km:,.0f} km away"
        findings.note("bridge", message, table="accounts", ids=ends)
    new = np.array([(bridge.a, bridge.b) for bridge in added], dtype=np.int64).reshape(-1, 2)
    return linked(ids, np.concatenate([a, new[:, 0]]), np.concatenate([b, new[:, 1]]))


def _with_homes(reps: pd.DataFrame, book: Sheet, ids: Texts, of: Ints, findings: Findings) -> pd.DataFrame:
    """The reps with the member from which each starts, where the table does not say it; blank = simply the nearest."""
    if HOME in reps.columns:
        return reps
    team = sheet_of("reps", reps, "rep_id", findings)
    lat, lon, _ = coordinates(replace(team, findings=Findings()))
    return with_column(reps, HOME, home_units(team, (lat, lon), ids, middles(book, of, len(ids))))
