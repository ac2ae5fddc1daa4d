"""What the map shows, in words: nothing is left out without a word."""

from collections.abc import Iterator

import numpy as np

from scenarios.reports.atlas.frame import shown
from scenarios.reports.atlas.ground import NOBODY, Ground
from scenarios.reports.wording import counted, measure_name
from solver.book import Floats, Ints


def legend(ground: Ground, plan: Ints, today: Ints | None, colour: Ints, met: Floats) -> Iterator[str]:
    """Sentences, the most needed first. met : (R, R) how often the territories of two reps meet."""
    words = ground.words
    size = f", its area the {measure_name(ground.measure)} within limits" if ground.measure else ""
    yield f"A dot is {words.spot}{size}; those of one {words.owner} at nearly the same place are one dot."
    owners, colours = len(np.unique(plan[plan != NOBODY])), len(np.unique(colour))
    if owners <= colours:
        yield f"Every {words.owner} has a colour."
    else:
        clash = (met[colour[:, None] == colour] > 0).any()
        apart = (
            "neighbours have different ones where territories do not lie over one another"
            if clash
            else "neighbours have different ones"
        )
        yield f"{_counted(owners, words.owner)} share {colours} colours; {apart}."
    ring = f"A ring is {words.home}. " if ground.housed.any() else ""
    yield f"{ring}Names without room are left out: point at a {'ring or a ' if ring else ''}dot to read them."
    if today is not None:
        grey = "Grey today: nobody owns it, or somebody who has left. " if (today[ground.placed] < 0).any() else ""
        yield f"{grey}What changes hands has the colour of who gets it, the rest is grey."
    if ground.exempt.any():
        yield "Paler: what need not lie in one piece with the others."
    yield from far(ground)


def far(ground: Ground) -> Iterator[str]:
    """What lies far from the others, and what is not on the map."""
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
