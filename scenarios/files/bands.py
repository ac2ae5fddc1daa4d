"""A band as a scenario writes it: its width alone, or with what it is around."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag

from scenarios.files.bounds import AROUND, WIDTH, Band
from scenarios.files.section import Section
from solver.rules import Reference


class AroundBand(Section):
    """A band with what it is around."""

    within: Band = Field(description="allowed deviation, as a share (0.10 = ±10 %)")
    reference: Reference = Field(
        default="fair_share",
        description="what it is around: fair_share, or median: (what a rep owns ÷ weight) ÷ the median of the same "
        "over the peer group",
    )


def _width_or_around(band: Any) -> str:
    """With one of its keys it is meant as more than a width."""
    named = isinstance(band, dict) and bool({*band} & {*AroundBand.model_fields})
    return AROUND if named or isinstance(band, AroundBand) else WIDTH


AnyBand = Annotated[Annotated[Band, Tag(WIDTH)] | Annotated[AroundBand, Tag(AROUND)], Discriminator(_width_or_around)]


def widths(bands: Mapping[str, float | AroundBand]) -> dict[str, float]:
    """Measure → allowed deviation."""
    return {name: band.within if isinstance(band, AroundBand) else band for name, band in bands.items()}


def references(bands: Mapping[str, float | AroundBand]) -> dict[str, Reference]:
    """Measure → what its band is around, of those that are not around the fair share."""
    around = {name: band.reference for name, band in bands.items() if isinstance(band, AroundBand)}
    return {name: what for name, what in around.items() if what != "fair_share"}
