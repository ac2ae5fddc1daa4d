"""What the map shows, in words: nothing is left out without a word."""

from collections.abc import Iterator

import numpy as np

from scenarios.reports.atlas.frame import shown
from scenarios.reports.atlas.ground import NOBODY, Ground
from scenarios.reports.wording import counted, measure_name
from solver.book import Ints


def legend(ground: Ground, plan: Ints, today: Ints | None, colour: Ints) -> Iterator[str]:
    """Sentences, the most needed first."""
    words = ground.words
    size = f", as large as its {measure_name(ground.measure)}" if ground.measure else ""
    yield f"A dot is {words.spot}{size}; those of one {words.owner} at nearly the same place are one dot."
    owners, colours = len(np.unique(plan[plan != NOBODY])), len(np.unique(colour))
    yield (
        f"Colours tell neighbours apart: {_counted(owners, words.owner)} share {colours} of them."
        if owners > colours
        else f"Every {words.owner} has a colour."
    )
    ring = f"A ring is {words.home}. " if ground.housed.any() else ""
    yield f"{ring}Names without room are left out: point at a {'ring or a ' if ring else ''}dot to read them."
    if today is not None:
        grey = "Grey today: nobody owns it, or somebody who has left. " if (today[ground.placed] < 0).any() else ""
        yield f"{grey}What changes hands has the colour of who gets it, the rest is grey."
    if ground.exempt.any():
        yield "Paler: what need not lie in one piece with the others."
    yield from _far(ground)


def _far(ground: Ground) -> Iterator[str]:
    count, entry = ground.of_land, ground.words.entry
    boxes = shown(count)
    if boxes:
        yield f"In boxes, each at a scale of its own: {_counted(int(count[boxes].sum()), entry)} far from the others."
    if outside := int(count[1:].sum() - count[boxes].sum()):
        yield f"{_counted(outside, entry)} {_lie(outside)} outside the map, still farther off."
    if away := int((~np.isin(ground.land[1][ground.housed], [0, *boxes])).sum()):
        yield f"{counted(away, 'home')} {_lie(away)} outside the map."
    if nowhere := int((~ground.placed).sum()):
        yield f"{_counted(nowhere, entry)} without coordinates {'is' if nowhere == 1 else 'are'} not on the map."


def _counted(number: int, one: str) -> str:
    return counted(number, one, "territories" if one == "territory" else "")


def _lie(number: int) -> str:
    return "lies" if number == 1 else "lie"
