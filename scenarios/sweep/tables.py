"""sweep.csv and sweep.json: a row per combination."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scenarios.files.alternatives import told as plain_value
from scenarios.files.written import table
from scenarios.sweep.combination import Sweep, spoken
from scenarios.sweep.point import Point
from scenarios.sweep.story import Story

FORMAT = 1
"""Version of the layout of sweep.json."""
DEVIATION = "_largest_deviation"


@dataclass(frozen=True)
class Swept:
    """A sweep that was run: points by number."""

    name: str
    sweep: Sweep
    points: tuple[Point, ...]
    story: Story

    @property
    def measures(self) -> tuple[str, ...]:
        """Whose deviations are known for any combination."""
        return tuple(dict.fromkeys(name for each in self.points for name in each.deviations))


def csv(found: Swept) -> str:
    """A line per combination: the factors, then the figures; blank where there is no plan."""
    keys = [factor.key for factor in found.sweep.factors]
    rows = [figures(each, found.measures) for each in found.points]
    header = ["combination", *keys, *list(rows[0])[1:]]
    lines = []
    for each, row in zip(found.points, rows, strict=True):
        chosen = [_cell(each.run.combination.choice[key]) for key in keys]
        first, *rest = row.values()
        lines.append([first, *chosen, *rest])
    return table(header, lines)


def content(found: Swept) -> dict[str, Any]:
    """sweep.json as plain values."""
    return {
        "format": FORMAT,
        "name": found.name,
        "factors": {each.key: [plain_value(value) for value in each.values] for each in found.sweep.factors},
        "headline": found.story.headline,
        "combinations": [
            {"choice": dict(each.run.combination.choice), **figures(each, found.measures)} for each in found.points
        ],
        **{title.lower().replace(" ", "_"): list(lines) for title, lines in found.story.sections()},
    }


def figures(each: Point, measures: Sequence[str]) -> dict[str, Any]:
    """Name → figure of one combination, the same names for all.

    objective and bound are in the combination's own goal; of a goal in order they are those of its last level.
    """
    result = each.run.result
    known: Mapping[str, float] = each.deviations
    return {
        "combination": each.name,
        "status": "NOT RUN" if result is None else str(result.status),
        "feasible": each.run.feasible,
        "undominated": each.undominated,
        "common_goal": each.goal,
        "objective": None if result is None else result.objective,
        "bound": None if result is None else result.bound,
        "gap": None if result is None else result.gap,
        **{f"{name}{DEVIATION}": known.get(name) for name in measures},
        "balance": each.balance,
        "accounts_moved": each.moved,
        "potential_moved": each.moved_potential,
        "travel": each.travel,
        "seconds": None if result is None else result.seconds,
        "plan_of_another": each.run.feasible and each.run.adopted,
        "why_none": each.why_none or None,
    }


def _cell(value: Any) -> Any:
    return spoken(value) if isinstance(value, Mapping | list) else value
