"""A scenario with territories for nobody yet, as the problem of choosing them."""

from dataclasses import replace

import pandas as pd

from scenarios.designs.cells import in_cells
from scenarios.designs.design import Design, Tables
from scenarios.designs.geographic import geographic
from scenarios.designs.headcount import Headcount
from scenarios.designs.sites import Seedless
from scenarios.designs.stated import settings_of
from scenarios.files.load import Inputs, ordered
from solver.errors import Finding, InputError

NOBODY = pd.DataFrame({"rep_id": pd.Series(dtype=object)})


def book_of(inputs: Inputs) -> tuple[Design, Seedless]:
    """The tables and rules, with map cells as units where the scenario names some, and what is asked of territories.

    Raises InputError when the scenario has a team, or what is wrong with its units.
    """
    scenario, wanted = inputs.scenario, inputs.scenario.territories
    if wanted is None:
        fix = "write how many territories there are to be: reps: {count: 12}"
        finding = inputs.words.document.finding(("reps",), "people-there", "the scenario has a team already", fix)
        raise InputError([finding])
    frames, units = inputs.frames, settings_of(inputs).units
    tables = Tables(frames["accounts"], NOBODY, *(frames.get(name) for name in ("edges", "locks", "pairs")))
    rules = scenario.to_rules()
    if scenario.model == "geographic" or units.on_map:
        made = geographic(tables, rules, units)
        contiguous = made.rules.contiguous and (scenario.contiguous or scenario.model == "geographic")
        made = replace(made, rules=replace(made.rules, contiguous=contiguous))
    else:
        made = in_cells(tables, rules, units)
    said = tuple(inputs.words.of(made.findings))
    if made.failed:
        raise InputError(ordered([*said, *inputs.findings]))
    count = Headcount(wanted.count, wanted.hours, wanted.utilisation, wanted.least, wanted.most)
    asked = Seedless(count, wanted.weight or "", wanted.power, frames.get("distances"))
    return replace(made, findings=said), asked


def in_planners_words(inputs: Inputs, findings: tuple[Finding, ...]) -> list[Finding]:
    """Findings of the design, named by the planner's files and headers."""
    return ordered(inputs.words.of(findings))
