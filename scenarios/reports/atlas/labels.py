"""Rings where reps live and their names beside them, as many as do not overlap."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from scenarios.reports.atlas.frame import Frame, split
from scenarios.reports.atlas.ground import Ground, Spots
from solver.book import Floats

RING = 5.0
LETTER, LINE = 7.8, 14.0
"""About how wide a letter of a name and how high its line is."""
AWAY = 9.0
"""From the middle of a ring to its name."""
MOST_LETTERS = 24
SAME = 3.0
"""Homes nearer to each other than this, in pixels, have one ring."""
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Anchor:
    """Where the name of one rep or more belongs. home : whether they live there."""

    x: float
    y: float
    names: tuple[str, ...]
    home: bool
    weight: float


def anchors(ground: Ground, spots: Spots, found: list[Frame], names: Sequence[str]) -> list[Anchor]:
    """Homes, and for reps without one the middle of what they own; of the largest territory first."""
    held = np.bincount(spots.rep[spots.rep >= 0], spots.size[spots.rep >= 0], minlength=len(names))
    made: list[Anchor] = []
    for rep in np.argsort(-held, kind="stable").tolist():
        place = _home(ground, rep, found) if ground.housed[rep] else _middle(spots, rep, found)
        if place is None:
            continue
        x, y = float(place[0]), float(place[1])
        home = bool(ground.housed[rep])
        near = next((at for at, each in enumerate(made) if abs(each.x - x) + abs(each.y - y) < SAME), None)
        if near is None:
            made.append(Anchor(x, y, (names[rep],), home, float(held[rep])))
        else:
            old = made[near]
            made[near] = Anchor(old.x, old.y, (*old.names, names[rep]), old.home or home, old.weight)
    return made


def _home(ground: Ground, rep: int, found: list[Frame]) -> Floats | None:
    for frame, mine in split(found, ground.land[1]):
        if rep in mine:
            return np.asarray(frame.at(ground.home_lat[[rep]], ground.home_lon[[rep]])[0])
    return None


def _middle(spots: Spots, rep: int, found: list[Frame]) -> Floats | None:
    """The spot nearest to the middle of what the rep owns in the land that holds most of it."""
    mine = (spots.rep == rep) & (spots.land < len(found))
    if not mine.any():
        return None
    land = np.bincount(spots.land[mine], spots.size[mine]).argmax()
    frame = next((each for each in found if each.land == land), found[0])
    here = mine & (spots.land == frame.land)
    if not here.any():
        return None
    at = frame.at(spots.lat[here], spots.lon[here])
    return np.asarray(at[np.abs(at - np.median(at, axis=0)).sum(axis=1).argmin()])


def written(made: Sequence[Anchor], width: float) -> Iterator[str]:
    """Rings and names as SVG; a name that has no room is left out, its ring still tells it."""
    rings = [_around(each.x, each.y) for each in made if each.home]
    taken: list[Box] = []
    for each in made:
        title = f"<title>{escape(', '.join(each.names))}</title>"
        if each.home:
            yield f'<circle class="home" cx="{each.x:.1f}" cy="{each.y:.1f}" r="{RING}">{title}</circle>'
    for each in made:
        name = each.names[0] if len(each.names[0]) <= MOST_LETTERS else f"{each.names[0][: MOST_LETTERS - 1]}…"
        for side, x, y, box in _sides(each, LETTER * len(name)):
            others = [ring for ring in rings if ring != _around(each.x, each.y)]
            if box[0] >= 0 and box[2] <= width and not any(_meet(box, other) for other in (*taken, *others)):
                taken.append(box)
                title = f"<title>{escape(', '.join(each.names))}</title>"
                yield f'<text class="who" x="{x:.1f}" y="{y:.1f}" text-anchor="{side}">{title}{escape(name)}</text>'
                break


def _around(x: float, y: float) -> Box:
    return (x - RING, y - RING, x + RING, y + RING)


def _sides(each: Anchor, wide: float) -> Iterator[tuple[str, float, float, Box]]:
    """Right, left, above, below: how the text is anchored, where, and what it covers."""
    x, y, low = each.x, each.y, 4.0
    if not each.home:
        yield "middle", x, y + low, (x - wide / 2, y - LINE / 2, x + wide / 2, y + LINE / 2)
    yield "start", x + AWAY, y + low, (x + AWAY, y - LINE / 2, x + AWAY + wide, y + LINE / 2)
    yield "end", x - AWAY, y + low, (x - AWAY - wide, y - LINE / 2, x - AWAY, y + LINE / 2)
    for up in (y - AWAY, y + AWAY + LINE - low):
        yield "middle", x, up, (x - wide / 2, up - LINE + low, x + wide / 2, up + low)


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
