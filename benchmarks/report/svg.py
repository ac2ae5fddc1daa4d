"""Small charts as SVG text: logarithmic axes, steps, lines and dots. Colours are CSS variables of the page around."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10
from typing import Literal

WIDTH, HEIGHT = 720.0, 330.0
LEFT, RIGHT, TOP, BOTTOM = 64.0, 150.0, 28.0, 46.0
COLOURS = 8
LABEL_GAP = 13.0
"""Least distance between two labels at the right edge."""
MOST_POINTS = 400

Point = tuple[float, float]


@dataclass(frozen=True)
class Axis:
    """Logarithmic from low to high, both > 0; `ticks` are values, `say` writes them."""

    label: str
    low: float
    high: float
    ticks: tuple[float, ...]
    say: Callable[[float], str]

    def at(self, value: float) -> float:
        """0 at the low end, 1 at the high end; values beyond stay at the end."""
        kept = min(max(value, self.low), self.high)
        return (log10(kept) - log10(self.low)) / (log10(self.high) - log10(self.low))


@dataclass(frozen=True)
class Series:
    """colour : 0 is the strongest, kept for ours. hollow dots are points that were not reached."""

    name: str
    points: Sequence[Point]
    kind: Literal["steps", "line", "dots", "hollow"]
    colour: int
    dashed: bool = False


def log_axis(label: str, values: Iterable[float], say: Callable[[float], str], least: float = 1e-9) -> Axis:
    """An axis around positive values, from one of 1, 2, 5 × a power of ten to another, with these as ticks."""
    known = [max(value, least) for value in values] or [1.0]
    steps = [m * 10.0**p for p in range(floor(log10(min(known))) - 1, ceil(log10(max(known))) + 2) for m in (1, 2, 5)]
    low = max((s for s in steps if s <= min(known) * 1.0001), default=steps[0])
    high = min((s for s in steps if s >= max(known) * 0.9999 and s > low), default=steps[-1])
    inside = [s for s in steps if low <= s <= high]
    few = inside if len(inside) <= 9 else [s for s in inside if abs(log10(s) - round(log10(s))) < 1e-6]
    return Axis(label, low, high, tuple(few), say)


def chart(series: Sequence[Series], x: Axis, y: Axis, caption: str) -> str:
    """One drawing. Points beyond an axis are drawn at its end."""
    place = _placer(x, y)
    body = [_grid(x, y), *(_drawn(one, place) for one in series), *_labels(series, place)]
    return (
        f'<svg class="chart" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" role="img" xmlns="http://www.w3.org/2000/svg">'
        f"<title>{escape(caption)}</title>{''.join(body)}</svg>"
    )


def _placer(x: Axis, y: Axis) -> Callable[[Point], Point]:
    def place(point: Point) -> Point:
        across = LEFT + x.at(point[0]) * (WIDTH - LEFT - RIGHT)
        return across, HEIGHT - BOTTOM - y.at(point[1]) * (HEIGHT - TOP - BOTTOM)

    return place


def _grid(x: Axis, y: Axis) -> str:
    place, right, low = _placer(x, y), WIDTH - RIGHT, HEIGHT - BOTTOM
    parts = []
    for tick in y.ticks:
        up = place((x.low, tick))[1]
        parts.append(f'<line class="grid" x1="{LEFT}" x2="{right}" y1="{up:.1f}" y2="{up:.1f}"/>')
        parts.append(
            f'<text class="tick" x="{LEFT - 8}" y="{up + 4:.1f}" text-anchor="end">{escape(y.say(tick))}</text>'
        )
    for tick in x.ticks:
        across = place((tick, y.low))[0]
        parts.append(f'<line class="grid" x1="{across:.1f}" x2="{across:.1f}" y1="{low}" y2="{low + 4}"/>')
        parts.append(
            f'<text class="tick" x="{across:.1f}" y="{low + 17}" text-anchor="middle">{escape(x.say(tick))}</text>'
        )
    parts.append(
        f'<text class="name" x="{(LEFT + right) / 2}" y="{HEIGHT - 8}" text-anchor="middle">{escape(x.label)}</text>'
    )
    parts.append(f'<text class="name" x="{LEFT - 52}" y="{TOP - 16}">{escape(y.label)}</text>')
    return "".join(parts)


def _drawn(series: Series, place: Callable[[Point], Point]) -> str:
    colour = f"c{series.colour % COLOURS}"
    if series.kind in ("dots", "hollow"):
        form = "dot" if series.kind == "dots" else "hollow"
        dots = (
            f'<circle class="{form} {colour}" cx="{a:.1f}" cy="{b:.1f}" r="4.5"/>' for a, b in map(place, series.points)
        )
        return f"<g><title>{escape(series.name)}</title>{''.join(dots)}</g>"
    placed = [place(point) for point in _thinned(series.points)]
    path = f"M{placed[0][0]:.1f} {placed[0][1]:.1f}" if placed else ""
    for across, up in placed[1:]:
        path += f"H{across:.1f}V{up:.1f}" if series.kind == "steps" else f"L{across:.1f} {up:.1f}"
    dash = " dashed" if series.dashed else ""
    return f'<path class="line {colour}{dash}" d="{path}"><title>{escape(series.name)}</title></path>'


def _thinned(points: Sequence[Point]) -> list[Point]:
    """At most so many points, the first and the last among them."""
    stride = max(1, ceil(len(points) / MOST_POINTS))
    return [*points[:-1:stride], *points[-1:]]


def _labels(series: Sequence[Series], place: Callable[[Point], Point]) -> list[str]:
    """Names at the right, level with where the series end, moved apart where they would touch."""
    ends = sorted((place(one.points[-1])[1], one.name, one.colour % COLOURS) for one in series if one.points)
    across = WIDTH - RIGHT + 8
    return [
        f'<text class="label t{colour}" x="{across}" y="{up + 4:.1f}">{escape(name)}</text>'
        for up, (_, name, colour) in zip(_apart([up for up, _, _ in ends]), ends, strict=True)
    ]


def _apart(ups: Sequence[float]) -> list[float]:
    """Ascending heights, each moved down until it is clear of the one above, and all up again where they run out."""
    placed: list[float] = []
    for up in ups:
        placed.append(max(up, placed[-1] + LABEL_GAP) if placed else up)
    lowest = HEIGHT - BOTTOM
    for at in reversed(range(len(placed))):
        placed[at] = min(placed[at], lowest)
        lowest = placed[at] - LABEL_GAP
    return placed
