"""What would have to open so that a model without a plan has one, as far as it is proven, and what a plan took."""

from collections.abc import Iterator
from math import ceil, floor

import numpy as np

from scenarios.compare.contender import Contender
from scenarios.reports.wording import amount, counted, measure_name, points
from solver.bound.served import NOTICED, least_openings, least_uses
from solver.errors import listed
from solver.problem import Problem
from solver.result import Opening

ACCOUNTS, POTENTIAL = "reassigned_accounts", "reassigned_potential"


def what_opens(contender: Contender) -> tuple[str, ...]:
    """Sentences about a model that is proven to have no plan; none for any other."""
    if not contender.impossible or contender.result is None:
        return ()
    problem, result = contender.problem, contender.result
    said = []
    if result.conflict:
        said.append(f"these rules cannot hold together: {'; '.join(result.conflict)}")
    said += [*_limits(problem), *_bands(problem)]
    if result.opening is not None:
        said += _together(result.opening, by_band=bool(least_openings(problem)))
    return (*said, _shown(contender))


def _limits(problem: Problem) -> Iterator[str]:
    for limit, least in least_uses(problem):
        if limit.upper + NOTICED * limit.slack < least < np.inf and limit.name in (ACCOUNTS, POTENTIAL):
            must = (
                f"{counted(ceil(least - NOTICED), 'account')} must change hands"
                if limit.name == ACCOUNTS
                else f"potential {amount(least)} must change hands"
            )
            allowed = floor(limit.upper + NOTICED) if limit.name == ACCOUNTS else limit.upper
            yield f"{must} at least, because of who may own what; {limit.name} allows {amount(float(allowed))}"


def _bands(problem: Problem) -> Iterator[str]:
    """Each band by itself, with the other rules left out but who may own what."""
    bands = {measure.name: measure.band or 0.0 for measure in problem.measures}
    for name, least in least_openings(problem).items():
        wide = points(bands[name] + least, up=False)
        said = f"{measure_name(name)}: ±{100 * bands[name]:g} % would have to be ±{wide} % at least"
        yield f"{said}, because of who may own what"


def _together(opening: Opening, by_band: bool) -> Iterator[str]:
    if opening.least > NOTICED and not by_band:
        yield f"with the other rules kept every band must open by {points(opening.least, up=False)} points at least"
    if opening.reached is not None:
        holders = listed([f"{each.rep_id} with {measure_name(each.measure)}" for each in opening.culprits], 3)
        said = f"a plan was found with every band {points(opening.reached, up=True)} points wider"
        yield f"{said}; at the edge of it: {holders}" if holders else said


def _shown(contender: Contender) -> str:
    result = contender.result
    assert result is not None
    if result.relaxed is not None and contender.rep is not None:
        return "the figures are those of that plan, which breaks nothing but bands"
    if result.nearest is not None and contender.rep is not None:
        return "the figures are those of the plan that breaks its rules least, of those that were found"
    return "no plan that comes near was found in the time, so there are no figures"
