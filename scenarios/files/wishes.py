"""What a comparison is to look at besides the goal: `compare:` of a scenario."""

from typing import Annotated

from pydantic import Field

from scenarios.files.bounds import Share, Weight
from scenarios.files.section import Section


class WishWeights(Section):
    """What is lacking, weighed with the goal."""

    expertise: Weight = Field(default=0.0, description="added to the goal: this × the share without a skilled rep")
    continuity: Weight = Field(default=0.0, description="added to the goal: this × the share that changes its owner")


class CompareKeys(Section):
    """What `faircarve compare` asks of the plan that it recommends; the search does not know it."""

    expertise: Share | None = Field(
        default=None, description="least share of the potential with a rep who is skilled for it"
    )
    continuity: Share | None = Field(default=None, description="least share of the potential that keeps its owner")
    travel: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = Field(
        default=None, description="most travel, as a multiple of everybody served by the nearest rep"
    )
    weights: WishWeights = Field(default=WishWeights(), description="what is lacking, weighed with the goal")
