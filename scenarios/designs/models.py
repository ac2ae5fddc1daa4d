"""The territory models by name: each turns the same book and team into the tables and rules of one Problem."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from scenarios.designs.carve_out import CarveOut, carve_outs
from scenarios.designs.cell_bands import CellBands
from scenarios.designs.cells import in_cells, on_the_map, patch_in_cells
from scenarios.designs.design import Design, Tables
from scenarios.designs.families import FAMILY, Families, families
from scenarios.designs.hybrid import CELL, CELLS, GEOGRAPHY, LAYER, SERVES, Hybrid, carriers, hybrid
from scenarios.designs.keys import ACCOUNT, UnitKeys
from scenarios.designs.layered import Layered, held_in_layers
from scenarios.designs.located import locate, with_places
from scenarios.designs.named import Named, named
from scenarios.designs.patch import held_together
from scenarios.designs.pool import Pool, pool
from scenarios.designs.reading import sheet_of, suggestion
from scenarios.designs.segment import Segments, segment
from scenarios.designs.vertical import Verticals, vertical
from scenarios.designs.whales import Whales, whales
from solver.errors import Finding, InputError
from solver.intake.findings import Findings
from solver.rules import Rules

OPEN = "open"


@dataclass(frozen=True)
class Settings:
    """What the models are told, each its own part.

    pins : "keep" or "yield", what geographic cells do with accounts that are pinned to different reps. names : the list
    of named accounts (account_id, rep_id).
    """

    units: UnitKeys = field(default_factory=UnitKeys)
    pins: str = "keep"
    skills_required: bool = False
    verticals: Verticals = field(default_factory=Verticals)
    segments: Segments = field(default_factory=Segments)
    named: Named = field(default_factory=Named)
    names: pd.DataFrame | None = None
    pool: Pool = field(default_factory=lambda: Pool({}))
    layers: tuple[str, ...] = Hybrid().layers
    feeds: float = Hybrid().feeds
    contiguous_layers: tuple[str, ...] = ()
    patch_reps: str = ""
    cell_bands: CellBands = field(default_factory=CellBands)
    carve_outs: Mapping[str, CarveOut] = field(default_factory=dict)
    whales: Whales = field(default_factory=Whales)
    families: Families = field(default_factory=Families)

    @property
    def hybrid(self) -> Hybrid:
        kept = self.contiguous_layers, self.patch_reps
        return Hybrid(self.layers, self.feeds, *kept, self.verticals, self.segments, self.named, self.cell_bands)


Model = Callable[[Tables, Rules, Settings], Design]


def _open(tables: Tables, rules: Rules, settings: Settings) -> Design:
    """Any rep may own any unit; with `skills_required` only one who serves its vertical."""
    made = in_cells(tables, rules, settings.units)
    if not settings.skills_required or made.failed:
        return made
    after = vertical(made.tables, made.rules, settings.verticals)
    return replace(after, findings=(*made.findings, *after.findings))


def _geographic(tables: Tables, rules: Rules, settings: Settings) -> Design:
    return on_the_map(tables, rules, settings.units, settings.pins)


def _vertical(tables: Tables, rules: Rules, settings: Settings) -> Design:
    return _by_families(vertical(tables, rules, settings.verticals), settings)


def _segment(tables: Tables, rules: Rules, settings: Settings) -> Design:
    return _by_families(segment(tables, rules, settings.segments), settings)


def _named(tables: Tables, rules: Rules, settings: Settings) -> Design:
    return _by_families(named(tables, rules, settings.named, settings.names), settings)


def _pool(tables: Tables, rules: Rules, settings: Settings) -> Design:
    return _by_families(pool(tables, rules, settings.pool), settings, "pool")


def _hybrid(tables: Tables, rules: Rules, settings: Settings) -> Design:
    made = hybrid(tables, rules, settings.hybrid, settings.names)
    if made.failed:
        return made
    held = settings.contiguous_layers
    if not held:
        return patch_in_cells(made, settings.units, LAYER, GEOGRAPHY)
    accounts, reps = made.tables.accounts, made.tables.reps
    carries = carriers(sheet_of("reps", reps, "rep_id", Findings()), settings.hybrid)
    if CELLS not in held:
        return held_together(made, settings.units, LAYER, GEOGRAPHY, carries)
    patch = (accounts[LAYER] == GEOGRAPHY).to_numpy()
    cells, served = (column.to_numpy(dtype=object) for column in (accounts[CELL], reps[SERVES]))
    return held_in_layers(made, settings.units, Layered(cells, patch, served, carries, GEOGRAPHY in held))


def _by_families(made: Design, settings: Settings, model: str = "") -> Design:
    """Families move together; map cells are for the models that look at the map, and turns are taken one by one."""
    kind = settings.units.kind
    if model == "pool" and kind != ACCOUNT:
        message = f"units by {kind}: a pool deals out single accounts, and here accounts move by themselves"
        return replace(made, findings=(*made.findings, Finding("units-by-account", message, severity="note")))
    if kind == ACCOUNT or made.rules.units:
        return made
    if settings.units.on_map:
        message = f"units by {kind} are for the models geographic, open and hybrid: here accounts move by themselves"
        return replace(made, findings=(*made.findings, Finding("units-by-account", message, severity="note")))
    return replace(made, rules=replace(made.rules, units=settings.units.by))


MODELS: Mapping[str, Model] = {
    OPEN: _open,
    "geographic": _geographic,
    "vertical": _vertical,
    "segment": _segment,
    "named": _named,
    "pool": _pool,
    "hybrid": _hybrid,
}

PROMISES: Mapping[str, str] = {
    OPEN: "any rep may own any account",
    "geographic": "a map cell goes to one rep as a whole, and every territory is one piece around its rep's home",
    "vertical": "an account goes to a rep who serves its industry",
    "segment": "an account goes to a rep who serves its segment",
    "named": "named accounts go by list or under a cap; the patch to anybody",
    "pool": "accounts of the pool go round-robin as they arrive; the others to anybody",
    "hybrid": "named accounts first, then segment × vertical cells that feed a rep, geography for the rest",
}
"""Who may own what, in one line."""


def refuse_unknown(names: Iterable[str], asked: str) -> None:
    """Raise InputError for models that there are not, or when none is named; `asked` : what names them."""
    wanted = list(names)
    strange = [name for name in wanted if name not in MODELS]
    findings = [
        Finding("unknown-model", f"{asked} names {name}, which is no territory model", suggestion(name, MODELS))
        for name in dict.fromkeys(strange)
    ]
    if not wanted:
        findings.append(Finding("unknown-model", f"{asked} names no territory model", suggestion("", MODELS)))
    if findings:
        raise InputError(findings)


def design(model: str, tables: Tables, rules: Rules, settings: Settings) -> Design:
    """The tables and rules of a model, and everything found on the way.

    With a finding that is an error the design cannot be used; what comes after it has not been looked at.
    """
    made = Design(tables, rules)
    for step in (_placed, _families, _whales, _carve_outs, MODELS[model]):
        if made.failed:
            return made
        after = step(made.tables, made.rules, settings)
        made = replace(after, findings=(*made.findings, *after.findings))
    return made


def _placed(tables: Tables, rules: Rules, settings: Settings) -> Design:
    """Rows without coordinates at the places of their postal codes or counties, where places count."""
    if not (rules.contiguous or "travel" in rules.terms):
        return Design(tables, rules)
    findings = Findings()
    made = []
    for name, frame, key in (("accounts", tables.accounts, "account_id"), ("reps", tables.reps, "rep_id")):
        where = locate(sheet_of(name, frame, key, findings))
        made.append(with_places(frame, where.filled, where.lat, where.lon))
    accounts, reps = made
    return Design(replace(tables, accounts=accounts, reps=reps), rules, tuple(findings.found))


def _families(tables: Tables, rules: Rules, settings: Settings) -> Design:
    return families(tables, rules, settings.families) if settings.units.by == FAMILY else Design(tables, rules)


def _whales(tables: Tables, rules: Rules, settings: Settings) -> Design:
    return whales(tables, rules, settings.whales)


def _carve_outs(tables: Tables, rules: Rules, settings: Settings) -> Design:
    return carve_outs(tables, rules, settings.carve_outs)
