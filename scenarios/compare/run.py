"""Solving what is to be compared, one after the other or several at the same time."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from scenarios.compare import under
from scenarios.compare.contender import Contender
from scenarios.compare.gather import Source, yardstick_of
from scenarios.compare.jobs import together
from scenarios.compare.offered import offered
from scenarios.compare.on_top import on_top
from scenarios.compare.under import ON_THE_MAP, cells_are_the_models, one_piece, peers
from scenarios.compare.wishes import Wishes
from scenarios.designs.models import PROMISES, refuse_unknown
from scenarios.designs.stated import problem_of
from scenarios.designs.vertical import VERTICAL
from scenarios.files.load import Inputs
from scenarios.files.models import Groups, Units
from scenarios.files.schema import Scenario
from solver.errors import InputError
from solver.result import Result
from solver.serving import folded

Solver = Callable[[Source], Result]
Say = Callable[[str], None]


def run(sources: Sequence[Source], solver: Solver, jobs: int = 1, say: Say = lambda text: None) -> list[Contender]:
    """Contenders in the order of the sources. `solver` runs one of them where `jobs` is 1; `say` is told of each.

    With more jobs they run in processes of their own, without a line while they run and without an ear for Ctrl-C.
    Every plan is offered to every other model: one with fewer rules is never worse than one with more.
    """
    waiting = [each for each in sources if each.result is None]
    if jobs == 1 or len(waiting) < 2:
        found = [_one(each, len(sources), place, solver, say) for place, each in enumerate(sources, start=1)]
    else:
        found = _at_once(sources, waiting, jobs, say)
    gaps = [None if each.result is not None else each.inputs.scenario.solve.gap for each in sources]
    return [_with_levels(*each, say) for each in zip(sources, offered(found, gaps), strict=True)]


def _at_once(sources: Sequence[Source], waiting: Sequence[Source], jobs: int, say: Say) -> list[Contender]:
    say(f"{len(waiting)} runs, {min(jobs, len(waiting))} at the same time")
    tasks = [(each.problem, each.inputs.scenario.solve) for each in waiting]
    results: dict[str, Result] = {}
    for place, result in together(tasks, jobs, best_effort=True):
        results[waiting[place].name] = result
        say(f"{waiting[place].name}: {result}")
    return [each.contender(results.get(each.name)) for each in sources]


def _one(source: Source, of: int, place: int, solver: Solver, say: Say) -> Contender:
    if source.result is not None:
        say(f"{place} of {of}, {source.name}: read from {source.path}")
        return source.contender()
    say(f"{place} of {of}, {source.name}")
    result = solver(source)
    say(f"{source.name}: {result}")
    return source.contender(result)


def _with_levels(source: Source, contender: Contender, say: Say) -> Contender:
    """With the overlays and the managers of the scenario, solved on this plan."""
    if contender.result is None or contender.result.plan is None or not source.inputs.scenario.extras:
        return contender
    found = on_top(source.inputs, source.problem, contender.result)
    say(f"{source.name}, on top of the plan: {', '.join(f'{each.name} {each.status}' for each in found)}")
    return replace(contender, on_top=found)


def sources_of(inputs: Inputs, models: Sequence[str], *, reset: bool = False) -> list[Source | Contender]:
    """One scenario under every model, ready to be solved; a model that cannot carve this book or team has failed.

    Peer groups hold for the models whose accounts belong to one group each, and for all where the goal has no
    deviations. In a model that is not the scenario's own,
    map cells move as a whole, whoever their accounts are pinned to; in one without a map accounts move by themselves
    where the cells are those of the scenario's own model. reset : without limits on what changes hands.
    Raises InputError for a model that is not known.
    """
    refuse_unknown(models, "--models")
    made: list[Source | Contender] = []
    for name in dict.fromkeys(models):
        own = replace(inputs, scenario=_under(inputs.scenario, name, reset))
        if own.scenario.units == Units():
            own = replace(own, frames={key: frame for key, frame in own.frames.items() if key != "edges"})
        try:
            made.append(Source(name, inputs.path, own, problem_of(own), promise=PROMISES[name]))
        except InputError as error:
            failed = tuple(each for each in error.findings if each.severity == "error")
            made.append(Contender(name, yardstick_of(inputs), None, None, failed=failed, promise=PROMISES[name]))
    return made


def group_column(scenario: Scenario) -> str:
    """The rep column that holds what makes the peer groups of a scenario; "" without groups."""
    if scenario.groups is None:
        return ""
    return under.group_column(scenario.groups.by, scenario.verticals.reps, scenario.segments.reps)


def _under(scenario: Scenario, model: str, reset: bool) -> Scenario:
    """The scenario with another model, and what that model cannot take left out."""
    changed: dict[str, Any] = {"model": model}
    if scenario.groups is not None:
        by = peers(model, scenario.groups.by, group_column(scenario), scenario.to_rules())
        changed["groups"] = Groups(by=by) if by else None
    if model != scenario.model:
        changed["contiguous"] = one_piece(model, scenario.contiguous)
        changed["units"] = _units(scenario, model)
    if reset:
        none = {"reassigned_accounts": None, "reassigned_potential": None, "lost_per_rep": None}
        changed["limits"] = scenario.limits.model_copy(update=none)
    return scenario.model_copy(update=changed)


def _units(scenario: Scenario, model: str) -> Units:
    """Basic units under another model than the scenario's own."""
    given = scenario.units
    owned = cells_are_the_models(scenario.model, given.by, given.polygons is not None)
    if owned and model not in ON_THE_MAP and not one_piece(model, scenario.contiguous):
        return Units()
    return given.model_copy(update={"pins": "yield"})


def run_all(
    sources: Sequence[Source | Contender], solver: Solver, jobs: int = 1, say: Say = lambda text: None
) -> list[Contender]:
    """Contenders in the order of the sources; those that have failed already are only said."""
    for each in sources:
        if isinstance(each, Contender):
            say(f"{each.name}: cannot be run: {each.failed[0].message}")
    found = {each.name: each for each in run([s for s in sources if isinstance(s, Source)], solver, jobs, say)}
    return [each if isinstance(each, Contender) else found[each.name] for each in sources]


def expertise(inputs: Inputs) -> tuple[pd.DataFrame, dict[str, str] | None]:
    """The accounts with the vertical that the scenario makes of an industry, and which rep column lists verticals; None
    where the team has no such column.
    """
    given, accounts = inputs.scenario.verticals, inputs.accounts
    if given.column not in accounts or given.reps not in inputs.reps:
        return accounts, None
    if not given.names:
        return accounts, {given.column: given.reps}
    into = {folded(industry): vertical for industry, vertical in given.names.items()}
    named = [into.get(folded(str(industry)), industry) for industry in accounts[given.column]]
    return accounts.assign(**{VERTICAL: named}), {VERTICAL: given.reps}


def wishes_of(scenario: Scenario) -> Wishes:
    """What the scenario asks of the plan that is recommended."""
    given = scenario.compare
    weights = {name: weight for name, weight in given.weights.model_dump().items() if weight}
    return Wishes(given.expertise, given.continuity, given.travel, weights)
