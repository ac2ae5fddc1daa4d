"""Goal against expertise against continuity: who is beaten by nobody, and what more structure buys and costs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from scenarios.compare.measures.measure import Row, figures
from scenarios.compare.standing import Standing
from scenarios.compare.wishes import row_of
from scenarios.reports.wording import measure_name, share
from solver.errors import listed
from solver.rules import MEAN, measure_of

NOTICED = 5e-4
"""A change of the goal, relative to it, that is not told."""
POINTS = 5e-4
"""A change of a share that is not told: it reads as 0.0 points."""


@dataclass(frozen=True)
class Axis:
    """One of the three. figures : name of a plan that keeps its rules → figure."""

    row: Row
    figures: Mapping[str, float]

    @property
    def sign(self) -> int:
        return 1 if self.row.measure.better == "less" else -1

    def read(self, name: str) -> float:
        """The figure as it is read, less is better: what a reader cannot tell apart is the same."""
        return self.sign * round(self.figures[name], 4 if self.row.measure.unit == "goal" else 3)

    def said(self, name: str) -> str:
        return f"{self.row.measure.name} {self.row.measure.say(self.figures[name])}"


def axes(standings: Sequence[Standing], rows: Sequence[Row]) -> list[Axis]:
    """Goal (of one in order the first level), expertise and continuity, as far as there are figures."""
    goal = next((row for row in rows if row.measure.key.startswith("objective")), None)
    found = []
    for row in (goal, row_of(rows, "expertise"), row_of(rows, "continuity")):
        if row is None:
            continue
        able = figures(row, standings)
        if able and len(able) == sum(each.feasible for each in standings):
            found.append(Axis(row, able))
    return found


def undominated(known: Sequence[Axis]) -> tuple[str, ...]:
    """Plans than which no other is as good in all axes, as they are read, and better in one."""
    if not known:
        return ()
    read = {name: tuple(axis.read(name) for axis in known) for name in known[0].figures}
    return tuple(name for name, mine in read.items() if not any(_beats(other, mine) for other in read.values()))


def frontier(standings: Sequence[Standing], rows: Sequence[Row]) -> tuple[str, ...]:
    """A sentence per plan that keeps its rules: what the undominated are best at, and who beats the others."""
    known = axes(standings, rows)
    if len(known) < 2 or len(known[0].figures) < 2:
        return ()
    best = undominated(known)
    return (*(_on_it(name, known) for name in best), *_beaten(best, known))


def _on_it(name: str, known: Sequence[Axis]) -> str:
    top = [axis for axis in known if axis.read(name) == min(axis.read(other) for other in axis.figures)]
    figures = ", ".join(axis.said(name) for axis in known)
    if top:
        return f"{name}: best in {listed([axis.row.measure.name for axis in top])} ({figures})"
    return f"{name}: best in none of them, and beaten by none in all ({figures})"


def _beaten(best: Sequence[str], known: Sequence[Axis]) -> Iterator[str]:
    for name in known[0].figures:
        if name in best:
            continue
        mine = tuple(axis.read(name) for axis in known)
        by = [other for other in best if _beats(tuple(axis.read(other) for axis in known), mine)]
        yield f"{name} is beaten by {listed(by)}: no worse in any of them, and better in one"


def _beats(one: Sequence[float], other: Sequence[float]) -> bool:
    return one != other and all(a <= b for a, b in zip(one, other, strict=True))


def exchanges(chosen: str, standings: Sequence[Standing], rows: Sequence[Row]) -> tuple[str, ...]:
    """What every other plan that keeps its rules buys and costs against the one chosen."""
    known = axes(standings, rows)
    by_name = {each.name: each for each in standings}
    goals = [axis for axis in known if axis.row.measure.unit == "goal"]
    if not goals or chosen not in goals[0].figures:
        return ()
    said = []
    for name in goals[0].figures:
        if name == chosen:
            continue
        points = [text for axis in known if axis not in goals and (text := _points(axis, name, chosen))]
        goal = _goal(goals[0], by_name[name], by_name[chosen])
        said.append(f"{name}: {', '.join(points) or 'the same expertise and continuity'}, {goal}")
    return tuple(said)


def _points(axis: Axis, name: str, chosen: str) -> str:
    """`+18.0 points of potential with a rep who is skilled for it`."""
    change = axis.figures[name] - axis.figures[chosen]
    return "" if abs(change) < POINTS else f"{_signed(change)} points of {axis.row.measure.name}"


def _signed(change: float) -> str:
    return f"{'+' if change > 0 else '−'}{abs(100 * change):.1f}"


def _goal(axis: Axis, other: Standing, chosen: Standing) -> str:
    """`for 59.0 % more goal, of which travel +45.0 %, moves +14.0 %`; parts are shares of the goal of the chosen."""
    base, change = axis.figures[chosen.name], axis.figures[other.name] - axis.figures[chosen.name]
    if abs(change) <= NOTICED * abs(base):
        return "for the same goal"
    more = "more" if change > 0 else "less"
    if base <= 0:
        return f"for {axis.row.measure.say(abs(change))} {more} goal"
    parts = [f"{term} {_signed(part / base)} %" for term, part in _parts(other, chosen) if abs(part) > NOTICED * base]
    whole = f"for {share(abs(change) / base)} {more} goal"
    return f"{whole}, of which {', '.join(parts)}" if parts else whole


def _parts(other: Standing, chosen: Standing) -> list[tuple[str, float]]:
    """Term of the (first level of the) goal → by how much it differs after its weight, the largest first."""
    assert other.common is not None
    assert chosen.common is not None
    theirs, ours = other.common.levels[0].weighted, chosen.common.levels[0].weighted
    parts = [(_term(term), theirs.get(term, 0.0) - value) for term, value in ours.items()]
    return sorted(parts, key=lambda part: -abs(part[1]))


def _term(term: str) -> str:
    """`deviation of hours`, `travel`, `moves`."""
    if measure_of(term) is None:
        return "moves" if term.startswith("reassigned") else term
    return f"{'mean ' if term.startswith(MEAN) else ''}deviation of {measure_name(term.removeprefix(MEAN))}"
