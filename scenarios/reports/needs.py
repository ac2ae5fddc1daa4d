"""What a problem without a plan needs at least because of who may own what, whatever its other rules."""

from collections.abc import Iterator
from math import ceil, floor

from scenarios.reports.wording import amount, counted, measure_name, points
from solver.bound.served import NOTICED, least_openings, passed_limits
from solver.problem import Problem

ACCOUNTS, POTENTIAL = "reassigned_accounts", "reassigned_potential"


def needs(problem: Problem) -> list[str]:
    """Limits that are passed and bands that cannot hold, a sentence each; empty where adding up finds nothing."""
    return [*_limits(problem), *_bands(problem)]


def _limits(problem: Problem) -> Iterator[str]:
    for limit, least in passed_limits(problem):
        if limit.name in (ACCOUNTS, POTENTIAL):
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
