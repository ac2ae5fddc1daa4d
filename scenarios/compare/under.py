"""What of the planner's rules every territory model takes."""

from scenarios.designs.keys import CELLS, CODES

GROUPED = {"vertical": "verticals", "segment": "segments"}
"""Models in which every account belongs to one peer group, and what makes the groups."""
ON_THE_GROUND = ("open", "geographic")
"""Models whose territories can be one piece."""


ON_THE_MAP = ("geographic", "hybrid")
"""Models that cut the book, or the patch, into map cells."""
CELLS_OF_THE_MAP = (*CODES, CELLS)


def cells_are_the_models(model: str, by: str, polygons: bool) -> bool:
    """Whether the units are map cells because the planner's own model, `model`, cuts the book into them: under a model
    without a map accounts then move by themselves.
    """
    return model in ON_THE_MAP and (polygons or by in CELLS_OF_THE_MAP)


def peers(model: str, asked: bool) -> str:
    """What makes the peer groups of a model where the planner asks for any; "" = the whole team is one."""
    return GROUPED.get(model, "") if asked else ""


def one_piece(model: str, asked: bool) -> bool:
    """Whether territories are contiguous under a model where the planner asks for it."""
    return asked and model in ON_THE_GROUND
