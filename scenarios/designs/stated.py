"""The Problem of a scenario: its tables, made over by its territory model."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from scenarios.designs.carve_out import CarveOut
from scenarios.designs.cell_bands import CellBands
from scenarios.designs.design import Tables
from scenarios.designs.families import Families
from scenarios.designs.keys import Polygons, UnitKeys
from scenarios.designs.models import Settings, design
from scenarios.designs.named import Named
from scenarios.designs.pool import Pool
from scenarios.designs.segment import Segments
from scenarios.designs.sizes import SegmentClass
from scenarios.designs.thin import Thin
from scenarios.designs.vertical import Verticals
from scenarios.designs.whales import Whales
from scenarios.files.load import Inputs, build, ordered
from scenarios.files.models import Units
from scenarios.files.schema import Scenario
from solver.errors import InputError
from solver.problem import Problem


def problem_of(inputs: Inputs, model: str | None = None) -> Problem:
    """The Problem of a scenario, under its own territory model or another one.

    Findings, in `Problem.notes` too, name the planner's files and headers.

    Raises
    ------
    InputError
        With everything that is wrong, and the warnings and notes of reading the files.
    """
    scenario = inputs.scenario
    if scenario.territories is not None:
        fix = "name a file of reps, or choose territories first: faircarve seedless"
        message = "there are no people yet: reps says how many territories there are to be"
        raise InputError([inputs.words.document.finding(("reps",), "no-people", message, fix)])
    made = design(model or scenario.model, tables_of(inputs.frames), scenario.to_rules(), settings_of(inputs))
    said = tuple(inputs.words.of(made.findings))
    if made.failed:
        raise InputError(ordered([*said, *inputs.findings]))
    try:
        problem = build(made.tables.frames(), made.rules)
    except InputError as error:
        raise InputError(ordered([*said, *inputs.words.of(error.findings), *inputs.findings])) from None
    return replace(problem, notes=(*said, *inputs.words.of(problem.notes)))


def tables_of(frames: Mapping[str, pd.DataFrame]) -> Tables:
    """The tables of a scenario that a model works on."""
    others = (frames.get(name) for name in ("edges", "locks", "pairs", "distances"))
    return Tables(frames["accounts"], frames["reps"], *others)


def settings_of(inputs: Inputs) -> Settings:
    """What a scenario tells the models."""
    scenario, frames = inputs.scenario, inputs.frames
    return Settings(
        units=_units(inputs),
        pins=scenario.units.pins,
        skills_required=scenario.skills == "required",
        verticals=_verticals(scenario),
        segments=_segments(scenario),
        named=_named(scenario),
        names=frames.get("named"),
        pool=Pool(scenario.pool.where, scenario.pool.reps, scenario.pool.order or ""),
        layers=tuple(scenario.hybrid.layers),
        feeds=scenario.hybrid.feeds,
        contiguous_layers=tuple(scenario.hybrid.contiguous),
        patch_reps=scenario.hybrid.reps or "",
        cell_bands=CellBands(scenario.hybrid.cells.bands, scenario.hybrid.cells.own),
        carve_outs={name: CarveOut(each.accounts, each.reps) for name, each in scenario.carve_outs.items()},
        whales=Whales(scenario.whales.above, scenario.whales.measure),
        families=_families(scenario),
    )


def _units(inputs: Inputs) -> UnitKeys:
    given, frames = inputs.scenario.units, inputs.frames
    polygons = None
    if given.polygons is not None:
        drawn: Any = given.polygons.file if inputs.polygons is None else inputs.polygons
        polygons = Polygons(drawn, given.polygons.id, given.polygons.contiguity)
    barriers, bridges = (_pairs(stated, frames.get(name)) for name, stated in _links(given))
    return UnitKeys(given.by, polygons, barriers, bridges, given.cells, given.graph)


def _links(given: Units) -> tuple[tuple[str, Any], tuple[str, Any]]:
    return ("barriers", given.barriers), ("bridges", given.bridges)


def _pairs(stated: Any, frame: pd.DataFrame | None) -> tuple[Any, ...]:
    """Pairs of units as written in the scenario, or in a file of its own; lines of points stay as they are."""
    if frame is not None:
        return tuple(zip(frame["unit_a"], frame["unit_b"], strict=True))
    written = () if stated is None or isinstance(stated, str) else stated
    return tuple(tuple(each) if isinstance(each[0], str) else each for each in written)


def _verticals(scenario: Scenario) -> Verticals:
    given = scenario.verticals
    thin = None if given.thin is None else Thin(given.thin.below, given.thin.then, given.thin.attach)
    return Verticals(given.column, given.reps, given.names, thin, given.blank)


def _segments(scenario: Scenario) -> Segments:
    given = scenario.segments
    classes = tuple(SegmentClass(each.name, each.up_to) for each in given.classes)
    return Segments(given.column, given.size or "", classes, given.sticky, given.reps, given.blank)


def _families(scenario: Scenario) -> Families:
    given = scenario.units
    return Families(given.parent or "", given.split_over, given.divided_by or "")


def _named(scenario: Scenario) -> Named:
    given, family = scenario.named, "family" if scenario.units.by == "family" else ""
    least, most = given.per_rep or (None, None)
    return Named(given.flag, (least, most), given.reps or "", family, given.bands, given.band)
