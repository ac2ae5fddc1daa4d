"""The territory models by name: each turns the same book and team into the tables and rules of one Problem."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from scenarios.designs.carve_out import CarveOut, carve_outs
from scenarios.designs.design import Design, Tables
from scenarios.designs.hybrid import Hybrid, hybrid
from scenarios.designs.named import Named, named
from scenarios.designs.pool import Pool, pool
from scenarios.designs.segment import Segments, segment
from scenarios.designs.vertical import Verticals, vertical
from scenarios.designs.whales import Whales, whales
from solver.rules import Rules

OPEN = "open"


@dataclass(frozen=True)
class Settings:
    """What the models are told, each its own part. names : the list of named accounts (account_id, rep_id)."""

    skills_required: bool = False
    verticals: Verticals = field(default_factory=Verticals)
    segments: Segments = field(default_factory=Segments)
    named: Named = field(default_factory=Named)
    names: pd.DataFrame | None = None
    pool: Pool = field(default_factory=lambda: Pool({}))
    layers: tuple[str, ...] = Hybrid().layers
    feeds: float = Hybrid().feeds
    carve_outs: Mapping[str, CarveOut] = field(default_factory=dict)
    whales: Whales = field(default_factory=Whales)

    @property
    def hybrid(self) -> Hybrid:
        return Hybrid(self.layers, self.feeds, self.verticals, self.segments, self.named)


Model = Callable[[Tables, Rules, Settings], Design]


def _open(tables: Tables, rules: Rules, settings: Settings) -> Design:
    """Any rep may own any account; with `skills_required` only one who serves its vertical."""
    return vertical(tables, rules, settings.verticals) if settings.skills_required else Design(tables, rules)


MODELS: Mapping[str, Model] = {
    OPEN: _open,
    "vertical": lambda tables, rules, settings: vertical(tables, rules, settings.verticals),
    "segment": lambda tables, rules, settings: segment(tables, rules, settings.segments),
    "named": lambda tables, rules, settings: named(tables, rules, settings.named, settings.names),
    "pool": lambda tables, rules, settings: pool(tables, rules, settings.pool),
    "hybrid": lambda tables, rules, settings: hybrid(tables, rules, settings.hybrid, settings.names),
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


def design(model: str, tables: Tables, rules: Rules, settings: Settings) -> Design:
    """The tables and rules of a model, and everything found on the way.

    With a finding that is an error the design cannot be used; what comes after it has not been looked at.
    """
    made = Design(tables, rules)
    for step in (_whales, _carve_outs, MODELS[model]):
        if any(finding.severity == "error" for finding in made.findings):
            return made
        after = step(made.tables, made.rules, settings)
        made = replace(after, findings=(*made.findings, *after.findings))
    return made


def _whales(tables: Tables, rules: Rules, settings: Settings) -> Design:
    return whales(tables, rules, settings.whales)


def _carve_outs(tables: Tables, rules: Rules, settings: Settings) -> Design:
    return carve_outs(tables, rules, settings.carve_outs)
