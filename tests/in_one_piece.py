"""Whether units hang together, looked at with plain sets: none of the house's graphs."""

from collections.abc import Hashable, Iterable


def in_one_piece(units: Iterable[Hashable], edges: Iterable[tuple[Hashable, Hashable]]) -> bool:
    """Whether each of the units (at least one) is reached from any other over edges between them."""
    left = set(units)
    if not left:
        return False
    inside = [(a, b) for a, b in edges if a in left and b in left]
    reached = {left.pop()}
    while more := {end for edge in inside for end in edge if reached & set(edge)} - reached:
        reached |= more
    return reached >= left
