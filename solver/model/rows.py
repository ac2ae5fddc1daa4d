"""The rows that couple units: bands, caps and capacity per rep, and limits on the whole plan (disruption).

`Softness` says which of them may give way.
"""

import numpy as np
from ortools.sat.python import cp_model

from solver.book import Floats
from solver.costs import Costs
from solver.model import kept_level, peers
from solver.model.loads import Load, Resolution, keep_within, loads
from solver.model.scaling import scaled
from solver.model.softness import Softness
from solver.model.variables import Deviation, Draft
from solver.problem import Limit, Measure, Row
from solver.rules import BAND_TOLERANCE

LIMIT_TOLERANCE = 10 * BAND_TOLERANCE
"""Of the limit itself; the judge's is of the whole book, of which a limit is usually a tenth."""


def add_measure(draft: Draft, measure: Measure, softness: Softness) -> None:
    """The band of a measure, and its largest and mean deviation where the goal or a limit asks for them."""
    share, band = measure.share, measure.band
    reps, limits = draft.problem.reps, draft.problem.limits
    aimed = softness.opening is None and not softness.soft
    largest = [limit.largest[measure.name] for limit in limits if measure.name in limit.largest]
    mean = [limit.mean[measure.name] for limit in limits if measure.name in limit.mean]
    weight, mean_weight = (measure.weight, measure.mean_weight) if aimed else (0.0, 0.0)
    if band is None and not (weight or mean_weight or largest or mean):
        return
    hard = band is not None and aimed
    edge = share * band if hard and band is not None else np.full(reps, np.inf)
    made = loads(draft, measure.amounts, share - edge, share + edge, share * BAND_TOLERANCE)
    if band is not None and not hard:
        for load in made:
            beyond = softness.beyond(draft)
            if beyond is not None:
                keep_within(draft, load, float(share[load.rep]), band, beyond, softness.resolution)
    if weight or largest:
        deviation = _largest_deviation(draft, measure, made, weight or max(largest))
        draft.largest[measure.name] = deviation
        draft.terms += [(variable, weight / deviation.steps) for variable in deviation.variables if weight]
    if mean_weight or mean:
        deviation = _deviations(draft, measure, made, (mean_weight or max(mean)) / reps)
        draft.mean[measure.name] = deviation
        draft.terms += [
            (variable, mean_weight / reps / deviation.steps) for variable in deviation.variables if mean_weight
        ]
        draft.constant += mean_weight / reps * deviation.fixed / deviation.steps


def _largest_deviation(draft: Draft, measure: Measure, made: list[Load], weight: float) -> Deviation:
    share = measure.share
    reach = max((load.reach(float(share[load.rep])) for load in made), default=0.0)
    least = float(np.max(_fixed_deviations(draft, measure), initial=0.0))
    resolution = Resolution.of(max(reach, least), weight)
    low = int(np.floor(least * resolution.steps))
    high = int(np.ceil(max(reach, least) * resolution.steps)) + 1
    deviation = draft.model.new_int_var(low, high, "")
    for load in made:
        keep_within(draft, load, float(share[load.rep]), 0.0, deviation, resolution)
    return Deviation([deviation], float(resolution.steps))


def _deviations(draft: Draft, measure: Measure, made: list[Load], weight: float) -> Deviation:
    """A variable of its own for every rep whose load is free."""
    share = measure.share
    reach = [load.reach(float(share[load.rep])) for load in made]
    resolution = Resolution.of(max(reach, default=0.0), weight)
    variables = []
    for load, far in zip(made, reach, strict=True):
        deviation = draft.model.new_int_var(0, int(np.ceil(far * resolution.steps)) + 1, "")
        keep_within(draft, load, float(share[load.rep]), 0.0, deviation, resolution)
        variables.append(deviation)
    fixed = float(_fixed_deviations(draft, measure).sum()) * resolution.steps
    return Deviation(variables, float(resolution.steps), fixed)


def _fixed_deviations(draft: Draft, measure: Measure) -> Floats:
    """Deviations of the reps without free pairs."""
    fixed = np.ones(draft.problem.reps, dtype=bool)
    fixed[draft.touched()] = False
    return np.asarray(np.abs(draft.held(measure.amounts) / measure.share - 1)[fixed])


def add_row(draft: Draft, row: Row, softness: Softness) -> None:
    """A cap (or floor) per rep, hard or with a violation counted in units of the bound."""
    if row.around is not None:
        peers.add(draft, row, row.around, softness)
        return
    if not softness.soft:
        loads(draft, row.amounts, row.lower, row.upper, row.room)
        return
    unbounded = np.full(draft.problem.reps, np.inf)
    for load in loads(draft, row.amounts, -unbounded, unbounded, row.room):
        lower, upper, unit = row.lower[load.rep], row.upper[load.rep], float(row.slack[load.rep])
        for bound, sign in ((upper, 1), (lower, -1)):
            if np.isfinite(bound):
                _give_way(draft, load, float(bound), sign, unit, float(row.room[load.rep]), softness)


def _give_way(
    draft: Draft, load: Load, bound: float, sign: int, unit: float, tolerance: float, softness: Softness
) -> None:
    """load ≤ bound + violation × unit (sign 1) or load ≥ bound − violation × unit (sign −1), rounded outward."""
    beyond = softness.beyond(draft)
    if beyond is None:
        return
    near, steps = load.coarse(draft, unit, softness.resolution.grid), softness.resolution.steps
    edge = int(np.ceil(sign * near.units(bound) + tolerance * near.factor + near.error))
    draft.model.add(sign * steps * near.variable <= edge * steps + max(1, int(np.ceil(unit * near.factor))) * beyond)


def add_limit(draft: Draft, limit: Limit, softness: Softness) -> None:
    """A limit on the whole plan, hard or with a violation counted in units of the limit."""
    if isinstance(limit.amounts, Costs):
        kept_level.add(
            draft, limit, limit.amounts, softness.beyond(draft) if softness.soft else None, softness.resolution.steps
        )
        return
    values = limit.amounts.at(draft.unit, draft.rep)
    chosen = np.flatnonzero(values)
    held = float(draft.held(limit.amounts).sum())
    tolerance = LIMIT_TOLERANCE * max(1.0, abs(limit.upper))
    grid = scaled(values[chosen], float(values[chosen].sum()))
    error = grid.error * len(np.unique(draft.unit[chosen]))
    high = int(np.floor((limit.upper - held + tolerance) * grid.factor + error))
    expression = cp_model.LinearExpr.weighted_sum(draft.pick(chosen), grid.ints.tolist()) if len(chosen) else 0
    if softness.soft:
        most = int(grid.ints.sum())
        used = draft.model.new_int_var(0, most, "")
        draft.model.add(expression == used)
        load = Load(-1, used, held, grid.factor, error, 0.0, float(most))
        _give_way(draft, load, limit.upper, 1, limit.slack, tolerance, softness)
    elif high < 0:
        draft.model.add_bool_or([])
    elif len(chosen):
        draft.model.add(expression <= high)
