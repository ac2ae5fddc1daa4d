"""frontier.svg: moves across, largest deviation up, travel as the size of a point; the undominated are joined."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from math import ceil, floor, log10

from scenarios.compare.page.picture import sheet, text
from scenarios.sweep.point import Point

WIDTH, HEIGHT = 832.0, 520.0
LEFT, RIGHT, TOP, BOTTOM = 76.0, 60.0, 64.0, 84.0
SMALL, LARGE, USUAL = 4.5, 13.0, 6.0
"""Radii of the least and of the most travel, and where it is the same for all."""
FAINT = 0.35
TICKS = 5
LEAST_POINTS, LEAST_MOVES, LEAST_TRAVEL = 1.0, 10.0, 0.1
"""What an axis spans at least: points of deviation, accounts moved, multiples of the nearest-rep plan."""
LETTER, LINE = 6.6, 13.0
"""About how wide a letter of a label and how high its line is."""
STEP = 4.0
"""Between two places at which a line is looked at."""


@dataclass(frozen=True)
class Axis:
    """From `low` to `high`, drawn between `start` and `end`."""

    low: float
    high: float
    start: float
    end: float

    @classmethod
    def of(cls, values: Sequence[float], start: float, end: float, least: float) -> "Axis":
        """With some room on both sides, over `least` at least, so that a difference nobody reads is none to see; never
        below 0 where no value is.
        """
        low, high = min(values), max(values)
        room = max(0.08 * (high - low), (least - (high - low)) / 2)
        return cls(max(0.0, low - room) if low >= 0 else low - room, high + room, start, end)

    def at(self, value: float) -> float:
        return self.start + (self.end - self.start) * (value - self.low) / (self.high - self.low)

    def ticks(self) -> list[float]:
        """Round numbers, about `TICKS` of them."""
        rough = (self.high - self.low) / TICKS
        base = 10.0 ** floor(log10(rough))
        step = next(base * times for times in (1, 2, 5, 10) if base * times >= rough)
        return [step * n for n in range(ceil(self.low / step), floor(self.high / step) + 1)]


@dataclass(frozen=True)
class Spot:
    """Combinations that come to the same figures."""

    x: float
    y: float
    radius: float
    points: tuple[Point, ...]

    @property
    def best(self) -> bool:
        return any(each.undominated for each in self.points)

    @property
    def label(self) -> str:
        return ", ".join(each.name for each in self.points)


def picture(points: Sequence[Point]) -> str:
    """The picture as SVG that needs nothing else; a page may hold it as it is."""
    planned = [each for each in points if each.run.feasible]
    title = "Balance against moves"
    if not planned:
        return sheet(WIDTH, 80.0, title, [text("title", LEFT, 44.0, "No combination has a plan.")])
    least = LEAST_MOVES if by_moves(planned) else LEAST_TRAVEL
    across = Axis.of([_across(each, planned) for each in planned], LEFT, WIDTH - RIGHT, least)
    up = Axis.of([100 * (each.balance or 0.0) for each in planned], HEIGHT - BOTTOM, TOP, LEAST_POINTS)
    spots = _spots(planned, across, up)
    edge = _edge(spots)
    parts = [*_frame(across, up, planned), *_links(edge)]
    parts += [_dot(spot) for spot in sorted(spots, key=lambda spot: (spot.best, -spot.radius))]
    parts += _labels(spots, edge)
    return sheet(WIDTH, HEIGHT, title, parts)


def by_moves(planned: Sequence[Point]) -> bool:
    """Whether accounts move at all, or travel has to go across."""
    return any(each.moved for each in planned) or any(each.travel is None for each in planned)


def _across(each: Point, planned: Sequence[Point]) -> float:
    return float(each.moved or 0) if by_moves(planned) else float(each.travel or 0.0)


def _spots(planned: Sequence[Point], across: Axis, up: Axis) -> list[Spot]:
    known = [each.travel for each in planned if each.travel is not None]
    sized = by_moves(planned) and known and max(known) > min(known)
    found: dict[tuple[str, ...], list[Point]] = {}
    for each in planned:
        found.setdefault(tuple(f"{figure:.6g}" for figure in each.figures), []).append(each)
    spots = []
    for alike in found.values():
        first, radius = alike[0], USUAL
        if sized and first.travel is not None:
            radius = SMALL + (LARGE - SMALL) * (first.travel - min(known)) / (max(known) - min(known))
        x, y = across.at(_across(first, planned)), up.at(100 * (first.balance or 0.0))
        spots.append(Spot(x, y, radius, tuple(alike)))
    return spots


def _frame(across: Axis, up: Axis, planned: Sequence[Point]) -> Iterator[str]:
    name = "accounts moved" if by_moves(planned) else "travel ÷ nearest-rep plan"
    yield text("title", LEFT, 26.0, "Largest deviation from the fair share, %")
    yield text("better", LEFT, 42.0, "down and to the left is better")
    for value in up.ticks():
        y = up.at(value)
        yield f'<line class="rail" x1="{LEFT:.1f}" x2="{WIDTH - RIGHT:.1f}" y1="{y:.1f}" y2="{y:.1f}"/>'
        yield text("better", LEFT - 44.0, y + 4.0, f"{value:g}")
    for value in across.ticks():
        x = across.at(value)
        yield f'<line class="rail" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP:.1f}" y2="{HEIGHT - BOTTOM:.1f}"/>'
        yield text("better", x - 8.0, HEIGHT - BOTTOM + 18.0, f"{value:,g}")
    yield text("title", LEFT, HEIGHT - BOTTOM + 38.0, name)
    known = [each.travel for each in planned if each.travel is not None]
    size = (
        f"Size of a point: travel ÷ nearest-rep plan, from {min(known):.3f} to {max(known):.3f}."
        if known and by_moves(planned)
        else ""
    )
    key = "Bold: undominated; joined: of these, those that none beats in both axes. Faint: another is better."
    yield text("better", LEFT, HEIGHT - BOTTOM + 56.0, key)
    if size:
        yield text("better", LEFT, HEIGHT - BOTTOM + 72.0, size)


def _edge(spots: Sequence[Spot]) -> list[Spot]:
    """The undominated that none beats in both of what the axes show, from left to right."""
    edge: list[Spot] = []
    for spot in sorted((spot for spot in spots if spot.best), key=lambda spot: (spot.x, -spot.y)):
        if not edge or spot.y > edge[-1].y:  # further down in the picture: a smaller deviation
            edge.append(spot)
    return edge


def _links(joined: Sequence[Spot]) -> Iterator[str]:
    for one, other in pairwise(joined):
        yield f'<line class="bar top" x1="{one.x:.1f}" x2="{other.x:.1f}" y1="{one.y:.1f}" y2="{other.y:.1f}"/>'


def _dot(spot: Spot) -> str:
    kind, faint = (" top", "") if spot.best else ("", f' opacity="{FAINT}"')
    told = "; ".join(f"{each.name}: {each.said}" for each in spot.points)
    told += f": largest deviation {100 * (spot.points[0].balance or 0):.1f} %, {spot.points[0].moved or 0:,} moved"
    told += "" if spot.points[0].travel is None else f", travel {spot.points[0].travel:.3f}"
    dot = f'<circle class="dot{kind}" cx="{spot.x:.1f}" cy="{spot.y:.1f}" r="{spot.radius:.1f}"{faint}>'
    return f"{dot}<title>{escape(told)}</title></circle>"


def _labels(spots: Sequence[Spot], edge: Sequence[Spot]) -> Iterator[str]:
    """Names beside the points, the undominated first, where they touch neither point, line, axis nor another name."""
    taken = [(0.0, 0.0, LEFT - 8.0, HEIGHT), (WIDTH, 0.0, 2 * WIDTH, HEIGHT), (0.0, HEIGHT - BOTTOM, WIDTH, HEIGHT)]
    taken += [
        (spot.x - spot.radius, spot.y - spot.radius, spot.x + spot.radius, spot.y + spot.radius) for spot in spots
    ]
    taken += [piece for one, other in pairwise(edge) for piece in _along(one, other)]
    for spot in sorted(spots, key=lambda spot: not spot.best):
        wide, gap = LETTER * len(spot.label), spot.radius + 4.0
        tries = [
            (gap, 4.0),
            (-gap - wide, 4.0),
            (-wide / 2, -gap - 2.0),
            (-wide / 2, gap + 10.0),
            (gap, -gap),
            (gap, 2 * gap),
        ]
        boxes = [(spot.x + dx, spot.y + dy - LINE + 3.0, spot.x + dx + wide, spot.y + dy + 3.0) for dx, dy in tries]
        free = [box for box in boxes if not any(_touch(box, other) for other in taken)]
        if not free and not spot.best:
            continue  # the page's table has it, and pointing at the point shows it
        box = (free or boxes)[0]
        taken.append(box)
        yield text("name bold halo" if spot.best else "better halo", box[0], box[3] - 3.0, spot.label)


def _along(one: Spot, other: Spot) -> Iterator[tuple[float, float, float, float]]:
    """Small boxes on the line between two points."""
    pieces = ceil((abs(other.x - one.x) + abs(other.y - one.y)) / STEP) or 1
    for piece in range(pieces + 1):
        x, y = (a + (b - a) * piece / pieces for a, b in ((one.x, other.x), (one.y, other.y)))
        yield x - 1.0, y - 1.0, x + 1.0, y + 1.0


def _touch(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
