"""What would have to open so that a model without a plan has one, as far as it is proven, and what a plan took."""

from collections.abc import Iterator

from scenarios.compare.contender import Contender
from scenarios.reports.needs import needs
from scenarios.reports.territory_model import in_words
from scenarios.reports.wording import measure_name, points, share
from solver.bound.served import NOTICED, least_openings
from solver.errors import listed
from solver.result import Opening

MOST_UNITS = 3
"""Units that are named."""


def what_opens(contender: Contender) -> tuple[str, ...]:
    """Sentences about a model that is proven to have no plan; none for any other."""
    if not contender.impossible or contender.result is None:
        return ()
    problem, result = contender.problem, contender.result
    said = []
    if result.conflict:
        said.append(f"these rules cannot hold together: {'; '.join(in_words(result.conflict))}")
    said += needs(problem)
    if result.opening is not None:
        said += _forcing(result.opening)
        said += _together(result.opening, by_band=bool(least_openings(problem)))
    return (*said, _shown(contender))


def _forcing(opening: Opening) -> Iterator[str]:
    """Units that no band of this width can carry."""
    for unit in opening.large[:MOST_UNITS]:
        of = f"{share(unit.ratio)} of the fair share of {unit.rep_id} in {measure_name(unit.measure)}"
        what = f"is out of reach in one piece: the lightest way to it is {of}" if unit.way else f"alone is {of}"
        yield f"{unit.unit_id} {what}"
    if len(opening.large) > MOST_UNITS:
        yield f"and {len(opening.large) - MOST_UNITS} more units like these"


def _together(opening: Opening, by_band: bool) -> Iterator[str]:
    if opening.least > NOTICED and not by_band:
        yield f"with the other rules kept every band must open by {points(opening.least, up=False)} points at least"
    if opening.reached is not None:
        holders = listed([f"{each.rep_id} with {measure_name(each.measure)}" for each in opening.culprits], 3)
        said = f"a plan was found with every band {points(opening.reached, up=True)} points wider"
        yield f"{said}; at the edge of it: {holders}" if holders else said
    else:
        yield "whether wider bands alone help is not known: no plan was found that keeps all other rules"


def _shown(contender: Contender) -> str:
    result = contender.result
    assert result is not None
    if result.relaxed is not None and contender.rep is not None:
        return "the figures are those of that plan, which breaks nothing but bands"
    if result.nearest is not None and contender.rep is not None:
        return "the figures are those of the plan that breaks its rules least, of those that were found"
    return "no plan that comes near was found in the time, so there are no figures"
