"""The land of a geographic model: its units, and where they lie."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from geo.middle import middle
from geo.settled import NOBODY
from scenarios.designs.belonging import Belonging
from scenarios.designs.keys import UnitKeys
from scenarios.designs.located import Located
from solver.book import Bools, Floats, Ints, Texts
from solver.intake.sheet import Sheet


@dataclass(frozen=True)
class Ground:
    """Units in the order of their first accounts, then those without accounts: ids, lat, lon (U,), NaN = no place.

    settled : (U,) has accounts. of : (A,) the unit of every account, −1 = none. alone : (U,) an account in no cell.
    """

    ids: Texts
    lat: Floats
    lon: Floats
    settled: Bools
    alone: Bools
    of: Ints

    @property
    def place(self) -> tuple[Floats, Floats]:
        return self.lat, self.lon

    @property
    def index(self) -> dict[str, int]:
        return {str(id_): at for at, id_ in enumerate(self.ids)}

    def extended(self, ids: Texts, lat: Floats, lon: Floats) -> "Ground":
        """With units that have no accounts."""
        empty = np.zeros(len(ids), dtype=bool)
        return replace(
            self,
            ids=np.concatenate([self.ids, ids]),
            lat=np.concatenate([self.lat, lat]),
            lon=np.concatenate([self.lon, lon]),
            settled=np.concatenate([self.settled, empty]),
            alone=np.concatenate([self.alone, empty]),
        )


def ground_of(where: Located, belongs: Belonging, unit: Texts) -> Ground:
    """The units that have accounts; `unit` (A,) names each, also of accounts in no cell. "" = without a unit.

    A unit lies where a map or a table of places has it, else at the mean of its accounts.
    """
    ids, of = np.unique(unit.astype(str), return_inverse=True)
    first = np.full(len(ids), len(unit))
    np.minimum.at(first, of.reshape(-1), np.arange(len(unit)))
    order = np.argsort(first, kind="stable")
    order = order[ids[order] != ""]
    rank = np.full(len(ids), NOBODY, dtype=np.int64)
    rank[order] = np.arange(len(order))
    here = rank[of.reshape(-1)]
    stated = _mean(here, ~np.isnan(belongs.lat), belongs.lat, belongs.lon, len(order))
    of_accounts = _mean(here, where.known, where.lat, where.lon, len(order))
    lat, lon = (np.where(np.isnan(known), mean, known) for known, mean in zip(stated, of_accounts, strict=True))
    alone = np.zeros(len(order), dtype=bool)
    alone[here[(belongs.unit == "") & (here != NOBODY)]] = True
    return Ground(ids[order].astype(object), lat, lon, np.ones(len(order), dtype=bool), alone, here)


def in_their_units(book: Sheet, where: Located, ground: Ground, units: UnitKeys) -> Located:
    """Accounts that still have no place are put where their map cell lies; members of a family or the like are not."""
    if not units.checked or not len(ground.ids):
        return where
    lat, lon = ground.lat[ground.of], ground.lon[ground.of]
    filled = ~where.known & ~where.refused & (ground.of != NOBODY) & ~np.isnan(lat)
    book.say(
        "note", "placed-in-unit", f"without coordinates: placed where the {units.kind} lies", np.flatnonzero(filled)
    )
    lat, lon = np.where(filled, lat, where.lat), np.where(filled, lon, where.lon)
    return replace(where, lat=lat, lon=lon, filled=np.asarray(where.filled | filled))


def middles(ground: Ground, where: Located) -> tuple[Floats, Floats]:
    """The mean place (U,) of every unit's accounts, which is where the Problem takes the unit to lie."""
    return _mean(ground.of, where.known, where.lat, where.lon, len(ground.ids))


def _mean(of: Ints, known: Bools, lat: Floats, lon: Floats, units: int) -> tuple[Floats, Floats]:
    known = known & (of != NOBODY)
    return middle(of[known], lat[known], lon[known], units)


def own_units(book: Sheet, where: Located, belongs: Belonging, units: UnitKeys) -> Texts:
    """The unit of every account; one in no cell is a unit by itself if it has a place, otherwise an error."""
    lost = belongs.unit == ""
    cells = set(belongs.unit[~lost].tolist())
    labels = [f"account {label}" if label in cells else str(label) for label in book.labels]
    by_itself, nowhere = lost & where.known, lost & ~where.known & ~where.refused & (book.labels != "")
    message = f"in no unit by {units.kind}: a unit by itself, next to the nearest one"
    severity: Literal["warning", "note"] = "warning" if units.checked else "note"
    book.say(severity, "unit-by-itself", message, np.flatnonzero(by_itself))
    fix = "give coordinates, or a postal code or county of the USA, or take the account out of the book"
    message = f"in no unit by {units.kind}, and without a place on the map"
    book.error("unplaced-account", message, np.flatnonzero(nowhere), "lat", fix)
    return np.where(by_itself, np.array([*labels, ""], dtype=object)[:-1], belongs.unit)
