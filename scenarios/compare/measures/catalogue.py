"""Every measure of the comparison, in the order of its table, for the data that there is."""

from scenarios.compare.measures import above, fair, load, proven, served
from scenarios.compare.measures.measure import Entry
from scenarios.compare.measures.view import Ground

SECTIONS = (
    fair.rules_kept,
    proven.goal,
    fair.fairness,
    fair.fairness_in_groups,
    served.travel,
    served.expertise,
    served.continuity,
    load.coverage,
    load.concentration,
    load.tiers,
    above.above,
    proven.proof,
)


def catalogue(ground: Ground) -> list[Entry]:
    """The measures, and what has to be left out with the reason."""
    return [entry for section in SECTIONS for entry in section(ground)]
