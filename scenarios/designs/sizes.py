"""Segments by size, with two thresholds at every edge: one to move up, a lower one to move down."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from solver.book import Floats, Ints, Texts
from solver.intake.findings import Findings
from solver.intake.sheet import Sheet
from solver.serving import folded

ROUNDING = 1e-12
"""Relative room at a threshold, so that 1.1 × 100 is 110 for an account of size 110."""


@dataclass(frozen=True)
class SegmentClass:
    """Accounts of size ≤ `up_to` and larger than the class before; None = no upper end, in the last class only."""

    name: str
    up_to: float | None = None


@dataclass(frozen=True)
class Sizes:
    """sizes : (A,), NaN where blank. edges : (classes − 1,), the upper end of every class but the last."""

    sizes: Floats
    edges: Floats

    @classmethod
    def read(cls, book: Sheet, column: str, classes: tuple[SegmentClass, ...]) -> "Sizes":
        """The sizes of the accounts; one beyond the last class is an error, and NaN."""
        sizes = book.numbers(column).values
        ends = np.array([np.inf if each.up_to is None else each.up_to for each in classes])
        beyond = np.flatnonzero(sizes > ends[-1])
        fix = "leave out up_to in the last class, or add a class"
        message = f"the size is above the last class, which ends at {ends[-1]:,.10g}"
        book.error("beyond-last-class", message, beyond, column, fix)
        return cls(np.where(sizes > ends[-1], np.nan, sizes), ends[:-1])


def place(sizes: Sizes) -> Ints:
    """Class of every account by its size alone (A,), −1 where it has none."""
    known = ~np.isnan(sizes.sizes)
    at = np.searchsorted(sizes.edges, np.where(known, sizes.sizes, 0.0), side="left")
    return np.where(known, at, -1).astype(np.int64)


def sticky(sizes: Sizes, today: Ints, room: float) -> Ints:
    """Class of every account (A,) when it leaves its class of `today` (−1 = none) only well past an edge.

    Over an edge upwards when the size is above edge × (1 + room), downwards when it is below edge × (1 − room); edges
    in between are each looked at alone. Without room, or without a class today, the size alone decides.
    """
    plain = place(sizes)
    if room <= 0:
        return plain
    size = sizes.sizes[:, None]
    is_above = today[:, None] > np.arange(len(sizes.edges))
    up = size > sizes.edges * (1 + room) * (1 + ROUNDING)
    stays_up = ~(size < sizes.edges * (1 - room) * (1 - ROUNDING))
    held = np.where(is_above, stays_up, up).sum(axis=1)
    return np.where((today >= 0) & (plain >= 0), held, plain).astype(np.int64)


def kept_words(names: Texts, plain: Ints, held: Ints, rows: Ints) -> Iterator[tuple[str, Ints]]:
    """What to say about accounts that their size alone would put elsewhere, and which they are."""
    for there in range(len(names) - 1):
        for by_size in range(len(names) - 1):
            mine = rows[(held[rows] == there) & (plain[rows] == by_size)]
            if len(mine):
                yield f"near the edge: {names[by_size]} by its size, and held in {names[there]}", mine


def sound_classes(size: str, classes: tuple[SegmentClass, ...], room: float, findings: Findings) -> bool:
    """Whether the settings can be meant; an error for each part that cannot."""
    said = [*_of_keys(size, classes, room), *_of_classes(classes)]
    for message, fix in said:
        findings.error("unsound-classes", message, fix=fix, table="rules")
    return not said


def _of_keys(size: str, classes: tuple[SegmentClass, ...], room: float) -> Iterator[tuple[str, str]]:
    example = "classes: [{name: SMB, up_to: 100}, {name: enterprise}]"
    if size and not classes:
        yield "segments.size names a column of sizes, and there are no classes", f"add {example}"
    if classes and not size:
        yield "segments.classes names classes of sizes, and no column holds the size", "add size: employees"
    if room > 0 and not size:
        yield "segments.sticky names a share of an edge, and there are no edges without sizes", "take sticky out"
    if not 0 <= room < 1:
        yield f"segments.sticky is {room:g}, which is no share from 0 to below 1", "write 0.10 for 10 %"


def _of_classes(classes: tuple[SegmentClass, ...]) -> Iterator[tuple[str, str]]:
    names = [folded(each.name) for each in classes]
    for name in dict.fromkeys(each.name for each in classes if names.count(folded(each.name)) > 1):
        yield f"segments.classes names {name}, which stands there twice", "give every class a name of its own"
    ends = [each.up_to for each in classes]
    if None in ends[:-1]:
        yield "segments.classes: only the last class may leave out up_to", "write up_to, or put the class last"
        return
    for one, other in pairwise(classes):
        if one.up_to is not None and other.up_to is not None and other.up_to <= one.up_to:
            yield (
                f"segments.classes: {other.name} ends at {other.up_to:g}, and {one.name} before it at {one.up_to:g}",
                "list the classes from small to large",
            )
