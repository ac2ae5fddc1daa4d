"""When no plan keeps all rules: the least opening of the bands with a plan that needs no more, the rules that conflict,
the plan nearest to them.
"""

from dataclasses import dataclass, replace

import numpy as np

from solver import large
from solver.book import Ints
from solver.bound.served import least_openings, limits_passed
from solver.bound.ways import walks
from solver.certificate import Certificate, Proves
from solver.explain.conflict import MOST_PAIRS, conflict, without_bands
from solver.explain.proof import forced_opening, least_opening, proof_of_none
from solver.explain.relaxed import Relaxer, banded, mended, opening_of
from solver.judge.certificate import prove
from solver.largest import crowding
from solver.model.build import Aim, Connect, build, eligible_pairs
from solver.model.run import run
from solver.problem import Problem
from solver.record import Record
from solver.result import Culprit, LargeUnit, Opening
from solver.search.rounds import Rounds
from solver.stop import Stop

START_SHARE = 0.3
"""Share of the time left that may go into a first plan of a contiguous problem."""
EXACT_SHARE, PRICE_SHARE, LARGE_SHARE, RELAX_SHARE = 0.4, 0.3, 0.15, 0.8
"""Shares of the time left for the least opening (by the exact model, by prices, by prices when adding up has found one)
and for the relaxed plan."""
ROUNDING = 2e-6
"""Of an opening that the exact model counts in steps."""
AT_THE_EDGE = 1e-4
"""A rep this close to the opened band (as a share) is one who holds it open."""


@dataclass(frozen=True)
class Explanation:
    """See `Result.opening`, `Result.relaxed`, `Result.conflict`, `Result.nearest`, `Result.certificate`."""

    opening: Opening | None = None
    relaxed: Ints | None = None
    conflict: tuple[str, ...] = ()
    nearest: Ints | None = None
    certificate: Certificate | None = None


def explain(record: Record, seed: int, workers: int, *, best_effort: bool) -> Explanation:
    """Explain a problem that was proven infeasible, within the time that is left (at least a few seconds)."""
    problem, stop = record.problem, _grace(record.stop)
    opening, relaxed = None, None
    passed = any(True for _ in limits_passed(problem)) or (bool(crowding(problem)) and not problem.exactly)
    if banded(problem) and not passed:
        record.enter("least opening of the bands")
        least, relaxed = _opening(record, stop, seed, workers)
        if np.isfinite(least):
            least = max(least, *least_openings(problem).values(), 0.0)
            record.enter("relaxed plan")
            part = stop.part(RELAX_SHARE)
            better = Relaxer(problem, least, part, seed, workers).plan()
            relaxed = relaxed if better is None else better
            opening = _described(problem, least, relaxed)
    _certify(record, opening, stop)
    record.enter("conflicting rules")
    # Where no wider band helps, the bands are not to blame, even if they cannot hold either.
    rules = conflict(problem if opening is not None else without_bands(problem), stop, seed, workers)
    nearest = None
    if best_effort:
        record.enter("nearest plan")
        nearest = _nearest(problem, relaxed, stop, seed, workers)
    return Explanation(opening, relaxed, rules, nearest, record.certificate)


def _certify(record: Record, opening: Opening | None, stop: Stop) -> None:
    """Prices that prove the same, unless the proof was by prices."""
    if record.certificate is None or record.certificate.proves is not Proves.NO_PLAN:
        record.enter("prices of the proof")
        least = None if opening is None else opening.least
        record.certificate = proof_of_none(record.problem, least, stop.part(PRICE_SHARE).reached)


def _grace(stop: Stop) -> Stop:
    """What is left of the run's limits, but at least a tenth of them."""
    if stop.work is not None:
        return replace(stop, work=max(stop.work, stop.work_used + 0.1 * stop.work))
    if stop.seconds is None:
        return stop
    return replace(stop, seconds=max(stop.seconds, stop.elapsed() + 0.1 * stop.seconds))


def _nearest(problem: Problem, relaxed: Ints | None, stop: Stop, seed: int, workers: int) -> Ints | None:
    """The plan of least total violation found; the exact model is asked only where it is small enough."""
    unit, rep = eligible_pairs(problem)
    if len(unit) <= MOST_PAIRS:
        return _least(problem, unit, rep, Aim.VIOLATION, stop, seed, workers)[0]
    return mended(problem, relaxed, stop, seed, workers)


def _least(
    problem: Problem,
    unit: Ints,
    rep: Ints,
    aim: Aim,
    stop: Stop,
    seed: int,
    workers: int,
    share: float = 0.6,
    floor: float = -1.0,
) -> tuple[Ints | None, float | None, bool]:
    """Plan, proven bound and infeasibility for an aim other than the goal; an opening down at the `floor` is enough."""
    plan: Ints | None = None
    if problem.land is not None:
        built = build(problem, unit, rep, aim=aim, connect=Connect.STATIC)
        seconds = START_SHARE * stop.remaining()
        plan = run(built, stop, seed=seed, workers=workers, seconds=seconds if np.isfinite(seconds) else None).plan
    start = plan
    seen = [plan] if plan is not None else []

    def enough() -> bool:
        return bool(seen) and aim is Aim.OPENING and opening_of(problem, seen[-1]) <= floor + ROUNDING

    settled = Rounds(
        problem, unit, rep, stop, seed, workers, aim=aim, hint=lambda: start, on_plan=seen.append, enough=enough
    ).solve(share * stop.remaining() if np.isfinite(stop.remaining()) else np.inf)
    found = seen[-1] if settled.plan is None and seen else settled.plan
    return found, settled.bound, settled.infeasible


def _opening(record: Record, stop: Stop, seed: int, workers: int) -> tuple[float, Ints | None]:
    """A proven lower bound on the least opening (infinite when wider bands do not help) and, of a problem small enough
    for the exact model, a plan.
    """
    problem = record.problem
    if problem.units * problem.reps > MOST_PAIRS:
        share = LARGE_SHARE if forced_opening(problem) else PRICE_SHARE
        least, proof = least_opening(problem, stop.part(share).reached)
        record.certificate = _further(problem, proof, record.certificate)
        return least, None
    floor = forced_opening(problem)
    unit, rep = eligible_pairs(problem)
    plan, bound, infeasible = _least(problem, unit, rep, Aim.OPENING, stop, seed, workers, EXACT_SHARE, floor)
    return (np.inf if infeasible else max(floor, bound or 0.0)), plan


def _further(problem: Problem, one: Certificate | None, other: Certificate | None) -> Certificate | None:
    """The certificate that there is no plan which proves more of an opening."""
    known = [each for each in (one, other) if each is not None and each.proves is Proves.NO_PLAN]
    return max(known, key=lambda each: prove(problem, each).opening, default=None)


def _named(problem: Problem, unit: large.Large | walks.Stranded) -> LargeUnit:
    unit_id, rep_id = str(problem.unit_ids[unit.unit]), str(problem.team.ids[unit.rep])
    over = [each for each in unit.way[::-1] if problem.size[each]] if isinstance(unit, walks.Stranded) else []
    way = tuple(map(str, problem.unit_ids[over]))
    return LargeUnit(unit_id, unit.measure, unit.amount, rep_id, unit.ratio, way)


def _forcing(problem: Problem) -> tuple[LargeUnit, ...]:
    """Units that force bands open: too large by themselves, or out of everybody's reach in one piece."""
    alone = large.large_units(problem)
    known = {each.unit for each in alone}
    far = [each for each in walks.stranded(problem) if each.unit not in known and each.opening > 0]
    return tuple([_named(problem, unit) for unit in alone] + [_named(problem, unit) for unit in far])


def _described(problem: Problem, least: float, plan: Ints | None) -> Opening:
    units = _forcing(problem)
    if plan is None:
        return Opening(least, None, (), units)
    reached = opening_of(problem, plan)
    return Opening(min(least, reached), reached, tuple(_culprits(problem, plan, reached)), units)


def _culprits(problem: Problem, plan: Ints, reached: float) -> list[Culprit]:
    found = []
    for measure in banded(problem):
        deviation = measure.amounts.per_rep(plan) / measure.share - 1
        edge = float(measure.band or 0.0) + reached - AT_THE_EDGE
        for rep in np.flatnonzero(np.abs(deviation) >= edge).tolist():
            owned = np.flatnonzero((plan == rep) & (problem.size > 0))
            amounts = measure.amounts.at(owned, np.full(len(owned), rep)) / measure.share[rep]
            detail = ""
            if deviation[rep] > 0 and len(owned):
                largest = int(np.argmax(amounts))
                unit_id = problem.unit_ids[owned[largest]]
                # A unit may be a cell or a family: what is counted here are units.
                unit = "account" if problem.single else "basic unit"
                count = f"one {unit}" if len(owned) == 1 else f"{len(owned)} {unit}s"
                detail = f"{count}; the largest, {unit_id}, is {amounts[largest]:.0%} of the fair share"
            found.append(Culprit(str(problem.team.ids[rep]), measure.name, float(deviation[rep] + 1), detail))
    return found
