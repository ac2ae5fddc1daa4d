"""Where a land stands on the sheet, and at which scale."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from geo.flat import Point, centre, flat

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MARGIN = 0.012
"""Around a land, of the width of the main frame."""
LEAST_KM = 40.0
"""What a frame spans at least: one town is no map."""
TALLEST = 0.66
"""Height of the main frame, of its width."""
INSET, WIDEST = 0.115, 0.16
"""Height and greatest width of the frame of a land far off, of the width of the main one."""
GAP = 0.01
MOST_INSETS = 5


@dataclass(frozen=True)
class Frame:
    """A rectangle of the sheet with one land. middle : of the land; scale : pixels a kilometre; low : its western and
    northern end in kilometres from the middle; margin : pixels around it.
    """

    land: int
    left: float
    top: float
    width: float
    height: float
    middle: Point
    scale: float
    low: tuple[float, float]
    margin: float

    def at(self, lat: Floats, lon: Floats) -> Floats:
        """Pixels right and down on the sheet, (n, 2)."""
        km = flat(lat, lon, self.middle) * (1.0, -1.0)
        return np.asarray((km - self.low) * self.scale + (self.left + self.margin, self.top + self.margin))


def frames(lat: Floats, lon: Floats, land: Ints, count: Ints, left: float, top: float, width: float) -> list[Frame]:
    """The main land, and in a row those with most accounts of the others: in its lower left corner if that is empty,
    otherwise below it.

    lat, lon, land (n,) : points that the frames hold, the main land is 0. count : accounts of each land; a land without
    any has no frame.
    """
    margin, gap, main = MARGIN * width, GAP * width, land == 0
    first = _frame(lat[main], lon[main], 0, (left, top), (width, TALLEST * width), margin)
    first = replace(first, left=left + (width - first.width) / 2)
    row, right = list[Frame](), 0.0
    for each in shown(count):
        mine = land == each
        row.append(_frame(lat[mine], lon[mine], each, (right, 0.0), (WIDEST * width, INSET * width), margin))
        right += row[-1].width + gap
    high = max((each.height for each in row), default=0.0)
    below = first.top + first.height + gap
    if _free(first, first.at(lat[main], lon[main]), right + gap, high + gap):
        left, below = first.left, below - gap - high
    return [first, *(replace(each, left=left + each.left, top=below + high - each.height) for each in row)]


def shown(count: Ints) -> list[int]:
    """The lands besides the main one that have a frame, by the accounts of each."""
    return [each for each in range(1, len(count)) if count[each]][:MOST_INSETS]


def bottom(found: Sequence[Frame]) -> float:
    return max(each.top + each.height for each in found)


def split(found: Sequence[Frame], land: Ints) -> Iterator[tuple[Frame, Ints]]:
    """Each frame with the points in it."""
    for each in found:
        yield each, np.flatnonzero(land == each.land)


def _frame(
    lat: Floats,
    lon: Floats,
    which: int,
    corner: tuple[float, float],
    room: tuple[float, float],
    margin: float,
) -> Frame:
    """The land in a rectangle of at most this width and height, around which nothing is left over."""
    middle = _middle(lat, lon)
    km = flat(lat, lon, middle) * (1.0, -1.0)
    low, high = km.min(axis=0), km.max(axis=0)
    spare = np.maximum(LEAST_KM - (high - low), 0.0) / 2
    low, high = low - spare, high + spare
    scale = float(((np.array(room) - 2 * margin) / (high - low)).min())
    width, height = (high - low) * scale + 2 * margin
    return Frame(which, *corner, float(width), float(height), middle, scale, (float(low[0]), float(low[1])), margin)


def _middle(lat: Floats, lon: Floats) -> Point:
    """Between the ends of a land, so that north is up in the middle of its frame, wherever most of its accounts are."""
    km = flat(lat, lon, centre(lat, lon))
    ends = [at for axis in km.T for at in (axis.argmin(), axis.argmax())]
    return centre(lat[ends], lon[ends])


def _free(first: Frame, at: Floats, width: float, height: float) -> bool:
    """Whether the lower left corner of a frame has room for a row of others: nothing within this width and height."""
    low = first.top + first.height - height
    return not ((at[:, 0] < first.left + width) & (at[:, 1] > low)).any()
