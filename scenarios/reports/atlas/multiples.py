"""Plans on the same book as small maps side by side: how each model lays out its territories."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from scenarios.reports.atlas.colours import borders, coloured
from scenarios.reports.atlas.ground import Ground
from scenarios.reports.atlas.legend import far
from scenarios.reports.atlas.picture import BETWEEN, WIDTH, Map, Panel, panel
from solver.book import Ints

COLUMNS = 3
MOST = 2_500
"""Dots of a small map: a page of seven models stays light."""
LETTERS = 34
"""Of a model's name."""


def side_by_side(ground: Ground, plans: Mapping[str, Ints]) -> Map:
    """A small map for each plan, name → rep of each account (A,). A rep has one colour on all of them."""
    alike = replace(ground, unit=None, exempt=np.zeros_like(ground.exempt), size=np.zeros(len(ground.lat)))
    met = np.zeros((len(ground.names), len(ground.names)))
    for plan in plans.values():
        spots = alike.spots(plan)
        met += borders(spots.lat, spots.lon, spots.rep, len(ground.names))
    colour = coloured(met)
    columns = 2 if len(plans) in (1, 2, 4) else COLUMNS
    width = (WIDTH - (columns - 1) * BETWEEN) / columns
    parts, bottom, top = list[str](), 0.0, 0.0
    for place, (name, plan) in enumerate(plans.items()):
        top = bottom if place % columns == 0 else top
        title = name if len(name) <= LETTERS else f"{name[: LETTERS - 1]}…"
        svg, end = panel(
            alike, Panel(title, plan), colour, (place % columns * (width + BETWEEN), top), width, most=MOST
        )
        parts, bottom = [*parts, svg], max(bottom, end)
    nobody = any((plan[ground.placed] < 0).any() for plan in plans.values())
    said = ["A dot is an account in the colour of its rep, who has the same one on every map."]
    said += ["Grey: nobody owns it, or somebody who has left."] if nobody else []
    return Map("The territories of every model", tuple(parts), bottom, (*said, *far(ground)))
