"""comparison.svg: a panel per main measure, a line per model; blue = best, hollow = its plan breaks rules.

Drawn by hand because it is one kind of chart: lengths from 0, with the figure written at the end of each.
"""

from collections.abc import Sequence
from html import escape
from importlib.resources import files

from scenarios.compare.comparison import Comparison
from scenarios.compare.measures.measure import Row, Value

COLUMNS = 2
PANEL, GAP = 400.0, 32.0
TITLE, LINE, BELOW = 34.0, 20.0, 16.0
"""Heights of a panel's title, of a model's line, and of the room under a panel."""
NAME, FIGURE = 124.0, 62.0
"""Widths kept for a model's name and for its figure."""
MOST_LETTERS = 18
"""Of a model's name in the picture."""
MARGIN = 16.0
FURTHER = 1.5
"""How many times the most of the plans that keep their rules a line can show."""
KEY = "Lines start at 0. Blue: best. Hollow, dashed: the plan breaks rules of its model, never best. Arrow: goes on."


def picture(found: Comparison) -> str:
    """The picture as SVG that needs nothing else; a page may hold it as it is."""
    rows = [row for row in found.rows if row.measure.main and any(_number(value) for value in row.values)]
    height_of = TITLE + LINE * len(found.names) + BELOW
    lines = -(-len(rows) // COLUMNS)
    width = 2 * MARGIN + COLUMNS * PANEL + (COLUMNS - 1) * GAP
    height = 2 * MARGIN + max(1, lines) * height_of + LINE
    broken = [each.planned and not each.feasible for each in found.standings]
    panels = [
        _panel(row, found.names, broken, MARGIN + (at % COLUMNS) * (PANEL + GAP), MARGIN + (at // COLUMNS) * height_of)
        for at, row in enumerate(rows)
    ]
    return sheet(width, height, _title(found.names), [*panels, text("better", MARGIN, height - MARGIN, KEY)])


def sheet(width: float, height: float, title: str, parts: Sequence[str]) -> str:
    """A whole picture, light and dark."""
    return (
        f'<svg viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" role="img" '
        f'xmlns="http://www.w3.org/2000/svg"><title>{escape(title)}</title><style>{_style()}</style>'
        f'<rect class="ground" width="100%" height="100%"/>{"".join(parts)}</svg>\n'
    )


def _style() -> str:
    """The style sheet that lies beside this module."""
    return (files("scenarios.compare.page") / "picture.css").read_text("utf-8")


def _title(names: Sequence[str]) -> str:
    return f"Main measures of {', '.join(names)}"


def _panel(row: Row, names: Sequence[str], broken: Sequence[bool], left: float, top: float) -> str:
    most = _reach(row, broken)
    better = f"{row.measure.better} is better" + (f", target: {row.measure.target}" if row.measure.target else "")
    parts = [
        text("title", left, top + 12, row.measure.name),
        text("better", left, top + 26, better),
    ]
    for at, (name, value) in enumerate(zip(names, row.values, strict=True)):
        up = top + TITLE + LINE * (at + 0.5)
        kind = " broken" if broken[at] else " top" if row.best[at] else ""
        parts += _line(name, value, row.measure.say(value), kind, left, up, most)
    return f"<g>{''.join(parts)}</g>"


def _reach(row: Row, broken: Sequence[bool]) -> float:
    """What a whole line stands for: the most of all, unless a plan that breaks rules would make the others dots."""
    numbers = [_number(value) for value in row.values]
    every = [value for value in numbers if value is not None]
    kept = [value for value, bad in zip(numbers, broken, strict=True) if value is not None and not bad]
    most = max(every, default=0.0)
    widest = FURTHER * max(kept, default=most)
    return min(most, widest) or most or 1.0


def _line(name: str, value: Value, said: str, kind: str, left: float, up: float, most: float) -> list[str]:
    start, room = left + NAME, PANEL - NAME - FIGURE
    short = name if len(name) <= MOST_LETTERS else f"{name[: MOST_LETTERS - 1]}…"
    strong = " bold" if kind == " top" else ""
    parts = [
        text(f"name{strong}", left, up + 4, short, name),
        f'<line class="rail" x1="{start:.1f}" x2="{start + room:.1f}" y1="{up:.1f}" y2="{up:.1f}"/>',
    ]
    number = _number(value)
    if number is None:
        return [*parts, text("figure quiet", start + room + 10, up + 4, "–")]
    end = start + room * min(max(number / most, 0.0), 1.0)
    mark = f'<circle class="dot{kind}" cx="{end:.1f}" cy="{up:.1f}" r="4.5"/>'
    if number > most:
        mark = f'<path class="dot{kind}" d="M{end - 4:.1f} {up - 5:.1f} l9 5 l-9 5 z"/>'
    return [
        *parts,
        f'<line class="bar{kind}" x1="{start:.1f}" x2="{end:.1f}" y1="{up:.1f}" y2="{up:.1f}"/>',
        mark,
        text(f"figure{strong}", start + room + 10, up + 4, said),
    ]


def text(kind: str, left: float, up: float, said: str, whole: str = "") -> str:
    """A line of text; `whole` is shown to who points at it."""
    full = f"<title>{escape(whole)}</title>" if whole and whole != said else ""
    return f'<text class="{kind}" x="{left:.1f}" y="{up:.1f}">{full}{escape(said)}</text>'


def _number(value: Value) -> float | None:
    """A finite number, or None."""
    if isinstance(value, str) or value is None or value != value or value in (float("inf"), float("-inf")):
        return None
    return float(value)
