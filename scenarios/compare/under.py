"""What of the planner's rules every territory model takes."""

GROUPED = {"vertical": "verticals", "segment": "segments"}
"""Models in which every account belongs to one peer group, and what makes the groups."""
ON_THE_GROUND = ("open", "geographic")
"""Models whose territories can be one piece."""


def peers(model: str, asked: bool) -> str:
    """What makes the peer groups of a model where the planner asks for any; "" = the whole team is one."""
    return GROUPED.get(model, "") if asked else ""


def one_piece(model: str, asked: bool) -> bool:
    """Whether territories are contiguous under a model where the planner asks for it."""
    return asked and model in ON_THE_GROUND
