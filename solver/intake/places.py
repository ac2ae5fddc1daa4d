"""Coordinates: out of range, half given, and latitude and longitude in each other's column."""

import numpy as np

from geo.distance import great_circle, nearest
from solver.book import Bools, Floats, Ints, Team
from solver.intake.sheet import MOST, Sheet

FAR_KM, NEAR_KM = 3000.0, 500.0
"""A place this far from all others, and this near to one when swapped, is worth a warning."""
APART_KM, MUCH_NEARER = 1000.0, 0.25
"""A place is taken for swapped when it is this far from all others, and swapped comes down to this share of it."""
SOUTHMOST_TOWN, NORTHMOST_TOWN = -56.0, 72.0
"""Nobody keeps an account or an office beyond these latitudes."""


def coordinates(sheet: Sheet) -> tuple[Floats, Floats, Bools]:
    """lat, lon in degrees, NaN where there is no place, and which rows were refused (already reported)."""
    lat, lon = (sheet.numbers(column, least=-MOST) for column in ("lat", "lon"))
    half = lat.missing ^ lon.missing
    half &= ~lat.bad & ~lon.bad
    sheet.error(
        "half-a-place",
        "only one of lat and lon is given",
        np.flatnonzero(half),
        "lat",
        "give both, or leave both blank",
    )
    out = (np.abs(lat.values) > 90) | (np.abs(lon.values) > 180)
    swapped = out & (np.abs(lat.values) <= 180) & (np.abs(lon.values) <= 90)
    sheet.error(
        "swapped-coordinates",
        "lat is beyond 90 degrees while lon would do as a latitude",
        np.flatnonzero(swapped),
        "lat",
        "lat and lon seem to stand in each other's column: swap them",
    )
    sheet.error(
        "coordinates-out-of-range",
        "the place is not on the globe: lat goes from −90 to 90, lon from −180 to 180",
        np.flatnonzero(out & ~swapped),
        "lat",
        "write decimal degrees, west and south negative",
    )
    bad = lat.bad | lon.bad | half | out
    return np.where(bad, np.nan, lat.values), np.where(bad, np.nan, lon.values), bad


def check_swapped(accounts: Sheet, lat: Floats, lon: Floats, reps: Sheet, team: Team) -> None:
    """Places that are valid as they stand, but come near the others only when lat and lon are swapped."""
    placed, homes = np.flatnonzero(~np.isnan(lat)), np.flatnonzero(~np.isnan(team.lat))
    if not len(placed) or not len(homes):
        return
    points, offices = (lat[placed], lon[placed]), (team.lat[homes], team.lon[homes])
    given, turned = _as_given(*points, *offices), _as_turned(*points, *offices)
    apart = (given > APART_KM) & (turned < MUCH_NEARER * given)
    if apart.mean() > 0.5:
        # The distance is the same whichever of the two tables is swapped; where nobody lives tells them apart.
        wrong = np.median(_empty(offices[0])) > np.median(_empty(points[0]))
        sheet, rows = (reps, homes) if wrong else (accounts, placed[apart])
        fix = "lat and lon stand in each other's column, here or in the other table: swap them"
        message = "accounts lie near the reps only when lat and lon are swapped"
        sheet.error("swapped-coordinates", message, rows, "lat", fix)
        return
    _single(accounts, placed, points[0], given, turned, "the reps")
    given, turned = _as_given(*offices, *points), _as_turned(*offices, *points)
    _single(reps, homes, offices[0], given, turned, "the accounts")


def _single(sheet: Sheet, rows: Ints, lat: Floats, given: Floats, turned: Floats, others: str) -> None:
    """Single rows: an error where nobody lives, a warning where somebody might."""
    certain = (given > APART_KM) & (turned < MUCH_NEARER * given) & _empty(lat)
    odd = (given > FAR_KM) & (turned < NEAR_KM) & ~certain
    message = f"far from {others}, but close to them when lat and lon are swapped"
    fix = "lat and lon seem to stand in each other's column: swap them"
    sheet.error("swapped-coordinates", f"{message}; nobody lives at this latitude", rows[certain], "lat", fix)
    sheet.say("warning", "swapped-coordinates", message, rows[odd], "lat", fix)


def _empty(lat: Floats) -> Bools:
    return np.asarray((lat < SOUTHMOST_TOWN) | (lat > NORTHMOST_TOWN))


def _as_given(lat: Floats, lon: Floats, to_lat: Floats, to_lon: Floats) -> Floats:
    """Kilometres from every place to the nearest of the others."""
    at = nearest(lat, lon, to_lat, to_lon)
    return great_circle(lat, lon, to_lat[at], to_lon[at])


def _as_turned(lat: Floats, lon: Floats, to_lat: Floats, to_lon: Floats) -> Floats:
    """The same with lat and lon swapped; infinite where that is no place."""
    km = np.full(len(lat), np.inf)
    valid = np.flatnonzero(np.abs(lon) <= 90)
    if len(valid):
        km[valid] = _as_given(lon[valid], lat[valid], to_lat, to_lon)
    return km
