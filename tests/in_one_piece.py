"""Whether units hang together, looked at with plain sets: none of the house's graphs."""

from collections.abc import Hashable, Iterable


def in_one_piece(units: Iterable[Hashable], edges: Iterable[Iterable[Hashable]]) -> bool:
    """Whether each of the units (at least one) is reached from any other over edges between them."""
    left = set(units)
    if not left:
        return False
    inside = [ends for edge in edges if (ends := set(edge)) <= left]
    reached = {left.pop()}
    while more := {end for ends in inside if ends & reached for end in ends} - reached:
        reached |= more
    return reached >= left
