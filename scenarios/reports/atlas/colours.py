"""Which colour a territory has: as few as people can tell apart, and neighbours different."""

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geo.distance import on_sphere

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

COLOURS = 9
"""Of the style sheet: those of M. Okabe and K. Ito (2008) without black and yellow, and three of P. Tol (2021)."""
NEAREST = 6
"""Spots around each spot that are looked at for neighbours."""


def along(edges: tuple[Ints, Ints], rep: Ints, reps: int) -> Floats:
    """The same, (reps, reps), from the edges between units and the rep (U,) of each, −1 = none."""
    a, b = (rep[ends] for ends in edges)
    return _met(a[(a >= 0) & (b >= 0)], b[(a >= 0) & (b >= 0)], reps)


def borders(lat: Floats, lon: Floats, rep: Ints, reps: int) -> Floats:
    """How often spots of two reps lie next to each other, (reps, reps); 0 = they are no neighbours."""
    known = np.flatnonzero(rep >= 0)
    if len(known) < 2:
        return np.zeros((reps, reps))
    ball = on_sphere(lat[known], lon[known])
    _, near = cKDTree(ball).query(ball, k=min(NEAREST + 1, len(known)))
    return _met(np.repeat(rep[known], near.shape[1] - 1), rep[known][near[:, 1:]].reshape(-1), reps)


def _met(a: Ints, b: Ints, reps: int) -> Floats:
    met = np.bincount(a * reps + b, minlength=reps * reps).reshape(reps, reps).astype(np.float64)
    met += met.T
    np.fill_diagonal(met, 0.0)
    return met


def coloured(met: Floats, colours: int = COLOURS) -> Ints:
    """A colour for every rep, (reps,): greedily, those with most neighbours first (D. J. A. Welsh and M. B. Powell,
    The Computer Journal 10, 1967).

    Where territories lie over one another no choice keeps all neighbours apart: then those that meet least share one.
    """
    colour = np.full(len(met), -1, dtype=np.int64)
    for rep in np.lexsort((-met.sum(axis=1), -(met > 0).sum(axis=1))):
        clash = np.array([met[rep, colour == each].sum() for each in range(colours)])
        used = np.bincount(colour[colour >= 0], minlength=colours)
        colour[rep] = np.lexsort((used, clash))[0]
    return colour
