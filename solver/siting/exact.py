"""The whole siting problem, exactly: prices, reduced-cost fixing, a mixed-integer program with lazy separators.

A pair is left out only with a proof that no cheaper plan uses it: bound + what it adds reaches the plan in hand, or the
way through the land is too heavy for one territory.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from solver.book import Bools, Ints
from solver.result import proven
from solver.siting.allocate import exactly
from solver.siting.cuts import covers, reachable, separators
from solver.siting.groups import Groups
from solver.siting.locate import recentred
from solver.siting.mixed import Cut, Program, relax, solve
from solver.siting.prices import Priced, price, worth_fixing
from solver.siting.problem import Siting
from solver.stop import Stop

FIRST_SLICE, LONGER = 12.0, 2.0
"""Seconds of the first program; HiGHS begins anew each time, so later ones get more."""
MOST_PAIRS = 60_000
"""A program with more pairs is not begun."""
REPAIR_SHARE = 0.1
"""Of what is left, for a plan with the centres of one that breaks rules."""
LINEAR_SHARE = 0.3
"""Of what is left, for the linear relaxation."""


@dataclass(frozen=True)
class Proof:
    """The best plan known (U,) and its cost, a bound for the whole problem, and whether there is provably no plan."""

    plan: Ints | None
    objective: float
    bound: float
    infeasible: bool = False

    @property
    def closed(self) -> bool:
        return self.infeasible or (self.plan is not None and proven(self.objective, self.bound))


def prove(
    problem: Siting,
    groups: Groups,
    priced: Priced,
    plan: Ints | None,
    stop: Stop,
    on_proof: Callable[[Proof], None] = lambda _: None,
) -> Proof:
    """Improves plan and bound until they meet or time is over."""
    proof = Proof(plan, np.inf if plan is None else problem.objective(plan), priced.bound)
    fits = reachable(problem)
    priced = _sharpened(problem, groups, priced, proof, fits, stop)
    proof = replace(proof, bound=min(proof.objective, max(proof.bound, priced.bound)))
    on_proof(proof)
    cuts: list[Cut] = []
    slice_ = FIRST_SLICE
    while not proof.closed and not stop.reached():
        free = fits & worth_fixing(problem, priced, proof.objective)
        if _hopeless(problem, free):
            proof = _ended(proof)
            break
        program = Program.over(problem, free, _scale(proof, priced))
        if program.pairs > MOST_PAIRS:
            break
        found = solve(program, cuts, stop, slice_)
        proof = replace(proof, bound=min(proof.objective, max(proof.bound, found.bound)))
        if found.finished and found.plan is None:
            proof = _ended(proof)
            break
        broken = [] if found.plan is None else _broken(problem, found.plan, free)
        if broken and found.plan is not None:
            proof = _repaired(problem, proof, np.unique(found.plan), stop)
        if found.plan is not None and not broken:
            proof = _better(problem, proof, found.plan)
        cuts += broken
        if not found.finished and not broken:
            slice_ *= LONGER
        if found.finished and not broken:
            # The program's optimum keeps every rule; what was fixed is no better than the plan that was in hand.
            proof = replace(proof, bound=min(proof.objective, max(proof.bound, found.bound)))
            on_proof(proof)
            break
        on_proof(proof)
    return proof


def _ended(proof: Proof) -> Proof:
    """No plan is cheaper than the one in hand; without one there is none at all."""
    if proof.plan is None:
        return replace(proof, infeasible=True)
    return replace(proof, bound=proof.objective)


def _sharpened(problem: Siting, groups: Groups, priced: Priced, proof: Proof, fits: Bools, stop: Stop) -> Priced:
    """Prices of the linear relaxation over the pairs that count, where they prove more."""
    free = fits & worth_fixing(problem, priced, proof.objective)
    if _hopeless(problem, free) or stop.reached():
        return priced
    program = Program.over(problem, free, _scale(proof, priced))
    if program.pairs > MOST_PAIRS:
        return priced
    prices = relax(program, LINEAR_SHARE * stop.remaining() if stop.work is None else np.inf)
    if prices is None:
        return priced
    found = price(problem, prices, groups)
    return found if found.bound > priced.bound else priced


def _scale(proof: Proof, priced: Priced) -> float:
    return proof.objective if proof.plan is not None else max(abs(priced.bound), 1e-9)


def _hopeless(problem: Siting, free: Bools) -> bool:
    """Too few centres left, or a unit that no centre may have."""
    centres = np.diag(free)
    return int(centres.sum()) < problem.territories or not (free & centres[None, :]).any(axis=1).all()


def _broken(problem: Siting, plan: Ints, free: Bools) -> list[Cut]:
    return [*separators(problem, plan, np.diag(free)), *covers(problem, plan)]


def _repaired(problem: Siting, proof: Proof, centres: Ints, stop: Stop) -> Proof:
    """What the centres of a plan that breaks rules are good for."""
    part = stop.part(REPAIR_SHARE)
    before = part.work_used
    plan = exactly(problem, centres, part)
    stop.work_used += part.work_used - before
    return proof if plan is None else _better(problem, proof, recentred(problem, plan))


def _better(problem: Siting, proof: Proof, plan: Ints) -> Proof:
    cost = problem.objective(plan)
    return replace(proof, plan=plan, objective=cost) if cost < proof.objective else proof
