"""The goal of a plan as a scenario writes it: weights, or an order of levels."""

from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag

from scenarios.files.bounds import ORDER, WEIGHTS, GoalItem, Text, Weight
from scenarios.files.section import Section
from solver.rules import Level


class Order(Section):
    """The goal in order: the first level is made as good as it gets, then the next among the plans that keep it."""

    order: Annotated[list[GoalItem], Field(min_length=1)] = Field(
        description="terms, most important first; an item may also be a level of several terms, {term: weight}",
        examples=[["potential", "workload", "travel"], ["reassigned_accounts", {"potential": 5, "workload": 5}]],
    )


def _weights_or_order(goal: Any) -> str:
    """An order where the key order holds anything but a weight (a column called order may be a measure)."""
    inner = goal.get("order") if isinstance(goal, dict) else None
    plain = inner is None or (isinstance(inner, int | float) and not isinstance(inner, bool))
    return ORDER if isinstance(goal, Order) or not plain else WEIGHTS


Goal = Annotated[
    Annotated[dict[Text, Weight], Tag(WEIGHTS)] | Annotated[Order, Tag(ORDER)], Discriminator(_weights_or_order)
]


def levels_of(goal: dict[str, float] | Order) -> Level | tuple[Level, ...]:
    """The goal as the solver knows it."""
    return tuple(map(_level, goal.order)) if isinstance(goal, Order) else dict(goal)


def _level(item: str | dict[str, float]) -> Level:
    """A level of the goal; a term alone has the weight 1."""
    return {item: 1.0} if isinstance(item, str) else dict(item)
