"""Coordinates: out of range, half given, and latitude and longitude in each other's column."""

import numpy as np

from geo.distance import great_circle, nearest
from solver.book import Bools, Floats, Team
from solver.intake.sheet import MOST, Sheet

FAR_KM, NEAR_KM = 3000.0, 500.0
"""A single account this far from every rep, and this near when swapped, is worth a warning."""
MOSTLY_FAR_KM, MUCH_NEARER = 1000.0, 0.25
"""When most accounts are this far from every rep, and come down to this share of it, the columns are swapped."""
LAST_TOWNS = 72.0
"""Hardly anybody lives nearer to a pole than this latitude."""


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
    """Places that are valid as they stand, but come near the reps only when lat and lon are swapped."""
    placed, homes = np.flatnonzero(~np.isnan(lat)), np.flatnonzero(~np.isnan(team.lat))
    if not len(placed) or not len(homes):
        return
    home_lat, home_lon = team.lat[homes], team.lon[homes]
    given = _to_nearest(lat[placed], lon[placed], home_lat, home_lon)
    turned = np.full(len(placed), np.inf)
    valid = np.flatnonzero(np.abs(lon[placed]) <= 90)
    if len(valid):
        turned[valid] = _to_nearest(lon[placed][valid], lat[placed][valid], home_lat, home_lon)
    mostly = (given > MOSTLY_FAR_KM) & (turned < MUCH_NEARER * given)
    if mostly.mean() > 0.5:
        polar = np.median(np.abs(home_lat)) > LAST_TOWNS and np.median(np.abs(lat[placed])) <= LAST_TOWNS
        wrong, rows = (reps, homes) if polar else (accounts, placed[mostly])
        fix = "lat and lon stand in each other's column, here or in the other table: swap them"
        wrong.error(
            "swapped-coordinates", "accounts lie near the reps only when lat and lon are swapped", rows, "lat", fix
        )
        return
    odd = placed[(given > FAR_KM) & (turned < NEAR_KM)]
    message = f"more than {FAR_KM:,.0f} km from every rep, but close to one when lat and lon are swapped"
    accounts.say("warning", "swapped-coordinates", message, odd, "lat", "look whether lat and lon are swapped")


def _to_nearest(lat: Floats, lon: Floats, home_lat: Floats, home_lon: Floats) -> Floats:
    rep = nearest(lat, lon, home_lat, home_lon)
    return great_circle(lat, lon, home_lat[rep], home_lon[rep])
