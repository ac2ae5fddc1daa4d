"""The types of a scenario's values: what a planner may write, its bounds, and what to say otherwise."""

import datetime
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, StringConstraints, Tag
from pydantic_core import PydanticCustomError

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Weight = Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)]
Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Band = Annotated[float, Field(ge=0, le=5, allow_inf_nan=False)]
"""As a share: 0.10 is ±10 %. Beyond 1 only the upper side binds; 5 (six fair shares) already allows nearly anything."""

FileName = Annotated[Text, Field(examples=["accounts.csv"])]


WEIGHTS, ORDER, TERM, LEVEL, PEOPLE, COUNT = "[weights]", "[order]", "[term]", "[level]", "[people]", "[count]"
WIDTH, AROUND = "[width]", "[around]"
"""Kinds of a goal, of an item of its order, of a team, of a band; pydantic puts them into the place of an error, where
no key is meant."""
KINDS = frozenset({"[key]", WEIGHTS, ORDER, TERM, LEVEL, PEOPLE, COUNT, WIDTH, AROUND})


def _term_or_level(item: Any) -> str:
    return LEVEL if isinstance(item, dict) else TERM


GoalItem = Annotated[
    Annotated[Text, Tag(TERM)] | Annotated[dict[Text, Weight], Field(min_length=1), Tag(LEVEL)],
    Discriminator(_term_or_level),
]


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _pin_or_weight(value: Any) -> Any:
    if value == "pin" or (_number(value) and 0 <= value <= 1000):
        return value
    raise PydanticCustomError("pin_or_weight", "must be pin, or a number from 0 to 1000")


def _missing_rule(value: Any) -> Any:
    words = ("error", "exclude", "median", "segment_median", "ignore")
    if value in words or (_number(value) and 0 <= value < float("inf")):
        return value
    raise PydanticCustomError("missing_rule", "must be error, exclude, median, segment_median or a number from 0 up")


def _column_or_count(value: Any) -> Any:
    if (isinstance(value, str) and value.strip()) or (_number(value) and value >= 0 and int(value) == value):
        return value
    raise PydanticCustomError("column_or_count", "must be the name of a column or a whole number from 0 up")


def _day(value: Any) -> Any:
    if isinstance(value, datetime.datetime) or not isinstance(value, datetime.date | str):
        raise PydanticCustomError("day", "must be a day, written 2027-01-31")
    try:
        return datetime.date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        raise PydanticCustomError("day", "must be a day, written 2027-01-31") from None


Protection = Annotated[
    Literal["pin"] | Annotated[float, Field(ge=0, le=1000)],
    BeforeValidator(_pin_or_weight),
]
MissingRule = Annotated[
    Literal["error", "exclude", "median", "segment_median", "ignore"] | Annotated[float, Field(ge=0)],
    BeforeValidator(_missing_rule),
]
MovedThisYear = Annotated[str | Annotated[int, Field(ge=0)], BeforeValidator(_column_or_count)]
TerritoryModel = Literal["open", "geographic", "vertical", "segment", "named", "pool", "hybrid"]
Day = Annotated[datetime.date, BeforeValidator(_day)]
