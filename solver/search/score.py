"""How good a plan is while it may still break rules, from the derived rows (the judge has the last word)."""

import numpy as np

from solver.book import Bools, Floats, Ints
from solver.bound.couplings import Kind
from solver.bound.prices import Priced, Pricing
from solver.model.build import REPAIR_PRICE
from solver.problem import Measure, Problem


def score(problem: Problem, plan: Ints) -> tuple[float, float]:
    """What plans are compared by, less is better: violation first (at its price, with the costs), then the goal."""
    broken = float(violation(problem, plan).sum())
    costs = float(problem.costs.at(np.arange(problem.units), plan).sum())
    if broken:
        return 1.0, broken * REPAIR_PRICE + costs
    return 0.0, costs + sum(_deviation(m, plan) for m in problem.measures if m.weight or m.mean_weight)


def _deviation(measure: Measure, plan: Ints) -> float:
    """What a measure adds to the goal."""
    deviation = measure.deviation(plan)
    return measure.weight * float(deviation.max()) + measure.mean_weight * float(deviation.mean())


def flat(problem: Problem) -> bool:
    """Whether the goal has neither travel nor costs of pairs: then no rep is nearer to a unit than another."""
    return not {"travel", "cost"} & {*problem.rules.terms}


def territory(problem: Problem, bound: float) -> float:
    """What a territory costs, goal units; where the goal tells reps hardly apart, what giving it away would cost."""
    if flat(problem):
        weights = sum(m.weight + m.mean_weight for m in problem.measures)
        bound = max(abs(bound), weights, float(np.abs(problem.costs.given.base).sum()))
    return max(abs(bound), 1e-9) / problem.reps


def losses(problem: Problem, pricing: Pricing, priced: Priced, plan: Ints) -> Floats:
    """What every rep costs more than the bound says, (R,): reduced costs of his units, and prices not made use of.

    Added up (and with what is unused of limits and of the prices of contiguity) this is objective − bound: it says
    where there is something to gain.
    """
    above = pricing.priced_at(priced.prices, np.arange(problem.units), plan) - priced.lowest
    lost = np.bincount(plan, weights=above, minlength=problem.reps).astype(np.float64)
    for coupling, price in zip(pricing.couplings, priced.prices, strict=True):
        load = coupling.felt(coupling.amounts.per_rep(plan))
        if coupling.kind is Kind.MEASURE:
            off, free = load - 1, coupling.mean / problem.reps
            beyond = np.maximum(0.0, np.abs(price) - free)
            lost += beyond * float(np.max(np.abs(off))) + free * np.abs(off) - price * off
        elif coupling.kind is Kind.ROW:
            edge = np.where(price > 0, coupling.upper, coupling.lower)
            lost += np.where(price == 0, 0.0, price * (np.where(price == 0, 0.0, edge) - load))
    return np.maximum(lost, 0.0)


def beside(problem: Problem, plan: Ints) -> Bools:
    """Which territories of a plan have a common border, (R, R); where nothing holds them together, all."""
    if problem.land is None:
        return ~np.eye(problem.reps, dtype=bool)
    met = np.zeros((problem.reps, problem.reps), dtype=bool)
    one, other = problem.land.arcs()
    met[plan[one], plan[other]] = True
    np.fill_diagonal(met, False)
    return met


def violation(problem: Problem, plan: Ints) -> Floats:
    """How far each rep is beyond its rows, in shares and bounds, shape (R,); broken limits count for everybody."""
    beyond = np.zeros(problem.reps)
    for m in problem.measures:
        if m.band is not None:
            beyond += _over(m.deviation(plan) - m.band)
    for row in problem.rows:
        load = row.held(plan)
        beyond += _over((load - row.upper) / row.slack) + _over((row.lower - load) / row.slack)
    for limit in problem.limits:
        beyond += float(_over(np.array((problem.use(limit, plan) - limit.upper) / limit.slack)))
    return beyond


def _over(excess: Floats) -> Floats:
    return np.where(excess > 1e-9, excess, 0.0)
