"""What of the planner's rules every territory model takes."""

from scenarios.designs.keys import CELLS, CODES
from solver.rules import Rules, measure_of

GROUPED = {"vertical": "verticals", "segment": "segments"}
"""Models whose accounts belong to one peer group each, unless classes are served by several, and what makes them."""
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


def peers(model: str, by: str, column: str, rules: Rules) -> str:
    """What makes the peer groups of a model where the planner asks for groups `by`, to be read from the rep column
    `column`; "" = the whole team is one.

    Reps who serve the same are peers in a model whose accounts belong to one group each. Elsewhere the column counts
    where the goal has no deviations: what several groups may own is then for the group that owns it in the plan.
    """
    deviations = any(measure_of(term) for term in rules.terms)
    if not by:
        return ""
    if model in GROUPED and (deviations or by in GROUPED.values()):
        return GROUPED[model]
    return "" if deviations else column


def group_column(by: str, verticals: str, segments: str) -> str:
    """The rep column that holds what makes peer groups `by`, with the columns that list the reps' classes."""
    return {"verticals": verticals, "segments": segments}.get(by, by)


def one_piece(model: str, asked: bool) -> bool:
    """Whether territories are contiguous under a model where the planner asks for it."""
    return asked and model in ON_THE_GROUND
