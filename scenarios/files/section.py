"""The base of every part of a scenario file."""

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A part of the file: every key is known, nothing is converted silently."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
