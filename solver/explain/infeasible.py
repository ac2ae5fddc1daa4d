"""When no plan keeps all rules: the least opening of the bands, the rules that conflict, the plan nearest to them."""

from dataclasses import dataclass, replace

import numpy as np

from solver.book import Ints
from solver.certificate import Certificate, Proves
from solver.explain.conflict import MOST_PAIRS, conflict
from solver.explain.proof import least_opening, opened, proof_of_none, refuted
from solver.model.build import Aim, Connect, build, eligible_pairs
from solver.model.run import run
from solver.problem import Problem
from solver.record import Record
from solver.result import Culprit, Opening
from solver.search.rounds import Rounds
from solver.stop import Stop

START_SHARE = 0.3
"""Share of the time left that may go into a first plan of a contiguous problem."""
WIDEST, WIDE_OPEN = 1.0, 1000.0
"""Openings are looked for up to this share; bands this wide allow everything."""
AT_THE_EDGE = 1e-4
"""A rep this close to the opened band (as a share) is one who holds it open."""


@dataclass(frozen=True)
class Explanation:
    """See `Result.opening`, `Result.conflict`, `Result.nearest`, `Result.certificate`."""

    opening: Opening | None = None
    conflict: tuple[str, ...] = ()
    nearest: Ints | None = None
    certificate: Certificate | None = None


def explain(record: Record, seed: int, workers: int, *, best_effort: bool) -> Explanation:
    """Explain a problem that was proven infeasible, within the time that is left (at least a few seconds)."""
    problem, stop = record.problem, _grace(record.stop)
    unit, rep = eligible_pairs(problem)
    opening = None
    if any(m.band is not None for m in problem.measures):
        record.enter("least opening of the bands")
        opening = _opening(record, unit, rep, stop, seed, workers)
    _certify(record, opening, stop)
    record.enter("conflicting rules")
    rules = conflict(problem, unit, rep, stop, seed, workers)
    nearest = None
    if best_effort:
        record.enter("nearest plan")
        nearest = _least(problem, unit, rep, Aim.VIOLATION, stop, seed, workers)[0]
    return Explanation(opening, rules, nearest, record.certificate)


def _certify(record: Record, opening: Opening | None, stop: Stop) -> None:
    """Prices that prove the same, unless the proof was by prices."""
    if record.certificate is None or record.certificate.proves is not Proves.NO_PLAN:
        record.enter("prices of the proof")
        record.certificate = proof_of_none(record.problem, None if opening is None else opening.least, stop.reached)


def _grace(stop: Stop) -> Stop:
    """What is left of the run's limits, but at least a tenth of them."""
    if stop.work is not None:
        return replace(stop, work=max(stop.work, stop.work_used + 0.1 * stop.work))
    if stop.seconds is None:
        return stop
    return replace(stop, seconds=max(stop.seconds, stop.elapsed() + 0.1 * stop.seconds))


def _least(
    problem: Problem, unit: Ints, rep: Ints, aim: Aim, stop: Stop, seed: int, workers: int, share: float = 0.6
) -> tuple[Ints | None, float | None, bool]:
    """Plan, proven bound and infeasibility for an aim other than the goal."""
    plan: Ints | None = None
    if problem.land is not None:
        built = build(problem, unit, rep, aim=aim, connect=Connect.STATIC)
        seconds = START_SHARE * stop.remaining()
        plan = run(built, stop, seed=seed, workers=workers, seconds=seconds if np.isfinite(seconds) else None).plan
    start = plan
    settled = Rounds(problem, unit, rep, stop, seed, workers, aim=aim, hint=lambda: start).solve(
        share * stop.remaining() if np.isfinite(stop.remaining()) else np.inf
    )
    return (settled.plan if settled.plan is not None else plan), settled.bound, settled.infeasible


def _opening(record: Record, unit: Ints, rep: Ints, stop: Stop, seed: int, workers: int) -> Opening | None:
    """The least opening; None when the rules conflict even with the bands wide open."""
    problem = record.problem
    if problem.units * problem.reps > MOST_PAIRS and refuted(opened(problem, WIDE_OPEN), stop.reached):
        return None
    share = 0.3 if problem.units * problem.reps > MOST_PAIRS else 0.6
    plan, bound, infeasible = _least(problem, unit, rep, Aim.OPENING, stop, seed, workers, share)
    if infeasible:
        return None
    least = max(0.0, bound or 0.0)
    if problem.units * problem.reps > MOST_PAIRS:
        by_prices, proof = least_opening(problem, WIDEST, stop.reached)
        least = max(least, by_prices)
        record.certificate = proof or record.certificate
    if plan is None:
        return Opening(least, None)
    deviations = {m.name: m.amounts.per_rep(plan) / m.share - 1 for m in problem.measures if m.band is not None}
    bands = {m.name: float(m.band) for m in problem.measures if m.band is not None}
    reached = max(float(np.max(np.abs(d)) - bands[name]) for name, d in deviations.items())
    return Opening(min(least, reached), reached, tuple(_culprits(problem, plan, deviations, bands, reached)))


def _culprits(
    problem: Problem, plan: Ints, deviations: dict[str, np.ndarray], bands: dict[str, float], reached: float
) -> list[Culprit]:
    found = []
    for measure in problem.measures:
        if measure.name not in deviations:
            continue
        deviation = deviations[measure.name]
        for rep in np.flatnonzero(np.abs(deviation) >= bands[measure.name] + reached - AT_THE_EDGE).tolist():
            owned = np.flatnonzero(plan == rep)
            amounts = measure.amounts.at(owned, np.full(len(owned), rep)) / measure.share[rep]
            detail = ""
            if deviation[rep] > 0 and len(owned):
                largest = int(np.argmax(amounts))
                unit_id = problem.unit_ids[owned[largest]]
                count = "one account" if len(owned) == 1 else f"{len(owned)} accounts"
                detail = f"{count}; the largest, {unit_id}, is {amounts[largest]:.0%} of the fair share"
            found.append(Culprit(str(problem.team.ids[rep]), measure.name, float(deviation[rep] + 1), detail))
    return found
