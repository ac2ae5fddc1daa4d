"""map.svg: the plan, and beside each other today's owners and what changes hands; light and dark, on paper too."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from textwrap import wrap

import numpy as np
import pandas as pd

from geo.units.polygons import Areas
from scenarios.reports.atlas.colours import along, borders, coloured
from scenarios.reports.atlas.dots import MOST, classes, paths, placed
from scenarios.reports.atlas.fill import fill
from scenarios.reports.atlas.frame import Frame, bottom, frames
from scenarios.reports.atlas.ground import NOBODY, Ground, Spots, ground_of, ground_of_siting
from scenarios.reports.atlas.labels import anchors, written
from scenarios.reports.atlas.legend import legend
from scenarios.reports.atlas.shapes import FINE, on_sheet, path
from solver.book import Bools, Floats, Ints
from solver.problem import Problem
from solver.siting.problem import Siting
from solver.siting.result import SitingResult

WIDTH, BETWEEN = 1000.0, 24.0
TITLE, BELOW, LINE, SIGNS = 30.0, 8.0, 18.0, 150
"""Heights of a panel's title, of the room under it, and of a line of the legend, and the letters of such a line."""

SCALED = f'transform="scale({1 / FINE:g})"'
FIRM = 1000.0
"""How many times more a border of the unit graph counts than one that is only seen."""


@dataclass(frozen=True)
class Map:
    """parts : what is drawn, SVG; legend : sentences on what it means."""

    title: str
    parts: tuple[str, ...]
    height: float
    legend: tuple[str, ...]


@dataclass(frozen=True)
class Panel:
    """owner : (A,) rep of each account; moved : (A,) those that count, None = all; the others are grey."""

    title: str
    owner: Ints
    moved: Bools | None = None


def drawn(ground: Ground, plan: Ints, today: Ints | None = None, name: str = "") -> Map:
    """The map of a plan, a rep for each account (A,), and of today's owners, where there are any."""
    met = _neighbours(ground, plan)
    colour = coloured(met)
    panels = [panel(ground, Panel(ground.words.plan, plan), colour, (0.0, 0.0), WIDTH, names=True)]
    height = panels[0][1]
    if today is not None:
        half, below = (WIDTH - BETWEEN) / 2, height + BETWEEN
        changed = Panel("What changes hands", plan, (today != NOBODY) & (today != plan))
        second = panel(ground, Panel("Today", today), colour, (0.0, below), half, most=MOST // 2)
        third = panel(ground, changed, colour, (half + BETWEEN, below), half, most=MOST // 2)
        panels += [second, third]
        height = second[1]
    title = f"The territories of {name}" if name else "The territories"
    return Map(title, tuple(svg for svg, _ in panels), height, tuple(legend(ground, plan, today, colour, met)))


def map_of(name: str, problem: Problem, rep_of_account: Ints, areas: Areas | None = None) -> Map | None:
    """The map of a plan, beside today's owners where there are any; None where no account has a place. areas : the
    polygons of the units, if they have any.
    """
    ground = ground_of(problem, areas)
    today = problem.book.owner if problem.book.owned.any() else None
    return None if ground is None else drawn(ground, rep_of_account, today, name)


def map_of_siting(name: str, siting: Siting, result: SitingResult, territories: pd.DataFrame) -> Map | None:
    """The map of territories for nobody yet, with their centres; None where units have no place."""
    ground = ground_of_siting(siting, territories)
    if ground is None or result.plan is None:
        return None
    return drawn(ground, np.searchsorted(result.centres, result.plan), None, name)


def _neighbours(ground: Ground, plan: Ints) -> Floats:
    """How often the territories of two reps meet, (R, R)."""
    spots, reps = ground.spots(plan), len(ground.names)
    met = borders(spots.lat, spots.lon, spots.rep, reps)
    if ground.edges is not None and ground.unit is not None:
        rep = np.full(int(ground.unit.max()) + 1, NOBODY, dtype=np.int64)
        rep[ground.unit] = plan
        met += FIRM * along(ground.edges, rep, reps)
    return met


def alone(found: Map) -> str:
    """The map as a file of its own, with its legend."""
    lines = wrap(" ".join(found.legend), SIGNS)
    below = [
        f'<text class="said" x="0" y="{found.height + LINE * (at + 0.5):.0f}">{escape(line)}</text>'
        for at, line in enumerate(lines, start=1)
    ]
    return _svg(found, [*found.parts, *below], found.height + LINE * (len(lines) + 1))


def figure(found: Map) -> str:
    """The map in a page, with its legend under it."""
    said = escape(" ".join(found.legend))
    svg = _svg(found, found.parts, found.height)
    return f'<figure><div class="wide" tabindex="0">{svg}</div><figcaption>{said}</figcaption></figure>'


def _svg(found: Map, parts: Sequence[str], height: float) -> str:
    style = (files("scenarios.reports.atlas") / "map.css").read_text("utf-8")
    return (
        f'<svg class="map" viewBox="-8 0 {WIDTH + 16:.0f} {height:.0f}" role="img" xmlns="http://www.w3.org/2000/svg">'
        f"<title>{escape(found.title)}</title><style>{style}</style>"
        f'<rect class="ground" x="-8" width="100%" height="100%"/>{"".join(parts)}</svg>\n'
    )


def panel(
    ground: Ground,
    what: Panel,
    colour: Ints,
    corner: tuple[float, float],
    width: float,
    *,
    names: bool = False,
    most: int = MOST,
) -> tuple[str, float]:
    """A map with its title as SVG, and where it ends. most : dots that it has room for."""
    left, top = corner
    found = _frames(ground, left, top + TITLE, width)
    parts = [f'<text class="panel" x="{left:.0f}" y="{top + 18:.0f}">{escape(what.title)}</text>']
    owner = what.owner if what.moved is None else np.where(what.moved, what.owner, NOBODY)
    spots = ground.spots(owner)
    for frame in found:
        parts += _land(ground, spots, frame, colour)
    parts += _boxes(found)
    total = float(ground.size[ground.placed].sum())
    for grey in (True, False):
        dots = placed(spots.where((spots.rep == NOBODY) == grey), found, most)
        size = classes(dots, found[0], total)
        strokes = "".join(paths(dots, size, colour, list(ground.labels)))
        parts.append(f'<g class="dots" {SCALED}>{strokes}</g>')
    if names:
        parts += written(anchors(ground, spots, found, ground.names), left + width)
    return f"<g>{''.join(parts)}</g>", bottom(found) + BELOW


def _land(ground: Ground, spots: Spots, frame: Frame, colour: Ints) -> Iterator[str]:
    """States and, where accounts move by cells of a map, the areas of the territories."""
    land = on_sheet(frame, ground.states)
    areas = [f'<path class="state" d="{path(shape)}"/>' for shape in land]
    if ground.unit is not None:
        areas += fill(spots.where(~spots.exempt), frame, colour, ground.cells, land)
    yield f'<g class="areas" {SCALED}>{"".join(areas)}</g>'


def _frames(ground: Ground, left: float, top: float, width: float) -> list[Frame]:
    account, home = ground.land
    lat = np.concatenate([ground.lat[ground.placed], ground.home_lat[ground.housed]])
    lon = np.concatenate([ground.lon[ground.placed], ground.home_lon[ground.housed]])
    land = np.concatenate([account[ground.placed], home[ground.housed]])
    return frames(lat, lon, land, ground.of_land, left, top, width)


def _boxes(found: Sequence[Frame]) -> Iterator[str]:
    """Around lands far off, so that nobody takes them for neighbours."""
    for each in found[1:]:
        x, y, wide, high = each.left, each.top, each.width, each.height
        yield f'<rect class="box" x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}" rx="4"/>'
