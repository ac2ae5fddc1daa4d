"""What a planner wants of a plan besides the goal: skilled hands, continuity, travel.

Each as a limit, or weighed with the goal. The goal of the engine knows no expertise: without such a statement nobody
can know what it is worth.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from scenarios.compare.measures.measure import Entry, Measure, Row, Skipped, tied
from solver.errors import Finding, InputError

KEYS: Mapping[str, tuple[str, ...]] = {
    "expertise": ("expertise",),
    "continuity": ("continuity_potential", "continuity_accounts"),
    "travel": ("travel",),
}
"""What is wished for → the measures that say it, the first that there is."""
SHARES = ("expertise", "continuity")
"""Of these more is better, and the goal can weigh what is lacking."""


@dataclass(frozen=True)
class Wishes:
    """expertise, continuity : the least share. travel : the most, ÷ nearest-rep plan. None = no wish.

    weights : expertise, continuity → what the share that is lacking counts, in the unit of the goal: with 5 a plan that
    has all potential in unskilled hands has 5 more.
    """

    expertise: float | None = None
    continuity: float | None = None
    travel: float | None = None
    weights: Mapping[str, float] = field(default_factory=dict)

    @property
    def limits(self) -> dict[str, float]:
        """What has a limit → the limit."""
        given = {"expertise": self.expertise, "continuity": self.continuity, "travel": self.travel}
        return {name: limit for name, limit in given.items() if limit is not None}

    @property
    def asked(self) -> bool:
        return bool(self.limits or self.weights)


def refuse_unmeasured(wishes: Wishes, entries: Sequence[Entry]) -> None:
    """Raise InputError for wishes that the input has no data for."""
    keys = {entry.key for entry in entries if isinstance(entry, Measure)}
    findings = [
        Finding(
            "unmeasured-wish",
            f"compare asks for {name}, which cannot be measured{_why(name, entries)}",
            f"leave {name} out of compare, or add what is missing",
        )
        for name in dict.fromkeys([*wishes.limits, *wishes.weights])
        if not keys & set(KEYS[name])
    ]
    if findings:
        raise InputError(findings)


def _why(name: str, entries: Sequence[Entry]) -> str:
    """The reason that the catalogue gives for leaving the measure out."""
    said = [entry.reason for entry in entries if isinstance(entry, Skipped) and entry.name.startswith(name)]
    return f": {said[0]}" if said else ""


def row_of(rows: Sequence[Row], name: str) -> Row | None:
    """The row that says what is wished for."""
    found = {row.measure.key: row for row in rows}
    return next((found[key] for key in KEYS[name] if key in found), None)


def asked_for(wishes: Wishes, rows: Sequence[Row]) -> Iterator[tuple[str, float, Row]]:
    """Name, limit and row of every limit."""
    for name, limit in wishes.limits.items():
        if (row := row_of(rows, name)) is not None:
            yield name, limit, row


def lacking(name: str, value: float, limit: float) -> float:
    """By how much a value misses its limit: in shares, or of travel as a part of the limit; 0 where it keeps it."""
    if tied(value, limit):
        return 0.0
    return max(0.0, limit - value) if name in SHARES else max(0.0, value / limit - 1.0)
