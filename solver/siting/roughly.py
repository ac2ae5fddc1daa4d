"""Units to given centres by prices: nearly balanced, in a moment, whatever the size of the book.

Every centre has a price for each measure, and every unit goes where cost and prices are least. Prices climb the
Lagrangian of the allocation with a soft minimum, colder step by step (see `solver.bound.smoothing`).
"""

import numpy as np
from scipy.optimize import minimize

from solver.book import Floats, Ints
from solver.siting.problem import Siting

TEMPERATURES = (0.5, 0.1, 0.02, 0.005)
STEPS = 25
KINK = 0.05
"""Width over which the corner of a band's price is rounded off, in temperatures."""


def roughly(problem: Siting, centres: Ints) -> Ints:
    """The centre of every unit (U,), loads near the bands; a centre keeps its own unit."""
    costs = problem.cost.columns(centres)
    share = np.where(problem.share > 0, problem.share, 1.0)
    amounts = problem.amounts / share
    scale = float(costs.min(axis=1).sum()) / len(centres)
    scale = scale if scale > 0 else 1.0
    costs /= scale
    heat = np.maximum(amounts.max(axis=1, initial=0.0), 1e-6)[:, None]
    middle, half = (problem.lower + problem.upper) / share / 2, (problem.upper - problem.lower) / share / 2
    theta = np.zeros(len(centres) * amounts.shape[1])
    for temperature in TEMPERATURES if len(theta) else ():

        def negative(flat: Floats, temperature: float = temperature) -> tuple[float, Floats]:
            prices = flat.reshape(len(centres), -1)
            net = costs - amounts @ prices.T
            least = net.min(axis=1, keepdims=True)
            weight = np.exp((least - net) / (temperature * heat))
            total = weight.sum(axis=1, keepdims=True)
            value = float((least - temperature * heat * np.log(total)).sum())
            corner = np.sqrt(prices**2 + (KINK * temperature) ** 2)
            value += float((middle * prices - half * corner).sum())
            slope = middle - half * prices / corner - (weight / total).T @ amounts
            return -value, -slope.ravel()

        theta = minimize(negative, theta, jac=True, method="L-BFGS-B", options={"maxiter": STEPS, "maxcor": 20}).x
    at = np.argmin(costs - amounts @ theta.reshape(len(centres), -1).T, axis=1)
    plan = centres[at]
    plan[centres] = centres
    return np.asarray(plan, dtype=np.int64)
