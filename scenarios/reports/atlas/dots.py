"""Dots as strokes of no length with round ends: a hundred thousand accounts stay a small file."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

import numpy as np

from scenarios.reports.atlas.frame import Frame, split
from scenarios.reports.atlas.ground import NOBODY, Spots
from scenarios.reports.atlas.shapes import FINE
from solver.book import Bools, Floats, Ints

MOST = 20_000
"""Dots of a panel of the whole width; where there are more, spots of one rep that lie close are one dot."""
INK = 0.12
"""Part of the main frame that dots cover together, if none lies over another."""
SMALLEST, LARGEST = 0.9, 0.013
"""Radii: pixels, and part of the frame's width."""
STEP = 1.25
"""Between two sizes of dots."""
SQUARES = 4096
"""More than there are on a side of the sheet."""


@dataclass(frozen=True)
class Dots:
    """Pixels right and down, amount, rep, and whether they are paler; (n,) each."""

    x: Floats
    y: Floats
    size: Floats
    rep: Ints
    exempt: Bools


def placed(spots: Spots, found: list[Frame], most: int) -> Dots:
    """The spots of the lands that have a frame, close ones of a rep merged until there are at most `most`."""
    at = np.full((len(spots.lat), 2), np.nan)
    for frame, mine in split(found, spots.land):
        at[mine] = frame.at(spots.lat[mine], spots.lon[mine])
    shown = np.isfinite(at).all(axis=1)
    dots = Dots(at[shown, 0], at[shown, 1], spots.size[shown], spots.rep[shown], spots.exempt[shown])
    cell = 1.0
    merged = _merged(dots, cell)
    while len(merged.x) > most:
        cell *= 1.4
        merged = _merged(dots, cell)
    return merged


def _merged(dots: Dots, cell: float) -> Dots:
    """Dots of one rep in one square are one dot, where the largest of them is."""
    order = np.argsort(-dots.size, kind="stable")
    row, column = (np.floor(axis / cell).astype(np.int64) for axis in (dots.y, dots.x))
    key = ((dots.rep - NOBODY) * 2 + dots.exempt) * SQUARES**2 + row * SQUARES + column
    _, first, of = np.unique(key[order], return_index=True, return_inverse=True)
    size = np.bincount(of, dots.size[order]).astype(np.float64)
    first = order[first]
    return Dots(dots.x[first], dots.y[first], size, dots.rep[first], dots.exempt[first])


def classes(dots: Dots, frame: Frame, total: float) -> Ints:
    """The size class of every dot, 0 = smallest. total : the amount of all accounts."""
    area = dots.size * (INK * frame.width * frame.height / total if total > 0 else 0.0)
    radius = np.clip(np.sqrt(area / np.pi), SMALLEST, LARGEST * frame.width)
    return np.asarray(np.round(np.log(radius / SMALLEST) / np.log(STEP)), dtype=np.int64)


def paths(dots: Dots, size: Ints, colour: Ints, names: list[str]) -> Iterator[str]:
    """SVG of the dots, large ones below small ones; `names` (R,) are shown to who points at one."""
    rest = np.lexsort((dots.rep, ~dots.exempt, -size))
    groups = np.stack([size, dots.exempt, dots.rep])[:, rest]
    starts = np.flatnonzero((np.diff(groups, axis=1, prepend=-9) != 0).any(axis=0))
    for part in np.split(rest, starts[1:]):
        if len(part):
            yield _path(dots, part, int(size[part[0]]), colour, names)


def _path(dots: Dots, part: Ints, size: int, colour: Ints, names: list[str]) -> str:
    rep = int(dots.rep[part[0]])
    kind = "tn" if rep == NOBODY else f"t{colour[rep]}"
    paler = " pale" if dots.exempt[part[0]] else ""
    title = "" if rep == NOBODY else f"<title>{escape(names[rep])}</title>"
    width = 2 * FINE * SMALLEST * STEP**size
    strokes = _strokes(dots.x[part], dots.y[part])
    return f'<path class="{kind}{paler}" stroke-width="{width:.1f}" d="{strokes}">{title}</path>'


def _strokes(x: Floats, y: Floats) -> str:
    """`m` moves from dot to dot, `h0` is a dot."""
    at = np.round(np.stack([x, y], axis=1) * FINE).astype(np.int64)
    steps = np.diff(at, axis=0, prepend=0)
    return "".join(f"m{right} {down}h0" if down >= 0 else f"m{right}{down}h0" for right, down in steps.tolist())
