"""Bands that no plan can keep because of who serves what, seen by adding up.

What a set of classes holds must fit into the upper ends of the bands of all reps who serve one of them; what a set of
reps may own must reach the lower ends of their bands (Hall's condition). Looked at are, for every class, all classes
that no further rep serves; for every rep, all reps who serve nothing else; and the connected groups of both.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from scenarios.designs.serving import Serving, who
from scenarios.designs.shares import Scale
from solver.book import Bools, Floats, Ints, Texts
from solver.errors import listed
from solver.intake.findings import Findings
from solver.rules import BAND_TOLERANCE

MOST_SAID = 3
"""Warnings for one measure, the worst first."""
ROOM = 1e-9
"""Relative room for sums of floating-point numbers."""


@dataclass(frozen=True)
class Market:
    """A measure on the classes. mass : (V,) of what is not pinned. anybody : what every rep may own. low, high : (R,)
    what a rep's band asks and allows beside what is pinned to the rep.
    """

    mass: Floats
    anybody: float
    low: Floats
    high: Floats

    @classmethod
    def of(cls, serving: Serving, served: Texts, pinned: Ints, scale: Scale, band: float) -> "Market":
        free = pinned < 0
        amounts = np.where(free, scale.amounts, 0.0)
        owned = np.bincount(pinned[~free], weights=scale.amounts[~free], minlength=len(scale.weight))
        share = scale.full * scale.weight
        low, high = (share * (1 + side * (band + BAND_TOLERANCE)) - owned for side in (-1, 1))
        anybody = float(amounts[served == ""].sum())
        return cls(serving.masses(served, amounts), anybody, np.maximum(low, 0.0), high)


def say_impossible(findings: Findings, serving: Serving, served: Texts, pinned: Ints, scales: Iterable[Scale]) -> None:
    """A warning for every set of classes or reps that no plan can keep inside a band.

    served : (A,) class of every account, "" = anybody's. pinned : (A,) rep who must have it, −1 = free.
    """
    fix = (
        f"peer groups compare the reps of a group among themselves: groups: {{by: {serving.kind.reps}}}; or widen the "
    )
    fix += f"band, or let more or fewer reps serve what is named ({serving.kind.reps} in the reps table)"
    for scale in scales:
        if scale.band is None:
            continue
        market = Market.of(serving, served, pinned, scale, scale.band)
        said = [*_too_much(serving, market, scale), *_too_little(serving, market, scale)]
        for _, message in sorted(said, key=lambda each: -each[0])[:MOST_SAID]:
            text = f"{message}: no plan keeps ±{scale.band * 100:.4g} %"
            findings.warning("band-out-of-reach", text, fix=fix, table="accounts")


def _too_much(serving: Serving, market: Market, scale: Scale) -> Iterator[tuple[float, str]]:
    """Sets of classes that hold more than their reps' bands allow: by how much, and in words."""
    held = serving.reps.any(axis=1) & (market.mass > 0)
    for classes in _distinct(held & one for one in (*_closed(serving.reps), *_connected(serving.reps)[0])):
        reps = np.asarray(serving.reps[classes].any(axis=0))
        mass, most = float(market.mass[classes].sum()), float(market.high[reps].sum())
        if reps.any() and mass > most + ROOM * abs(mass):
            named = [serving.names[at] for at in np.flatnonzero(classes)]
            verb = "holds" if len(named) == 1 else "hold"
            shares = f"{scale.shares(mass):.1f} fair shares of {scale.words} for {who(reps, scale.weight)}"
            yield mass - most, f"{listed(named)} {verb} {shares}"


def _too_little(serving: Serving, market: Market, scale: Scale) -> Iterator[tuple[float, str]]:
    """Sets of reps who may own less than their bands ask."""
    for reps in _distinct([*_closed(serving.reps.T), *_connected(serving.reps)[1]]):
        classes = serving.reps[:, reps].any(axis=1)
        mass, least = float(market.mass[classes].sum()) + market.anybody, float(market.low[reps].sum())
        if mass < least - ROOM * least:
            named = [serving.names[at] for at in np.flatnonzero(classes & (market.mass > 0))]
            shares = f"{scale.shares(mass):.1f} fair shares of {scale.words}"
            yield least - mass, f"{who(reps, scale.weight)} may own {shares} at most ({listed(named) or 'none'})"


def _closed(serves: Bools) -> list[Bools]:
    """For every row of a (V, R) table, the rows that serve no column beside those of that row."""
    return [~(serves & ~row).any(axis=1) for row in serves if row.any()]


def _connected(serves: Bools) -> tuple[list[Bools], list[Bools]]:
    """The rows and the columns of every connected group of a (V, R) table."""
    rows, columns = serves.shape
    at, to = np.nonzero(serves)
    links = coo_array((np.ones(len(at)), (at, to + rows)), shape=(rows + columns, rows + columns))
    groups, label = connected_components(links, directed=False)
    each = [label == group for group in range(groups)]
    return [one[:rows] for one in each if one[:rows].any()], [one[rows:] for one in each if one[rows:].any()]


def _distinct(sets: Iterable[Bools]) -> list[Bools]:
    """The sets, each once."""
    return [*{one.tobytes(): one for one in sets}.values()]
